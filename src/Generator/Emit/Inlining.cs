// Decides which values are written as expressions where they are read, and which become variables.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

/// <summary>
/// A value without a name from the source that is read once, in the block that computes it, becomes part of its reader's expression; constants,
/// lengths and <c>i - 1</c> wherever they are read. A load stays a variable if a write to possibly the same memory lies between it and its
/// reader. Expressions have a bounded size, so lines stay short and everything here is linear.
/// </summary>
internal sealed class Inlining
{
    private const int MaxExpression = 76;
    private const int MaxStatement = 88;
    private const int MaxChain = 150;
    private const int AnyRoot = -1;

    private readonly BodyTree _tree;
    private readonly Uses _uses;
    private readonly Func<Call, Method> _methodOf;
    private readonly int[] _size;
    private readonly bool[] _anchored;
    // Loads (and choices that contain loads) whose reader has not been emitted yet, with the memory they depend on.
    private List<(Value Value, int Root)> _pending = [];

    public Inlining(BodyTree tree, Uses uses, Func<Call, Method> methodOf)
    {
        (_tree, _uses, _methodOf) = (tree, uses, methodOf);
        int values = tree.Method.Values.Count;
        IsInline = new bool[values];
        _size = new int[values];
        _anchored = new bool[values];
        for (int i = 0; i < values; i++) _size[i] = NameSize(new Value(i));
        Scan(tree.Root);
    }

    public bool[] IsInline { get; }

    /// <summary>Whether the node is emitted as a statement of its own.</summary>
    public bool IsStatement(Node node) =>
        !node.Dead && node.Instr switch
        {
            Note => false,
            Let i => !IsInline[i.Result.Id],
            Load i => !IsInline[i.Result.Id],
            Slice i => !IsInline[i.Result.Id],
            Row i => !IsInline[i.Result.Id],
            VectorLoad i => !IsInline[i.Result.Id],
            Gather i => !IsInline[i.Result.Id],
            Within i => !IsInline[i.Result.Id],
            Call i => !i.Results.Any(r => IsInline[r.Id]),
            If i when node.IsExpression => !IsInline[i.Results[0].Id],
            _ => true,
        };

    /// <summary>The variables that the text of a value reads.</summary>
    public void Leaves(Value value, List<Value> leaves)
    {
        if (!value.Exists) return;
        if (!IsInline[value.Id])
        {
            leaves.Add(value);
            return;
        }
        LeavesOf(_tree.Definition[value.Id]!, leaves);
    }

    /// <summary>The variables that an instruction's own text reads; of a choice also those of its branches.</summary>
    public void LeavesOf(Node node, List<Value> leaves)
    {
        foreach (Value operand in node.Instr.Operands()) Leaves(operand, leaves);
        if (!node.IsExpression) return;
        Leaves(node.First!.Region.Yields[0], leaves);
        Leaves(node.Second!.Region.Yields[0], leaves);
    }

    // ---- the scan, in order of execution

    private void Scan(Block block)
    {
        foreach (Node node in block.Nodes)
        {
            if (node.Dead || node.Instr is Note) continue;
            switch (node.Instr)
            {
                case Let i when IsTrivial(i): Inline(i.Result, i); break;
                case Let i: Candidate(node, i.Result, i.Op == Op.Opaque ? AnyRoot : null); break;
                case Load i: Candidate(node, i.Result, Root(i.Memory)); break;
                case VectorLoad i: Candidate(node, i.Result, Root(i.Memory)); break;
                case Gather { Found: { } found } i:
                    Candidate(node, i.Result, Root(i.Memory));
                    if (IsInline[i.Result.Id]) _pending.Add((i.Result, Root(found.Indices)));
                    break;
                case Gather i: Candidate(node, i.Result, Root(i.Memory)); break;
                case Within i: Candidate(node, i.Result, Root(i.Indices)); break;
                case Slice i: Candidate(node, i.Result, null); break;
                case Row i: Candidate(node, i.Result, null); break;
                case If i: Choice(node, i); break;
                case For or While: Loop(node); break;
                case Call i when ReturnsToNext(node, i) is { Exists: true } result:
                    Consume(node);
                    Writes(i);
                    Inline(result, i);
                    _anchored[result.Id] = true;
                    break;
                default:
                    Consume(node);
                    Writes(node.Instr);
                    break;
            }
        }
        for (int k = 0; k < block.Region.Yields.Count; k++)
        {
            // What a dead result would get is not read here.
            if (block.Owner?.Instr is If choice && _uses.Count[choice.Results[k].Id] == 0) continue;
            Shrink([block.Region.Yields[k]], MaxStatement);
            Anchor(block.Region.Yields[k]);
        }
    }

    private void Candidate(Node node, Value result, int? root)
    {
        if (!CanInline(node, result))
        {
            Consume(node);
            return;
        }
        Shrink(node.Instr.Operands(), MaxExpression - OwnSize(node.Instr));
        Inline(result, node.Instr);
        if (root is int memory) _pending.Add((result, memory));
    }

    private bool CanInline(Node node, Value result) =>
        !NeedsName(result) && _uses.Count[result.Id] == 1 && ReferenceEquals(_uses.In[result.Id], node.Parent) && !_uses.IsRepeated[result.Id];

    /// <summary>
    /// Names of the source are kept, unless they would have to be numbered: a term added to the variable of the same name, or the value that
    /// a branch gives to it.
    /// </summary>
    private bool NeedsName(Value value)
    {
        if (_tree.HintOf(value) is not string hint) return false;
        if (_uses.Chosen[value.Id] is { Exists: true } chosen && _tree.HintOf(chosen) == hint)
            return _tree.Definition[value.Id]!.Instr.Operands().Any(o => _tree.HintOf(o) == hint);
        if (_uses.Reader[value.Id]?.Instr is not Let { Args.Count: 2 } reader || OpText.Symbol(reader.Op) is null) return true;
        Value other = reader.Args[0] == value ? reader.Args[1] : reader.Args[0];
        return _tree.HintOf(other) != hint || IsInline[other.Id];
    }

    private void Inline(Value result, Instr instr)
    {
        IsInline[result.Id] = true;
        int size = OwnSize(instr);
        foreach (Value operand in instr.Operands()) size += _size[operand.Id];
        _size[result.Id] = size;
    }

    /// <summary>The node is a statement: what it reads is computed here at the latest.</summary>
    private void Consume(Node node)
    {
        Shrink(node.Instr.Operands(), MaxStatement - OwnSize(node.Instr));
        foreach (Value operand in node.Instr.Operands()) Anchor(operand);
    }

    private void Loop(Node node)
    {
        Consume(node);
        if (node.First is not null) Scan(node.First);
        Scan(node.Second!);
        // The exit flag is read after the carried variables have their next values.
        Region body = node.Second!.Region;
        bool hasExit = node.Instr is For { HasExit: true } or While { HasExit: true };
        if (!hasExit) return;
        Value exit = body.Yields[body.Yields.Count - 1];
        if (IsInline[exit.Id] && ReadsChanged(exit, body, node.Instr is For ? 1 : 0)) Materialize(exit);
    }

    private bool ReadsChanged(Value value, Region body, int firstCarried)
    {
        List<Value> leaves = [];
        Leaves(value, leaves);
        for (int k = firstCarried; k < body.Parameters.Count; k++)
            if (body.Yields[k - firstCarried] != body.Parameters[k] && leaves.Contains(body.Parameters[k])) return true;
        return false;
    }

    // ---- choices

    private void Choice(Node node, If instr)
    {
        bool mayBeExpression = !node.HasEffect && !instr.IsTry && instr.Results.Count == 1;
        if (!mayBeExpression) Consume(node);
        Scan(node.First!);
        Scan(node.Second!);
        if (!mayBeExpression) return;

        Value result = instr.Results[0], then = instr.Then.Yields[0], otherwise = instr.Else.Yields[0];
        // A chain of conditions may be as long as a line.
        bool isChain = _tree.TypeOf(result).IsBool && _tree.LetOf(otherwise) is { Op: Op.Constant, Literal.Bits: 0 };
        Shrink([instr.Condition], isChain ? MaxChain : MaxExpression / 2);
        int size = _size[instr.Condition.Id] + _size[then.Id] + _size[otherwise.Id] + 6;
        node.IsExpression = size <= (isChain ? MaxChain : MaxExpression) && AllInline(node.First!) && AllInline(node.Second!) && IsPlain(then, result) && IsPlain(otherwise, result)
            && !KeepsOld(then, result) && !KeepsOld(otherwise, result);
        if (!node.IsExpression || !CanInline(node, result))
        {
            Anchor(instr.Condition);
            return;
        }
        IsInline[result.Id] = true;
        _size[result.Id] = size;
        HashSet<int> roots = [];
        Roots(then, roots);
        Roots(otherwise, roots);
        foreach (int root in roots) _pending.Add((result, root));
    }

    private bool IsPlain(Value yield, Value result) => !_tree.IsUndefined(yield) && _tree.TypeOf(yield) == _tree.TypeOf(result);

    /// <summary><c>if (c) x = …;</c> reads better than <c>x = c ? … : x;</c>.</summary>
    private bool KeepsOld(Value yield, Value result) =>
        !IsInline[yield.Id] && _tree.TypeOf(yield).IsScalar && (yield == _uses.FedBack[result.Id] || (_tree.HintOf(result) is string hint && _tree.HintOf(yield) == hint));

    private bool AllInline(Block block)
    {
        foreach (Node node in block.Nodes)
            if (IsStatement(node)) return false;
        return true;
    }

    private void Roots(Value value, HashSet<int> roots)
    {
        if (!IsInline[value.Id]) return;
        Node node = _tree.Definition[value.Id]!;
        if (node.Instr is Load load) roots.Add(Root(load.Memory));
        if (node.Instr is VectorLoad vector) roots.Add(Root(vector.Memory));
        if (node.Instr is Gather gather) roots.Add(Root(gather.Memory));
        if (node.Instr is Gather { Found: { } found }) roots.Add(Root(found.Indices));
        if (node.Instr is Within within) roots.Add(Root(within.Indices));
        if (node.Instr is Let { Op: Op.Opaque }) roots.Add(AnyRoot);
        foreach (Value operand in node.Instr.Operands()) Roots(operand, roots);
        if (!node.IsExpression) return;
        Roots(node.First!.Region.Yields[0], roots);
        Roots(node.Second!.Region.Yields[0], roots);
    }

    // ---- calls

    /// <summary>The returned value, if it is all that is used and the next statement adds or multiplies it to a variable: nothing comes between.</summary>
    private Value ReturnsToNext(Node node, Call call)
    {
        Surface surface = _methodOf(call).Surface;
        if (surface.ReturnResult < 0 || surface.Parameters.Any(p => p is { Passing: Passing.Ref, Result: >= 0 } or { Passing: Passing.RefReadonly })) return Value.None;
        Value result = call.Results[surface.ReturnResult];
        if (!CanInline(node, result) || call.Results.Any(r => r != result && _uses.Count[r.Id] > 0)) return Value.None;
        Node? next = node.Parent.Nodes.Skip(node.Index + 1).FirstOrDefault(n => n.Instr is not Note && !n.Dead);
        return next?.Instr is Let { Args.Count: 2 } let && ReferenceEquals(next, _uses.Reader[result.Id]) && OpText.Symbol(let.Op) is not null
            && NeedsName(let.Result) && let.Args.All(a => a == result || !IsInline[a.Id] || _tree.IsConstant(a))
            ? result : Value.None;
    }

    // ---- memory

    private void Writes(Instr instr)
    {
        switch (instr)
        {
            case Store i: Flush(Root(i.Memory)); break;
            case Accumulate i: Flush(Root(i.Memory)); break;
            case Fill i: Flush(Root(i.Memory)); break;
            case VectorStore i: Flush(Root(i.Memory)); break;
            case Scatter i: Flush(Root(i.Memory)); break;
            case Effect { ReadsOnly: false }: Flush(AnyRoot); break;
            case Call i:
                foreach (Value arg in i.Args)
                    if (_tree.TypeOf(arg).IsMemory ? _tree.TypeOf(arg).Shape != Shape.ReadOnlySpan : _tree.TypeOf(arg).Shape == Shape.Opaque)
                        Flush(_tree.TypeOf(arg).IsMemory ? Root(arg) : AnyRoot);
                break;
        }
    }

    private void Flush(int root)
    {
        List<(Value, int)> kept = [];
        foreach ((Value value, int read) in _pending)
        {
            if (_anchored[value.Id] || !IsInline[value.Id]) continue;
            if (root == AnyRoot || read == AnyRoot || read == root) Materialize(value);
            else kept.Add((value, read));
        }
        _pending = kept;
    }

    /// <summary>The value whose elements a memory value shares; distinct roots do not overlap, except those that are not known.</summary>
    private int Root(Value memory)
    {
        while (true)
        {
            switch (_tree.Definition[memory.Id]?.Instr)
            {
                case null: return ReferenceEquals(_tree.Home[memory.Id], _tree.Root) ? memory.Id : AnyRoot;
                case Slice i: memory = i.Memory; break;
                case Row i: memory = i.Memory; break;
                case Let { Op: Op.Detach } i: memory = i.Args[0]; break;
                case Allocate: return memory.Id;
                default: return AnyRoot;
            }
        }
    }

    // ---- sizes

    private void Materialize(Value value)
    {
        IsInline[value.Id] = false;
        _size[value.Id] = NameSize(value);
        List<Value> read = [];
        Node node = _tree.Definition[value.Id]!;
        read.AddRange(node.Instr.Operands());
        if (node.IsExpression)
        {
            read.Add(node.First!.Region.Yields[0]);
            read.Add(node.Second!.Region.Yields[0]);
        }
        foreach (Value operand in read) Anchor(operand);
    }

    private void Anchor(Value value)
    {
        if (!value.Exists || !IsInline[value.Id] || _anchored[value.Id]) return;
        _anchored[value.Id] = true;
        Node node = _tree.Definition[value.Id]!;
        foreach (Value operand in node.Instr.Operands()) Anchor(operand);
        if (!node.IsExpression) return;
        Anchor(node.First!.Region.Yields[0]);
        Anchor(node.Second!.Region.Yields[0]);
    }

    private void Shrink(IEnumerable<Value> operands, int budget)
    {
        List<Value> list = new(operands);
        while (true)
        {
            int total = 0;
            Value largest = Value.None;
            foreach (Value operand in list)
            {
                total += _size[operand.Id];
                bool canShrink = IsInline[operand.Id] && !_anchored[operand.Id] && _size[operand.Id] > 8 && !IsTrivial(_tree.LetOf(operand));
                if (canShrink && (!largest.Exists || _size[operand.Id] > _size[largest.Id])) largest = operand;
            }
            if (total <= budget || !largest.Exists) return;
            Materialize(largest);
        }
    }

    private int NameSize(Value value) => Math.Min(_tree.HintOf(value)?.Length ?? 4, 24);

    private int OwnSize(Instr instr) => instr switch
    {
        Let { Op: Op.Constant } i => Literals.Text(i.Literal).Text.Length,
        Let { Op: Op.Undefined } => 3,
        Let { Op: Op.Opaque } i => Math.Min(i.Text!.Length - Math.Max(i.Text.LastIndexOf("Numerics.", StringComparison.Ordinal), 0), MaxExpression / 2),
        Let { Op: Op.Length } => 7,
        Let { Op: Op.Select } => 6,
        Let { Op: >= Op.Add and <= Op.GreaterOrEqual } => 4,
        Let { Op: Op.Convert } => 6,
        Let i => i.Op.ToString().Length + 5 + 2 * i.Args.Count,
        Load i => 2 * i.Indices.Count,
        Slice => 10,
        Row => 2,
        VectorLoad or Gather => 14,
        Within => 10,
        Call i => 16 + 2 * i.Args.Count,
        _ => 8,
    };

    /// <summary>Short, cheap, and the same wherever it is computed: repeated rather than named.</summary>
    private bool IsTrivial(Let? let)
    {
        if (let is null) return false;
        if (let.Op is Op.Constant or Op.Undefined) return true;
        if (_tree.HintOf(let.Result) is not null) return false;
        // A counter's next value that is read before the next trip.
        if (_uses.FedBack[let.Result.Id].Exists && _uses.Count[let.Result.Id] > 1) return false;
        return let.Op switch
        {
            Op.Broadcast => _tree.IsConstant(let.Args[0]),
            Op.Length => !IsInline[let.Args[0].Id],
            Op.Detach => !IsInline[let.Args[0].Id],
            Op.Add or Op.Sub => _tree.TypeOf(let.Result) == IrType.I32 && _tree.IsConstant(let.Args[1])
                && (!IsInline[let.Args[0].Id] || _tree.LetOf(let.Args[0]) is { Op: Op.Length }),
            _ => false,
        };
    }
}
