// The micro-benchmarks of the command "bdn": what BenchmarkDotNet measures.
using System;
using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Attributes;

namespace Autodiff.Benchmarks;

/// <summary>One line of micro-benchmarks: forms of the same work, null where one does not exist, and how many floating-point operations that is.</summary>
internal sealed record MicroCase(string Name, IReadOnlyList<(string Form, Action? Run)> Forms, double Operations = 0)
{
    public IEnumerable<NamedAction> Actions => Forms.Where(f => f.Run is not null).Select(f => new NamedAction($"{Name}, {f.Form}", f.Run!));
}

/// <summary>Shows as its name in the table.</summary>
public sealed record NamedAction(string Name, Action Run)
{
    public override string ToString() => Name;
}

public class VectorMathBench
{
    public static IEnumerable<NamedAction> Functions => VectorMathBenchmarks.Cases.SelectMany(c => c.Actions);

    /// <summary>Over 1024 numbers.</summary>
    [Benchmark, ArgumentsSource(nameof(Functions))]
    public void Map(NamedAction function) => function.Run();
}

public class KernelBench
{
    public static IEnumerable<NamedAction> Kernels => KernelBenchmarks.Cases.SelectMany(c => c.Actions);

    [Benchmark, ArgumentsSource(nameof(Kernels))]
    public void Call(NamedAction kernel) => kernel.Run();
}

public class TapeBench
{
    [Params(10, 1000)]
    public int Count { get; set; }

    /// <summary>Numbers on the tape and back.</summary>
    [Benchmark]
    public double Doubles()
    {
        Tape tape = default;
        for (int i = 0; i < Count; i++) tape.Push(i * 0.5);
        double sum = 0;
        for (int i = 0; i < Count; i++) sum += tape.PopDouble();
        tape.Dispose();
        return sum;
    }

    /// <summary>Decisions, a bit each.</summary>
    [Benchmark]
    public int Decisions()
    {
        Tape tape = default;
        for (int i = 0; i < Count; i++) tape.Push((i & 3) == 0);
        int sum = 0;
        for (int i = 0; i < Count; i++) sum += tape.PopBool() ? 1 : 0;
        tape.Dispose();
        return sum;
    }

    /// <summary>A loop whose every trip needs what the one before gave.</summary>
    [Benchmark]
    public double LogisticGradient() => MicroFunctions.LogisticGradient(0.3, 3.5, Count, out double x, out double r) + x + r;
}

public class TinyBench
{
    private double _x = 1.2;

    [Benchmark]
    public double Rosenbrock() => MicroFunctions.Rosenbrock(_x, 1);

    [Benchmark]
    public double RosenbrockGradient() => MicroFunctions.RosenbrockGradient(_x, 1, out double x, out double y) + x + y;

    [Benchmark]
    public double RosenbrockJvp() => MicroFunctions.RosenbrockJvp(_x, 1, 1, 0, out double tangent) + tangent;

    [Benchmark]
    public double Doubling() => MicroFunctions.Doubling(_x);

    [Benchmark]
    public double DoublingGradient() => MicroFunctions.DoublingGradient(_x, out double a) + a;
}
