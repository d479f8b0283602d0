// VectorMath: accuracy against the reference, the same bits alone and in a vector, special arguments, and the printed files.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using Autodiff.Numerics;
using Xunit;

namespace Autodiff.Runtime.Tests.Numerics;

public class VectorMathTests
{
    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));

    public static TheoryData<int> Unary => [.. Enumerable.Range(0, Functions.Unary.Count)];
    public static TheoryData<int> Binary => [.. Enumerable.Range(0, Functions.Binary.Count)];

    private static readonly double[] Specials =
    [
        0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 8, 1.5, -1.5, double.Epsilon, -double.Epsilon,
        1e-310, -1e-310, 2.2250738585072014e-308, 1e-300, -1e-300, 1e-17, 1e300, -1e300, double.MaxValue, double.MinValue, 710, -746, 1e6, 1e7, -1e7, 4503599627370497, 9007199254740993,
        Math.PI, Math.PI / 2, 745.2, -745.2, 709.79, 1024, -1075, 40, -40,
    ];

    [Theory, MemberData(nameof(Unary))]
    public void A_function_is_as_accurate_as_promised(int index)
    {
        Function f = Functions.Unary[index];
        Accuracy.Worst worst = Accuracy.Of(f);
        Assert.True(worst.Ulps <= f.Limit, $"{f}: {worst.Ulps} ulp at {worst.At}");
    }

    [Theory, MemberData(nameof(Binary))]
    public void A_function_of_two_numbers_is_as_accurate_as_promised(int index)
    {
        Function2 f = Functions.Binary[index];
        Accuracy.Worst worst = Accuracy.Of(f);
        Assert.True(worst.Ulps <= f.Limit, $"{f}: {worst.Ulps} ulp at {worst.At}");
    }

    [Theory, MemberData(nameof(Unary))]
    public void A_function_of_floats_is_rounded_once(int index)
    {
        Function f = Functions.Unary[index];
        Accuracy.Worst worst = Accuracy.OfSingle(f);
        Assert.True(worst.Ulps <= 0.501, $"{f}: {worst.Ulps} ulp at {worst.At}");
    }

    private static void Same(double expected, double actual, string what) =>
        Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual) || (double.IsNaN(expected) && double.IsNaN(actual)), $"{what}: {expected:R} alone, {actual:R} in a vector");

    [Theory, MemberData(nameof(Unary))]
    public void A_number_in_a_vector_rounds_like_a_number_alone(int index)
    {
        Function f = Functions.Unary[index];
        Random random = new(3);
        double[] points = [.. Specials, .. f.Intervals.SelectMany(i => Enumerable.Range(0, 300).Select(_ => i.Pick(random)))];
        for (int at = 0; at + 8 <= points.Length; at++)
        {
            Vector512<double> all = f.Eight(Vector512.LoadUnsafe(ref points[at]));
            for (int lane = 0; lane < 8; lane++) Same(f.One(points[at + lane]), all[lane], $"{f}({points[at + lane]:R})");
        }
        float[] singles = [.. points.Select(p => (float)p)];
        for (int at = 0; at + 16 <= singles.Length; at += 3)
        {
            Vector512<float> all = f.Sixteen(Vector512.LoadUnsafe(ref singles[at]));
            for (int lane = 0; lane < 16; lane++) Same(f.OneSingle(singles[at + lane]), all[lane], $"{f}({singles[at + lane]:R}f)");
        }
    }

    [Theory, MemberData(nameof(Binary))]
    public void Two_numbers_in_vectors_round_like_two_numbers_alone(int index)
    {
        Function2 f = Functions.Binary[index];
        foreach (double y in Specials.Concat([2.5, -3.0, 0.1]))
            for (int at = 0; at + 8 <= Specials.Length; at += 4)
            {
                Vector512<double> all = f.Eight(Vector512.LoadUnsafe(ref Specials[at]), Vector512.Create(y));
                for (int lane = 0; lane < 8; lane++) Same(f.One(Specials[at + lane], y), all[lane], $"{f}({Specials[at + lane]:R}, {y:R})");
            }
        foreach (float y in Specials.Select(s => (float)s))
            for (int at = 0; at + 16 <= Specials.Length; at += 7)
            {
                float[] x = [.. Specials.Skip(at).Take(16).Select(s => (float)s)];
                Vector512<float> all = f.Sixteen(Vector512.LoadUnsafe(ref x[0]), Vector512.Create(y));
                for (int lane = 0; lane < 16; lane++) Same(f.OneSingle(x[lane], y), all[lane], $"{f}({x[lane]:R}f, {y:R}f)");
            }
    }

    private static readonly Dictionary<string, Func<double, double>> Platform = new()
    {
        ["Exp"] = Math.Exp, ["Exp2"] = double.Exp2, ["Log"] = Math.Log, ["Log2"] = Math.Log2, ["Log10"] = Math.Log10, ["Tanh"] = Math.Tanh, ["Sinh"] = Math.Sinh,
        ["Cosh"] = Math.Cosh, ["Sin"] = Math.Sin, ["Cos"] = Math.Cos, ["Tan"] = Math.Tan, ["Asin"] = Math.Asin, ["Acos"] = Math.Acos, ["Atan"] = Math.Atan,
        ["Asinh"] = Math.Asinh, ["Acosh"] = Math.Acosh, ["Atanh"] = Math.Atanh, ["Cbrt"] = Math.Cbrt,
    };

    /// <summary>The same zero, infinity or NaN, or nearly the same number.</summary>
    private static void Agree(double expected, double actual, string what)
    {
        bool alike = double.IsNaN(expected) ? double.IsNaN(actual)
            : expected == 0 || !double.IsFinite(expected) ? BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual)
            : Math.Abs(actual - expected) <= Math.Max(5 * Math.Abs(Math.BitIncrement(expected) - expected), 5 * double.Epsilon);
        Assert.True(alike, $"{what}: {actual:R} instead of {expected:R}");
    }

    [Fact]
    public void Special_arguments_give_what_the_platform_gives()
    {
        foreach ((string name, Func<double, double> expected) in Platform)
        {
            Function f = Functions.Unary.First(u => u.Name == name);
            foreach (double x in Specials) Agree(expected(x), f.One(x), $"{name}({x:R})");
        }
        foreach (double x in Specials)
            foreach (double y in Specials)
            {
                Agree(Math.Pow(x, y), VectorMath.Pow(x, y), $"Pow({x:R}, {y:R})");
                Agree(Math.Atan2(x, y), VectorMath.Atan2(x, y), $"Atan2({x:R}, {y:R})");
                Agree(double.Hypot(x, y), VectorMath.Hypot(x, y), $"Hypot({x:R}, {y:R})");
            }
    }

    private const double Inf = double.PositiveInfinity, NaN = double.NaN;

    private static readonly (string Name, double At, double Value)[] Points =
    [
        ("Expm1", 0.0, 0.0), ("Expm1", -0.0, -0.0), ("Expm1", Inf, Inf), ("Expm1", -Inf, -1), ("Expm1", NaN, NaN), ("Expm1", 1e-310, 1e-310), ("Expm1", 1e300, Inf),
        ("Log1p", 0.0, 0.0), ("Log1p", -0.0, -0.0), ("Log1p", Inf, Inf), ("Log1p", -1, -Inf), ("Log1p", -1.5, NaN), ("Log1p", -Inf, NaN), ("Log1p", NaN, NaN), ("Log1p", -1e-310, -1e-310),
        ("Sigmoid", Inf, 1), ("Sigmoid", -Inf, 0.0), ("Sigmoid", 0.0, 0.5), ("Sigmoid", NaN, NaN), ("Sigmoid", -1e300, 0.0),
        ("Softplus", Inf, Inf), ("Softplus", -Inf, 0.0), ("Softplus", NaN, NaN), ("Softplus", 1e300, 1e300), ("Softplus", 0, 0.6931471805599453),
        ("LogSigmoid", Inf, 0.0), ("LogSigmoid", -Inf, -Inf), ("LogSigmoid", NaN, NaN), ("LogSigmoid", -1e300, -1e300),
        ("Erf", 0.0, 0.0), ("Erf", -0.0, -0.0), ("Erf", Inf, 1), ("Erf", -Inf, -1), ("Erf", NaN, NaN), ("Erf", 1e300, 1), ("Erf", 1e-310, 1.1283791670955e-310),
        ("Erfc", 0.0, 1), ("Erfc", Inf, 0.0), ("Erfc", -Inf, 2), ("Erfc", NaN, NaN), ("Erfc", 1e300, 0.0), ("Erfc", -1e300, 2), ("Erfc", 28, 0.0),
        ("NormalCdf", 0.0, 0.5), ("NormalCdf", Inf, 1), ("NormalCdf", -Inf, 0.0), ("NormalCdf", NaN, NaN), ("NormalCdf", -1e300, 0.0), ("NormalCdf", 1e300, 1),
        ("LogGamma", 0.0, Inf), ("LogGamma", -0.0, Inf), ("LogGamma", 1, 0.0), ("LogGamma", 2, 0.0), ("LogGamma", -1, Inf), ("LogGamma", -40, Inf), ("LogGamma", Inf, Inf), ("LogGamma", -Inf, Inf), ("LogGamma", NaN, NaN), ("LogGamma", 1.7e308, Inf), ("LogGamma", 1e-310, 713.80137882815),
        ("Digamma", 0.0, -Inf), ("Digamma", -0.0, Inf), ("Digamma", -1, NaN), ("Digamma", Inf, Inf), ("Digamma", -Inf, NaN), ("Digamma", NaN, NaN), ("Digamma", 1e-310, -Inf),
        ("Trigamma", 0.0, Inf), ("Trigamma", -0.0, Inf), ("Trigamma", -1, Inf), ("Trigamma", Inf, 0.0), ("Trigamma", NaN, NaN), ("Trigamma", 1e-200, Inf), ("Trigamma", -Inf, NaN),
    ];

    [Fact]
    public void Special_arguments_of_the_other_functions()
    {
        foreach ((string name, double x, double expected) in Points)
        {
            double actual = Functions.Unary.First(f => f.Name == name).One(x);
            bool alike = double.IsNaN(expected) ? double.IsNaN(actual)
                : expected == 0 || !double.IsFinite(expected) ? expected.Equals(actual) && double.IsNegative(expected) == double.IsNegative(actual)
                : Math.Abs(actual - expected) <= 1e-13 * Math.Abs(expected);
            Assert.True(alike, $"{name}({x:R}) is {actual:R} instead of {expected:R}");
        }
    }

    [Fact]
    public void The_reference_knows_published_digits()
    {
        static void Digits(string expected, Big value)
        {
            Big scaled = value * System.Numerics.BigInteger.Pow(10, expected.Length - 1 - expected.IndexOf('.'));
            Assert.Equal(System.Numerics.BigInteger.Parse(expected.Replace(".", ""), System.Globalization.CultureInfo.InvariantCulture), scaled.Round());
        }

        Digits("3.1415926535897932384626433832795028841971693993751", Reference.Pi);
        Digits("0.6931471805599453094172321214581765680755001343603", Reference.Ln2);
        Digits("2.7182818284590452353602874713526624977572470937000", Reference.Exp(1));
        Digits("0.8414709848078965066525023216302989996225630607984", Reference.Sin(1));
        Digits("0.7853981633974483096156608458198757210492923498438", Reference.Atan(1));
        Digits("0.8427007929497148693412206350826092592960669979663", Reference.Erf(1));
        Digits("2.0884875837625447570007862949577886115608181193212", Reference.Erfc(10) * System.Numerics.BigInteger.Pow(10, 45));
        Digits("-0.87218360541826730978071977821347055932431327272838", Reference.Sin(Math.ScaleB(1, 100)));
        Digits("0.93580193110872535825846751854189693629295922886535", Reference.LogGamma(3.25));
        Digits("-0.056243716497674050672594530097654284122944102552846", Reference.LogGamma(-2.5));
        Digits("-1.0858608797864721696268867628171806931700750393331", Reference.Digamma(0.75));
        Digits("4.1585835646579722748175576816272637512743694051113", Reference.Digamma(-2.25));
        Digits("2.5418796476716064983976628804170782491205044129874", Reference.Trigamma(0.75));
        Digits("19.379410511869137362595193744614609113318035277185", Reference.Trigamma(-2.25));
    }

    // ---- printed files

    /// <summary>One text for eight numbers and for one: only what V, L and B stand for differs.</summary>
    [Theory, InlineData("Exponential"), InlineData("Logarithm"), InlineData("Trigonometry"), InlineData("Error"), InlineData("Gamma")]
    public void The_forms_of_one_number_are_printed_from_the_vector_forms(string family)
    {
        string folder = Path.Combine(Root(), "src/Runtime/Numerics"), name = $"VectorMath.{family}.cs";
        string[] lines = [.. File.ReadAllLines(Path.Combine(folder, name)).Select(line => line switch
        {
            "using static Autodiff.Numerics.Lanes8;" => "using static Autodiff.Numerics.Lane1;",
            _ when line.StartsWith("using B = ", StringComparison.Ordinal) => "using B = bool;",
            _ when line.StartsWith("using L = ", StringComparison.Ordinal) => "using L = long;",
            _ when line.StartsWith("using V = ", StringComparison.Ordinal) => "using V = double;",
            _ => line,
        })];
        lines[0] = $"// Printed from {name} by a test: the same functions of one number.";
        Printed.Check(Path.Combine(folder, "Scalar", name), string.Join("\n", lines) + "\n");
    }

    [Fact]
    public void The_accuracy_in_numerics_md_is_measured()
    {
        Assert.True(Environment.GetEnvironmentVariable("NUMERICS_POINTS") is null, "The table is printed with the usual number of points.");
        const string Start = "<!-- accuracy: printed by a test -->", End = "<!-- end of accuracy -->";
        StringBuilder table = new();
        table.Append(Start).Append("\n| function | arguments | at most (ulp) | measured (ulp) |\n|---|---|---|---|\n");
        foreach (Function f in Functions.Unary) Row(f.Name, f.Range, f.Limit, Accuracy.Of(f));
        foreach (Function2 f in Functions.Binary) Row(f.Name, f.Range, f.Limit, Accuracy.Of(f));
        table.Append(End);
        string path = Path.Combine(Root(), "docs/numerics.md"), text = File.ReadAllText(path).ReplaceLineEndings("\n");
        Printed.Check(path, text[..text.IndexOf(Start, StringComparison.Ordinal)] + table + text[(text.IndexOf(End, StringComparison.Ordinal) + End.Length)..]);

        void Row(string name, string range, double limit, Accuracy.Worst worst) =>
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{name}` | {range} | {limit} | {Math.Ceiling(worst.Ulps * 100) / 100:0.00} |\n");
    }
}
