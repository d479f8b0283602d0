// Rows of the table that are no problems of GradBench: a dense layer, a network, tiny functions.
using System;
using System.Linq;

namespace Autodiff.Benchmarks;

internal static class OtherCases
{
    private const int Calls = 1000, Inputs = 784, Width = 128, Classes = 10, Batch = 64;
    private static double s_sink;

    // The best known are of PyTorch 1.13, eager, one thread.
    public static (string Name, Func<Measured> Make)[] Cases { get; } =
    [
        ("dense", () => Dense(64, 64, 64)), ("dense", () => Dense(64, 128, 784)),
        ("mlp", () => Network("loops double")), ("mlp", () => Network("loops float")), ("mlp", () => Network("kernels double")), ("mlp", () => Network("kernels float")),
        // Inputs change from call to call, so that nothing is hoisted out of the loop.
        ("tiny", () => Tiny("Rosenbrock", 2, i => MicroFunctions.Rosenbrock(1.2 + i, 1), i => MicroFunctions.RosenbrockGradient(1.2 + i, 1, out double x, out double y) + x + y, 50e-3, 20e-6)),
        ("tiny", () => Tiny("while loop, 9 trips", 1, i => MicroFunctions.Doubling(1.1 + i), i => MicroFunctions.DoublingGradient(1.1 + i, out double a) + a, 132e-3, 20e-6)),
        ("tiny", () => Tiny("logistic map, 10 trips", 2, i => MicroFunctions.Logistic(0.3 + i, 3.5, 10), i => MicroFunctions.LogisticGradient(0.3 + i, 3.5, 10, out double x, out double r) + x + r, double.NaN, double.NaN)),
    ];

    internal static Measured Dense(int batch, int rows, int columns)
    {
        var random = new Random(7);
        double[] w = Numbers(random, rows * columns, 0.2), b = Numbers(random, rows, 0.2), x = Numbers(random, batch * columns, 1), ofW = new double[w.Length], ofB = new double[rows];
        return new Measured(
            "dense", $"b{batch} {columns}-{rows}", w.Length + rows, () => s_sink += MicroFunctions.Dense(w, b, x), () => s_sink += MicroFunctions.DenseGradient(w, b, x, ofW, ofB),
            () => MicroFunctions.DenseValueGradient(1, w, b, x, out s_sink), hand => () => s_sink += hand.Dense(batch, rows, columns, w, b, x, ofW, ofB));
    }

    internal static Measured Network(string name, int batch = Batch)
    {
        var random = new Random(5);
        double[] w1 = Numbers(random, Width * Inputs, 0.1), b1 = Numbers(random, Width, 0.1), w2 = Numbers(random, Classes * Width, 0.3), b2 = Numbers(random, Classes, 0.1), x = Numbers(random, batch * Inputs, 1);
        double[] g1 = new double[w1.Length], g2 = new double[Width], g3 = new double[w2.Length], g4 = new double[Classes];
        int[] labels = [.. Enumerable.Range(0, batch).Select(_ => random.Next(Classes))];
        float[] v1 = Singles(w1), c1 = Singles(b1), v2 = Singles(w2), c2 = Singles(b2), u = Singles(x);
        float[] f1 = new float[w1.Length], f2 = new float[Width], f3 = new float[w2.Length], f4 = new float[Classes];
        bool isDouble = name.Contains("double", StringComparison.Ordinal), isKernels = name.StartsWith("kernels", StringComparison.Ordinal);
        (Action value, Action gradient) = (isKernels, isDouble) switch
        {
            (false, true) => ((Action)(() => s_sink += MicroFunctions.Network(w1, b1, w2, b2, x, labels)), (Action)(() => s_sink += MicroFunctions.NetworkGradient(w1, b1, w2, b2, x, labels, g1, g2, g3, g4))),
            (false, false) => (() => s_sink += MicroFunctions.Network(v1, c1, v2, c2, u, labels), () => s_sink += MicroFunctions.NetworkGradient(v1, c1, v2, c2, u, labels, f1, f2, f3, f4)),
            (true, true) => (() => s_sink += MicroFunctions.NetworkOfKernels(w1, b1, w2, b2, x, labels), () => s_sink += MicroFunctions.NetworkOfKernelsGradient(w1, b1, w2, b2, x, labels, g1, g2, g3, g4)),
            _ => (() => s_sink += MicroFunctions.NetworkOfKernels(v1, c1, v2, c2, u, labels), () => s_sink += MicroFunctions.NetworkOfKernelsGradient(v1, c1, v2, c2, u, labels, f1, f2, f3, f4)),
        };
        return new Measured(
            "mlp", $"784-128-10 b{batch} {name}", w1.Length + Width + w2.Length + Classes, value, gradient, BestTool: isDouble ? 0.762 : 0.383, Aim: isDouble ? 0.5 : 0.25);
    }

    private static Measured Tiny(string name, int inputs, Func<double, double> value, Func<double, double> gradient, double tool, double aim) =>
        new("tiny", name, inputs, Repeat(value), Repeat(gradient), BestTool: tool, Aim: aim, Calls: Calls);

    private static Action Repeat(Func<double, double> function) => () =>
    {
        double sum = 0;
        for (int i = 0; i < Calls; i++) sum += function(i * 1e-6);
        s_sink += sum;
    };

    private static double[] Numbers(Random random, int length, double scale) => [.. Enumerable.Range(0, length).Select(_ => (random.NextDouble() - 0.5) * scale)];

    private static float[] Singles(double[] numbers) => Array.ConvertAll(numbers, n => (float)n);
}
