// Reads operators and conversions, of numbers into primitives, of everything else into passed-through text.
using System.Collections.Generic;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>C# leans a sum of ten thousand terms to the left: the left spine is walked without recursion.</summary>
    private Expr ReadBinary(IBinaryOperation top)
    {
        if (TestOfTypes(top) is { } known) return known ? True : False;
        if (OperatorOf(top) is { } first && IsOwnOperator(first)) return ReadOperator(top, first, top.LeftOperand, top.RightOperand);
        if (NullTested(top) is { } tested) return ReadNullTest(top, tested);
        var spine = new Stack<IBinaryOperation>();
        IOperation leftmost = top;
        while (leftmost is IBinaryOperation { ConstantValue.HasValue: false } binary && !IsOwnOperator(OperatorOf(binary)) && TestOfTypes(binary) is null && NullTested(binary) is null)
        {
            spine.Push(binary);
            leftmost = binary.LeftOperand;
        }
        Expr value = IsConcatenation(spine.Peek()) ? ReadConcatenated(leftmost) : Read(leftmost);
        while (spine.Count > 0) value = Combine(spine.Pop(), value);
        return value;
    }

    /// <summary>A user-defined operator that takes structs and gives a number.</summary>
    private Expr ReadOperator(IOperation operation, IMethodSymbol method, params IOperation[] operands) =>
        Types.Of(method.ReturnType).IsScalar ? ReadCallOf(method, null, PassedTo(method, operands), operation.Syntax)
        : Unsupported(operation, "This operator", "use numbers and their built-in operators");

    private static bool IsConcatenation(IBinaryOperation binary) => binary.Type?.SpecialType == SpecialType.System_String;

    private Expr Combine(IBinaryOperation binary, Expr left)
    {
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr && left.Type.IsBool && OperatorOf(binary) is null)
        {
            Expr second = Read(binary.RightOperand);
            return binary.OperatorKind == BinaryOperatorKind.ConditionalAnd ? new ConditionalExpr(left, second, False) : new ConditionalExpr(left, True, second);
        }
        if (IsConcatenation(binary)) return Format(TypeOf(binary), "({0} + {1})", binary.Syntax, left, ReadConcatenated(binary.RightOperand));
        Expr right = Read(binary.RightOperand);
        IrType type = TypeOf(binary);
        bool scalars = left.Type.IsScalar && right.Type.IsScalar && type.IsScalar && OperatorOf(binary) is null && !binary.IsLifted;
        if (!scalars) return CombineOpaque(binary, left, right);
        if (ComparisonOf(binary.OperatorKind) is { } comparison) return Comparison(comparison, left, right, binary.Syntax);
        return Arithmetic(binary, binary.OperatorKind, binary.IsChecked, left, right, type);
    }

    /// <summary>An operator of a type that is only passed through: equality of strings and enums, arithmetic of decimals.</summary>
    private Expr CombineOpaque(IBinaryOperation binary, Expr left, Expr right)
    {
        IrType type = TypeOf(binary);
        if (TextOf(binary.OperatorKind) is not { } text || left.Type.IsMemory || right.Type.IsMemory || type.IsMemory)
            return Unsupported(binary, "This operator", "use numbers and their built-in operators");
        if (!CheckType(binary.Type!, "This expression", binary.Syntax.GetLocation())) return Nothing(type);
        bool own = OperatorOf(binary) is { } method && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _context.Compilation.Assembly);
        string name = "operator " + text;
        text = "({0} " + text + " {1})";
        return own ? Effect(type, text, [left, right], binary.Syntax, name) : Pure(type, text, binary.Syntax, name, left, right);
    }

    private static string? TextOf(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Add => "+", BinaryOperatorKind.Subtract => "-", BinaryOperatorKind.Multiply => "*", BinaryOperatorKind.Divide => "/",
        BinaryOperatorKind.Remainder => "%", BinaryOperatorKind.And => "&", BinaryOperatorKind.Or => "|", BinaryOperatorKind.ExclusiveOr => "^",
        BinaryOperatorKind.Equals => "==", BinaryOperatorKind.NotEquals => "!=", BinaryOperatorKind.LessThan => "<",
        BinaryOperatorKind.LessThanOrEqual => "<=", BinaryOperatorKind.GreaterThan => ">", BinaryOperatorKind.GreaterThanOrEqual => ">=",
        _ => null,
    };

    private static Op? ComparisonOf(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Equals => Op.Equal, BinaryOperatorKind.NotEquals => Op.NotEqual, BinaryOperatorKind.LessThan => Op.Less,
        BinaryOperatorKind.LessThanOrEqual => Op.LessOrEqual, BinaryOperatorKind.GreaterThan => Op.Greater,
        BinaryOperatorKind.GreaterThanOrEqual => Op.GreaterOrEqual, _ => null,
    };

    private static bool IsShift(BinaryOperatorKind kind) =>
        kind is BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift;

    private Expr Arithmetic(IOperation operation, BinaryOperatorKind kind, bool isChecked, Expr left, Expr right, IrType type)
    {
        Op? op = kind switch
        {
            BinaryOperatorKind.Add => Op.Add, BinaryOperatorKind.Subtract => Op.Sub, BinaryOperatorKind.Multiply => Op.Mul, BinaryOperatorKind.Divide => Op.Div,
            BinaryOperatorKind.Remainder => Op.Rem, BinaryOperatorKind.And => Op.And, BinaryOperatorKind.Or => Op.Or, BinaryOperatorKind.ExclusiveOr => Op.Xor,
            BinaryOperatorKind.LeftShift => Op.ShiftLeft, BinaryOperatorKind.RightShift => Op.ShiftRight,
            BinaryOperatorKind.UnsignedRightShift => Op.ShiftRightUnsigned, _ => null,
        };
        if (op is null) return Unsupported(operation, "This operator", "use arithmetic, comparisons and boolean operators");
        if (op is Op.Add or Op.Sub or Op.Mul && TryOverflow(operation, isChecked, type, "{0} " + TextOf(kind) + " {1}", Coerce(left, type), Coerce(right, type)) is { } passed) return passed;
        return new OpExpr(type, op.Value, [left, IsShift(kind) ? Coerce(right, IrType.I32) : Coerce(right, type)]);
    }

    /// <summary>
    /// Integer arithmetic that overflows differently from the project's setting, which generated code follows, is passed through: one that throws runs
    /// once, in order. Null: it follows the setting.
    /// </summary>
    private Expr? TryOverflow(IOperation operation, bool isChecked, IrType type, string text, params Expr[] args)
    {
        bool project = _context.Compilation.Options is Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions { CheckOverflow: true };
        if (!type.IsInteger || isChecked == project) return null;
        if (!isChecked) return new OpExpr(type, Op.Opaque, args, "unchecked(" + text + ")");
        return new EffectExpr(type, "checked(" + text + ")", args, _context.AddSite(operation.Syntax.GetLocation(), "checked arithmetic", SiteTrust.Formatting));
    }

    private Expr ReadUnary(IUnaryOperation unary)
    {
        if (unary.OperatorKind == UnaryOperatorKind.Hat) return Unsupported(unary, "An index held in a variable", "write ^index where it is used");
        if (OperatorOf(unary) is { } user && IsOwnOperator(user)) return ReadOperator(unary, user, unary.Operand);
        Expr operand = Read(unary.Operand);
        IrType type = TypeOf(unary);
        if (operand.Type.IsScalar && OperatorOf(unary) is null && !unary.IsLifted)
        {
            switch (unary.OperatorKind)
            {
                case UnaryOperatorKind.Plus: return operand;
                case UnaryOperatorKind.Minus:
                    return TryOverflow(unary, unary.IsChecked, type, "-{0}", operand) ?? new OpExpr(type, Op.Neg, [operand]);
                case UnaryOperatorKind.Not or UnaryOperatorKind.BitwiseNegation: return new OpExpr(type, Op.Not, [operand]);
            }
        }
        string? text = unary.OperatorKind switch
        {
            UnaryOperatorKind.Plus => "+", UnaryOperatorKind.Minus => "-", UnaryOperatorKind.Not => "!", UnaryOperatorKind.BitwiseNegation => "~", _ => null,
        };
        if (text is null || operand.Type.IsMemory || !CheckType(unary.Type!, "This expression", unary.Syntax.GetLocation()))
            return Unsupported(unary, "This operator", "use arithmetic, comparisons and boolean operators");
        return OperatorOf(unary) is { } method && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _context.Compilation.Assembly)
            ? Effect(type, "(" + text + "{0})", [operand], unary.Syntax, "operator " + text)
            : Pure(type, "(" + text + "{0})", unary.Syntax, "operator " + text, operand);
    }

    // ---- conversions

    private Expr ReadConversion(IConversionOperation conversion)
    {
        IOperation operand = conversion.Operand;
        IrType to = TypeOf(conversion);
        if (OperatorOf(conversion) is { } user && IsOwnOperator(user)) return ReadOperator(conversion, user, operand);
        if (TryReadUnboxed(conversion, to) is { } unboxed) return unboxed;
        if (operand is IThrowOperation @throw) return ReadThrow(@throw, to);
        if (operand is ICollectionExpressionOperation or IArrayCreationOperation || IsStackAlloc(operand.Syntax)) { if (to.IsMemory) return ReadAllocation(conversion); }
        if (TryReadClone(conversion) is { } clone) return clone;
        if (operand is IDefaultValueOperation && to.IsMemory && to.Shape is Shape.Span or Shape.ReadOnlySpan) return new AllocateExpr(IrType.Span(to.Element), [Int(0)]);
        if (operand.ConstantValue is { HasValue: true, Value: null })
        {
            if (to.IsMemory) return Unsupported(conversion, "A null span or array", "create it with length 0");
            return CheckType(conversion.Type!, "This value", conversion.Syntax.GetLocation()) ? Pure(to, $"(({to.Text})null!)") : Nothing(to);
        }
        if (operand.Type is null or { TypeKind: TypeKind.Error }) return Read(operand);
        IrType from = Types.Of(operand.Type);
        if (from.IsMemory && to.IsMemory) return Read(operand);
        if (from.IsScalar && to.IsScalar && OperatorOf(conversion) is null)
        {
            Expr number = Read(operand);
            bool narrows = !conversion.IsImplicit && to.IsInteger && from.Element != to.Element;
            return (narrows ? TryOverflow(conversion, conversion.IsChecked, to, $"({to.CSharp}){{0}}", number) : null) ?? Cast(number, to, conversion.Syntax);
        }
        // Text is put together without boxing: "x = " + x says the same.
        if (to.Shape == Shape.Opaque && from.Shape == Shape.Opaque && SymbolEqualityComparer.Default.Equals(operand.Type, conversion.Type)) return Read(operand);
        if (operand is IInterpolatedStringOperation formattable && (Types.Is(conversion.Type, "System", "FormattableString") || Types.Is(conversion.Type, "System", "IFormattable")))
            return ReadFormattable(formattable, to);
        if (operand is IInterpolatedStringOperation interpolated && conversion.Type!.SpecialType is not SpecialType.System_Object)
            return Unsupported(interpolated, "A formatted string of type '" + Types.Show(conversion.Type!) + "'", "convert the values to a string");
        if (!CheckType(conversion.Type!, "This conversion", conversion.Syntax.GetLocation())) return Nothing(to);
        if (conversion.Type!.TypeKind == TypeKind.Delegate) return RefuseExpression(operand);
        string text = $"(({Types.Text(conversion.Type!)}){{0}})";
        Expr value = Read(operand);
        bool own = OperatorOf(conversion) is { } method && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _context.Compilation.Assembly);
        return own ? Effect(to, text, [value], conversion.Syntax, "conversion to " + Types.Show(conversion.Type!))
            : Pure(to, text, conversion.Syntax, "conversion to " + Types.Show(conversion.Type!), value);
    }

    /// <summary>The value as the type: C#'s numeric conversion, folded for constants.</summary>
    private static Expr Coerce(Expr value, IrType type)
    {
        if (value.Type == type || !value.Type.IsScalar || !type.IsScalar) return value;
        if (value is ConstantExpr { Literal: var literal })
        {
            if (type.Element == Scalar.Generic && (literal.IsFloat || literal.AsInteger is >= -(1L << 53) and <= 1L << 53)) return new ConstantExpr(type, Literal.Of(Scalar.Generic, Widened(literal)));
            if (literal.Kind == Scalar.Generic) return new OpExpr(type, Op.Convert, [value]);
            if (type.Element == Scalar.F64) return new ConstantExpr(type, Literal.Of(Widened(literal)));
            // An integer becomes a float directly: by way of double it would be rounded twice.
            if (type.Element == Scalar.F32 && literal.IsFloat) return new ConstantExpr(type, Literal.Of((float)literal.AsDouble));
            if (type.Element == Scalar.F32 && literal.Kind != Scalar.U64) return new ConstantExpr(type, Literal.Of((float)literal.AsInteger));
            if (type.Element == Scalar.I32 && !literal.IsFloat && literal.AsInteger is >= int.MinValue and <= int.MaxValue && literal.Kind != Scalar.U64)
                return new ConstantExpr(type, Literal.Of(Scalar.I32, literal.AsInteger));
        }
        return new OpExpr(type, Op.Convert, [value]);
    }

    private static double Widened(Literal literal) => literal.Kind == Scalar.U64 ? unchecked((ulong)literal.Bits) : literal.AsDouble;

    private static IrType Promoted(IrType type) => type.Element is Scalar.I8 or Scalar.U8 or Scalar.I16 or Scalar.U16 or Scalar.Char ? IrType.I32 : type;

    private static ITypeSymbol? Promoted(ITypeSymbol? type, Compilation compilation) =>
        type is null ? null : Promoted(Types.Of(type)) == IrType.I32 ? compilation.GetSpecialType(SpecialType.System_Int32) : type;

    private ITypeSymbol? Promoted(ITypeSymbol? type) => Promoted(type, _context.Compilation);

    private static Expr Binary(Op op, Expr left, Expr right)
    {
        if (left is ConstantExpr { Type.Element: Scalar.I32 } a && right is ConstantExpr { Type.Element: Scalar.I32 } b && op is Op.Add or Op.Sub
            && (op == Op.Add ? a.Literal.AsInteger + b.Literal.AsInteger : a.Literal.AsInteger - b.Literal.AsInteger) is >= int.MinValue and <= int.MaxValue and var folded)
            return Int(folded);
        if (right is ConstantExpr { Type.IsInteger: true, Literal.Bits: 0 } && op is Op.Add or Op.Sub) return left;
        return new OpExpr(left.Type, op, [left, right]);
    }
}
