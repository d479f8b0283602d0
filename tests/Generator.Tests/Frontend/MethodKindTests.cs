// Kinds of methods and types around them: everything here must be accepted, and the generated text must compile without a warning.
using System.Linq;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

public class MethodKindTests
{
    private static string Generated(string types) => GeneratorTest.Run(GeneratorTest.Usings + types).AllText;

    [Fact]
    public void Members_of_an_instance_method_are_instance_members_and_helpers_get_the_receiver() => Assert.Contains(
        "self._rate",
        Generated("""
            public partial class C
            {
                private readonly double _rate = 2;
                [Differentiable] internal double F(double x) => H(x) * H(2 * x);
                private double H(double x) { double s = x; for (int i = 0; i < 3; i++) s = Math.Sin(_rate * s); return s; }
            }
            """));

    [Fact]
    public void Readonly_members_stay_readonly_and_ref_structs_work() => Assert.Contains(
        "public readonly double FGradient(",
        Generated("""
            public ref partial struct C
            {
                private ReadOnlySpan<double> _w; private int _n;
                public C(ReadOnlySpan<double> w) { _w = w; _n = 0; }
                public void Grow() => _n++;
                [Differentiable] public readonly double F(double x) { double s = 0; for (int i = 0; i < _w.Length; i++) s += _w[i] * H(x) * _n; return s; }
                private readonly double H(double x) => x * x * _w[0];
            }
            """));

    [Fact]
    public void Protected_private_and_hidden_members_are_reached() => Generated("""
        public class A { protected double P = 1; private protected double Q { get; } = 2; public double Hidden = 3; protected internal virtual double V(double x) => x * Hidden; }
        public sealed partial class C : A
        {
            private new double Hidden = 4;
            protected internal override double V(double x) => x;
            [Differentiable] internal double F(double x) => x * P * Q * Hidden * base.Hidden * base.V(x) * V(x);
        }
        """);

    [Fact]
    public void A_partial_method_is_marked_at_either_part() => Generated("""
        public partial class C
        {
            [Differentiable] public partial double F(double x);
            public partial double F(double x) => x * G(x);
            private static partial double G(double x);
            private static partial double G(double x) => x * x;
        }
        """);

    [Fact]
    public void Methods_beside_top_level_statements()
    {
        GeneratorResult result = GeneratorTest.RunAny(GeneratorTest.Compile(["""
            using System;
            using Autodiff;
            Console.WriteLine(new C().F(2));
            public partial class C { private double _w = 2; [Differentiable] public double F(double x) => x * _w * Helper.Of(x); }
            internal static class Helper { public static double Of(double x) => Math.Sin(x); }
            """])is var compilation ? compilation.WithOptions(compilation.Options.WithOutputKind(Microsoft.CodeAnalysis.OutputKind.ConsoleApplication)) : null!);
        Assert.Empty(result.Diagnostics);
        result.RequireClean();
    }

    [Fact]
    public void The_receiver_of_a_passed_through_call_is_a_constant() => Generated("""
        public partial class C
        {
            private readonly List<string> _log = [];
            private int _calls;
            private void Note(string text) { _log.Add(text); _calls++; }
            public virtual int Order() => _calls;
            [Differentiable] public double F(double x) { Note("F"); Console.WriteLine(this); return x * Order(); }
        }
        """);

    [Fact]
    public void Accessors_of_differentiated_fields_are_looked_into() => Generated("""
        public partial class C
        {
            private double _a = 2;
            public double Twice { get { return 2 * _a; } }
            public double Thrice => 3 * _a;
            public int Whole => (int)_a;
            [Differentiable(nameof(_a))] public double F(double x) => x * Twice * Thrice * Whole;
        }
        """);
}
