// Random statements.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Autodiff.Fuzz;

internal sealed partial class MethodWriter
{
    private int _blockDepth;

    private void Statements()
    {
        int count = 2 + Next(5);
        for (int k = 0; k < count || (_blockDepth == 0 && _budget > 0 && k < 12); k++)
        {
            if (_budget <= 0 && k > 0) break;
            Statement();
        }
    }

    private void Block()
    {
        Open();
        int locals = _scope.Count;
        _blockDepth++;
        Statements();
        _blockDepth--;
        _scope.RemoveRange(locals, _scope.Count - locals);
        Close();
    }

    private void Statement()
    {
        _budget--;
        bool nest = _budget > 0 && _blockDepth < 4;
        switch (Next(nest ? 34 : 18))
        {
            case 0 or 1: DeclareReal(); break;
            case 2 or 3 or 4: AssignReal(); break;
            case 5 or 6 or 7 or 8 or 9 or 10: AssignElement(); break;
            case 11: DeclareInt(); break;
            case 12: AssignInt(); break;
            case 13 or 14: CallStatement(); break;
            case 15: DeclareMemory(); break;
            case 16: Slice(); break;
            case 17: Odd(); break;
            case 18 or 19 or 20 or 21: If(); break;
            case 22 or 23 or 24 or 25 or 26 or 27: For(); break;
            case 28: ForEach(); break;
            case 29 or 30: While(); break;
            case 31: Do(); break;
            default: Jump(); break;
        }
    }

    // ---- variables

    private void DeclareReal()
    {
        bool single = Chance(0.1) || _return == "float";
        string name = NewName("r");
        Line($"{(single ? "float" : "double")} {name} = {Bounded(single)};");
        _scope.Add(new Local(name, Kind.Real, single));
    }

    private void AssignReal()
    {
        Local[] reals = [.. Of(Kind.Real).Where(l => l.Writable)];
        if (reals.Length == 0) { DeclareReal(); return; }
        Local a = Pick(reals);
        Line(Update(a.Name, a.IsSingle));
    }

    private string Update(string target, bool single) => Pick(
        (5, $"{target} = {Bounded(single)};"), (3, $"{target} += {Literal(single)} * {Leaf(single)};"), (1, $"{target} -= {Bounded(single, 1)};"),
        (2, $"{target} *= {(single ? "MathF" : "Math")}.Sin({Real(single, 1)});"), (1, $"{target} /= {(single ? "1.5f" : "1.5")} + {(single ? "MathF" : "Math")}.Abs({Leaf(single)});"),
        (2, $"{target} = {target} * {Leaf(single)};"));

    private void AssignElement()
    {
        Local[] writable = [.. _scope.Where(l => l.CanWrite)];
        if (writable.Length == 0) { AssignReal(); return; }
        Local y = Pick(writable);
        Line(Update(y.Kind == Kind.Array2D ? Element(y) : $"{y.Name}[{Index(y)}]", y.IsSingle));
    }

    private void DeclareInt()
    {
        if (Chance(0.25))
        {
            string flag = NewName("b");
            Line($"bool {flag} = {Condition(1)};");
            _scope.Add(new Local(flag, Kind.Bool));
            return;
        }
        string name = NewName("k");
        Line($"int {name} = {Int()};");
        _scope.Add(new Local(name, Kind.Int));
    }

    private void AssignInt()
    {
        Local[] ints = [.. _scope.Where(l => l.Kind is Kind.Int or Kind.Bool && l.Writable)];
        if (ints.Length == 0) { DeclareInt(); return; }
        Local k = Pick(ints);
        Line(k.Kind == Kind.Bool ? Pick($"{k.Name} = {Condition(1)};", $"{k.Name} = !{k.Name};", $"{k.Name} |= {Condition(0)};")
            : Pick($"{k.Name} = {Int()} % 7;", $"{k.Name}++;", $"--{k.Name};", $"{k.Name} += {1 + Next(3)};", $"{k.Name} = ({k.Name} * 3 + 1) % 5;"));
    }

    private void CallStatement()
    {
        Helper[] callable = [.. Callable()];
        if (callable.Length == 0 || Call(Pick(callable)) is not { } call) { AssignElement(); return; }
        Helper called = callable.First(h => call.StartsWith(h.Name + "(", StringComparison.Ordinal));
        if (!called.Returns || Chance(0.2)) { Line(call + ";"); return; }
        string name = NewName("c");
        Line($"{(called.IsSingle ? "float" : "double")} {name} = {call};");
        _scope.Add(new Local(name, Kind.Real, called.IsSingle));
    }

    private void DeclareMemory()
    {
        bool single = _return == "float";
        string real = single ? "float" : "double", name = NewName("t");
        int length = 3 + Next(3);
        string elements = string.Join(", ", Enumerable.Range(0, length).Select(_ => Leaf(single)));
        (string text, Kind kind) = Pick(
            (3, ($"{real}[] {name} = new {real}[{length}];", Kind.Array)), (2, ($"Span<{real}> {name} = stackalloc {real}[{length}];", Kind.Span)),
            (1, ($"{real}[] {name} = [{elements}];", Kind.Array)), (1, ($"Span<{real}> {name} = [{elements}];", Kind.Span)), (1, ($"{real}[] {name} = {{ {elements} }};", Kind.Array)),
            (1, ($"ReadOnlySpan<{real}> {name} = [{elements}];", Kind.ReadOnlySpan)), (1, ($"Span<{real}> {name} = stackalloc {real}[] {{ {elements} }};", Kind.Span)),
            (1, ($"{real}[,] {name} = new {real}[{length}, 3];", Kind.Array2D)), (1, ($"{real}[] {name} = new {real}[{length} + Math.Abs({Int()}) % 4];", Kind.Array)));
        Line(text);
        _scope.Add(new Local(name, kind, single, MinLength: kind == Kind.Array2D ? 3 : length));
        if (kind is Kind.Array or Kind.Span && text.Contains("[" + length) && Chance(0.7))
        {
            string i = NewName("i");
            Line($"for (int {i} = 0; {i} < {name}.Length; {i}++) {name}[{i}] = {Bounded(single)};");
        }
    }

    private void Slice()
    {
        Local[] memory = [.. _scope.Where(l => l.IsMemory && l.MinLength >= 4)];
        if (memory.Length == 0) { DeclareMemory(); return; }
        Local m = Pick(memory);
        string name = NewName("s"), kind = m.Kind == Kind.ReadOnlySpan || Chance(0.3) ? "ReadOnlySpan" : "Span";
        string source = m.Kind == Kind.Array ? m.Name + ".AsSpan()" : m.Name;
        (string slice, int length) = Pick(
            (2, ($"{source}.Slice({Next(2)}, 3)", 3)), (2, ($"{source}[1..]", m.MinLength - 1)), (1, ($"{source}[..^1]", m.MinLength - 1)), (1, ($"{source}[1..^0]", m.MinLength - 1)),
            (2, ($"{source}.Slice(Math.Abs({Int()}) % 2, 3)", 3)), (1, (source, m.MinLength)));
        Line($"{kind}<{m.Real}> {name} = {slice};");
        _scope.Add(new Local(name, kind == "Span" ? Kind.Span : Kind.ReadOnlySpan, m.IsSingle, MinLength: length));
        _roots[name] = Root(m.Name);
    }

    // Forms that are rare but belong to the language.
    private void Odd()
    {
        Local[] reals = [.. Of(Kind.Real).Where(l => l.Writable)], spans = Of(Kind.Span), ints = [.. Of(Kind.Int).Where(l => l.Writable)];
        switch (Next(10))
        {
            case 0 when reals.Length > 1:
            {
                Local a = Pick(reals), b = Pick(reals);
                if (a != b && a.IsSingle == b.IsSingle) Line($"({a.Name}, {b.Name}) = ({b.Name}, {a.Name});");
                break;
            }
            case 1 when spans.Length > 0: 
            {
                Local s = Pick(spans);
                Line($"{s.Name}.Fill({Leaf(s.IsSingle)});");
                break;
            }
            case 2 when spans.Length > 0: Line($"{Pick(spans).Name}.Clear();"); break;
            case 3 when spans.Length > 0:
            {
                Local s = Pick(spans);
                string t = NewName("t");
                Line($"{s.Real} {t} = {s.Name}[0]; {s.Name}[0] = {s.Name}[^1]; {s.Name}[^1] = {t};");
                break;
            }
            case 4 when spans.Length > 0:
            {
                Local s = Pick(spans);
                string t = NewName("t");
                Line($"{s.Real}[] {t} = new {s.Real}[{s.Name}.Length];");
                Line($"{s.Name}.CopyTo({t});");
                _scope.Add(new Local(t, Kind.Array, s.IsSingle, MinLength: s.MinLength));
                break;
            }
            case 5 when ints.Length > 0 && spans.Length > 0:
            {
                Local s = Pick(spans), k = Pick(ints);
                Line($"{s.Name}[{k.Name}++ & 1] += {Leaf(s.IsSingle)};");
                break;
            }
            case 6 when spans.Length > 0: Line($"if ({Pick(spans).Name}.Length < 2) throw new ArgumentException(\"too short\");"); break;
            case 9: Line($"if ({Leaf(false)} > 1.4{Next(10)}) throw new {Pick("InvalidOperationException", "ArgumentException")}(\"too large\");"); break;
            case 7:
            {
                string name = NewName("d");
                Line($"double {name};");
                Line($"if ({Condition(1)}) {name} = {Bounded(false)}; else {name} = {Bounded(false)};");
                _scope.Add(new Local(name, Kind.Real));
                break;
            }
            case 8:
            {
                string name = NewName("h");
                Line($"const double {name} = {Literal(false)};");
                _scope.Add(new Local(name, Kind.Real, Writable: false));
                break;
            }
        }
    }

    // ---- control flow

    private void If()
    {
        Line($"if ({Condition(2)})");
        Block();
        while (Chance(0.2))
        {
            Line($"else if ({Condition(1)})");
            Block();
        }
        if (!Chance(0.5)) return;
        Line("else");
        Block();
    }

    private void Loop(string head, string? tail, Local[] counters)
    {
        int locals = _scope.Count;
        Line(head);
        _scope.AddRange(counters);
        _loops++;
        Open();
        _blockDepth++;
        Statements();
        if (tail is not null) Line(tail);
        _blockDepth--;
        Close();
        _loops--;
        _scope.RemoveRange(locals, _scope.Count - locals);
    }

    private void For()
    {
        string i = NewName("i");
        string other = NewName("j");
        Local[] memory = [.. _scope.Where(l => l.IsMemory)], matrices = Of(Kind.Array2D);
        if (memory.Length > 0 && Chance(0.6))
        {
            Local m = Pick(memory);
            int low = Next(2), high = Next(2);
            string upper = high == 0 ? $"{m.Name}.Length" : $"{m.Name}.Length - 1", last = high == 0 ? $"{m.Name}.Length - 1" : $"{m.Name}.Length - 2";
            string type = Pick((8, "int"), (1, "long"));
            string head = Pick((5, $"for ({type} {i} = {low}; {i} < {upper}; {i}++)"), (2, $"for (int {i} = {last}; {i} >= {low}; {i}--)"), (1, $"for (int {i} = {low}; {i} <= {last}; {i} += 2)"),
                (1, $"for (int {i} = {low}; {i} != {upper}; ++{i})"), (1, $"for (int {i} = {last}; {i} > {low}; {i} -= 2)"));
            if (head.Contains("long")) Loop(head, null, [new Local($"(int){i}", Kind.Int, Writable: false, Within: m.Name, Low: low, High: high)]);
            else Loop(head, null, [new Local(i, Kind.Int, Writable: false, Within: m.Name, Low: low, High: high)]);
            return;
        }
        if (matrices.Length > 0 && Chance(0.7))
        {
            string length = $"{Pick(matrices).Name}.GetLength({Next(2)})";
            Loop($"for (int {i} = 0; {i} < {length}; {i}++)", null, [new Local(i, Kind.Int, Writable: false, Within: length)]);
            return;
        }
        Local[] counters = [.. _scope.Where(l => l.Kind == Kind.Int && !l.Writable)];
        string bound = counters.Length > 0 && Chance(0.5) ? Pick(counters).Name : (1 + Next(4)).ToString(CultureInfo.InvariantCulture);
        string header = Pick((4, $"for (int {i} = 0; {i} < {bound}; {i}++)"), (1, $"for (int {i} = {bound}; {i} >= 0; {i}--)"), (1, $"for (int {i} = 1; {i} <= {bound}; {i} += {1 + Next(3)})"),
            (1, $"for (int {i} = 0, {other} = 5; {i} < {other}; {i}++, {other}--)"), (1, $"for (int {i} = 1; {i} < 9; {i} *= 2)"), (1, $"for (int {i} = 0; {i} < Math.Min({bound}, Math.Abs({Int()})); {i}++)"),
            (1, $"for (int {i} = 0; {i} < 4 && {Condition(1)}; {i}++)"));
        Loop(header, null, [new Local(i, Kind.Int, Writable: false)]);
    }

    private void ForEach()
    {
        Local[] memory = [.. _scope.Where(l => l.IsMemory || l.Kind == Kind.Array2D)];
        if (memory.Length == 0) { For(); return; }
        Local m = Pick(memory);
        string e = NewName("e");
        Loop($"foreach ({Pick("var", m.Real)} {e} in {m.Name})", null, [new Local(e, Kind.Real, m.IsSingle, Writable: false)]);
    }

    private void While()
    {
        string k = NewName("w");
        Line($"int {k} = 0;");
        Local counter = new(k, Kind.Int, Writable: false);
        Local[] reals = [.. Of(Kind.Real).Where(l => l.Writable)];
        if (reals.Length > 0 && Chance(0.4))
        {
            Local a = Pick(reals);
            Loop($"while (Math.Abs({a.Name}) > 0.2 && {k}++ < 6)", $"{a.Name} *= 0.6{(a.IsSingle ? "f" : "")};", [counter]);
        }
        else Loop(Pick($"while ({k}++ < {1 + Next(4)})", $"while ({k}++ < 5 && {Condition(1)})", $"for (; {k} < 3; {k}++)"), null, [counter]);
    }

    private void Do()
    {
        string k = NewName("d");
        Line($"int {k} = 0;");
        int locals = _scope.Count;
        Loop("do", null, [new Local(k, Kind.Int, Writable: false)]);
        Line($"while (++{k} < {1 + Next(3)} && {Condition(1)});");
        _scope.RemoveRange(locals, _scope.Count - locals);
    }

    private void Jump()
    {
        string condition = Condition(1);
        string back = _return == "void" ? "return;" : $"return {Bounded(_return == "float")};";
        if (_loops == 0) Line(Chance(0.3) ? $"if ({condition}) {back}" : ";");
        else Line($"if ({condition}) {Pick((3, "break;"), (3, "continue;"), (2, back))}");
    }
}
