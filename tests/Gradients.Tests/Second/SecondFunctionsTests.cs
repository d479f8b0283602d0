// Second derivatives and Jacobians against closed forms, and what they do with bad input.
using System;
using System.Linq;
using Xunit;
using static Autodiff.Gradients.Tests.Second.SecondFunctions;

namespace Autodiff.Gradients.Tests.Second;

public sealed class SecondFunctionsTests
{
    private static void Equal(double[] expected, double[] actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i])), $"entry {i}: expected {expected[i]:R}, got {actual[i]:R}");
    }

    [Fact]
    public void Rosenbrocks_Hessian_at_its_minimum()
    {
        double[] gradient = new double[2], hessian = new double[4];
        Assert.Equal(0, RosenbrockHessian([1, 1], gradient, hessian));
        Equal([0, 0], gradient);
        Equal([802, -400, -400, 200], hessian);
    }

    [Fact]
    public void A_function_of_two_scalars()
    {
        const double X = 0.4, Y = 0.3;
        double s = Math.Sin(X), c = Math.Cos(X), e = Math.Exp(2 * Y);
        double[] hessian = new double[4], xJacobian = new double[1], yJacobian = new double[1];
        Assert.Equal(s * e, WaveHessian(X, Y, out double gx, out double gy, hessian), 1e-15);
        Equal([c * e, 2 * s * e], [gx, gy]);
        Equal([-s * e, 2 * c * e, 2 * c * e, 4 * s * e], hessian);
        WaveHessianDiagonal(X, Y, out _, out _, out double xx, out double yy);
        Equal([-s * e, 4 * s * e], [xx, yy]);
        WaveHvp(X, Y, 2, -1, out _, out _, out double hx, out double hy);
        Equal([(-2 * s * e) - (2 * c * e), (4 * c * e) - (4 * s * e)], [hx, hy]);
        WaveJacobian(X, Y, xJacobian, yJacobian);
        Equal([c * e, 2 * s * e], [xJacobian[0], yJacobian[0]]);
    }

    [Fact]
    public void A_loop_whose_number_of_trips_depends_on_the_input()
    {
        PowerHvp(3, 1, out double gradient, out double hvp);
        Equal([7 * Math.Pow(3, 6), 42 * Math.Pow(3, 5)], [gradient, hvp]);
    }

    [Fact]
    public void In_place_the_Hessian_is_that_of_the_entry_values()
    {
        double[] y = [2, 3, 5], gradient = new double[3], hessian = new double[9], direction = [1, 0, -1], hvp = new double[3];
        Assert.Equal(30, InPlaceHessian(y, gradient, hessian));
        Assert.Equal([2, 6, 30], y);
        Equal([15, 10, 6], gradient);
        Equal([0, 5, 3, 5, 0, 2, 3, 2, 0], hessian);
        y = [2, 3, 5];
        InPlaceHvp(y, direction, gradient, hvp);
        Equal([-3, 5 - 2, 3], hvp);
        // As with Jvp, the direction leaves as that of the final values.
        Equal([1, 3, (1 * 3 * 5) - (2 * 3)], direction);
    }

    [Fact]
    public void Inputs_of_both_precisions_and_a_ref()
    {
        double state = 3;
        double[] hessian = new double[9], x = [5], gradientOfX = new double[1], xHvp = new double[1];
        Assert.Equal(60, MixedPrecisionHessian(2, x, ref state, out float aGradient, gradientOfX, out double stateGradient, hessian));
        Assert.Equal(15, state);
        Equal([60, 12, 20], [aGradient, gradientOfX[0], stateGradient], 1e-6);
        Equal([30, 12, 20, 12, 0, 4, 20, 4, 0], hessian, 1e-6);
        state = 3;
        double direction = 1;
        MixedPrecisionHvp(2, x, ref state, 0, [0], ref direction, out _, gradientOfX, out _, out float aHvp, xHvp, out double stateHvp);
        Equal([20, 4, 0, 5], [aHvp, xHvp[0], stateHvp, direction], 1e-6);
    }

    [Fact]
    public void Rows_of_a_Jacobian_are_outputs_in_order()
    {
        double[] rJacobian = new double[2], angleJacobian = new double[2];
        PolarJacobian(2, 0.5, out double x, out double y, rJacobian, angleJacobian);
        Equal([2 * Math.Cos(0.5), 2 * Math.Sin(0.5)], [x, y]);
        Equal([Math.Cos(0.5), Math.Sin(0.5)], rJacobian);
        Equal([-2 * Math.Sin(0.5), 2 * Math.Cos(0.5)], angleJacobian);

        double[] array = [2, 7], span = [3, 5], ofArray = new double[6 * 2], ofSpan = new double[6 * 2], ofRef = new double[6];
        double z = 11;
        Assert.Equal(35, ReadsAndWritesJacobian(array, span, ref z, ofArray, ofSpan, ofRef));
        // Rows: the value, the array (only read), the span, the ref.
        Equal([0, 5, 1, 0, 0, 1, 11, 0, 0, 0, 0, 0], ofArray);
        Equal([0, 7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1], ofSpan);
        Equal([0, 0, 0, 2, 0, 0], ofRef);
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    [InlineData(1, 4)]
    [InlineData(4, 0)]
    public void A_Jacobian_is_the_same_by_rows_and_by_columns(int inputs, int outputs)
    {
        double[] x = [.. Enumerable.Range(1, inputs).Select(k => k + 0.5)], y = new double[outputs], jacobian = new double[inputs * outputs], expected = new double[inputs * outputs];
        for (int i = 0; i < outputs; i++)
        {
            int a = i % inputs, b = (i + 1) % inputs;
            expected[(i * inputs) + a] += (i + 1) * x[b];
            expected[(i * inputs) + b] += (i + 1) * x[a];
        }

        DifferencesJacobian(x, y, jacobian);
        Equal(expected, jacobian);
    }

    [Fact]
    public void KMeans_has_the_diagonal_of_its_closed_form()
    {
        const int D = 3, K = 4, N = 60;
        var random = new Random(31337);
        double[] points = [.. Enumerable.Range(0, N * D).Select(_ => random.NextDouble())], centroids = points[^(K * D)..];
        double[] expectedGradient = new double[K * D], expectedDiagonal = new double[K * D], gradient = new double[K * D], diagonal = new double[K * D];
        for (int p = 0; p < N; p++)
        {
            int nearest = Enumerable.Range(0, K).MinBy(c => Enumerable.Range(0, D).Sum(k => Math.Pow(points[(p * D) + k] - centroids[(c * D) + k], 2)));
            for (int k = 0; k < D; k++)
            {
                expectedGradient[(nearest * D) + k] += 2 * (centroids[(nearest * D) + k] - points[(p * D) + k]);
                expectedDiagonal[(nearest * D) + k] += 2;
            }
        }

        KMeansHessianDiagonal(points, centroids, D, gradient, diagonal);
        Equal(expectedGradient, gradient);
        Equal(expectedDiagonal, diagonal);
    }

    [Fact]
    public void What_throws_in_the_function_throws_in_its_members()
    {
        double[] hessian = new double[1];
        Assert.Throws<ArgumentOutOfRangeException>(() => GuardedHessian(0.5, -1, out _, hessian));
        Assert.True(GradientCheck.Hvp((double x, out double g) => GuardedGradient(x, 3, out g), (double x, double d, out double g, out double h) => GuardedHvp(x, 3, d, out g, out h), 0.6).Passed);
    }

    [Fact]
    public void Buffers_of_the_wrong_length_or_overlapping_are_refused_before_anything_is_written()
    {
        double[] x = [1, 2], gradient = [7, 7];
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => RosenbrockHessian(x, gradient, new double[3]));
        Assert.Equal("hessian", wrong.ParamName);
        Assert.Contains("3", wrong.Message);
        Assert.Contains("4", wrong.Message);
        Assert.Equal([7, 7], gradient);
        Assert.Equal("xHvp", Assert.Throws<ArgumentException>(() => RosenbrockHvp(x, x.Select(v => v).ToArray(), gradient, new double[3])).ParamName);
        Assert.Equal("xDirection", Assert.Throws<ArgumentException>(() => RosenbrockHvp(x, new double[1], gradient, new double[2])).ParamName);
        Assert.Throws<ArgumentException>(() => RosenbrockHvp(x, new double[2], gradient, gradient));
        Assert.Equal([7, 7], gradient);
        double[] jacobian = new double[5];
        Assert.Equal("xJacobian", Assert.Throws<ArgumentException>(() => DifferencesJacobian(x, new double[3], jacobian)).ParamName);
        double unset = 0;
        Assert.Throws<ArgumentNullException>(() => ReadsAndWritesJacobian(null!, new double[2], ref unset, jacobian, jacobian, jacobian));
    }

    [Fact]
    public void GradientCheck_passes_the_generated_members()
    {
        double[] x = [0.3, -1.2, 0.8, 1.9];
        GradientCheck.Gradient(Rosenbrock, RosenbrockGradient, x).ThrowIfFailed();
        GradientCheck.Modes(RosenbrockJvp, RosenbrockVjp, x).ThrowIfFailed();
        GradientCheck.Hvp(RosenbrockGradient, RosenbrockHvp, x).ThrowIfFailed();
        GradientCheck.Hessian(RosenbrockGradient, RosenbrockHessian, x).ThrowIfFailed();
    }
}
