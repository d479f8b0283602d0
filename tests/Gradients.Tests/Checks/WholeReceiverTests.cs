// Structs differentiated with respect to themselves, and names that fields and parameters both want.
using System;
using System.Runtime.InteropServices;
using Autodiff.Gradients.Tests.Corpus;
using Xunit;

namespace Autodiff.Gradients.Tests.Checks;

/// <summary>Each method has a static twin that takes the receiver as a parameter.</summary>
public sealed partial class WholeReceiverTests
{
    private static readonly Damper s_damper = new(2.5, new Gains(0.5f, -1), "d");

    [Fact]
    public void The_gradient_of_the_receiver_comes_first_and_equals_that_of_a_parameter()
    {
        double value = s_damper.EnergyGradient(1.5, out Damper thisGradient, out double q);
        Assert.Equal(Damper.EnergyOfGradient(s_damper, 1.5, out Damper expected, out double expectedQ), value);
        Assert.Equal((expected, expectedQ), (thisGradient, q));
        Assert.Null(thisGradient.Name);
        Assert.Equal(1.5 * 1.5, thisGradient.Stiffness, 12);
    }

    [Fact]
    public void Its_tangent_and_its_adjoint_are_of_its_type()
    {
        var direction = new Damper(0.3, new Gains(2, 0.7), "ignored");
        double value = s_damper.EnergyJvp(1.5, direction, 0.1, out double tangent);
        Assert.Equal(Damper.EnergyOfJvp(s_damper, 1.5, direction, 0.1, out double expectedTangent), value);
        Assert.Equal(expectedTangent, tangent);

        (Damper adjoint, double q) = (new Damper(10, new Gains(20, 30), "kept out"), 40);
        (Damper expected, double expectedQ) = (adjoint, q);
        s_damper.EnergyVjp(1.5, 2, ref adjoint, ref q);
        Damper.EnergyOfVjp(s_damper, 1.5, 2, ref expected, ref expectedQ);
        Assert.Equal((expected, expectedQ), (adjoint, q));
    }

    [Fact]
    public void The_receiver_alone_may_be_differentiated()
    {
        double value = s_damper.SquareGradient(out Damper gradient);
        Assert.Equal(2.5 * 2.5 * 3, value);
        Assert.Equal((5.0 * 3, 3 * 2.5 * 2.5), (gradient.Stiffness, gradient.Gains.Second * -1));
    }

    [Fact]
    public void A_field_keeps_its_name_when_a_parameter_wants_it_too()
    {
        double value = new Rated().ScaledGradient(3, 5, out double rateGradient, out double rateGradient_);
        Assert.Equal((3 * 4 * 5, 2 * 2 * 3 * 5, 4 * 5), (value, rateGradient, rateGradient_));
        new Rated().ScaledJvp(3, 5, rateTangent: 1, rateTangent_: 0, out double byField);
        Assert.Equal(2 * 2 * 3 * 5, byField);
    }

    [Fact]
    public void A_span_of_structs_and_a_span_of_their_numbers_must_lie_apart()
    {
        var z = new Complex[2];
        Assert.Throws<ArgumentException>(() => StructCopies.TwoKindsVjp(z, MemoryMarshal.Cast<Complex, double>(z.AsSpan()), 1, new Complex[2], new double[4]));
        var adjoint = new Complex[2];
        Assert.Throws<ArgumentException>(() => StructCopies.TwoKindsVjp(z, new double[4], 1, adjoint, MemoryMarshal.Cast<Complex, double>(adjoint.AsSpan())));
        StructCopies.TwoKindsVjp(z, new double[4], 1, adjoint, new double[4]);
    }

    public readonly record struct Gains(float First, double Second);

    public readonly partial record struct Damper(double Stiffness, Gains Gains, string? Name)
    {
        private double Twice => 2 * Stiffness;

        [Differentiable("this", nameof(q))]
        public double Energy(double q) => (0.5 * Twice * q * q) + Weighted(q) + Of(Gains, q);

        [Differentiable]
        public static double EnergyOf(Damper damper, double q) => (0.5 * damper.Twice * q * q) + damper.Weighted(q) + Of(damper.Gains, q);

        [Differentiable("this")]
        public double Square() => -3 * Stiffness * Stiffness * Gains.Second;

        private double Weighted(double q)
        {
            double sum = 0;
            for (int i = 0; i < 3; i++) sum = (sum * Gains.Second) + (Gains.First * q);
            return sum;
        }

        private static double Of(Gains gains, double q) => gains.First * gains.Second * Math.Sin(q);
    }

    public sealed partial class Rated
    {
        private readonly double _rate = 2;

        [Differentiable(nameof(_rate), nameof(rate))]
        public double Scaled(double rate, double x) => rate * _rate * _rate * x;
    }
}
