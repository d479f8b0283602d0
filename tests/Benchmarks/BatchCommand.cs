// The command "batch": members over batches beside calls one by one, over the same spans.
using System;
using System.Globalization;
using System.Linq;

namespace Autodiff.Benchmarks;

internal static class BatchCommand
{
    private const int Items = 1000;
    private static readonly Random Random = new(3);

    private static double[] Between(double low, double high) => [.. Enumerable.Range(0, Items).Select(_ => low + (high - low) * Random.NextDouble())];

    private static double[][] Spans(int count) => [.. Enumerable.Range(0, count).Select(_ => Between(0.2, 1))];

    public static void Run(string[] words)
    {
        var report = new Report(string.Join(' ', words.Prepend("batch")));
        report.Line($"Nanoseconds an item, batches of {Items}.");
        report.Line();
        report.Header("", "value", "batch", "times", "derivative", "batch", "times");
        Rosenbrock(report);
        BlackScholes(report);
        Rotation(report);
        Camera(report);
        if (words.Contains("--write")) report.Write("docs/batch.md", "batch");
    }

    private static void Line(Report report, string name, Action values, Action valuesBatch, Action derivatives, Action derivativesBatch)
    {
        double[] ns = [.. new[] { values, valuesBatch, derivatives, derivativesBatch }.Select(a => Stopwatching.Nanoseconds(a) / Items)];
        string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        report.Row(name, Text(ns[0], "0.00"), Text(ns[1], "0.00"), Text(ns[0] / ns[1], "0.0"), Text(ns[2], "0.00"), Text(ns[3], "0.00"), Text(ns[2] / ns[3], "0.0"));
    }

    private static void Rosenbrock(Report report)
    {
        double[] x = Between(-1, 1), y = Between(-1, 1), result = new double[Items], xGradient = new double[Items], yGradient = new double[Items];
        Line(report, "Rosenbrock: 2 inputs",
            () => { for (int i = 0; i < Items; i++) result[i] = BatchFunctions.Rosenbrock(x[i], y[i]); },
            () => BatchFunctions.RosenbrockBatch(x, y, result),
            () => { for (int i = 0; i < Items; i++) result[i] = BatchFunctions.RosenbrockGradient(x[i], y[i], out xGradient[i], out yGradient[i]); },
            () => BatchFunctions.RosenbrockGradientBatch(x, y, result, xGradient, yGradient));
    }

    private static void BlackScholes(Report report)
    {
        double[] spot = Between(80, 120), volatility = Between(0.1, 0.4), rate = Between(0, 0.05), years = Between(0.2, 2), strike = Between(80, 120), result = new double[Items];
        double[][] g = Spans(4);
        Line(report, "Black-Scholes: 4 inputs",
            () => { for (int i = 0; i < Items; i++) result[i] = BatchFunctions.BlackScholes(spot[i], volatility[i], rate[i], years[i], strike[i]); },
            () => BatchFunctions.BlackScholesBatch(spot, volatility, rate, years, strike, result),
            () =>
            {
                for (int i = 0; i < Items; i++)
                    result[i] = BatchFunctions.BlackScholesGradient(spot[i], volatility[i], rate[i], years[i], strike[i], out g[0][i], out g[1][i], out g[2][i], out g[3][i]);
            },
            () => BatchFunctions.BlackScholesGradientBatch(spot, volatility, rate, years, strike, result, g[0], g[1], g[2], g[3]));
    }

    private static void Rotation(Report report)
    {
        double[][] a = Spans(10), g = Spans(7);
        double[] result = new double[Items];
        Quaternion[] q = [.. Enumerable.Range(0, Items).Select(i => new Quaternion(a[0][i], new Vector3(a[1][i], a[2][i], a[3][i])))], qGradient = new Quaternion[Items];
        Vector3[] p = [.. Enumerable.Range(0, Items).Select(i => new Vector3(a[4][i], a[5][i], a[6][i]))], target = [.. Enumerable.Range(0, Items).Select(i => new Vector3(a[7][i], a[8][i], a[9][i]))], pGradient = new Vector3[Items];
        Line(report, "Rotation by a quaternion: 7 inputs",
            () => { for (int i = 0; i < Items; i++) result[i] = BatchFunctions.Rotation(q[i], p[i], target[i]); },
            () => BatchFunctions.RotationBatch(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], result),
            () => { for (int i = 0; i < Items; i++) result[i] = BatchFunctions.RotationGradient(q[i], p[i], target[i], out qGradient[i], out pGradient[i]); },
            () => BatchFunctions.RotationGradientBatch(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], result, g[0], g[1], g[2], g[3], g[4], g[5], g[6]));
    }

    private static void Camera(Report report)
    {
        double[][] a = Spans(12), j = [.. Enumerable.Range(0, 12).Select(_ => new double[2 * Items])];
        double[] u = new double[Items], v = new double[Items];
        Vector3 At(int first, int i) => new(a[first][i], a[first + 1][i], a[first + 2][i]);
        Vector3[] axis = [.. Enumerable.Range(0, Items).Select(i => At(0, i))], centre = [.. Enumerable.Range(0, Items).Select(i => At(3, i))], point = [.. Enumerable.Range(0, Items).Select(i => At(9, i))];
        Vector3[] axisAdjoint = new Vector3[2 * Items], centreAdjoint = new Vector3[2 * Items], pointAdjoint = new Vector3[2 * Items];
        double[] focalAdjoint = new double[2 * Items], k1Adjoint = new double[2 * Items], k2Adjoint = new double[2 * Items];
        Line(report, "Camera: 12 inputs, 2 outputs",
            () => { for (int i = 0; i < Items; i++) (u[i], v[i]) = BatchFunctions.Camera(axis[i], centre[i], a[6][i], a[7][i], a[8][i], point[i]); },
            () => BatchFunctions.CameraBatch(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], u, v),
            () =>
            {
                // A row a call, added to what is there.
                for (int i = 0; i < Items; i++)
                    for (int row = 0; row < 2; row++)
                        BatchFunctions.CameraVjp(
                            axis[i], centre[i], a[6][i], a[7][i], a[8][i], point[i], (1 - row, row), ref axisAdjoint[2 * i + row], ref centreAdjoint[2 * i + row], ref focalAdjoint[2 * i + row],
                            ref k1Adjoint[2 * i + row], ref k2Adjoint[2 * i + row], ref pointAdjoint[2 * i + row]);
            },
            () => BatchFunctions.CameraJacobianBatch(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], u, v, j[0], j[1], j[2], j[3], j[4], j[5], j[6], j[7], j[8], j[9], j[10], j[11]));
    }
}
