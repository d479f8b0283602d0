// The command "numerics".
using System;
using System.Linq;

namespace Autodiff.Benchmarks;

internal static class NumericsCommand
{
    /// <summary>Everything, or the lines whose name contains one of the words.</summary>
    public static void Run(string[] words)
    {
        bool IsWanted(string name) => words.Length == 0 || words.Any(w => name.Contains(w, StringComparison.OrdinalIgnoreCase));
        VectorMathBenchmarks.Run(IsWanted);
        KernelBenchmarks.Run(IsWanted);
    }
}
