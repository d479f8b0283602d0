// Literals of the IR as C# text that gives back exactly the same value.
using System;
using System.Globalization;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal static class Literals
{
    public static Expr Text(Literal literal, string generic = "T") => literal.Kind switch
    {
        Scalar.Generic => Generic(literal.AsDouble, generic),
        Scalar.F64 => Double(literal.AsDouble),
        Scalar.F32 => Float((float)literal.AsDouble),
        Scalar.Bool => new Expr(literal.AsBool ? "true" : "false"),
        Scalar.I32 => Integer(literal.Bits, ""),
        Scalar.I64 => Narrow(literal.Bits) ? Integer(literal.Bits, "", "L") : Integer(literal.Bits, "L"),
        Scalar.U32 => new Expr(unchecked((uint)literal.Bits).ToString(CultureInfo.InvariantCulture) + "u"),
        Scalar.U64 => new Expr(unchecked((ulong)literal.Bits).ToString(CultureInfo.InvariantCulture) + "UL"),
        Scalar.Char => Character(unchecked((char)literal.Bits)),
        Scalar.NUInt => new Expr($"(nuint){unchecked((uint)literal.Bits).ToString(CultureInfo.InvariantCulture)}u", Precedence.Unary),
        Scalar.I8 => Cast(literal.Bits, "sbyte"),
        Scalar.U8 => Cast(literal.Bits, "byte"),
        Scalar.I16 => Cast(literal.Bits, "short"),
        Scalar.U16 => Cast(literal.Bits, "ushort"),
        Scalar.NInt => Cast(literal.Bits, "nint"),
        _ => throw new InvalidOperationException($"No literal of kind {literal.Kind}."),
    };

    private static bool Narrow(long value) => value is >= int.MinValue and <= int.MaxValue;

    private static Precedence Sign(string text) => text[0] == '-' ? Precedence.Unary : Precedence.Primary;

    private static Expr Integer(long value, string suffix, string typedSuffix = "")
    {
        string digits = value.ToString(CultureInfo.InvariantCulture);
        return typedSuffix == ""
            ? new Expr(digits + suffix, Sign(digits))
            : new Expr(digits, Sign(digits), digits + typedSuffix, Sign(digits));
    }

    private static Expr Cast(long value, string type)
    {
        string digits = value.ToString(CultureInfo.InvariantCulture);
        return new Expr(digits, Sign(digits), value < 0 ? $"({type})({digits})" : $"({type}){digits}", Precedence.Unary);
    }

    private static Expr Character(char value) =>
        value is >= ' ' and <= '~' and not '\'' and not '\\' ? new Expr($"'{value}'") : new Expr($"'\\u{(int)value:x4}'");

    private static Expr Double(double value)
    {
        if (double.IsNaN(value)) return new Expr("double.NaN");
        if (double.IsInfinity(value)) return new Expr(value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity");
        string text = Shortest(value);
        bool negative = text[0] == '-';
        Precedence precedence = Sign(text);
        bool isWhole = IsDigits(text, negative ? 1 : 0);
        // -0 as an int literal would lose its sign.
        if (isWhole && !(negative && value == 0) && Math.Abs(value) <= int.MaxValue) return new Expr(text, precedence, text + ".0", precedence);
        return new Expr(isWhole ? text + ".0" : text, precedence);
    }

    /// <summary>A number of a type parameter: a property of its interfaces where there is one.</summary>
    private static Expr Generic(double value, string type)
    {
        string? known = value switch
        {
            0 => 1 / value < 0 ? "NegativeZero" : "Zero",
            1 => "One", -1 => "NegativeOne",
            Math.PI => "Pi", 2 * Math.PI => "Tau", Math.E => "E",
            double.PositiveInfinity => "PositiveInfinity", double.NegativeInfinity => "NegativeInfinity",
            _ => double.IsNaN(value) ? "NaN" : null,
        };
        return new Expr(known is null ? $"{type}.CreateChecked({Double(value).Text})" : $"{type}.{known}");
    }

    private static Expr Float(float value)
    {
        if (float.IsNaN(value)) return new Expr("float.NaN");
        if (float.IsInfinity(value)) return new Expr(value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity");
        string text = Shortest(value);
        return new Expr(text + "f", Sign(text));
    }

    private static bool IsDigits(string text, int from)
    {
        for (int i = from; i < text.Length; i++)
            if (text[i] is < '0' or > '9') return false;
        return true;
    }

    // The same digits on every host: "R" is not the shortest form on .NET Framework, where generators run inside the IDE.
    private static string Shortest(double value)
    {
        for (int digits = 15; ; digits++)
        {
            string text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (digits == 17 || double.Parse(text, CultureInfo.InvariantCulture).Equals(value)) return Exponent(value == 0 && 1 / value < 0 ? "-0" : text);
        }
    }

    private static string Shortest(float value)
    {
        for (int digits = 6; ; digits++)
        {
            string text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (digits == 9 || float.Parse(text, CultureInfo.InvariantCulture).Equals(value)) return Exponent(value == 0 && 1 / value < 0 ? "-0" : text);
        }
    }

    // 1E-05 -> 1e-5
    private static string Exponent(string text)
    {
        int at = text.IndexOf('E');
        if (at < 0) return text;
        string sign = text[at + 1] == '-' ? "-" : "";
        return text.Substring(0, at) + "e" + sign + text.Substring(at + 2).TrimStart('0');
    }
}
