// Measures what recording costs above the kernels, beside the figures of eager PyTorch on a machine of this kind.
using System;
using System.Diagnostics;
using System.Globalization;
using Autodiff;

namespace AutogradTour;

internal static class Cost
{
    public static void Run()
    {
        Variable<double> x = Variable.Create(0.0, 1, 2, 3), s = Variable.Create(0.5);
        Print("one scalar multiply, recorded", "1.5 µs forward", Time(1000, n =>
        {
            using ReuseScope memory = Autograd.Reuse();
            using AutogradScope recording = Autograd.Record();
            Variable<double> y = s;
            for (int k = 0; k < n; k++) y = y * s;
            y.Backward();
        }), "forward and backward");
        Print("one scalar multiply, recorded", "1.5 µs forward", Time(1000, n =>
        {
            using AutogradScope recording = Autograd.Record();
            for (int k = 0; k < n; k++) _ = s * s;
        }), "forward only, nodes and results left to the collector");
        Print("2*dot(x,x), 4 elements", "14 µs with gradient", Time(200, n =>
        {
            for (int k = 0; k < n; k++)
            {
                using ReuseScope memory = Autograd.Reuse();
                using AutogradScope recording = Autograd.Record();
                (2 * Variable.Dot(x, x)).Backward();
            }
        }), "with gradient");
        Variable<double> a = Variable.Create(0.3);
        Print("while-loop function, 11 turns", "132 µs with gradient", Time(50, n =>
        {
            for (int k = 0; k < n; k++)
            {
                using ReuseScope memory = Autograd.Reuse();
                using AutogradScope recording = Autograd.Record();
                Variable<double> b = a * 2;
                while (b.Norm().Value < 1000) b = b * 2;
                (b.Sum().Value > 0 ? b : 100 * b).Backward();
            }
        }), "with gradient");
        Network();
    }

    private static void Network()
    {
        Random random = new(1);
        Variable<float> Fill(nint rows, nint columns)
        {
            float[] numbers = new float[rows * columns];
            for (int k = 0; k < numbers.Length; k++) numbers[k] = (random.NextSingle() - 0.5f) * 0.1f;
            return Variable.Create<float>(numbers, [rows, columns]);
        }

        Variable<float> input = Fill(64, 784).Detach(), w1 = Fill(784, 128), w2 = Fill(128, 10);
        int[] labels = new int[64];
        for (int k = 0; k < 64; k++) labels[k] = k % 10;
        void Step()
        {
            using ReuseScope memory = Autograd.Reuse();
            using AutogradScope recording = Autograd.Record();
            input.MatMul(w1).Tanh().MatMul(w2).SoftmaxCrossEntropy(labels).Mean().Backward();
            using AutogradScope pause = Autograd.Pause();
            w1.SubtractInPlace(0.01f * w1.Gradient!);
            w2.SubtractInPlace(0.01f * w2.Gradient!);
        }

        Print("perceptron 784-128-10, batch 64, float32, a step", "383 µs with gradient", Time(5, n =>
        {
            for (int k = 0; k < n; k++) Step();
        }), "with gradient and update");
        for (int k = 0; k < 20; k++) Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        const int steps = 100;
        for (int k = 0; k < steps; k++) Step();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes allocated in a step in steady state: {(GC.GetAllocatedBytesForCurrentThread() - before) / steps}"));
    }

    private static void Print(string what, string torch, double nanoseconds, string how) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-50} {nanoseconds / 1000,9:F3} µs {how}; PyTorch eager: {torch}"));

    /// <summary>Nanoseconds for each of n repetitions: the lowest of many runs.</summary>
    private static double Time(int n, Action<int> action)
    {
        double best = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        for (int run = 0; run < 2000 && Stopwatch.GetElapsedTime(begin).TotalSeconds < 2; run++)
        {
            long start = Stopwatch.GetTimestamp();
            action(n);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / n);
        }

        return best;
    }
}
