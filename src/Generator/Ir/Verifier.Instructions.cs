// The verifier's type rules of memory accesses, control flow, calls, tapes and vectors.
using System.Linq;

namespace Autodiff.Generators.Ir;

internal sealed partial class Verifier
{
    private IrType TypeOf(Value value) => _method.TypeOf(value);

    /// <summary>A value of the first type may stand where the second is expected: the same type, or memory C# converts implicitly.</summary>
    internal static bool Fits(IrType from, IrType to) =>
        from == to
        || (from.Element == to.Element && from.Lanes == to.Lanes
            && ((from.Shape == Shape.Array && to.Shape is Shape.Span or Shape.ReadOnlySpan)
                || (from.Shape == Shape.Span && to.Shape == Shape.ReadOnlySpan)));

    private void CheckTypes(Instr instruction)
    {
        switch (instruction)
        {
            case Let i: CheckLet(i); break;
            case Load i:
                if (Indexed(i.Memory, i.Indices)) Same(TypeOf(i.Result), TypeOf(i.Memory).ElementType, "the result");
                break;
            case Store i:
                if (Indexed(i.Memory, i.Indices) && Written(i.Memory)) Same(TypeOf(i.Operand), TypeOf(i.Memory).ElementType, "the stored value");
                break;
            case Accumulate i:
                if (Indexed(i.Memory, i.Indices) && Written(i.Memory)
                    && Same(TypeOf(i.Operand), TypeOf(i.Memory).ElementType, "the accumulated value"))
                    Rule(!TypeOf(i.Operand).IsBool, "booleans cannot be accumulated");
                break;
            case Fill i:
                if (IsMemory(i.Memory) && Written(i.Memory)) Same(TypeOf(i.Operand), TypeOf(i.Memory).ElementType, "the stored value");
                break;
            case Allocate i:
                Rule(TypeOf(i.Result).Shape is Shape.Span or Shape.Array or Shape.Array2D, () => $"{TypeOf(i.Result)} cannot be allocated");
                Rule(i.Lengths.Count == TypeOf(i.Result).Rank, "the number of lengths is not the rank");
                foreach (Value length in i.Lengths) Integer(length, "the length");
                break;
            case Slice i: CheckSlice(i); break;
            case Row i:
                Integer(i.Index, "the index");
                Rule(TypeOf(i.Memory).IsJagged && TypeOf(i.Result) is { Shape: Shape.Array } row && row.Element == TypeOf(i.Memory).Element, () => $"{TypeOf(i.Result)} is no row of {TypeOf(i.Memory)}");
                break;
            case If i: CheckIf(i); break;
            case For i: CheckFor(i); break;
            case While i: CheckWhile(i); break;
            case Call i: CheckCall(i); break;
            case Effect i: CheckText(i.Text, i.Args.Count); break;
            case CreateTape i: IsTape(i.Result); break;
            case Record i:
                IsTape(i.Tape);
                Rule(TypeOf(i.Operand) is { IsScalar: true }, "only scalars are recorded");
                break;
            case Replay i:
                IsTape(i.Tape);
                Rule(TypeOf(i.Result) is { IsScalar: true }, "only scalars are replayed");
                break;
            case VectorLoad i:
                if (VectorAccess(i.Memory, i.Index, Value.None)) Lanes(i.Result, i.Memory);
                break;
            case Gather i:
                if (Strided(i.Memory, i.Index, i.Stride, i.Mask, i.Result)) Lanes(i.Result, i.Memory);
                if (i.Found is not null) Check(i.Found);
                break;
            case Scatter i:
                if (Strided(i.Memory, i.Index, i.Stride, i.Mask, i.Operand) && Written(i.Memory)) Lanes(i.Operand, i.Memory);
                if (i.Found is not null) Check(i.Found);
                break;
            case Within i:
                Check(new Found(i.Indices, i.Low));
                foreach (Value value in new[] { i.Start, i.Count, i.Stride, i.High, i.Length }) Integer(value, "a part of a range");
                Same(TypeOf(i.Result), IrType.Bool, "the result");
                break;
            case VectorStore i:
                if (VectorAccess(i.Memory, i.Index, i.Skip) && Written(i.Memory)) Lanes(i.Operand, i.Memory);
                break;
        }
    }

    // ---- pieces

    private bool Same(IrType actual, IrType expected, string what) =>
        Rule(actual == expected, () => $"{what} has type {actual}, not {expected}");

    private void Fitting(IrType actual, IrType expected, string what) =>
        Rule(Fits(actual, expected), () => $"{what} has type {actual}, not {expected}");

    private bool Integer(Value value, string what) =>
        Rule(TypeOf(value) is { IsInteger: true, Lanes: 1 }, () => $"{what} {Name(value)} has type {TypeOf(value)}, not an integer");

    private bool IsMemory(Value memory) => Rule(TypeOf(memory).IsMemory, () => $"{Name(memory)} is {TypeOf(memory)}, not memory");
    private void IsTape(Value tape) => Rule(TypeOf(tape).Shape == Shape.Tape, () => $"{Name(tape)} is {TypeOf(tape)}, not a tape");

    private bool Written(Value memory) =>
        Rule(TypeOf(memory).Shape != Shape.ReadOnlySpan, () => $"{Name(memory)} is read-only and is written");

    private bool Indexed(Value memory, EquatableArray<Value> indices)
    {
        if (!IsMemory(memory)) return false;
        bool good = Rule(indices.Count == TypeOf(memory).Rank, () => $"{indices.Count} indices for memory of rank {TypeOf(memory).Rank}");
        foreach (Value index in indices) good &= Integer(index, "the index");
        return good;
    }

    private bool VectorAccess(Value memory, Value index, Value skip)
    {
        bool good = IsMemory(memory) && Rule(TypeOf(memory).Rank == 1, "vector accesses need memory of rank 1") && Integer(index, "the index");
        if (skip.Exists) good &= Rule(TypeOf(skip) == IrType.I32, () => $"the number of skipped lanes has type {TypeOf(skip)}, not i32");
        return good;
    }

    private bool Strided(Value memory, Value index, Value stride, Value mask, Value vector)
    {
        bool good = VectorAccess(memory, index, Value.None) && Rule(TypeOf(stride) == IrType.I32, () => $"the stride has type {TypeOf(stride)}, not i32");
        if (mask.Exists) good &= Rule(TypeOf(mask) == IrType.Bool with { Lanes = TypeOf(vector).Lanes }, () => $"the mask has type {TypeOf(mask)}");
        return good;
    }

    private void Check(Found found)
    {
        if (IsMemory(found.Indices)) Rule(TypeOf(found.Indices) is { Element: Scalar.I32, Rank: 1 }, () => $"indices are found in {TypeOf(found.Indices)}");
        Integer(found.Offset, "the offset");
    }

    private void Lanes(Value vector, Value memory) =>
        Rule(TypeOf(vector) is { IsScalar: true, Lanes: > 1 } type && type.Element == TypeOf(memory).Element,
            () => $"the vector has type {TypeOf(vector)}, which is no vector of the elements of {TypeOf(memory)}");

    private void CheckSlice(Slice i)
    {
        if (!IsMemory(i.Memory) || !Rule(TypeOf(i.Memory).Rank == 1, "only memory of rank 1 is sliced")) return;
        Integer(i.Start, "the start");
        Integer(i.Length, "the length");
        IrType result = TypeOf(i.Result);
        Rule(result.Shape is Shape.Span or Shape.ReadOnlySpan && Fits(TypeOf(i.Memory), result),
            () => $"a slice of {TypeOf(i.Memory)} cannot be {result}");
    }

    private void CheckIf(If i)
    {
        Rule(TypeOf(i.Condition) is { IsBool: true, Lanes: 1 }, () => $"the condition has type {TypeOf(i.Condition)}, not bool");
        Branch(i.Then, "the then region");
        Branch(i.Else, "the else region");

        void Branch(Region region, string what)
        {
            Rule(region.Parameters.Count == 0, () => $"{what} has parameters");
            if (!Rule(region.Yields.Count == i.Results.Count, () => $"{what} yields {region.Yields.Count} values for {i.Results.Count} results")) return;
            for (int k = 0; k < i.Results.Count; k++) Fitting(TypeOf(region.Yields[k]), TypeOf(i.Results[k]), $"yield {k} of {what}");
        }
    }

    private void CheckFor(For i)
    {
        Rule(i.Step != 0, "the step is zero");
        if (!Rule(i.Body.Parameters.Count == i.Inits.Count + 1,
            () => $"the body has {i.Body.Parameters.Count} parameters for an index and {i.Inits.Count} carried values")) return;
        IrType index = TypeOf(i.Body.Parameters[0]);
        Rule(index is { IsInteger: true, Lanes: 1 }, () => $"the loop index has type {index}, not an integer");
        Same(TypeOf(i.Lower), index, "the lower bound");
        Same(TypeOf(i.Upper), index, "the upper bound");
        CheckLoop(i.Inits, i.Body.Parameters.Skip(1).ToEquatableArray(), i.Body, i.Results, i.HasExit, i.HasTrips);
    }

    private void CheckWhile(While i)
    {
        Rule(i.Test.Yields.Count == 1 && TypeOf(i.Test.Yields[0]) is { IsBool: true, Lanes: 1 }, "the test does not yield one bool");
        if (Rule(i.Test.Parameters.Count == i.Inits.Count, () => $"the test has {i.Test.Parameters.Count} parameters for {i.Inits.Count} carried values")
            && i.Body.Parameters.Count == i.Inits.Count)
            for (int k = 0; k < i.Inits.Count; k++)
                Same(TypeOf(i.Test.Parameters[k]), TypeOf(i.Body.Parameters[k]), $"parameter {k} of the test");
        if (Rule(i.Body.Parameters.Count == i.Inits.Count, () => $"the body has {i.Body.Parameters.Count} parameters for {i.Inits.Count} carried values"))
            CheckLoop(i.Inits, i.Body.Parameters, i.Body, i.Results, i.HasExit, i.HasTrips);
    }

    private void CheckLoop(
        EquatableArray<Value> inits, EquatableArray<Value> carried, Region body, EquatableArray<Value> results, bool hasExit, bool hasTrips)
    {
        int yields = carried.Count + (hasExit ? 1 : 0), values = carried.Count + (hasTrips ? 1 : 0);
        bool counted = Rule(body.Yields.Count == yields, () => $"the body yields {body.Yields.Count} values, not {yields}");
        counted &= Rule(results.Count == values, () => $"the loop has {results.Count} results, not {values}");
        if (!counted) return;
        for (int k = 0; k < carried.Count; k++)
        {
            Fitting(TypeOf(inits[k]), TypeOf(carried[k]), $"initial value {k}");
            Fitting(TypeOf(body.Yields[k]), TypeOf(carried[k]), $"yield {k}");
            Fitting(TypeOf(carried[k]), TypeOf(results[k]), $"result {k}");
        }
        if (hasExit) Same(TypeOf(body.Yields[yields - 1]), IrType.Bool, "the exit flag");
        if (hasTrips) Same(TypeOf(results[values - 1]), IrType.I32, "the number of trips");
    }

    private void CheckCall(Call i)
    {
        Method? callee = _find(i.Method);
        if (!Rule(callee is not null, () => $"there is no method {i.Method}")) return;
        Region body = callee!.Body;
        if (Rule(i.Args.Count == body.Parameters.Count, () => $"{i.Args.Count} arguments for {body.Parameters.Count} parameters"))
            for (int k = 0; k < i.Args.Count; k++)
            {
                IrType given = TypeOf(i.Args[k]), taken = callee.TypeOf(body.Parameters[k]);
                // An object stands for its base types; whether it does is for C# to say.
                if (given.Shape != Shape.Opaque || taken.Shape != Shape.Opaque) Fitting(given, taken, $"argument {k}");
            }
        if (Rule(i.Results.Count == body.Yields.Count, () => $"{i.Results.Count} results for {body.Yields.Count} yields"))
            for (int k = 0; k < i.Results.Count; k++) Fitting(callee.TypeOf(body.Yields[k]), TypeOf(i.Results[k]), $"result {k}");
    }

    /// <summary>Placeholders {0}, {1}… of a text refer to arguments; other braces are C#.</summary>
    private void CheckText(string? text, int args)
    {
        if (!Rule(!string.IsNullOrEmpty(text), "the text is missing")) return;
        for (int at = text!.IndexOf('{'); at >= 0; at = text.IndexOf('{', at + 1))
        {
            int end = at + 1;
            while (end < text.Length && text[end] is >= '0' and <= '9') end++;
            if (end == at + 1 || end >= text.Length || text[end] != '}') continue;
            string number = text.Substring(at + 1, end - at - 1);
            Rule(int.TryParse(number, out int index) && index < args, () => $"the text refers to argument {{{number}}} of {args}");
        }
    }
}
