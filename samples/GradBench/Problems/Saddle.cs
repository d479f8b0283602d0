// A minimum of a maximum: gradient descent through gradient ascent (GradBench's saddle).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

/// <summary>The functions are named by their modes, the outer one first, as those of <see cref="Particle"/>.</summary>
public sealed partial class Saddle : Problem
{
    private static double Height(double x0, double x1, double y0, double y1) => (x0 * x0 + x1 * x1) - (y0 * y0 + y1 * y1);

    /// <summary>What is minimised over y to maximise the height.</summary>
    [Differentiable(nameof(y0), nameof(y1), Generate = Derivatives.Gradient | Derivatives.Jvp)]
    private static double Depth(double x0, double x1, double y0, double y1) => -Height(x0, x1, y0, y1);

    private static void DepthSlope(bool reverse, double x0, double x1, double y0, double y1, out double g0, out double g1)
    {
        if (reverse)
        {
            DepthGradient(x0, x1, y0, y1, out g0, out g1);
            return;
        }
        DepthJvp(x0, x1, y0, y1, 1, 0, out g0);
        DepthJvp(x0, x1, y0, y1, 0, 1, out g1);
    }

    /// <summary>The descent of <see cref="Descent"/> on the depth, written out, because it is differentiated.</summary>
    private static void Deepest(bool reverse, double x0, double x1, double start0, double start1, out double y0, out double y1)
    {
        (y0, y1) = (start0, start1);
        double value = Depth(x0, x1, y0, y1), eta = 1e-5;
        DepthSlope(reverse, x0, x1, y0, y1, out double g0, out double g1);
        int i = 0;
        while (Norm(g0, g1) > 1e-5)
        {
            if (i == 10)
            {
                eta *= 2;
                i = 0;
                continue;
            }
            double next0 = y0 - eta * g0, next1 = y1 - eta * g1;
            if (Norm(y0 - next0, y1 - next1) <= 1e-5) break;
            double at = Depth(x0, x1, next0, next1);
            if (at < value)
            {
                (y0, y1, value) = (next0, next1, at);
                DepthSlope(reverse, x0, x1, y0, y1, out g0, out g1);
                i++;
            }
            else
            {
                eta /= 2;
                i = 0;
            }
        }
    }

    private static double Norm(double a, double b) => Math.Sqrt(a * a + b * b);

    [Differentiable(nameof(x0), nameof(x1), Generate = Derivatives.Gradient | Derivatives.Jvp)]
    private static double HighestByReverse(double x0, double x1, double start0, double start1)
    {
        Deepest(true, x0, x1, start0, start1, out double y0, out double y1);
        return Height(x0, x1, y0, y1);
    }

    [Differentiable(nameof(x0), nameof(x1), Generate = Derivatives.Gradient | Derivatives.Jvp)]
    private static double HighestByForward(double x0, double x1, double start0, double start1)
    {
        Deepest(false, x0, x1, start0, start1, out double y0, out double y1);
        return Height(x0, x1, y0, y1);
    }

    public override Job Prepare(string function, JsonElement input)
    {
        double[] start = Numbers(input.GetProperty("start")), output = [];
        double s0 = start[0], s1 = start[1];
        Descent.Slope slope = function switch
        {
            "rr" => (x, g) => HighestByReverseGradient(x[0], x[1], s0, s1, out g[0], out g[1]),
            "rf" => (x, g) => HighestByForwardGradient(x[0], x[1], s0, s1, out g[0], out g[1]),
            "fr" => (x, g) =>
            {
                HighestByReverseJvp(x[0], x[1], s0, s1, 1, 0, out g[0]);
                HighestByReverseJvp(x[0], x[1], s0, s1, 0, 1, out g[1]);
            },
            "ff" => (x, g) =>
            {
                HighestByForwardJvp(x[0], x[1], s0, s1, 1, 0, out g[0]);
                HighestByForwardJvp(x[0], x[1], s0, s1, 0, 1, out g[1]);
            },
            _ => throw Unknown(function),
        };
        bool reverse = function[1] == 'r';
        Descent.Objective f = reverse ? x => HighestByReverse(x[0], x[1], s0, s1) : x => HighestByForward(x[0], x[1], s0, s1);
        return new(
            () =>
            {
                double[] lowest = Descent.Minimise(f, slope, start);
                Deepest(reverse, lowest[0], lowest[1], s0, s1, out double y0, out double y1);
                output = [.. lowest, y0, y1];
            },
            () => Array(output));
    }
}
