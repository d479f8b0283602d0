// Reads structs and tuples: each is its leaves, held in one variable each; nothing of the whole is left in the tree.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>The variables of the leaves of each local and parameter that is taken apart.</summary>
    private readonly Dictionary<ISymbol, Variable[]> _wholes = new(SymbolEqualityComparer.Default);

    /// <summary>The leaves of 'this', in a method or constructor of a struct that is taken apart.</summary>
    private Variable[]? _this;

    /// <summary>The leaves of what an object initialiser or a with expression is changing.</summary>
    private readonly Stack<Variable[]> _initialised = new();

    private static Variable[] LeafVariables(Layout layout, string name) => [.. layout.Leaves.Select(l => new Variable(name + l.Name, l.Type))];

    private Variable[] DeclareWhole(ISymbol symbol, Layout layout)
    {
        foreach (Leaf leaf in layout.Leaves)
            if (leaf.Type.Shape == Shape.Opaque) CheckType(leaf.Symbol, "'" + symbol.Name + "'", symbol.Locations.FirstOrDefault() ?? Location.None);
        return _wholes[symbol] = LeafVariables(layout, symbol.Name);
    }

    private Variable[] Temporaries(Layout layout, string name = "")
    {
        _temporaries++;
        return [.. layout.Leaves.Select(l => new Variable(name.Length == 0 ? "" : name + l.Name, l.Type))];
    }

    private static Expr[] Values(IEnumerable<Variable> variables) => [.. variables.Select(v => new VariableExpr(v))];

    private static Expr[] NothingOf(Layout layout) => [.. layout.Leaves.Select(l => Nothing(l.Type))];

    private static void Assign(IReadOnlyList<Variable> variables, IReadOnlyList<Expr> values, string? note, List<Stmt> into)
    {
        for (int i = 0; i < variables.Count; i++) into.Add(new AssignStmt(variables[i], Coerce(values[i], variables[i].Type), i == 0 ? note : null));
    }

    /// <summary>Values that stay what they are while what follows is evaluated.</summary>
    private Expr[] Kept(IReadOnlyList<Expr> values, List<Stmt> into)
    {
        var kept = new Expr[values.Count];
        for (int i = 0; i < kept.Length; i++)
        {
            if (values[i] is ConstantExpr or VariableExpr { Type.IsMemory: true }) { kept[i] = values[i]; continue; }
            if (values[i].Type.IsMemory) { kept[i] = Keep(values[i], "memory", into); continue; }
            var variable = new Variable("", values[i].Type);
            into.Add(new AssignStmt(variable, values[i]));
            kept[i] = new VariableExpr(variable);
        }
        return kept;
    }

    // ---- places

    /// <summary>The variables that an expression names: a local, parameter, 'this', or a field or automatic property of such.</summary>
    private Variable[]? Place(IOperation? operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local: return _wholes.TryGetValue(local.Local, out Variable[]? l) ? l : null;
            case IParameterReferenceOperation parameter: return _wholes.TryGetValue(parameter.Parameter, out Variable[]? p) ? p : null;
            case IParenthesizedOperation parenthesized: return Place(parenthesized.Operand);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }: return _this;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput }: return _patternParts;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } when _initialised.Count > 0: return _initialised.Peek();
            case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } when Layout.Of(declared.Type) is { } layout:
                return _wholes.TryGetValue(declared.Local, out Variable[]? known) ? known : DeclareWhole(declared.Local, layout);
            case IFieldReferenceOperation { Instance: { } owner } field when LayoutOf(owner) is { } layout && layout.TryFind(field.Field, out int first, out int count):
                return Place(owner) is { } whole ? [.. whole.Skip(first).Take(count)] : null;
            case IPropertyReferenceOperation { Instance: { } owner } property when LayoutOf(owner) is { } layout && layout.TryFind(property.Property, out int first, out int count):
                return Place(owner) is { } holder ? [.. holder.Skip(first).Take(count)] : null;
            case IDiscardOperation { Type: { } discarded } when Layout.Of(discarded) is { } layout: return Temporaries(layout);
            default: return null;
        }
    }

    /// <summary>Whether a method that changes its struct changes this one, or a copy that C# makes.</summary>
    private bool IsWritable(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: { IsForEach: true } or { IsUsing: true } or { RefKind: RefKind.In } } => false,
        IParameterReferenceOperation { Parameter.RefKind: RefKind.In or RefKind.RefReadOnlyParameter } => false,
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => !_method.IsReadOnly,
        IFieldReferenceOperation { Instance: { } owner } field => (!field.Field.IsReadOnly || _method.MethodKind == MethodKind.Constructor) && IsWritable(owner),
        IPropertyReferenceOperation { Instance: { } indexed } => MemoryOf(indexed) is { Shape: Shape.Span or Shape.Array },
        IPropertyReferenceOperation => false,
        IParenthesizedOperation parenthesized => IsWritable(parenthesized.Operand),
        _ => true,
    };

    private void NoteWrite(IOperation place, IEnumerable<Variable> variables)
    {
        foreach (Variable variable in variables) _facts.Reassigned.Add(variable);
        if (RootParameter(place) is { RefKind: RefKind.Ref or RefKind.Out } parameter) ReadBack?.Write(parameter.Ordinal, (place.Parent ?? place).Syntax);
    }

    private void NoteRead(IOperation place, Target[]? storage = null)
    {
        if (storage is { Length: > 0 } && storage[0].Memory is { } memory) ReadFrom(memory, place.Syntax);
        if (RootParameter(place) is { RefKind: RefKind.Ref or RefKind.Out } parameter) ReadBack?.Read(parameter.Ordinal, place.Syntax);
    }

    private static IParameterSymbol? RootParameter(IOperation? place) => place switch
    {
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation member => RootParameter(member.Instance),
        IParenthesizedOperation parenthesized => RootParameter(parenthesized.Operand),
        _ => null,
    };

    // ---- values

    /// <summary>The leaves of a struct or tuple; what must run before, runs before. Each leaf may be used any number of times.</summary>
    private Expr[] ReadParts(IOperation operation, List<Stmt> into)
    {
        Enter();
        Layout layout = LayoutOf(operation)!;
        Expr[] parts = ReadAnyParts(operation, layout, into);
        Leave();
        return parts;
    }

    private Expr[] ReadAnyParts(IOperation operation, Layout layout, List<Stmt> into)
    {
        if (_known.TryGetValue(operation, out Expr[]? known)) return known;
        if (layout.IsMemory) return ReadMemoryParts(operation, layout, into);
        if (Storage(operation, into) is { } storage)
        {
            NoteRead(operation, storage);
            return Kept([.. storage.Select(t => t.Load)], into);
        }
        if (layout.HoldsMemory) return ReadContainerParts(operation, layout, into);
        switch (operation)
        {
            case IParenthesizedOperation parenthesized: return ReadParts(parenthesized.Operand, into);
            case IConversionOperation conversion: return ReadConvertedParts(conversion, layout, into);
            case IDefaultValueOperation: return [.. layout.Leaves.Select(DefaultOf)];
            case ITupleOperation tuple: return ReadTuple(tuple, into);
            case IObjectCreationOperation creation: return ReadCreatedParts(creation, layout, into);
            case IWithOperation with:
            {
                Variable[] changed = Temporaries(layout);
                Assign(changed, ReadParts(with.Operand, into), null, into);
                ReadInitializer(with.Initializer, changed, into);
                return Values(changed);
            }
            case IFieldReferenceOperation { Instance: { } owner } field when LayoutOf(owner) is { } outer && outer.TryFind(field.Field, out int first, out int count):
                return [.. ReadParts(owner, into).Skip(first).Take(count)];
            case IPropertyReferenceOperation { Instance: { } owner } property when LayoutOf(owner) is { } outer && outer.TryFind(property.Property, out int first, out int count):
                return [.. ReadParts(owner, into).Skip(first).Take(count)];
            case IPropertyReferenceOperation { Property.GetMethod: { } read } property when Resolve(read, property.ConstrainedToType) is var getter && IsOwnCode(getter) && (property.Instance is null || LayoutOf(property.Instance) is not null) && !IsAuto(property.Property):
                return CallParts(getter, property.Instance, property.Arguments, property.Syntax, layout, into);
            case IInvocationOperation invocation: return ReadInvokedParts(invocation, layout, into);
            case IBinaryOperation binary when OperatorOf(binary) is { } method && IsOwnCode(method) && !binary.IsLifted:
                return CallParts(method, [binary.LeftOperand, binary.RightOperand], binary.Syntax, layout, into);
            case IUnaryOperation unary when OperatorOf(unary) is { } method && IsOwnCode(method) && !unary.IsLifted:
                return CallParts(method, [unary.Operand], unary.Syntax, layout, into);
            case IConditionalOperation { IsRef: false, WhenFalse: { } otherwise } conditional:
            {
                Variable[] chosen = Temporaries(layout);
                Expr condition = Read(conditional.Condition);
                into.Add(new IfStmt(condition, Side(conditional.WhenTrue), Side(otherwise)));
                return Values(chosen);

                Stmt Side(IOperation side)
                {
                    var body = new List<Stmt>();
                    if (Bare(side) is IThrowOperation @throw) body.Add(new ExprStmt(ReadThrow(@throw, Types.Void)));
                    else Assign(chosen, ReadParts(side, body), null, body);
                    return new BlockStmt(body);
                }
            }
            case ISimpleAssignmentOperation { IsRef: false } assignment: return ReadAssignedParts(assignment, SourceNote.Of(assignment.Syntax), into);
            case ICompoundAssignmentOperation { OperatorMethod: not null } compound: return ReadCompoundParts(compound, SourceNote.Of(compound.Syntax), into);
            case ILocalReferenceOperation or IParameterReferenceOperation:
                // Declared in code that was refused, or captured.
                Find(operation is ILocalReferenceOperation l ? l.Local : ((IParameterReferenceOperation)operation).Parameter, operation.Syntax);
                return NothingOf(layout);
            case IInvalidOperation:
                _context.SawInvalidCode = true;
                return NothingOf(layout);
            case IIncrementOrDecrementOperation:
                Unsupported(operation, "This increment", "write numbers and their built-in operators");
                return NothingOf(layout);
            case IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation: return TakeApart(operation, layout, into);
            default:
                RefuseExpression(operation);
                return NothingOf(layout);
        }
    }

    private static Expr DefaultOf(Leaf leaf) => leaf.Type.IsScalar ? Zero(leaf.Type) : Pure(leaf.Type, $"default({leaf.Type.Text})!");

    /// <summary>A struct that a constant holds: read as it stands, then its leaves from it.</summary>
    private Expr[] TakeApart(IOperation operation, Layout layout, List<Stmt> into)
    {
        Expr whole = ReadUnsplit(operation);
        if (whole is OpExpr { Op: Op.Undefined }) return NothingOf(layout);
        var kept = new Variable("", whole.Type);
        into.Add(new AssignStmt(kept, whole));
        var parts = new Expr[layout.Leaves.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            Leaf leaf = layout.Leaves[i];
            if (Layout.PathOf(leaf, _context, out ISymbol? missing) is { } path) parts[i] = Pure(leaf.Type, "{0}" + path, new VariableExpr(kept));
            else
            {
                _context.RequireAccess(missing!, operation.Syntax.GetLocation());
                parts[i] = Nothing(leaf.Type);
            }
        }
        return Kept(parts, into);
    }

    /// <summary>A struct as one value, for code that is only passed through.</summary>
    private Expr ReadWhole(IOperation operation, Layout layout)
    {
        if (layout.HoldsMemory)
            return Unsupported(operation, "'" + operation.Syntax + "', which holds arrays, as a value", "use its fields, pass it to a method of this project, or mark the parameter [NotDifferentiable]");
        var before = new List<Stmt>();
        Expr[] parts = ReadParts(operation, before);
        if (layout.Rebuild(_context, out ISymbol? missing) is { } text && CheckType(layout.Type, "This value", operation.Syntax.GetLocation()))
            return Sequence(before, Pure(Types.Of(layout.Type), text, operation.Syntax, Types.Show(layout.Type), parts));
        if (missing is not null) _context.Report(Descriptors.NotRebuildable, operation.Syntax.GetLocation(), Types.Show(layout.Type), missing.Name);
        return Nothing(Types.Of(layout.Type));
    }

    private Expr[] ReadTuple(ITupleOperation tuple, List<Stmt> into)
    {
        var parts = new List<Expr>();
        foreach (IOperation element in tuple.Elements)
        {
            if (LayoutOf(element) is not null) parts.AddRange(ReadParts(element, into));
            else parts.AddRange(Kept([Read(element)], into));
        }
        return [.. parts];
    }

    private Expr[] ReadConvertedParts(IConversionOperation conversion, Layout layout, List<Stmt> into)
    {
        if (conversion.OperatorMethod is { } method)
        {
            if (IsOwnCode(method)) return CallParts(method, [conversion.Operand], conversion.Syntax, layout, into);
        }
        else if (conversion.Operand is IDefaultValueOperation) return [.. layout.Leaves.Select(DefaultOf)];
        else if (conversion.Operand is ITupleOperation || LayoutOf(conversion.Operand) is not null)
        {
            Expr[] parts = conversion.Operand is ITupleOperation tuple ? ReadTuple(tuple, into) : ReadParts(conversion.Operand, into);
            if (parts.Length == layout.Leaves.Count) return [.. parts.Select((p, i) => Coerce(p, layout.Leaves[i].Type))];
        }
        else if (conversion.Operand is IInvalidOperation) _context.SawInvalidCode = true;
        Unsupported(conversion, "This conversion", "convert each field or element");
        return NothingOf(layout);
    }

    private Expr[] ReadCreatedParts(IObjectCreationOperation creation, Layout layout, List<Stmt> into)
    {
        IMethodSymbol? constructor = creation.Constructor;
        Expr[] made;
        if (layout.Type.IsTupleType) made = [.. creation.Arguments.Select(a => Read(a.Value))];
        else if (constructor is null || (constructor.Parameters.IsEmpty && constructor.IsImplicitlyDeclared)) made = [.. layout.Leaves.Select(DefaultOf)];
        else made = CallParts(constructor, null, creation.Arguments, creation.Syntax, layout, into);
        if (made.Length != layout.Leaves.Count) return NothingOf(layout);
        if (creation.Initializer is null) return made;
        Variable[] initialised = Temporaries(layout);
        Assign(initialised, made, null, into);
        ReadInitializer(creation.Initializer, initialised, into);
        return Values(initialised);
    }

    private void ReadInitializer(IObjectOrCollectionInitializerOperation initializer, Variable[] whole, List<Stmt> into)
    {
        _initialised.Push(whole);
        foreach (IOperation member in initializer.Initializers)
        {
            switch (member)
            {
                case ISimpleAssignmentOperation assignment: ReadAssignment(assignment, null, into); break;
                case IMemberInitializerOperation { Initializer: { } inner, InitializedMember: { } target } when Place(target) is { } nested: ReadInitializer(inner, nested, into); break;
                default: Unsupported(member, "This initialiser", "assign the field after the construction"); break;
            }
        }
        _initialised.Pop();
    }

    private Expr[] ReadInvokedParts(IInvocationOperation invocation, Layout layout, List<Stmt> into)
    {
        IMethodSymbol method = TargetMethodOf(invocation);
        if (LayoutOf(invocation.Instance) is { IsObject: true } && !method.HasAttribute("NotDifferentiableAttribute"))
            return TargetInContainer(invocation) is { } called ? CallParts(called, invocation.Instance, invocation.Arguments, invocation.Syntax, layout, into) : NothingOf(layout);
        if (Types.Is(method.ContainingType, "Autodiff", "Ad") && method.Name == "Detach" && invocation.Arguments.Length == 1)
            return [.. ReadParts(invocation.Arguments[0].Value, into).Select(p => p.Type.IsFloat ? new OpExpr(p.Type, Op.Detach, [p]) : p)];
        if (MathFunctions.PairOf(method) is { } pair && layout.Leaves.Count == 2)
        {
            Expr[] angle = Kept([Read(invocation.Arguments[0].Value)], into);
            return Kept([new OpExpr(angle[0].Type, pair.First, angle), new OpExpr(angle[0].Type, pair.Second, angle)], into);
        }
        if (method.HasAttribute("NotDifferentiableAttribute")) return TakeApart(invocation, layout, into);
        if (IsOwnCode(method) && (IsOwn(method) || IsOfTakenApart(invocation)))
            return CallParts(method.ReducedFrom ?? method, IsOwn(method) ? null : invocation.Instance, invocation.Arguments, invocation.Syntax, layout, into);
        if (TargetOf(invocation).Target is { } target && IsOwnCode(target) && (invocation.Instance is IInstanceReferenceOperation || target.Parameters.Any(p => Layout.IsDifferentiable(p.Type))))
            return CallParts(target, invocation.Instance, invocation.Arguments, invocation.Syntax, layout, into);
        return TakeApart(invocation, layout, into);
    }

    private bool IsOfTakenApart(IInvocationOperation invocation) =>
        invocation.Instance is { } instance && LayoutOf(instance) is not null && TargetMethodOf(invocation) is { IsStatic: false, ContainingType: { IsReferenceType: false } };

    // ---- leaves that are read as scalars

    /// <summary>A field or automatic property of a struct that is taken apart, as a value of its own; null if it is none.</summary>
    private Expr? TryReadLeaf(IOperation operation)
    {
        if (operation is not IMemberReferenceOperation { Instance: { } owner } || LayoutOf(owner) is not { } layout) return null;
        int first, count;
        if (operation is IFieldReferenceOperation field) { if (!layout.TryFind(field.Field, out first, out count)) return null; }
        else if (operation is IPropertyReferenceOperation property)
        {
            if (!layout.TryFind(property.Property, out first, out count) && layout.IsObject && property.Property is { IsVirtual: true } or { IsOverride: true, IsSealed: false } or { IsAbstract: true })
                return owner.Type!.IsSealed ? null : Unsupported(operation, "A virtual property of a container", "seal its type, or read the fields that it is computed from");
            if (!layout.TryFind(property.Property, out first, out count))
                return property.Property.GetMethod is { } getter && IsOwnCode(getter) && Types.Of(getter.ReturnType).Shape != Shape.Opaque ? ReadCallOf(getter, property.Instance, property.Arguments, property.Syntax) : null;
        }
        else return null;
        var before = new List<Stmt>();
        if (Storage(operation, before) is { Length: 1 } storage)
        {
            NoteRead(operation, storage);
            return Sequence(before, storage[0].Load);
        }
        Expr[] parts = ReadParts(owner, before);
        return Sequence(before, parts[first]);
    }

    // ---- assignments

    /// <summary>`v = w`: true if the target is taken apart, or a part of what is.</summary>
    private bool TryReadWholeAssignment(ISimpleAssignmentOperation assignment, string? note, List<Stmt> into)
    {
        if (LayoutOf(assignment.Target) is null) return false;
        ReadAssignedParts(assignment, note, into);
        return true;
    }

    private Expr[] ReadAssignedParts(ISimpleAssignmentOperation assignment, string? note, List<Stmt> into)
    {
        if (LayoutOf(assignment.Target) is { } target && (target.IsMemory || target.HoldsMemory))
        {
            RefuseMemory(assignment.Target.Syntax.ToString(), "again", assignment.Syntax);
            return NothingOf(target);
        }
        Target[]? storage = Storage(assignment.Target, into);
        Expr[] parts = ReadParts(assignment.Value, into);
        if (storage is null) RefuseTarget(assignment.Target);
        if (storage?.Length != parts.Length) return parts;
        Store(assignment.Target, storage, parts, note, into);
        return parts;
    }

    private Expr[] ReadCompoundParts(ICompoundAssignmentOperation compound, string? note, List<Stmt> into)
    {
        Layout layout = LayoutOf(compound.Target)!;
        if (Storage(compound.Target, into) is not { } storage || OperatorOf(compound) is not { } method || !IsOwnCode(method))
        {
            if (OperatorOf(compound) is { } other && !IsOwnCode(other)) Unsupported(compound, "This compound assignment", "write numbers and their built-in operators");
            else RefuseTarget(compound.Target);
            return NothingOf(layout);
        }
        NoteRead(compound.Target, storage);
        _known[compound.Target] = Kept([.. storage.Select(t => t.Load)], into);
        Expr[] parts = CallParts(method, [compound.Target, compound.Value], compound.Syntax, layout, into);
        if (parts.Length == storage.Length) Store(compound.Target, storage, parts, note, into);
        return parts;
    }

    /// <summary>What has been read already, where an operation stands for two things: the target of a compound assignment is its left operand too.</summary>
    private readonly Dictionary<IOperation, Expr[]> _known = [];

    private void RefuseTarget(IOperation target)
    {
        if (target is IInvalidOperation) _context.SawInvalidCode = true;
        else if (target is IPropertyReferenceOperation { Instance: { } owner } property && LayoutOf(owner) is not null && !IsAuto(property.Property))
            Unsupported(property, "A setter with a body", "assign the fields that it sets");
        else
            _context.Report(Descriptors.WriteToConstant, target.Syntax.GetLocation(), "'" + target.Syntax + "'", "write to a local, and give it back by return, ref, out or a span");
    }
}
