// The overload over variables, and the operations that it records: one class for the method and one for each of its pulls that is differentiated again.
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal sealed class RecordedEmitter
{
    private readonly DerivativeRequest _request;
    private readonly RecordedMethod _recorded;
    private readonly TypeNames _names;
    private readonly RecordedParameter[] _inputs, _constants, _outputs;

    public RecordedEmitter(DerivativeRequest request, RecordedMethod recorded, TypeNames names)
    {
        (_request, _recorded, _names) = (request, recorded, names);
        _inputs = [.. recorded.Parameters.Where(p => p.IsInput)];
        _constants = [.. recorded.Parameters.Where(p => p.Role == RecordedRole.Constant)];
        _outputs = [.. recorded.Parameters.Where(p => p.IsOutput)];
    }

    private string Element => _names.Element(_recorded.Element);
    private string Variable => $"{_names["Variable"]}<{Element}>";
    private string Operation => $"{_names["Operation"]}<{Element}>";
    private int OutputCount => _outputs.Length + (_recorded.IsReturned ? 1 : 0);
    private string ClassOf(int order) => _request.Stem + (order == 0 ? "" : "Pull" + (order == 1 ? "" : Number(order))) + "Operation";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Bare(RecordedParameter p) => p.Surface.Name.TrimStart('@');

    private string TypeOf(RecordedParameter constant) =>
        constant.Type.Shape == Shape.ReadOnlySpan ? $"{_names["ReadOnlyMemory"]}<{_names.Element(constant.Type.Element)}>" : _names.Shorten(constant.Surface.TypeText);

    // ---- the overload

    public void Overload(StringBuilder text, int indent)
    {
        HashSet<string> taken = [.. _recorded.Parameters.Select(Bare)];
        string Fresh(string wanted)
        {
            while (!taken.Add(wanted)) wanted += "_";
            return wanted;
        }

        string call = Fresh("call");
        List<string> parameters = [], results = [];
        List<string> body = [$"var {call} = {Operation}.Begin<{_request.HelperClass}.{ClassOf(0)}>();"];
        foreach (RecordedParameter p in _constants) body.Add($"{call}.{Field(p)} = {Naming.Escape(Bare(p))};");
        string Result(string wanted, string made)
        {
            string name = Fresh(wanted);
            results.Add(name);
            return $"{Variable} {Naming.Escape(name)} = {call}.{made};";
        }

        // Inputs before outputs that copy them; the returned number is the first output.
        List<string> made = _recorded.IsReturned ? [Result("result", "Output([1])")] : [];
        foreach (RecordedParameter p in _recorded.Parameters)
        {
            string name = Naming.Escape(Bare(p));
            if (p.IsInput)
            {
                body.Add(p.Type.IsScalar ? $"{call}.Scalar({name}, \"{Bare(p)}\"{(p.IsDifferentiated ? "" : ", isDifferentiated: false")});"
                    : $"{call}.{(p.IsDifferentiated ? "Input" : "Constant")}({name}, \"{Bare(p)}\");");
                parameters.Add($"{Variable} {name}");
            }
            else if (p.Role == RecordedRole.Constant) parameters.Add($"{TypeOf(p)} {name}");
            if (p.Role == RecordedRole.Update) made.Add(Result(Bare(p) + "Result", $"Update({Number(System.Array.IndexOf(_inputs, p))})"));
            else if (p.Role == RecordedRole.Output && p.Type.IsScalar) made.Add(Result(Bare(p) + "Result", "Output([1])"));
            else if (p.Role == RecordedRole.Output)
            {
                string shape = Fresh(Bare(p) + "Shape");
                parameters.Add($"{_names["ReadOnlySpan"]}<nint> {Naming.Escape(shape)}");
                taken.Remove(Bare(p));
                made.Add(Result(Bare(p), $"Output({Naming.Escape(shape)})"));
            }
        }
        body.AddRange(made);
        body.Add($"{call}.Run();");
        string returned = results.Count == 1 ? Naming.Escape(results[0]) : "(" + string.Join(", ", results.Select(Naming.Escape)) + ")";
        body.Add($"return {returned};");

        string returnType = results.Count == 1 ? Variable : "(" + string.Join(", ", results.Select(r => Variable + " " + Naming.Escape(r))) + ")";
        Line(text, indent, $"/// <summary><c>{_request.Stem}</c> on variables: recorded as one operation whose backward pass is compiled.</summary>");
        Line(text, indent, $"[{_names["DerivativeMember"]}(\"{_request.Program.Entry.Surface.Name}\", {_names["Derivatives"]}.Variable)]");
        string head = $"{_request.Modifiers} {returnType} {_request.Stem}(".TrimStart();
        string line = head + string.Join(", ", parameters) + ")";
        if (indent + line.Length <= 130) Line(text, indent, line);
        else
        {
            Line(text, indent, head);
            for (int k = 0; k < parameters.Count; k++) Line(text, indent + 4, parameters[k] + (k + 1 < parameters.Count ? "," : ")"));
        }
        Line(text, indent, "{");
        foreach (string statement in body) Line(text, indent + 4, statement);
        Line(text, indent, "}");
    }

    // ---- the operations

    public void Operations(StringBuilder text, int indent)
    {
        for (int order = 0; order < _recorded.Pulls.Count; order++)
        {
            text.Append('\n');
            Line(text, indent, $"internal sealed class {ClassOf(order)} : {Operation}");
            Line(text, indent, "{");
            Members(text, indent + 4, order);
            Line(text, indent, "}");
        }
    }

    private void Members(StringBuilder text, int indent, int order)
    {
        foreach (RecordedParameter p in _constants) Line(text, indent, $"public {TypeOf(p)} {Field(p)}{(IsObject(p) ? " = default!" : "")};");
        if (_constants.Length > 0) text.Append('\n');
        string name = _request.Stem + (order == 0 ? "" : " backward" + (order == 1 ? "" : " " + Number(order)));
        Line(text, indent, $"public override string Name => \"{name}\";");
        text.Append('\n');
        Line(text, indent, $"protected override void Forward() => {(order == 0 ? Primal() : Forward(order))};");
        text.Append('\n');
        Line(text, indent, $"protected override void Backward() => {Backward(order)};");
        if (Values(order) is { } values)
        {
            text.Append('\n');
            Line(text, indent, $"protected override ulong ValuesFor(int input) => {values};");
        }
        if (order + 1 < _recorded.Pulls.Count)
        {
            text.Append('\n');
            if (_constants.Length == 0) Line(text, indent, $"protected override {Operation} Derivative() => Begin<{ClassOf(order + 1)}>();");
            else
            {
                Line(text, indent, $"protected override {Operation} Derivative()");
                Line(text, indent, "{");
                Line(text, indent + 4, $"var derivative = Begin<{ClassOf(order + 1)}>();");
                foreach (RecordedParameter p in _constants) Line(text, indent + 4, $"derivative.{Field(p)} = {Field(p)};");
                Line(text, indent + 4, "return derivative;");
                Line(text, indent, "}");
            }
        }
        RecordedParameter[] objects = [.. _constants.Where(IsObject)];
        if (objects.Length == 0) return;
        text.Append('\n');
        if (objects.Length == 1) Line(text, indent, $"protected override void Clear() => {Field(objects[0])} = default!;");
        else
        {
            Line(text, indent, "protected override void Clear()");
            Line(text, indent, "{");
            foreach (RecordedParameter p in objects) Line(text, indent + 4, $"{Field(p)} = default!;");
            Line(text, indent, "}");
        }
    }

    private static bool IsObject(RecordedParameter p) => !p.Type.IsScalar;

    private static string Field(RecordedParameter p) => "_" + Bare(p);

    private static string Kept(RecordedParameter constant) => Field(constant) + (constant.Type.Shape == Shape.ReadOnlySpan ? ".Span" : "");

    private string Primal()
    {
        int output = _recorded.IsReturned ? 1 : 0;
        Dictionary<RecordedParameter, int> places = _outputs.ToDictionary(p => p, _ => output++);
        IEnumerable<string> arguments = _recorded.Parameters.Select(p => p switch
        {
            { Role: RecordedRole.Constant } => Kept(p),
            { Role: RecordedRole.Input } => Read(System.Array.IndexOf(_inputs, p), p.Type),
            { Type.IsScalar: true } => (p.Role == RecordedRole.Output ? "out " : "ref ") + $"Out({Number(places[p])})[0]",
            _ => $"Out({Number(places[p])})",
        });
        string call = $"{_names.Shorten(_recorded.CallText)}({string.Join(", ", arguments)})";
        return _recorded.IsReturned ? "Out(0)[0] = " + call : call;
    }

    private static string Read(int input, IrType type) => $"In({Number(input)})" + (type.IsScalar ? "[0]" : "");

    /// <summary>A pull as an operation: inputs of the method it belongs to, then its seeds; the adjoints are its outputs.</summary>
    private string Forward(int order) => CallPull(order, seed => seed.IsSpan ? $"CopyOf({Number(seed.Input)})" : $"In({Number(seed.Input)})[0]", (_, output) => $"Out({Number(output)})");

    private string Backward(int order) => CallPull(order + 1, seed => $"Seed({Number(seed.Output)})" + (seed.IsSpan ? "" : "[0]"), (input, _) => $"Adjoint({Number(input)})");

    /// <summary>A seed of a pull: the output it belongs to, and its place among the inputs of the pull as an operation.</summary>
    private sealed record SeedPlace(int Output, int Input, bool IsSpan);

    private delegate string Target(int input, int output);

    private string CallPull(int number, System.Func<SeedPlace, string> seeds, Target adjoints)
    {
        Method pull = _recorded.Pulls[number - 1].Method;
        List<string> arguments = [];
        int at = 0, input = 0;
        List<int> differentiated = [];
        foreach (RecordedParameter p in _recorded.Parameters)
        {
            if (p.Role == RecordedRole.Output) continue;
            if (p.IsInput && p.IsDifferentiated) differentiated.Add(input);
            arguments.Add(p.IsInput ? Read(input++, p.Type) : Kept(p));
            at++;
        }
        // Each earlier order brought its seeds as inputs, one for each output of the order before.
        int outputs = OutputCount;
        for (int earlier = 1; earlier < number; earlier++)
        {
            int next = differentiated.Count;
            for (int j = 0; j < outputs; j++)
            {
                arguments.Add(Read(input, pull.TypeOf(pull.Body.Parameters[at++])));
                differentiated.Add(input++);
            }
            outputs = next;
        }
        for (int j = 0; j < outputs; j++) arguments.Add(seeds(new SeedPlace(j, input + j, pull.TypeOf(pull.Body.Parameters[at++]).IsMemory)));
        for (int j = 0; j < differentiated.Count; j++) arguments.Add(adjoints(differentiated[j], j));
        return $"{pull.Surface.Name}({string.Join(", ", arguments)})";
    }

    /// <summary>What the adjoint of each input depends on, where that is not everything.</summary>
    private string? Values(int order)
    {
        if (order > 0) return null;
        EquatableArray<ulong> values = _recorded.Pulls[0].Values;
        ulong all = _inputs.Length >= 64 ? ulong.MaxValue : (1UL << _inputs.Length) - 1;
        if (Enumerable.Range(0, _inputs.Length).All(k => !_inputs[k].IsDifferentiated || (values[k] & all) == all)) return null;
        List<int> differentiated = [.. Enumerable.Range(0, _inputs.Length).Where(k => _inputs[k].IsDifferentiated)];
        if (differentiated.Select(k => values[k]).Distinct().Count() == 1) return Bits(values[differentiated[0]]);
        return "input switch { " + string.Concat(differentiated.Select(k => $"{Number(k)} => {Bits(values[k])}, ")) + "_ => ulong.MaxValue }";

        string Bits(ulong bits) => "0b" + string.Concat(Enumerable.Range(0, _inputs.Length).Reverse().Select(k => (bits >> k & 1) == 0 ? "0" : "1"));
    }

    private static void Line(StringBuilder text, int indent, string line) => text.Append(' ', indent).Append(line).Append('\n');
}
