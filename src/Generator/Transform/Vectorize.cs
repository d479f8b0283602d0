// Vectorize: elementwise loops become loops over vectors, beside the loop as it was, in leaf methods of their own.
//
//     for (i = lower; i < upper; i++) body(i)
// becomes, in a kernel method that holds the whole nest of loops around it if that nest calls nothing,
//     if (hardware && a vector fits && everything accessed lies inside of its memory)
//         invariants, broadcasts, sums = zeros
//         for (i = lower; i < lower + whole; i += lanes) body on all lanes from i on
//         if (trips are left) body on the last vector, whose first lanes were done before and do not count
//         result = initial value + sum over the lanes
//     else the loop as it was
// A loop that descends is run ascending: its trips are independent of each other. Which loops: Analysis/LoopShape. The vectors: LaneLoop.
//
// Kernels are methods of their own because the just-in-time compiler keeps carried floats on the stack in a method that calls others in between, and compiles these with
// full optimisation at once: a vector loop of its first tier is a hundred times slower.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>The method with calls in place of its vectorised loops, the methods that are called, and a remark on each innermost loop that stays as it is.</summary>
internal sealed record Vectorized(Method Method, IReadOnlyList<Method> Kernels, IReadOnlyList<string> Remarks);

internal sealed partial class Vectorize : Rewriter
{
    /// <summary>When vectors are faster than scalars; constant for the just-in-time compiler.</summary>
    public const string Hardware = "global::Autodiff.Numerics.Wide.IsAccelerated";

    public const string Attribute =
        "global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization"
        + " | global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)";

    private const int MaxDepth = 4;

    private readonly Aliasing _aliasing;
    private readonly LengthFacts _lengths;
    private readonly Func<string, string> _unique;
    private readonly Dictionary<For, LoopShape> _shapes = new(ReferenceComparer<For>.Instance);
    private readonly Dictionary<Value, Instr> _definitions = [];
    private readonly HashSet<Value> _used;
    private readonly List<Method> _kernels = [];
    private string _role = "loop";

    private Vectorize(Method source, Builder target, Func<string, string> unique) : base(source, target)
    {
        _aliasing = new Aliasing(source);
        _lengths = new LengthFacts(source, _aliasing);
        _unique = unique;
        _used = [.. Uses(source.Body)];
        foreach (Instr instruction in source.Body.All())
            foreach (Value result in instruction.Results()) _definitions[result] = instruction;
    }

    private static IEnumerable<Value> Uses(Region region) =>
        region.Body.SelectMany(i => i.Operands().Concat(i.Regions().SelectMany(Uses))).Concat(region.Yields);

    /// <summary>The method with its elementwise loops vectorised; the same method if it has none. <paramref name="unique"/> makes names of kernels unique.</summary>
    public static Vectorized Run(Method method, Func<string, string>? unique = null)
    {
        // What runs in lanes already is left alone.
        if (method.Values.Any(v => v.Type is { IsScalar: true, Lanes: > 1 })) return new Vectorized(method, [], []);
        For[] loops = method.Body.All().OfType<For>().ToArray();
        string[] remarks = [.. method.Body.All().OfType<While>().Where(IsInnermost).Select(_ => $"a loop in '{method.Surface.Name}': its number of trips is not known beforehand")];
        if (loops.Length == 0) return new Vectorized(method, [], remarks);
        Builder builder = new();
        Vectorize pass = new(method, builder, unique ?? (name => name));
        foreach (For loop in loops)
        {
            LoopShape shape = pass.ShapeOf(loop);
            if (shape.Refusal is null) pass._shapes[loop] = shape;
            else if (IsInnermost(loop)) remarks = [.. remarks, $"the loop over '{method.Values[loop.Body.Parameters[0].Id].Hint ?? "i"}' in '{method.Surface.Name}': {shape.Refusal}"];
        }
        if (pass._shapes.Count == 0) return new Vectorized(method, [], remarks);
        Value[] parameters = pass.Define(method.Body.Parameters);
        Value[] yields = pass.Inline(parameters);
        return new Vectorized(builder.Rebuild(method, parameters, yields), pass._kernels, remarks);
    }

    private static bool IsInnermost(Instr loop) => loop.Regions().SelectMany(r => r.All()).All(i => i is not (For or While));

    private LoopShape ShapeOf(For loop)
    {
        LoopShape shape = LoopShape.Of(Source, loop, _aliasing);
        Affine count = _aliasing.FormOf(loop.Upper).Minus(_aliasing.FormOf(loop.Lower)).Times(loop.Step);
        return shape.Refusal is null && count.IsConstant && count.Constant < LaneLoop.LanesOf(shape.Element) ? shape.Refuse("it has fewer trips than a vector has lanes") : shape;
    }

    public override void Copy(Instr instruction)
    {
        if (instruction is Note { IsHeading: true } heading) _role = heading.Text is "forward" or "reverse" ? heading.Text : "loop";
        if (instruction is For or While && Holds(instruction) && IsLeaf(instruction)) CallKernel(instruction, this);
        else base.Copy(instruction);
    }

    private bool Holds(Instr instruction) =>
        (instruction is For loop && _shapes.ContainsKey(loop)) || instruction.Regions().Any(r => r.Body.Any(Holds));

    // Nothing but loops over what is passed: then it can be a method that calls no other.
    private bool IsLeaf(Instr instruction) =>
        instruction is Let { Op: not Op.Opaque } or Load or Store or Accumulate or Fill or Slice or If or For or While or Note
        && instruction.Operands().Concat(instruction.Results()).All(v => Source.TypeOf(v) is { Element: not Scalar.Generic } type && (type.IsScalar || (type.IsMemory && type.Shape != Shape.Jagged)))
        && instruction.Regions().All(r => r.Body.All(IsLeaf));

    // ---- the kernel and its call

    private void CallKernel(Instr nest, Rewriter caller)
    {
        HashSet<Value> inside = [.. nest.Regions().SelectMany(r => r.Parameters)];
        foreach (Instr instruction in nest.Regions().SelectMany(r => r.All()))
        {
            inside.UnionWith(instruction.Results());
            inside.UnionWith(instruction.Regions().SelectMany(r => r.Parameters));
        }
        Value[] free = [.. nest.Operands().Concat(nest.Regions().SelectMany(Uses)).Concat(Terms(nest)).Where(v => v.Exists && !inside.Contains(v)).Distinct()];
        Value[] memory = [.. free.Where(v => Source.TypeOf(v).IsMemory)];
        List<Value> scalars = [], local = [];
        foreach (Value value in free.Where(v => !Source.TypeOf(v).IsMemory)) Pass(value, memory, scalars, local, MaxDepth);

        Builder builder = new();
        LoopWriter writer = new(this, builder, nest);
        Value[] passed = [.. memory, .. scalars];
        Value[] parameters = [.. passed.Select(v => builder.NewValue(ParameterType(v), Source.Values[v.Id].Hint))];
        for (int k = 0; k < passed.Length; k++) writer.Substitute(passed[k], parameters[k]);
        foreach (Value value in local)
        {
            // The length of something else that is as long.
            if (Definition(value) is Let { Op: Op.Length } let && !memory.Contains(let.Args[0])) writer.Substitute(value, builder.Length(writer[SameLength(let, memory)]));
            else writer.Copy(Definition(value)!);
        }
        writer.Copy(nest);
        Value[] results = [.. nest.Results().Where(_used.Contains)];
        Value[] yields = [.. results.Select(r => writer[r])];
        string stem = Source.Surface.Name.StartsWith("@", StringComparison.Ordinal) ? Source.Surface.Name.Substring(1) : Source.Surface.Name;
        string name = _unique(stem + (caller is LoopWriter ? "Rows" : char.ToUpperInvariant(_role[0]) + _role.Substring(1)));
        Surface surface = Surfaces.Helper(name, v => new(builder.TypeOf(v), builder.HintOf(v)), parameters, yields);
        surface = surface with { Attributes = [Attribute] };
        Method kernel = builder.ToMethod($"{Source.Key}!{name}{_kernels.Count}", parameters, yields, surface);
        _kernels.Add(kernel);
        Builder target = caller is LoopWriter outer ? outer.Target : Target;
        target.Add(new Call(new(results.Select(caller.Define).ToArray()), kernel.Key, caller.Uses(new EquatableArray<Value>(passed))));
    }

    /// <summary>What the ranges of vectorised loops are computed from.</summary>
    private IEnumerable<Value> Terms(Instr nest)
    {
        IEnumerable<For> loops = nest.Regions().SelectMany(r => r.All()).Prepend(nest).OfType<For>().Where(_shapes.ContainsKey);
        return loops.SelectMany(l => _shapes[l].Ranges.Select(r => r.Start).Concat(_shapes[l].Lookups.Select(k => k.Offset)).Append(_aliasing.FormOf(l.Lower)).Append(_aliasing.FormOf(l.Upper)))
            .SelectMany(form => form.Terms.Select(t => t.Value));
    }

    // Constants, lengths of what is passed anyway and arithmetic of integers are found again by the kernel.
    private void Pass(Value value, Value[] memory, List<Value> scalars, List<Value> local, int depth)
    {
        if (scalars.Contains(value) || local.Contains(value)) return;
        Instr? definition = Definition(value);
        bool isLocal = definition is Let { Op: Op.Constant or Op.Undefined } || (definition is Let { Op: Op.Length } length && SameLength(length, memory).Exists);
        if (isLocal)
            foreach (Value dimension in definition!.Operands().Skip(1)) Pass(dimension, memory, scalars, local, depth);
        if (!isLocal && depth > 0 && Source.TypeOf(value).IsInteger && definition is Let { Op: Op.Add or Op.Sub or Op.Neg or Op.Mul } arithmetic)
        {
            foreach (Value arg in arithmetic.Args) Pass(arg, memory, scalars, local, depth - 1);
            isLocal = true;
        }
        (isLocal ? local : scalars).Add(value);
    }

    private Value SameLength(Let length, Value[] memory)
    {
        if (memory.Contains(length.Args[0]) || length.Args.Count != 1) return memory.Contains(length.Args[0]) ? length.Args[0] : Value.None;
        Affine wanted = _lengths.LengthOf(length.Args[0]);
        return memory.Append(Value.None).FirstOrDefault(m => !m.Exists || (Definition(m) is null && _lengths.LengthOf(m) == wanted));
    }

    private Instr? Definition(Value value) => _definitions.TryGetValue(value, out Instr definition) ? definition : null;

    // A user's array stays one, so that null faults as it did.
    private IrType ParameterType(Value value)
    {
        IrType type = Source.TypeOf(value);
        return type.Shape == Shape.Array && Definition(value) is Allocate ? IrType.Span(type.Element) : type;
    }

    /// <summary>Copies a nest of loops into a kernel, with vectors where a loop has a shape for it.</summary>
    internal sealed partial class LoopWriter(Vectorize pass, Builder target, Instr nest) : Rewriter(pass.Source, target)
    {
        public new Builder Target => base.Target;
        public new Method Source => base.Source;

        public override void Copy(Instr instruction)
        {
            if (instruction is not For loop || !pass._shapes.TryGetValue(loop, out LoopShape? shape))
            {
                base.Copy(instruction);
                return;
            }
            if (shape.HasManyRows && !ReferenceEquals(loop, nest))
            {
                pass.CallKernel(loop, this);
                return;
            }
            (Value start, Value count, Value condition) = Range(loop, shape);
            Target.Begin();
            Region vector = Target.End(new LaneLoop(this, shape).Write(start, count));
            Target.Begin();
            Region scalar = Target.End(ScalarLoop(loop));
            Target.Add(new If(new(Define(loop.Results)), condition, vector, scalar));
        }

        // ---- the range of the loop, ascending, and the conditions under which all of it may be accessed

        private (Value Start, Value Count, Value Condition) Range(For loop, LoopShape shape)
        {
            Affine lower = pass._aliasing.FormOf(loop.Lower), upper = pass._aliasing.FormOf(loop.Upper);
            Affine first = loop.Step > 0 ? lower : upper.Plus(Affine.Of(1)), end = loop.Step > 0 ? upper : lower.Plus(Affine.Of(1));
            int lanes = LaneLoop.LanesOf(shape.Element);
            List<Func<Value>> conditions = [() => Target.Let(Op.Opaque, IrType.Bool, null, [], text: Hardware)];
            Value start = Make(first);
            Value count;
            if (first.IsConstant && first.Constant is >= 0 and < int.MaxValue - 64)
            {
                Value stop = Make(end);
                conditions.Add(() => Target.Compare(Op.GreaterOrEqual, stop, Target.Int(first.Constant + lanes)));
                count = first.Constant == 0 ? stop : Target.Sub(stop, start);
            }
            else
            {
                // Neither bound negative: then the difference does not wrap.
                Value stop = Make(end);
                count = Make(end.Minus(first));
                conditions.Add(() => Target.Compare(Op.GreaterOrEqual, start, Target.Int(0)));
                conditions.Add(() => Target.Compare(Op.GreaterOrEqual, stop, Target.Int(0)));
                conditions.Add(() => Target.Compare(Op.GreaterOrEqual, count, Target.Int(lanes)));
            }
            foreach (Reach reach in shape.Ranges) AddConditions(reach, first, end, count, conditions);
            AddLookups(shape, first, count, conditions);
            Value condition = Target.All(conditions);
            Target.SetHint(condition, "vectors");
            return (start, count, condition);
        }

        private void AddConditions(Reach reach, Affine first, Affine end, Value count, List<Func<Value>> conditions)
        {
            if (pass.Definition(pass._aliasing.RootOf(reach.Memory)) is Allocate { WriteOnce: true }) return;
            Affine low = reach.Direction switch { 0 => reach.Start, 1 => reach.Start.Plus(first), _ => reach.Start.Minus(end).Plus(Affine.Of(1)) };
            Affine high = reach.Direction switch { 0 => low.Plus(Affine.Of(1)), 1 => reach.Start.Plus(end), _ => reach.Start.Minus(first).Plus(Affine.Of(1)) };
            // Affine forms do not wrap and integers may: what is not a constant is checked.
            if (low is { IsConstant: true, Constant: >= 0 } && pass._lengths.IsAtLeast(reach.Memory, high)) return;
            Value Length() => Target.Length(this[reach.Memory]);
            if (low is { IsConstant: true, Constant: 0 })
            {
                conditions.Add(() => Target.Compare(Op.GreaterOrEqual, Length(), Make(high)));
                return;
            }
            // Compared as Length - trips, which does not wrap.
            conditions.Add(() => Target.Compare(Op.GreaterOrEqual, Make(low), Target.Int(0)));
            conditions.Add(() => Target.Compare(Op.LessOrEqual, Make(low), Target.Sub(Length(), reach.Direction == 0 ? Target.Int(1) : count)));
        }

        /// <summary>The integer of an affine form over values from outside the loop.</summary>
        public Value Make(Affine form)
        {
            Value sum = Value.None;
            foreach ((Value value, long coefficient) in form.Terms.OrderByDescending(t => t.Coefficient))
            {
                Value term = Math.Abs(coefficient) == 1 ? this[value] : Target.Mul(this[value], Target.Int(Math.Abs(coefficient)));
                sum = !sum.Exists ? (coefficient > 0 ? term : Target.Neg(term)) : coefficient > 0 ? Target.Add(sum, term) : Target.Sub(sum, term);
            }
            long constant = unchecked((int)form.Constant);
            return !sum.Exists ? Target.Int(constant) : constant > 0 ? Target.Add(sum, Target.Int(constant)) : constant < 0 ? Target.Sub(sum, Target.Int(-constant)) : sum;
        }

        private Value[] ScalarLoop(For loop)
        {
            Value lower = this[loop.Lower], upper = this[loop.Upper];
            EquatableArray<Value> inits = Uses(loop.Inits);
            Region body = CopyRegion(loop.Body);
            Value[] results = loop.Results.Select(Fresh).ToArray();
            Target.Add(loop with { Lower = lower, Upper = upper, Inits = inits, Body = body, Results = new(results) });
            return results;
        }

        public Value Fresh(Value original) => Target.NewValue(Source.TypeOf(original), Source.Values[original.Id].Hint);
        public bool IsUndefined(Value value) => pass.Definition(value) is Let { Op: Op.Undefined };
        public Literal? LiteralOf(Value value) => pass._aliasing.LiteralOf(value);
        public void CopyScalar(Instr instruction) => base.Copy(instruction);
    }
}
