// The vectorised corpus on machines with less: a process of its own for each of the runtime's switches that turn vector hardware off.
using System;
using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Autodiff.SecondOrder.Tests;

public sealed class VectorFallbackTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512F", true)]
    [InlineData("DOTNET_EnableAVX2", false)]
    [InlineData("DOTNET_EnableHWIntrinsic", false)]
    public async Task A_machine_without_it_computes_the_same(string hardware, bool isAccelerated)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["test", typeof(VectorTests).Assembly.Location, "--filter", "FullyQualifiedName~SecondOrder.Tests.VectorTests"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[hardware] = "0";
        start.Environment["AUTODIFF_VECTORS_FILE"] = "Learning.cs";
        start.Environment["AUTODIFF_VECTORS_EXPECTED"] = (isAccelerated && Fma.IsSupported).ToString();
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync(), error = child.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(10));
        try
        {
            await child.WaitForExitAsync(limit.Token);
            await Task.WhenAll(output, error).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            throw;
        }
        string all = await output + await error;
        Assert.True(child.ExitCode == 0 && all.Contains("Passed!", StringComparison.Ordinal), all);
    }
}
