// The body as a whole: rented memory and its return, out parameters, the returned value.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal sealed partial class BodyEmitter
{
    private readonly List<string> _returns = [];
    private List<Code>? _beforeTry;
    private Notes? _notes;
    private string _workspace = "";

    public List<Code> Emit()
    {
        List<Code> body = Collect(() =>
        {
            Statements(_tree.Root, Outputs);
            if (_beforeTry is null) return;
            List<Code> guarded = _out;
            _out = _beforeTry;
            _out.Add(new Code("try", guarded));
            _out.Add(new Code("finally", _returns.Select(text => new Code(text)).Reverse().ToList()));
        });
        return body;
    }

    /// <summary>Everything that must be returned is declared here, where nothing has gone wrong yet; the statements that follow are tried.</summary>
    private void OpenTry(Notes notes)
    {
        List<Code> guarded = [];
        notes.Continue(guarded);
        foreach (Node node in AllNodes(_tree.Root))
        {
            if (node.Instr is CreateTape tape)
            {
                Variable variable = _variables.Of(tape.Result)!;
                Line($"{_names["Tape"]} {variable.Name} = default;", true);
                variable.IsDeclared = true;
                _returns.Add($"{variable.Name}.Dispose();");
            }
            else if (node.Instr is Allocate i && _memory[i.Result] is Storage.Rented or Storage.RentedArray)
            {
                RentArray(i);
            }
        }
        if (_memory.NeedsWorkspace)
        {
            _workspace = _naming.Fresh("workspace", _tree.Root);
            Line($"{_names["Workspace"]} {_workspace} = default;", true);
            _returns.Add($"{_workspace}.Dispose();");
        }
        (_beforeTry, _out) = (_out, guarded);
    }

    private static IEnumerable<Node> AllNodes(Block block)
    {
        foreach (Node node in block.Nodes)
        {
            if (node.Dead) continue;
            yield return node;
            if (node.First is not null)
                foreach (Node inner in AllNodes(node.First)) yield return inner;
            if (node.Second is not null)
                foreach (Node inner in AllNodes(node.Second)) yield return inner;
        }
    }

    private void RentArray(Allocate i)
    {
        Variable variable = _variables.Of(i.Result)!;
        string element = _names.ElementOf(_tree.TypeOf(i.Result)), pool = $"{_names["ArrayPool"]}<{element}>.Shared";
        string length = _expressions.Int(i.Lengths[0]);
        variable.IsDeclared = true;
        if (_memory[i.Result] == Storage.RentedArray)
        {
            Line($"{element}[] {variable.Name} = {pool}.Rent({length});", true);
            _returns.Add($"{pool}.Return({variable.Name});");
            return;
        }
        if (length.IndexOf(' ') >= 0)
        {
            string named = _naming.Fresh(variable.Name.TrimStart('@') + "Length", _tree.Root);
            Line($"int {named} = {length};", true);
            length = named;
        }
        string array = _naming.Fresh(variable.Name.TrimStart('@') + "Array", _tree.Root);
        Line($"{element}[] {array} = {pool}.Rent({length});", true);
        Line($"{_names["Span"]}<{element}> {variable.Name} = new({array}, 0, {length});", true);
        // Rented memory is dirty.
        if (i.NeedsZeros) Line($"{variable.Name}.Clear();");
        _returns.Add($"{pool}.Return({array});");
    }

    private void Outputs()
    {
        Surface surface = _tree.Method.Surface;
        Region body = _tree.Root.Region;
        List<Copy> copies = [];
        foreach (SurfaceParameter parameter in surface.Parameters)
        {
            if (parameter.Result < 0) continue;
            Value final = body.Yields[parameter.Result];
            Variable target = parameter.Parameter >= 0 ? _variables.Of(body.Parameters[parameter.Parameter])!
                : _variables.Of(final) is { } own && ReferenceEquals(own.Parameter, parameter) ? own
                : new Variable(new LiveRange(_tree.TypeOf(final), _tree.Root)) { Name = Naming.Escape(parameter.Name.TrimStart('@')), Parameter = parameter, IsDeclared = true };
            if (!Holds(final, target)) copies.Add(CopyOf(target, final));
        }
        string? returned = surface.ReturnResult < 0 ? null : Text(body.Yields[surface.ReturnResult]).Text;
        if (returned is not null && copies.Count > 0)
        {
            HashSet<Variable> reads = _expressions.Reads(body.Yields[surface.ReturnResult]);
            if (reads.Any(IsAlias) || copies.Any(c => reads.Contains(c.Target))) returned = Keep(body.Yields[surface.ReturnResult], returned);
        }
        if (copies.Count > 1 && copies.Any(c => c.Reads.Any(IsAlias))) AtOnce(copies);
        else ParallelCopy.Emit(copies, AtOnce);
        _notes!.EndText();
        if (returned is not null) Line($"return {returned};");
    }

    /// <summary>The caller may pass one variable by reference as this parameter and as an output.</summary>
    private static bool IsAlias(Variable variable) => variable.Parameter is { Passing: Passing.In or Passing.RefReadonly };

    private string Keep(Value value, string text)
    {
        string name = _naming.Fresh("result", _tree.Root);
        Line($"{_names.Of(_tree.TypeOf(value))} {name} = {text};", true);
        return name;
    }
}
