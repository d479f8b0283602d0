// Computations of some hundred operations in a straight line, whose derivatives are compiled in parts.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>Where a planar arm is, and its direction.</summary>
public readonly record struct Pose(double Cos, double Sin, double X, double Y)
{
    public static Pose Start => new(1, 0, 0, 0);

    /// <summary>The end of one more link of the arm.</summary>
    public Pose Turn(double angle, double length)
    {
        double c = Math.Cos(angle), s = Math.Sin(angle);
        double cos = (Cos * c) - (Sin * s), sin = (Sin * c) + (Cos * s);
        return new Pose(cos, sin, X + (length * cos), Y + (length * sin));
    }
}

public static partial class LongFormulas
{
    /// <summary>The square of the distance that an arm of 16 links reaches.</summary>
    [Differentiable]
    [Lengths(16)]
    public static double Reach(ReadOnlySpan<double> angle, double scale)
    {
        Pose p = Pose.Start;
        p = p.Turn(angle[0], 0.9 * scale);
        p = p.Turn(angle[1], 0.8 * scale);
        p = p.Turn(angle[2], 1.1 * scale);
        p = p.Turn(angle[3], 0.7 * scale);
        p = p.Turn(angle[4], 1.2 * scale);
        p = p.Turn(angle[5], 0.6 * scale);
        p = p.Turn(angle[6], 0.5 * scale);
        p = p.Turn(angle[7], 1.3 * scale);
        p = p.Turn(angle[8], 0.4 * scale);
        p = p.Turn(angle[9], 1.0 * scale);
        p = p.Turn(angle[10], 0.3 * scale);
        p = p.Turn(angle[11], 0.9 * scale);
        p = p.Turn(angle[12], 0.8 * scale);
        p = p.Turn(angle[13], 0.2 * scale);
        p = p.Turn(angle[14], 0.7 * scale);
        p = p.Turn(angle[15], 0.6 * scale);
        return (p.X * p.X) + (p.Y * p.Y);
    }

    /// <summary>Links that bend the other way when they come too low, and a choice of angles that all of the line depends on.</summary>
    [Differentiable]
    [Lengths(5)]
    public static double ReachAboveTheFloor(ReadOnlySpan<double> angle, double scale)
    {
        int first = scale > 0.4 ? 1 : 0;
        bool isLong = angle[0] > 0.2;
        Pose p = Pose.Start;
        p = p.Turn(p.Y < 0.17 ? -0.9 * angle[first + 0] : angle[4], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.11 ? -0.8 * angle[first + 1] : angle[3], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.05 ? -1.1 * angle[first + 2] : angle[2], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.2 ? -0.7 * angle[first + 3] : angle[1], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.14 ? -1.2 * angle[first + 0] : angle[4], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.08 ? -0.6 * angle[first + 1] : angle[3], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.23 ? -0.5 * angle[first + 2] : angle[2], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.08 ? -1.3 * angle[first + 3] : angle[1], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.02 ? -0.4 * angle[first + 0] : angle[4], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.17 ? -1.0 * angle[first + 1] : angle[3], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.11 ? -0.3 * angle[first + 2] : angle[2], isLong ? scale : 0.5);
        p = p.Turn(p.Y < 0.14 ? -0.9 * angle[first + 3] : angle[1], isLong ? scale : 0.5);
        return isLong ? p.X - p.Y : p.X * p.Y;
    }

    /// <summary>A trip is a long line; trips are independent.</summary>
    [Differentiable]
    [Lengths(0, 1, 8, 19)]
    public static double SumOfReaches(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double scale)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            Pose p = Pose.Start;
            p = p.Turn(a[i], scale);
            p = p.Turn(b[i], scale);
            p = p.Turn(a[i] * b[i], scale);
            p = p.Turn(a[i] - b[i], scale);
            p = p.Turn(1.2 * b[i], scale);
            p = p.Turn(a[i], scale);
            p = p.Turn(b[i], scale);
            p = p.Turn(a[i] * b[i], scale);
            p = p.Turn(a[i] - b[i], scale);
            p = p.Turn(1.0 * b[i], scale);
            p = p.Turn(a[i], scale);
            p = p.Turn(b[i], scale);
            p = p.Turn(a[i] * b[i], scale);
            p = p.Turn(a[i] - b[i], scale);
            sum += p.X * p.Y;
        }
        return sum;
    }

    /// <summary>Each element is written over again and again.</summary>
    [Differentiable]
    [Lengths(4)]
    public static void Settle(Span<double> state, double rate)
    {
        Span<double> last = state.Slice(2, 2);
        state[0] += rate * (state[1] - (state[0] * last[0]));
        state[1] = (state[1] * (1 - rate)) + (0.09 * Math.Tanh(last[1]));
        last[0] -= rate * state[0] * state[1] * last[1];
        state[0] += rate * (state[2] - (state[0] * last[1]));
        state[1] = (state[1] * (1 - rate)) + (0.08 * Math.Tanh(last[0]));
        last[1] -= rate * state[0] * state[1] * last[0];
        state[0] += rate * (state[3] - (state[0] * last[0]));
        state[1] = (state[1] * (1 - rate)) + (0.11 * Math.Tanh(last[1]));
        last[0] -= rate * state[0] * state[1] * last[1];
        state[0] += rate * (state[1] - (state[0] * last[1]));
        state[1] = (state[1] * (1 - rate)) + (0.07 * Math.Tanh(last[0]));
        last[1] -= rate * state[0] * state[1] * last[0];
        state[0] += rate * (state[2] - (state[0] * last[0]));
        state[1] = (state[1] * (1 - rate)) + (0.12 * Math.Tanh(last[1]));
        last[0] -= rate * state[0] * state[1] * last[1];
        state[0] += rate * (state[3] - (state[0] * last[1]));
        state[1] = (state[1] * (1 - rate)) + (0.06 * Math.Tanh(last[0]));
        last[1] -= rate * state[0] * state[1] * last[0];
        state[0] += rate * (state[1] - (state[0] * last[0]));
        state[1] = (state[1] * (1 - rate)) + (0.05 * Math.Tanh(last[1]));
        last[0] -= rate * state[0] * state[1] * last[1];
        state[0] += rate * (state[2] - (state[0] * last[1]));
        state[1] = (state[1] * (1 - rate)) + (0.13 * Math.Tanh(last[0]));
        last[1] -= rate * state[0] * state[1] * last[0];
        state[0] += rate * (state[3] - (state[0] * last[0]));
        state[1] = (state[1] * (1 - rate)) + (0.04 * Math.Tanh(last[1]));
        last[0] -= rate * state[0] * state[1] * last[1];
        state[0] += rate * (state[1] - (state[0] * last[1]));
        state[1] = (state[1] * (1 - rate)) + (0.1 * Math.Tanh(last[0]));
        last[1] -= rate * state[0] * state[1] * last[0];
    }

    /// <summary>Polynomials in floats, in one another.</summary>
    [Differentiable]
    public static float Nested(float x, float y)
    {
        float v0 = (0.47f * y) + (0.28f * x * y) - (0.14f * x);
        float v1 = (0.44f * v0) + (0.22f * y * v0) - (0.1f * x);
        float v2 = (0.53f * v1) + (0.16f * v0 * v1) - (0.07f * x);
        float v3 = (0.41f * v2) + (0.22f * v1 * v2) - (0.15f * x);
        float v4 = (0.56f * v3) + (0.34f * v2 * v3) - (0.12f * y);
        float v5 = (0.38f * v4) + (0.3f * v3 * v4) - (0.09f * v0);
        float v6 = (0.35f * v5) + (0.24f * v4 * v5) - (0.17f * v1);
        float v7 = (0.59f * v6) + (0.24f * v5 * v6) - (0.09f * v2);
        float v8 = (0.32f * v7) + (0.18f * v6 * v7) - (0.06f * v3);
        float v9 = (0.5f * v8) + (0.14f * v7 * v8) - (0.14f * v4);
        float v10 = (0.29f * v9) + (0.32f * v8 * v9) - (0.1f * v5);
        float v11 = (0.47f * v10) + (0.36f * v9 * v10) - (0.12f * v6);
        float v12 = (0.44f * v11) + (0.26f * v10 * v11) - (0.18f * v7);
        float v13 = (0.26f * v12) + (0.26f * v11 * v12) - (0.2f * v8);
        float v14 = (0.41f * v13) + (0.2f * v12 * v13) - (0.04f * v9);
        float v15 = (0.38f * v14) + (0.28f * v13 * v14) - (0.03f * v10);
        float v16 = (0.47f * v15) + (0.28f * v14 * v15) - (0.14f * v11);
        float v17 = (0.44f * v16) + (0.22f * v15 * v16) - (0.1f * v12);
        float v18 = (0.53f * v17) + (0.16f * v16 * v17) - (0.07f * v13);
        float v19 = (0.41f * v18) + (0.22f * v17 * v18) - (0.15f * v14);
        float v20 = (0.56f * v19) + (0.34f * v18 * v19) - (0.12f * v15);
        float v21 = (0.38f * v20) + (0.3f * v19 * v20) - (0.09f * v16);
        float v22 = (0.35f * v21) + (0.24f * v20 * v21) - (0.17f * v17);
        float v23 = (0.59f * v22) + (0.24f * v21 * v22) - (0.09f * v18);
        float v24 = (0.32f * v23) + (0.18f * v22 * v23) - (0.06f * v19);
        float v25 = (0.5f * v24) + (0.14f * v23 * v24) - (0.14f * v20);
        float v26 = (0.29f * v25) + (0.32f * v24 * v25) - (0.1f * v21);
        float v27 = (0.47f * v26) + (0.36f * v25 * v26) - (0.12f * v22);
        float v28 = (0.44f * v27) + (0.26f * v26 * v27) - (0.18f * v23);
        float v29 = (0.26f * v28) + (0.26f * v27 * v28) - (0.2f * v24);
        float v30 = (0.41f * v29) + (0.2f * v28 * v29) - (0.04f * v25);
        float v31 = (0.38f * v30) + (0.28f * v29 * v30) - (0.03f * v26);
        float v32 = (0.47f * v31) + (0.28f * v30 * v31) - (0.14f * v27);
        float v33 = (0.44f * v32) + (0.22f * v31 * v32) - (0.1f * v28);
        float v34 = (0.53f * v33) + (0.16f * v32 * v33) - (0.07f * v29);
        float v35 = (0.41f * v34) + (0.22f * v33 * v34) - (0.15f * v30);
        float v36 = (0.56f * v35) + (0.34f * v34 * v35) - (0.12f * v31);
        float v37 = (0.38f * v36) + (0.3f * v35 * v36) - (0.09f * v32);
        float v38 = (0.35f * v37) + (0.24f * v36 * v37) - (0.17f * v33);
        float v39 = (0.59f * v38) + (0.24f * v37 * v38) - (0.09f * v34);
        return v39 + (v38 * v37);
    }

    /// <summary>The line stands in a branch, and what a check says stands in it.</summary>
    [Differentiable]
    public static double InABranch(double x, double y)
    {
        double result = x * y;
        if (x > y)
        {
            Pose p = Pose.Start;
            p = p.Turn(x, y);
            p = p.Turn(y, y);
            p = p.Turn(x * p.Y, y);
            p = p.Turn(x - y, y);
            p = p.Turn(x, y);
            p = p.Turn(y, y);
            p = p.Turn(x * p.Y, y);
            if (double.IsNaN(p.X)) throw new ArithmeticException();
            p = p.Turn(x - y, y);
            p = p.Turn(x, y);
            p = p.Turn(y, y);
            p = p.Turn(x * p.Y, y);
            p = p.Turn(x - y, y);
            p = p.Turn(x, y);
            result = p.X - (p.Y * x);
        }
        return result * x;
    }
}
