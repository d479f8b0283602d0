// Writes random methods as C# text: what is in scope, and the parts of a file. Expressions and statements are in the other parts.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Autodiff.Fuzz;

/// <summary>What a name in scope is.</summary>
internal enum Kind { Real, Int, Bool, ReadOnlySpan, Span, Array, Array2D }

/// <summary>
/// A name in scope. <see cref="MinLength"/>: elements that memory has at least. An integer with <see cref="Within"/> is an index of that memory
/// from <see cref="Low"/> to <see cref="High"/> below its length.
/// </summary>
internal sealed record Local(string Name, Kind Kind, bool IsSingle = false, bool Writable = true, int MinLength = 0, string? Within = null, int Low = 0, int High = 0)
{
    public bool IsMemory => Kind is Kind.ReadOnlySpan or Kind.Span or Kind.Array;
    public bool CanWrite => Kind is Kind.Span or Kind.Array or Kind.Array2D && Writable;
    public string Real => IsSingle ? "float" : "double";
}

/// <summary>A method of the file that bodies may call.</summary>
internal sealed record Helper(string Name, bool Returns, bool IsSingle, bool IsRecursive, IReadOnlyList<HelperParameter> Parameters);

internal sealed record HelperParameter(string Name, Kind Kind, bool IsSingle, string Passing, bool Writes);

/// <summary>
/// Every method terminates, stays within bounds, and keeps its numbers moderate: what is assigned is bounded by a function or a small combination. Programs
/// that still leave the moderate range are counted as unstable by the check.
/// </summary>
internal sealed partial class MethodWriter(Random random)
{
    // Names that generated code would like to use itself come first.
    private static readonly string[] s_names =
        ["seed", "tangent", "trips", "tape", "xAdjoint", "yTangent", "@class", "result", "record", "adjoint", "index", "i1", "aAdjoint", "value", "total", "start"];

    private readonly List<Local> _scope = [];
    private readonly List<Helper> _helpers = [];
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _taken = [];
    private int _indent, _names, _loops, _budget;
    private string _return = "void";

    /// <summary>A file with one marked method and up to three helpers.</summary>
    public static string Write(Random random) => new MethodWriter(random).File();

    private int Next(int count) => random.Next(count);
    private bool Chance(double p) => random.NextDouble() < p;
    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
    private T Pick<T>(params (int Weight, T Item)[] items)
    {
        int at = random.Next(items.Sum(i => i.Weight));
        foreach ((int weight, T item) in items)
            if ((at -= weight) < 0) return item;
        throw new InvalidOperationException();
    }

    private string NewName(string stem)
    {
        if (Chance(0.15) && s_names.FirstOrDefault(n => !_taken.Contains(n) && Chance(0.3)) is { } special)
        {
            _taken.Add(special);
            return special;
        }
        string name;
        do name = stem + _names++;
        while (!_taken.Add(name));
        return name;
    }

    private string File()
    {
        Line("public static partial class M");
        Open();
        int helpers = Pick((3, 0), (3, 1), (2, 2), (1, 3));
        for (int k = 0; k < helpers; k++) WriteHelper("H" + k);
        WriteEntry();
        Close();
        return _text.ToString();
    }

    private void Line(string line) => _text.Append(' ', 4 * _indent).Append(line).Append('\n');

    private void Open()
    {
        Line("{");
        _indent++;
    }

    private void Close()
    {
        _indent--;
        Line("}");
    }

    // ---- methods

    private void WriteEntry()
    {
        bool single = Chance(0.12);
        string real = single ? "float" : "double";
        Begin(single ? "float" : Pick((4, "double"), (2, "void")), budget: 4 + Next(14));
        List<string> parameters = [];
        int count = 1 + Next(4);
        List<string> outs = [];
        for (int k = 0; k < count; k++)
        {
            string name = Pick((6, "xywabuv"[k].ToString()), (1, NewName("p")));
            _taken.Add(name);
            bool ownSingle = Chance(0.04) ? !single : single;
            string type = ownSingle ? "float" : "double";
            switch (Pick((4, 0), (5, 1), (5, 2), (2, 3), (1, 4), (1, 5), (1, 6)))
            {
                case 0: Add($"{type} {name}", new Local(name, Kind.Real, ownSingle)); break;
                case 1: Add($"ReadOnlySpan<{type}> {name}", new Local(name, Kind.ReadOnlySpan, ownSingle, MinLength: 4)); break;
                case 2: Add($"Span<{type}> {name}", new Local(name, Kind.Span, ownSingle, MinLength: 4)); break;
                case 3: Add($"{type}[] {name}", new Local(name, Kind.Array, ownSingle, MinLength: 4)); break;
                case 4: Add($"{type}[,] {name}", new Local(name, Kind.Array2D, ownSingle, MinLength: 4)); break;
                case 5: Add($"ref {type} {name}", new Local(name, Kind.Real, ownSingle)); break;
                default:
                    Add($"out {type} {name}", new Local(name, Kind.Real, ownSingle));
                    outs.Add(name);
                    break;
            }
        }
        if (!_scope.Any(l => l.Kind is Kind.ReadOnlySpan or Kind.Span or Kind.Array || (l.Kind == Kind.Real && !outs.Contains(l.Name)))) Add($"{real} z", new Local("z", Kind.Real, single));
        if (_return == "void" && !_scope.Any(l => l.Kind == Kind.Span || outs.Contains(l.Name))) Add($"Span<{real}> o", new Local("o", Kind.Span, single, MinLength: 4));
        if (Chance(0.4)) Add("int n", new Local("n", Kind.Int, Writable: false));
        if (Chance(0.1)) Add("bool flag", new Local("flag", Kind.Bool));
        string[] nameable = [.. _scope.Where(l => l.Kind is Kind.Real or Kind.ReadOnlySpan or Kind.Span && !outs.Contains(l.Name)).Select(l => l.Name)];
        string named = nameable.Length > 0 && Chance(0.2) ? $"(nameof({Pick(nameable)}))" : "";
        Line($"[Differentiable{named}]");
        Line($"public static {_return} F({string.Join(", ", parameters)})");
        Body(outs);

        void Add(string parameter, Local local)
        {
            parameters.Add(parameter);
            _scope.Add(local);
        }
    }

    private void WriteHelper(string name)
    {
        bool single = Chance(0.1), recursive = Chance(0.3);
        Begin(Pick((4, single ? "float" : "double"), (2, "void")), budget: 2 + Next(5));
        List<HelperParameter> parameters = [];
        List<string> outs = [];
        if (recursive) parameters.Add(new("depth", Kind.Int, false, "", false));
        int count = 1 + Next(4);
        for (int k = 0; k < count; k++)
        {
            string own = "pqrst"[k].ToString();
            parameters.Add(Pick<Func<HelperParameter>>(
                (4, () => new(own, Kind.Real, single, "", false)), (3, () => new(own, Kind.ReadOnlySpan, single, "", false)), (4, () => new(own, Kind.Span, single, "", true)),
                (1, () => new(own, Kind.Array, single, "", true)), (1, () => new(own, Kind.Array2D, single, "", true)), (1, () => new(own, Kind.Int, false, "", false)),
                (2, () => new(own, Kind.Real, single, "ref ", true)), (1, () => new(own, Kind.Real, single, "out ", true)), (1, () => new(own, Kind.Real, single, "in ", false)))());
        }
        foreach (HelperParameter p in parameters)
        {
            _scope.Add(new Local(p.Name, p.Kind, p.IsSingle, Writable: p.Name != "depth" && p.Passing != "in ", MinLength: 3));
            _taken.Add(p.Name);
            if (p.Passing == "out ") outs.Add(p.Name);
        }
        Helper helper = new(name, _return != "void", _return == "float", recursive, parameters);
        Line($"{Pick("private", "public", "internal")} static {_return} {name}({string.Join(", ", parameters.Select(p => $"{p.Passing}{TypeOf(p)} {p.Name}"))})");
        Body(outs, recursive ? helper : null);
        if (!recursive) _helpers.Add(helper);
    }

    private string Pick(params string[] items) => items[random.Next(items.Length)];

    private static string TypeOf(HelperParameter p)
    {
        string real = p.IsSingle ? "float" : "double";
        return p.Kind switch
        {
            Kind.Real => real, Kind.Int => "int", Kind.ReadOnlySpan => $"ReadOnlySpan<{real}>", Kind.Span => $"Span<{real}>", Kind.Array => real + "[]", _ => real + "[,]",
        };
    }

    private void Begin(string returned, int budget)
    {
        _scope.Clear();
        _taken.Clear();
        _loops = 0;
        (_return, _budget) = (returned, budget);
    }

    private void Body(List<string> outs, Helper? recursive = null)
    {
        Open();
        List<Local> hidden = [.. _scope.Where(l => outs.Contains(l.Name))];
        _scope.RemoveAll(hidden.Contains);
        foreach (Local local in hidden)
        {
            Line($"{local.Name} = {Bounded(local.IsSingle)};");
            _scope.Add(local);
        }
        if (recursive is not null)
        {
            Line($"if (depth <= 0) {(_return == "void" ? "return" : "return " + Bounded(_return == "float"))};");
            // It may call itself once the depth has been checked.
            _helpers.Add(recursive);
            _self = recursive;
        }
        Statements();
        if (_return != "void") Line($"return {Bounded(_return == "float", 3)};");
        _self = null;
        Close();
    }

    private Helper? _self;
}
