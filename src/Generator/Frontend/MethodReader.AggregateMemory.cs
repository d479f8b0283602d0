// Reads spans and arrays of structs: one memory for each leaf, so an element is one element of each.
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
    private static Layout? MemoryOf(IOperation? operation) => Layout.Of(operation?.Type) is { IsMemory: true } layout ? layout : null;

    /// <summary>
    /// Where the leaves of an expression are stored: variables, or elements whose memory and index are fixed; null if it is no place. Nothing is written yet.
    /// </summary>
    private Target[]? Storage(IOperation? operation, List<Stmt> before)
    {
        if (Place(operation) is { } place) return [.. place.Select(v => new Target(v))];
        switch (operation)
        {
            case ILocalReferenceOperation { Local: { RefKind: not RefKind.None } local } when Layout.Of(local.Type) is not null: return _references.TryGetValue(local, out Target[]? referenced) ? referenced : null;
            case IParenthesizedOperation parenthesized: return Storage(parenthesized.Operand, before);
            case IFieldReferenceOperation { Instance: { } owner } field when LayoutOf(owner) is { } layout && layout.TryFind(field.Field, out int first, out int count):
                return IsStored(owner) && Storage(owner, before) is { } whole ? [.. whole.Skip(first).Take(count)] : null;
            case IPropertyReferenceOperation { Instance: { } owner } property when LayoutOf(owner) is { } layout && layout.TryFind(property.Property, out int first, out int count):
                return IsStored(owner) && Storage(owner, before) is { } holder ? [.. holder.Skip(first).Take(count)] : null;
        }
        if (ElementOf(operation) is not ({ } memory, { } index)) return null;
        Expr[] parts = ReadParts(memory, before);
        if (!parts.All(p => p.Type.IsMemory)) return null;
        Expr at = ReadIndex(index, parts[0]);
        if (at is not ConstantExpr) at = Keep(at, "index", before);
        return [.. parts.Select(p => new Target(p, [at]))];
    }

    /// <summary>Whether <see cref="Storage"/> will find a place, without reading anything.</summary>
    private bool IsStored(IOperation? operation) => Place(operation) is not null || ElementOf(operation).Memory is not null || operation switch
    {
        ILocalReferenceOperation local => _references.ContainsKey(local.Local),
        IParenthesizedOperation parenthesized => IsStored(parenthesized.Operand),
        IFieldReferenceOperation { Instance: { } owner } field => LayoutOf(owner) is { } layout && layout.TryFind(field.Field, out _, out _) && IsStored(owner),
        IPropertyReferenceOperation { Instance: { } owner } property => LayoutOf(owner) is { } layout && layout.TryFind(property.Property, out _, out _) && IsStored(owner),
        _ => false,
    };

    /// <summary>Memory of structs and the index of one element; nothing for ranges and everything else.</summary>
    private static (IOperation? Memory, IOperation? Index) ElementOf(IOperation? operation)
    {
        (IOperation? memory, IOperation? index) = operation switch
        {
            IArrayElementReferenceOperation { Indices: { Length: 1 } at } array => (array.ArrayReference, at[0]),
            IImplicitIndexerReferenceOperation implied => (implied.Instance, implied.Argument),
            IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1 } property => (property.Instance, property.Arguments[0].Value),
            _ => ((IOperation?)null, (IOperation?)null),
        };
        return MemoryOf(memory) is null || Types.Is(index!.Type, "System", "Range") ? (null, null) : (memory, index);
    }

    /// <summary>Assigns the leaves of a place.</summary>
    private void Store(IOperation place, Target[] storage, IReadOnlyList<Expr> values, string? note, List<Stmt> into)
    {
        if (IsInObject(place))
        {
            RefuseTarget(place);
            return;
        }
        if (storage.Any(t => t.Type.IsMemory))
        {
            RefuseMemory(place.Syntax.ToString(), "again", (place.Parent ?? place).Syntax);
            return;
        }
        if (IsEntry && RootOfPlace(place) is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }) RefuseTarget(place);
        NoteWrite(place, storage.Where(t => t.Variable is not null).Select(t => t.Variable!));
        foreach (Target target in storage)
            if (target.Memory is { } memory) Written(memory, (place.Parent ?? place).Syntax, place.Syntax);
        for (int i = 0; i < storage.Length; i++) into.Add(storage[i].Assign(Coerce(values[i], storage[i].Type), i == 0 ? note : null));
    }

    private static IOperation? RootOfPlace(IOperation? place) => place switch
    {
        IMemberReferenceOperation { Instance: { } owner } => RootOfPlace(owner),
        IParenthesizedOperation parenthesized => RootOfPlace(parenthesized.Operand),
        _ => place,
    };

    // ---- memory as a value

    /// <summary>The memory of each leaf, each a variable that never changes.</summary>
    private Expr[] ReadMemoryParts(IOperation operation, Layout layout, List<Stmt> into)
    {
        if (Place(operation) is { } place) return Values(place);
        switch (operation)
        {
            case IParenthesizedOperation parenthesized: return ReadParts(parenthesized.Operand, into);
            case IConversionOperation { Operand: IDefaultValueOperation }: return Allocated(layout, Int(0), into);
            case IConversionOperation { Operand: ICollectionExpressionOperation collection }: return ReadElements(collection, layout, into);
            case IConversionOperation conversion when MemoryOf(conversion.Operand) is not null || conversion.Operand is IArrayCreationOperation: return ReadParts(conversion.Operand, into);
            case IConversionOperation conversion when IsStackAlloc(conversion.Operand.Syntax): return ReadStackAllocated(conversion.Operand, layout, into);
            case ICollectionExpressionOperation collection: return ReadElements(collection, layout, into);
            case IDefaultValueOperation: return Allocated(layout, Int(0), into);
            case IArrayCreationOperation { Initializer: null } array: return Allocated(layout, Read(array.DimensionSizes[0]), into);
            case IArrayCreationOperation { Initializer: { } initializer }: return Filled(initializer.ElementValues, layout, into);
            case IPropertyReferenceOperation { Instance: null, Property.Name: "Empty" } empty when Types.IsSpan(empty.Property.ContainingType, out _, out _): return Allocated(layout, Int(0), into);
            case IInvocationOperation invocation when ReadMemoryCallParts(invocation, layout, into) is { } made: return made;
            case IImplicitIndexerReferenceOperation { Argument: var argument } indexed when MemoryOf(indexed.Instance) is not null && Types.Is(argument.Type, "System", "Range"):
            {
                Expr[] sliced = ReadParts(indexed.Instance, into);
                return TryReadRange(argument, sliced[0], into, out Expr start, out Expr length) ? Sliced(sliced, start, length, into) : NothingOf(layout);
            }
            case IInvalidOperation:
                _context.SawInvalidCode = true;
                return NothingOf(layout);
        }
        if (IsStackAlloc(operation.Syntax)) return ReadStackAllocated(operation, layout, into);
        Unsupported(operation, "A span or array of structs made this way", "pass it as a parameter, create it with new, or slice one");
        return NothingOf(layout);
    }

    private Expr[] Allocated(Layout layout, Expr length, List<Stmt> into)
    {
        Expr kept = Keep(length, "length", into);
        return [.. layout.Leaves.Select(l => Keep(new AllocateExpr(IrType.Span(l.Type.Element), [kept]), _memoryName + l.Name, into))];
    }

    private string _memoryName = "fresh";

    private Expr[] Sliced(Expr[] memory, Expr start, Expr length, List<Stmt> into)
    {
        Expr from = Keep(start, "start", into), count = Keep(length, "count", into);
        return [.. memory.Select(m => Keep(SliceOf(m, from, count), "slice", into))];
    }

    private Expr[] ReadElements(ICollectionExpressionOperation collection, Layout layout, List<Stmt> into)
    {
        if (!collection.Elements.Any(e => e is ISpreadOperation)) return Filled(collection.Elements, layout, into);
        Unsupported(collection.Elements.First(e => e is ISpreadOperation), "A spread element", "allocate the array and copy with a loop or CopyTo");
        return NothingOf(layout);
    }

    private Expr[] Filled(IReadOnlyList<IOperation> elements, Layout layout, List<Stmt> into)
    {
        Expr[] memory = Allocated(layout, Int(elements.Count), into);
        for (int i = 0; i < elements.Count; i++)
        {
            Expr[] parts = ReadParts(elements[i], into);
            for (int k = 0; k < parts.Length; k++) into.Add(new StoreStmt(memory[k], [Int(i)], Coerce(parts[k], memory[k].Type.ElementType)));
        }
        return memory;
    }

    private Expr[] ReadStackAllocated(IOperation operation, Layout layout, List<Stmt> into)
    {
        if (operation.Syntax is StackAllocArrayCreationExpressionSyntax { Initializer: null, Type: ArrayTypeSyntax { RankSpecifiers: { Count: 1 } ranks } } && ranks[0].Sizes[0] is not OmittedArraySizeExpressionSyntax)
            return Allocated(layout, ReadSyntax(ranks[0].Sizes[0]), into);
        Unsupported(operation, "This stackalloc", "give it a length, and assign the elements");
        return NothingOf(layout);
    }

    private Expr[]? ReadMemoryCallParts(IInvocationOperation invocation, Layout layout, List<Stmt> into)
    {
        IMethodSymbol method = invocation.TargetMethod;
        IOperation[] args = [.. invocation.Arguments.Select(a => a.Value)];
        if (Types.Is(method.ContainingType, "Autodiff", "Ad") && method.Name == "Detach" && args.Length == 1 && MemoryOf(Unconverted(args[0])) is not null)
            return [.. ReadParts(Unconverted(args[0]), into).Select(m => Keep(new OpExpr(IrType.ReadOnlySpan(m.Type.Element), Op.Detach, [m]), "detached", into))];
        if (method.Name == "ToArray" && args.Length == 0 && MemoryOf(invocation.Instance) is not null)
        {
            Expr[] source = ReadParts(invocation.Instance!, into);
            Expr[] copy = Allocated(layout, LengthOf(source[0]), into);
            for (int k = 0; k < copy.Length; k++) CopyPart(source[k], copy[k], null, into);
            return copy;
        }
        bool asSpan = Types.Is(method.ContainingType, "System", "MemoryExtensions") && method.Name == "AsSpan";
        IOperation? sliced = asSpan ? args.FirstOrDefault() : method.Name == "Slice" ? invocation.Instance : null;
        if (sliced is null || MemoryOf(sliced) is null || !InOrder(invocation.Arguments)) return null;
        Expr[] memory = ReadParts(sliced, into);
        IOperation[] bounds = asSpan ? [.. args.Skip(1)] : args;
        if (bounds.Length == 0) return memory;
        if (bounds.Length == 2) return Sliced(memory, Read(bounds[0]), Read(bounds[1]), into);
        if (!Types.Of(bounds[0].Type!).IsInteger) return null;
        Expr start = Keep(Read(bounds[0]), "start", into);
        return Sliced(memory, start, Binary(Op.Sub, LengthOf(memory[0]), start), into);
    }

    private void CopyPart(Expr source, Expr copy, string? note, List<Stmt> into)
    {
        if (source.Type.IsMemory) into.Add(Loop(copy, at => new LoadExpr(source, [at]), note));
    }

    /// <summary>Clear, Fill and CopyTo are loops over each leaf.</summary>
    private bool TryReadMemoryPartsStatement(IInvocationOperation invocation, string note, List<Stmt> into)
    {
        IMethodSymbol method = invocation.TargetMethod;
        bool isStatic = Types.Is(method.ContainingType, "System", "Array") && method.IsStatic || Types.Is(method.ContainingType, "System", "MemoryExtensions");
        IOperation? target = isStatic ? invocation.Arguments.FirstOrDefault()?.Value : invocation.Instance;
        if (target is null || MemoryOf(target = Unconverted(target)) is null || !InOrder(invocation.Arguments)) return false;
        IOperation[] args = [.. invocation.Arguments.Select(a => a.Value).Skip(isStatic ? 1 : 0)];
        string name = method.Name;
        if (name == "CopyTo" && args.Length == 1 && MemoryOf(Unconverted(args[0])) is not null) return ReadCopyOfParts(invocation, target, Unconverted(args[0]), note, into);
        if (name is not ("Clear" or "Fill") || args.Length != (name == "Fill" ? 1 : 0)) return false;
        Expr[] memory = ReadParts(target, into);
        Expr[] values = args.Length == 1 ? ReadParts(args[0], into) : [.. memory.Select(m => Zero(m.Type.ElementType))];
        for (int k = 0; k < memory.Length; k++)
        {
            Written(memory[k], invocation.Syntax);
            Expr value = Coerce(values[k], memory[k].Type.ElementType);
            into.Add(Loop(memory[k], _ => value, k == 0 ? note : null));
        }
        return true;
    }

    private bool ReadCopyOfParts(IInvocationOperation invocation, IOperation from, IOperation to, string note, List<Stmt> into)
    {
        Expr[] source = ReadParts(from, into), destination = ReadParts(to, into);
        if (source.Length != destination.Length || !source.Concat(destination).All(m => m.Type.IsMemory)) return false;
        if (ReferenceEquals(RootOf(source[0]), RootOf(destination[0])))
        {
            _context.Report(
                Descriptors.OverlappingArguments, invocation.Syntax.GetLocation(), from.Syntax.ToString(), to.Syntax.ToString(), ReadContext.Name(invocation.TargetMethod), to.Syntax.ToString());
            return true;
        }
        // The slices throw before anything is written, as the copy does.
        Expr length = Keep(LengthOf(source[0]), "length", into);
        destination = [.. destination.Select(d => Keep(SliceOf(d, Int(0), length), "destination", into))];
        for (int k = 0; k < source.Length; k++)
        {
            ReadFrom(source[k], from.Syntax);
            Written(destination[k], invocation.Syntax);
            CopyPart(source[k], destination[k], k == 0 ? note : null, into);
        }
        return true;
    }

    /// <summary>A local that holds memory of structs: the memory itself, because such variables are assigned once.</summary>
    private void DeclareMemoryParts(ISymbol local, Layout layout, IOperation? value, SyntaxNode syntax, List<Stmt> into)
    {
        _wholes[local] = LeafVariables(layout, local.Name);
        if (value is null)
        {
            RefuseMemory(local.Name, "after its declaration", syntax);
            return;
        }
        _memoryName = local.Name;
        Expr[] parts = ReadParts(value, into);
        _memoryName = "fresh";
        if (parts.All(p => p is VariableExpr)) _wholes[local] = [.. parts.Select(p => ((VariableExpr)p).Variable)];
    }

    /// <summary>foreach over structs: a for over a hidden index.</summary>
    private void ReadForEachParts(IForEachLoopOperation loop, IOperation collection, List<Stmt> into)
    {
        var before = new List<Stmt>();
        Expr[] memory = ReadParts(collection, before);
        var syntax = (CommonForEachStatementSyntax)loop.Syntax;
        if (loop.LoopControlVariable is not IVariableDeclaratorOperation { Symbol: { } symbol } || Layout.Of(symbol.Type) is not { IsMemory: false } layout
            || !memory.All(m => m.Type.IsMemory))
        {
            _context.Report(Descriptors.Statement, syntax.GetFirstToken().GetLocation(), "This foreach", "loop over an index and use the element itself");
            if (loop.LoopControlVariable is IVariableDeclaratorOperation { Symbol: { } declared } && Layout.Of(declared.Type) is { } unread) DeclareWhole(declared, unread);
            ReadBody(loop.Body);
            return;
        }
        foreach (Expr leaf in memory) ReadFrom(leaf, syntax.Expression);
        Variable index = Temporary(IrType.I32, "index");
        var at = new VariableExpr(index);
        before.Add(new AssignStmt(index, Int(0)));
        var body = new List<Stmt>();
        if (symbol.RefKind == RefKind.None) Assign(DeclareWhole(symbol, layout), [.. memory.Select(m => new LoadExpr(m, [at]))], null, body);
        else _references[symbol] = [.. memory.Select(m => new Target(m, [at]))];
        if (symbol.RefKind == RefKind.Ref)
            foreach (Expr leaf in memory) Written(leaf, syntax.Expression);
        ReadStatement(loop.Body, body);
        into.Add(new ForStmt(before, new OpExpr(IrType.Bool, Op.Less, [at, LengthOf(memory[0])]), [new AssignStmt(index, Binary(Op.Add, at, Int(1)))], new BlockStmt(body)));
    }
}
