// Compares every function with reference instances: values on which several differentiators agree.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GradBench;

public static class References
{
    /// <summary>Prints a line for each function of each instance in the folder; returns 0 if all agree to 1e-11 of the largest entry (lse to 1e-10), else 1.</summary>
    public static int Check(IReadOnlyDictionary<string, Problem> problems, string folder)
    {
        bool all = true;
        foreach (string file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            using JsonDocument instance = JsonDocument.Parse(File.ReadAllText(file));
            JsonElement root = instance.RootElement;
            string name = root.GetProperty("problem").GetString()!;
            if (!problems.TryGetValue(name, out Problem? problem)) continue;
            foreach (JsonProperty expected in root.GetProperty("expected").EnumerateObject())
            {
                Job job = problem.Prepare(expected.Name, root.GetProperty("input"));
                job.Run();
                List<double> ours = Numbers(JsonSerializer.SerializeToElement(job.Output())), theirs = Numbers(expected.Value);
                double largest = theirs.Select(Math.Abs).Append(1e-300).Max();
                double worst = ours.Count == theirs.Count ? ours.Zip(theirs, (a, b) => Math.Abs(a - b) / largest).Max() : double.NaN;
                bool agrees = worst <= (name == "lse" ? 1e-10 : 1e-11);
                all &= agrees;
                Console.WriteLine($"{(agrees ? "ok   " : "WRONG")} {Path.GetFileNameWithoutExtension(file),-28} {expected.Name,-10} {ours.Count,6} numbers, worst difference {worst:0.0e+00} of the largest");
            }
        }
        return all ? 0 : 1;
    }

    /// <summary>All numbers, members of objects in order of their names.</summary>
    private static List<double> Numbers(JsonElement element)
    {
        List<double> numbers = [];
        Collect(element);
        return numbers;

        void Collect(JsonElement e)
        {
            switch (e.ValueKind)
            {
                case JsonValueKind.Number: numbers.Add(e.GetDouble()); break;
                case JsonValueKind.Array:
                    foreach (JsonElement item in e.EnumerateArray()) Collect(item);
                    break;
                case JsonValueKind.Object:
                    foreach (JsonProperty p in e.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal)) Collect(p.Value);
                    break;
            }
        }
    }
}
