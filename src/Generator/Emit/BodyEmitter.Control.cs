// Control flow: blocks with their notes, branches, loops, and what is assigned at the end of each.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal sealed partial class BodyEmitter
{
    /// <summary>Emits the statements of a block and what happens at its end; returns whether control arrives there.</summary>
    private bool Statements(Block block, Action atEnd)
    {
        Notes notes = new(_out);
        if (block == _tree.Root) _notes = notes;
        string? mark = null;
        if (_memory.Releasing.Contains(block))
        {
            mark = _naming.Fresh("mark", block);
            Line($"int {mark} = {_workspace}.Mark();", true);
        }
        foreach (Node node in block.Nodes)
        {
            if (node.Instr is Note note)
            {
                notes.Begin(note.Text, note.IsHeading);
                continue;
            }
            if (!_inlining.IsStatement(node)) continue;
            if (ReferenceEquals(node, _memory.TryStart)) OpenTry(notes);
            if (node.HasNotes) notes.Pause();
            DeclareBefore(node);
            Statement(node);
            if (node.HasNotes) notes.Resume();
            if (node.Instr is Effect effect && BodyTree.IsThrow(effect))
            {
                notes.End();
                return false;
            }
        }
        int statements = _out.Count;
        atEnd();
        if (mark is not null)
        {
            // Before a break, which leaves the block too.
            bool hasBreak = _out.Count > statements && _out[_out.Count - 1].Text.EndsWith("break;", StringComparison.Ordinal);
            _out.Insert(hasBreak ? _out.Count - 1 : _out.Count, new Code($"{_workspace}.Release({mark});"));
        }
        notes.End();
        return true;
    }

    // ---- copies

    private Copy CopyOf(Variable target, Value source)
    {
        // What is left undefined may be anything, but C# wants something.
        if (_tree.IsUndefined(source) && !target.IsDeclared) return new Copy(target, [], () => Assign(target, source), () => _expressions.Default(target.Type));
        return new Copy(target, _expressions.Reads(source), () => Assign(target, source), () => Text(source).Text);
    }

    private void Copies(IEnumerable<(Value Target, Value Source)> pairs)
    {
        List<Copy> copies = [];
        foreach ((Value target, Value source) in pairs)
        {
            if (_variables.Of(target) is not Variable variable || Holds(source, variable)) continue;
            if (_tree.IsUndefined(source) && variable.IsDeclared && variable.Parameter is null) continue;
            if (_ranges[target]!.Reads.Count == 0) continue;
            copies.Add(CopyOf(variable, source));
        }
        ParallelCopy.Emit(copies, AtOnce);
    }

    /// <summary>A cycle of copies: a tuple assignment; spans, which cannot be in tuples, by way of temporaries.</summary>
    private void AtOnce(List<Copy> copies)
    {
        if (copies.Count == 1 || copies.All(c => c.Target.Type.IsScalar))
        {
            if (copies.Count == 1) copies[0].Emit();
            else Line($"({string.Join(", ", copies.Select(c => c.Target.Name))}) = ({string.Join(", ", copies.Select(c => Argument(c.Text())))});");
            return;
        }
        List<string> temporaries = [];
        foreach (Copy copy in copies)
        {
            string name = _naming.Fresh("next", _tree.Root);
            temporaries.Add(name);
            Line($"{_names.Of(copy.Target.Type)} {name} = {copy.Text()};", true);
        }
        for (int k = 0; k < copies.Count; k++) Line($"{copies[k].Target.Name} = {temporaries[k]};");
    }

    private static string Argument(string text) => text.IndexOf('<') >= 0 ? $"({text})" : text;

    // ---- branches

    private void Branch(Node node, If i)
    {
        bool thenArrives = true, elseArrives = true;
        Block first = node.First!, second = node.Second!;
        List<Code> then = Collect(() => thenArrives = Statements(first, () => Copies(i.Results.Zip(i.Then.Yields, (r, y) => (r, y)))));
        // What follows a throw needs no else.
        if (!thenArrives && ReferenceEquals(second.SharesScopeOf, node.Parent))
        {
            _out.Add(new Code($"if ({Text(i.Condition).Text})", then));
            Statements(second, () => Copies(i.Results.Zip(i.Else.Yields, (r, y) => (r, y))));
            return;
        }
        List<Code> otherwise = Collect(() => elseArrives = Statements(second, () => Copies(i.Results.Zip(i.Else.Yields, (r, y) => (r, y)))));
        if (!elseArrives && ReferenceEquals(first.SharesScopeOf, node.Parent))
        {
            _out.Add(new Code($"if ({_expressions.Negate(i.Condition).Text})", otherwise));
            _out.AddRange(then);
            return;
        }
        if (then.Count == 0 && otherwise.Count == 0) return;
        if (then.Count == 0)
        {
            _out.Add(new Code($"if ({_expressions.Negate(i.Condition).Text})", otherwise));
            return;
        }
        _out.Add(new Code($"if ({Text(i.Condition).Text})", then));
        if (otherwise.Count == 0) return;
        bool isChain = otherwise[0].Text.StartsWith("if (", StringComparison.Ordinal) && otherwise[0] is { Body: not null, Comment: null }
            && otherwise.Skip(1).All(c => c.IsElse);
        if (!isChain) _out.Add(new Code("else", otherwise));
        else
        {
            _out.Add(new Code("else " + otherwise[0].Text, otherwise[0].Body));
            _out.AddRange(otherwise.Skip(1));
        }
    }

    /// <summary>The finally of a try statement gives no results.</summary>
    private void Try(Node node, If i)
    {
        _out.Add(new Code("try", Collect(() => Statements(node.First!, () => Copies(i.Results.Zip(i.Then.Yields, (r, y) => (r, y)))))));
        _out.Add(new Code("finally", Collect(() => Statements(node.Second!, () => { }))));
    }

    // ---- loops

    private void CountedLoop(Node node, For loop)
    {
        (List<Code>, int) outerHoist = BeginLoop(node);
        Copies(loop.Results.Zip(loop.Inits, (r, v) => (r, v)));
        string? trips = BeginTrips(loop.HasTrips, loop.Results);
        Variable index = _variables.Of(loop.Body.Parameters[0])!;
        index.IsDeclared = true;
        string header = CountedDown(node, loop) is string count ? $"for (; {count} > 0; {count}--)" : $"for ({_names.Of(index.Type)} {index.Name} = {Text(loop.Lower).Text}; {Condition(loop, index.Name)}; {Advance(index.Name, loop.Step)})";
        List<Code> body = Collect(() => Statements(node.Second!, () => EndTrip(node.Second!, loop.Results, 1, loop.HasExit, trips)));
        _out.Add(new Code(header, body));
        _hoist = outerHoist;
    }

    /// <summary>
    /// The variable that holds the number of trips, if the trips are only counted and nothing needs the number any more: it is counted down.
    /// </summary>
    private string? CountedDown(Node node, For loop)
    {
        if (_uses.Count[loop.Body.Parameters[0].Id] > 0) return null;
        Let? lower = _expressions.IsInline(loop.Lower) ? _tree.LetOf(loop.Lower) : null;
        Value trips = loop.Step == 1 && _expressions.IsZero(loop.Lower) ? loop.Upper
            : loop.Step == -1 && _tree.LetOf(loop.Upper) is { Op: Op.Constant, Literal.Bits: -1 } && lower is { Op: Op.Sub } && _expressions.IsOne(lower.Args[1]) ? lower.Args[0]
            : Value.None;
        bool isCount = trips.Exists && _tree.Definition[trips.Id]?.Instr is For or While or Replay or Call;
        if (!isCount || _variables.Of(trips) is not { Parameter: null } variable) return null;
        return variable.Ranges.All(r => r.Reads.All(read => read <= node.Starts || read == node.End)) ? variable.Name : null;
    }

    private (List<Code>, int) BeginLoop(Node node)
    {
        (List<Code>, int) outer = _hoist;
        if (!node.Parent.InLoop) _hoist = (_out, _out.Count);
        return outer;
    }

    private string? BeginTrips(bool hasTrips, EquatableArray<Value> results)
    {
        if (!hasTrips || _uses.Count[results[results.Count - 1].Id] == 0) return null;
        Variable trips = _variables.Of(results[results.Count - 1])!;
        Set(trips, null, () => "0");
        return trips.Name;
    }

    /// <summary>The bound as the reader thinks of it: <c>i &lt;= n</c> for below n + 1, <c>i &gt;= 0</c> for above -1.</summary>
    private string Condition(For loop, string index)
    {
        bool ascends = loop.Step > 0;
        Let? upper = _expressions.IsInline(loop.Upper) ? _tree.LetOf(loop.Upper) : null;
        if (upper is { Op: Op.Add or Op.Sub } && upper.Op == (ascends ? Op.Add : Op.Sub) && _tree.LetOf(upper.Args[1]) is { Op: Op.Constant, Literal.Bits: 1 })
            return $"{index} {(ascends ? "<=" : ">=")} {Text(upper.Args[0]).Within(Precedence.Shift)}";
        if (!ascends && upper is { Op: Op.Constant, Literal: { Kind: Scalar.I32, Bits: < int.MaxValue } })
            return $"{index} >= {Literals.Text(Literal.Of(Scalar.I32, upper.Literal.Bits + 1)).Text}";
        return $"{index} {(ascends ? "<" : ">")} {Text(loop.Upper).Within(Precedence.Shift)}";
    }

    private static string Advance(string index, long step) => step switch
    {
        1 => index + "++",
        -1 => index + "--",
        > 0 => $"{index} += {step}",
        _ => $"{index} -= {-step}",
    };

    private void OpenLoop(Node node, While loop)
    {
        (List<Code>, int) outerHoist = BeginLoop(node);
        Copies(loop.Results.Zip(loop.Inits, (r, v) => (r, v)));
        string? trips = BeginTrips(loop.HasTrips, loop.Results);
        Block test = node.First!, block = node.Second!;
        Value goes = loop.Test.Yields[0];
        bool isEndless = _expressions.IsBool(goes, true);
        bool isExpression = test.Nodes.All(n => !_inlining.IsStatement(n));
        bool isDo = isEndless && loop.HasExit && CanEndDo(block, loop.Body.Yields[loop.Body.Yields.Count - 1]);
        List<Code> body = Collect(() =>
        {
            if (!isExpression) Statements(test, () => Line($"if ({_expressions.Negate(goes).Text}) break;"));
            Statements(block, () => EndTrip(block, loop.Results, 0, loop.HasExit && !isDo, trips));
        });
        if (isDo) _out.Add(new Code("do", body) { Tail = $" while ({_expressions.Negate(loop.Body.Yields[loop.Body.Yields.Count - 1]).Text});" });
        else _out.Add(new Code(isExpression ? $"while ({Text(goes).Text})" : "while (true)", body));
        _hoist = outerHoist;
    }

    /// <summary>The condition of a do-while sees only what is declared outside of its braces, after the carried variables changed.</summary>
    private bool CanEndDo(Block body, Value exit)
    {
        HashSet<Variable> reads = _expressions.Reads(exit);
        return !_tree.IsConstant(exit) && !LosesReads(body, 0, reads)
            && reads.All(v => v.Parameter is not null || !body.Owner!.First!.Contains(Naming.HomeOf(v)) && !body.Contains(Naming.HomeOf(v)));
    }

    /// <summary>Whether the copies at the end of a loop's body change one of the variables.</summary>
    private bool LosesReads(Block body, int firstCarried, HashSet<Variable> reads)
    {
        Region region = body.Region;
        EquatableArray<Value> results = body.Owner!.Instr is For i ? i.Results : ((While)body.Owner.Instr).Results;
        for (int k = firstCarried; k < region.Parameters.Count; k++)
            if (_variables.Of(results[k - firstCarried]) is Variable carried && reads.Contains(carried) && !Holds(region.Yields[k - firstCarried], carried)) return true;
        return false;
    }

    private void EndTrip(Block body, EquatableArray<Value> results, int firstCarried, bool hasExit, string? trips)
    {
        EquatableArray<Value> yields = body.Region.Yields;
        int carried = body.Region.Parameters.Count - firstCarried;
        string? exit = null;
        if (hasExit && !_expressions.IsBool(yields[carried], false))
        {
            exit = Text(yields[carried]).Text;
            if (LosesReads(body, firstCarried, _expressions.Reads(yields[carried])))
            {
                string name = _naming.Fresh("done", body);
                Line($"bool {name} = {exit};", true);
                exit = name;
            }
        }
        Copies(Enumerable.Range(0, carried).Select(k => (results[k], yields[k])));
        if (trips is not null) Line(trips + "++;");
        if (exit is not null) Line(exit == "true" ? "break;" : $"if ({exit}) break;");
    }
}
