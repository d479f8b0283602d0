// The command "document": runs all that write to the documents, each in a process of its own.
using System;
using System.Diagnostics;
using System.Linq;

namespace Autodiff.Benchmarks;

internal static class DocumentCommand
{
    private static readonly string[] Commands = ["warm", "gradbench", "parallel", "quickstart", "batch", "plots"];

    /// <summary>Arguments: which of them, all if there are none.</summary>
    public static void Run(string[] words)
    {
        var clock = Stopwatch.StartNew();
        foreach (string command in Commands.Where(c => words.Length == 0 || words.Contains(c)))
        {
            using Process process = Process.Start(Environment.ProcessPath!, [command, "--write"]);
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"'{command}' failed.");
            Console.WriteLine();
        }
        Console.WriteLine($"{clock.Elapsed.TotalMinutes:0.0} minutes.");
    }
}
