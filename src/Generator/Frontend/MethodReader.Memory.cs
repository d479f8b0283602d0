// Reads elements, slices, lengths and allocations of spans and arrays.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    private static Expr LengthOf(Expr memory, int dimension = 0) =>
        new OpExpr(IrType.I32, Op.Length, memory.Type.Rank == 1 ? [memory] : [memory, Int(dimension)]);

    // ---- elements

    /// <summary>An element read: of memory, of a range of memory, or of an array or list that is only passed through.</summary>
    private Expr ReadElement(IOperation operation)
    {
        IrType type = TypeOf(operation);
        IOperation? indexed = operation is IArrayElementReferenceOperation a ? a.ArrayReference : ((IImplicitIndexerReferenceOperation)operation).Instance;
        if (indexed.Type is null || !Types.Of(indexed.Type).IsMemory)
        {
            if (operation is not IArrayElementReferenceOperation array || array.Indices.Any(i => !Types.Of(i.Type!).IsInteger))
                return Unsupported(operation, "A range or index from the end of this type", "index it from the start, or use a span or an array of numbers");
            if (!CheckType(operation.Type!, "'" + operation.Syntax + "'", operation.Syntax.GetLocation())) return Nothing(type);
            Expr[] args = [Read(array.ArrayReference), .. array.Indices.Select(Read)];
            string indices = string.Join(", ", Enumerable.Range(1, args.Length - 1).Select(i => "{" + i + "}"));
            return State(type, "{0}[" + indices + "]", true, operation.Syntax, _method, args);
        }
        if (Types.Of(indexed.Type).IsJagged) return ReadRow(operation, indexed);
        IOperation argument = operation is IArrayElementReferenceOperation { Indices: { Length: 1 } one } ? one[0]
            : operation is IImplicitIndexerReferenceOperation { Argument: var implied } ? implied : operation;
        if (argument.Type is not null && Types.Is(argument.Type, "System", "Range")) return ReadRangeOf(operation, indexed, argument);
        var before = new List<Stmt>();
        if (!TryReadElement(operation, before, keep: false, out Expr memory, out IReadOnlyList<Expr> at)) return RefuseExpression(operation);
        ReadFrom(memory, operation.Syntax);
        return Sequence(before, new LoadExpr(memory, at));
    }

    /// <summary>A row of an array of arrays.</summary>
    private Expr ReadRow(IOperation operation, IOperation indexed)
    {
        IOperation index = operation is IArrayElementReferenceOperation { Indices: { Length: 1 } one } ? one[0] : ((IImplicitIndexerReferenceOperation)operation).Argument;
        if (Types.Is(index.Type, "System", "Range")) return Unsupported(operation, "A range of an array of arrays", "loop over the rows that are meant");
        var before = new List<Stmt>();
        Expr memory = Read(indexed);
        if (!memory.Type.IsMemory) return Nothing(TypeOf(operation));
        if (IsFromEnd(index)) memory = KeepMemory(memory, before);
        return Sequence(before, new RowExpr(IrType.Array(memory.Type.Element), memory, ReadIndex(index, memory)));
    }

    /// <summary>Memory and indices of an element of it; false if the operation is no element of memory.</summary>
    private bool TryReadElement(IOperation operation, List<Stmt> before, bool keep, out Expr memory, out IReadOnlyList<Expr> indices)
    {
        memory = Nothing(TypeOf(operation));
        indices = [];
        (IOperation? instance, IOperation[] at) = operation switch
        {
            IArrayElementReferenceOperation a => (a.ArrayReference, a.Indices.ToArray()),
            IImplicitIndexerReferenceOperation i => (i.Instance, [i.Argument]),
            IPropertyReferenceOperation { Property.IsIndexer: true } p => (p.Instance, p.Arguments.Select(x => x.Value).ToArray()),
            _ => ((IOperation?)null, System.Array.Empty<IOperation>()),
        };
        if (instance?.Type is not { } type || !Types.Of(type).IsMemory || Types.Of(type).IsJagged) return false;
        if (at.Any(i => Types.Is(i.Type, "System", "Range"))) return false;
        memory = Read(instance);
        if (!memory.Type.IsMemory) return false;
        if (keep || at.Any(IsFromEnd)) memory = KeepMemory(memory, before);
        var read = new List<Expr>();
        foreach (IOperation index in at)
        {
            Expr value = ReadIndex(index, memory);
            read.Add(keep && !(value is VariableExpr && IsSimpleUse(operation)) ? Keep(value, "index", before) : value);
        }
        indices = read;
        return read.Count == memory.Type.Rank;
    }

    /// <summary>The element is changed by a constant or by a value that changes no variable, so its index variables need no copies.</summary>
    private static bool IsSimpleUse(IOperation element) => element.Parent switch
    {
        IIncrementOrDecrementOperation => true,
        ICompoundAssignmentOperation compound => !ChangesVariables(compound.Value),
        _ => false,
    };

    private static bool ChangesVariables(IOperation value)
    {
        // Long sums are the usual case of deep values; Descendants keeps its own stack.
        foreach (IOperation inner in value.DescendantsAndSelf())
            if (inner is IAssignmentOperation or IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None }) return true;
        return false;
    }

    private static bool IsFromEnd(IOperation index) => Unconverted(index) is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat };

    private Expr ReadIndex(IOperation operation, Expr memory)
    {
        IOperation index = operation;
        if (index is IConversionOperation conversion && Types.Is(conversion.Type, "System", "Index")) index = conversion.Operand;
        if (index is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat) return Binary(Op.Sub, LengthOf(memory), Read(hat.Operand));
        if (index.Type is { } type && Types.Of(type).IsInteger) return Read(index);
        if (index is IInvalidOperation) _context.SawInvalidCode = true;
        else Unsupported(index, "An index held in a variable", "write the index or ^index itself");
        return Int(0);
    }

    // ---- slices

    private bool TryReadRange(IOperation argument, Expr memory, List<Stmt> before, out Expr start, out Expr length)
    {
        IOperation inner = Unconverted(argument);
        (start, length) = (Int(0), Int(0));
        if (inner is not IRangeOperation range)
        {
            Unsupported(argument, "A range held in a variable", "write the range itself, as in x[1..^1]");
            return false;
        }
        start = range.LeftOperand is null ? Int(0) : ReadIndex(range.LeftOperand, memory);
        if (start is not (ConstantExpr or VariableExpr)) start = Keep(start, "start", before);
        Expr end = range.RightOperand is null ? LengthOf(memory) : ReadIndex(range.RightOperand, memory);
        // n - k - s reads better as n - (k + s).
        length = end is OpExpr { Op: Op.Sub } back && back.Args[0] is OpExpr { Op: Op.Length } && back.Args[1] is ConstantExpr && start is ConstantExpr
            ? Binary(Op.Sub, back.Args[0], Binary(Op.Add, back.Args[1], start)) : Binary(Op.Sub, end, start);
        return true;
    }

    /// <summary>A range of a span is a slice of it; a range of an array is a copy.</summary>
    private Expr ReadRangeOf(IOperation operation, IOperation indexed, IOperation argument)
    {
        var before = new List<Stmt>();
        Expr memory = KeepMemory(Read(indexed), before);
        if (!memory.Type.IsMemory || !TryReadRange(argument, memory, before, out Expr start, out Expr length)) return Nothing(TypeOf(operation));
        Expr slice = SliceOf(memory, start, length);
        if (operation is IImplicitIndexerReferenceOperation) return Sequence(before, slice);
        ReadFrom(memory, operation.Syntax);
        return CopyOf(Keep(slice, "source", before), IrType.Array(memory.Type.Element), before);
    }

    private static Expr SliceOf(Expr memory, Expr start, Expr length) =>
        new SliceExpr(memory.Type.Shape == Shape.ReadOnlySpan ? memory.Type : IrType.Span(memory.Type.Element), memory, Coerce(start, IrType.I32), Coerce(length, IrType.I32));

    /// <summary>Stores a value at every index of the memory.</summary>
    private ForStmt Loop(Expr memory, System.Func<Expr, Expr> value, string? note = null)
    {
        var index = new VariableExpr(Temporary(IrType.I32, "index"));
        return Counted(index, LengthOf(memory), new StoreStmt(memory, [index], value(index), note));
    }

    /// <summary>`new Span&lt;double&gt;(array, start, length)` is a slice of the array.</summary>
    private Expr ReadSpanCreation(IObjectCreationOperation creation, IrType type)
    {
        IOperation[] args = [.. creation.Arguments.Select(a => a.Value)];
        if (args.Length == 0) return new AllocateExpr(IrType.Span(type.Element), [Int(0)]);
        if (args[0].Type is not { } first || !Types.Of(first).IsMemory || args.Length == 2 || !InOrder(creation.Arguments))
            return Unsupported(creation, "A span made this way", "slice a span or an array");
        Expr memory = Read(args[0]);
        return args.Length == 1 ? memory : SliceOf(memory, Read(args[1]), Read(args[2]));
    }

    // ---- properties

    private Expr ReadMemoryProperty(IPropertyReferenceOperation operation, IOperation instance)
    {
        if (operation.Property.IsIndexer) return ReadSpanElement(operation);
        var evaluated = new List<Stmt>();
        Expr memory = MemoryOf(instance) is not null ? ReadParts(instance, evaluated)[0] : Read(instance);
        if (!memory.Type.IsMemory) return Nothing(TypeOf(operation));
        memory = Sequence(evaluated, memory);
        Expr length = LengthOf(memory);
        if (operation.Property.Name is "Length" or "LongLength" or "Count" && memory.Type.Rank == 2)
        {
            var before = new List<Stmt>();
            memory = KeepMemory(memory, before);
            length = Sequence(before, Binary(Op.Mul, LengthOf(memory), LengthOf(memory, 1)));
        }
        switch (operation.Property.Name)
        {
            case "Length": return length;
            case "LongLength": return Coerce(length, IrType.I64);
            case "IsEmpty": return new OpExpr(IrType.Bool, Op.Equal, [length, Int(0)]);
            case "Rank": return Int(memory.Type.Rank);
        }
        return Unsupported(operation, "The property '" + operation.Property.Name + "'", "use Length, elements and slices");
    }

    private Expr ReadSpanElement(IPropertyReferenceOperation operation)
    {
        var before = new List<Stmt>();
        if (!TryReadElement(operation, before, keep: false, out Expr memory, out IReadOnlyList<Expr> at)) return RefuseExpression(operation);
        ReadFrom(memory, operation.Syntax);
        return Sequence(before, new LoadExpr(memory, at));
    }

    // ---- declarations and allocations

    private void ReadMemoryDeclaration(ISymbol local, ITypeSymbol localType, IOperation value, string note, List<Stmt> into)
    {
        IrType declared = Types.Of(localType);
        Expr memory = IsAllocation(value) ? ReadAllocation(value, local.Name) : Read(value);
        if (memory is SequenceExpr { After.Count: 0 } sequence)
        {
            into.AddRange(sequence.Before);
            memory = sequence.Value;
        }
        if (!memory.Type.IsMemory) memory = Nothing(declared);
        // The initialised memory is the variable itself. A fresh read-only span must be written once, so it is a span inside.
        if (memory is VariableExpr { Variable: var made } && IsAllocation(value) && _roots.TryGetValue(made, out _))
        {
            _variables[local] = made;
            return;
        }
        IrType type = memory.Type.Shape == Shape.ReadOnlySpan || declared.Shape != Shape.ReadOnlySpan ? declared : memory is AllocateExpr ? memory.Type : declared;
        var variable = new Variable(local.Name, type);
        _roots[variable] = memory is AllocateExpr ? new Root(local.Name, RootKind.Local) : RootOf(memory);
        NoteRange(variable, memory);
        _variables[local] = variable;
        into.Add(new AssignStmt(variable, memory, note));
    }

    private static bool IsStackAlloc(SyntaxNode syntax) => syntax is StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax;

    private bool IsAllocation(IOperation operation) => Bare(operation) is IArrayCreationOperation or ICollectionExpressionOperation
        || IsStackAlloc(Bare(operation).Syntax) || LengthOfRented(operation) is not null
        || operation is IConditionalOperation { WhenFalse: { } other } conditional && IsAllocation(conditional.WhenTrue) && IsAllocation(other);

    private static IOperation Bare(IOperation operation)
    {
        while (operation is IConversionOperation { Operand: var operand }) operation = operand;
        return operation;
    }

    private Expr ReadAllocation(IOperation operation, string name = "fresh")
    {
        IOperation made = Bare(operation);
        ITypeSymbol? madeType = made.Type ?? operation.Type;
        if (TypeOf(operation).IsJagged) return Unsupported(operation, "An array of arrays made here", "use a two-dimensional array, or one array with the rows one after the other");
        if (made is IConditionalOperation conditional) return ReadConditionalMemory(conditional, TypeOf(operation));
        if (LengthOfRented(made) is { } rented) return new AllocateExpr(TypeOf(made), [Coerce(Read(rented), IrType.I32)]);
        switch (made)
        {
            case IArrayCreationOperation array:
            {
                IrType type = TypeOf(array);
                if (!type.IsMemory) return Unsupported(operation, "An array of '" + Types.Show(((IArrayTypeSymbol)array.Type!).ElementType) + "'", "use arrays of numbers of one or two dimensions");
                if (array.Initializer is null) return new AllocateExpr(type, [.. array.DimensionSizes.Select(Read)]);
                return Filled(type, [.. array.DimensionSizes.Select(Read)], Flatten(array.Initializer), name);
            }
            case ICollectionExpressionOperation collection:
            {
                if (madeType is null || !Types.Of(madeType).IsMemory) return Unsupported(operation, "A collection of this type", "use a span or an array of numbers");
                IrType type = Writable(Types.Of(madeType));
                if (collection.Elements.Any(e => e is ISpreadOperation)) return ReadSpread(collection, operation, type, name);
                return Filled(type, [Int(collection.Elements.Length)], [.. collection.Elements.Select(Read)], name);
            }
        }
        return ReadStackAlloc(operation, made.Syntax, name);
    }

    /// <summary>Arrives as an operation without content, so it is read from its syntax.</summary>
    private Expr ReadStackAlloc(IOperation operation, SyntaxNode syntax, string name)
    {
        IrType type = IrType.Opaque("");
        TypeInfo info = _model.GetTypeInfo(syntax, _context.Token);
        if ((info.ConvertedType ?? info.Type ?? operation.Type) is { } converted && Types.IsSpan(converted, out _, out ITypeSymbol? element))
            type = IrType.Span(Types.ScalarOf(element));
        if (!type.IsMemory || type.Element == Scalar.None) return Unsupported(operation, "This stackalloc", "give it to a Span of numbers");
        (InitializerExpressionSyntax? initializer, ExpressionSyntax? size) = syntax switch
        {
            ImplicitStackAllocArrayCreationExpressionSyntax i => (i.Initializer, null),
            StackAllocArrayCreationExpressionSyntax { Type: ArrayTypeSyntax { RankSpecifiers: { Count: 1 } ranks } } s =>
                (s.Initializer, ranks[0].Sizes[0] is OmittedArraySizeExpressionSyntax ? null : ranks[0].Sizes[0]),
            _ => (null, null),
        };
        if (initializer is null && size is null) return Unsupported(operation, "This stackalloc", "give it a length");
        Expr? length = size is null ? null : ReadSyntax(size);
        if (initializer is null) return new AllocateExpr(type, [length!]);
        Expr[] values = [.. initializer.Expressions.Select(e => Coerce(ReadSyntax(e), type.ElementType))];
        return Filled(type, [length ?? Int(values.Length)], values, name);
    }

    private Expr ReadSyntax(ExpressionSyntax syntax)
    {
        // Parentheses have no operation of their own.
        while (syntax is ParenthesizedExpressionSyntax or CheckedExpressionSyntax)
            syntax = syntax is ParenthesizedExpressionSyntax p ? p.Expression : ((CheckedExpressionSyntax)syntax).Expression;
        if (_model.GetOperation(syntax, _context.Token) is { } operation) return Read(operation);
        _context.SawInvalidCode = true;
        return Int(0);
    }

    private static IrType Writable(IrType type) => type.Shape == Shape.ReadOnlySpan ? IrType.Span(type.Element) : type;

    private Expr[] Flatten(IArrayInitializerOperation initializer) =>
        [.. initializer.ElementValues.SelectMany(v => v is IArrayInitializerOperation inner ? Flatten(inner) : [Read(v)])];

    /// <summary>Fresh memory with these elements, row by row: zero-filled, then stored.</summary>
    private Expr Filled(IrType type, IReadOnlyList<Expr> lengths, IReadOnlyList<Expr> values, string name)
    {
        if (values.Count == 0) return new AllocateExpr(type, lengths);
        var before = new List<Stmt>();
        Variable variable = Temporary(type, name);
        _roots[variable] = new Root(name, RootKind.Local);
        before.Add(new AssignStmt(variable, new AllocateExpr(type, lengths)));
        var memory = new VariableExpr(variable);
        int columns = type.Rank == 2 ? (int)((ConstantExpr)lengths[1]).Literal.AsInteger : 1;
        for (int i = 0; i < values.Count; i++)
            before.Add(new StoreStmt(memory, type.Rank == 2 ? [Int(i / columns), Int(i % columns)] : [Int(i)], Coerce(values[i], type.ElementType)));
        return Sequence(before, memory);
    }
}
