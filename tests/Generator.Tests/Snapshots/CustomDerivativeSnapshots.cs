// The generated code around derivatives that the user wrote.
using System.Threading.Tasks;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;
using static VerifyXunit.Verifier;

namespace Autodiff.Generators.Tests.Snapshots;

public class CustomDerivativeSnapshots
{
    [Fact]
    public Task Calls_of_a_method_with_both_derivatives() => Verify(GeneratorTest.RunMembers("""
        [Differentiable]
        public static double F(double x, double y) => Math.Sin(Root(x) * y);

        private static double Root(double x) => Math.Sqrt(x);

        [VjpOf(nameof(Root))]
        private static double RootReverse(double x, double seed, ref double xAdjoint)
        {
            xAdjoint += seed / (2 * Math.Sqrt(x));
            return Math.Sqrt(x);
        }

        [JvpOf(nameof(Root))]
        private static double RootForward(double x, double xTangent, out double tangent)
        {
            tangent = xTangent / (2 * Math.Sqrt(x));
            return Math.Sqrt(x);
        }
        """).Run);

    [Fact]
    public Task A_mutated_span_in_a_loop() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(Span<double> y, int n)
        {
            double sum = 0;
            for (int i = 0; i < n; i++) sum += Square(y);
            return sum;
        }

        private static double Square(Span<double> y)
        {
            double sum = 0;
            for (int i = 0; i < y.Length; i++) sum += y[i] *= y[i];
            return sum;
        }

        [VjpOf(nameof(Square))]
        private static double SquareVjp(Span<double> y, double seed, Span<double> yAdjoint)
        {
            for (int i = 0; i < y.Length; i++) yAdjoint[i] = (yAdjoint[i] + seed) * 2 * y[i];
            return Square(y);
        }
        """).Run);

    [Fact]
    public Task Members_of_the_method_itself() => Verify(GeneratorTest.RunMembers("""
        [Differentiable]
        public static double F(double x, ReadOnlySpan<double> w) => x * w[0];

        [VjpOf(nameof(F))]
        private static double Reverse(double x, ReadOnlySpan<double> w, double seed, ref double xAdjoint, Span<double> wAdjoint)
        {
            xAdjoint += seed * w[0];
            wAdjoint[0] += seed * x;
            return x * w[0];
        }

        [JvpOf(nameof(F))]
        private static double Forward(double x, ReadOnlySpan<double> w, double xTangent, ReadOnlySpan<double> wTangent, out double tangent)
        {
            tangent = xTangent * w[0] + x * wTangent[0];
            return x * w[0];
        }
        """).Run);

    [Fact]
    public Task A_method_of_structs() => Verify(GeneratorTest.RunMembers("""
        public readonly record struct Vec(double X, double Y, int Mark);

        [Differentiable]
        public static double F(Vec p, double x) => Norm(p with { X = x }) * x;

        private static double Norm(Vec p) => Math.Sqrt(p.X * p.X + p.Y * p.Y);

        [VjpOf(nameof(Norm))]
        private static double NormVjp(Vec p, double seed, ref Vec pAdjoint)
        {
            double r = Norm(p);
            pAdjoint = new Vec(pAdjoint.X + seed * p.X / r, pAdjoint.Y + seed * p.Y / r, 0);
            return r;
        }
        """).Run);
}
