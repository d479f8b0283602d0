// Second derivatives and Jacobians with respect to receivers and their fields: what the static method gives that takes them as parameters.
using System;
using System.Collections.Generic;
using Autodiff.Gradients.Tests.Corpus;
using Xunit;

namespace Autodiff.Gradients.Tests.Second;

public sealed partial class ReceiverSecondTests
{
    private const Derivatives All = Derivatives.Gradient | Derivatives.Jacobian | Derivatives.Hvp | Derivatives.Hessian | Derivatives.HessianDiagonal;

    [Fact]
    public void Fields_come_first_in_the_Hessian_and_have_a_Jacobian_each()
    {
        double[] weights = [1, -2, 0.5], x = [0.3, 0.1, -0.7];
        var layer = new Layer(0.7, weights);
        double[] gradient = new double[3], expectedGradient = new double[3], hessian = new double[16], expected = new double[16];
        double value = layer.EnergyHessian(x, out double rate, gradient, hessian);
        Assert.Equal(Layer.EnergyOfHessian(0.7, weights, x, out double expectedRate, expectedGradient, expected), value);
        Assert.Equal(expectedRate, rate);
        Assert.Equal(expectedGradient, gradient);
        Assert.Equal(expected, hessian);
        Assert.Contains(hessian, h => h != 0);

        // The array of a field is an output too, as one of a parameter is: what is only read has identity rows.
        double[] byRate = new double[4], byWeights = new double[12];
        Assert.Equal(value, layer.EnergyJacobian(x, byRate, byWeights));
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], [.. byRate[1..], .. byWeights[3..]]);
        Assert.Equal(expectedRate, byRate[0], 12);
        for (int i = 0; i < 3; i++) Assert.Equal(expectedGradient[i], byWeights[i], 12);

        double[] diagonal = new double[3];
        layer.EnergyHessianDiagonal(x, out _, gradient, out double rateDiagonal, diagonal);
        Assert.Equal(hessian[0], rateDiagonal, 12);
        for (int i = 0; i < 3; i++) Assert.Equal(hessian[(i + 1) * 5], diagonal[i], 12);

        double[] product = new double[3];
        layer.EnergyHvp(x, 1, [0, 0, 0], out _, gradient, out double rateHvp, product);
        Assert.Equal(hessian[0], rateHvp, 12);
        for (int i = 0; i < 3; i++) Assert.Equal(hessian[i + 1], product[i], 12);
    }

    [Fact]
    public void A_whole_receiver_is_one_input_of_its_numbers()
    {
        var damper = new Damper(2.5, new Gains(0.5, -1), "d");
        double[] hessian = new double[16], expected = new double[16];
        double value = damper.EnergyHessian(1.5, out Damper gradient, out double q, hessian);
        Assert.Equal(Damper.EnergyOfHessian(damper, 1.5, out Damper expectedGradient, out double expectedQ, expected), value);
        Assert.Equal((expectedGradient, expectedQ), (gradient, q));
        Assert.Equal(expected, hessian);
        // stiffness q² / 2 + first second sin q
        Assert.Equal(1.5, hessian[3], 12);
        Assert.Equal(Math.Sin(1.5), hessian[6], 12);
        Assert.Equal(2.5 + (0.5 * Math.Sin(1.5)), hessian[15], 12);

        double[] byThis = new double[3], byQ = new double[1];
        damper.EnergyJacobian(1.5, byThis, byQ);
        Assert.Equal([expectedGradient.Stiffness, expectedGradient.Gains.First, expectedGradient.Gains.Second], byThis);

        damper.EnergyHvp(1.5, new Damper(0, new Gains(0, 0), "ignored"), 1, out _, out _, out Damper hvp, out double qHvp);
        Assert.Equal((hessian[3], hessian[15]), (hvp.Stiffness, qHvp));
        Assert.Null(hvp.Name);
    }

    [Fact]
    public void A_buffer_for_a_struct_or_a_container_has_the_number_of_its_numbers()
    {
        var damper = new Damper(2.5, new Gains(0.5, -1), "d");
        ArgumentException e = Assert.Throws<ArgumentException>(() => damper.EnergyHessian(1.5, out _, out _, new double[9]));
        Assert.Equal("hessian", e.ParamName);
        Assert.Contains("is 9; it must be the square of the number of inputs, that is 16", e.Message, StringComparison.Ordinal);
        Assert.Equal("thisJacobian", Assert.Throws<ArgumentException>(() => damper.EnergyJacobian(1.5, new double[4], new double[1])).ParamName);

        double[] weights = [1, -2, 0.5], x = [0.3, 0.1, -0.7];
        var layer = new Layer(0.7, weights);
        Assert.Equal("hessian", Assert.Throws<ArgumentException>(() => layer.EnergyHessian(x, out _, new double[3], new double[15])).ParamName);
        Assert.Equal("weightsJacobian", Assert.Throws<ArgumentException>(() => layer.EnergyJacobian(x, new double[4], new double[4])).ParamName);
        Assert.Equal("weightsGradient", Assert.Throws<ArgumentException>(() => layer.EnergyHessian(x, out _, new double[2], new double[16])).ParamName);

        Assert.Equal("points", Assert.Throws<ArgumentNullException>(() => OfPointsJacobian(null!, [])).ParamName);
        Assert.Equal("rows", Assert.Throws<ArgumentNullException>(() => OfRowsJacobian(null!, [])).ParamName);
        Assert.Equal("rows", Assert.Throws<ArgumentException>(() => OfRowsJacobian([[1], null!], new double[1])).ParamName);
        Assert.Equal("rowsJacobian", Assert.Throws<ArgumentException>(() => OfRowsJacobian([[1], [2, 3]], new double[2])).ParamName);
    }

    [Fact]
    public void Code_that_is_not_looked_into_runs_once()
    {
        double[] x = [0.5, -1, 2, 0.25, 1, -0.5, 0.75, 1.5, -2, 0.1], gradient = new double[10], hessian = new double[100], jacobian = new double[20], y = new double[2];
        s_lines.Clear();
        double value = WithScopeHessian(x, gradient, hessian);
        Assert.Equal(["open", "sum", "close"], s_lines);
        s_lines.Clear();
        Assert.Equal(WithScope(x), value);
        double[] direction = new double[10], product = new double[10];
        direction[3] = 1;
        WithScopeHvp(x, direction, gradient, product);
        for (int i = 0; i < 10; i++) Assert.Equal(product[i], hessian[(i * 10) + 3], 12);

        s_lines.Clear();
        TwoOutputsJacobian(x, y, jacobian);
        Assert.Equal(["open", "close"], s_lines);
        Assert.Equal(4 * x[0], y[0], 12);
        Assert.Equal(4, jacobian[0], 12);
    }

    private static readonly List<string> s_lines = [];

    private static void Say(string line) => s_lines.Add(line);

    private sealed class Scope : IDisposable
    {
        public Scope() => Say("open");

        public void Dispose() => Say("close");
    }

    [Differentiable(Generate = All)]
    private static double WithScope(ReadOnlySpan<double> x)
    {
        using var scope = new Scope();
        double sum = 0;
        for (int i = 1; i < x.Length; i++) sum += x[i] * x[i - 1] * x[i];
        Say("sum");
        return sum * x[0];
    }

    [Differentiable(nameof(x), Generate = Derivatives.Jacobian)]
    private static void TwoOutputs(ReadOnlySpan<double> x, Span<double> y)
    {
        using (new Scope())
        {
            for (int i = 0; i < y.Length; i++) y[i] = 4 * x[i];
        }
    }

    [Differentiable(Generate = Derivatives.Jacobian)]
    private static void OfPoints(Complex[] points) => points[0] = points[0] * points[1];

    [Differentiable(Generate = Derivatives.Jacobian)]
    private static void OfRows(double[][] rows) => rows[0][0] *= rows[1][0];

    public sealed partial class Layer(double rate, double[] weights)
    {
        private readonly double _rate = rate;
        private readonly double[] _weights = weights;

        private int Count => _weights.Length;

        [Differentiable(nameof(_rate), nameof(_weights), Generate = All)]
        public double Energy(ReadOnlySpan<double> x)
        {
            double sum = 0;
            for (int i = 0; i < Count; i++) sum += Math.Tanh(_weights[i] * x[i] * _rate) * _rate;
            return sum * sum;
        }

        [Differentiable(nameof(rate), nameof(weights), Generate = All)]
        public static double EnergyOf(double rate, ReadOnlySpan<double> weights, ReadOnlySpan<double> x)
        {
            double sum = 0;
            for (int i = 0; i < weights.Length; i++) sum += Math.Tanh(weights[i] * x[i] * rate) * rate;
            return sum * sum;
        }
    }

    public readonly record struct Gains(double First, double Second);

    public readonly partial record struct Damper(double Stiffness, Gains Gains, string? Name)
    {
        [Differentiable("this", nameof(q), Generate = All)]
        public double Energy(double q) => (0.5 * Stiffness * q * q) - (Gains.First * Gains.Second * Math.Sin(q) * -1);

        [Differentiable(Generate = All)]
        public static double EnergyOf(Damper damper, double q) => (0.5 * damper.Stiffness * q * q) - (damper.Gains.First * damper.Gains.Second * Math.Sin(q) * -1);
    }
}
