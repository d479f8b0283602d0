// Random expressions: reals of bounded size, integers, conditions, indices, calls.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Autodiff.Fuzz;

internal sealed partial class MethodWriter
{
    private Local[] Of(params Kind[] kinds) => [.. _scope.Where(l => kinds.Contains(l.Kind))];

    private string Literal(bool single) => (0.1 + Math.Round(random.NextDouble() * 1.7, 2)).ToString("0.0#", CultureInfo.InvariantCulture) + (single ? "f" : "");

    /// <summary>A real of moderate size whatever its parts are.</summary>
    private string Bounded(bool single, int depth = 2)
    {
        string math = Pick((4, single ? "MathF" : "Math"), (1, single ? "float" : "double"));
        string e = Real(single, depth);
        return Pick((4, $"{math}.Sin({e})"), (3, $"{math}.Tanh({e})"), (2, $"{math}.Atan({e})"), (1, $"{math}.Cos({e})"),
            (3, $"{Literal(single)} * {Atom(single)} - {Atom(single)} * {Leaf(single)}"), (2, $"0.5{(single ? "f" : "")} * {Atom(single)} + {Leaf(single)}"), (1, Atom(single)),
            (1, $"Math.Clamp({e}, -3{(single ? "f" : ".0")}, 3{(single ? "f" : ".0")})"));
    }

    /// <summary>Something that can stand as an operand: a leaf, or anything in parentheses.</summary>
    private string Atom(bool single) => Chance(0.6) ? Leaf(single) : $"({Real(single, 1)})";

    private string Leaf(bool single)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            Local? local = _scope.Count == 0 ? null : Pick(_scope);
            if (local is null) break;
            if (local.IsSingle != single && !local.IsSingle && Chance(0.8)) continue;
            string? leaf = local.Kind switch
            {
                Kind.Real => local.Name,
                Kind.ReadOnlySpan or Kind.Span or Kind.Array => $"{local.Name}[{Index(local)}]",
                Kind.Array2D => Element(local),
                Kind.Int when Chance(0.5) => $"(0.25{(single ? "f" : "")} * {local.Name})",
                _ => null,
            };
            if (leaf is null) continue;
            return single && !local.IsSingle && local.Kind != Kind.Int ? $"(float){leaf}" : leaf;
        }
        return Literal(single);
    }

    private string Real(bool single, int depth)
    {
        if (depth <= 0 || Chance(0.15)) return Leaf(single);
        string math = single ? "MathF" : "Math", one = single ? "1f" : "1.0";
        string A() => Real(single, depth - 1);
        string P() => Chance(0.5) ? Leaf(single) : $"({A()})";
        switch (Next(26))
        {
            case 0 or 1 or 2: return $"{P()} + {P()}";
            case 3 or 4: return $"{P()} - {P()}";
            case 5 or 6 or 7 or 8: return $"{P()} * {P()}";
            case 9: { string d = P(); return $"{P()} / (1.5{(single ? "f" : "")} + {d} * {d})"; }
            case 10: return $"-{P()}";
            case 11: return $"{math}.{Pick("Sin", "Cos", "Tanh", "Atan", "Asinh")}({A()})";
            case 12: return $"{math}.Exp(-Math.Abs({A()}))";
            case 13: { string d = Leaf(single); return $"{math}.{Pick("Sqrt", "Log", "Cbrt")}({one} + {d} * {d})"; }
            case 14: return $"Math.{Pick("Max", "Min")}({A()}, {A()})";
            case 15: return $"{math}.Atan2({A()}, {one} + {math}.Abs({A()}))";
            case 16: { string d = Leaf(single); return $"{math}.Pow({one} + {d} * {d}, {math}.Sin({A()}))"; }
            case 17 or 18: return $"({Condition(depth - 1)} ? {A()} : {A()})";
            case 19: return $"{math}.FusedMultiplyAdd({Leaf(single)}, {A()}, {A()})";
            case 20: return $"double.Hypot({A()}, 1.0)" is var hypot && single ? $"float.Hypot({A()}, 1f)" : hypot;
            case 21: return single ? Leaf(single) : $"(double)(float){P()}";
            case 22 or 23 or 24 when Call(single, A) is { } call: return call;
            default: return Leaf(single);
        }
    }

    private string Condition(int depth)
    {
        Local[] bools = Of(Kind.Bool), ints = Of(Kind.Int);
        switch (Next(depth > 0 ? 10 : 6))
        {
            case 0 or 1 or 2: return $"{Leaf(false)} {Pick(">", "<", ">=", "<=")} {Leaf(false)}";
            case 3 when ints.Length > 0: return $"{Pick(ints).Name} % {2 + Next(2)} == {Next(2)}";
            case 4 when ints.Length > 0: return $"{Pick(ints).Name} {Pick(">", "<", "!=")} {Next(4)}";
            case 5 when bools.Length > 0: return Pick(bools).Name;
            case 6 or 7: return $"({Condition(depth - 1)} && {Condition(depth - 1)})";
            case 8: return $"({Condition(depth - 1)} || {Condition(depth - 1)})";
            case 9: return $"!({Condition(depth - 1)})";
            default: return $"{Real(false, 1)} > {Literal(false)} * {Leaf(false)}";
        }
    }

    private string Int(int depth = 1)
    {
        Local[] ints = Of(Kind.Int), memory = Of(Kind.ReadOnlySpan, Kind.Span, Kind.Array);
        switch (Next(depth > 0 ? 10 : 3))
        {
            case 0 or 1 when ints.Length > 0: return Pick(ints).Name;
            case 2 when memory.Length > 0: return $"{Pick(memory).Name}.Length";
            case 3: return $"({Int(depth - 1)} + {Int(depth - 1)})";
            case 4: return $"({Int(depth - 1)} - {Int(depth - 1)})";
            case 5: return $"{1 + Next(3)} * {Int(depth - 1)}";
            case 6: return $"Math.{Pick("Min", "Max")}({Int(depth - 1)}, {Int(depth - 1)})";
            case 7: return $"({Int(depth - 1)} {Pick("&", "^", ">>")} {1 + Next(3)})";
            case 8: return $"({Condition(0)} ? {Int(depth - 1)} : {Int(depth - 1)})";
            default: return Next(4).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>An index into one-dimensional memory that is in range.</summary>
    private string Index(Local memory)
    {
        Local[] within = [.. _scope.Where(l => l.Within == memory.Name)];
        if (within.Length > 0 && Chance(0.75))
        {
            Local i = Pick(within);
            int offset = Next(i.Low + i.High + 1) - i.Low;
            return Pick((5, offset == 0 ? i.Name : offset > 0 ? $"{i.Name} + {offset}" : $"{i.Name} - {-offset}"), (1, $"{memory.Name}.Length - 1 - {i.Name}"));
        }
        Local[] counters = [.. _scope.Where(l => l.Kind == Kind.Int && !l.Writable)];
        switch (Next(8))
        {
            case 0 or 1: return Next(memory.MinLength).ToString(CultureInfo.InvariantCulture);
            case 2: return $"^{1 + Next(memory.MinLength)}";
            case 3 or 4 when counters.Length > 0: return $"{Pick(counters).Name} % {memory.Name}.Length";
            case 5 when counters.Length > 0: return $"({Pick(counters).Name} * {1 + Next(3)} + {Next(3)}) % {memory.Name}.Length";
            case 6: return $"Math.Abs({Int()}) % {memory.Name}.Length";
            case 7 when memory.MinLength >= 4: return $"{Int()} & 3";
            default: return $"{memory.Name}.Length / 2";
        }
    }

    private string Element(Local array)
    {
        string At(int dimension)
        {
            Local[] counters = [.. _scope.Where(l => l.Kind == Kind.Int && !l.Writable)];
            string length = $"{array.Name}.GetLength({dimension})";
            Local[] within = [.. _scope.Where(l => l.Within == length)];
            if (within.Length > 0 && Chance(0.8)) return Pick(within).Name;
            return counters.Length > 0 && Chance(0.6) ? $"{Pick(counters).Name} % {length}" : Next(3).ToString(CultureInfo.InvariantCulture);
        }
        return $"{array.Name}[{At(0)}, {At(1)}]";
    }

    // ---- calls

    private string? Call(bool single, Func<string> real)
    {
        Helper[] fitting = [.. Callable().Where(h => h.Returns && h.IsSingle == single)];
        return fitting.Length == 0 ? null : Call(Pick(fitting), real);
    }

    private IEnumerable<Helper> Callable() => _helpers.Where(h => !h.IsRecursive || !ReferenceEquals(h, _self) || _loops == 0);

    private string? Call(Helper helper, Func<string>? real = null)
    {
        List<string> arguments = [], written = [], read = [];
        foreach (HelperParameter p in helper.Parameters)
        {
            string? argument = null;
            switch (p.Kind)
            {
                case Kind.Int: argument = p.Name != "depth" ? Int() : ReferenceEquals(helper, _self) ? "depth - 1" : Next(4).ToString(CultureInfo.InvariantCulture); break;
                case Kind.Real when p.Passing is "": argument = real is null ? Leaf(p.IsSingle) : Real(p.IsSingle, 1); break;
                case Kind.Real when p.Passing is "in ": argument = Literal(p.IsSingle); break;
                case Kind.Real:
                {
                    if (p.Passing == "out " && real is null && Chance(0.3) && _blockDepth > 0) { argument = $"out _"; break; }
                    Local[] variables = [.. _scope.Where(l => l.Kind == Kind.Real && l.Writable && l.IsSingle == p.IsSingle && !written.Contains(l.Name))];
                    Local[] memory = [.. _scope.Where(l => l.Kind is Kind.Span && l.IsSingle == p.IsSingle && !written.Contains(l.Name) && !read.Contains(l.Name))];
                    if (memory.Length > 0 && Chance(0.25))
                    {
                        Local m = Pick(memory);
                        written.Add(m.Name);
                        argument = p.Passing + $"{m.Name}[{Index(m)}]";
                    }
                    else if (variables.Length > 0)
                    {
                        Local v = Pick(variables);
                        written.Add(v.Name);
                        argument = p.Passing + v.Name;
                    }
                    break;
                }
                default:
                {
                    Local[] memory =
                    [
                        .. _scope.Where(l => l.IsSingle == p.IsSingle && l.MinLength >= 3 && !written.Contains(Root(l.Name)) && (!p.Writes || !read.Contains(Root(l.Name)))
                            && (l.Kind == p.Kind || (p.Kind == Kind.ReadOnlySpan && l.IsMemory) || (p.Kind == Kind.Span && l.Kind == Kind.Array))),
                    ];
                    if (memory.Length == 0) break;
                    Local m = Pick(memory);
                    (p.Writes ? written : read).Add(Root(m.Name));
                    argument = m.Name;
                    if (p.Kind is Kind.Span or Kind.ReadOnlySpan && m.Kind is Kind.Span or Kind.ReadOnlySpan && m.MinLength >= 4 && Chance(0.3))
                        argument = Pick($"{m.Name}[1..]", $"{m.Name}.Slice({Next(2)}, 3)", $"{m.Name}[..^1]");
                    break;
                }
            }
            if (argument is null) return null;
            arguments.Add(argument);
        }
        return $"{helper.Name}({string.Join(", ", arguments)})";
    }

    private readonly Dictionary<string, string> _roots = [];

    /// <summary>The memory whose elements a name shares.</summary>
    private string Root(string name) => _roots.TryGetValue(name, out string? root) ? root : name;
}
