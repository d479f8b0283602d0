// What a problem of the benchmark is to the program: a name, and jobs made from functions and inputs.
using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GradBench;

/// <summary>One call to be timed, and how its last result is told. Everything that is read from the input is ready.</summary>
public sealed record Job(Action Run, Func<JsonNode> Output);

public abstract class Problem
{
    /// <exception cref="ArgumentException">The problem has no such function.</exception>
    public abstract Job Prepare(string function, JsonElement input);

    protected ArgumentException Unknown(string function) => new($"{GetType().Name} has no function '{function}'.");

    protected static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];

    protected static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt32())];

    /// <summary>Rows one after the other.</summary>
    protected static double[] Flat(JsonElement rows) => [.. rows.EnumerateArray().SelectMany(Numbers)];

    protected static JsonArray Array(ReadOnlySpan<double> values)
    {
        var array = new JsonArray();
        foreach (double value in values) array.Add(value);
        return array;
    }

    protected static JsonArray Array(ReadOnlySpan<int> values)
    {
        var array = new JsonArray();
        foreach (int value in values) array.Add(value);
        return array;
    }

    /// <summary>An array of rows of that length.</summary>
    protected static JsonArray Rows(ReadOnlySpan<double> values, int rows)
    {
        var array = new JsonArray();
        int length = rows == 0 ? 0 : values.Length / rows;
        for (int row = 0; row < rows; row++) array.Add(Array(values.Slice(row * length, length)));
        return array;
    }
}
