// C# text of values: names of variables, and the expressions of inline values.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal sealed class Expressions(BodyTree tree, Inlining inlining, Coalescing variables, MemoryPlan storage, TypeNames names)
{
    public Func<Call, string>? CallText { get; init; }
    public IrType TypeOf(Value value) => storage.TypeOf(value);
    public bool IsInline(Value value) => inlining.IsInline[value.Id];

    public Expr this[Value value] =>
        IsInline(value) ? Compute(tree.Definition[value.Id]!)
        : new Expr(variables.Of(value)?.Name ?? throw new InvalidOperationException($"{value} has no variable."));

    /// <summary>The expression of an instruction with one result: an inline value, or the right side of its variable's assignment.</summary>
    public Expr Compute(Node node)
    {
        switch (node.Instr)
        {
            case Let i: return Compute(i);
            case Load i: return Element(i.Memory, i.Indices);
            case Slice i: return new Expr(SliceText(i));
            case Row i: return new Expr($"{this[i.Memory].Within(Precedence.Primary)}[{this[i.Index].Text}]");
            case VectorLoad i: return new Expr(VectorLoadText(i));
            case Gather i: return new Expr(GatherText(i));
            case Within i: return new Expr(WithinText(i));
            case If i: return Choice(i);
            case Call i: return new Expr(CallText!(i));
            default: throw new InvalidOperationException($"{node.Instr.GetType().Name} is no expression.");
        }
    }

    private Expr Compute(Let i)
    {
        IrType type = TypeOf(i.Result);
        switch (i.Op)
        {
            case Op.Constant: return Literals.Text(i.Literal, names.Generic);
            case Op.Undefined: return new Expr(Default(type));
            case Op.Opaque: return new Expr(Substitute(i.Text!, i.Args), IsPrimary(i.Text!) ? Precedence.Primary : Precedence.Lowest);
            case Op.Length: return new Expr(Length(i));
            case Op.Not when type is { IsBool: true, Lanes: 1 }: return Negate(i.Args[0]);
        }
        Expr[] args = i.Args.Select(a => this[a]).ToArray();
        IrType operand = i.Args.Count > 0 ? TypeOf(i.Args[0]) : type;
        if (i.Op == Op.Add && type.Lanes > 1 && Negated(i.Args[1]) is Expr subtracted) return OpText.Apply(Op.Sub, type, operand, [args[0], subtracted], names);
        if (type.Lanes > 1 || operand.Lanes > 1) return VectorText.Apply(i.Op, type, operand, args, names, k => tree.LetOf(i.Args[k]) is { Op: Op.Constant } constant ? constant.Literal : null);
        // x + -y is x - y.
        if (i.Op is Op.Add or Op.Sub && Negated(i.Args[1]) is Expr negated)
            return OpText.Apply(i.Op == Op.Add ? Op.Sub : Op.Add, type, operand, [args[0], negated], names);
        if (i.Op is Op.Div or Op.Rem && type.IsInteger && IsZero(i.Args[1])) args[1] = new Expr($"{names["Math"]}.Abs({args[1].Typed.Text})");
        Expr result = OpText.Apply(i.Op, type, operand, args, names);
        // C# refuses to compile a constant expression that overflows or loses digits.
        bool isConstant = i.Args.Count > 0 && i.Args.All(tree.IsConstant)
            && (type.IsInteger ? i.Op is Op.Convert or (>= Op.Add and <= Op.ShiftRightUnsigned) : false);
        return isConstant ? new Expr($"unchecked({result.Typed.Text})") : result;
    }

    /// <summary>What a negation or a negative literal negates; adding the one is subtracting the other.</summary>
    public Expr? Negated(Value value)
    {
        if (!IsInline(value) || tree.LetOf(value) is not Let i) return null;
        if (i.Op == Op.Neg && !OpText.IsSmall(TypeOf(value))) return this[i.Args[0]];
        bool isNegative = i.Op == Op.Constant && (i.Literal.IsFloat ? i.Literal.AsDouble < 0 : i.Literal.Kind is Scalar.I32 or Scalar.I64 && i.Literal.Bits is < 0 and > int.MinValue);
        if (!isNegative) return null;
        return Literals.Text(i.Literal.IsFloat ? new Literal(i.Literal.Kind, System.BitConverter.DoubleToInt64Bits(-i.Literal.AsDouble)) : i.Literal with { Bits = -i.Literal.Bits }, names.Generic);
    }

    public bool IsOne(Value value) => tree.LetOf(value) is { Op: Op.Constant, Literal: { IsFloat: false, Bits: 1 } };
    public bool IsZero(Value value) => tree.LetOf(value) is { } let && (let is { Op: Op.Constant, Literal.Bits: 0 } || (let.Op == Op.Broadcast && IsZero(let.Args[0])));

    public string Default(IrType type) => type.Shape switch
    {
        Shape.Scalar when type.Lanes > 1 => "default",
        Shape.Scalar => type.IsBool ? "false" : type.Element == Scalar.Char ? "'\\0'" : type.Element == Scalar.Generic ? "default" : "0",
        Shape.Span or Shape.ReadOnlySpan => "default",
        _ => "default!",
    };

    // ---- conditions

    private Expr Choice(If i)
    {
        Value then = i.Then.Yields[0], otherwise = i.Else.Yields[0];
        if (TypeOf(i.Results[0]).IsBool)
        {
            if (IsBool(otherwise, false)) return OpText.Binary("&&", Precedence.AndAlso, this[i.Condition], this[then]);
            if (IsBool(then, true)) return OpText.Binary("||", Precedence.OrElse, this[i.Condition], this[otherwise]);
            if (IsBool(then, false)) return OpText.Binary("&&", Precedence.AndAlso, Negate(i.Condition), this[otherwise]);
            if (IsBool(otherwise, true)) return OpText.Binary("||", Precedence.OrElse, Negate(i.Condition), this[then]);
        }
        return OpText.Choice(this[i.Condition], this[then], this[otherwise]);
    }

    public bool IsBool(Value value, bool literal) => tree.LetOf(value) is { Op: Op.Constant } let && let.Literal == Literal.Of(literal);

    /// <summary>The opposite of a condition. A comparison of floats is only turned round where that holds for NaN too.</summary>
    public Expr Negate(Value condition)
    {
        if (IsInline(condition) && tree.Definition[condition.Id]?.Instr is If choice)
        {
            // Neither a nor b; not both.
            Value then = choice.Then.Yields[0], otherwise = choice.Else.Yields[0];
            if (IsBool(then, true)) return OpText.Binary("&&", Precedence.AndAlso, Negate(choice.Condition), Negate(otherwise));
            if (IsBool(otherwise, false)) return OpText.Binary("||", Precedence.OrElse, Negate(choice.Condition), Negate(then));
        }
        if (IsInline(condition) && tree.LetOf(condition) is Let i)
        {
            if (i.Op == Op.Constant) return new Expr(i.Literal.AsBool ? "false" : "true");
            if (i.Op == Op.Not) return this[i.Args[0]];
            Op? opposite = i.Op switch
            {
                Op.Equal => Op.NotEqual,
                Op.NotEqual => Op.Equal,
                _ when !TypeOf(i.Args.FirstOrDefault()).IsInteger => null,
                Op.Less => Op.GreaterOrEqual,
                Op.LessOrEqual => Op.Greater,
                Op.Greater => Op.LessOrEqual,
                Op.GreaterOrEqual => Op.Less,
                _ => null,
            };
            if (opposite is Op op) return OpText.Apply(op, IrType.Bool, TypeOf(i.Args[0]), [this[i.Args[0]], this[i.Args[1]]], names);
        }
        return OpText.Prefix("!", this[condition]);
    }

    // ---- memory

    public Expr Element(Value memory, EquatableArray<Value> indices) =>
        new($"{this[memory].Within(Precedence.Primary)}[{string.Join(", ", indices.Select(index => Index(memory, index)))}]");

    private string Index(Value memory, Value index) =>
        TypeOf(memory).Shape is Shape.Span or Shape.ReadOnlySpan ? Int(index) : this[index].Text;

    /// <summary>An integer where C# wants an int.</summary>
    public string Int(Value value)
    {
        Scalar element = TypeOf(value).Element;
        return element == Scalar.I32 || OpText.IsImplicit(element, Scalar.I32) ? this[value].Text : $"checked((int){this[value].Typed.Within(Precedence.Unary)})";
    }

    private string Length(Let i)
    {
        string memory = this[i.Args[0]].Within(Precedence.Primary);
        return i.Args.Count == 1 ? memory + ".Length" : $"{memory}.GetLength({this[i.Args[1]].Text})";
    }

    private string SliceText(Slice i)
    {
        string memory = this[i.Memory].Within(Precedence.Primary);
        if (TypeOf(i.Memory).Shape == Shape.Array)
            return $"new {names.Of(TypeOf(i.Result))}({memory}, {Int(i.Start)}, {Int(i.Length)})";
        // x.Length - start from start on is the rest.
        bool isRest = IsInline(i.Length) && tree.LetOf(i.Length) is { Op: Op.Sub } rest && rest.Args[1] == i.Start
            && tree.LetOf(rest.Args[0]) is { Op: Op.Length } whole && whole.Args[0] == i.Memory;
        return isRest ? $"{memory}.Slice({Int(i.Start)})" : $"{memory}.Slice({Int(i.Start)}, {Int(i.Length)})";
    }

    private string VectorLoadText(VectorLoad i) => $"{names["Wide"]}.Load({this[i.Memory].Text}, {this[i.Index].Text})";

    private string GatherText(Gather i) =>
        i.Found is not null ? $"{names["Wide"]}.Gather({this[i.Memory].Text}, {FoundText(i.Found, i.Index, i.Stride)})"
        : IsOne(i.Stride) && !i.Mask.Exists ? $"{names["Wide"]}.Read({this[i.Memory].Text}, {this[i.Index].Text})"
        : $"{names["Wide"]}.Gather({this[i.Memory].Text}, {this[i.Index].Text}, {this[i.Stride].Text}{(i.Mask.Exists ? ", " + this[i.Mask].Text : "")})";

    public string ScatterText(Scatter i)
    {
        if (i.Found is not null)
            return $"{names["Wide"]}.ScatterAdd({this[i.Operand].Text}, {this[i.Memory].Text}, {FoundText(i.Found, i.Index, i.Stride)}{(i.Mask.Exists ? ", " + this[i.Mask].Text : "")});";
        string member = (IsOne(i.Stride) && !i.Mask.Exists, i.Adds) switch { (true, false) => "Write", (true, true) => "Add", (false, false) => "Scatter", _ => "ScatterAdd" };
        string stride = member is "Write" or "Add" ? "" : ", " + this[i.Stride].Text, mask = i.Mask.Exists ? ", " + this[i.Mask].Text : "";
        return $"{names["Wide"]}.{member}({this[i.Operand].Text}, {this[i.Memory].Text}, {this[i.Index].Text}{stride}{mask});";
    }

    private string FoundText(Found found, Value index, Value stride) =>
        $"{this[found.Indices].Text}, {this[index].Text}" + (IsOne(stride) && IsZero(found.Offset) ? "" : $", {this[stride].Text}, {this[found.Offset].Text}");

    private string WithinText(Within i)
    {
        string elements = $"{this[i.Indices].Text}, {this[i.Start].Text}, {this[i.Count].Text}";
        string scaled = IsOne(i.Stride) && IsZero(i.Low) && IsZero(i.High) ? "" : $"{this[i.Stride].Text}, {this[i.Low].Text}, {this[i.High].Text}, ";
        return $"{names["Wide"]}.AreBelow({elements}, {scaled}{this[i.Length].Text})";
    }

    // ---- C# that passes through

    /// <summary>The text with its placeholders replaced; an argument is in parentheses unless it stands between commas or parentheses.</summary>
    public string Substitute(string text, EquatableArray<Value> args)
    {
        StringBuilder result = new();
        for (int at = 0; at < text.Length; at++)
        {
            int end = at + 1;
            if (text[at] == '{')
                while (end < text.Length && text[end] is >= '0' and <= '9') end++;
            bool isPlaceholder = text[at] == '{' && end > at + 1 && end < text.Length && text[end] == '}';
            if (!isPlaceholder)
            {
                result.Append(text[at]);
                continue;
            }
            Expr arg = this[args[int.Parse(text.Substring(at + 1, end - at - 1), CultureInfo.InvariantCulture)]].Typed;
            string before = text.Substring(0, at).TrimEnd(), after = text.Substring(end + 1).TrimStart();
            bool isDelimited = (before.Length == 0 || before[before.Length - 1] is '(' or ',') && (after.Length == 0 || after[0] is ')' or ',');
            // The right side of an assignment, too, is delimited.
            isDelimited |= after.Length == 0 && before.EndsWith(" =", StringComparison.Ordinal);
            result.Append(isDelimited ? Argument(arg) : arg.Within(Precedence.Primary));
            at = end;
        }
        return names.Shorten(result.ToString());
    }

    /// <summary>An argument in a list: <c>a &lt; b, c &gt; (d)</c> would be read as a generic call.</summary>
    public static string Argument(Expr arg) => arg.Precedence <= Precedence.Relational && arg.Text.IndexOf('<') >= 0 ? $"({arg.Text})" : arg.Text;

    // Identifiers, member accesses, calls and element accesses; anything else may bind looser than its surroundings.
    private static bool IsPrimary(string text)
    {
        int depth = 0;
        foreach (char c in text)
        {
            if (c is '(' or '[') depth++;
            else if (c is ')' or ']') depth--;
            else if (depth == 0 && !(char.IsLetterOrDigit(c) || c is '_' or '.' or ':' or '@')) return false;
        }
        return text.Length > 0 && text[0] != '(';
    }

    /// <summary>The C# variables that the text of a value reads.</summary>
    public HashSet<Variable> Reads(Value value)
    {
        List<Value> leaves = [];
        inlining.Leaves(value, leaves);
        return [.. leaves.Select(leaf => variables.Of(leaf)).OfType<Variable>()];
    }
}
