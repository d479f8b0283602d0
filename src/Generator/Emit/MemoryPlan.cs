// Where temporary memory comes from: the stack, the array pool, a workspace, or the heap.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal enum Storage
{
    /// <summary>stackalloc, before the outermost loop around it.</summary>
    Stack,
    /// <summary>An array of the pool, possibly too long, used through a span.</summary>
    Rented,
    /// <summary>An array of the pool, used directly: records of loops, which are only indexed, and never out of bounds.</summary>
    RentedArray,
    /// <summary>Released at the end of the block.</summary>
    Workspace,
    /// <summary>A new array: two-dimensional, or one that must be an array of the right length.</summary>
    New,
}

/// <summary>
/// Small memory of constant length comes from the stack. Other memory of the method's top level is rented before the <c>try</c> that
/// returns it, if its length is known there; everything else is taken from a <c>Workspace</c>.
/// </summary>
internal sealed class MemoryPlan
{
    private const int MaxStackElements = 64;
    private const int MaxStackElementsOfMethod = 256;

    private readonly BodyTree _tree;
    private readonly Inlining _inlining;
    private readonly Coalescing _variables;
    private readonly Func<Call, Method> _methodOf;
    private readonly HashSet<Value> _needsSpan = [], _needsArray = [];

    // What variables of other blocks may hold, or slices of it.
    private readonly HashSet<Value> _escapes = [];
    private readonly Dictionary<Value, Storage> _storage = [];
    private int _stackElements;

    public MemoryPlan(BodyTree tree, Inlining inlining, Coalescing variables, Func<Call, Method> methodOf)
    {
        (_tree, _inlining, _variables, _methodOf) = (tree, inlining, variables, methodOf);
        FindUses(tree.Root);
        FindSmall(tree.Root);
        TryStart = tree.Root.Nodes.FirstOrDefault(NeedsCleanup);
        Choose(tree.Root);
    }

    /// <summary>The first statement of the method's body that needs something to be returned at the end; null if none does.</summary>
    public Node? TryStart { get; }
    public bool NeedsWorkspace => _storage.ContainsValue(Storage.Workspace);

    public Storage this[Value memory] => _storage[memory];

    /// <summary>Blocks, other than the method's, that take memory from the workspace.</summary>
    public HashSet<Block> Releasing { get; } = [];

    /// <summary>The type that a memory value has in C#.</summary>
    public IrType TypeOf(Value value)
    {
        IrType type = _tree.TypeOf(value);
        return !_storage.TryGetValue(value, out Storage storage) ? type : storage switch
        {
            Storage.RentedArray => type with { Shape = Shape.Array },
            Storage.New => type,
            _ => type with { Shape = Shape.Span },
        };
    }

    // ---- uses

    private void FindUses(Block block)
    {
        foreach (Node node in block.Nodes)
        {
            if (node.Dead) continue;
            switch (node.Instr)
            {
                case Load or Store or Accumulate: break;
                case Fill i: _needsSpan.Add(i.Memory); break;
                case Slice i: _needsSpan.Add(i.Memory); break;
                case VectorLoad i: _needsSpan.Add(i.Memory); break;
                case VectorStore i: _needsSpan.Add(i.Memory); break;
                case Gather i: Needs(i.Memory, i.Found); break;
                case Scatter i: Needs(i.Memory, i.Found); break;
                case Within i: _needsSpan.Add(i.Indices); break;
                case Let { Op: Op.Length } i: _needsSpan.Add(i.Args[0]); break;
                case Call i:
                    Method method = _methodOf(i);
                    for (int k = 0; k < i.Args.Count; k++)
                        (method.TypeOf(method.Body.Parameters[k]).Shape == Shape.Array ? _needsArray : _needsSpan).Add(i.Args[k]);
                    break;
                case Effect or Record or Replay: _needsArray.UnionWith(node.Instr.Operands()); break;
                default:
                    _needsArray.UnionWith(node.Instr.Operands());
                    foreach (Value operand in node.Instr.Operands()) Escape(operand);
                    break;
            }
            if (node.First is not null) FindUses(node.First);
            if (node.Second is not null) FindUses(node.Second);
        }
        _needsArray.UnionWith(block.Region.Yields);
        foreach (Value yield in block.Region.Yields) Escape(yield);
    }

    private void Needs(Value memory, Found? found)
    {
        _needsSpan.Add(memory);
        if (found is not null) _needsSpan.Add(found.Indices);
    }

    private void Escape(Value value)
    {
        for (; _escapes.Add(value) && _tree.Definition[value.Id]?.Instr is Slice slice; value = slice.Memory) { }
    }

    // ---- storage

    private bool NeedsCleanup(Node node)
    {
        if (node.Dead) return false;
        if (node.Instr is CreateTape) return true;
        if (node.Instr is Allocate i) return !_storage.ContainsKey(i.Result) && !MustBeNew(i);
        return (node.First is not null && node.First.Nodes.Any(NeedsCleanup)) || (node.Second is not null && node.Second.Nodes.Any(NeedsCleanup));
    }

    private bool MustBeNew(Allocate i)
    {
        IrType type = _tree.TypeOf(i.Result);
        return type.Shape == Shape.Array2D || (type.Shape == Shape.Array && _needsArray.Contains(i.Result));
    }

    private void FindSmall(Block block)
    {
        foreach (Node node in block.Nodes)
        {
            if (node.Dead) continue;
            // A type parameter may stand for what the stack cannot hold.
            if (node.Instr is Allocate i && _tree.TypeOf(i.Result).Element != Scalar.Generic && IsSingle(i) && !MustBeNew(i) && !_escapes.Contains(i.Result)
                && _tree.LetOf(i.Lengths[0]) is { Op: Op.Constant, Literal.Bits: >= 0 } length && length.Literal.Bits * _tree.TypeOf(i.Result).Lanes is var elements and <= MaxStackElements
                && _stackElements + elements <= MaxStackElementsOfMethod)
            {
                _stackElements += (int)elements;
                _storage[i.Result] = Storage.Stack;
                HoistOutOfLoops(node, _variables.Of(i.Result)!);
            }
            if (node.First is not null) FindSmall(node.First);
            if (node.Second is not null) FindSmall(node.Second);
        }
    }

    private bool IsSingle(Allocate i) => _variables.Of(i.Result) is not { Ranges.Count: > 1 };

    private void Choose(Block block)
    {
        foreach (Node node in block.Nodes)
        {
            if (node.Dead) continue;
            if (node.Instr is Allocate i && !_storage.ContainsKey(i.Result)) _storage[i.Result] = Choose(node, i);
            if (node.First is not null) Choose(node.First);
            if (node.Second is not null) Choose(node.Second);
        }
    }

    private Storage Choose(Node node, Allocate i)
    {
        if (MustBeNew(i)) return Storage.New;
        // Vectors want an aligned place, which the pool does not give.
        if (ReferenceEquals(node.Parent, _tree.Root) && _tree.TypeOf(i.Result).Lanes == 1 && TryStart is not null && IsSingle(i) && IsKnownAtTry(i.Lengths[0]))
            return i.WriteOnce && !_needsSpan.Contains(i.Result) && !_needsArray.Contains(i.Result) ? Storage.RentedArray : Storage.Rented;
        if (!ReferenceEquals(node.Parent, _tree.Root)) Releasing.Add(node.Parent);
        return Storage.Workspace;
    }

    private bool IsKnownAtTry(Value length)
    {
        List<Value> leaves = [];
        _inlining.Leaves(length, leaves);
        return leaves.All(leaf => _variables.Of(leaf)!.Ranges.All(r => r.Writes.All(w => w.Position < TryStart!.Position)))
            && !ReadsMemory(length);
    }

    private bool ReadsMemory(Value value)
    {
        if (!_inlining.IsInline[value.Id]) return false;
        Node node = _tree.Definition[value.Id]!;
        return node.IsExpression || node.Instr is Load or Slice or Row or Let { Op: Op.Opaque } || node.Instr.Operands().Any(ReadsMemory);
    }

    private static void HoistOutOfLoops(Node node, Variable variable)
    {
        Node? loop = null;
        for (Block? block = node.Parent; block is not null; block = block.Parent)
            if (block.Kind is BlockKind.Loop or BlockKind.Test) loop = block.Owner;
        if (loop is null) return;
        variable.Ranges[0].Home = loop.Parent;
        variable.IsHoisted = true;
    }
}
