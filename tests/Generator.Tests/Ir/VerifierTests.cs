// One malformed method for each rule of the verifier, by its message.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Ir;

public class VerifierTests
{
    private static readonly IrType Vector = IrType.F64 with { Lanes = 8 };

    private static string[] Problems(Action<IrTest> write, params Method[] others)
    {
        IrTest f = new();
        write(f);
        return Verifier.Check(IrTest.Program([f.Done(), .. others])).ToArray();
    }

    private static void Refused(string expected, Action<IrTest> write, params Method[] others) =>
        Assert.Equal(expected, Assert.Single(Problems(write, others)));

    /// <summary>Malformed methods, each with the one message it must give.</summary>
    private sealed class Cases : List<(string Expected, Action<IrTest> Write)>
    {
        public void Add(string expected, Action<IrTest> write) => Add((expected, write));

        public void Check()
        {
            foreach ((string expected, Action<IrTest> write) in this)
                Assert.Contains("F: " + expected + ", in: ", Assert.Single(Problems(write)));
        }
    }

    private static Value Fresh(IrTest f, IrType type, string? hint = null) => f.B.NewValue(type, hint);

    private static Method Callee(Action<IrTest> write)
    {
        IrTest g = new("G");
        write(g);
        return g.Done();
    }

    // ---- definitions and visibility

    [Fact]
    public void A_value_is_defined_once() =>
        Refused("F: %x is defined twice, in: %x: f64 = constant 1", f => f.B.Add(new Let(f.F64("x"), Op.Constant, [], Literal.Of(1.0))));

    [Fact]
    public void A_value_is_defined_before_it_is_used() =>
        Refused("F: %?0 is not visible here (used before its definition or outside its region), in: %0: f64 = sin %?0", f => f.Sin(Fresh(f, IrType.F64)));

    [Fact]
    public void A_value_of_a_region_is_not_used_outside() =>
        Refused("F: %1 is not visible here (used before its definition or outside its region), in: %3: f64 = sin %1", f =>
        {
            Value inner = default;
            f.When(f.B.Bool(true), () => inner = f.Const(1));
            f.Const(2);
            f.Sin(inner);
        });

    [Fact]
    public void A_value_of_one_branch_is_not_used_in_the_other() =>
        Assert.Contains("is not visible here", Assert.Single(Problems(f =>
        {
            Value inner = default;
            f.If(f.B.Bool(true), () => { inner = f.Const(1); return []; }, () => { f.Sin(inner); return []; });
        })));

    [Fact]
    public void A_loop_result_is_not_visible_in_its_body() =>
        Assert.Contains("is not visible here", Assert.Single(Problems(f =>
        {
            Value result = Fresh(f, IrType.F64, "r"), index = Fresh(f, IrType.I32), carried = Fresh(f, IrType.F64);
            Value zero = f.Int(0), init = f.Const(0);
            f.B.Add(new For([result], zero, zero, 1, [init], new Region([index, carried], [], [result]), false, false));
        })));

    [Fact]
    public void A_missing_operand_is_reported() =>
        Refused("F: an operand %-1 is missing or not in the value table, in: %0: f64 = sin %none", f =>
            f.B.Add(new Let(Fresh(f, IrType.F64), Op.Sin, [Value.None])));

    [Fact]
    public void A_missing_result_is_reported() =>
        Refused("F: the defined value %-1 is not in the value table, in: %none: ? = constant 1", f =>
            f.B.Add(new Let(Value.None, Op.Constant, [], Literal.Of(1.0))));

    [Fact]
    public void A_yield_must_be_visible() =>
        Assert.Equal("F: %?1 is not visible here (used before its definition or outside its region).", Assert.Single(Yielding(f => Fresh(f, IrType.F64))));

    private static IReadOnlyList<string> Yielding(Func<IrTest, Value> yield)
    {
        IrTest f = new();
        f.F64("x");
        return Verifier.Check(IrTest.Program(f.Done(yield(f))));
    }

    // ---- Let

    private static Cases Lets => new()
    {
        { "a literal of kind I32 for type f64", f => f.B.Constant(IrType.F64, Literal.Of(Scalar.I32, 1)) },
        { "a constant cannot have type span<f64>", f => f.B.Constant(IrType.Span(Scalar.F64), Literal.Of(1.0)) },
        { "the literal 300 is not a value of type u8", f => f.B.Int(300, Scalar.U8) },
        { "the literal 0.1 is not a value of type f32", f => f.B.Constant(IrType.F32, new Literal(Scalar.F32, BitConverter.DoubleToInt64Bits(0.1))) },
        { "Constant has 1 arguments, not 0", f => f.B.Let(Op.Constant, IrType.F64, null, [f.F64("x")], Literal.Of(1.0)) },
        { "Undefined has 1 arguments, not 0", f => f.B.Let(Op.Undefined, IrType.F64, f.F64("x")) },
        { "the text is missing", f => f.B.Let(Op.Opaque, IrType.Opaque("T")) },
        { "the text refers to argument {1} of 1", f => f.B.Let(Op.Opaque, IrType.I32, null, [f.F64("x")], text: "new { A = {0}, B = {1} }") },
        { "the argument has type readonly<f64>, not span<f64>", f => f.B.Let(Op.Detach, IrType.Span(Scalar.F64), f.ReadOnly("x")) },
        { "T cannot be detached", f => f.B.Let(Op.Detach, IrType.Opaque("T"), f.Parameter(IrType.Opaque("T"), "x")) },
        { "%x is f64, not memory", f => f.B.Let(Op.Length, IrType.I32, f.F64("x")) },
        { "the result has type i64, not i32", f => f.B.Let(Op.Length, IrType.I64, f.Span("x")) },
        { "Length has 1 arguments, not 2", f => f.B.Let(Op.Length, IrType.I32, f.Parameter(IrType.Array2D(Scalar.F64), "x")) },
        { "the dimension is not the constant 0 or 1", f => f.B.Let(Op.Length, IrType.I32, f.Parameter(IrType.Array2D(Scalar.F64), "x"), f.I32("d")) },
        { "the dimension is not the constant 0 or 1", f => f.B.Length(f.Parameter(IrType.Array2D(Scalar.F64), "x"), 2) },
        { "bool does not convert to f64", f => f.B.Let(Op.Convert, IrType.F64, f.B.Bool(true)) },
        { "the condition has type f64, not bool", f => f.B.Let(Op.Select, IrType.F64, f.F64("x"), f.F64("y"), f.F64("z")) },
        { "argument 2 has type i32, not f64", f => f.B.Let(Op.Select, IrType.F64, f.B.Bool(true), f.F64("y"), f.I32("z")) },
        { "argument 1 has type f32, not f64", f => f.Add(f.F64("x"), f.Parameter(IrType.F32, "y")) },
        { "Add has 1 arguments, not 2", f => f.Let(Op.Add, f.F64("x")) },
        { "Add does not give bool", f => f.Add(f.B.Bool(true), f.B.Bool(false)) },
        { "Xor does not give f64", f => f.Let(Op.Xor, f.F64("x"), f.F64("y")) },
        { "Sin does not give i32", f => f.Sin(f.I32("n")) },
        { "StrongZeroMul does not give i32", f => f.Let(Op.StrongZeroMul, f.I32("n"), f.I32("m")) },
        { "FusedMultiplyAdd has 2 arguments, not 3", f => f.Let(Op.FusedMultiplyAdd, f.F64("x"), f.F64("y")) },
        { "argument 1 has type f64, not i32", f => f.Let(Op.RootN, f.F64("x"), f.F64("n")) },
        { "argument 1 has type i64, not i32", f => f.B.Let(Op.ShiftLeft, IrType.I64, f.B.Int(1, Scalar.I64), f.B.Int(1, Scalar.I64)) },
        { "the result has type f64, not i32", f => f.Let(Op.Sign, f.F64("x")) },
        { "Round is not guided by f64", f => f.Let(Op.Round, f.F64("x"), f.F64("y")) },
        { "the result has type f64, not bool", f => f.Let(Op.Less, f.F64("x"), f.F64("y")) },
        { "argument 1 has type i32, not f64", f => f.Less(f.F64("x"), f.I32("y")) },
        { "values of type bool are not compared by Less", f => f.Less(f.B.Bool(true), f.B.Bool(false)) },
        { "IsNaN of i32, not of a float", f => f.B.Let(Op.IsNaN, IrType.Bool, f.I32("x")) },
        { "a broadcast cannot have type f64", f => f.B.Let(Op.Broadcast, IrType.F64, f.F64("x")) },
        { "the argument has type i32, not f64", f => f.B.Let(Op.Broadcast, Vector, f.I32("x")) },
        { "LaneSum of f64, which has no lanes", f => f.B.Let(Op.LaneSum, IrType.F64, f.F64("x")) },
        { "LaneSum has 2 arguments, not 1", f => f.B.Let(Op.LaneSum, IrType.F64, f.Parameter(Vector, "v"), f.F64("n")) },
        { "an argument has type f64, not i32", f => f.B.Let(Op.Ramp, Vector, f.Int(1), f.F64("n")) },
        { "LanesFrom cannot have type f64x8", f => f.B.Let(Op.LanesFrom, Vector, f.Int(1)) },
        { "argument 1 has type f64, not f64x8", f => f.B.Let(Op.Add, Vector, f.Parameter(Vector, "v"), f.F64("x")) },
        { "argument 0 has type f64, not f64x8", f => f.B.Let(Op.Div, Vector, f.F64("x"), f.Parameter(Vector, "v")) },
    };

    [Fact]
    public void Operands_and_results_of_an_operation_have_its_types() => Lets.Check();

    // ---- memory

    private static Cases Accesses => new()
    {
        { "%x is f64, not memory", f => f.Load(f.F64("x"), f.Int(0)) },
        { "2 indices for memory of rank 1", f => f.Load(f.Span("x"), f.Int(0), f.Int(0)) },
        { "1 indices for memory of rank 2", f => f.Load(f.Parameter(IrType.Array2D(Scalar.F64), "x"), f.Int(0)) },
        { "the index %i has type f64, not an integer", f => f.Load(f.Span("x"), f.F64("i")) },
        { "the result has type f32, not f64", f => f.B.Add(new Load(Fresh(f, IrType.F32), f.Span("x"), [f.Int(0)])) },
        { "the stored value has type f32, not f64", f => f.Store(f.Span("x"), f.Parameter(IrType.F32, "y"), f.Int(0)) },
        { "%x is read-only and is written", f => f.Store(f.ReadOnly("x"), f.Const(0), f.Int(0)) },
        { "%x is read-only and is written", f => f.B.Accumulate(f.ReadOnly("x"), f.Const(0), f.Int(0)) },
        { "%x is read-only and is written", f => f.B.Fill(f.ReadOnly("x"), f.Const(0)) },
        { "%x is read-only and is written", f => f.B.Add(new VectorStore(f.ReadOnly("x"), f.Int(0), f.Parameter(Vector, "v"), Value.None)) },
        { "the accumulated value has type i32, not f64", f => f.B.Accumulate(f.Span("x"), f.Int(0), f.Int(0)) },
        { "booleans cannot be accumulated", f => f.B.Accumulate(f.Parameter(IrType.Span(Scalar.Bool), "x"), f.B.Bool(true), f.Int(0)) },
        { "the stored value has type i32, not f64", f => f.B.Fill(f.Span("x"), f.Int(0)) },
        { "readonly<f64> cannot be allocated", f => f.B.Allocate(IrType.ReadOnlySpan(Scalar.F64), null, false, f.Int(1)) },
        { "the number of lengths is not the rank", f => f.B.Allocate(IrType.Array2D(Scalar.F64), null, false, f.Int(1)) },
        { "the length %n has type f64, not an integer", f => f.B.Allocate(IrType.Span(Scalar.F64), null, false, f.F64("n")) },
        { "the start %n has type f64, not an integer", f => f.B.Slice(f.Span("x"), f.F64("n"), f.Int(1)) },
        { "only memory of rank 1 is sliced", f => f.B.Slice(f.Parameter(IrType.Array2D(Scalar.F64), "x"), f.Int(0), f.Int(1)) },
        { "a slice of readonly<f64> cannot be span<f64>", f => f.B.Add(new Slice(Fresh(f, IrType.Span(Scalar.F64)), f.ReadOnly("x"), f.Int(0), f.Int(1))) },
        { "vector accesses need memory of rank 1", f => f.B.Add(new VectorLoad(Fresh(f, Vector), f.Parameter(IrType.Array2D(Scalar.F64), "x"), f.Int(0))) },
        { "the number of skipped lanes has type i64, not i32", f => f.B.Add(new VectorStore(f.Span("x"), f.Int(0), f.Parameter(Vector, "v"), f.B.Int(1, Scalar.I64))) },
        { "the vector has type f64, which is no vector of the elements of span<f64>", f => f.B.Add(new VectorLoad(Fresh(f, IrType.F64), f.Span("x"), f.Int(0))) },
        { "%t is f64, not a tape", f => f.B.Record(f.F64("t"), f.Const(1)) },
        { "%0 is f64, not a tape", f => f.B.Add(new CreateTape(Fresh(f, IrType.F64))) },
        { "only scalars are recorded", f => f.B.Record(f.Tape("t"), f.Span("x")) },
        { "only scalars are replayed", f => f.B.Replay(f.Tape("t"), IrType.Span(Scalar.F64)) },
        { "%t is f64, not a tape", f => f.B.Replay(f.F64("t"), IrType.F64) },
        { "the text refers to argument {0} of 0", f => f.B.Effect("Log({0})") },
    };

    [Fact]
    public void Accesses_have_the_types_of_their_memory() => Accesses.Check();

    // ---- control flow

    private static void AddFor(
        IrTest f, Value[] results, Value[] inits, Func<Value, Value[], Value[]> body, IrType? carried = null, long step = 1, bool exit = false, bool trips = false, bool dropParameter = false)
    {
        Value lower = f.Int(0), upper = f.Int(10), index = Fresh(f, IrType.I32, "i");
        Value[] parameters = inits.Select(v => Fresh(f, carried ?? f.B.TypeOf(v))).ToArray();
        f.B.Begin([index, .. dropParameter ? [] : parameters]);
        Region region = f.B.End(body(index, parameters));
        f.B.Add(new For(new(results), lower, upper, step, new(inits), region, exit, trips));
    }

    private static void AddWhile(
        IrTest f, Func<Value, Value[]> test, Func<Value, Value[]> body, IrType? tested = null, int testParameters = 1, bool exit = false, bool trips = false)
    {
        Value init = f.Int(0), t = Fresh(f, tested ?? IrType.I32), b = Fresh(f, IrType.I32);
        f.B.Begin(testParameters == 1 ? [t] : []);
        Region testRegion = f.B.End(test(t));
        f.B.Begin(b);
        Region bodyRegion = f.B.End(body(b));
        Value[] results = trips ? [Fresh(f, IrType.I32), Fresh(f, IrType.I64)] : [Fresh(f, IrType.I32)];
        f.B.Add(new While(new(results), [init], testRegion, bodyRegion, exit, trips));
    }

    private static Cases Controls => new()
    {
        { "the condition has type i32, not bool", f => f.When(f.Int(1), () => { }) },
        { "the else region yields 0 values for 1 results", f =>
            {
                Value c = f.B.Bool(true), x = f.Const(1);
                f.B.Add(new If([Fresh(f, IrType.F64)], c, new Region([], [], [x]), new Region([], [], [])));
            } },
        { "yield 0 of the then region has type i32, not f64", f =>
            {
                Value c = f.B.Bool(true), x = f.Const(1), n = f.Int(1);
                f.B.Add(new If([Fresh(f, IrType.F64)], c, new Region([], [], [n]), new Region([], [], [x])));
            } },
        { "the then region has parameters", f =>
            {
                Value c = f.B.Bool(true);
                f.B.Add(new If([], c, new Region([Fresh(f, IrType.F64)], [], []), new Region([], [], [])));
            } },
        { "the step is zero", f => AddFor(f, [], [], (_, _) => [], step: 0) },
        { "the body has 1 parameters for an index and 1 carried values", f => AddFor(f, [Fresh(f, IrType.F64)], [f.Const(1)], (_, _) => [], dropParameter: true) },
        { "initial value 0 has type f64, not f32", f => AddFor(f, [Fresh(f, IrType.F32)], [f.Const(1)], (_, c) => c, carried: IrType.F32) },
        { "yield 0 has type i32, not f64", f => AddFor(f, [Fresh(f, IrType.F64)], [f.Const(1)], (i, _) => [i]) },
        { "result 0 has type f64, not i32", f => AddFor(f, [Fresh(f, IrType.I32)], [f.Const(1)], (_, c) => c) },
        { "the body yields 0 values, not 1", f => AddFor(f, [Fresh(f, IrType.F64)], [f.Const(1)], (_, _) => []) },
        { "the body yields 1 values, not 2", f => AddFor(f, [Fresh(f, IrType.F64)], [f.Const(1)], (_, c) => c, exit: true) },
        { "the loop has 1 results, not 2", f => AddFor(f, [Fresh(f, IrType.F64)], [f.Const(1)], (_, c) => c, trips: true) },
        { "the exit flag has type i32, not bool", f => AddFor(f, [], [], (i, _) => [i], exit: true) },
        { "the number of trips has type i64, not i32", f => AddFor(f, [Fresh(f, IrType.I64)], [], (_, _) => [], trips: true) },
        { "the lower bound has type i64, not i32", f => f.B.Add(new For([], f.B.Int(0, Scalar.I64), f.Int(1), 1, [], new Region([Fresh(f, IrType.I32)], [], []), false, false)) },
        { "the upper bound has type i64, not i32", f => f.B.Add(new For([], f.Int(0), f.B.Int(1, Scalar.I64), 1, [], new Region([Fresh(f, IrType.I32)], [], []), false, false)) },
        { "the loop index has type f64, not an integer", f => f.B.Add(new For([], f.Const(0), f.Const(0), 1, [], new Region([Fresh(f, IrType.F64)], [], []), false, false)) },
        { "the test does not yield one bool", f => AddWhile(f, t => [t], b => [b]) },
        { "the test has 0 parameters for 1 carried values", f => AddWhile(f, _ => [f.B.Bool(true)], b => [b], testParameters: 0) },
        { "parameter 0 of the test has type i64, not i32", f => AddWhile(f, _ => [f.B.Bool(true)], b => [b], tested: IrType.I64) },
        { "the number of trips has type i64, not i32", f => AddWhile(f, _ => [f.B.Bool(true)], b => [b], trips: true) },
        { "the exit flag has type i32, not bool", f => AddWhile(f, _ => [f.B.Bool(true)], b => [b, b], exit: true) },
    };

    [Fact]
    public void Regions_take_and_yield_what_their_instruction_needs() => Controls.Check();

    [Fact]
    public void Memory_may_be_an_if_result_of_a_less_capable_type() =>
        Assert.Empty(Problems(f =>
        {
            Value c = f.B.Bool(true), a = f.Parameter(IrType.Array(Scalar.F64), "a"), s = f.ReadOnly("s");
            f.B.Add(new If([Fresh(f, IrType.ReadOnlySpan(Scalar.F64))], c, new Region([], [], [a]), new Region([], [], [s])));
        }));

    [Fact]
    public void The_test_of_a_loop_has_no_effects_at_any_depth()
    {
        Action<IrTest, Value>[] forbidden =
        [
            (f, x) => f.Store(x, f.Const(1), f.Int(0)), (f, x) => f.B.Accumulate(x, f.Const(1), f.Int(0)), (f, x) => f.B.Fill(x, f.Const(1)),
            (f, _) => f.B.Effect("Log()"), (f, _) => f.Call("G", []),
        ];
        foreach (Action<IrTest, Value> write in forbidden)
        {
            string[] problems = Problems(f =>
            {
                Value x = f.Span("x");
                f.While([], _ => { Value c = f.Less(f.Load(x, f.Int(0)), f.Const(1)); f.When(c, () => write(f, x)); return c; }, _ => []);
            }, Callee(_ => { }));
            Assert.Contains("the test of a loop has no effects, writes, calls or tapes, in: ", Assert.Single(problems));
        }
        foreach (bool replay in new[] { true, false })
            Assert.Contains("the test of a loop has no effects", Assert.Single(Problems(f =>
            {
                Value tape = f.Tape("t"), one = f.Const(1);
                f.While([], _ => { if (replay) f.B.Replay(tape, IrType.F64); else f.B.Record(tape, one); return f.B.Bool(false); }, _ => []);
            })));
    }

    // ---- calls

    [Fact]
    public void A_call_names_a_method_of_the_program() =>
        Refused("F: there is no method G, in: call G()", f => f.Call("G", []));

    [Fact]
    public void A_call_has_as_many_arguments_as_parameters() =>
        Refused("F: 1 arguments for 0 parameters, in: call G(%x)", f => f.Call("G", [], f.F64("x")), Callee(_ => { }));

    [Fact]
    public void A_call_has_as_many_results_as_yields() =>
        Refused("F: 1 results for 0 yields, in: %0: f64 = call G()", f => f.Call("G", [IrType.F64]), Callee(_ => { }));

    [Fact]
    public void Arguments_and_results_have_the_callees_types()
    {
        IrTest g = new("G");
        Value x = g.F64("x");
        Method callee = g.Done(x);
        Refused("F: argument 0 has type i32, not f64, in: %0: f64 = call G(%n)", f => f.Call("G", [IrType.F64], f.I32("n")), callee);
        Refused("F: result 0 has type f64, not i32, in: %0: i32 = call G(%x)", f => f.Call("G", [IrType.I32], f.F64("x")), callee);
    }

    [Fact]
    public void Memory_arguments_convert_as_in_CSharp()
    {
        Method reads = Callee(g => g.ReadOnly("x")), writes = Callee(g => g.Span("x"));
        foreach (IrType type in new[] { IrType.Span(Scalar.F64), IrType.Array(Scalar.F64), IrType.ReadOnlySpan(Scalar.F64) })
            Assert.Empty(Problems(f => f.Call("G", [], f.Parameter(type, "x")), reads));
        Assert.Empty(Problems(f => f.Call("G", [], f.Parameter(IrType.Array(Scalar.F64), "x")), writes));
        Refused("F: argument 0 has type readonly<f64>, not span<f64>, in: call G(%x)", f => f.Call("G", [], f.ReadOnly("x")), writes);
    }

    // ---- program and surface

    [Fact]
    public void Keys_are_unique() =>
        Assert.Contains("G: two methods have this key.", Problems(_ => { }, Callee(_ => { }), Callee(_ => { })));

    [Fact]
    public void A_program_has_an_entry() =>
        Assert.Equal("The program has no method.", Assert.Single(Verifier.Check(IrTest.Program())));

    private static string[] SurfaceProblems(string returns, int result, params SurfaceParameter[] parameters)
    {
        IrTest f = new();
        Value x = f.F64("x");
        Method method = f.Done(f.Sin(x)) with { Surface = new Surface("F", "public static", returns, result, new(parameters)) };
        return Verifier.Check(IrTest.Program(method)).ToArray();
    }

    private static SurfaceParameter P(Passing passing, int parameter, int result) => new("p", "double", passing, parameter, result);

    [Fact]
    public void A_surface_maps_every_parameter_and_yield_exactly_once()
    {
        Assert.Empty(SurfaceProblems("double", 0, P(Passing.ByValue, 0, -1)));
        Assert.Empty(SurfaceProblems("void", -1, P(Passing.Ref, 0, 0)));
        Assert.Empty(SurfaceProblems("void", -1, P(Passing.In, 0, -1), P(Passing.Out, -1, 0)));
        Assert.Equal(["F: body parameter 0 (%x) appears 0 times in the surface."], SurfaceProblems("double", 0));
        Assert.Equal(["F: body parameter 0 (%x) appears 2 times in the surface."], SurfaceProblems("double", 0, P(Passing.ByValue, 0, -1), P(Passing.In, 0, -1)));
        Assert.Equal(["F: yield 0 (%0) appears 0 times in the surface."], SurfaceProblems("void", -1, P(Passing.ByValue, 0, -1)));
        Assert.Equal(["F: yield 0 (%0) appears 2 times in the surface."], SurfaceProblems("double", 0, P(Passing.Ref, 0, 0)));
    }

    [Fact]
    public void A_surface_stays_in_range_and_fits_its_passing()
    {
        SurfaceParameter x = P(Passing.ByValue, 0, -1);
        Assert.Contains("F: surface parameter p refers to body parameter 1 of 1.", SurfaceProblems("double", 0, x, P(Passing.ByValue, 1, -1)));
        Assert.Contains("F: surface parameter p refers to yield 7 of 1.", SurfaceProblems("double", 0, x, P(Passing.Out, -1, 7)));
        Assert.Contains("F: the return value is yield 1 of 1.", SurfaceProblems("double", 1, x));
        Assert.Contains("F: a method that returns void returns yield 0.", SurfaceProblems("void", 0, x));
        Assert.Contains("F: the out parameter p needs a yield and has no entry value.", SurfaceProblems("void", -1, P(Passing.Out, 0, 0)));
        Assert.Contains("F: the ref parameter p has no entry value.", SurfaceProblems("void", -1, x, P(Passing.Ref, -1, 0)));
        Assert.Contains("F: parameter p needs an entry value and has no final value.", SurfaceProblems("void", -1, P(Passing.ByValue, 0, 0)));
    }

    [Fact]
    public void A_method_without_a_name_has_no_surface_yet()
    {
        IrTest f = new();
        Method method = f.Done(f.F64("x"));
        Assert.Empty(Verifier.Check(IrTest.Program(method with { Surface = new Surface("", "", "void", -1, []) })));
    }

    [Fact]
    public void Requiring_names_the_pass_and_prints_the_method()
    {
        IrTest f = new();
        f.Let(Op.Add, f.F64("x"));
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => Verifier.Require(IrTest.Program(f.Done()), "Simplify"));
        Assert.StartsWith("After Simplify the IR is malformed.\nF: Add has 1 arguments, not 2, in: %0: f64 = add %x\n\nmethod F\n", e.Message);
    }
}
