// The current value of every variable while a method is lowered, with nested scopes that can be rolled back.
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// Maps variables to values. <see cref="Enter"/> opens a scope; <see cref="Leave"/> closes it, hands out what was assigned in it and restores what was before.
/// A flag (see <see cref="True"/> and <see cref="False"/>) is a bool variable of the lowering itself, often known without any instruction.
/// </summary>
internal sealed class LoweringEnvironment
{
    public static readonly Value True = new(-2);
    public static readonly Value False = new(-3);

    private readonly Dictionary<Variable, Value> _values = [];
    private readonly List<(Variable Variable, Value Before)> _journal = [];
    private readonly Stack<int> _scopes = new();

    /// <summary>The current value; <see cref="Value.None"/> if there is none.</summary>
    public Value this[Variable variable]
    {
        get => _values.TryGetValue(variable, out Value value) ? value : Value.None;
        set
        {
            if (_scopes.Count > 0) _journal.Add((variable, this[variable]));
            _values[variable] = value;
        }
    }

    public static bool IsFlagConstant(Value value) => value == True || value == False;

    public void Enter() => _scopes.Push(_journal.Count);

    /// <summary>The variables assigned in the scope, in order of their first assignment, with their last values.</summary>
    public List<(Variable Variable, Value Value)> Leave()
    {
        int start = _scopes.Pop();
        HashSet<Variable> seen = [];
        List<(Variable, Value)> assigned = [];
        for (int i = start; i < _journal.Count; i++)
            if (seen.Add(_journal[i].Variable)) assigned.Add((_journal[i].Variable, this[_journal[i].Variable]));
        for (int i = _journal.Count - 1; i >= start; i--) _values[_journal[i].Variable] = _journal[i].Before;
        _journal.RemoveRange(start, _journal.Count - start);
        return assigned;
    }
}
