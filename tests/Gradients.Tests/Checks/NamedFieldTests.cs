// Differentiated fields of a receiver: bit for bit what the static method gives that takes the fields as parameters.
using System;
using Xunit;

namespace Autodiff.Gradients.Tests.Checks;

/// <summary>Each instance method has a static twin.</summary>
public sealed partial class NamedFieldTests
{
    [Fact]
    public void A_scalar_field_comes_before_the_parameters()
    {
        var layer = new Layer(0.7, [1, -2, 0.5]);
        double value = layer.DecayGradient(1.5, out double rate, out double x);
        Assert.Equal(Layer.DecayOf(0.7, 1.5), value);
        Layer.DecayOfGradient(0.7, 1.5, out double expectedRate, out double expectedX);
        Assert.Equal((expectedRate, expectedX), (rate, x));

        Assert.Equal(value, layer.DecayJvp(1.5, 2, 3, out double tangent));
        Layer.DecayOfJvp(0.7, 1.5, 2, 3, out double expectedTangent);
        Assert.Equal(expectedTangent, tangent);

        (double rateAdjoint, double xAdjoint) = (10, 20);
        Assert.Equal(value, layer.DecayVjp(1.5, 2, ref rateAdjoint, ref xAdjoint));
        Assert.Equal((10 + (2 * expectedRate), 20 + (2 * expectedX)), (rateAdjoint, xAdjoint));
    }

    [Fact]
    public void A_field_array_is_filled_and_flows_through_helpers_and_properties()
    {
        double[] weights = [1, -2, 0.5], x = [0.3, 0.1, -0.7];
        var layer = new Layer(0.7, weights);
        double[] gradient = [9, 9, 9], expected = new double[3];
        double value = layer.EnergyGradient(x, out double rate, gradient);
        Assert.Equal(Layer.EnergyOfGradient(0.7, weights, x, out double expectedRate, expected), value);
        Assert.Equal(expectedRate, rate);
        Assert.Equal(expected, gradient);

        double[] adjoint = [1, 2, 3];
        double rateAdjoint = 4;
        layer.EnergyVjp(x, 1, ref rateAdjoint, adjoint);
        Assert.Equal(4 + expectedRate, rateAdjoint, 12);
        for (int i = 0; i < 3; i++) Assert.Equal(i + 1 + expected[i], adjoint[i], 12);

        layer.EnergyJvp(x, 1, expected, out double tangent);
        Assert.Equal(expectedRate + (expected[0] * expected[0]) + (expected[1] * expected[1]) + (expected[2] * expected[2]), tangent, 9);
    }

    [Fact]
    public void The_gradient_of_a_field_array_must_have_its_length_and_lie_apart_from_it()
    {
        double[] weights = [1, -2, 0.5];
        var layer = new Layer(0.7, weights);
        Assert.Throws<ArgumentException>(() => layer.EnergyGradient([1, 2, 3], out _, new double[2]));
        Assert.Throws<ArgumentException>(() => layer.EnergyGradient([1, 2, 3], out _, weights));
        Assert.Equal([1, -2, 0.5], weights);
    }

    [Fact]
    public void Recursion_through_the_receiver_carries_its_field()
    {
        var layer = new Layer(0.7, []);
        double value = layer.PowerGradient(1.5, 5, out double rate);
        Assert.Equal(Math.Pow(0.7, 5) * 1.5, value, 12);
        Assert.Equal(5 * Math.Pow(0.7, 4) * 1.5, rate, 12);
    }

    [Fact]
    public void A_field_of_a_struct_and_of_a_base_class()
    {
        var spring = new Spring(2.5f);
        Assert.Equal(0.5f * 2.5f * 9, spring.EnergyGradient(3, out float stiffness));
        Assert.Equal(4.5f, stiffness);
        var derived = new Derived();
        Assert.Equal(6, derived.ScaledGradient(3, out double factor, out double scale, out double x));
        Assert.Equal((3, 6, 2), (factor, scale, x));
    }

    public sealed partial class Layer(double rate, double[] weights)
    {
        private readonly double _rate = rate;
        private readonly double[] _weights = weights;

        public double Doubled => 2 * _rate;

        [Differentiable(nameof(x), nameof(_rate))]
        public double Decay(double x) => Math.Exp(-_rate * x) * Doubled;

        [Differentiable]
        public static double DecayOf(double rate, double x) => Math.Exp(-rate * x) * (2 * rate);

        [Differentiable(nameof(_rate), nameof(_weights))]
        public double Energy(ReadOnlySpan<double> x)
        {
            double sum = 0;
            for (int i = 0; i < _weights.Length; i++) sum += Unit(i, x) * Doubled;
            return sum;
        }

        [Differentiable(nameof(rate), nameof(weights))]
        public static double EnergyOf(double rate, ReadOnlySpan<double> weights, ReadOnlySpan<double> x)
        {
            double sum = 0;
            for (int i = 0; i < weights.Length; i++) sum += UnitOf(rate, weights, i, x) * (2 * rate);
            return sum;
        }

        [Differentiable(nameof(_rate))]
        public double Power(double x, int n) => n == 0 ? x : _rate * Power(x, n - 1);

        private double Unit(int k, ReadOnlySpan<double> x)
        {
            double value = _weights[k];
            for (int i = 0; i < x.Length; i++) value = Math.Tanh(value * _rate) + (x[i] * _weights[k]);
            return value;
        }

        private static double UnitOf(double rate, ReadOnlySpan<double> weights, int k, ReadOnlySpan<double> x)
        {
            double value = weights[k];
            for (int i = 0; i < x.Length; i++) value = Math.Tanh(value * rate) + (x[i] * weights[k]);
            return value;
        }
    }

    public readonly partial struct Spring(float stiffness)
    {
        private readonly float _stiffness = stiffness;

        [Differentiable(nameof(_stiffness))]
        public float Energy(float q) => 0.5f * _stiffness * q * q;
    }

    public abstract class Base
    {
        public double Scale { get; set; } = 1;
    }

    public sealed partial class Derived : Base
    {
        public double Factor = 2;

        [Differentiable("Scale", nameof(Factor), nameof(x))]
        public double Scaled(double x) => x * Scale * Factor;
    }
}
