// The command "micro": tiny functions, the tape, a network; then vector mathematics and kernels.
using System;
using System.Linq;

namespace Autodiff.Benchmarks;

internal static class MicroCommand
{
    private const int Calls = 1000, Inputs = 784, Width = 128, Classes = 10, Batch = 64;
    private static double s_sink;

    /// <summary>Everything, or the lines whose name contains one of the words.</summary>
    public static void Run(string[] words)
    {
        bool IsWanted(string name) => words.Length == 0 || words.Any(w => name.Contains(w, StringComparison.OrdinalIgnoreCase));
        Console.WriteLine($"{"ns a call",-28}{"value",12}{"gradient",12}");
        // Inputs change from call to call, so that nothing is hoisted out of the loop.
        Tiny("Rosenbrock", i => MicroFunctions.Rosenbrock(1.2 + i, 1), i => MicroFunctions.RosenbrockGradient(1.2 + i, 1, out double x, out double y) + x + y);
        Tiny("Doubling, 9 trips", i => MicroFunctions.Doubling(1.1 + i), i => MicroFunctions.DoublingGradient(1.1 + i, out double a) + a);
        Tiny("Logistic, 10 trips, tape", i => MicroFunctions.Logistic(0.3 + i, 3.5, 10), i => MicroFunctions.LogisticGradient(0.3 + i, 3.5, 10, out double x, out double r) + x + r);
        Tape(10);
        Tape(1000);
        Console.WriteLine();
        Console.WriteLine($"{"µs a call",-28}{"value",12}{"gradient",12}");
        Networks();
        VectorMathBenchmarks.Run(IsWanted);
        KernelBenchmarks.Run(IsWanted);

        void Tiny(string name, Func<double, double> value, Func<double, double> gradient)
        {
            if (IsWanted(name)) Console.WriteLine($"{name,-28}{PerCall(value),12:0.00}{PerCall(gradient),12:0.00}");
        }

        void Tape(int count)
        {
            if (!IsWanted("Tape")) return;
            double ns = Stopwatching.Nanoseconds(() =>
            {
                Tape tape = default;
                for (int i = 0; i < count; i++) tape.Push(i * 0.5);
                double sum = 0;
                for (int i = 0; i < count; i++) sum += tape.PopDouble();
                tape.Dispose();
                s_sink += sum;
            });
            Console.WriteLine($"{$"Tape, a number, of {count}",-28}{"",12}{ns / count,12:0.00}");
        }

        void Networks()
        {
            if (!IsWanted("Network")) return;
            Random random = new(5);
            double[] Numbers(int length, double scale) => [.. Enumerable.Range(0, length).Select(_ => (random.NextDouble() - 0.5) * scale)];
            float[] Singles(double[] numbers) => Array.ConvertAll(numbers, n => (float)n);
            double[] w1 = Numbers(Width * Inputs, 0.1), b1 = Numbers(Width, 0.1), w2 = Numbers(Classes * Width, 0.3), b2 = Numbers(Classes, 0.1), x = Numbers(Batch * Inputs, 1);
            double[] g1 = new double[w1.Length], g2 = new double[Width], g3 = new double[w2.Length], g4 = new double[Classes];
            int[] labels = [.. Enumerable.Range(0, Batch).Select(_ => random.Next(Classes))];
            float[] v1 = Singles(w1), c1 = Singles(b1), v2 = Singles(w2), c2 = Singles(b2), u = Singles(x);
            float[] f1 = new float[w1.Length], f2 = new float[Width], f3 = new float[w2.Length], f4 = new float[Classes];
            Line("Network, loops, double", () => s_sink += MicroFunctions.Network(w1, b1, w2, b2, x, labels), () => s_sink += MicroFunctions.NetworkGradient(w1, b1, w2, b2, x, labels, g1, g2, g3, g4));
            Line("Network, loops, float", () => s_sink += MicroFunctions.Network(v1, c1, v2, c2, u, labels), () => s_sink += MicroFunctions.NetworkGradient(v1, c1, v2, c2, u, labels, f1, f2, f3, f4));
            Line("Network, kernels, double", () => s_sink += MicroFunctions.NetworkOfKernels(w1, b1, w2, b2, x, labels), () => s_sink += MicroFunctions.NetworkOfKernelsGradient(w1, b1, w2, b2, x, labels, g1, g2, g3, g4));
            Line("Network, kernels, float", () => s_sink += MicroFunctions.NetworkOfKernels(v1, c1, v2, c2, u, labels), () => s_sink += MicroFunctions.NetworkOfKernelsGradient(v1, c1, v2, c2, u, labels, f1, f2, f3, f4));
        }

        void Line(string name, Action value, Action gradient) => Console.WriteLine($"{name,-28}{Stopwatching.Nanoseconds(value) / 1000,12:0.0}{Stopwatching.Nanoseconds(gradient) / 1000,12:0.0}");
    }

    private static double PerCall(Func<double, double> function) => Stopwatching.Nanoseconds(() =>
    {
        double sum = 0;
        for (int i = 0; i < Calls; i++) sum += function(i * 1e-6);
        s_sink += sum;
    }) / Calls;
}
