// The control of a charge that steers a particle, whose simulation differentiates its potential (GradBench's particle).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

/// <summary>The functions are named by their modes, the outer one first: "rf" is a gradient, in reverse, of a simulation that pushes its potential forward.</summary>
public sealed partial class Particle : Problem
{
    /// <summary>The potential of charges at (10, 10 - w) and (10, 0).</summary>
    [Differentiable(nameof(x), nameof(y))]
    private static double Potential(double x, double y, double w) => 1 / Distance(x - 10, y - (10 - w)) + 1 / Distance(x - 10, y);

    private static double Distance(double x, double y) => Math.Sqrt(x * x + y * y);

    /// <summary>The squared place where the particle meets the ground, the field being the potential's gradient.</summary>
    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Jvp)]
    private static double LandingByReverse(double w)
    {
        double x = 0, y = 8, vx = 0.75, vy = 0;
        while (true)
        {
            PotentialGradient(x, y, w, out double byX, out double byY);
            if (!Moves(ref x, ref y, ref vx, ref vy, byX, byY)) break;
        }
        return Landing(x, y, vx, vy);
    }

    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Jvp)]
    private static double LandingByForward(double w)
    {
        double x = 0, y = 8, vx = 0.75, vy = 0;
        while (true)
        {
            PotentialJvp(x, y, w, 1, 0, out double byX);
            PotentialJvp(x, y, w, 0, 1, out double byY);
            if (!Moves(ref x, ref y, ref vx, ref vy, byX, byY)) break;
        }
        return Landing(x, y, vx, vy);
    }

    /// <summary>A step of Euler's method; false if it ends below the ground.</summary>
    private static bool Moves(ref double x, ref double y, ref double vx, ref double vy, double byX, double byY)
    {
        const double dt = 0.1;
        x += dt * vx;
        y += dt * vy;
        if (y <= 0) return false;
        vx -= dt * byX;
        vy -= dt * byY;
        return true;
    }

    private static double Landing(double x, double y, double vx, double vy)
    {
        double end = x - y / vy * vx;
        return end * end;
    }

    public override Job Prepare(string function, JsonElement input)
    {
        double[] start = [input.GetProperty("w").GetDouble()], end = [];
        Descent.Slope slope = function switch
        {
            "rr" => (w, g) => LandingByReverseGradient(w[0], out g[0]),
            "rf" => (w, g) => LandingByForwardGradient(w[0], out g[0]),
            "fr" => (w, g) => LandingByReverseJvp(w[0], 1, out g[0]),
            "ff" => (w, g) => LandingByForwardJvp(w[0], 1, out g[0]),
            _ => throw Unknown(function),
        };
        Descent.Objective f = function[1] == 'r' ? w => LandingByReverse(w[0]) : w => LandingByForward(w[0]);
        return new(() => end = Descent.Minimise(f, slope, start), () => end[0]);
    }
}
