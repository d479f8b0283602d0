// Where methods may live: overloads, nested types, structs, records, interfaces, every accessibility.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Overloads
{
    [Differentiable]
    public static double Energy(double x) => x * x;

    [Differentiable]
    public static double Energy(double x, double y) => x * x + y * y * x;

    [Differentiable]
    public static float Energy(float x) => x * x * x;

    [Differentiable]
    public static double Energy(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x) sum += Energy(value);
        return sum;
    }
}

public static partial class Outer
{
    private static readonly double s_scale = 1.5;

    public partial class Inner
    {
        [Differentiable]
        internal static double InNestedClass(double x) => x * x * s_scale;

        protected internal static partial class Innermost
        {
            [Differentiable]
            private static double PrivateInNest(double x, double y) => Scaled(x) * y;

            private static double Scaled(double x) => x / (1 + (x * x * s_scale));
        }
    }

    private partial struct NestedStruct
    {
        [Differentiable]
        public static double InStruct(double x) => Math.Sin(x) * x;
    }

    internal readonly partial struct ReadOnlyStruct
    {
        [Differentiable]
        internal static double InReadOnlyStruct(double x) => Math.Cos(x) * x;
    }

    internal sealed partial record NestedRecord
    {
        [Differentiable]
        public static double InRecord(double x) => Math.Exp(x) / (1 + (x * x));
    }

    internal partial record struct NestedRecordStruct
    {
        [Differentiable]
        public static double InRecordStruct(double x, double y) => x * Math.Exp(-y);
    }

    internal partial interface INested
    {
        [Differentiable]
        public static double InInterface(double x) => x * x * x - x;
    }
}

internal partial class Accessible
{
    [Differentiable]
    private static double Private(double x) => x * 3 * x;

    [Differentiable]
    protected static double Protected(double x) => x * 4 * x;

    [Differentiable]
    private protected static double PrivateProtected(double x) => x * 5 * x;

    [Differentiable]
    protected internal static double ProtectedInternal(double x) => x * 6 * x;
}

public static partial class Extensions
{
    [Differentiable]
    public static double Quadrance(this ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x) sum += value * value;
        return sum;
    }

    [Differentiable]
    public static double Cubed(this double x) => x * x * x;

    [Differentiable]
    public static double WithDefault(double x, double power = 2) => x * power;
}
