// The text form of the IR: what snapshots compare and what a failed verification shows.
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Autodiff.Generators.Ir;

/// <summary>
/// Prints methods, one instruction a line, regions indented, types at definitions. Values are named after their hints
/// (<c>%x</c>, <c>%x.1</c>); values without hint are numbered in order of definition, so the text does not depend on unused ids.
/// </summary>
internal sealed class Printer
{
    private readonly Method _method;
    private readonly string?[] _names;
    private readonly StringBuilder _text = new();
    private int _depth;

    private Printer(Method method)
    {
        _method = method;
        _names = new string?[method.Values.Count];
        Dictionary<string, int> used = [];
        int anonymous = 0;
        foreach (Value value in Definitions(method.Body))
        {
            if (value.Id < 0 || value.Id >= _names.Length || _names[value.Id] is not null) continue;
            string? hint = method.Values[value.Id].Hint;
            if (string.IsNullOrEmpty(hint))
            {
                _names[value.Id] = "%" + Invariant(anonymous++);
                continue;
            }
            used.TryGetValue(hint!, out int count);
            used[hint!] = count + 1;
            _names[value.Id] = count == 0 ? "%" + hint : $"%{hint}.{Invariant(count)}";
        }
    }

    public static string Print(Program program) => string.Join("\n", program.Methods.Select(Print));

    public static string Print(Method method)
    {
        Printer printer = new(method);
        printer.Whole();
        return printer._text.ToString();
    }

    /// <summary>A function that names values and one that prints single instructions (without their regions), as <see cref="Print(Method)"/> does.</summary>
    internal static (System.Func<Value, string> Name, System.Func<Instr, string> Head) Names(Method method)
    {
        Printer printer = new(method);
        return (printer.Name, printer.Head);
    }

    /// <summary>A literal in invariant round-trip form.</summary>
    internal static string Print(Literal literal) => literal.Kind switch
    {
        Scalar.Bool => literal.AsBool ? "true" : "false",
        Scalar.F64 or Scalar.Generic => Real(literal.AsDouble, literal.AsDouble.ToString("R", CultureInfo.InvariantCulture)),
        Scalar.F32 => Real(literal.AsDouble, ((float)literal.AsDouble).ToString("R", CultureInfo.InvariantCulture)),
        Scalar.U64 or Scalar.NUInt => ((ulong)literal.Bits).ToString(CultureInfo.InvariantCulture),
        _ => literal.Bits.ToString(CultureInfo.InvariantCulture),
    };

    // Some frameworks print negative zero without its sign.
    private static string Real(double value, string text) => value == 0 && 1 / value < 0 ? "-0" : text;

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<Value> Definitions(Region body)
    {
        Stack<Region> regions = new();
        Stack<int> positions = new();
        regions.Push(body);
        positions.Push(0);
        while (regions.Count > 0)
        {
            Region region = regions.Pop();
            int position = positions.Pop();
            if (position == 0) foreach (Value v in region.Parameters) yield return v;
            if (position >= region.Body.Count) continue;
            Instr instruction = region.Body[position];
            foreach (Value v in instruction.Results()) yield return v;
            regions.Push(region);
            positions.Push(position + 1);
            foreach (Region nested in instruction.Regions().Reverse())
            {
                regions.Push(nested);
                positions.Push(0);
            }
        }
    }

    private string Name(Value value) =>
        value.Id < 0 ? "%none" : value.Id < _names.Length && _names[value.Id] is string name ? name : "%?" + Invariant(value.Id);

    private string Typed(Value value) =>
        $"{Name(value)}: {(value.Id >= 0 && value.Id < _method.Values.Count ? _method.TypeOf(value).ToString() : "?")}";

    private string List(IEnumerable<Value> values) => string.Join(", ", values.Select(Name));
    private string TypedList(IEnumerable<Value> values) => string.Join(", ", values.Select(Typed));
    private static string Quote(string? text) =>
        text is null ? "null" : "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\r", "\\r").Replace("\n", "\\n") + "\"";

    private void Line(string text)
    {
        for (int i = 0; i < _depth; i++) _text.Append("  ");
        _text.Append(text).Append('\n');
    }

    private void Whole()
    {
        Line("method " + _method.Key + (_method.CallText is null ? "" : " calls as " + _method.CallText));
        if (_method.IsExternal) Line("external");
        if (_method.Custom is { } rule) Line($"custom vjp {rule.Vjp ?? "-"} jvp {rule.Jvp ?? "-"} carrying {string.Join(" ", rule.Carrying.Select(Invariant))}");
        Surface surface = _method.Surface;
        string parameters = string.Join(", ", surface.Parameters.Select(Parameter));
        Line($"surface {surface.Modifiers} {surface.ReturnTypeText} {surface.Name}({parameters})"
            + (surface.ReturnResult < 0 ? "" : " -> " + Invariant(surface.ReturnResult)));
        Line($"({TypedList(_method.Body.Parameters)}) {{");
        Inside(_method.Body);
        Line("}");
    }

    private string Parameter(SurfaceParameter p)
    {
        string passing = p.Passing switch
        {
            Passing.In => "in ", Passing.RefReadonly => "ref readonly ", Passing.Ref => "ref ", Passing.Out => "out ", _ => "",
        };
        string from = p.Parameter < 0 ? ""
            : " = " + (p.Parameter < _method.Body.Parameters.Count ? Name(_method.Body.Parameters[p.Parameter]) : "?" + Invariant(p.Parameter));
        return (p.Scoped ? "scoped " : "") + passing + p.TypeText + " " + p.Name + from + (p.Result < 0 ? "" : " -> " + Invariant(p.Result));
    }

    private void Inside(Region region, string yield = "yield", bool hasExit = false)
    {
        _depth++;
        foreach (Instr instruction in region.Body) Instruction(instruction);
        if (hasExit && region.Yields.Count > 0)
        {
            string kept = List(region.Yields.Take(region.Yields.Count - 1));
            Line($"{yield}{(kept.Length == 0 ? "" : " " + kept)} exit {Name(region.Yields[region.Yields.Count - 1])}");
        }
        else if (region.Yields.Count > 0) Line($"{yield} {List(region.Yields)}");
        _depth--;
    }

    private void Instruction(Instr instruction)
    {
        Line(Head(instruction));
        switch (instruction)
        {
            case If i:
                Inside(i.Then);
                if (i.Else.Body.Count > 0 || i.Else.Yields.Count > 0)
                {
                    Line(i.IsTry ? "} finally {" : "} else {");
                    Inside(i.Else);
                }
                Line("}");
                break;
            case For i:
                Inside(i.Body, "yield", i.HasExit);
                Line("}");
                break;
            case While i:
                Inside(i.Test, "test");
                Line($"}} do {TypedList(i.Body.Parameters)}{(i.Body.Parameters.Count == 0 ? "" : " ")}{{");
                Inside(i.Body, "yield", i.HasExit);
                Line("}");
                break;
        }
    }

    /// <summary>The instruction's own line; of an instruction with regions, up to the first opening brace.</summary>
    private string Head(Instr instruction) => instruction switch
    {
        Let { Op: Op.Constant } i => $"{Typed(i.Result)} = constant {Print(i.Literal)}{(i.Args.Count == 0 ? "" : " " + List(i.Args))}",
        Let i => Define(i.Result) + Camel(i.Op) + (i.Text is null ? "" : " " + Quote(i.Text) + (i.Args.Count == 0 ? "" : ","))
            + (i.Args.Count == 0 ? "" : " " + List(i.Args)),
        Load i => $"{Define(i.Result)}load {Name(i.Memory)}[{List(i.Indices)}]",
        Store i => $"store {Name(i.Memory)}[{List(i.Indices)}] = {Name(i.Operand)}",
        Accumulate i => $"accumulate {Name(i.Memory)}[{List(i.Indices)}] += {Name(i.Operand)}",
        Fill i => $"fill {Name(i.Memory)} = {Name(i.Operand)}",
        Allocate i => $"{Define(i.Result)}allocate {List(i.Lengths)}{(i.WriteOnce ? " writeOnce" : i.IsUninitialized ? " uninitialized" : "")}",
        Row i => $"{Define(i.Result)}row {Name(i.Index)} of {Name(i.Memory)}",
        Slice i => $"{Define(i.Result)}slice {Name(i.Memory)} from {Name(i.Start)} length {Name(i.Length)}",
        If { IsTry: true } i => $"{Results(i.Results, false)}try {{",
        If i => $"{Results(i.Results, false)}if {Name(i.Condition)} {{",
        For i => $"{Results(i.Results, i.HasTrips)}for {(i.Body.Parameters.Count == 0 ? "?" : Typed(i.Body.Parameters[0]))} in "
            + $"{Name(i.Lower)}..{Name(i.Upper)} step {i.Step.ToString(CultureInfo.InvariantCulture)}{Carried(i.Body.Parameters.Skip(1), i.Inits)} {{",
        While i => $"{Results(i.Results, i.HasTrips)}while{Carried(i.Test.Parameters, i.Inits)} {{",
        Call i => $"{Results(i.Results, false)}call {i.Method}({List(i.Args)})",
        Effect i => $"{(i.Result.Exists ? Define(i.Result) : "")}effect {Quote(i.Text)}{(i.Args.Count == 0 ? "" : ", " + List(i.Args))}"
            + (i.Site < 0 ? "" : " site " + Invariant(i.Site)) + (i.Throws ? " throws" : "") + (i.ReadsOnly ? " readsOnly" : ""),
        CreateTape i => Define(i.Result) + "createTape",
        Record i => $"record {Name(i.Tape)} <- {Name(i.Operand)}",
        Replay i => $"{Define(i.Result)}replay {Name(i.Tape)}",
        VectorLoad i => $"{Define(i.Result)}vectorLoad {Name(i.Memory)}[{Name(i.Index)}]",
        Gather i => $"{Define(i.Result)}gather {Name(i.Memory)}[{Element(i.Index, i.Stride, i.Found)}]{In(i.Mask)}",
        Scatter i => $"scatter {Name(i.Memory)}[{Element(i.Index, i.Stride, i.Found)}]{In(i.Mask)} {(i.Adds ? "+=" : "=")} {Name(i.Operand)}",
        Within i => $"{Define(i.Result)}within {Name(i.Indices)}[{Name(i.Start)} count {Name(i.Count)}] * {Name(i.Stride)} + {Name(i.Low)} to {Name(i.High)} below {Name(i.Length)}",
        VectorStore i => $"vectorStore {Name(i.Memory)}[{Name(i.Index)}]{Skip(i.Skip)} = {Name(i.Operand)}",
        Note { Text: "" } => "//",
        Note i => "// " + i.Text.Replace("\r", "").Replace("\n", " "),
        _ => instruction.GetType().Name,
    };

    private static string Camel(Op op)
    {
        string name = op.ToString();
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    private string Define(Value result) => Typed(result) + " = ";
    private string In(Value mask) => mask.Exists ? " in " + Name(mask) : "";
    private string Element(Value index, Value stride, Found? found) =>
        found is null ? $"{Name(index)} by {Name(stride)}" : $"{Name(found.Indices)}[{Name(index)}] * {Name(stride)} + {Name(found.Offset)}";
    private string Skip(Value skip) => skip.Exists ? " skip " + Name(skip) : "";

    private string Results(EquatableArray<Value> results, bool hasTrips)
    {
        if (results.Count == 0) return "";
        if (!hasTrips) return TypedList(results) + " = ";
        string kept = TypedList(results.Take(results.Count - 1));
        return $"{kept}{(kept.Length == 0 ? "" : ", ")}trips {Typed(results[results.Count - 1])} = ";
    }

    private string Carried(IEnumerable<Value> parameters, EquatableArray<Value> inits)
    {
        Value[] carried = parameters.ToArray();
        if (carried.Length == 0 && inits.Count == 0) return "";
        IEnumerable<string> pairs = Enumerable.Range(0, System.Math.Max(carried.Length, inits.Count)).Select(k =>
            $"{(k < carried.Length ? Typed(carried[k]) : "?")} = {(k < inits.Count ? Name(inits[k]) : "?")}");
        return " carry " + string.Join(", ", pairs);
    }
}
