// Two numbers kept on the tape, or taken back, one after the other: one statement, because each waits for the tape's count.
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal sealed partial class BodyEmitter
{
    /// <summary>The last statement, if it keeps or takes one double: what it says in the parentheses of one for two.</summary>
    private (Code Statement, Value Tape, bool IsKept, string Text)? _single;

    private void Keep(Record record)
    {
        string text = RecordText(record.Operand), tape = Text(record.Tape).Text;
        if (!IsDouble(record.Operand)) Line($"{tape}.Push({text});");
        else if (Before(record.Tape, true) is { } first) Pair($"{tape}.Push({first}, {text});", _out[_out.Count - 1].IsDeclaration);
        else
        {
            Line($"{tape}.Push({text});");
            _single = (_out[_out.Count - 1], record.Tape, true, text);
        }
    }

    /// <summary>Emits a double that is taken back, with the one before it if that was the last statement.</summary>
    private bool TakeTwo(Replay replay)
    {
        if (!IsDouble(replay.Result) || _uses.Count[replay.Result.Id] == 0) return false;
        Variable target = _variables.Of(replay.Result)!;
        bool isDeclared = target.IsDeclared;
        string tape = Text(replay.Tape).Text, text = isDeclared ? "out " + target.Name : $"out {TypeText(target)} {target.Name}";
        if (Before(replay.Tape, false) is { } first)
        {
            Pair($"{tape}.Pop({first}, {text});", _out[_out.Count - 1].IsDeclaration || !isDeclared);
            target.IsDeclared = true;
            return true;
        }
        Set(target, null, () => $"{tape}.PopDouble()");
        // A variable of another type gets what is taken converted.
        if (target.Type == IrType.F64) _single = (_out[_out.Count - 1], replay.Tape, false, text);
        return true;
    }

    private bool IsDouble(Value value) => _tree.TypeOf(value) == IrType.F64;

    private string? Before(Value tape, bool isKept) =>
        _single is { } single && single.Tape == tape && single.IsKept == isKept && _out.Count > 0 && ReferenceEquals(_out[_out.Count - 1], single.Statement) ? single.Text : null;

    private void Pair(string text, bool isDeclaration)
    {
        _out[_out.Count - 1] = new Code(text) { IsDeclaration = isDeclaration, Comment = _out[_out.Count - 1].Comment };
        _single = null;
    }
}
