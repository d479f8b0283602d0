// The reverse sweep: walks the primal backwards and carries adjoints, instruction by instruction.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Adjoints of scalars are values, threaded through the mirrored regions; adjoints of memory live in shadow memory. Run first with a throw-away builder it only collects
/// which primal values it asks for (<see cref="Needs"/>); run again with the plan it fetches them.
/// </summary>
internal sealed partial class ReverseSweep
{
    private readonly ReverseContext _context;
    private readonly Builder _builder;
    private readonly Func<Value, Value>? _forward;
    private readonly Slots? _slots;
    private readonly Func<Value>? _tape;
    private ReverseFrame _frame;

    /// <param name="forward">Copy of a visible or hoisted value; null: collect needs only.</param>
    public ReverseSweep(ReverseContext context, Builder builder, Func<Value, Value>? forward, Slots? slots, Func<Value>? tape)
    {
        (_context, _builder, _forward, _slots, _tape) = (context, builder, forward, slots, tape);
        _frame = new ReverseFrame(context.Structure.Root, null);
    }

    /// <summary>Shadows that the forward sweep has made for loops that run forward and backward at once.</summary>
    public IReadOnlyDictionary<Value, Value> Early { get; init; } = new Dictionary<Value, Value>();
    /// <summary>Primal values asked for.</summary>
    public HashSet<Value> Needs => [.. Asked.Keys];
    /// <summary>Primal values asked for, with the innermost region around all places that ask.</summary>
    public Dictionary<Value, RegionNode> Asked { get; } = [];
    /// <summary>
    /// Primal values, and memory whose shadow is, asked for inside a loop in the region that defines them: worth having ready before that loop. Shared by the
    /// collecting and the emitting run.
    /// </summary>
    public SortedSet<(int Id, bool IsShadow)> Ahead { get; init; } = [];
    private bool IsCollecting => _forward is null;
    private Method Method => _context.Method;
    private bool IsActive(Value value) => _context.Activity.IsActive(value);

    /// <summary>
    /// Emits the sweep at the current place. Seeds: one per active yield; shadows: one per active memory or tape parameter. Returns the adjoint of each active scalar parameter.
    /// </summary>
    public Value[] Run(IReadOnlyList<Value> seeds, IReadOnlyList<Value> shadows)
    {
        Pattern pattern = _context.Pattern;
        int next = 0;
        for (int k = 0; k < Method.Body.Parameters.Count; k++)
        {
            Value parameter = Method.Body.Parameters[k];
            if (Method.TypeOf(parameter).IsScalar) continue;
            if (pattern.Parameters[k]) _frame.Shadows[parameter] = shadows[next++];
            else if (IsActive(parameter)) _frame.Shadows[parameter] = Early.TryGetValue(parameter, out Value early) ? early : OwnShadow(parameter);
        }
        EnterRegion();
        next = 0;
        for (int k = 0; k < Method.Body.Yields.Count; k++)
        {
            if (!pattern.Yields[k]) continue;
            Value seed = seeds[next++];
            if (!IsActive(Method.Body.Yields[k])) continue;
            if (Method.TypeOf(Method.Body.Yields[k]).IsMemory) AddSeed(Shadow(Method.Body.Yields[k]), seed);
            else AddAdjoint(Method.Body.Yields[k], seed);
        }
        Reverse(Method.Body);
        List<Value> adjoints = [];
        for (int k = 0; k < Method.Body.Parameters.Count; k++)
        {
            Value parameter = Method.Body.Parameters[k];
            if (pattern.Parameters[k] && Method.TypeOf(parameter).IsScalar) adjoints.Add(AdjointOrZero(parameter));
        }
        return [.. adjoints];
    }

    // A loop over the elements: the seed is the caller's and only read.
    private void AddSeed(Value shadow, Value seed) =>
        CustomDerivative.Loops(_builder, _builder.TypeOf(shadow).Rank, d => _builder.Length(seed, d), false, [], at => _builder.Store(shadow, _builder.Load(seed, at), at));

    // Memory that carries derivatives inside the method only (scratch space): the caller has no shadow for it.
    private Value OwnShadow(Value parameter)
    {
        IrType type = Method.TypeOf(parameter);
        if (type.Shape == Shape.Tape) throw new InvalidOperationException($"The active tape {parameter} of {Method.Key} is not in the pattern.");
        Value[] lengths = [.. Enumerable.Range(0, type.Rank).Select(d => LengthOf(parameter, d))];
        return _builder.Allocate(Surfaces.Shadow(type, adjoint: true), AdjointName(parameter), writeOnce: false, lengths);
    }

    private Value LengthOf(Value memory, int dimension) => _builder.Length(Primal(memory), dimension);

    // ---- regions

    /// <summary>On entering a mirrored region: what it recorded on the tape comes back, last first; its own memory gets zero shadows.</summary>
    private void EnterRegion()
    {
        if (!IsCollecting)
            foreach (Value value in _context.Recording.In(_frame.Node, Recovery.Tape).AsEnumerable().Reverse())
                _frame.Primals[value] = _builder.Replay(_tape!(), Method.TypeOf(value), Method.Values[value.Id].Hint);
        foreach (Instr instruction in _frame.Node.Region.Body)
        {
            switch (instruction)
            {
                case Allocate i when IsActive(i.Result) && Early.TryGetValue(i.Result, out Value early): _frame.Shadows[i.Result] = early; break;
                case Allocate i when IsActive(i.Result):
                {
                    Value[] lengths = [.. i.Lengths.Select(Primal)];
                    _frame.Shadows[i.Result] = _builder.Allocate(Surfaces.Shadow(Method.TypeOf(i.Result), adjoint: true), AdjointName(i.Result), writeOnce: false, lengths);
                    break;
                }
                case CreateTape i when IsActive(i.Result):
                    _frame.Shadows[i.Result] = _builder.CreateTape();
                    break;
            }
        }
        if (IsCollecting) return;
        foreach ((int id, bool isShadow) in Ahead)
        {
            Value value = new(id);
            if (!ReferenceEquals(_context.Structure.RegionOf(value), _frame.Node)) continue;
            if (isShadow) Shadow(value);
            else if (_context.Recording.Of(value) is Recovery.Recompute or Recovery.Slot && IsWorthwhileAhead(value) && IsAtHand(value)) Primal(value);
        }
    }

    /// <summary>Visible values that a split reverse sweep is passed; everything visible if null.</summary>
    public Func<Value, bool>? IsPassed { get; init; }

    // What nothing needed asks for may rest on parameters that are not passed.
    private bool IsAtHand(Value value)
    {
        if (!_context.Recording.IsRecoverable(value)) return false;
        if (IsPassed is null) return true;
        return _context.Recording.Of(value) switch
        {
            Recovery.Visible => IsPassed(value),
            Recovery.Recompute when _context.Structure.DefinitionOf(value) is { } definition => definition.Operands().All(IsAtHand),
            Recovery.Recompute => Induction.Find(value, _context.Structure) is not { } induction || IsAtHand(induction.Init),
            _ => true,
        };
    }

    // Constants and indices are better named where they are used.
    private bool IsWorthwhileAhead(Value value) => _context.Structure.DefinitionOf(value) is not (null or Let { Op: Op.Constant or Op.Undefined or Op.Length });

    /// <summary>In the collecting run: notes what is asked for from inside a loop that its own region encloses.</summary>
    private void NoteAhead(Value value, bool isShadow, int depth = 8)
    {
        // Whatever it is computed from may be asked for in its place.
        if (!isShadow && depth > 0 && _context.Structure.DefinitionOf(value) is Let or Load or Slice or Row)
            foreach (Value operand in _context.Structure.DefinitionOf(value)!.Operands()) NoteAhead(operand, isShadow, depth - 1);
        RegionNode definition = _context.Structure.RegionOf(value);
        for (RegionNode? node = _frame.Node; node is not null && !ReferenceEquals(node, definition); node = node.Parent)
        {
            if (!node.IsLoop) continue;
            Ahead.Add((value.Id, isShadow));
            return;
        }
    }

    /// <summary>A region backwards, statement by statement, so that each source line stands above its adjoint lines.</summary>
    private void Reverse(Region region)
    {
        int end = region.Body.Count;
        for (int at = end - 1; at >= -1; at--)
        {
            if (at >= 0 && region.Body[at] is not Note) continue;
            bool visited = false;
            for (int k = end - 1; k > at; k--)
            {
                Instr instruction = region.Body[k];
                if (!_context.Activity.Visits(instruction)) continue;
                if (!visited && at >= 0) _builder.Add(region.Body[at]);
                visited = true;
                Reverse(instruction);
            }
            end = at;
        }
    }

    private void Reverse(Instr instruction)
    {
        switch (instruction)
        {
            case Let i: ReverseLet(i); break;
            case Load i:
            {
                Value adjoint = _frame.Adjoint(i.Result);
                if (adjoint.Exists) _builder.Accumulate(Shadow(i.Memory), adjoint, Primals(i.Indices));
                break;
            }
            case Store i:
            {
                Value shadow = Shadow(i.Memory);
                Value[] indices = Primals(i.Indices);
                if (IsActive(i.Operand))
                {
                    Value adjoint = _builder.Load(shadow, indices);
                    AddAdjoint(i.Operand, adjoint);
                }
                _builder.Store(shadow, _builder.Zero(Method.TypeOf(i.Operand)), indices);
                break;
            }
            case Accumulate i:
                if (IsActive(i.Operand)) AddAdjoint(i.Operand, _builder.Load(Shadow(i.Memory), Primals(i.Indices)));
                break;
            case Fill i: ReverseFill(i); break;
            case If i: ReverseIf(i); break;
            case For or While when _context.Fused?.Of(instruction) is { } fused: ReverseFused(fused); break;
            case For i: ReverseFor(i); break;
            case While i: ReverseWhile(i); break;
            case Call i: ReverseCall(i); break;
            case Replay i: _builder.Record(Shadow(i.Tape), AdjointOrZero(i.Result)); break;
            case Record i:
            {
                Value adjoint = _builder.Replay(Shadow(i.Tape), Method.TypeOf(i.Operand));
                if (IsActive(i.Operand)) AddAdjoint(i.Operand, adjoint);
                break;
            }
            default: throw new InvalidOperationException($"{instruction.GetType().Name} has no reverse.");
        }
    }

    private void ReverseLet(Let i)
    {
        Value adjoint = _frame.Adjoint(i.Result);
        if (!adjoint.Exists || RuleTable.Find(i.Op) is not { } rule) return;
        if (i.Op is Op.MaxStep or Op.MinStep && _extrema.TryGetValue(i.Args[0], out (Value, Value) final))
        {
            ReverseStep(i, adjoint, final);
            return;
        }
        // Contributions are computed before any is added: an operand may occur twice.
        List<(Value Operand, Value Contribution)> contributions = [];
        for (int k = 0; k < i.Args.Count; k++)
        {
            if (!IsActive(i.Args[k]) || rule.IsZero(k)) continue;
            Value? contribution = rule.Contribute(_builder, k, adjoint, Method.TypeOf(i.Args[k]), a => Primal(i.Args[a]), () => Primal(i.Result), known: (op, a) => Known(op, i.Args[a], i.Result));
            if (contribution is { } value) contributions.Add((i.Args[k], value));
        }
        foreach ((Value operand, Value contribution) in contributions) AddAdjoint(operand, contribution);
    }

    private void ReverseFill(Fill i)
    {
        Value shadow = Shadow(i.Memory);
        IrType type = Method.TypeOf(i.Operand);
        if (IsActive(i.Operand)) AddAdjoint(i.Operand, SumOf(shadow, type));
        _builder.Fill(shadow, _builder.Zero(type));
    }

    private Value SumOf(Value memory, IrType type)
    {
        int rank = _builder.TypeOf(memory).Rank;
        return Sum(0, _builder.Zero(type), []);

        Value Sum(int dimension, Value sum, Value[] indices)
        {
            if (dimension == rank) return _builder.Add(sum, _builder.Load(memory, indices));
            Value index = _builder.NewValue(IrType.I32, "i"), carried = _builder.NewValue(type, "sum"), result = _builder.NewValue(type, "sum");
            Value lower = _builder.Int(0), upper = _builder.Length(memory, dimension);
            _builder.Begin(index, carried);
            Value next = Sum(dimension + 1, carried, [.. indices, index]);
            _builder.Add(new For([result], lower, upper, 1, [sum], _builder.End(next), HasExit: false, HasTrips: false));
            return result;
        }
    }

    private void ReverseCall(Call i)
    {
        SplitPair pair = _context.PairOf(i)!;
        Pattern pattern = _context.Activity.PatternOf(i);
        bool reached = pair.UsesTape || pattern.Parameters.Where((p, k) => p && !Method.TypeOf(i.Args[k]).IsScalar).Any()
            || i.Results.Any(r => IsActive(r) && _frame.Adjoint(r).Exists);
        if (!reached) return;
        List<Value> args = [.. pair.Needed.Select(k => Primal(i.Args[k]))];
        if (pair.UsesTape) args.Add(IsCollecting ? Dummy(IrType.Tape) : _tape!());
        args.AddRange(i.Results.Where(IsActive).Select(AdjointOrZero));
        List<(Value Own, Value Shared)> separate = [];
        args.AddRange(ShadowsOf(i, separate));
        Value[] operands = [.. i.Args.Where(a => IsActive(a) && Method.TypeOf(a).IsScalar)];
        Value[]? results = _context.Derivation.TryInline(i.Method, pair.Reverse, _builder, args);
        if (results is null)
        {
            results = [.. operands.Select(o => _builder.NewValue(Method.TypeOf(o)))];
            _builder.Add(new Call(new(results), pair.Reverse, new(args.ToArray())));
        }
        foreach ((Value own, Value shared) in separate)
            CustomDerivative.Loops(_builder, _builder.TypeOf(own).Rank, d => _builder.Length(own, d), false, [], at => _builder.Accumulate(shared, _builder.Load(own, at), at));
        for (int k = 0; k < operands.Length; k++) AddAdjoint(operands[k], results[k]);
    }

    /// <summary>
    /// Shadows for the active memory arguments. The user's own Vjp may take its adjoints for separate memory, so where two arguments share a root, the second gets a shadow of its own.
    /// </summary>
    private List<Value> ShadowsOf(Call i, List<(Value Own, Value Shared)> separate)
    {
        bool custom = _context.Derivation.Find(i.Method).Custom is not null;
        List<Value> shadows = [];
        HashSet<Value> roots = [];
        foreach (Value arg in i.Args.Where(a => IsActive(a) && !Method.TypeOf(a).IsScalar))
        {
            Value shadow = Shadow(arg);
            if (custom && Method.TypeOf(arg).IsMemory && !roots.Add(_context.Activity.Roots.Of(arg)))
            {
                Value shared = shadow;
                Value[] lengths = [.. Enumerable.Range(0, _builder.TypeOf(shared).Rank).Select(d => _builder.Length(shared, d))];
                shadow = _builder.Allocate(_builder.TypeOf(shared), AdjointName(arg), writeOnce: false, lengths);
                separate.Add((shadow, shared));
            }
            shadows.Add(shadow);
        }
        return shadows;
    }

    // ---- adjoints

    private void AddAdjoint(Value primal, Value contribution)
    {
        Value current = _frame.Adjoint(primal);
        Value sum = current.Exists ? _builder.Add(current, contribution) : contribution;
        if (AdjointName(primal) is { } name && _builder.HintOf(sum) is null) _builder.SetHint(sum, name);
        _frame.Adjoints[primal] = sum;
    }

    private Value AdjointOrZero(Value primal)
    {
        Value adjoint = _frame.Adjoint(primal);
        return adjoint.Exists ? adjoint : _builder.Zero(Method.TypeOf(primal));
    }

    private string? AdjointName(Value primal) => Method.Values[primal.Id].Hint is { } hint ? hint + "Adjoint" : null;

    // ---- primal values and shadows

    private Value[] Primals(EquatableArray<Value> values) => [.. values.Select(Primal)];

    private void NoteAsked(Value value)
    {
        RegionNode place = _frame.Node;
        if (Asked.TryGetValue(value, out RegionNode? known))
            while (!place.Encloses(known)) place = place.Parent!;
        Asked[value] = place;
    }

    /// <summary>The primal value at this place of the reverse sweep.</summary>
    private Value Primal(Value value)
    {
        if (IsCollecting)
        {
            NoteAhead(value, isShadow: false);
            NoteAsked(value);
            if (Method.TypeOf(value).IsMemory)
                foreach (Value part in HandleParts(value)) NoteAsked(part);
        }
        if (_frame.TryPrimal(value, out Value known)) return known;
        if (IsCollecting) return _frame.Primals[value] = Dummy(Method.TypeOf(value));
        Value copy = _context.Recording.Of(value) switch
        {
            Recovery.Visible or Recovery.Hoist => _forward!(value),
            Recovery.Slot => _slots!.Load(value, Primal),
            Recovery.Tape => throw new InvalidOperationException($"{value} is asked for outside its region."),
            _ => Recompute(value),
        };
        return _frame.Primals[value] = copy;
    }

    private Value Dummy(IrType type) => _builder.NewValue(type);

    private IEnumerable<Value> HandleParts(Value memory)
    {
        while (true)
        {
            switch (_context.Structure.DefinitionOf(memory))
            {
                case Slice slice: yield return slice.Start; yield return slice.Length; memory = slice.Memory; break;
                case Row row: yield return row.Index; memory = row.Memory; break;
                default: yield break;
            }
        }
    }

    private Value Recompute(Value value)
    {
        IrType type = Method.TypeOf(value);
        string? hint = Method.Values[value.Id].Hint;
        switch (_context.Structure.DefinitionOf(value))
        {
            case null when Induction.Find(value, _context.Structure) is { } induction:
            {
                Value trip = Trip(_context.Structure.RegionOf(value));
                if (_builder.TypeOf(trip) != type) trip = _builder.Let(Op.Convert, type, trip);
                long step = induction.Step < 0 ? unchecked(-induction.Step) : induction.Step;
                if (step != 1) trip = _builder.Mul(trip, _builder.Int(step, type.Element));
                Value init = Primal(induction.Init);
                Value result = induction.Step < 0 ? _builder.Sub(init, trip) : _builder.Add(init, trip);
                if (hint is not null) _builder.SetHint(result, hint);
                return result;
            }
            case Let { Op: Op.Length } i when IsActive(i.Args[0]) && !IsHandleAtHand(i.Args[0]):
            {
                Value[] args = [Shadow(i.Args[0]), .. i.Args.Skip(1).Select(Primal)];
                return _builder.Let(Op.Length, type, hint, args);
            }
            case Let i: return _builder.Let(i.Op, type, hint, Primals(i.Args), i.Literal, i.Text);
            case Load i:
            {
                Value memory = Primal(i.Memory);
                Value result = _builder.Load(memory, Primals(i.Indices));
                if (hint is not null) _builder.SetHint(result, hint);
                return result;
            }
            case Row i: return _builder.Row(Primal(i.Memory), Primal(i.Index), hint);
            case Slice i: return _builder.Slice(Primal(i.Memory), Primal(i.Start), Primal(i.Length), hint);
            default: throw new InvalidOperationException($"{value} of {Method.Key} cannot be computed again.");
        }
    }

    private bool IsHandleAtHand(Value memory) => Recording.IsRecoverableHandle(memory, _context.Structure, _context.Joined, _context.Pattern);

    /// <summary>The shadow of active memory or of an active tape: a slice of memory has the same slice of its shadow.</summary>
    private Value Shadow(Value memory)
    {
        if (IsCollecting) NoteAhead(memory, isShadow: true);
        if (_frame.TryShadow(memory, out Value known)) return known;
        Value shadow = _context.Structure.DefinitionOf(memory) switch
        {
            Row i => _builder.Row(Shadow(i.Memory), Primal(i.Index), AdjointName(memory)),
            Slice i => _builder.Slice(Shadow(i.Memory), Primal(i.Start), Primal(i.Length), AdjointName(memory)),
            Let { Op: Op.Convert } i => Shadow(i.Args[0]),
            _ => throw new InvalidOperationException($"{memory} of {Method.Key} has no shadow."),
        };
        return _frame.Shadows[memory] = shadow;
    }
}
