// Writes primal methods for tests: a thin layer over Builder with C# lambdas for regions and a default surface.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generator.Tests.Ir;

/// <summary>
/// <code>
/// IrTest f = new("F");
/// Value x = f.F64("x");
/// Method method = f.Done(f.Mul(x, x));
/// </code>
/// </summary>
internal sealed class IrTest(string key = "F")
{
    private readonly List<Value> _parameters = [];

    public Builder B { get; } = new();

    // ---- parameters

    public Value Parameter(IrType type, string name)
    {
        Value value = B.NewValue(type, name);
        _parameters.Add(value);
        return value;
    }

    public Value F64(string name) => Parameter(IrType.F64, name);
    public Value I32(string name) => Parameter(IrType.I32, name);
    public Value ReadOnly(string name) => Parameter(IrType.ReadOnlySpan(Scalar.F64), name);
    public Value Span(string name) => Parameter(IrType.Span(Scalar.F64), name);
    public Value Tape(string name) => Parameter(IrType.Tape, name);

    // ---- expressions

    public Value Let(Op op, params Value[] args) => B.Let(op, B.TypeOf(args[0]), args);
    public Value Const(double value) => B.Constant(IrType.F64, value);
    public Value Int(long value) => B.Int(value);
    public Value Add(Value a, Value b) => B.Add(a, b);
    public Value Sub(Value a, Value b) => B.Sub(a, b);
    public Value Mul(Value a, Value b) => B.Mul(a, b);
    public Value Div(Value a, Value b) => B.Div(a, b);
    public Value Sin(Value a) => Let(Op.Sin, a);
    public Value Exp(Value a) => Let(Op.Exp, a);
    public Value Less(Value a, Value b) => B.Compare(Op.Less, a, b);
    public Value Greater(Value a, Value b) => B.Compare(Op.Greater, a, b);
    public Value Length(Value memory) => B.Length(memory);
    public Value Load(Value memory, params Value[] indices) => B.Load(memory, indices);
    public void Store(Value memory, Value operand, params Value[] indices) => B.Store(memory, operand, indices);
    public Value Named(string hint, Value value)
    {
        B.SetHint(value, hint);
        return value;
    }

    // ---- control flow: regions are lambdas that return their yields

    public Value[] If(Value condition, Func<Value[]> then, Func<Value[]> otherwise)
    {
        Region thenRegion = Region([], then), elseRegion = Region([], otherwise);
        Value[] results = thenRegion.Yields.Select(y => B.NewValue(B.TypeOf(y))).ToArray();
        B.Add(new If(new(results), condition, thenRegion, elseRegion));
        return results;
    }

    public Value If1(Value condition, Func<Value> then, Func<Value> otherwise) => If(condition, () => [then()], () => [otherwise()])[0];

    public void When(Value condition, Action then) => If(condition, () => { then(); return []; }, () => []);

    /// <summary>Body gets the index and the carried values and returns their next values, then the exit flag if there is one.</summary>
    public Value[] For(
        Value lower, Value upper, Value[] inits, Func<Value, Value[], Value[]> body, long step = 1, bool exit = false, bool trips = false)
    {
        Value index = B.NewValue(B.TypeOf(lower), "i");
        Value[] carried = Copies(inits);
        Region region = Region([index, .. carried], () => body(index, carried));
        Value[] results = Results(inits, trips);
        B.Add(new For(new(results), lower, upper, step, new(inits), region, exit, trips));
        return results;
    }

    public Value For1(Value lower, Value upper, Value init, Func<Value, Value, Value> body, long step = 1) =>
        For(lower, upper, [init], (i, c) => [body(i, c[0])], step)[0];

    public void Each(Value lower, Value upper, Action<Value> body, long step = 1) =>
        For(lower, upper, [], (i, _) => { body(i); return []; }, step);

    public Value[] While(Value[] inits, Func<Value[], Value> test, Func<Value[], Value[]> body, bool exit = false, bool trips = false)
    {
        Value[] tested = Copies(inits), carried = Copies(inits);
        Region testRegion = Region(tested, () => [test(tested)]), bodyRegion = Region(carried, () => body(carried));
        Value[] results = Results(inits, trips);
        B.Add(new While(new(results), new(inits), testRegion, bodyRegion, exit, trips));
        return results;
    }

    public Value[] Call(string method, IrType[] results, params Value[] args)
    {
        Value[] defined = results.Select(t => B.NewValue(t)).ToArray();
        B.Add(new Call(new(defined), method, new(args)));
        return defined;
    }

    private Value[] Copies(Value[] values) => values.Select(v => B.NewValue(B.TypeOf(v), B.HintOf(v))).ToArray();
    private Value[] Results(Value[] inits, bool trips) => trips ? [.. Copies(inits), B.NewValue(IrType.I32, "trips")] : Copies(inits);

    private Region Region(Value[] parameters, Func<Value[]> body)
    {
        B.Begin(parameters);
        return B.End(body());
    }

    // ---- the method

    /// <summary>Closes the method: the first yield is returned, the others are out parameters r1, r2….</summary>
    public Method Done(params Value[] yields) => B.ToMethod(key, [.. _parameters], yields, DefaultSurface(yields));

    private Surface DefaultSurface(Value[] yields)
    {
        IEnumerable<SurfaceParameter> entries = _parameters.Select((p, k) =>
            new SurfaceParameter(B.HintOf(p) ?? "p" + k, Text(B.TypeOf(p)), Passing.ByValue, k, -1));
        IEnumerable<SurfaceParameter> outs = yields.Select((y, k) =>
            new SurfaceParameter("r" + k, Text(B.TypeOf(y)), Passing.Out, -1, k)).Skip(1);
        return new Surface(key, "public static", yields.Length == 0 ? "void" : Text(B.TypeOf(yields[0])), yields.Length == 0 ? -1 : 0,
            entries.Concat(outs).ToEquatableArray());
    }

    private static string Text(IrType type) => type.Shape switch
    {
        Shape.Span => $"Span<{Element(type)}>", Shape.ReadOnlySpan => $"ReadOnlySpan<{Element(type)}>",
        Shape.Array => Element(type) + "[]", Shape.Array2D => Element(type) + "[,]", Shape.Tape => "Tape", Shape.Workspace => "Workspace",
        Shape.Opaque => type.Text!, _ => Element(type),
    };

    private static string Element(IrType type) => type.Element switch
    {
        Scalar.F64 => "double", Scalar.F32 => "float", Scalar.Bool => "bool", Scalar.I32 => "int", Scalar.I64 => "long",
        _ => Numbers.TypeOf(type.Element).Name,
    };

    public static Generators.Ir.Program Program(params Method[] methods) => new(new(methods));
}
