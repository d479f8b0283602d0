// The forward sweep of reverse mode: the primal once more, recording what the reverse sweep will need.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Copies the primal. Slot values are stored and hoisted values handed out where they are defined; tape values are pushed at the end of their region, or at
/// their definition where the region records nothing in between. Calls that carry derivatives become calls of the forward half of the pair.
/// </summary>
internal sealed class RecordingSweep(ReverseContext context, Builder target, Slots slots, Value tape) : Rewriter(context.Method, target)
{
    private RegionNode _node = context.Structure.Root;
    private bool _recordsAtEnd;

    /// <summary>Whether the sweeps are told apart by comments.</summary>
    public bool HasHeadings { get; init; }

    /// <summary>The shadow of memory of the top level, for loops that run forward and backward at once.</summary>
    public System.Func<Value, Value> ShadowOf { get; init; } = root => throw new System.InvalidOperationException($"{root} has no shadow in the forward sweep.");

    /// <summary>Copies the whole body; afterwards the copies of visible and hoisted values can be asked for.</summary>
    public Value[] Run(IReadOnlyList<Value> parameters)
    {
        for (int k = 0; k < parameters.Count; k++) Substitute(context.Method.Body.Parameters[k], parameters[k]);
        Body(context.Structure.Root);
        return context.Method.Body.Yields.Select(v => this[v]).ToArray();
    }

    private void Body(RegionNode node)
    {
        (RegionNode outer, bool outerAtEnd) = (_node, _recordsAtEnd);
        (_node, _recordsAtEnd) = (node, context.HasNestedRecords(node));
        if (!_recordsAtEnd)
            foreach (Value value in context.Recording.In(node, Recovery.Tape).Where(v => !ReferenceEquals(context.Structure.RegionOf(v), node))) Target.Record(tape, this[value]);
        foreach (Value parameter in node.Region.Parameters) AfterDefinition(parameter);
        foreach (Instr instruction in node.Region.Body)
        {
            Copy(instruction);
            foreach (Value result in instruction.Results()) AfterDefinition(result);
        }
        if (_recordsAtEnd)
            foreach (Value value in context.Recording.In(node, Recovery.Tape)) Target.Record(tape, this[value]);
        (_node, _recordsAtEnd) = (outer, outerAtEnd);
    }

    private void AfterDefinition(Value value)
    {
        switch (context.Recording.Of(value))
        {
            case Recovery.Slot: slots.Store(value, this[value], v => this[v]); break;
            case Recovery.Tape when !_recordsAtEnd && ReferenceEquals(context.Recording.PlaceOf(value), _node): Target.Record(tape, this[value]); break;
        }
    }

    public string? HintOf(Value value) => Source.Values[value.Id].Hint;

    /// <summary>Copies an instruction that neither records nor is fused.</summary>
    public void CopyAsItIs(Instr instruction) => base.Copy(instruction);

    public override Region CopyRegion(Region region)
    {
        Target.Begin(Define(region.Parameters));
        Body(context.Structure.NodeOf(region));
        return Target.End(region.Yields.Select(v => this[v]).ToArray());
    }

    public override void Copy(Instr instruction)
    {
        switch (instruction)
        {
            case Note: break;
            case If i: CopyIf(i); break;
            case For or While when context.Fused?.Of(instruction) is { } fused: new FusedLoopWriter(this, Target, fused, ShadowOf).Write(HasHeadings); break;
            case For when _node.Kind == RegionKind.Root:
                slots.Allocate(context.Structure.NodeOf(((For)instruction).Body), v => this[v]);
                base.Copy(instruction);
                break;
            case Call i when context.PairOf(i) is { } pair:
            {
                Value[] args = [.. Uses(i.Args)];
                if (pair.UsesTape) args = [.. args, tape];
                Target.Add(new Call(new(Define(i.Results)), pair.Forward, new(args)));
                break;
            }
            default: base.Copy(instruction); break;
        }
    }

    private void CopyIf(If i)
    {
        RegionNode then = context.Structure.NodeOf(i.Then), otherwise = context.Structure.NodeOf(i.Else);
        Value[] fromThen = [.. HoistedFrom(then)], fromElse = [.. HoistedFrom(otherwise)];
        if (fromThen.Length + fromElse.Length == 0)
        {
            base.Copy(i);
            return;
        }
        Value condition = this[i.Condition];
        Region thenCopy = Branch(i.Then, fromThen, fromElse, ownFirst: true);
        Region elseCopy = Branch(i.Else, fromElse, fromThen, ownFirst: false);
        Value[] results = [.. Define(i.Results)];
        List<Value> hoisted = [];
        foreach (Value value in fromThen.Concat(fromElse))
        {
            Value result = Target.NewValue(context.Method.TypeOf(value), context.Method.Values[value.Id].Hint);
            hoisted.Add(result);
            Substitute(value, result);
        }
        Target.Add(new If([.. results, .. hoisted], condition, thenCopy, elseCopy, i.IsTry));
    }

    private Region Branch(Region region, Value[] own, Value[] other, bool ownFirst)
    {
        Target.Begin();
        Body(context.Structure.NodeOf(region));
        List<Value> yields = [.. region.Yields.Select(v => this[v])];
        List<Value> missing = [.. other.Select(v => Target.Undefined(context.Method.TypeOf(v)))];
        List<Value> present = [.. own.Select(v => this[v])];
        yields.AddRange(ownFirst ? present : missing);
        yields.AddRange(ownFirst ? missing : present);
        return Target.End([.. yields]);
    }

    // Values hoisted out of a branch: its own, and those that nested branches handed to it.
    private IEnumerable<Value> HoistedFrom(RegionNode branch) =>
        context.Recording.In(branch, Recovery.Hoist).Concat(branch.Children.SelectMany(HoistedFrom));
}
