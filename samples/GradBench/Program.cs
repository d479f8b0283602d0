// Speaks GradBench's protocol on standard input and output; "check" compares with reference instances instead.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GradBench;
using GradBench.Problems;

Dictionary<string, Problem> problems = new()
{
    ["hello"] = new Hello(), ["gmm"] = new Mixture(), ["ba"] = new BundleAdjustment(), ["lstm"] = new Lstm(), ["ht"] = HandTracking.Nothing, ["kmeans"] = new KMeans(),
    ["llsq"] = new LeastSquares(), ["lse"] = new LogSumExp(), ["ode"] = new Ode(), ["det"] = new Determinant(), ["particle"] = new Particle(), ["saddle"] = new Saddle(),
};
if (args is ["check"] or ["check", _]) return References.Check(problems, args.Length > 1 ? args[1] : Path.Combine(AppContext.BaseDirectory, "data"));

using var reader = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false), false, 1 << 20);
using var writer = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 20);
while (reader.ReadLine() is { } line)
{
    writer.WriteLine(Answer(line).ToJsonString());
    writer.Flush();
}
return 0;

JsonObject Answer(string line)
{
    using JsonDocument message = JsonDocument.Parse(line);
    JsonElement root = message.RootElement;
    var answer = new JsonObject { ["id"] = root.GetProperty("id").GetInt64() };
    string? kind = root.GetProperty("kind").GetString();
    if (kind == "start") answer["tool"] = "autodiff-generators";
    if (kind is not ("define" or "evaluate")) return answer;
    string module = root.GetProperty("module").GetString()!;
    answer["success"] = false;
    if (!problems.TryGetValue(module, out Problem? problem))
    {
        answer["error"] = $"'{module}' is not one of {string.Join(", ", problems.Keys)}.";
        return answer;
    }
    try
    {
        if (kind == "evaluate") Evaluate(problem, root, answer);
        answer["success"] = true;
    }
    catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or KeyNotFoundException or FormatException)
    {
        answer["error"] = exception.Message;
    }
    return answer;
}

static void Evaluate(Problem problem, JsonElement message, JsonObject answer)
{
    JsonElement input = message.GetProperty("input");
    Job job = problem.Prepare(message.GetProperty("function").GetString()!, input);
    int runs = Setting("min_runs") is { } r ? r.GetInt32() : 1;
    double seconds = Setting("min_seconds") is { } s ? s.GetDouble() : 0;
    var timings = new JsonArray();
    for (double total = 0; timings.Count < runs || total < seconds;)
    {
        long start = Stopwatch.GetTimestamp();
        job.Run();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        total += time.TotalSeconds;
        timings.Add(new JsonObject { ["name"] = "evaluate", ["nanoseconds"] = (long)time.TotalNanoseconds });
    }
    answer["output"] = job.Output();
    answer["timings"] = timings;

    JsonElement? Setting(string name) => input.ValueKind == JsonValueKind.Object && input.TryGetProperty(name, out JsonElement value) ? value : null;
}
