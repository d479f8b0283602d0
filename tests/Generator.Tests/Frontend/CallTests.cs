// Calls: methods of the project, with everything they may be passed; constants of other types and code that passes through.
using System.Linq;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

public class CallTests
{
    [Fact]
    public void Static_methods_of_any_type_and_file_are_read_once_each()
    {
        DerivativeRequest request = Execution.Agree(
            Snippet.Of(
                """
                using N;
                public static partial class C
                {
                    [Differentiable] public static double F(double x, double[] y) => Helpers.Square(x) + Helpers.Square(y[0]) + x.Cube() + Deep(3, x) + Helpers.Inner.Sum(y, x);
                    static double Deep(int n, double x) => n == 0 ? x : Odd(n - 1, x * x);
                    static double Odd(int n, double x) => n == 0 ? -x : Deep(n - 1, x + 1);
                }
                """,
                """
                // file
                using static System.Math;
                namespace N
                {
                    internal static class Helpers
                    {
                        public static double Square(double t) => t * t;
                        public static double Cube(this double t) { return t * Square(t); }
                        internal static class Inner { public static double Sum(ReadOnlySpan<double> v, double w = 2, int k = 3) { double s = Sin(w); foreach (double e in v) s += e * k; return s; } }
                    }
                }
                """), [0.5, new[] { 1.0, 2 }]);
        Assert.Equal(6, request.Program.Methods.Count);
        Assert.Equal("C.F(double, double[])", request.Program.Entry.Key);
        Assert.Equal("global::N.Helpers.Square", request.Program.Find("N.Helpers.Square(double)").CallText);
        Assert.Equal("private static", request.Program.Find("C.Deep(int, double)").Surface.Modifiers);
    }

    [Fact]
    public void Ref_and_out_arguments_write_back() => Execution.Agree(
        """
        static double H(ref double a, in double b, out double c, ref int n) { a += b; c = a * b; n++; return c - a; }
        static void Swap(ref double a, ref double b) { double t = a; a = b; b = t; }
        [Differentiable] public static double F(double x, double[] y, ref double z)
        {
            int n = 0;
            double r = H(ref x, x * 2, out double c, ref n) + H(ref y[0], y[2], out y[1], ref n) + H(ref z, in x, out _, ref n);
            Swap(ref x, ref z); Swap(ref y[0], ref y[2]);
            return r + x + c * n + y[0] - y[2];
        }
        """, [1.5, new[] { 1.0, 2, 3 }, 4.0]);

    [Fact]
    public void Helpers_write_spans_of_their_callers_three_calls_deep() => Execution.Agree(
        """
        static void A(Span<double> y, double s) { for (int i = 0; i < y.Length; i++) y[i] *= s; B(y[1..], s); }
        static void B(Span<double> y, double s) { if (y.IsEmpty) return; y[0] += s; C2(y, y.Length); }
        static void C2(Span<double> y, int n) { y[n - 1] = Math.Sin(y[n - 1]) + D(y); }
        static double D(ReadOnlySpan<double> y) { double s = 0; foreach (double v in y) s += v; return s; }
        [Differentiable] public static double F(double[] y, double x) { A(y, x); A(y.AsSpan(..1), 2); return D(y) + y[0]; }
        """, [new[] { 1.0, 2, 3 }, 0.5], [new[] { 1.0 }, 2.0]);

    [Fact]
    public void Named_and_default_arguments_are_evaluated_as_written() => Execution.Agree(
        "static double H(double a, double b = 2, double c = 3) => a + 10 * b + 100 * c; [Differentiable] public static double F(double x) { int n = 0; return H(c: x * ++n, a: n) + H(x, c: 5) + H(b: n++, c: n++, a: n++); }",
        [1.5]);

    [Fact]
    public void Overlapping_slices_may_be_passed_to_a_helper_that_does_not_recur() => Execution.Agree(
        "static void Add(ReadOnlySpan<double> a, Span<double> b) { for (int i = 0; i < b.Length; i++) b[i] += a[i]; } [Differentiable] public static double F(double[] x) { Add(x, x); Add(x.AsSpan(1), x.AsSpan(..^1)); return x[0]; }",
        [new[] { 1.0, 2, 3 }]);

    [Fact]
    public void Params_of_helpers_are_fresh_memory() => Execution.Agree(
        "static double A(double s, params double[] v) { foreach (double e in v) s += e * e; return s; } static double B(params ReadOnlySpan<double> v) { double s = 0; foreach (double e in v) s += e; return s; } [Differentiable] public static double F(double x, double[] y) => A(x, x, 2, 3) * A(x) + A(1, y) + B(x, 1) + B() + B(y);",
        [1.5, new[] { 2.0, 3 }]);

    [Fact]
    public void Constant_parameters_of_helpers_are_detached()
    {
        DerivativeRequest request = Execution.Agree(
            "static double H(double x, [NotDifferentiable] double rate, [NotDifferentiable] ReadOnlySpan<double> w) => x * rate + w[0]; [Differentiable] public static double F(double x, double[] y) => H(x, x * x, y);", [1.5, new[] { 2.0 }]);
        Assert.Equal(2, request.Program.Entry.Body.All().OfType<Let>().Count(l => l.Op == Op.Detach));
    }

    [Fact]
    public void Assertions_take_formatted_messages()
    {
        Snippet snippet = Snippet.Of("#define DEBUG\n// file\npublic static partial class C { [Differentiable] public static double F(double x) { System.Diagnostics.Debug.Assert(x > 0, $\"x is {x:F2} {{}} {x,5}\"); int n = 0; System.Diagnostics.Trace.Assert(n++ == 0); return x * n; } }");
        DerivativeRequest request = Execution.Agree(snippet, [1.5]);
        Assert.DoesNotContain("Trace", string.Concat(request.Program.Entry.Body.All().OfType<Effect>().Select(e => e.Text)));
    }

    [Fact]
    public void Disjoint_slices_of_one_memory_may_be_passed_and_written() => Execution.Agree(
        """
        static void Add(ReadOnlySpan<double> a, Span<double> b) { for (int i = 0; i < b.Length; i++) b[i] += a[i]; }
        static void Mix(ref double a, ref double b) { a += b; b *= a; }
        [Differentiable] public static double F(Span<double> x, int n)
        {
            Add(x[..2], x[2..4]); Add(x.Slice(0, n), x.Slice(n, n)); Mix(ref x[0], ref x[1]);
            Span<double> low = x[..n], high = x[n..]; Add(low, high[..1]);
            for (int i = 0; i + 1 < n; i++) { Add(x.Slice(i * n, n), x.Slice((i + 1) * n, n)); Mix(ref x[i], ref x[i + 1]); }
            return x[0] + x[^1];
        }
        """, [new[] { 1.0, 2, 3, 4 }, 2]);

    // ---- constants of other types

    [Fact]
    public void Constants_of_other_types_pass_through() => Execution.Agree(Snippet.Of(
        """
        public enum Mode { Fast, Slow }
        public readonly struct Rule(int k) { public readonly int K = k; public double Rate => K * 0.5; }
        public sealed class Config { public double Scale { get; init; } = 2; public readonly int N = 3; public double[] Table = [1, 2, 3]; public Rule Rule = new(4); public List<double> List = [5, 6]; public string Name = "abc"; public Config? Next; public int this[int i] => i * 2; }
        public static class Configs { public static readonly Config Default = new(); }
        public static partial class C
        {
            static readonly double Rate = 0.25; static readonly float[] Weights = [1, 2]; static int Mutable = 3; static readonly string[] Words = ["a", "bb"];
            [Differentiable] public static double F(double x, string word)
            {
                Config c = Configs.Default; var rule = c.Rule; Mode m = word == "fast" ? Mode.Fast : Mode.Slow;
                double s = x * c.Scale + c.N + c.Table[1] * x + c.Rule.Rate + rule.K + c.List[1] + c.List.Count + c.Name.Length + Rate + Weights[1] * x + Mutable + Words[1].Length + c[4];
                for (int i = 0; i < c.Table.Length; i++) s += c.Table[i] * x;
                foreach (double t in c.Table) s += t;
                if (c.Next is null && c.Next == null && m != Mode.Fast && word is not null) s *= (int)m + 1;
                return m == Mode.Fast ? s : s + (word[0] == 'f' ? 1 : 2);
            }
        }
        """), [1.5, "fast"], [2.5, "slow"]);

    [Fact]
    public void Reads_of_constants_are_pure_until_something_may_change_them()
    {
        const string Types = "public sealed class Counter { public double Value; public void Next() => Value += 1; }\n";
        DerivativeRequest pure = Snippet.Of(Types + "public static partial class C { [Differentiable] public static double F(double x, Counter c) => x * c.Value + c.Value; }").Request();
        Assert.DoesNotContain(pure.Program.Entry.Body.All(), i => i is Effect);
        DerivativeRequest ordered = Snippet.Of(Types + "public static partial class C { [Differentiable] public static double F(double x, Counter c) { double a = c.Value; c.Next(); return x * c.Value + a; } }").Request();
        Assert.Equal(["{0}.Value", "{0}.Next()", "{0}.Value"], ordered.Program.Entry.Body.All().OfType<Effect>().Select(e => e.Text));
        Assert.Equal([false, false, false], ordered.Program.Entry.Body.All().OfType<Effect>().Select(e => e.ReadsOnly));
    }

    [Fact]
    public void Logging_assertions_and_formatting_take_differentiated_values()
    {
        DerivativeRequest request = Execution.Agree(
            """
            [Differentiable] public static double F(double x, double[] y)
            {
                Console.WriteLine($"x = {x:F3} {y[0],8}"); System.Diagnostics.Debug.Assert(x > 0, "dropped without DEBUG"); string s = "y " + x + ' ' + y.Length;
                Console.Write("{0} {1}", x, y.Length); Console.Error.WriteLine(x.ToString("R") + s);
                return x * y[0];
            }
            """, [1.5, new[] { 2.0 }]);
        Assert.Equal(
            [
                "global::System.Console.WriteLine((\"x = \" + {0}.ToString(\"F3\") + \" \" + (\"\" + {1}).PadLeft(8)))",
                "global::System.Console.Write(\"\\u007B0\\u007D \\u007B1\\u007D\", ((object){0}), ((object){1}))",
            ],
            request.Program.Entry.Body.All().OfType<Effect>().Where(e => !e.Result.Exists).Select(e => e.Text).Take(2));
    }

    [Fact]
    public void A_method_marked_as_constant_runs_as_it_is()
    {
        DerivativeRequest request = Execution.Agree(
            "[NotDifferentiable] public static double Noise(double x) { try { return x * 2; } catch { return 0; } } [Differentiable] public static double F(double x) => x + Noise(x);", [1.5]);
        Assert.Equal("global::C.Noise({0})", Assert.Single(request.Program.Entry.Body.All().OfType<Effect>()).Text);
    }

    [Fact]
    public void Detach_is_the_identity_on_scalars_and_spans() => Execution.Agree(
        "[Differentiable] public static double F(double x, double[] y, float z) { ReadOnlySpan<double> d = Ad.Detach(y); return x * Ad.Detach(x) + d[0] * y[0] + Ad.Detach(y)[^1] + Ad.Detach(z); }",
        [1.5, new[] { 2.0, 3 }, 1f]);

    [Fact]
    public void Functions_passed_as_constants_are_called_on_constants() => Execution.Agree(Snippet.Of(
        "public static partial class C { static readonly Func<int, double> Table = i => i * 0.5; [Differentiable] public static double F(double x, int n) => x * Table(n) + x * Table.Invoke(n + 1); }"), [1.5, 3]);
}
