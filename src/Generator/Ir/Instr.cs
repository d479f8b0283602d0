// The instructions of the IR: structured SSA with ordered memory accesses.
using System;

namespace Autodiff.Generators.Ir;

/// <summary>A single-assignment value: an index into the value table of its method.</summary>
internal readonly record struct Value(int Id)
{
    public static readonly Value None = new(-1);
    public bool Exists => Id >= 0;
    public override string ToString() => "%" + Id;
}

/// <summary>Type of a value and the source variable it is a version of, if any (a hint for the names in the emitted text).</summary>
internal readonly record struct ValueInfo(IrType Type, string? Hint);

/// <summary>A literal: the bits of a double (also for float; a type parameter's number is the double converted to it), or an integer, or 0/1 for bool.</summary>
internal readonly record struct Literal(Scalar Kind, long Bits)
{
    public static Literal Of(double value) => new(Scalar.F64, BitConverter.DoubleToInt64Bits(value));
    public static Literal Of(float value) => new(Scalar.F32, BitConverter.DoubleToInt64Bits(value));
    public static Literal Of(bool value) => new(Scalar.Bool, value ? 1 : 0);
    public static Literal Of(Scalar integer, long value) => new(integer, value);
    /// <summary>The number in a floating-point type.</summary>
    public static Literal Of(Scalar floating, double value) =>
        new(floating, BitConverter.DoubleToInt64Bits(floating == Scalar.F32 ? (float)value : value));
    public bool IsFloat => IrType.IsFloating(Kind);
    /// <summary>The value as a double; integers are converted.</summary>
    public double AsDouble => IsFloat ? BitConverter.Int64BitsToDouble(Bits) : Bits;
    public long AsInteger => Bits;
    public bool AsBool => Bits != 0;
}

/// <summary>A list of instructions with parameters (values defined on entry) and yields (values handed out at its end).</summary>
internal sealed record Region(EquatableArray<Value> Parameters, EquatableArray<Instr> Body, EquatableArray<Value> Yields);

internal abstract record Instr;

/// <summary>result = op(args): pure.</summary>
internal sealed record Let(Value Result, Op Op, EquatableArray<Value> Args, Literal Literal = default, string? Text = null) : Instr;

/// <summary>result = memory[indices]; faults where C# does.</summary>
internal sealed record Load(Value Result, Value Memory, EquatableArray<Value> Indices) : Instr;

/// <summary>memory[indices] = operand.</summary>
internal sealed record Store(Value Memory, EquatableArray<Value> Indices, Value Operand) : Instr;

/// <summary>memory[indices] += operand.</summary>
internal sealed record Accumulate(Value Memory, EquatableArray<Value> Indices, Value Operand) : Instr;

/// <summary>Sets every element of memory to the operand.</summary>
internal sealed record Fill(Value Memory, Value Operand) : Instr;

/// <summary>
/// Fresh zero-filled memory of the result's type (Span, Array or Array2D), one length per dimension. The emitter chooses where it comes from (stack, pool,
/// workspace); it lives to the end of the enclosing region. <see cref="WriteOnce"/>: no element is stored twice and each is stored before
/// it is loaded (records of loops), and no index is out of bounds; of memory allocated before a loop for its trips, in each trip. <see cref="IsUninitialized"/>: each element is
/// stored before it is loaded, so it need not be zero.
/// </summary>
internal sealed record Allocate(Value Result, EquatableArray<Value> Lengths, bool WriteOnce = false, bool IsUninitialized = false) : Instr
{
    public bool NeedsZeros => !WriteOnce && !IsUninitialized;
}

/// <summary>result = memory.Slice(start, length); shares the memory's elements.</summary>
internal sealed record Slice(Value Result, Value Memory, Value Start, Value Length) : Instr;

/// <summary>result = memory[index] of an array of arrays; shares the row's elements, and no row is ever replaced.</summary>
internal sealed record Row(Value Result, Value Memory, Value Index) : Instr;

/// <summary>
/// results = condition ? then : otherwise; both regions have no parameters and yield one value per result. <see cref="IsTry"/>: the condition is true,
/// Then is the block of a try statement and gives the results; Else is its finally: it runs behind Then, also when Then throws, sees nothing
/// that Then defines, has effects only and yields what nobody reads. <see cref="IsGuard"/>: Then adds up what adjoints from outside contribute, and they are zero where the
/// condition is false, so that Then would add nothing.
/// </summary>
internal sealed record If(EquatableArray<Value> Results, Value Condition, Region Then, Region Else, bool IsTry = false, bool IsGuard = false) : Instr;

/// <summary>
/// Counted loop. Index runs Lower, Lower+Step, … while &lt; Upper (Step &gt; 0) or &gt; Upper (Step &lt; 0); Step is a non-zero literal.
/// Body parameters: index, then one per carried value. Yields: one per carried value, then, if <see cref="HasExit"/>, a bool: leave after this trip.
/// Results: one per carried value (value after the last trip), then, if <see cref="HasTrips"/>, the number of trips that ran (i32).
/// </summary>
internal sealed record For(
    EquatableArray<Value> Results, Value Lower, Value Upper, long Step, EquatableArray<Value> Inits, Region Body, bool HasExit, bool HasTrips) : Instr;

/// <summary>
/// Loop with a data-dependent end. Test: parameters are the carried values, yields one bool; it has no effects and writes no memory (it may load).
/// Body: parameters are the carried values; yields one per carried value, then, if <see cref="HasExit"/>, a bool: leave after this trip.
/// Results: as of <see cref="For"/>. A do-while is a loop whose Test yields constant true and whose exit is the negated condition.
/// </summary>
internal sealed record While(
    EquatableArray<Value> Results, EquatableArray<Value> Inits, Region Test, Region Body, bool HasExit, bool HasTrips) : Instr;

/// <summary>
/// results = method(args): another method of the <see cref="Program"/>, by key. Args and Results correspond to the callee's body parameters and yields.
/// Memory arguments are passed by handle; what the callee writes in them is seen by the caller. <see cref="Site"/>: as of <see cref="Effect"/>, where the Frontend asks.
/// </summary>
internal sealed record Call(EquatableArray<Value> Results, string Method, EquatableArray<Value> Args, int Site = -1) : Instr;

/// <summary>
/// C# that the IR does not look into and that runs once, in order, in the forward sweep: guards, logging, throw, calls without source on constants.
/// <see cref="Text"/> is a statement without semicolon, or with a Result an expression; {0}, {1}… stand for the arguments. Memory arguments
/// that are not read-only may be written by it unless <see cref="ReadsOnly"/>. <see cref="Site"/> tells the Frontend which source place it is.
/// <see cref="Throws"/>: never returns. <see cref="Once"/>: sweeps that are run again after the method itself leave it out, and need nothing of it.
/// </summary>
internal sealed record Effect(
    Value Result, string Text, EquatableArray<Value> Args, int Site = -1, bool Throws = false, bool ReadsOnly = false, bool Once = false) : Instr;

/// <summary>A new, empty tape (type <see cref="IrType.Tape"/>); it is empty again when its region ends.</summary>
internal sealed record CreateTape(Value Result) : Instr;

/// <summary>Pushes a scalar on the tape.</summary>
internal sealed record Record(Value Tape, Value Operand) : Instr;

/// <summary>
/// Pops the scalar last pushed. Every program balances its records and replays in last-in-first-out order per element type; so the adjoint of a tape is again a tape:
/// the reverse of a replay records the adjoint, the reverse of a record replays it.
/// </summary>
internal sealed record Replay(Value Result, Value Tape) : Instr;

/// <summary>result = lanes consecutive elements of memory from index on. The caller has checked the bounds: nothing faults.</summary>
internal sealed record VectorLoad(Value Result, Value Memory, Value Index) : Instr;

/// <summary>memory[index…] = lanes of operand, all but the first Skip lanes if Skip exists (what an earlier vector has done). The caller has checked the bounds.</summary>
internal sealed record VectorStore(Value Memory, Value Index, Value Operand, Value Skip) : Instr;

/// <summary>
/// Lane k of result = memory[index + k · stride], in the lanes of the mask or, without one, in all; the others are 0. Faults if an element that is read lies outside of memory.
/// With <see cref="Found"/> the elements are memory[found.Indices[index + k] · stride + found.Offset]; the caller has checked these (<see cref="Within"/>).
/// </summary>
internal sealed record Gather(Value Result, Value Memory, Value Index, Value Stride, Value Mask, Found? Found = null) : Instr;

/// <summary>
/// memory[index + k · stride] = lane k of operand, or += if <see cref="Adds"/>, lane after lane, in the lanes of the mask if there is one. Faults as <see cref="Gather"/> does;
/// <see cref="Found"/>: as there.
/// </summary>
internal sealed record Scatter(Value Memory, Value Index, Value Stride, Value Operand, Value Mask, bool Adds, Found? Found = null) : Instr;

/// <summary>The ints that say which elements a vector has, and the int that is added to each of them, scaled.</summary>
internal sealed record Found(Value Indices, Value Offset);

/// <summary>result = whether 0 &lt;= i · stride + low and i · stride + high &lt; length for all i of the count &gt; 0 ints of indices from start on; stride &gt; 0. Nothing wraps; the caller has checked the ints to be there.</summary>
internal sealed record Within(Value Result, Value Indices, Value Start, Value Count, Value Stride, Value Low, Value High, Value Length) : Instr;

/// <summary>
/// A comment for the reader of the emitted text: the source statement that the following instructions come from, or a heading over several
/// statements. An empty text ends what the note before speaks of.
/// </summary>
internal sealed record Note(string Text, bool IsHeading = false) : Instr;
