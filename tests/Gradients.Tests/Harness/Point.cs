// The points at which a function is checked: drawn from fixed seeds within its attributes' sizes and domains.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>Values for all parameters of a function, and what is expected there.</summary>
public sealed record Point(string Label, Slot[] Values, CaseAttribute? Special, int Seed)
{
    public bool Throws => Special?.Throws is not null;

    /// <summary>Finite differences are meaningful here.</summary>
    public bool IsSmooth => Special is null;

    public double[]? ExpectedGradient => Special?.Gradient?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();

    public override string ToString() => $"{Label} [{string.Join(" | ", Values.Select(Describe))}]";

    private static string Describe(Slot slot) => slot is Constant c ? c.Value.ToString()!
        : string.Join(", ", slot.ToArray().Take(8).Select(v => v.ToString("R", CultureInfo.InvariantCulture))) + (slot.Count > 8 ? ", …" : "");
}

/// <summary>Draws the points of a function.</summary>
public static partial class PointPlan
{
    private const int Draws = 3;

    public static IReadOnlyList<Point> For(Function function)
    {
        CaseAttribute[] cases = [.. function.Method.GetCustomAttributes<CaseAttribute>()];
        int[]? lengths = function.Method.GetCustomAttribute<LengthsAttribute>()?.Lengths;
        CaseAttribute[] ordinary = [.. cases.Where(c => !c.IsSpecial)];
        bool sized = function.Parameters.Any(p => p.Form is Form.ReadOnlySpan or Form.Span or Form.Array or Form.Matrix or Form.Container);
        if (lengths is null && ordinary.Length == 0) lengths = sized ? [0, 1, 5] : [1];

        var points = new List<Point>();
        foreach (int length in lengths ?? []) Draw($"length {length}", "", length, null, Draws);
        foreach (CaseAttribute c in ordinary) Draw($"case {c.Setting}", c.Setting, null, null, Draws);
        foreach (CaseAttribute c in cases.Where(c => c.IsSpecial)) Draw($"special case {c.Setting}", c.Setting, sized ? null : 1, c, 1);
        return points;

        void Draw(string label, string setting, int? length, CaseAttribute? special, int draws)
        {
            for (int draw = 0; draw < draws; draw++)
            {
                int seed = Hash($"{function.Id}/{label}/{draw}");
                bool random = false;
                Slot[] values = [.. Values(function, setting, length, new Random(seed), ref random)];
                points.Add(new Point($"{label} draw {draw}", values, special, seed));
                if (!random) break;
            }
        }
    }

    /// <summary>A point at which all spans have the length; null if the function says itself which lengths go together.</summary>
    public static Point? At(Function function, int length)
    {
        bool isSized = function.Parameters.Any(p => p.Form is Form.ReadOnlySpan or Form.Span or Form.Array);
        if (!isSized || function.Method.GetCustomAttributes<CaseAttribute>().Any(c => !c.IsSpecial) || function.Parameters.Any(p => p.Form is Form.Other or Form.Container)) return null;
        int seed = Hash($"{function.Id}/vectors/{length}");
        bool drawn = false;
        return new Point($"length {length}", [.. Values(function, "", length, new Random(seed), ref drawn)], null, seed);
    }

    public static int Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text) hash = (hash ^ c) * 16777619;
        return (int)(hash & int.MaxValue);
    }

    private static List<Slot> Values(Function function, string setting, int? length, Random random, ref bool drawn)
    {
        Dictionary<string, Match> words = setting.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => Word().Match(word) is { Success: true } m ? m : throw new FormatException($"{function.Id}: cannot read '{word}'"))
            .ToDictionary(m => m.Groups["name"].Value);
        foreach (string name in words.Keys)
        {
            if (function.Parameters.All(p => p.Name != name)) throw new FormatException($"{function.Id} has no parameter '{name}'");
        }

        var slots = new List<Slot>();
        foreach (Parameter p in function.Parameters)
        {
            words.TryGetValue(p.Name, out Match? word);
            string? value = word?.Groups["value"] is { Success: true } v ? v.Value : null;
            if (p.Form == Form.Other)
            {
                slots.Add(new Constant(value is not null ? Convert(p, value) : Made(p.Element) ?? throw new FormatException($"{function.Id}: '{p.Name}' needs a value")));
                continue;
            }

            double[]? given = value?.Split(',').Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
            Slot slot = Allocate(function, p, word, given, length);
            slots.Add(slot);
            if (p.Passing != Passing.Out) slot.DrawConstants(random);
            if (given is not null)
            {
                for (int i = 0; i < slot.Count; i++) slot[i] = given[i];
            }
            else if (slot.Count > 0 && p.Passing == Passing.Out)
            {
                slot.Fill(p.IsFloat ? double.NaN : -77);
            }
            else if (slot.Count > 0)
            {
                drawn = true;
                DomainAttribute domain = p.Info.GetCustomAttribute<DomainAttribute>() ?? function.Method.GetCustomAttribute<DomainAttribute>() ?? new DomainAttribute(-2, 2);
                for (int i = 0; i < slot.Count; i++)
                {
                    slot[i] = p.IsFloat ? domain.Low + ((domain.High - domain.Low) * random.NextDouble()) : random.Next(Math.Max(1, length ?? 1));
                }
            }
        }

        return slots;
    }

    private static Slot Allocate(Function function, Parameter p, Match? word, double[]? given, int? length)
    {
        if (p.Form == Form.Scalar) return Slot.Vector(p.Element, 1);
        int? rows = word?.Groups["rows"] is { Success: true } r ? int.Parse(r.Value, CultureInfo.InvariantCulture) : null;
        int? columns = word?.Groups["columns"] is { Success: true } c ? int.Parse(c.Value, CultureInfo.InvariantCulture) : null;
        rows ??= given?.Length ?? length ?? throw new FormatException($"{function.Id}: '{p.Name}' needs a length");
        if (p.Form == Form.Container) return Slot.Container(p.Element, rows.Value);
        return p.Form == Form.Matrix ? Slot.Matrix(p.Element, rows.Value, columns ?? rows.Value) : Slot.Vector(p.Element, rows.Value);
    }

    /// <summary>Objects of the corpus itself make themselves.</summary>
    private static object? Made(Type type) => type.IsPrimitive || type.Namespace?.StartsWith("System", StringComparison.Ordinal) != false ? null : Activator.CreateInstance(type);

    private static object Convert(Parameter p, string value) =>
        p.Element.IsEnum ? Enum.Parse(p.Element, value) : System.Convert.ChangeType(value, p.Element, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<name>\w+)(:(?<rows>\d+)(x(?<columns>\d+))?)?(=(?<value>.*))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
