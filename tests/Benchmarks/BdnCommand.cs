// The command "bdn": micro-benchmarks with BenchmarkDotNet.
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Autodiff.Benchmarks;

internal static class BdnCommand
{
    /// <summary>Arguments: patterns of names such as *Tape*, all if there are none.</summary>
    public static void Run(string[] words)
    {
        // In this process: a project of its own for each benchmark would not find the central versions and the generator.
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default)
            .WithArtifactsPath(System.IO.Path.Combine(Report.Repository(), "artifacts", "benchmarks"));
        BenchmarkSwitcher.FromTypes([typeof(VectorMathBench), typeof(KernelBench), typeof(TapeBench), typeof(TinyBench)])
            .Run(["--filter", .. words.Length > 0 ? words : ["*"]], config);
    }
}
