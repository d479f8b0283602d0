// What a method tells by events and delegates it tells once in each member, if anybody listens.
using System;
using System.Collections.Generic;
using Xunit;

namespace Autodiff.Gradients.Tests.Checks;

public sealed partial class Solver
{
    public static event Action<double>? Progress;

    public event EventHandler<double>? Changed;

    private static double Halved(double x, Action<double>? told = null)
    {
        told?.Invoke(x);
        return x / 2;
    }

    [Differentiable]
    public double Solve(double x, Action<string>? log, IProgress<double>? progress)
    {
        double y = x;
        for (int i = 0; i < 2; i++)
        {
            y = y * y + 1;
            Progress?.Invoke(y);
            log?.Invoke($"{i}: {y}");
        }
        Changed?.Invoke(this, y);
        progress?.Report(y);
        if (Progress != null) Progress(-y);
        return Halved(y) + Halved(y, Progress);
    }
}

public class ProgressTests
{
    private sealed class Reports(List<string> into) : IProgress<double>
    {
        public void Report(double value) => into.Add($"reported {value}");
    }

    [Fact]
    public void Listeners_are_told_once_and_in_order_in_every_member()
    {
        var solver = new Solver();
        List<string> told = [];
        void Listen(double y) => told.Add($"progress {y}");
        solver.Changed += (sender, y) => told.Add($"changed {y} {ReferenceEquals(sender, solver)}");
        Solver.Progress += Listen;
        try
        {
            double value = solver.Solve(1, told.Add, new Reports(told));
            string[] expected = [.. told];
            Assert.Equal(["progress 2", "0: 2", "progress 5", "1: 5", "changed 5 True", "reported 5", "progress -5", "progress 5"], expected);

            told.Clear();
            Assert.Equal(value, solver.SolveGradient(1, told.Add, new Reports(told), out double gradient));
            Assert.Equal(8, gradient);
            Assert.Equal(expected, told);

            told.Clear();
            Assert.Equal(value, solver.SolveJvp(1, told.Add, new Reports(told), 2, out double tangent));
            Assert.Equal(16, tangent);
            Assert.Equal(expected, told);

            told.Clear();
            double adjoint = 1;
            Assert.Equal(value, solver.SolveVjp(1, told.Add, new Reports(told), 2, ref adjoint));
            Assert.Equal(17, adjoint);
            Assert.Equal(expected, told);
        }
        finally
        {
            Solver.Progress -= Listen;
        }
    }

    [Fact]
    public void Nobody_has_to_listen()
    {
        Assert.Equal(5, new Solver().SolveGradient(1, null, null, out double gradient));
        Assert.Equal(8, gradient);
    }
}
