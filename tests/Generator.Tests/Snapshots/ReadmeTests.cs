// The generated code of the examples that the README and the design show.
using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;
using static VerifyXunit.Verifier;

namespace Autodiff.Generators.Tests.Snapshots;

public class ReadmeTests
{
    private delegate double GradientOfDouble(double a, out double aGradient);

    [Fact]
    public Task Loss() => Verify(GeneratorTest.Run("""
        using System;
        using Autodiff;

        public static partial class Regression
        {
            /// <summary>Squared error of a neuron.</summary>
            [Differentiable(nameof(w), Vectorize = false)]
            public static double Loss(ReadOnlySpan<double> w, ReadOnlySpan<double> x, double target)
            {
                double sum = 0;
                for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
                double error = Math.Tanh(sum) - target;
                return error * error;
            }
        }
        """).Run);

    [Fact]
    public async Task Double()
    {
        GeneratorResult result = GeneratorTest.Run("""
            using System;
            using Autodiff;

            public static partial class Piecewise
            {
                [Differentiable(Generate = Derivatives.Gradient)]
                public static double Double(double a)
                {
                    double b = a * 2;
                    while (Math.Abs(b) < 1000) b = b * 2;
                    return b > 0 ? b : 100 * b;
                }
            }
            """);
        var gradient = result.Method<GradientOfDouble>("Piecewise", "DoubleGradient");
        foreach (double a in new[] { 0.3, -0.7, 5.0, 2000.0, -2000.0 })
        {
            double value = gradient(a, out double aGradient);
            Assert.Equal(value / a, aGradient, 1e-9 * System.Math.Abs(aGradient));
        }
        await Verify(result.Run);
    }

    [Fact]
    public Task Chain() => Verify(GeneratorTest.Run("""
        using System;
        using Autodiff;

        public static partial class InPlace
        {
            [Differentiable]
            public static void Chain(Span<double> y)
            {
                for (int i = 1; i < y.Length; i++) y[i] = y[i] * y[i - 1];
            }
        }
        """).Run);

    [Fact]
    public Task SumOfSquares() => Verify(GeneratorTest.Run("""
        using System;
        using Autodiff;

        public static partial class Tour
        {
            [Differentiable]
            public static double SumOfSquares(ReadOnlySpan<double> x)
            {
                double y = 0;
                foreach (double v in x) y += v * v;
                return 2 * y;
            }
        }
        """).Run);

    /// <summary>The generated method in the README is the one in the snapshot, to the letter.</summary>
    [Fact]
    public void The_README_shows_what_is_generated()
    {
        string root = RepositoryRoot();
        string readme = File.ReadAllText(Path.Combine(root, "README.md")).ReplaceLineEndings("\n");
        string snapshot = File.ReadAllText(Path.Combine(root, "tests", "Generator.Tests", "_snapshots", "ReadmeTests.Loss#Regression.Loss.g.verified.cs")).ReplaceLineEndings("\n");
        int from = snapshot.IndexOf("    public static double LossGradient", StringComparison.Ordinal);
        int to = snapshot.IndexOf("    /// <summary>", from, StringComparison.Ordinal);
        Assert.Contains(snapshot[from..to].TrimEnd(), readme, StringComparison.Ordinal);
    }

    private static string RepositoryRoot([CallerFilePath] string file = "")
    {
        string directory = Path.GetDirectoryName(file)!;
        while (!File.Exists(Path.Combine(directory, "Autodiff.Generators.sln"))) directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
