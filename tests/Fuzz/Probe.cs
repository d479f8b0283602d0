// Checks the derivatives of one source at random points: forward against finite differences, reverse against forward, Gradient against Vjp.
using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Autodiff.Runtime.Tests;

namespace Autodiff.Fuzz;

internal sealed class Probe
{
    private readonly Adapter _adapter;
    private readonly int[] _sizes;
    private readonly Random _random;
    private readonly Adapter.Function _primal, _jvp, _vjp;
    private readonly Adapter.Function? _gradient;
    private readonly double[] _point;
    private readonly double _tolerance;
    /// <summary>1 if the differences were conclusive.</summary>
    internal int Compared { get; private set; }
    /// <summary>The derivatives are those of one step of a function that is made of steps.</summary>
    internal bool IsStep { get; private set; }

    /// <summary>Where a derivative of the branches taken is not that of the function, because the function is made of steps: how large the steps are told in words, once.</summary>
    private readonly bool _allowsSteps;
    private readonly bool _isDetached;

    internal Probe(Adapter adapter, Assembly assembly, int[] sizes, Random random, Func<Random, double> draw, bool allowsSteps = false, bool isDetached = false)
    {
        (_adapter, _sizes, _random, _allowsSteps, _isDetached) = (adapter, sizes, random, allowsSteps, isDetached);
        Type type = assembly.GetType(adapter.ClassName, throwOnError: true)!;
        Adapter.Function Bind(string name) => type.GetMethod(name)!.CreateDelegate<Adapter.Function>();
        Adapter.Function primal = Bind("Primal");
        (_primal, _jvp, _vjp, _gradient) = (Watched, Bind("Jvp"), Bind("Vjp"), adapter.HasGradient ? Bind("Gradient") : null);
        _point = [.. Enumerable.Range(0, adapter.Inputs(sizes)).Select(_ => draw(random))];
        if (adapter.IsSingle)
            for (int k = 0; k < _point.Length; k++) _point[k] = (float)_point[k];
        _tolerance = adapter.IsSingle ? 2e-3 : 1e-8;

        void Watched(double[] point, int[] lengths, double[] a, double[] b, double[] outputs)
        {
            InPrimal = true;
            try
            {
                primal(point, lengths, a, b, outputs);
            }
            finally
            {
                InPrimal = false;
            }
        }
    }

    /// <summary>What is running is the function itself, perhaps at a point nearby, and no derivative.</summary>
    internal volatile bool InPrimal;

    /// <summary>The sizes that points are made of: unequal, large enough for the fixed indices of random methods, and one set longer than a vector.</summary>
    private static readonly int[][] s_sizes = [[5, 4, 6, 5, 4, 7, 5, 6], [4, 7, 5, 6, 5, 4, 6, 5], [19, 16, 9, 17, 8, 11, 10, 9]];

    public static Outcome Check(string source, Adapter[] adapters, Assembly assembly, int points)
    {
        int compared = 0, unstable = 0, runs = 0;
        string last = "";
        foreach (Adapter adapter in adapters)
            for (int p = 0; p < points; p++)
            {
                Random random = new(p);
                int[] sizes = [.. adapter.Parts.Select((_, k) => s_sizes[p % s_sizes.Length][k % 8]), 0, 0, 1];
                Probe probe = new(adapter, assembly, sizes, random, r => ((2 * r.NextDouble()) - 1) * 1.5);
                runs++;
                try
                {
                    (Verdict verdict, string message) = probe.Run();
                    if (verdict == Verdict.Unstable) { unstable++; last = message; }
                    else if (verdict != Verdict.Passed) return new(source, verdict, $"{message} [{adapter.Stem}, sizes {string.Join(" ", sizes)}]");
                }
                catch (Exception exception)
                {
                    return new(source, Verdict.Threw, $"{exception.GetType().Name}: {exception.Message} [{adapter.Stem}, sizes {string.Join(" ", sizes)}]\n{exception.StackTrace}");
                }
                compared += probe.Compared;
            }
        return new(source, unstable == runs ? Verdict.Unstable : Verdict.Passed, last, compared);
    }

    /// <summary>The function's own outputs, or null if it throws or gives what differences cannot be taken of.</summary>
    internal double[]? Primal(out Exception? thrown)
    {
        double[] values = new double[_adapter.OutputsAtMost(_sizes)];
        thrown = Try(() => _primal(_point, _sizes, [], [], values));
        values = values[.._adapter.OutputCount(_sizes)];
        return thrown is null && values.All(v => double.IsFinite(v) && Math.Abs(v) <= 1e6) ? values : null;
    }

    internal (Verdict, string) Run()
    {
        Soil();
        using PoolWatch watch = new();
        (Verdict verdict, string message) = RunMembers();
        return verdict <= Verdict.Unstable && watch.Outstanding.Length > 0 ? (Verdict.Wrong, "Rented memory is not returned: " + message) : (verdict, message);
    }

    private (Verdict, string) RunMembers()
    {
        double[]? found = Primal(out Exception? thrown);
        int inputs = _point.Length, outputs = _adapter.OutputCount(_sizes);
        double[] values = found ?? new double[outputs];
        double[] direction = Direction(), tangents = new double[outputs], again = new double[outputs];
        double[] seeds = Vector(outputs, 1.0), before = Vector(inputs, 1.0), adjoints = [.. before];
        if (_adapter.IsSingle) (seeds, before) = (Rounded(seeds), Rounded(before));
        adjoints = [.. before];
        if (thrown is not null)
        {
            foreach (var (name, run) in new (string, Action)[] { ("Jvp", () => _jvp(_point, _sizes, direction, tangents, again)), ("Vjp", () => _vjp(_point, _sizes, adjoints, seeds, again)) })
                if (Try(run)?.GetType() != thrown.GetType()) return (Verdict.Wrong, $"{name} does not throw: F throws {thrown.GetType().Name}");
            return (Verdict.Passed, "throws " + thrown.Message);
        }
        if (found is null) return (Verdict.Unstable, "large or not finite");

        Soil();
        _jvp(_point, _sizes, direction, tangents, again);
        if (Differ(values, again) is { } j) return (Verdict.Wrong, $"Jvp computes another value: output {j}: {again[j]} instead of {values[j]}");
        if (tangents.Any(t => !double.IsFinite(t) || Math.Abs(t) > (_adapter.IsSingle ? 1e3 : 1e7))) return (Verdict.Unstable, "derivatives large or not finite");
        if (!_isDetached && CompareWithDifferences(direction, values, tangents) is { } wrong) return (Verdict.Wrong, wrong);

        Soil();
        _vjp(_point, _sizes, adjoints, seeds, again);
        if (Differ(values, again) is { } r) return (Verdict.Wrong, $"Vjp computes another value: output {r}: {again[r]} instead of {values[r]}");
        // Something on the way has overflowed, where one mode may give 0 and the other NaN.
        if (adjoints.Any(a => !double.IsFinite(a))) return (Verdict.Unstable, "adjoints not finite");
        if (CompareWithForward(direction, tangents, seeds, before, adjoints) is { } apart)
            return IsIllConditioned(direction, tangents) ? (Verdict.Unstable, "ill-conditioned") : (Verdict.Wrong, apart);
        return CompareGradient(values) is { } gradient ? (Verdict.Wrong, gradient) : (Verdict.Passed, "");
    }

    /// <summary>What is rented is dirty.</summary>
    private static void Soil()
    {
        Fill(double.NaN);
        Fill(float.NaN);
        Fill(-77);
        Fill(-77L);
        Fill(true);
        Fill(0xFFF8_0000_0000_0001UL);
        Fill((byte)255);

        static void Fill<T>(T dirt)
        {
            for (int length = 16; length <= 2048; length *= 2)
            {
                T[][] rented = [ArrayPool<T>.Shared.Rent(length), ArrayPool<T>.Shared.Rent(length), ArrayPool<T>.Shared.Rent(length)];
                foreach (T[] array in rented)
                {
                    Array.Fill(array, dirt);
                    ArrayPool<T>.Shared.Return(array);
                }
            }
        }
    }

    private static double[] Rounded(double[] values) => [.. values.Select(v => (double)(float)v)];

    private double[] Vector(int count, double size) => [.. Enumerable.Range(0, count).Select(_ => (2 * _random.NextDouble() - 1) * size)];

    // Tangents of inputs that are not differentiated are garbage that must not matter.
    private double[] Direction() => Vector(_point.Length, 1.0) is var direction && _adapter.IsSingle ? Rounded(direction) : direction;

    private IEnumerable<(Part Part, int At)> Entries() => _adapter.Parts.SelectMany((p, k) => p.IsInput ? Enumerable.Repeat(p, _adapter.CountOf(p, _sizes[k], _sizes[^1])) : []).Select((p, at) => (p, at));

    private int? Differ(double[] expected, double[] actual)
    {
        for (int k = 0; k < expected.Length; k++)
            if (!(Math.Abs(expected[k] - actual[k]) <= (_adapter.IsSingle ? 1e-4 : 1e-10) * (1 + Math.Abs(expected[k])))) return k;
        return null;
    }

    private string? CompareWithDifferences(double[] direction, double[] values, double[] tangents)
    {
        double[] effective = [.. direction];
        foreach ((Part part, int at) in Entries())
            if (!part.IsDifferentiated) effective[at] = 0;
        double h = _adapter.IsSingle ? 2e-2 : 2e-3;
        double[][] d = [.. new[] { h, h / 2, h / 4 }.Select(s => Difference(effective, s))];
        bool conclusive = true;
        for (int k = 0; k < values.Length; k++)
        {
            double first = (4 * d[1][k] - d[0][k]) / 3, second = (4 * d[2][k] - d[1][k]) / 3, best = (16 * second - first) / 15;
            double scale = 1 + Math.Abs(best) + Math.Abs(values[k]), error = Math.Abs(second - best);
            if (!(error < scale * (_adapter.IsSingle ? 2e-3 : 1e-6))) conclusive = false;
            else if (!(Math.Abs(best - tangents[k]) <= 20 * error + scale * (_adapter.IsSingle ? 1e-2 : 1e-6)) && IsSmooth(effective, h / 4, k, values[k], best, Math.Abs(best - tangents[k]))
                && !(IsStep = _allowsSteps && AgreesWithin(effective, k, values[k], tangents[k], Math.Abs(best - tangents[k]))))
                return $"Forward mode is wrong: output {k}: {tangents[k]} instead of {best}";
        }
        if (conclusive) Compared++;
        return null;
    }

    /// <summary>
    /// Beside a kink, and where the function bends strongly, the slopes to both sides differ by as much as the derivative seems to be wrong by; where it oscillates, so do
    /// differences of another step.
    /// </summary>
    private bool IsSmooth(double[] direction, double h, int output, double value, double best, double apart)
    {
        double Slope(double step)
        {
            double[] there = new double[_adapter.OutputCount(_sizes)];
            return Try(() => _primal([.. _point.Zip(direction, (x, v) => x + step * v)], _sizes, [], [], there)) is null ? (there[output] - value) / step : double.NaN;
        }
        return Math.Abs(Slope(h) - Slope(-h)) < 0.3 * apart && Math.Abs(Difference(direction, h / 1000)[output] - best) < 0.3 * apart;
    }

    /// <summary>Bisection and the like: over steps so small that no comparison turns out otherwise, the function goes as its derivative says.</summary>
    private bool AgreesWithin(double[] direction, int output, double value, double tangent, double apart)
    {
        for (double h = 1e-7; h > 1e-13; h /= 10)
        {
            double noise = 4e-16 * (1 + Math.Abs(value)) / h;
            if (noise < 0.2 * apart && Math.Abs(Difference(direction, h)[output] - tangent) <= (0.01 * apart) + noise) return true;
        }
        return false;
    }

    /// <summary>Where the input's last bits move the derivative by more than is tolerated, rounding may do so too.</summary>
    private bool IsIllConditioned(double[] direction, double[] tangents)
    {
        double unit = _adapter.IsSingle ? 1e-6 : 1e-15;
        double[] moved = new double[tangents.Length], outputs = new double[tangents.Length];
        double[] near = [.. _point.Select((x, k) => x * (1 + (k % 2 == 0 ? unit : -unit)))];
        return Try(() => _jvp(near, _sizes, direction, moved, outputs)) is null
            && tangents.Zip(moved, (t, m) => Math.Abs(t - m) > 0.1 * _tolerance * (1 + Math.Abs(t))).Any(apart => apart);
    }

    private double[] Difference(double[] direction, double h)
    {
        double[] plus = new double[_adapter.OutputCount(_sizes)], minus = new double[plus.Length];
        if (Try(() => _primal([.. _point.Zip(direction, (x, v) => x + h * v)], _sizes, [], [], plus)) is not null
            || Try(() => _primal([.. _point.Zip(direction, (x, v) => x - h * v)], _sizes, [], [], minus)) is not null) Array.Fill(plus, double.NaN);
        return [.. plus.Zip(minus, (p, m) => (p - m) / (2 * h))];
    }

    private string? CompareWithForward(double[] direction, double[] tangents, double[] seeds, double[] before, double[] adjoints)
    {
        double forward = 0, reverse = 0, scale = 1;
        for (int k = 0; k < seeds.Length; k++)
        {
            forward += seeds[k] * tangents[k];
            scale += Math.Abs(seeds[k] * tangents[k]);
        }
        foreach ((Part part, int at) in Entries())
        {
            if (!part.IsFloat || !part.HasDerivative) continue;
            if (!part.IsDifferentiated)
            {
                if (adjoints[at] != 0) return $"The adjoint of a constant is not zero: {part.Name}, entry {at}: {adjoints[at]}";
                continue;
            }
            double own = part.IsOutput ? adjoints[at] : adjoints[at] - before[at];
            reverse += own * direction[at];
            scale += Math.Abs(own * direction[at]);
        }
        return Math.Abs(forward - reverse) <= _tolerance * scale ? null : $"Reverse mode differs from forward mode: {reverse} instead of {forward}";
    }

    private string? CompareGradient(double[] values)
    {
        if (_gradient is null) return null;
        double[] gradient = Vector(_point.Length, 9.0), outputs = new double[values.Length], seeds = new double[values.Length], adjoints = new double[_point.Length];
        seeds[0] = 1;
        Soil();
        _gradient(_point, _sizes, gradient, [], outputs);
        if (Differ(values, outputs) is { } k) return $"Gradient computes another value: output {k}: {outputs[k]} instead of {values[k]}";
        _vjp(_point, _sizes, adjoints, seeds, outputs);
        foreach ((Part part, int at) in Entries())
            if (part.IsDifferentiated && !(Math.Abs(gradient[at] - adjoints[at]) <= _tolerance * (1 + Math.Abs(adjoints[at]))))
                return $"Gradient differs from Vjp: {part.Name}, entry {at}: {gradient[at]} instead of {adjoints[at]}";
        return null;
    }

    private static Exception? Try(Action run)
    {
        try
        {
            run();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
