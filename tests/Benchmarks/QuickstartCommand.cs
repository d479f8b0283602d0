// The command "quickstart": the gradient of the Quickstart's network before and after vectorisation.
using System;
using System.Globalization;
using System.Linq;
using Autodiff;

namespace Autodiff.Benchmarks
{
    internal static class QuickstartCommand
    {
        private const int BatchSize = 16;

        public static void Run(string[] words)
        {
            Quickstart.Digits digits = Quickstart.Digits.Read("optdigits.train.csv");
            double[] parameters = Array.ConvertAll(GradBenchCases.Uniform(new Random(1), Quickstart.Network.ParameterCount), u => (u - 0.5) / 4), gradient = new double[parameters.Length];
            double[] images = digits.Images[..(BatchSize * Quickstart.Network.Inputs)];
            int[] labels = digits.Labels[..BatchSize];
            double sum = 0;
            double[] times =
            [
                .. new Action[]
                {
                    () => sum += Quickstart.Network.Loss(parameters, images, labels),
                    () => sum += Quickstart.Network.ScalarLossGradient(parameters, images, labels, gradient),
                    () => sum += Quickstart.Network.LossGradient(parameters, images, labels, gradient),
                }.Select(a => Stopwatching.Nanoseconds(a) / 1000 / BatchSize),
            ];
            var report = new Report(string.Join(' ', words.Prepend("quickstart")));
            report.Header("µs per example", "", "times the value");
            string Times(double time) => (time / times[0]).ToString("0.00", CultureInfo.InvariantCulture);
            report.Row("value, the user's own code", Report.Show(times[0]), "");
            report.Row("gradient before vectorisation", Report.Show(times[1]), Times(times[1]));
            report.Row("gradient", Report.Show(times[2]), Times(times[2]));
            if (words.Contains("--write")) report.Write("docs/benchmarks.md", "quickstart");
        }
    }
}

namespace Quickstart
{
    public static partial class Network
    {
        /// <summary>The loss of the Quickstart once more, without vectors in its derivative.</summary>
        [Differentiable(nameof(parameters), Generate = Derivatives.Gradient, Vectorize = false)]
        public static double ScalarLoss(ReadOnlySpan<double> parameters, ReadOnlySpan<double> images, ReadOnlySpan<int> labels)
        {
            double sum = 0;
            for (int e = 0; e < labels.Length; e++) sum += CrossEntropy(parameters, images.Slice(e * Inputs, Inputs), labels[e]);
            return sum / labels.Length;
        }
    }
}
