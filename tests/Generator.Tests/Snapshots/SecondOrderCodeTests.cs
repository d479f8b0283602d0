// The generated code of second order and of Jacobians.
using System.Threading.Tasks;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;
using static VerifyXunit.Verifier;

namespace Autodiff.Generators.Tests.Snapshots;

public class SecondOrderCodeTests
{
    [Fact]
    public Task A_product_with_the_Hessian() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Hvp)]
        public static double F(ReadOnlySpan<double> x, double y)
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++) sum += Math.Sin(x[i]) * y;
            return sum * sum;
        }
        """).Run);

    [Fact]
    public Task A_Taylor_series() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(nameof(x), Generate = Derivatives.Taylor)]
        public static double F(double x, ReadOnlySpan<double> w)
        {
            double product = 1;
            for (int i = 0; i < w.Length; i++) product *= Math.Sin(w[i] * x);
            return product > 0 ? Math.Log(product) : Math.Atan(x);
        }
        """).Run);

    [Fact]
    public Task A_Hessian_and_its_diagonal() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Hessian | Derivatives.HessianDiagonal, Vectorize = false)]
        public static double F(ReadOnlySpan<double> x, double y)
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++) sum += Math.Sin(x[i]) * y;
            return sum * sum;
        }
        """).Run);

    [Fact]
    public Task A_Hessian_of_a_method_that_writes_its_argument() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Hessian, Vectorize = false)]
        public static double F(Span<double> y)
        {
            Console.WriteLine("once");
            y[0] = y[0] * y[1];
            return y[0] * y[0];
        }
        """).Run);

    [Fact]
    public Task A_Jacobian_by_columns() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(nameof(rate), Generate = Derivatives.Jacobian, Vectorize = false)]
        public static void F(double rate, ReadOnlySpan<double> t, Span<double> y)
        {
            for (int i = 0; i < t.Length; i++) y[i] = Math.Exp(-rate * t[i]);
        }
        """).Run);

    [Fact]
    public Task A_Jacobian_whose_lengths_decide() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(nameof(x), Generate = Derivatives.Jacobian)]
        public static void F(ReadOnlySpan<double> x, Span<double> y)
        {
            for (int i = 0; i < y.Length; i++) y[i] = x[i % x.Length] * x[0];
        }
        """).Run);

    [Fact]
    public Task A_Hessian_of_few_numbers_in_one_sweep() => Verify(GeneratorTest.RunMembers("""
        public readonly record struct Point(double X, double Y);
        [Differentiable(Generate = Derivatives.Hessian | Derivatives.Jacobian)]
        public static double F(Point p, double z) => Math.Sin(p.X * p.Y) * z;
        """).Run);

    [Fact]
    public Task A_Hessian_of_a_span_of_structs_beside_what_is_written_to_the_console() => Verify(GeneratorTest.RunMembers("""
        public readonly record struct Point(double X, double Y);
        [Differentiable(Generate = Derivatives.Hessian, Vectorize = false)]
        public static double F(ReadOnlySpan<Point> p)
        {
            double sum = 0;
            foreach (Point q in p) sum += q.X * q.Y * q.Y;
            Console.Beep();
            return sum;
        }
        """).Run);
}
