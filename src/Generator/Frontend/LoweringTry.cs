// Tree to IR: try statements with a finally.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

internal sealed partial class Lowering
{
    /// <summary>
    /// Jumps out of the body are flags that what follows the statement tests, as after a loop, so that the finally runs on every way out. It is lowered
    /// in what the variables hold before the try, which is what it may read.
    /// </summary>
    private void Try(TryStmt statement)
    {
        _builder.Note("");
        int mark = _builder.Count, end = _scan[statement].End;
        bool needed = _skipNeeded;
        _depth++;
        (Region body, var assigned, bool dead) = Side(() => Run(Rest.Of([statement.Body], null), end));
        _skipNeeded = false;
        (Region cleanup, _, bool cleanupDead) = Side(() => Run(Rest.Of([statement.Finally], null), end));
        _depth--;
        _skipNeeded = needed;
        _dead = dead || cleanupDead;

        List<(Value Given, Value Result)> handed = [];
        foreach ((Variable variable, Value value) in assigned)
        {
            if (_dead) break;
            bool isFlag = variable == _skip || variable == _exit || variable == _returned || _left.Contains(variable);
            if (LoweringEnvironment.IsFlagConstant(value) || !value.Exists || value.Id < mark) _environment[variable] = value;
            else if (variable == _skip && !needed || !isFlag && !_scan.IsLive(variable, end, _loopStart)) continue;
            else
            {
                Value result = NewValue(variable);
                handed.Add((value, result));
                _environment[variable] = result;
            }
        }
        IrType[] types = handed.Select(h => _builder.TypeOf(h.Result)).ToArray();
        _builder.Add(new If(
            handed.Select(h => h.Result).ToEquatableArray(), _builder.Bool(true),
            WithYields(body, handed.Select(h => h.Given), types), WithYields(cleanup, handed.Select(_ => Value.None), types), IsTry: true));
        _builder.Note("");
    }
}
