// Statements: memory accesses, temporary memory, calls, effects, and the tape.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal sealed partial class BodyEmitter
{
    private void Statement(Node node)
    {
        switch (node.Instr)
        {
            case Let i: Define(node, i.Result); break;
            case Load i: Define(node, i.Result); break;
            case Slice i: Define(node, i.Result); break;
            case Row i: Define(node, i.Result); break;
            case VectorLoad i: Define(node, i.Result); break;
            case Store i: Line(StoreText(i)); break;
            case Accumulate i: Line(Compound(_expressions.Element(i.Memory, i.Indices).Text, "+", i.Operand, _tree.TypeOf(i.Operand))); break;
            case VectorStore i: Line(VectorStoreText(i)); break;
            case Gather i: Define(node, i.Result); break;
            case Within i: Define(node, i.Result); break;
            case Scatter i: Line(_expressions.ScatterText(i)); break;
            case Fill i: FillMemory(i); break;
            case Allocate i: AllocateMemory(i); break;
            case If i when node.IsExpression: Define(node, i.Results[0]); break;
            case If { IsTry: true } i: Try(node, i); break;
            case If i: Branch(node, i); break;
            case For i: CountedLoop(node, i); break;
            case While i: OpenLoop(node, i); break;
            case Call i: CallMethod(i); break;
            case Effect i: PassThrough(i); break;
            case CreateTape: break;
            case Record i: Keep(i); break;
            case Replay i: Restore(i); break;
            default: throw new InvalidOperationException($"Unknown instruction {node.Instr.GetType().Name}.");
        }
    }

    // ---- memory

    /// <summary><c>a[i] += v</c> for a store of the element's own value with something done to it.</summary>
    private string StoreText(Store store)
    {
        string target = _expressions.Element(store.Memory, store.Indices).Text;
        if (_expressions.IsInline(store.Operand) && _tree.LetOf(store.Operand) is Let { Args.Count: 2 } let && OpText.Symbol(let.Op) is string symbol
            && let.Op < Op.Equal && !_tree.TypeOf(store.Operand).IsInteger)
        {
            if (IsSameElement(let.Args[0])) return Compound(target, symbol, let.Args[1], _tree.TypeOf(store.Operand));
            if (OpText.IsCommutative(let.Op) && IsSameElement(let.Args[1])) return Compound(target, symbol, let.Args[0], _tree.TypeOf(store.Operand));
        }
        return $"{target} = {Text(store.Operand).Text};";

        bool IsSameElement(Value value) =>
            _expressions.IsInline(value) && _tree.Definition[value.Id]?.Instr is Load load && load.Memory == store.Memory && Text(value).Text == target;
    }

    private string VectorStoreText(VectorStore store)
    {
        string skip = store.Skip.Exists ? ", " + Text(store.Skip).Text : "";
        return $"{_names["Wide"]}.Store({Text(store.Operand).Text}, {Text(store.Memory).Text}, {Text(store.Index).Text}{skip});";
    }

    private void FillMemory(Fill fill)
    {
        string memory = Text(fill.Memory).Within(Precedence.Primary);
        IrType type = _expressions.TypeOf(fill.Memory);
        if (_expressions.IsZero(fill.Operand))
        {
            Line(type.Shape is Shape.Array or Shape.Array2D ? $"{_names["Array"]}.Clear({memory});" : $"{memory}.Clear();");
            return;
        }
        string operand = Text(fill.Operand).Text;
        if (type.Shape == Shape.Array) Line($"{_names["Array"]}.Fill({memory}, {Text(fill.Operand).Typed.Text});");
        else if (type.Shape != Shape.Array2D) Line($"{memory}.Fill({operand});");
        else
        {
            string row = _naming.Fresh("row", _tree.Root), column = _naming.Fresh("column", _tree.Root);
            Code inner = new($"for (int {column} = 0; {column} < {memory}.GetLength(1); {column}++)", [new Code($"{memory}[{row}, {column}] = {operand};")]);
            _out.Add(new Code($"for (int {row} = 0; {row} < {memory}.GetLength(0); {row}++)", [inner]));
        }
    }

    private void AllocateMemory(Allocate i)
    {
        Variable variable = _variables.Of(i.Result)!;
        string element = _names.ElementOf(_tree.TypeOf(i.Result));
        string Length() => _expressions.Int(i.Lengths[0]);
        switch (_memory[i.Result])
        {
            case Storage.New:
                SetMemory(variable, $"new {element}[{string.Join(", ", i.Lengths.Select(l => Text(l).Text))}]");
                break;
            case Storage.Stack:
                string stack = $"{_names["Span"]}<{element}> {variable.Name} = stackalloc {element}[{Length()}];";
                if (variable.IsHoisted) _hoist.List.Insert(_hoist.At++, new Code(stack) { IsDeclaration = true });
                else Line(stack, true);
                variable.IsDeclared = true;
                if (i.NeedsZeros) Line($"{variable.Name}.Clear();");
                break;
            case Storage.Workspace:
                SetMemory(variable, $"{_workspace}.Allocate{(i.NeedsZeros ? "" : "Uninitialized")}<{element}>({Length()})");
                break;
            default: break; // rented before the try
        }
    }

    private void SetMemory(Variable variable, string value)
    {
        string type = variable.IsDeclared ? "" : (variable.Type.Shape == Shape.Array && !value.StartsWith("new", StringComparison.Ordinal)
            ? _names.Of(variable.Type with { Shape = Shape.Span }) : TypeText(variable)) + " ";
        Line($"{type}{variable.Name} = {value};", type != "");
        variable.IsDeclared = true;
    }

    // ---- calls

    private void CallMethod(Call call)
    {
        Surface surface = _callee(call.Method).Method.Surface;
        string text = CallText(call);
        bool isReturned = surface.ReturnResult >= 0 && _uses.Count[call.Results[surface.ReturnResult].Id] > 0;
        if (isReturned) Set(_variables.Of(call.Results[surface.ReturnResult])!, null, () => text);
        else Line(text + ";");
    }

    /// <summary>The call as an expression; emits what must be assigned before it.</summary>
    private string CallText(Call call)
    {
        Callee callee = _callee(call.Method);
        Surface surface = callee.Method.Surface;
        List<string> args = [];
        string receiver = "";
        // What a ref parameter starts with is copied first.
        List<Copy> entries = [];
        foreach (SurfaceParameter parameter in surface.Parameters)
        {
            Value? arg = parameter.Parameter >= 0 ? call.Args[parameter.Parameter] : null, result = parameter.Result >= 0 ? call.Results[parameter.Result] : null;
            if (parameter.Implied is not null)
            {
                // The receiver brings its fields along.
                if (parameter.IsReceiver) receiver = Text(arg!.Value).Typed.Within(Precedence.Primary) + ".";
                continue;
            }
            switch (parameter.Passing)
            {
                case Passing.ByValue or Passing.In: args.Add(Expressions.Argument(Text(arg!.Value).Typed)); break;
                case Passing.RefReadonly: args.Add("in " + Named(arg!.Value)); break;
                case Passing.Ref when result is null: args.Add("ref " + Text(arg!.Value).Text); break;
                case Passing.Ref:
                    Variable entry = _variables.Of(result.Value)!;
                    if (!Holds(arg!.Value, entry)) entries.Add(CopyOf(entry, arg.Value));
                    args.Add("ref " + entry.Name);
                    break;
                case Passing.Out: args.Add("out " + OutText(result)); break;
            }
        }
        ParallelCopy.Emit(entries, AtOnce);
        return $"{receiver}{_names.Shorten(callee.Text)}({string.Join(", ", args)})";
    }

    private string OutText(Value? result)
    {
        if (result is not Value value || _uses.Count[value.Id] == 0) return "_";
        Variable variable = _variables.Of(value)!;
        if (variable.IsDeclared) return variable.Name;
        variable.IsDeclared = true;
        return $"{_names.Of(variable.Type)} {variable.Name}";
    }

    /// <summary>A variable that holds the value.</summary>
    private string Named(Value value)
    {
        if (!_expressions.IsInline(value)) return Text(value).Text;
        string name = _naming.Fresh("argument", _tree.Root);
        Line($"{_names.Of(_tree.TypeOf(value))} {name} = {Text(value).Text};", true);
        return name;
    }

    private void PassThrough(Effect effect)
    {
        string text = _expressions.Substitute(effect.Text, effect.Args);
        if (!effect.Result.Exists) Line(text + ";");
        else if (_uses.Count[effect.Result.Id] == 0) Line($"_ = {text};");
        else Set(_variables.Of(effect.Result)!, null, () => text);
    }

    // ---- the tape

    private string RecordText(Value operand) => _tree.TypeOf(operand).Element switch
    {
        Scalar.I8 or Scalar.U8 or Scalar.I16 or Scalar.U16 or Scalar.Char => $"(int){Text(operand).Typed.Within(Precedence.Unary)}",
        Scalar.U32 or Scalar.NInt => $"(long){Text(operand).Typed.Within(Precedence.Primary)}",
        Scalar.U64 or Scalar.NUInt => $"unchecked((long){Text(operand).Typed.Within(Precedence.Unary)})",
        _ => Text(operand).Typed.Text,
    };

    private void Restore(Replay replay)
    {
        if (TakeTwo(replay)) return;
        Scalar element = _tree.TypeOf(replay.Result).Element;
        string pop = _tree.TypeOf(replay.Result).Lanes > 1 ? "Pop" + TypeNames.VectorClass(_tree.TypeOf(replay.Result)) : element switch
        {
            Scalar.F64 => "PopDouble", Scalar.F32 => "PopFloat", Scalar.Bool => "PopBool", Scalar.Generic => $"Pop<{_names.Generic}>",
            Scalar.I64 or Scalar.U32 or Scalar.U64 or Scalar.NInt or Scalar.NUInt => "PopLong",
            _ => "PopInt",
        };
        string text = $"{Text(replay.Tape).Text}.{pop}()";
        string cast = element is Scalar.F64 or Scalar.F32 or Scalar.Generic or Scalar.Bool or Scalar.I32 or Scalar.I64 ? text
            : element is Scalar.U64 or Scalar.NUInt ? $"unchecked(({_names.Element(element)}){text})" : $"({_names.Element(element)}){text}";
        if (_uses.Count[replay.Result.Id] == 0) Line(text + ";");
        else Set(_variables.Of(replay.Result)!, null, () => cast);
    }
}
