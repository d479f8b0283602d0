// Checks that a program is well formed: definitions, visibility, types, and the rules of each instruction. Runs after every pass in tests.
using System;
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Generators.Ir;

/// <summary>
/// Every violation is one sentence that names the method, the rule and the instruction. Types of single instructions are in
/// Verifier.Instructions.cs, those of <see cref="Let"/> in Verifier.Let.cs, the C# surface in Verifier.Surface.cs.
/// </summary>
internal sealed partial class Verifier
{
    private readonly Method _method;
    private readonly Func<string, Method?> _find;
    private readonly List<string> _problems = [];
    private readonly bool[] _defined;
    private readonly bool[] _visible;
    /// <summary>Constants by value: a few rules ask for a literal operand.</summary>
    private readonly Dictionary<Value, Literal> _constants = [];
    private (Func<Value, string> Name, Func<Instr, string> Head)? _names;
    private Instr? _current;
    private int _inTest;

    private Verifier(Method method, Func<string, Method?> find)
    {
        _method = method;
        _find = find;
        _defined = new bool[method.Values.Count];
        _visible = new bool[method.Values.Count];
    }

    /// <summary>Throws with the pass's name, the violations and the printed methods that have them.</summary>
    public static void Require(Program program, string pass)
    {
        IReadOnlyList<string> problems = Check(program);
        if (problems.Count == 0) return;
        IEnumerable<string> methods = program.Methods
            .Where(m => problems.Any(p => p.StartsWith(m.Key + ": ", StringComparison.Ordinal))).Select(Printer.Print);
        throw new InvalidOperationException($"After {pass} the IR is malformed.\n{string.Join("\n", problems)}\n\n{string.Join("\n", methods)}");
    }

    public static IReadOnlyList<string> Check(Program program)
    {
        List<string> problems = [];
        Dictionary<string, Method> byKey = [];
        if (program.Methods.Count == 0) problems.Add("The program has no method.");
        foreach (Method method in program.Methods)
        {
            if (byKey.ContainsKey(method.Key)) problems.Add($"{method.Key}: two methods have this key.");
            byKey[method.Key] = method;
        }
        foreach (Method method in program.Methods)
            problems.AddRange(Check(method, key => byKey.TryGetValue(key, out Method found) ? found : null));
        return problems;
    }

    public static IReadOnlyList<string> Check(Method method, Func<string, Method?> find)
    {
        Verifier verifier = new(method, find);
        verifier.CheckRegion(method.Body);
        verifier.CheckSurface();
        return verifier._problems;
    }

    // ---- messages

    private void Problem(string message)
    {
        _names ??= Printer.Names(_method);
        _problems.Add($"{_method.Key}: {message}" + (_current is null ? "." : $", in: {_names.Value.Head(_current)}"));
    }

    private string Name(Value value)
    {
        _names ??= Printer.Names(_method);
        return _names.Value.Name(value);
    }

    /// <summary>Text is built only for violations, so a clean method costs no string.</summary>
    private bool Rule(bool holds, Func<string> message)
    {
        if (!holds) Problem(message());
        return holds;
    }

    private bool Rule(bool holds, string message)
    {
        if (!holds) Problem(message);
        return holds;
    }

    // ---- definitions and visibility

    private bool InTable(Value value) => value.Id >= 0 && value.Id < _defined.Length;

    private void Define(Value value, List<Value> scope)
    {
        if (!Rule(InTable(value), () => $"the defined value {value} is not in the value table")) return;
        if (!Rule(!_defined[value.Id], () => $"{Name(value)} is defined twice")) return;
        _defined[value.Id] = true;
        _visible[value.Id] = true;
        scope.Add(value);
    }

    private bool Use(Value value)
    {
        if (!Rule(InTable(value), () => $"an operand {value} is missing or not in the value table")) return false;
        return Rule(_visible[value.Id], () => $"{Name(value)} is not visible here (used before its definition or outside its region)");
    }

    /// <summary>Defines the region's parameters, checks its instructions in order and its yields, then hides what it defined.</summary>
    private void CheckRegion(Region region)
    {
        List<Value> scope = [];
        Instr? outer = _current;
        foreach (Value parameter in region.Parameters) Define(parameter, scope);
        foreach (Instr instruction in region.Body)
        {
            _current = instruction;
            int before = _problems.Count;
            foreach (Value operand in instruction.Operands()) Use(operand);
            bool operandsKnown = _problems.Count == before && instruction.Results().All(InTable);
            Note(instruction);
            foreach (Region nested in instruction.Regions())
            {
                bool isTest = instruction is While loop && ReferenceEquals(nested, loop.Test);
                if (isTest) _inTest++;
                CheckRegion(nested);
                if (isTest) _inTest--;
                _current = instruction;
            }
            if (operandsKnown && RegionsKnown(instruction)) CheckTypes(instruction);
            foreach (Value result in instruction.Results()) Define(result, scope);
        }
        _current = outer;
        foreach (Value yielded in region.Yields) Use(yielded);
        foreach (Value value in scope) _visible[value.Id] = false;
    }

    private void Note(Instr instruction)
    {
        if (instruction is Let { Op: Op.Constant } constant) _constants[constant.Result] = constant.Literal;
        if (_inTest > 0)
            Rule(instruction is not (Store or Accumulate or Fill or VectorStore or Scatter or Effect or Call or CreateTape or Record or Replay),
                "the test of a loop has no effects, writes, calls or tapes");
    }

    private bool RegionsKnown(Instr instruction) =>
        instruction.Regions().All(r => r.Parameters.All(InTable) && r.Yields.All(InTable));
}
