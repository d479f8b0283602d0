// The reverse of recognised maxima and minima: every element equal to the final value has an equal share, so no course is recorded and trips do not depend on each other.
using System.Collections.Generic;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed partial class ReverseSweep
{
    /// <summary>By the carried parameter of a loop: the final value of the extremum and its final count of ties, copied to this sweep.</summary>
    private readonly Dictionary<Value, (Value Final, Value Ties)> _extrema = [];
    /// <summary>By the carried parameter: the count that its initial value has at the entry of the outermost loop.</summary>
    private readonly Dictionary<Value, Value> _initialTies = [];

    private void EnterExtrema(For loop)
    {
        foreach ((int value, int ties) in Extrema.Of(loop, _context.Structure))
        {
            Value parameter = loop.Body.Parameters[value + 1];
            if (!IsActive(parameter)) continue;
            // An inner loop goes on with what the outer one has: its adjoint passes through.
            if (_extrema.TryGetValue(loop.Inits[value], out (Value, Value) outer))
            {
                _extrema[parameter] = outer;
                continue;
            }
            _extrema[parameter] = (Primal(loop.Results[value]), Primal(loop.Results[ties]));
            _initialTies[parameter] = loop.Inits[ties];
        }
    }

    private void ReverseStep(Let step, Value adjoint, (Value Final, Value Ties) final)
    {
        Value element = step.Args[1];
        AddAdjoint(step.Args[0], adjoint);
        if (IsActive(element)) AddAdjoint(element, Share(Primal(element), adjoint, _builder.Div(adjoint, final.Ties), final.Final));
    }

    /// <summary>What the initial value of an extremum gets; of every other carried value, the whole adjoint.</summary>
    private Value InitialShare(Value parameter, Value init, Value adjoint)
    {
        if (!_initialTies.TryGetValue(parameter, out Value own)) return adjoint;
        (Value final, Value ties) = _extrema[parameter];
        return Share(Primal(init), adjoint, _builder.Mul(adjoint, _builder.Div(Primal(own), ties)), final);
    }

    // A NaN element has all, as in the table's row of the single step.
    private Value Share(Value element, Value whole, Value share, Value final)
    {
        IrType type = _builder.TypeOf(element);
        Value equal = _builder.Let(Op.Select, type, _builder.Compare(Op.Equal, element, final), share, _builder.Zero(type));
        return _builder.Let(Op.Select, type, _builder.Let(Op.IsNaN, IrType.Bool, element), whole, equal);
    }
}
