// The gradients written by hand in C++, compiled when a compiler is present and called in the same run.
using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;

namespace Autodiff.Benchmarks;

internal sealed unsafe class HandWritten : IDisposable
{
    private readonly nint _library;

    private HandWritten(nint library) => _library = library;

    /// <summary>Null if there is no g++ on the path or it fails.</summary>
    public static HandWritten? TryBuild()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "native", "hand.cpp"), target = Path.Combine(Path.GetTempPath(), $"autodiff-hand-{Environment.ProcessId}.so");
        try
        {
            using Process? compiler = Process.Start(new ProcessStartInfo("g++", ["-O3", "-march=native", "-shared", "-fPIC", "-o", target, source]));
            compiler?.WaitForExit();
            if (compiler is not { ExitCode: 0 }) return null;
            nint library = NativeLibrary.Load(target);
            File.Delete(target);
            return new HandWritten(library);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public void Dispose() => NativeLibrary.Free(_library);

    public double LogSumExp(double[] x, double[] gradient)
    {
        fixed (double* px = x, pg = gradient)
            return ((delegate* unmanaged<int, double*, double*, double>)NativeLibrary.GetExport(_library, "lse_gradient"))(x.Length, px, pg);
    }

    public double LeastSquares(double[] x, int n, double[] gradient)
    {
        fixed (double* px = x, pg = gradient)
            return ((delegate* unmanaged<int, double*, int, double*, double>)NativeLibrary.GetExport(_library, "llsq_gradient"))(x.Length, px, n, pg);
    }

    public double KMeans(int n, int k, int d, double[] points, double[] centroids, double[] gradient, double[] diagonal)
    {
        fixed (double* px = points, pc = centroids, pg = gradient, ph = diagonal)
            return ((delegate* unmanaged<int, int, int, double*, double*, double*, double*, double>)NativeLibrary.GetExport(_library, "kmeans_gradient"))(n, k, d, px, pc, pg, ph);
    }

    public double Dense(int batch, int rows, int columns, double[] w, double[] b, double[] x, double[] ofW, double[] ofB)
    {
        fixed (double* pw = w, pb = b, px = x, gw = ofW, gb = ofB)
            return ((delegate* unmanaged<int, int, int, double*, double*, double*, double*, double*, double>)NativeLibrary.GetExport(_library, "dense_gradient"))(batch, rows, columns, pw, pb, px, gw, gb);
    }

    public double Mixture(int d, int k, int n, double[] alpha, double[] mu, double[] q, double[] l, double[] x, double gamma, int m, double[] gradient)
    {
        int tri = d * (d - 1) / 2;
        fixed (double* pa = alpha, pm = mu, pq = q, pl = l, px = x, g = gradient)
            return ((delegate* unmanaged<int, int, int, double*, double*, double*, double*, double*, double, int, double*, double*, double*, double*, double>)NativeLibrary.GetExport(_library, "gmm_gradient"))(
                d, k, n, pa, pm, pq, pl, px, gamma, m, g, g + k, g + k + k * d, g + k + 2 * k * d);
    }

    public double Lstm(int l, int c, int b, double[] main, double[] extra, double[] state, double[] sequence, double[] gradient)
    {
        fixed (double* pm = main, pe = extra, ps = state, pq = sequence, g = gradient)
            return ((delegate* unmanaged<int, int, int, double*, double*, double*, double*, double*, double*, double>)NativeLibrary.GetExport(_library, "lstm_gradient"))(
                l, c, b, pm, pe, ps, pq, g, g + 8 * l * b);
    }
}
