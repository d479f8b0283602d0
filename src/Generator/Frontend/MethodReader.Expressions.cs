// Reads expressions: an allow-list of operation kinds.
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
    /// <summary>The value of an expression, of scalar, memory or opaque type.</summary>
    private Expr Read(IOperation operation)
    {
        Enter();
        Expr value = ReadAny(operation);
        if (value.Type is { Shape: Shape.Opaque, Text: { } text } && operation.Type is { } type && !_context.ObjectTypes.ContainsKey(text)) _context.ObjectTypes[text] = type;
        Leave();
        return value;
    }

    private Expr ReadAny(IOperation operation)
    {
        if (operation.ConstantValue is { HasValue: true } constant && TryConstant(operation, constant.Value) is { } folded) return folded;
        if (TryNullTest(operation) is { } test) return test;
        return LayoutOf(operation) is { } layout ? ReadWhole(operation, layout) : ReadUnsplit(operation);
    }

    /// <summary>The value of an expression whose type is not taken apart, or that a constant holds as a whole.</summary>
    private Expr ReadUnsplit(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local when ReferenceOf(local) is { } referenced:
                if (referenced.Memory is { } indexed) ReadFrom(indexed, local.Syntax);
                return referenced.Load;
            case ILocalReferenceOperation local: return ReadVariable(local.Local, local);
            case IParameterReferenceOperation parameter: return ReadParameter(parameter);
            case IParenthesizedOperation parenthesized: return Read(parenthesized.Operand);
            case IBinaryOperation binary: return ReadBinary(binary);
            case IUnaryOperation unary: return ReadUnary(unary);
            case IConversionOperation conversion: return ReadConversion(conversion);
            case IConditionalOperation conditional: return ReadConditional(conditional);
            case ISimpleAssignmentOperation { IsRef: false } assignment: return ReadAssignmentValue(assignment);
            case ICompoundAssignmentOperation compound: return ReadCompoundValue(compound);
            case IIncrementOrDecrementOperation increment: return ReadIncrementValue(increment);
            case IInvocationOperation invocation: return ReadInvocation(invocation);
            case IFieldReferenceOperation field: return ReadField(field);
            case IEventReferenceOperation raised: return ReadEvent(raised);
            case IConditionalAccessInstanceOperation when _accessed is { } accessed: return accessed.Value;
            case IPropertyReferenceOperation property: return IsInExtensionBlock(property.Property) ? RefuseExtension(property, property.Property) : ReadProperty(property);
            case IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation: return ReadElement(operation);
            case IArrayCreationOperation or ICollectionExpressionOperation: return ReadAllocation(operation);
            case IObjectCreationOperation creation: return ReadCreation(creation);
            case IDefaultValueOperation @default: return ReadDefault(@default);
            case IInterpolatedStringOperation interpolated: return ReadInterpolated(interpolated);
            // Assertions take their message as a handler; they take a string as well.
            case IInterpolatedStringHandlerCreationOperation { Content: IInterpolatedStringOperation content, Type.ContainingType: { } owner } when Types.Is(owner, "System.Diagnostics", "Debug"):
                return Concatenation(content, Types.Of(_context.Compilation.GetSpecialType(SpecialType.System_String)));
            case ITypeOfOperation typeOf when _context.RequireAccess(typeOf.TypeOperand, typeOf.Syntax.GetLocation()):
                return Pure(TypeOf(typeOf), $"typeof({Types.Text(typeOf.TypeOperand)})");
            case IIsTypeOperation isType when TypeOf(isType.ValueOperand).Shape == Shape.Opaque && _context.RequireAccess(isType.TypeOperand, isType.Syntax.GetLocation()):
                return Pure(IrType.Bool, $"({{0}} is {(isType.IsNegated ? "not " : "")}{Types.Text(isType.TypeOperand)})", Read(isType.ValueOperand));
            case IIsPatternOperation { Pattern: { } pattern } test when NullTest(pattern) is { } text && TypeOf(test.Value).Shape == Shape.Opaque:
                return Pure(IrType.Bool, "({0} is " + text + ")", Read(test.Value));
            case ICoalesceOperation coalesce: return ReadCoalesce(coalesce);
            case IIsPatternOperation test: return ReadIsPattern(test);
            case ISwitchExpressionOperation @switch: return ReadSwitchExpression(@switch);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } when _patternInput is not null: return _patternInput;
            case IInstanceReferenceOperation instance:
                return _fields.Count == 0 ? ReadThis(instance)
                    : Unsupported(instance, "'this' as a value, while its fields are differentiated,", "pass the values that are needed");
            case IThrowOperation @throw: return ReadThrow(@throw, TypeOf(@throw));
            case IInvalidOperation:
                _context.SawInvalidCode = true;
                return Nothing(TypeOf(operation));
            case { Type: null or { TypeKind: not TypeKind.Error } } when IsStackAlloc(operation.Syntax): return ReadAllocation(operation);
        }
        return RefuseExpression(operation);
    }

    private static string? NullTest(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => "null",
        INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } => "not null",
        _ => null,
    };

    private Expr RefuseExpression(IOperation operation)
    {
        switch (operation)
        {
            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation or IDynamicObjectCreationOperation:
                return Refuse(Descriptors.Dynamic, operation.Syntax, TypeOf(operation), "'" + operation.Syntax + "'");
            case ITranslatedQueryOperation: return Refuse(Descriptors.Query, operation.Syntax, TypeOf(operation), "A query");
            case IAddressOfOperation: return Refuse(Descriptors.Pointer, operation.Syntax, TypeOf(operation), "A pointer");
            case { Syntax: PointerTypeSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.PointerIndirectionExpression } }:
                return Refuse(Descriptors.Pointer, operation.Syntax, TypeOf(operation), "A pointer");
        }
        (string what, string remedy) = operation switch
        {
            IAnonymousFunctionOperation or IDelegateCreationOperation => ("A lambda or delegate", "call it where it is written, or pass it to a method of this project that calls it"),
            ITupleOperation => ("A tuple", "use one variable for each element"),
            ICoalesceAssignmentOperation => ("A null-coalescing operator", "test for null before the call"),
            IConditionalAccessOperation => ("A conditional access", "test for null before the call"),
            IAwaitOperation => ("An await", "await before the call and pass the result as a parameter"),
            IRangeOperation => ("A range held in a variable", "write the range where it is used"),
            IWithOperation => ("A with expression", "use one variable for each field"),
            IAnonymousObjectCreationOperation => ("An anonymous object", "use one variable for each member"),
            IInstanceReferenceOperation => ("The instance 'this'", "make the method static and pass what it needs as parameters"),
            IUtf8StringOperation => ("A UTF-8 literal", "pass it as a parameter"),
            IInlineArrayAccessOperation => ("An inline array", "use a span"),
            IInterpolatedStringHandlerCreationOperation => ("A formatted string of this type", "convert the values to a string"),
            IDeconstructionAssignmentOperation => ("A deconstruction inside an expression", "write it as a statement of its own"),
            ISimpleAssignmentOperation => ("A reference assignment", "use the variable or element itself"),
            IMethodReferenceOperation => ("A method group", "call the method"),
            _ => ("This expression", "write it with variables, elements, operators and calls of static methods"),
        };
        return Unsupported(operation, what, remedy);
    }

    // ---- constants

    private Expr? TryConstant(IOperation operation, object? value)
    {
        if (operation is IConversionOperation { Operand: IDefaultValueOperation or ILiteralOperation { ConstantValue.Value: null } } && value is null) return null;
        if (operation.Type is not { } type) return null;
        Scalar kind = Types.ScalarOf(type);
        if (kind != Scalar.None && ToLiteral(kind, value) is { } literal) return new ConstantExpr(IrType.Of(kind), literal);
        if (value is null) return Types.Of(type).Shape == Shape.Opaque ? Pure(TypeOf(operation), $"(({Types.Text(type)})null!)") : null;
        if (value is string text) return Pure(TypeOf(operation), Text.Quote(text));
        if (type.TypeKind == TypeKind.Enum)
        {
            if (!_context.RequireAccess(type, operation.Syntax.GetLocation())) return Nothing(TypeOf(operation));
            return operation is IFieldReferenceOperation { Field: { } member }
                ? Pure(TypeOf(operation), Types.Text(type) + "." + Escape(member.Name))
                : Pure(TypeOf(operation), $"(({Types.Text(type)})({Text.Integer(value)}))");
        }
        return value is decimal number ? Pure(TypeOf(operation), Text.Decimal(number)) : null;
    }

    private static Literal? ToLiteral(Scalar kind, object? value) => value switch
    {
        double d when kind == Scalar.F64 => Literal.Of(d),
        float f when kind == Scalar.F32 => Literal.Of(f),
        bool b => Literal.Of(b),
        char c => Literal.Of(kind, c),
        sbyte or byte or short or ushort or int or uint or long => Literal.Of(kind, System.Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
        ulong u => Literal.Of(kind, unchecked((long)u)),
        _ => null,
    };

    private static readonly Expr True = new ConstantExpr(IrType.Bool, Literal.Of(true));
    private static readonly Expr False = new ConstantExpr(IrType.Bool, Literal.Of(false));
    private static Expr Int(long value) => new ConstantExpr(IrType.I32, Literal.Of(Scalar.I32, value));

    private static Expr One(IrType type) => new ConstantExpr(type, type.Element switch
    {
        Scalar.F64 or Scalar.F32 or Scalar.Generic => Literal.Of(type.Element, 1.0), _ => Literal.Of(type.Element, 1),
    });

    private static Expr Zero(IrType type) => new ConstantExpr(type, type.Element switch
    {
        Scalar.F64 or Scalar.F32 or Scalar.Generic => Literal.Of(type.Element, 0.0), _ => Literal.Of(type.Element, 0),
    });

    private Expr ReadDefault(IDefaultValueOperation operation)
    {
        IrType type = TypeOf(operation);
        if (type.IsScalar) return Zero(type);
        if (type.Shape is Shape.Span or Shape.ReadOnlySpan) return new AllocateExpr(IrType.Span(type.Element), [Int(0)]);
        if (type.IsMemory) return Unsupported(operation, "A null array", "create the array, or leave the variable out");
        return CheckType(operation.Type!, "This value", operation.Syntax.GetLocation()) ? Pure(type, $"default({type.Text})!") : Nothing(type);
    }

    // ---- variables

    private Expr ReadVariable(ISymbol symbol, IOperation operation) =>
        Find(symbol, operation.Syntax) is { } variable ? new VariableExpr(variable) : Nothing(TypeOf(operation));

    private Expr ReadParameter(IParameterReferenceOperation operation)
    {
        IParameterSymbol parameter = operation.Parameter;
        if (parameter.RefKind is RefKind.Ref or RefKind.Out) ReadBack?.Read(parameter.Ordinal, operation.Syntax);
        return ReadVariable(parameter, operation);
    }

    // ---- conditionals

    private Expr ReadConditional(IConditionalOperation conditional)
    {
        if (TestOfTypes(conditional.Condition) is { } certain && !conditional.IsRef) return ReadBranch(certain ? conditional.WhenTrue : conditional.WhenFalse!, TypeOf(conditional));
        if (conditional.IsRef) return Unsupported(conditional, "A conditional reference", "write if and else");
        IrType type = TypeOf(conditional);
        if (type.IsMemory) return ReadConditionalMemory(conditional, type);
        Expr condition = Read(conditional.Condition);
        return new ConditionalExpr(condition, ReadBranch(conditional.WhenTrue, type), ReadBranch(conditional.WhenFalse!, type));
    }

    private Expr ReadBranch(IOperation branch, IrType type) => Unconverted(branch) switch
    {
        IThrowOperation @throw => ReadThrow(@throw, type),
        _ when branch is IConversionOperation { Operand: IThrowOperation inner } => ReadThrow(inner, type),
        _ => Read(branch),
    };

    /// <summary>`n &lt;= 64 ? stackalloc double[64] : new double[n]`: fresh memory either way, so only the length is chosen.</summary>
    private Expr ReadConditionalMemory(IConditionalOperation conditional, IrType type)
    {
        if (!IsAllocation(conditional.WhenTrue) || !IsAllocation(conditional.WhenFalse!))
            return Unsupported(conditional, "A span or array chosen by a condition", "branch with if and else and use each in its branch");
        Expr condition = Read(conditional.Condition);
        Expr whenTrue = ReadAllocation(conditional.WhenTrue), whenFalse = ReadAllocation(conditional.WhenFalse!);
        if (whenTrue is AllocateExpr { Lengths.Count: 1 } a && whenFalse is AllocateExpr { Lengths.Count: 1 } b)
            return new AllocateExpr(type.Shape == Shape.Array ? type : IrType.Span(type.Element), [new ConditionalExpr(condition, Coerce(a.Lengths[0], IrType.I32), Coerce(b.Lengths[0], IrType.I32))]);
        return Unsupported(conditional, "A span or array chosen by a condition", "branch with if and else and use each in its branch");
    }

    /// <summary>`o ?? e`, on constants only; on an array the other side must throw.</summary>
    private Expr ReadCoalesce(ICoalesceOperation coalesce)
    {
        IrType type = TypeOf(coalesce);
        var before = new List<Stmt>();
        Expr value = Read(coalesce.Value);
        if (value is OpExpr { Op: Op.Undefined }) return Nothing(type);
        bool nullable = coalesce.Value.Type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        if (value.Type.IsMemory)
        {
            IOperation other = coalesce.WhenNull is IConversionOperation { Operand: IThrowOperation inner } ? inner : coalesce.WhenNull;
            if (other is not IThrowOperation @throw) return Unsupported(coalesce, "A span or array chosen by a null test", "branch with if and else and use each in its branch");
            value = KeepMemory(value, before);
            before.Add(new IfStmt(Null(value, coalesce.Syntax), new ExprStmt(ReadThrow(@throw, Types.Void)), null));
            return Sequence(before, value);
        }
        if (value.Type.Shape != Shape.Opaque || type.IsMemory || !(nullable || coalesce.ValueConversion.IsIdentity))
            return Unsupported(coalesce, "This null-coalescing operator", "test for null with if");
        value = Keep(value, "value", before);
        Expr some = nullable && coalesce.Type?.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T
            ? Coerce(Pure(Types.Of(((INamedTypeSymbol)coalesce.Value.Type!).TypeArguments[0]), "{0}.GetValueOrDefault()", value), type) : value;
        return Sequence(before, new ConditionalExpr(Pure(IrType.Bool, "({0} is not null)", value), some, Coerce(ReadBranch(coalesce.WhenNull, type), type)));
    }

    // ---- throw

    private Expr ReadThrow(IThrowOperation @throw, IrType type)
    {
        if (@throw.Exception is null) return Unsupported(@throw, "A rethrow", "let exceptions leave the method");
        IOperation thrown = @throw.Exception;
        while (thrown is IConversionOperation { IsImplicit: true } conversion) thrown = conversion.Operand;
        Expr exception = Read(thrown);
        (string text, IReadOnlyList<Expr> args) = Fuse("throw {0}", [exception]);
        return new EffectExpr(type, text, args, _context.AddSite(@throw.Syntax.GetLocation(), "throw", SiteTrust.Formatting), Throws: true);
    }

    // ---- members of constants

    private Expr ReadField(IFieldReferenceOperation operation)
    {
        IFieldSymbol field = operation.Field;
        // Math.SinCos(x).Sin
        if (operation.Instance is IInvocationOperation invocation && MathFunctions.PairOf(TargetMethodOf(invocation)) is { } pair)
        {
            Expr argument = Read(invocation.Arguments[0].Value);
            return new OpExpr(argument.Type, field.CorrespondingTupleField?.Name == "Item2" || field.Name == "Item2" ? pair.Second : pair.First, [argument]);
        }
        if (TryReadFieldInput(operation) is { } input) return input;
        if (TryReadLeaf(operation) is { } leaf) return leaf;
        IrType type = TypeOf(operation);
        Expr? receiver = operation.Instance is null ? null : ReadOwner(operation.Instance, field);
        if (receiver is OpExpr { Op: Op.Undefined }) return Nothing(type);
        if (!_context.RequireAccess(field, NameOf(operation.Syntax), operation.Instance is IInstanceReferenceOperation ? _method.ContainingType : operation.Instance?.Type) || !CheckType(field.Type, "'" + field.Name + "'", NameOf(operation.Syntax))) return Nothing(type);
        if (receiver is null) return State(type, Types.Text(field.ContainingType) + "." + Escape(field.Name), !field.IsReadOnly, operation.Syntax, field);
        bool mutable = !field.IsReadOnly && !field.ContainingType.IsValueType;
        return State(type, "{0}." + Escape(field.Name), mutable, operation.Syntax, field, receiver);
    }

    private Expr ReadProperty(IPropertyReferenceOperation operation)
    {
        IPropertySymbol property = operation.Property;
        IrType type = TypeOf(operation);
        if (TryReadStaticProperty(operation) is { } constant) return constant;
        if (operation.Instance is { Type: { } owner } instance && Types.Of(owner).IsMemory) return ReadMemoryProperty(operation, instance);
        if (IsVirtualOfBase(operation.Instance, property)) return Unsupported(operation, "A virtual property of the base class", "pass its value as a parameter");
        if (MemoryOf(operation.Instance) is not null && !property.IsIndexer) return ReadMemoryProperty(operation, operation.Instance!);
        if (operation.Instance is null && Types.IsSpan(property.ContainingType, out _, out _) && property.Name == "Empty" && type.IsMemory)
            return new AllocateExpr(IrType.Span(type.Element), [Int(0)]);
        if (property.RefKind != RefKind.None && operation.Instance is { Type: { } spanned } && !Types.IsSpan(spanned, out _, out _))
            return Unsupported(operation, "A property that returns a reference", "pass the value as a parameter");
        if ((TryReadFieldInput(operation) ?? TryReadLeaf(operation) ?? TryReadGetter(operation)) is { } input) return input;
        Expr? receiver = operation.Instance is null ? null : ReadOwner(operation.Instance, property);
        if (receiver is OpExpr { Op: Op.Undefined }) return Nothing(type);
        if (!_context.RequireAccess(property, NameOf(operation.Syntax), operation.Instance is IInstanceReferenceOperation ? _method.ContainingType : operation.Instance?.Type) || !CheckType(property.Type, "'" + property.Name + "'", NameOf(operation.Syntax))) return Nothing(type);

        // A getter of this project with a body may do anything, so it runs exactly as often as it is written.
        bool computed = property.GetMethod is { } getter && SymbolEqualityComparer.Default.Equals(property.ContainingAssembly, _context.Compilation.Assembly) && !IsAuto(property);
        bool mutable = !property.ContainingType.IsValueType && property.ContainingType.SpecialType != SpecialType.System_String
            && !(IsAuto(property) && property.SetMethod is null or { IsInitOnly: true });
        if (receiver is null) return Member(Types.Text(property.ContainingType) + "." + Escape(property.Name));
        if (!property.IsIndexer) return Member("{0}." + Escape(property.Name), receiver);
        if (!InOrder(operation.Arguments)) return Unsupported(operation, "An indexer with named arguments", "pass them in order");
        Expr[] args = [receiver, .. operation.Arguments.Select(a => Read(a.Value))];
        return Member("{0}[" + string.Join(", ", Enumerable.Range(1, args.Length - 1).Select(i => "{" + i + "}")) + "]", args);

        Expr Member(string text, params Expr[] args) =>
            computed ? Effect(type, text, args, operation.Syntax, ReadContext.Name(property), changesState: false, called: property.GetMethod)
            : State(type, text, mutable || (operation.Instance is null && property.SetMethod is not null), operation.Syntax, property, args);
    }

    /// <summary>What a member is read from.</summary>
    private Expr ReadOwner(IOperation instance, ISymbol member) => instance switch
    {
        // `base.X` is `this.X` unless the type has an X of its own.
        IInstanceReferenceOperation { Syntax: BaseExpressionSyntax } when _receiver is not null && _method.ContainingType.GetMembers(member.Name).IsEmpty => new VariableExpr(_receiver),
        IInstanceReferenceOperation { ReferenceKind: not InstanceReferenceKind.PatternInput } self => ReadThis(self),
        _ => Read(instance),
    };

    internal static bool IsAuto(IPropertySymbol property) =>
        property.ContainingType.GetMembers().Any(m => m is IFieldSymbol { AssociatedSymbol: { } of } && SymbolEqualityComparer.Default.Equals(of, property));

    /// <summary>A read of what a constant holds: pure, unless it can change and something that is called may change it.</summary>
    private Expr State(IrType type, string text, bool mutable, SyntaxNode syntax, ISymbol member, params Expr[] args)
    {
        if (mutable) _context.SawStateRead = true;
        if (mutable || type.IsMemory) _context.StateRead.Add(member.OriginalDefinition);
        return mutable && _context.StateChanges
            ? Effect(type, text, args, syntax, ReadContext.Name(member), changesState: false)
            : Pure(type, text, syntax, ReadContext.Name(member), args);
    }

    /// <summary>The last name of a member access: what a message about the member points at.</summary>
    private static Location NameOf(SyntaxNode syntax) => syntax switch
    {
        MemberAccessExpressionSyntax access => access.Name.GetLocation(),
        InvocationExpressionSyntax { Expression: { } called } => NameOf(called),
        _ => syntax.GetLocation(),
    };
}
