// Which loops run each trip forward and backward at once, which do not and why, and what is left recorded.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Frontend;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class FusionTests
{
    private static (Generators.Ir.Program Program, Pattern Pattern) Read(string code)
    {
        DerivativeRequest request = Snippet.Of("[Differentiable]\n" + code).Request();
        Generators.Ir.Program program = Inline.Run(request.Program);
        program = program.With(program.Methods.Select(m => Recognize.Run(Simplify.Run(m))));
        return (program, DerivativeCheck.AllActive(program.Entry));
    }

    private static Method Joined(string code, bool fresh = false)
    {
        (Generators.Ir.Program program, Pattern pattern) = Read(code);
        Derivation derivation = new(program);
        Method joined = Simplify.Run(ReverseMode.Joined(derivation, program.Entry.Key, pattern, "joined", "Joined", fresh ? pattern.Parameters : default));
        Verifier.Require(new Generators.Ir.Program([joined, .. derivation.Derived, .. program.Methods]), "ReverseMode");
        return joined;
    }

    private static int Loops(Method method) => method.Body.Body.Count(i => i is For or While or If { Else.Body.Count: > 0 } or If { Then.Body.Count: > 0 });

    private static string? Refusal(string code)
    {
        (Generators.Ir.Program program, Pattern pattern) = Read(code);
        Derivation derivation = new(program);
        Activity activity = Activity.Analyze(program.Entry, pattern, derivation.Summaries);
        Fusion fusion = new(program.Entry, activity, derivation.Effects);
        int at = Enumerable.Range(0, program.Entry.Body.Body.Count).First(k => program.Entry.Body.Body[k] is For or While);
        (FusibleLoop? loop, string? refusal) = fusion.At(at);
        Assert.True(loop is null != refusal is null);
        return refusal;
    }

    private const string Squares = """
        public static double F(ReadOnlySpan<double> x)
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++) sum += Math.Tanh(x[i]) * x[i];
            return 0.5 * sum;
        }
        """;

    private const string LogSum = """
        public static double F(ReadOnlySpan<double> x)
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++) sum += Math.Exp(x[i]);
            return Math.Log(sum);
        }
        """;

    private const string Points = """
        public static double F(ReadOnlySpan<double> w, ReadOnlySpan<double> x)
        {
            Span<double> h = new double[w.Length];
            double total = 0;
            for (int i = 0; i < x.Length; i++)
            {
                for (int k = 0; k < h.Length; k++) h[k] = Math.Sin(w[k] * x[i]);
                double s = 0;
                for (int k = 0; k < h.Length; k++) s += h[k] * h[k];
                total += Math.Log(1 + s);
            }
            return total;
        }
        """;

    [Fact]
    public void A_loop_whose_sum_has_a_known_adjoint_is_the_only_loop_and_records_nothing()
    {
        Method joined = Joined(Squares);
        Assert.Equal(1, Loops(joined));
        Assert.DoesNotContain(joined.Body.All(), i => i is Allocate or CreateTape);
    }

    [Fact]
    public void A_sum_whose_adjoint_is_known_later_is_scaled_when_it_is()
    {
        Method joined = Joined(LogSum);
        // The loop, and the one that adds the scaled adjoint.
        Assert.Equal(2, Loops(joined));
        Allocate total = Assert.IsType<Allocate>(Assert.Single(joined.Body.All(), i => i is Allocate));
        Assert.Equal("xTotal", joined.Values[total.Result.Id].Hint);
    }

    [Fact]
    public void A_gradient_that_is_set_needs_no_scratch_for_a_deferred_sum() =>
        Assert.DoesNotContain(Joined(LogSum, fresh: true).Body.All(), i => i is Allocate);

    [Fact]
    public void What_is_added_later_keeps_a_deferred_sum_out_of_the_gradient()
    {
        Method joined = Joined(LogSum.Replace("Math.Log(sum)", "Math.Log(sum) + x[0] * x[0]", StringComparison.Ordinal), fresh: true);
        Assert.Contains(joined.Body.All(), i => i is Allocate);
    }

    [Fact]
    public void A_loop_that_records_nothing_is_not_deferred()
    {
        Method joined = Joined("""
            public static double F(ReadOnlySpan<double> w, ReadOnlySpan<double> x)
            {
                double sum = 0;
                for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
                return Math.Tanh(sum);
            }
            """);
        Assert.Equal(2, Loops(joined));
        Assert.DoesNotContain(joined.Body.All(), i => i is Allocate);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_trips_of_a_fused_loop()
    {
        (Generators.Ir.Program program, Pattern pattern) = Read(Points);
        Derivation derivation = new(program);
        Method joined = ReverseMode.Joined(derivation, program.Entry.Key, pattern, "joined", "Joined");
        Method hoisted = HoistMemory.Run(Simplify.Run(joined), derivation.Effects);
        Verifier.Require(new Generators.Ir.Program([hoisted]), "HoistMemory");
        Assert.DoesNotContain(hoisted.Body.All().OfType<For>(), l => l.Body.All().Any(i => i is Allocate or CreateTape));
        long Bytes(int n)
        {
            Interpreter interpreter = new(new Generators.Ir.Program([hoisted]));
            interpreter.Run(new double[3], new double[n], 1.0, new double[3], new double[n]);
            return interpreter.Costs.AllocatedBytes;
        }
        Assert.Equal(Bytes(1), Bytes(1000));
    }

    [Fact]
    public void Scratch_of_a_trip_that_is_written_first_is_not_cleared()
    {
        (Generators.Ir.Program program, Pattern pattern) = Read(Points);
        Derivation derivation = new(program);
        Method hoisted = HoistMemory.Run(Simplify.Run(ReverseMode.Joined(derivation, program.Entry.Key, pattern, "joined", "Joined")), derivation.Effects);
        Allocate h = Assert.Single(hoisted.Body.All().OfType<Allocate>(), a => hoisted.Values[a.Result.Id].Hint == "h");
        Assert.True(h.IsUninitialized);
        Assert.DoesNotContain(hoisted.Body.All().OfType<Fill>(), f => f.Memory == h.Result);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "for (int i = 0; i < x.Length; i++) s = Math.Sin(s) + x[i];", "'s' is carried from trip to trip and is no sum" },
        { "for (int i = 0; i < x.Length; i++) { s += x[i] * x[i]; y[i] = s; }", "'s' is carried from trip to trip and is no sum" },
        { "for (int i = 0; i < x.Length; i++) { s += Math.Sin(x[i]); t += s; }", "'s' is carried from trip to trip and is no sum" },
        { "for (int i = 0; i < x.Length; i++) y[i] = Math.Sin(x[i]); s = y[0];", "'y' is written in the loop and used after it" },
        { "for (int i = 0; i < x.Length; i++) s += Math.Sin(y[i]); y[0] = 1;", "'y' is written after the loop" },
        { "for (int i = 1; i < x.Length; i++) y[i] = Math.Sin(y[i - 1]);", "trips of the loop may touch an element of 'y' that another one writes" },
        { "for (int i = 0; i < x.Length; i++) y[n] = Math.Sin(x[i]);", "trips of the loop may touch an element of 'y' that another one writes" },
        { "for (int i = 0; i < x.Length; i++) y[k[i]] = Math.Sin(x[i]);", "trips of the loop may touch an element of 'y' that another one writes" },
        { "Span<double> h = new double[4]; for (int i = 0; i < x.Length; i++) { s += h[0] * x[i]; h[0] = x[i]; }", "'h' is written, and read before it is written in the same trip or after the loop" },
        { "Span<double> h = new double[n]; for (int i = 0; i < x.Length; i++) { for (int j = 0; j < n - 1; j++) h[j] = x[i]; s += h[n - 1] * h[0]; }", "'h' is written, and read before it is written in the same trip or after the loop" },
        { "Span<double> h = new double[n]; for (int i = 0; i < x.Length; i++) { for (int j = 0; j < n; j++) h[j] = x[i]; s += h[0] * h[0]; } s *= h[0];", "'h' is written, and read before it is written in the same trip or after the loop" },
        { "Span<double> h = new double[n]; for (int i = 0; i < x.Length; i++) { for (int j = 0; j < n; j++) { if (j == 2) break; h[j] = x[i]; } s += h[0] * h[0]; }", "'h' is written, and read before it is written in the same trip or after the loop" },
        { "Span<double> h = new double[n]; for (int i = 0; i < x.Length; i++) { if (i > 2) for (int j = 0; j < n; j++) h[j] = x[i]; s += h[0] * h[0]; }", "'h' is written, and read before it is written in the same trip or after the loop" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_loop_is_left_as_it_is_with_a_reason(string statements, string reason) => Assert.Equal(reason, Refusal(InMethod(statements)));

    public static TheoryData<string> Accepted =>
    [
        "for (int i = 0; i < x.Length; i++) s -= Math.Sin(x[i]);",
        "for (int i = 0; i < x.Length; i++) { if (x[i] < 0) continue; s += Math.Sqrt(x[i]); if (s > 9) break; }",
        "for (int i = 0; i < x.Length; i++) for (int j = 0; j < n; j++) { if (j > i) s += x[i] * x[j]; t -= x[j] * x[j]; }",
        "for (int i = 0; i < x.Length; i++) y[i] = Math.Sin(x[i]) * y[i];",
        "for (int i = 0; i < x.Length; i++) y[k[i]] += Math.Sin(x[i]);",
        "s = y[0]; for (int i = 0; i < x.Length; i++) y[i] = Math.Sin(x[i]) * s;",
        "int c = 0; for (int i = 0; i < x.Length; i++) { if (x[i] > 0) c++; s += x[i] * x[i] * c; }",
        "Span<double> h = new double[n]; for (int i = 0; i < x.Length; i++) { for (int j = 0; j < n; j++) h[j] = x[i]; s += h[n - 1] * h[0]; }",
        "Span<double> h = new double[n]; for (int i = 0; i < x.Length; i++) { for (int j = n - 1; j >= 0; j--) h[j] = x[i]; s += h[n - 1] * h[0]; }",
        "Span<double> h = stackalloc double[2]; for (int i = 0; i < x.Length; i++) { h[0] = x[i]; h[1] = x[i] * h[0]; for (int j = 0; j < 2; j++) s += h[j] * h[j]; }",
        "Span<double> h = new double[n]; for (int i = 0; i < x.Length; i++) { if (i > 2) h.Fill(x[i]); else for (int j = 0; j < n; j++) h[j] = 1; s += h[0] * h[0]; }",
        "Span<double> h = new double[n]; for (int i = 0; i < x.Length; i++) { h.Fill(x[i]); s += h[0] * h[0]; } h.Fill(2); s *= h[0];",
        "int j = 0; while (j < n) { s += Math.Sin(x[j]); j += j + 1; }",
    ];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_loop_whose_trips_need_only_themselves_is_fused(string statements) => Assert.Null(Refusal(InMethod(statements)));

    private static string InMethod(string statements) => $$"""
        public static double F(ReadOnlySpan<double> x, Span<double> y, ReadOnlySpan<int> k, int n)
        {
            double s = 0, t = 0;
            {{statements}}
            return s + t;
        }
        """;

    [Fact]
    public void Fused_loops_can_be_differentiated_again()
    {
        (Generators.Ir.Program program, _) = Read(Points);
        DerivativeCheck.Run(program, 2, Ir.Memory.Of(new[] { 0.3, -0.7 }), Ir.Memory.Of(new[] { 0.4, 0.9, -0.2 }));
    }

    [Fact]
    public void Deferred_sums_can_be_differentiated_again()
    {
        (Generators.Ir.Program program, _) = Read(LogSum);
        DerivativeCheck.Run(program, 2, (object)Ir.Memory.Of(new[] { 0.3, -0.7, 1.1 }));
    }
}
