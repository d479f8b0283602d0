// Measuring commands: dotnet run --project tests/Benchmarks -c Release -- COMMAND.
using System;
using System.Collections.Generic;

namespace Autodiff.Benchmarks;

internal static class Program
{
    private static readonly Dictionary<string, (string What, Action<string[]> Run)> Commands = new()
    {
        ["batch"] = ("members over batches beside calls one by one: ns per item; --write", BatchCommand.Run),
        ["bdn"] = ("micro-benchmarks with BenchmarkDotNet: vector mathematics, kernels, the tape, tiny functions; arguments: patterns of names", BdnCommand.Run),
        ["document"] = ("every command that writes to the documents, or those named, one process each", DocumentCommand.Run),
        ["gradbench"] = ("the problems of GradBench, a dense layer, a network, tiny functions: milliseconds, ratios, bytes; arguments: problems; --write", GradBenchCommand.Run),
        ["parallel"] = ("gradients of batches on one and two workers; --write", ParallelCommand.Run),
        ["plots"] = ("how time and memory grow with the size; arguments: words of a title; --write", PlotsCommand.Run),
        ["quickstart"] = ("the network of the Quickstart before and after vectorisation; --write", QuickstartCommand.Run),
        ["second"] = ("what Hvp and Hessian cost over the corpus of the tests, against gradients; arguments: words that a function's name must contain", SecondCommand.Run),
        ["warm"] = ("the first calls of a process; --write", WarmCommand.Run),
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
