// The inputs of the GradBench table and the calls that are timed.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using GradBench.Problems;

namespace Autodiff.Benchmarks;

internal static class GradBenchCases
{
    private static readonly (string Name, Func<Measured> Make)[] Cases =
    [
        ("gmm", () => Mixture(2, 5, 1000, 0.2609, 0.1193)), ("gmm", () => Mixture(10, 25, 1000, 4.357, 2.951, 0.6)), ("gmm", () => Mixture(20, 25, 1000, 8.517, 6.800)),
        ("gmm", () => Mixture(32, 25, 1000, 16.5, 12.7)), ("gmm", () => Mixture(64, 25, 1000, 45.9, 42.9, 13)), ("gmm", () => Mixture(128, 5, 1000, 37.0, 35.1)),
        ("gmm", () => Mixture(10, 25, 10000, 39.3, 26.0)), ("gmm", () => Mixture(64, 5, 10000, 103.1, 81.9)),
        ("ba", () => Adjustment("ba1_n49_m7776_p31843", 6.975, 3.147)), ("ba", () => Adjustment("ba3_n161_m48126_p182072", 74.6, 53.0)),
        ("ba", () => Adjustment("ba5_n257_m65132_p225911", 94.9, 63.7, 20)),
        ("lstm", () => Lstm("lstm_l2_c1024", 4.025, 7.624, 0.6)), ("lstm", () => Lstm("lstm_l4_c1024", 6.834, 23.2)),
        ("ht", () => Hand("simple_small", "hand1_t26_c100", 2.526, 0.4047)), ("ht", () => Hand("simple_small", "hand8_t26_c6400", 4.864, 1.488)),
        ("ht", () => Hand("complicated_small", "hand1_t26_c100", 5.078, 0.4416)), ("ht", () => Hand("complicated_small", "hand8_t26_c6400", 5.456, 2.907)),
        ("ht", () => Hand("complicated_big", "hand1_t26_c100", 110.3, 9.175)), ("ht", () => Hand("complicated_big", "hand8_t26_c6400", 122.1, 14.4, 14)),
        ("kmeans", () => KMeans(10, 1000, 8, 0.0540, 0.0175)), ("kmeans", () => KMeans(100, 10000, 8, 5.610, 1.620, 0.5)), ("kmeans", () => KMeans(1000, 10000, 16, 110.3, 24.5)),
        ("llsq", () => LeastSquares(128, 0.0149, 0.0246)), ("llsq", () => LeastSquares(1024, 0.1262, 0.1955, 0.03)), ("llsq", () => LeastSquares(16392, 2.289, 3.200)),
        ("lse", () => LogSumExp(2500, 0.0188, 0.0019, 0.002)), ("lse", () => LogSumExp(40000, 0.3024, 0.0315, 0.032)), ("lse", () => LogSumExp(1280000, 11.5, 1.722)),
        ("ode", () => Ode(1000, 10, 0.1806)), ("ode", () => Ode(10000, 10, double.NaN)), ("ode", () => Ode(10000, 100, 7.0)),
        ("det", () => Determinant(5, 0.0034, 0.0037)), ("det", () => Determinant(7, 0.0866, 0.2157)), ("det", () => Determinant(9, 6.791, 20.6)),
        .. OtherCases.Cases,
    ];

    /// <summary>The cases of the named problems, all of them if none is named.</summary>
    public static IEnumerable<Func<Measured>> All(string[] words) => Cases.Where(c => words.Length == 0 || words.Contains(c.Name)).Select(c => c.Make);

    internal static double[] Normal(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];

    internal static double[] Uniform(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];

    internal static Measured Mixture(int d, int k, int n, double tool, double byHand, double aim = double.NaN)
    {
        var random = new Random(31337);
        double[] x = Normal(random, n * d), alpha = Normal(random, k), mu = Uniform(random, k * d), q = Normal(random, k * d), l = Normal(random, k * d * (d - 1) / 2);
        double[] gradient = new double[k + 2 * k * d + l.Length];
        double sum = 0;
        return new Measured(
            "gmm", $"d{d} k{k} n{n}", gradient.Length, () => sum += GradBench.Problems.Mixture.LogPosterior(d, k, n, alpha, mu, q, l, x, 1, 0),
            () => sum += GradBench.Problems.Mixture.LogPosteriorGradient(
                d, k, n, alpha, mu, q, l, x, 1, 0, gradient.AsSpan(0, k), gradient.AsSpan(k, k * d), gradient.AsSpan(k + k * d, k * d), gradient.AsSpan(k + 2 * k * d)),
            () => ValueFunctions.MixtureGradient(1, d, k, n, alpha, mu, q, l, x, 1, 0, out sum), hand => () => sum += hand.Mixture(d, k, n, alpha, mu, q, l, x, 1, 0, gradient), tool, byHand, aim);
    }

    private static string Data(params string[] parts) => Path.Combine([AppContext.BaseDirectory, "data", "adbench", .. parts]);

    private static double[] Line(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(w => double.Parse(w, CultureInfo.InvariantCulture))];

    internal static Measured Adjustment(string name, double tool, double byHand, double aim = double.NaN)
    {
        double[][] lines = [.. File.ReadAllLines(Data("ba", name + ".txt")).Where(l => l.Trim().Length > 0).Select(Line)];
        var problem = new BundleAdjustment((int)lines[0][0], (int)lines[0][1], (int)lines[0][2], lines[1], lines[2], lines[3][0], lines[4]);
        return new Measured("ba", name.Replace('_', ' '), problem.Values.Length, problem.Objective, problem.Jacobian, null, null, tool, byHand, aim);
    }

    /// <summary>Observations of cameras and points by the proportions of ba1.</summary>
    internal static Measured RandomAdjustment(int p)
    {
        double[] random = Uniform(new Random(31337), 17);
        var problem = new BundleAdjustment(Math.Max(1, p / 650), Math.Max(1, p / 4), p, random[..11], random[11..14], random[14], random[15..]);
        return new Measured("ba", $"p{p}", problem.Values.Length, problem.Objective, problem.Jacobian);
    }

    internal static Measured RandomLstm(int l, int c, int b)
    {
        var random = new Random(31337);
        double[] sequence = [.. Enumerable.Range(0, c * b).Select(_ => (double)random.Next(2))];
        return Lstm(l, c, b, Uniform(random, 8 * l * b), Uniform(random, 3 * b), Uniform(random, 2 * l * b), sequence, double.NaN, double.NaN, double.NaN);
    }

    internal static Measured Lstm(string name, double tool, double byHand, double aim = double.NaN)
    {
        double[][] lines = [.. File.ReadAllLines(Data("lstm", name + ".txt")).Where(l => l.Trim().Length > 0).Select(Line)];
        (int l, int b) = ((int)lines[0][0], (int)lines[0][2]);
        double[] main = [.. lines.Skip(1).Take(2 * l).SelectMany(r => r)], extra = [.. lines.Skip(1 + 2 * l).Take(3).SelectMany(r => r)];
        double[] state = [.. lines.Skip(4 + 2 * l).Take(2 * l).SelectMany(r => r)], sequence = [.. lines.Skip(4 + 4 * l).SelectMany(r => r)];
        return Lstm(l, sequence.Length / b, b, main, extra, state, sequence, tool, byHand, aim);
    }

    private static Measured Lstm(int l, int c, int b, double[] main, double[] extra, double[] state, double[] sequence, double tool, double byHand, double aim)
    {
        double[] gradient = new double[main.Length + extra.Length];
        double sum = 0;
        return new Measured(
            "lstm", $"l{l} c{c}", gradient.Length, () => sum += GradBench.Problems.Lstm.Loss(l, c, b, main, extra, state, sequence),
            () => sum += GradBench.Problems.Lstm.LossGradient(l, c, b, main, extra, state, sequence, gradient.AsSpan(0, main.Length), gradient.AsSpan(main.Length)),
            () => ValueFunctions.LstmGradient(1, l, c, b, main, extra, state, sequence, out sum), hand => () => sum += hand.Lstm(l, c, b, main, extra, state, sequence, gradient), tool, byHand, aim);
    }

    internal static Measured Hand(string folder, string name, double tool, double byHand, double aim = double.NaN, int most = int.MaxValue)
    {
        HandTracking hand = HandFiles.Read(Data("hand", folder), name, isComplicated: folder.StartsWith("complicated", StringComparison.Ordinal), most);
        int rows = hand.Points.Length;
        double[] errors = new double[rows], jacobian = new double[rows * (26 + (hand.Us.Length > 0 ? 2 : 0))];
        return new Measured(
            "ht", $"{folder} {name}".Replace('_', ' '), jacobian.Length, () => hand.Objective(errors), () => hand.Jacobian(errors, jacobian), null, null, tool, byHand, aim);
    }

    internal static Measured KMeans(int k, int n, int d, double tool, double byHand, double aim = double.NaN)
    {
        var random = new Random(31337);
        double[] points = Uniform(random, n * d), centroids = points[^(k * d)..], ones = new double[k * d], gradient = new double[k * d], diagonal = new double[k * d];
        Array.Fill(ones, 1.0);
        double sum = 0;
        return new Measured(
            "kmeans", $"k{k} n{n} d{d}", 2 * k * d, () => sum += GradBench.Problems.KMeans.Cost(n, k, d, points, centroids),
            () => sum += GradBench.Problems.KMeans.CostHvp(n, k, d, points, centroids, ones, gradient, diagonal),
            () => ValueFunctions.KMeansGradient(1, n, k, d, points, centroids, out sum), hand => () => sum += hand.KMeans(n, k, d, points, centroids, gradient, diagonal),
            tool, byHand, aim);
    }

    internal static Measured LeastSquares(int n, double tool, double byHand, double aim = double.NaN)
    {
        double[] x = Uniform(new Random(31337), 128), gradient = new double[128];
        double sum = 0;
        return new Measured(
            "llsq", $"n{n} m128", x.Length, () => sum += GradBench.Problems.LeastSquares.Sum(x, n), () => sum += GradBench.Problems.LeastSquares.SumGradient(x, n, gradient),
            () => ValueFunctions.LeastSquaresGradient(1, x, n, out sum), hand => () => sum += hand.LeastSquares(x, n, gradient), tool, byHand, aim);
    }

    internal static Measured LogSumExp(int n, double tool, double byHand, double aim = double.NaN)
    {
        double[] x = Uniform(new Random(31337), n), gradient = new double[n];
        double sum = 0;
        return new Measured(
            "lse", $"n{n}", n, () => sum += GradBench.Problems.LogSumExp.Value(x), () => sum += GradBench.Problems.LogSumExp.ValueGradient(x, gradient),
            () => ValueFunctions.LogSumExpGradient(1, x, out sum), hand => () => sum += hand.LogSumExp(x, gradient), tool, byHand, aim);
    }

    internal static Measured Ode(int n, int s, double tool)
    {
        double[] x = Uniform(new Random(31337), n), y = new double[n], seed = new double[n], gradient = new double[n];
        return new Measured("ode", $"n{n} s{s}", n, () => GradBench.Problems.Ode.Solve(x, s, y), () =>
        {
            Array.Clear(gradient);
            Array.Clear(seed);
            seed[^1] = 1;
            GradBench.Problems.Ode.SolveVjp(x, s, y, gradient, seed);
        }, () => ValueFunctions.OdeGradient(1, x, s, y, out _), null, tool);
    }

    internal static Measured Determinant(int ell, double tool, double byHand)
    {
        double[] a = Uniform(new Random(31337), ell * ell), gradient = new double[ell * ell];
        double sum = 0;
        return new Measured(
            "det", $"l{ell}", a.Length, () => sum += GradBench.Problems.Determinant.Value(a, ell), () => sum += GradBench.Problems.Determinant.ValueGradient(a, ell, gradient),
            null, null, tool, byHand);
    }
}
