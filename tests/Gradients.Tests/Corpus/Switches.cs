// Switch statements, switch expressions and patterns, alone, in loops and with jumps out of them.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Switches
{
    public enum Activation { Identity, Relu, Tanh, Sigmoid, Softplus }

    [Differentiable]
    [Case("kind=Identity")]
    [Case("kind=Relu")]
    [Case("kind=Tanh")]
    [Case("kind=Sigmoid")]
    [Case("kind=Softplus", Throws = typeof(ArgumentOutOfRangeException))]
    public static double ActivationStatement(double x, Activation kind)
    {
        double y;
        switch (kind)
        {
            case Activation.Identity:
                y = x;
                break;
            case Activation.Relu:
                y = x > 0 ? x : 0;
                break;
            case Activation.Tanh:
                y = Math.Tanh(x);
                break;
            case Activation.Sigmoid:
                return 1 / (1 + Math.Exp(-x));
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, $"no activation for {x}");
        }

        return y * y + x;
    }

#pragma warning disable CS8509 // What happens without a match is what is tested.
    [Differentiable]
    [Case("kind=Identity")]
    [Case("kind=Relu")]
    [Case("kind=Tanh")]
    [Case("kind=Sigmoid")]
    [Case("kind=Softplus", Throws = typeof(System.Runtime.CompilerServices.SwitchExpressionException))]
    public static double ActivationExpression(double x, Activation kind) => x * kind switch
    {
        Activation.Identity => x,
        Activation.Relu => Math.Max(x, 0),
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
    };
#pragma warning restore CS8509

    [Differentiable]
    [Case("name=huber")]
    [Case("name=square")]
    [Case("name=other")]
    public static double LossByName(double error, double scale, string name)
    {
        switch (name)
        {
            case "square":
                return error * error;
            case "huber" when Math.Abs(error) < scale:
                return 0.5 * error * error;
            case "huber":
                return scale * (Math.Abs(error) - 0.5 * scale);
            default:
                return Math.Abs(error);
        }
    }

    [Differentiable]
    [Case("x=-3")]
    [Case("x=-0.5")]
    [Case("x=0.5")]
    [Case("x=1.5")]
    [Case("x=7")]
    public static double PiecewisePolynomial(double x) => x switch
    {
        < -2 => x * x,
        < 0 => -2 * x * x * x,
        >= 0 and < 1 => x * (1 - x),
        > 1 and not > 5 => Math.Sqrt(x),
        _ => Math.Log(x),
    };

    /// <summary>The cubic B-spline basis function.</summary>
    [Differentiable]
    [Case("t=0.25")]
    [Case("t=1.25")]
    [Case("t=2.75")]
    [Case("t=3.5")]
    [Case("t=5")]
    public static double SplineBasis(double t)
    {
        switch (t)
        {
            case < 0 or >= 4:
                return 0 * t;
            case < 1:
                return t * t * t / 6;
            case < 2:
                double u = t - 1;
                return (1 + 3 * u + 3 * u * u - 3 * u * u * u) / 6;
            case < 3:
                u = t - 2;
                return (4 - 6 * u * u + 3 * u * u * u) / 6;
            default:
                u = 4 - t;
                return u * u * u / 6;
        }
    }

    /// <summary>A stack machine: a switch in a loop with break and continue out of both.</summary>
    [Differentiable]
    [Case("x:3 program=0,1,2,3,2")]
    [Case("x:3 program=3,0,1,4,2")]
    [Case("x:3 program=2,5,1,1,0")]
    [Case("x:3 program=1,9,1")]
    public static double Machine(ReadOnlySpan<double> x, ReadOnlySpan<int> program)
    {
        double accumulator = 1;
        int at = 0;
        for (int step = 0; step < program.Length; step++)
        {
            switch (program[step])
            {
                case 0:
                    accumulator += x[at];
                    break;
                case 1:
                    accumulator *= x[at];
                    if (accumulator > 2) break;
                    accumulator += 0.5;
                    break;
                case 2:
                    for (int k = 0; k < x.Length; k++)
                    {
                        if (k == at) continue;
                        if (k > 1) break;
                        accumulator = Math.Sin(accumulator) + x[k];
                    }

                    break;
                case 3:
                    accumulator *= accumulator;
                    continue;
                case 4:
                    return accumulator * x[0];
                case 5:
                    accumulator = Math.Exp(-accumulator * accumulator);
                    goto default;
                default:
                    accumulator -= x[2];
                    break;
            }

            at = (at + 1) % x.Length;
        }

        return accumulator;
    }

    /// <summary>goto case backwards: a loop that the data end.</summary>
    [Differentiable]
    [Case("state=0")]
    [Case("state=1")]
    [Case("state=2")]
    public static double StateMachine(double x, double y, int state)
    {
        double energy = x * x + y * y + 1;
        int steps = 0;
        switch (state)
        {
            case 0:
                energy *= 1 + 0.1 * x;
                goto case 1;
            case 1:
                steps++;
                energy = Math.Sqrt(energy * energy + 1) + y;
                if (steps < 4) goto case 0;
                for (int i = 0; i < 3; i++)
                {
                    energy += Math.Sin(energy * i);
                    if (energy > 2 && i == 1) goto case 2;
                }

                goto default;
            case 2:
                energy *= x;
                break;
            default:
                energy += y * y;
                break;
        }

        return energy;
    }

    [Differentiable]
    public static double PatternsInConditions(double x, double y)
    {
        double r = x is > 0 and < 1 ? x * x : y;
        if (y is not (< 0 or > 1)) r *= y;
        if (x * y is var product && product > 0.5) r += product * product;
        return r + (Math.Sin(x) is > 0 and var positive ? positive * y : x);
    }

    [Differentiable]
    public static double Quadrants(double x, double y) => (x > 0, y > 0) switch
    {
        (true, true) => x * y,
        (false, true) => x * x * y,
        (true, false) => x - y * y,
        _ => Math.Exp(x + y),
    };

    [Differentiable]
    [Case("x=0.5")]
    [Case("x=2")]
    [Case("x=-2", Throws = typeof(ArgumentException))]
    public static float SwitchOfFloats(float x, float scale)
    {
        float y = x switch
        {
            > 1 => x * scale,
            > 0 => MathF.Sqrt(x) * scale,
            _ => throw new ArgumentException($"x is {x}", nameof(x)),
        };
        return y * y;
    }

    /// <summary>Sections share the local of one of them, one section leaves early, one returns, one falls out at its end.</summary>
    [Differentiable]
    [Case("mode=0")]
    [Case("mode=1")]
    [Case("mode=2")]
    [Case("mode=3")]
    public static double MixedEnds(double x, double y, int mode)
    {
        double r = x;
        for (int i = 0; i < 4; i++)
        {
            switch (mode)
            {
                case 0:
                    double t = r * y;
                    if (t > 3) return t * x;
                    if (t < -3) break;
                    r = t + x;
                    break;
                case 1:
                    t = Math.Cos(r);
                    if (i == 2) { r *= t; break; }
                    r += t;
                    continue;
                case 2 when i > 1:
                    return r * y;
                default:
                    r += x * y * i;
                    break;
            }

            r *= 0.75;
        }

        return r;
    }

    [Differentiable]
    public static void SwitchOverElements(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            switch (i % 3)
            {
                case 0: y[i] = x[i] * x[i]; break;
                case 1: y[i] += x[i]; break;
                default: y[i] *= x[i]; break;
            }
        }
    }

    [Differentiable]
    [Case("kind=Tanh")]
    [Case("kind=Softplus")]
    public static double SwitchInAHelper(double x, double y, Activation kind)
    {
        double s = 0;
        for (int i = 0; i < 3; i++) s = Apply(s * y + x, kind, i);
        return s;
    }

    private static double Apply(double x, Activation kind, int layer) => (kind, layer) switch
    {
        (Activation.Tanh, 0 or 1) => Math.Tanh(x),
        (_, 2) => x * x,
        (Activation.Softplus, _) => Math.Log(1 + Math.Exp(x)),
        _ => x,
    };
}
