// Fused sweeps: loops that run each trip forward and backward at once, so that nothing is recorded for the whole loop.
//
//     for (i …) forward(i)                              for (i …)
//     what follows                         becomes      {
//     reverse of what follows                               forward(i)
//     for (i …, backwards) reverse(i)                       reverse(i)      the joined derivative of the body (LoopBody), with memory of one trip
//                                                       }
//                                                       what follows, and its reverse
// The adjoint of a sum that the loop makes must then be known before it. It is taken to be (a placeholder stands for it) until the whole method is built; if what defines it there can be moved up, the
// placeholder gets that value. If not, a loop with a single sum is deferred: it adds to its adjoints as if the sum's were 1, and what it added is multiplied when the adjoint is known. Otherwise
// the loop stays as it was.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>A fused loop: what it is made from, and, of the method being built, what it has become.</summary>
internal sealed class FusedLoop(FusibleLoop loop, int position, LoopBody body, Pattern pattern, Method joined)
{
    public Instr Loop => loop.Loop;
    public EquatableArray<int> Sums => loop.Sums;
    public bool WritesActive => loop.WritesActive;
    /// <summary>Position at the method's top level.</summary>
    public int Position => position;
    /// <summary>What the trip takes after the index and the carried values.</summary>
    public IReadOnlyList<Value> Captured => body.Captured;
    /// <summary>A trip forward and backward.</summary>
    public Method Joined => joined;
    /// <summary>Scalars from outside whose adjoints the loop sums up.</summary>
    public Value[] Scalars { get; } = Active(body, pattern, scalar: true);
    /// <summary>Memory from outside whose shadow the trips work on.</summary>
    public Value[] Memory { get; } = Active(body, pattern, scalar: false);

    /// <summary>Trips add up with seed 1; the sum's adjoint multiplies in the reverse sweep.</summary>
    public bool IsDeferred { get; set; }
    /// <summary>Memory whose shadow itself, all zeros before the loop, is what a deferred loop adds to.</summary>
    public HashSet<Value> InPlace { get; } = [];

    // ---- of the method being built

    public Value[] Seeds { get; set; } = [];
    public Value[] Adjoints { get; set; } = [];
    public Value[] Totals { get; set; } = [];
    /// <summary>By memory: what a deferred loop adds to.</summary>
    public Dictionary<Value, Value> Scratch { get; } = [];
    public Instr? Emitted { get; set; }

    private static Value[] Active(LoopBody body, Pattern pattern, bool scalar)
    {
        int first = body.Method.Body.Parameters.Count - body.Captured.Count;
        return [.. body.Captured.Where((_, k) => pattern.Parameters[first + k] && body.Method.TypeOf(body.Method.Body.Parameters[first + k]).IsScalar == scalar)];
    }
}

internal sealed class FusedSweeps
{
    private readonly ReverseContext _context;
    private readonly bool _isTrip;
    private readonly Func<Recording> _unfused;
    private readonly Dictionary<Instr, FusedLoop> _loops = new(ReferenceComparer<Instr>.Instance);
    private readonly HashSet<Value> _fresh = [];

    private FusedSweeps(ReverseContext context, bool isTrip, Func<Recording> unfused) => (_context, _isTrip, _unfused) = (context, isTrip, unfused);

    public FusedLoop? Of(Instr loop) => _loops.TryGetValue(loop, out FusedLoop found) ? found : null;

    /// <param name="fresh">By memory parameter: its shadow holds zeros on entry.</param>
    public static FusedSweeps Find(ReverseContext context, bool isTrip, EquatableArray<bool> fresh, Func<Recording> unfused)
    {
        FusedSweeps fused = new(context, isTrip, unfused);
        Method method = context.Method;
        for (int k = 0; k < fresh.Count; k++)
            if (fresh[k]) fused._fresh.Add(method.Body.Parameters[k]);
        // The seed of memory that is returned can only be checked when the forward sweep is over, and nothing may be added to adjoints before that.
        if (method.Body.Yields.Where((_, k) => context.Pattern.Yields[k]).Any(y => method.TypeOf(y).IsMemory)) return fused;
        Fusion? fusion = null;
        for (int at = 0; at < method.Body.Body.Count; at++)
        {
            if (method.Body.Body[at] is not (For or While)) continue;
            fusion ??= new Fusion(method, context.Activity, context.Derivation.Effects);
            if (fusion.At(at).Loop is { } loop) fused._loops[loop.Loop] = fused.Make(loop, at);
        }
        return fused;
    }

    private FusedLoop Make(FusibleLoop loop, int position)
    {
        LoopBody body = LoopBody.Of(_context.Method, loop, _context.Activity.Roots, _context.Derivation.Program);
        Region trip = body.Method.Body;
        int first = trip.Parameters.Count - body.Captured.Count;
        Pattern pattern = new(
            new([.. Enumerable.Repeat(false, first), .. body.Captured.Select(v => _context.Activity.IsActive(v) && _context.Method.TypeOf(v).IsDifferentiable)]),
            new([.. trip.Yields.Select((_, k) => loop.Sums.Contains(k))]),
            new([.. Enumerable.Repeat(true, trip.Parameters.Count)]));
        return new FusedLoop(loop, position, body, pattern, ReverseMode.OfTrip(_context.Derivation, body.Method, pattern));
    }

    // ---- seeds

    /// <summary>The method with every placeholder in place of its adjoint; null if a loop was found to need another treatment, and the method is to be built again.</summary>
    public Method? Settle(Method built)
    {
        if (_loops.Count == 0) return built;
        Early early = new(built, [.. _loops.Values]);
        bool again = false;
        foreach (FusedLoop loop in _loops.Values.Where(l => !early.IsKnown(l)).ToArray())
        {
            again = true;
            if (CanDefer(loop)) loop.IsDeferred = true;
            else _loops.Remove(loop.Loop);
        }
        return again ? null : early.Write();
    }

    private bool CanDefer(FusedLoop loop)
    {
        if (_isTrip || loop.IsDeferred || loop.Sums.Count != 1 || loop.WritesActive || !RecordsUnfused(loop)) return false;
        HashSet<Value> elsewhere = [.. TouchedOutside(loop)];
        foreach (Value memory in loop.Memory)
        {
            if (_fresh.Contains(memory) && !elsewhere.Contains(memory) && !_context.Method.TypeOf(memory).IsJagged) loop.InPlace.Add(memory);
            else if (_context.Method.TypeOf(memory) is { Rank: not 1 } or { IsJagged: true } || !IsAffine(loop.Loop, memory)) return false;
        }
        return true;
    }

    // What follows the loop, and loops before it that add to adjoints already.
    private IEnumerable<Value> TouchedOutside(FusedLoop loop)
    {
        IEnumerable<Instr> others = _context.Method.Body.Body.Where((i, at) => at > loop.Position || (at < loop.Position && Of(i) is not null));
        return others.SelectMany(All).SelectMany(i => i.Operands()).Where(v => _context.Method.TypeOf(v).IsMemory).Select(_context.Activity.Roots.Of);
    }

    private static IEnumerable<Instr> All(Instr instruction) => instruction.Regions().SelectMany(r => r.All()).Prepend(instruction);

    // Scaling costs as much as all of the memory is long, so few trips must not be able to pick elements of what is long.
    private bool IsAffine(Instr loop, Value memory)
    {
        Structure structure = _context.Structure;
        Value root = _context.Activity.Roots.Of(memory);
        return All(loop).All(i => i switch
        {
            Load load => _context.Activity.Roots.Of(load.Memory) != root || load.Indices.All(k => Recording.IsCountable(k, structure)),
            Call call => !call.Args.Any(a => _context.Method.TypeOf(a).IsMemory && _context.Activity.Roots.Of(a) == root),
            _ => true,
        });
    }

    // A loop that records nothing is read twice at no great cost.
    private bool RecordsUnfused(FusedLoop loop)
    {
        Recording unfused = _unfused();
        return _context.HasTapedCall(loop.Loop)
            || All(loop.Loop).SelectMany(i => i.Regions()).Any(r => _context.Structure.NodeOf(r) is { IsLoop: true } node && unfused.BytesPerTrip(node) > 0);
    }

    /// <summary>Moves what defines the seeds of fused loops before them.</summary>
    private sealed class Early : Rewriter
    {
        private readonly Dictionary<Value, Instr> _movable = [];
        private readonly Dictionary<Value, int> _defined = [];
        private readonly Dictionary<Value, Value> _adjoints = [];
        private readonly Dictionary<Instr, FusedLoop> _emitted = new(ReferenceComparer<Instr>.Instance);
        private readonly List<FusedLoop> _loops;

        public Early(Method built, List<FusedLoop> loops) : base(built, new Builder())
        {
            _loops = loops;
            for (int at = 0; at < built.Body.Body.Count; at++)
            {
                Instr instruction = built.Body.Body[at];
                foreach (Value result in instruction.Results()) _defined[result] = at;
                if (instruction is Let { Op: not Op.Opaque } let && !built.TypeOf(let.Result).IsMemory) _movable[let.Result] = let;
            }
            foreach (FusedLoop loop in loops)
            {
                _emitted[loop.Emitted!] = loop;
                if (loop.IsDeferred) continue;
                for (int k = 0; k < loop.Seeds.Length; k++) _adjoints[loop.Seeds[k]] = loop.Adjoints[k];
            }
        }

        public bool IsKnown(FusedLoop loop)
        {
            if (loop.IsDeferred) return true;
            int limit = Enumerable.Range(0, Source.Body.Body.Count).First(at => ReferenceEquals(Source.Body.Body[at], loop.Emitted));
            HashSet<Value> seen = [];
            return loop.Adjoints.All(IsBefore);

            bool IsBefore(Value value)
            {
                if (!seen.Add(value)) return true;
                if (_adjoints.TryGetValue(value, out Value adjoint)) return IsBefore(adjoint);
                if (!_defined.TryGetValue(value, out int at) || at < limit) return true;
                return _movable.TryGetValue(value, out Instr definition) && definition.Operands().All(IsBefore);
            }
        }

        public Method Write()
        {
            Value[] parameters = Define(Source.Body.Parameters);
            Value[] yields = Inline(parameters);
            return Target.Rebuild(Source, parameters, yields);
        }

        public override void Copy(Instr instruction)
        {
            if (_emitted.TryGetValue(instruction, out FusedLoop loop) && !loop.IsDeferred)
                for (int k = 0; k < loop.Seeds.Length; k++) Need(loop.Seeds[k]);
            // Moved up already.
            if (instruction is Let let && Has(let.Result)) return;
            base.Copy(instruction);
        }

        private void Need(Value value)
        {
            if (Has(value)) return;
            if (_adjoints.TryGetValue(value, out Value adjoint))
            {
                Need(adjoint);
                Substitute(value, this[adjoint]);
                return;
            }
            Instr definition = _movable[value];
            foreach (Value operand in definition.Operands()) Need(operand);
            base.Copy(definition);
        }
    }
}
