// The generated code of members over batches.
using System.Threading.Tasks;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;
using static VerifyXunit.Verifier;

namespace Autodiff.Generators.Tests.Snapshots;

public class BatchCodeTests
{
    [Fact]
    public Task A_branch_over_numbers() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(nameof(x), Generate = Derivatives.Batch, Batch = [nameof(y)])]
        public static double F(double x, double y, double scale) => x > y ? scale * x * x : Math.Sin(x * y);
        """).Run);

    [Fact]
    public Task Rows_of_a_struct_and_a_helper() => Verify(GeneratorTest.Run("""
        using System;
        using Autodiff;

        public readonly record struct Point(double X, double Y);

        public static partial class C
        {
            [Differentiable(Generate = Derivatives.Batch)]
            public static Point F(Point p, in double angle, out double length)
            {
                length = Length(p);
                return new Point(p.X * Math.Cos(angle), p.Y * Math.Sin(angle));
            }

            private static double Length(Point p) => Math.Sqrt(p.X * p.X + p.Y * p.Y);
        }
        """).Run);

    [Fact]
    public Task An_item_with_a_loop() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Batch)]
        public static double F(double a)
        {
            double b = a * 2;
            while (Math.Abs(b) < 1000) b = b * b + 2;
            return b;
        }
        """).Run);

    [Fact]
    public Task Tensor_primitives() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(ReadOnlySpan<double> w, ReadOnlySpan<double> x)
        {
            double[] t = new double[w.Length];
            System.Numerics.Tensors.TensorPrimitives.Multiply(w, x, t);
            System.Numerics.Tensors.TensorPrimitives.Tanh(t, t);
            return System.Numerics.Tensors.TensorPrimitives.Norm<double>(t);
        }
        """).Run);
}
