// What an instruction defines, uses and contains, in one place for all passes.
using System;
using System.Collections.Generic;

namespace Autodiff.Generators.Ir;

internal static class Walk
{
    /// <summary>Values that the instruction itself defines (results; not what its regions define).</summary>
    public static IEnumerable<Value> Results(this Instr instruction)
    {
        switch (instruction)
        {
            case Let i: yield return i.Result; break;
            case Load i: yield return i.Result; break;
            case Allocate i: yield return i.Result; break;
            case Slice i: yield return i.Result; break;
            case Row i: yield return i.Result; break;
            case If i: foreach (Value v in i.Results) yield return v; break;
            case For i: foreach (Value v in i.Results) yield return v; break;
            case While i: foreach (Value v in i.Results) yield return v; break;
            case Call i: foreach (Value v in i.Results) yield return v; break;
            case Effect { Result.Exists: true } i: yield return i.Result; break;
            case CreateTape i: yield return i.Result; break;
            case Replay i: yield return i.Result; break;
            case VectorLoad i: yield return i.Result; break;
            case Gather i: yield return i.Result; break;
            case Within i: yield return i.Result; break;
        }
    }

    /// <summary>Values that the instruction itself reads (operands; not what its regions read).</summary>
    public static IEnumerable<Value> Operands(this Instr instruction)
    {
        switch (instruction)
        {
            case Let i: foreach (Value v in i.Args) yield return v; break;
            case Load i: yield return i.Memory; foreach (Value v in i.Indices) yield return v; break;
            case Store i: yield return i.Memory; foreach (Value v in i.Indices) yield return v; yield return i.Operand; break;
            case Accumulate i: yield return i.Memory; foreach (Value v in i.Indices) yield return v; yield return i.Operand; break;
            case Fill i: yield return i.Memory; yield return i.Operand; break;
            case Allocate i: foreach (Value v in i.Lengths) yield return v; break;
            case Row i: yield return i.Memory; yield return i.Index; break;
            case Slice i: yield return i.Memory; yield return i.Start; yield return i.Length; break;
            case If i: yield return i.Condition; break;
            case For i: yield return i.Lower; yield return i.Upper; foreach (Value v in i.Inits) yield return v; break;
            case While i: foreach (Value v in i.Inits) yield return v; break;
            case Call i: foreach (Value v in i.Args) yield return v; break;
            case Effect i: foreach (Value v in i.Args) yield return v; break;
            case Record i: yield return i.Tape; yield return i.Operand; break;
            case Replay i: yield return i.Tape; break;
            case VectorLoad i: yield return i.Memory; yield return i.Index; break;
            case VectorStore i: yield return i.Memory; yield return i.Index; yield return i.Operand; if (i.Skip.Exists) yield return i.Skip; break;
            case Gather i:
                yield return i.Memory; yield return i.Index; yield return i.Stride;
                if (i.Mask.Exists) yield return i.Mask;
                if (i.Found is not null) { yield return i.Found.Indices; yield return i.Found.Offset; }
                break;
            case Scatter i:
                yield return i.Memory; yield return i.Index; yield return i.Stride; yield return i.Operand;
                if (i.Mask.Exists) yield return i.Mask;
                if (i.Found is not null) { yield return i.Found.Indices; yield return i.Found.Offset; }
                break;
            case Within i:
                yield return i.Indices; yield return i.Start; yield return i.Count; yield return i.Stride; yield return i.Low; yield return i.High; yield return i.Length;
                break;
        }
    }

    public static IEnumerable<Region> Regions(this Instr instruction)
    {
        switch (instruction)
        {
            case If i: yield return i.Then; yield return i.Else; break;
            case For i: yield return i.Body; break;
            case While i: yield return i.Test; yield return i.Body; break;
        }
    }

    /// <summary>Every instruction of the region and of the regions nested in it, in order, outer before inner.</summary>
    public static IEnumerable<Instr> All(this Region region)
    {
        foreach (Instr instruction in region.Body)
        {
            yield return instruction;
            foreach (Region nested in instruction.Regions())
                foreach (Instr inner in nested.All())
                    yield return inner;
        }
    }
}
