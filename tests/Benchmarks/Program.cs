// Measuring commands: dotnet run --project tests/Benchmarks -c Release -- COMMAND.
using System;
using System.Collections.Generic;

namespace Autodiff.Benchmarks;

internal static class Program
{
    private static readonly Dictionary<string, (string What, Action<string[]> Run)> Commands = new()
    {
        ["batch"] = ("members over batches beside calls one by one: ns per item", BatchCommand.Run),
        ["gradbench"] = ("the problems of GradBench: milliseconds, ratios, bytes; arguments: problems", GradBenchCommand.Run),
        ["micro"] = ("tiny functions, the tape, a network, vector mathematics and kernels; arguments: words that a line must contain", MicroCommand.Run),
        ["numerics"] = ("vector mathematics and kernels: ns per element and GFLOP/s; arguments: words that a line must contain", NumericsCommand.Run),
    };

    private static int Main(string[] arguments)
    {
        if (arguments.Length > 0 && Commands.TryGetValue(arguments[0], out var command))
        {
            command.Run(arguments[1..]);
            return 0;
        }
        Console.WriteLine("Commands:");
        foreach ((string name, (string what, _)) in Commands) Console.WriteLine($"  {name,-10} {what}");
        return 1;
    }
}
