// Says in the words of the source why a value depends on a differentiated input: the statements on the way to it.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

internal sealed class Explanation
{
    private const int Shown = 4;

    private readonly Method _method;
    private readonly bool _isEntry;
    private readonly System.Func<Value, bool> _varies;
    private readonly Roots _roots;
    private readonly Dictionary<Value, (Instr Definition, string Note)> _definitions = [];
    private readonly Dictionary<Value, List<(Value Operand, string Note)>> _stores = [];
    private readonly Dictionary<Value, Value[]> _sources = [];
    private readonly Dictionary<Instr, string> _notes = new(ReferenceComparer.Instance);

    public Explanation(Method method, bool isEntry, Roots roots, System.Func<Value, bool> varies)
    {
        (_method, _isEntry, _roots, _varies) = (method, isEntry, roots, varies);
        Visit(method.Body, "");
    }

    /// <summary>" (x is differentiated → y = 2 * x → passed to Log)", or nothing where no statement lies between.</summary>
    public string Of(Effect effect, string callee)
    {
        string own = _notes.TryGetValue(effect, out string? note) ? note : "";
        foreach (Value arg in effect.Args)
        {
            if (!_method.TypeOf(arg).IsDifferentiable || !_varies(arg)) continue;
            var steps = new List<string>();
            if (Walk(arg, steps, []) is not { } start) continue;
            steps.RemoveAll(s => s.Length == 0 || s == own);
            if (steps.Count == 0) return "";
            if (steps.Count > Shown) steps = [.. steps.Take(Shown / 2), "…", .. steps.Skip(steps.Count - Shown / 2)];
            return " (" + string.Join(" → ", steps.Prepend(start).Append("passed to " + callee)) + ")";
        }
        return "";
    }

    /// <summary>Goes back to a parameter; adds the statements in their order and returns what is said of the parameter.</summary>
    private string? Walk(Value value, List<string> steps, HashSet<Value> seen)
    {
        if (!_varies(value) || !seen.Add(value)) return null;
        for (int k = 0; k < _method.Body.Parameters.Count; k++)
            if (_method.Body.Parameters[k] == value) return (_method.Values[value.Id].Hint ?? "a parameter") + (_isEntry ? " is differentiated" : " is passed to " + _method.Surface.Name);
        foreach ((Value source, string note) in Sources(value))
        {
            if (Walk(source, steps, seen) is not { } start) continue;
            if (steps.Count == 0 || steps[steps.Count - 1] != note) steps.Add(note);
            return start;
        }
        return null;
    }

    private IEnumerable<(Value, string)> Sources(Value value)
    {
        if (_method.TypeOf(value).IsMemory && _roots.Of(value) is var root)
        {
            if (root != value) yield return (root, "");
            if (_stores.TryGetValue(root, out List<(Value, string)>? stores)) foreach ((Value, string) store in stores) yield return store;
        }
        if (_sources.TryGetValue(value, out Value[]? merged)) foreach (Value source in merged) yield return (source, "");
        if (_definitions.TryGetValue(value, out (Instr Definition, string Note) known) && known.Definition is not (If or For or While))
            foreach (Value operand in known.Definition.Operands()) yield return (operand, known.Note);
    }

    private void Visit(Region region, string note)
    {
        foreach (Instr instruction in region.Body)
        {
            if (instruction is Note { IsHeading: false } line) note = line.Text;
            if (instruction is Effect) _notes[instruction] = note;
            foreach (Value result in instruction.Results()) _definitions[result] = (instruction, note);
            switch (instruction)
            {
                case Store i: Stored(i.Memory, i.Operand, note); break;
                case Accumulate i: Stored(i.Memory, i.Operand, note); break;
                case Fill i: Stored(i.Memory, i.Operand, note); break;
                case If i:
                    for (int k = 0; k < i.Results.Count; k++) _sources[i.Results[k]] = [i.Then.Yields[k], i.Else.Yields[k]];
                    break;
                case For i: Carried(i.Results, i.Inits, i.Body, 1); break;
                case While i: Carried(i.Results, i.Inits, i.Body, 0); break;
                case Call i:
                    foreach (Value arg in i.Args.Where(a => _method.TypeOf(a).IsMemory))
                        foreach (Value other in i.Args) if (other != arg) Stored(arg, other, note);
                    break;
            }
            foreach (Region nested in instruction.Regions()) Visit(nested, note);
        }
    }

    private void Carried(EquatableArray<Value> results, EquatableArray<Value> inits, Region body, int offset)
    {
        for (int k = 0; k < inits.Count; k++)
        {
            _sources[body.Parameters[k + offset]] = [inits[k], body.Yields[k]];
            if (k < results.Count) _sources[results[k]] = [inits[k], body.Yields[k]];
        }
    }

    private void Stored(Value memory, Value operand, string note)
    {
        Value root = _roots.Of(memory);
        if (!_stores.TryGetValue(root, out List<(Value, string)>? stores)) _stores[root] = stores = [];
        stores.Add((operand, note));
    }

    private sealed class ReferenceComparer : IEqualityComparer<Instr>
    {
        public static readonly ReferenceComparer Instance = new();
        public bool Equals(Instr a, Instr b) => ReferenceEquals(a, b);
        public int GetHashCode(Instr instruction) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(instruction);
    }
}
