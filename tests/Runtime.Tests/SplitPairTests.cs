// The tape and the workspace in the shape that generated code gives them: a forward and a reverse half that pass them on.
using System;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class SplitPairTests
{
    // The logistic map applied until it falls below a bound or has run twenty times.
    [Fact]
    public void A_forward_and_a_reverse_half_share_a_tape_and_a_workspace()
    {
        double value = Gradient(0.9, out double gradient);
        const double Step = 1e-6;
        double difference = (Gradient(0.9 + Step, out _) - Gradient(0.9 - Step, out _)) / (2 * Step);
        Assert.Equal(difference, gradient, 1e-6);
        Assert.True(double.IsFinite(value));
    }

    [Fact]
    public void The_pair_allocates_nothing_and_returns_everything()
    {
        Assert.Equal(0, Allocation.InSteadyState(() => Gradient(0.9, out _)));
        using PoolWatch watch = new();
        Gradient(0.9, out _);
        Assert.True(watch.Rented >= 3);
        Assert.Empty(watch.Outstanding);
    }

    [Fact]
    public void Recursion_a_thousand_deep_shares_one_tape()
    {
        Tape tape = default;
        Workspace workspace = default;
        try
        {
            double value = PowerForward(1.001, 1_000, ref tape, ref workspace);
            Assert.Equal(Math.Pow(1.001, 1_000), value, 1e-9);
            Assert.Equal(1_000 * Math.Pow(1.001, 999), PowerReverse(1_000, ref tape, 1), 1e-6);
            Assert.Equal(0, workspace.Mark());
        }
        finally
        {
            workspace.Dispose();
            tape.Dispose();
        }
    }

    private static double Gradient(double x, out double xGradient)
    {
        Tape tape = default;
        Workspace workspace = default;
        try
        {
            Span<double> state = stackalloc double[1];
            Span<double> stateAdjoint = stackalloc double[1];
            state[0] = x;
            double result = Forward(state, ref tape, ref workspace);
            Reverse(ref tape, 1, stateAdjoint);
            xGradient = stateAdjoint[0];
            return result;
        }
        finally
        {
            workspace.Dispose();
            tape.Dispose();
        }
    }

    // Stack memory may be passed beside a ref struct only if the parameter is scoped.
    private static double Forward(scoped Span<double> state, ref Tape tape, ref Workspace workspace)
    {
        int mark = workspace.Mark();
        Span<double> scratch = workspace.Allocate<double>(3);
        int trips = 0;
        while (state[0] > 0.01 && trips < 20)
        {
            tape.Push(state[0]);
            state[0] = 0.9 * state[0] * (1 - 0.5 * state[0]);
            trips++;
        }

        tape.Push(trips);
        scratch[1] = state[0];
        double result = scratch[0] + scratch[1];
        workspace.Release(mark);
        return result;
    }

    private static void Reverse(ref Tape tape, double seed, scoped Span<double> stateAdjoint)
    {
        double adjoint = seed + stateAdjoint[0];
        for (int trips = tape.PopInt(); trips > 0; trips--)
        {
            double x = tape.PopDouble();
            adjoint *= 0.9 * (1 - x);
        }

        stateAdjoint[0] = adjoint;
    }

    private static double PowerForward(double x, int n, ref Tape tape, ref Workspace workspace)
    {
        int mark = workspace.Mark();
        Span<double> product = workspace.Allocate<double>(1);
        product[0] = n == 0 ? 1 : x * PowerForward(x, n - 1, ref tape, ref workspace);
        tape.Push(x);
        tape.Push(n == 0 ? 1 : product[0] / x);
        double result = product[0];
        workspace.Release(mark);
        return result;
    }

    private static double PowerReverse(int n, ref Tape tape, double seed)
    {
        double rest = tape.PopDouble();
        double x = tape.PopDouble();
        return n == 0 ? 0 : seed * rest + PowerReverse(n - 1, ref tape, seed * x);
    }
}
