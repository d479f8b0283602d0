// What a measuring command prints, and puts into the documents if it is asked to with --write.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Autodiff.Benchmarks.Reports;

namespace Autodiff.Benchmarks;

internal sealed class Report
{
    private readonly List<string> _lines = [];

    /// <summary>Starts with the machine, the date and the command.</summary>
    public Report(string command)
    {
        Line($"Measured on {DateTime.UtcNow:yyyy-MM-dd} with {RuntimeInformation.FrameworkDescription} on {OperatingSystemName()}, {Processor()}, {Environment.ProcessorCount} processors, "
            + $"vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits, by `dotnet run --project tests/Benchmarks -c Release -- {command}`.");
        Line();
    }

    public void Line(string line = "")
    {
        _lines.Add(line);
        Console.WriteLine(line);
    }

    public void Row(params string[] cells) => Line($"| {string.Join(" | ", cells)} |");

    public void Header(params string[] cells)
    {
        Row(cells);
        Line("|" + string.Concat(cells.Select(_ => "---|")));
    }

    /// <summary>Puts the lines between the marks of that name in the document, a path below the repository.</summary>
    public void Write(string document, string mark)
    {
        string path = Path.Combine(Repository(), document);
        File.WriteAllText(path, Markers.Replace(File.ReadAllText(path), mark, _lines));
        Console.WriteLine($"Written to {document}.");
    }

    /// <summary>The folder above the executable that holds the central list of packages.</summary>
    public static string Repository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) return folder.FullName;
        throw new InvalidOperationException("The executable does not lie inside the repository, so there is no document to write to.");
    }

    /// <summary>Three digits or more; nothing for NaN.</summary>
    public static string Show(double value) =>
        double.IsNaN(value) ? "" : value.ToString(value >= 100 || value == 0 ? "0" : "0." + new string('0', Math.Max(0, 2 - (int)Math.Floor(Math.Log10(value)))), CultureInfo.InvariantCulture);

    /// <summary>Bytes with a unit.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        0 => "0",
        < 1000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
    };

    private static string OperatingSystemName() =>
        File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").FirstOrDefault(l => l.StartsWith("PRETTY_NAME=", StringComparison.Ordinal)) is { } name
            ? name["PRETTY_NAME=".Length..].Trim('"') : RuntimeInformation.OSDescription;

    private static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } name
            ? name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() : RuntimeInformation.ProcessArchitecture.ToString();
}
