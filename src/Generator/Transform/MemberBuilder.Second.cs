// What the members of second order and the Jacobian ask of the member builder: inputs in order, outputs to be set, buffers of computed length.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed partial class MemberBuilder
{
    public string Stem => _request.Stem;

    /// <summary>The member is called by code that is differentiated, so it is made of what can be.</summary>
    public bool IsNested => _request.IsNested;

    /// <summary>The differentiated parameters, in order.</summary>
    public EntryParameter[] Inputs => [.. Parameters.Where(p => p.IsDifferentiated && p.Index >= 0)];
    public EntryParameter[] MemoryInputs => [.. Inputs.Where(p => p.IsMemory)];
    public EntryParameter[] ScalarInputs => [.. Inputs.Where(p => !p.IsMemory)];

    /// <summary>The parameters that enter a sweep with a tangent: the inputs, and memory that is an output.</summary>
    public EntryParameter[] Carriers => [.. Parameters.Where(p => p.Index >= 0 && (p.IsMemory ? p.CarriesDerivative : p.IsDifferentiated))];

    /// <summary>A parameter to be set for each input; the memory of those that are memory.</summary>
    public Dictionary<EntryParameter, Value> AddOutputs(string suffix)
    {
        Dictionary<EntryParameter, Value> memory = [];
        foreach (EntryParameter p in Inputs)
        {
            if (p.IsMemory) memory[p] = AddMemory(p, suffix, adjoint: true);
            else ReserveOut(p, suffix);
        }
        return memory;
    }

    /// <summary>A span to be set, of a length that is computed among the guards and said in words where it is wrong.</summary>
    public Value AddBuffer(string wanted, Scalar element, Func<(Value Rows, Value Columns)> size, string? inWords = null)
    {
        Value value = AddParameter(Fresh(wanted), IrType.Span(element), Passing.ByValue, out string name);
        _derivativeMemory.Add(new Guarded(name, element.ToString(), value, IsWritten: true, 1));
        _buffers.Add((value, size, inWords is null ? "" : $", \"{name.TrimStart('@')}\", \"{inWords}\""));
        return value;
    }

    /// <summary>Length of the span or array of structs that a leaf belongs to.</summary>
    public Value LengthOf(EntryParameter leaf) => LengthOf(EnteringOf(leaf.Part!.Whole));

    private Value EnteringOf(Whole whole) => _results[_wholes[(whole, "")]].Entering;

    public void GuardBuffers()
    {
        const string guard = "global::Autodiff.Derivative.";
        if (_buffers.Count == 0) return;
        // Lengths are asked of what no derivative buffer has been compared with yet.
        HashSet<Value> asked = [];
        foreach (EntryParameter p in Parameters.Where(p => p.CarriesDerivative && p.IsMemory && !p.IsReturned && !p.Type.IsJagged))
        {
            bool isOfStructs = p.Part is { Whole.IsMemory: true };
            Value own = isOfStructs ? EnteringOf(p.Part!.Whole) : PrimalValues[p.Index];
            bool canBeNull = (isOfStructs ? p.Part!.Whole.Shape : p.Type.Shape) is Shape.Array or Shape.Array2D;
            if (canBeNull && asked.Add(own) && !_derivativeMemory.Any(d => d.Of == own)) Builder.Guard("global::System.ArgumentNullException.ThrowIfNull({0})", own);
        }
        foreach ((Value buffer, Func<(Value Rows, Value Columns)> size, string names) in _buffers)
        {
            (Value rows, Value columns) = size();
            Value length = Builder.Mul(Builder.Let(Op.Convert, IrType.I64, rows), Builder.Let(Op.Convert, IrType.I64, columns));
            Builder.Guard($"{guard}HasLength<{Surfaces.TypeText(Builder.TypeOf(buffer).ElementType)}>({{0}}, {{1}}{names})", buffer, length);
        }
    }

    /// <summary>Runs the method on the caller's arguments, as a copy: the user's own may allocate arrays and closures where derivatives rent or have none.</summary>
    public Value[] RunItself()
    {
        if (!Entry.IsExternal) return Inline(Entry, PrimalValues);
        Value[] results = [.. Entry.Body.Yields.Select(y => Builder.NewValue(Entry.TypeOf(y), Entry.Values[y.Id].Hint))];
        Builder.Add(new Call(new(results), Entry.Key, new([.. PrimalValues])));
        return results;
    }
}
