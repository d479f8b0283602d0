// The command "document": runs all that write to the documents, each in a process of its own.
using System;
using System.Diagnostics;

namespace Autodiff.Benchmarks;

internal static class DocumentCommand
{
    private static readonly string[] Commands = ["warm", "gradbench", "parallel", "quickstart", "batch", "plots"];

    public static void Run(string[] words)
    {
        var clock = Stopwatch.StartNew();
        foreach (string command in Commands)
        {
            using Process process = Process.Start(Environment.ProcessPath!, [command, "--write"]);
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"'{command}' failed.");
            Console.WriteLine();
        }
        Console.WriteLine($"{clock.Elapsed.TotalMinutes:0.0} minutes.");
    }
}
