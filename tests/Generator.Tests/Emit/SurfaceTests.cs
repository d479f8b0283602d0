// Signatures, parameters by reference, calls, and names.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Emit;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Emit;

public class SurfaceTests
{
    private static SurfaceParameter Parameter(string name, Passing passing, int parameter, int result, string type = "double") =>
        new(name, type, passing, parameter, result);

    private static Method With(Method method, int returned, params SurfaceParameter[] parameters) => method with
    {
        Surface = method.Surface with { ReturnResult = returned, ReturnTypeText = returned < 0 ? "void" : "double", Parameters = new(parameters) },
    };

    [Fact]
    public void Parameters_by_reference_are_computed_in_place()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.F64("y");
        Value next = f.Named("x", f.Mul(x, f.Const(2)));
        Method method = With(f.Done(f.Sub(next, y), f.Named("product", f.Mul(next, y)), next), 0,
            Parameter("x", Passing.Ref, 0, 2), Parameter("y", Passing.ByValue, 1, -1), Parameter("product", Passing.Out, -1, 1));
        EmitTest.HasBody("""
            x *= 2;
            product = x * y;
            return x - y;
            """, method);
        Assert.Equal([3.0, 10.0, 5.0], EmitTest.Run(method, 2.5, 2.0));
    }

    [Fact]
    public void Parameters_by_reference_are_swapped()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.F64("y");
        Method method = With(f.Done(f.Sub(x, y), y, x), 0, Parameter("x", Passing.Ref, 0, 1), Parameter("y", Passing.Ref, 1, 2));
        EmitTest.HasBody("""
            double result = x - y;
            (x, y) = (y, x);
            return result;
            """, method);
        Assert.Equal([-1.0, 2.0, 1.0], EmitTest.Run(method, 1.0, 2.0));
    }

    [Fact]
    public void A_parameter_that_is_only_read_through_a_reference_is_not_overtaken_by_an_output()
    {
        // The caller may pass the same variable twice.
        IrTest f = new();
        Value x = f.F64("x");
        Value square = f.Named("square", f.Mul(x, x));
        Method method = With(f.Done(f.Add(f.Sin(square), f.Mul(square, x)), square), 0, Parameter("x", Passing.In, 0, -1), Parameter("r", Passing.Out, -1, 1));
        EmitTest.HasBody("""
            double square = x * x;
            double result = Math.Sin(square) + square * x;
            r = square;
            return result;
            """, method);
    }

    [Fact]
    public void Outputs_made_from_it_are_assigned_at_once()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Method method = With(f.Done(f.Mul(x, f.Const(2)), f.Mul(x, f.Const(3))), -1,
            Parameter("x", Passing.In, 0, -1), Parameter("a", Passing.Out, -1, 0), Parameter("b", Passing.Out, -1, 1));
        EmitTest.HasBody("(a, b) = (x * 2, x * 3);", method);
    }

    [Fact]
    public void A_loop_does_not_accumulate_through_a_reference()
    {
        IrTest f = new();
        Value x = f.F64("x"), n = f.I32("n");
        Value[] carried = f.For(f.Int(0), n, [x], (_, s) => [f.Named("sum", f.Mul(s[0], s[0]))]);
        Method method = With(f.Done(f.Named("sum", carried[0])), -1, Parameter("x", Passing.ByValue, 0, -1), Parameter("n", Passing.ByValue, 1, -1, "int"), Parameter("sum", Passing.Out, -1, 0));
        EmitTest.HasBody("""
            double sum2 = x;
            for (int i = 0; i < n; i++) sum2 *= sum2;
            sum = sum2;
            """, method);
        Assert.Equal([16.0], EmitTest.Run(method, 2.0, 2));
    }

    [Fact]
    public void Keywords_and_names_that_the_text_uses_are_no_problem()
    {
        IrTest f = new();
        Value x = f.F64("class"), y = f.F64("Math");
        Value a = f.Named("double", f.Sin(x)), b = f.Named("Scale", f.Mul(a, y));
        Value c = f.B.Let(Op.Opaque, IrType.F64, null, [], default, "Scale");
        Method method = f.Done(f.Mul(f.Add(b, b), f.Add(c, f.Mul(a, a))));
        EmitTest.HasBody("""
            double @double = global::System.Math.Sin(@class);
            double Scale2 = @double * Math;
            return (Scale2 + Scale2) * (Scale + @double * @double);
            """, method);
        string user = "namespace N { public static partial class C { private const double Scale = 3; } }";
        Assert.Equal([2 * 2 * Math.Sin(0.5) * (3 + Math.Sin(0.5) * Math.Sin(0.5))], EmitTest.Compile(EmitTest.File(method), method, user)([0.5, 2.0]));
    }

    [Fact]
    public void Siblings_share_a_name_and_nested_scopes_do_not()
    {
        IrTest f = new();
        Value s = f.Span("s"), n = f.I32("n");
        void Loop() => f.Each(f.Int(0), n, i =>
        {
            Value t = f.Named("t", f.Load(s, i));
            f.Store(s, f.Mul(t, t), i);
        });
        Loop();
        Loop();
        Value outer = f.Named("t", f.Load(s, f.Int(0)));
        Loop();
        EmitTest.Check("""
            for (int i = 0; i < n; i++)
            {
                double t2 = s[i];
                s[i] = t2 * t2;
            }
            for (int i = 0; i < n; i++)
            {
                double t2 = s[i];
                s[i] = t2 * t2;
            }
            double t = s[0];
            for (int i = 0; i < n; i++)
            {
                double t2 = s[i];
                s[i] = t2 * t2;
            }
            return t;
            """, f.Done(outer), [new double[] { 2, 3 }, 2]);
    }

    // ---- calls

    private static Method Helper()
    {
        IrTest g = new("G");
        Value x = g.F64("x"), v = g.Span("v"), tape = g.Tape("tape");
        g.B.Record(tape, x);
        g.B.Accumulate(v, x, g.Int(0));
        Value[] yields = [g.Mul(x, x), g.Named("half", g.Mul(x, g.Const(0.5)))];
        Surface surface = Surfaces.Helper("Twice", value => new ValueInfo(g.B.TypeOf(value), g.B.HintOf(value)), [x, v, tape], yields);
        return g.Done(yields) with { Surface = surface };
    }

    [Fact]
    public void Helpers_are_called_with_spans_tape_and_results_of_their_own()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value v = f.B.Allocate(IrType.Span(Scalar.F64), "v", false, f.Int(1));
        Value tape = f.B.CreateTape();
        Value[] first = f.Call("G", [IrType.F64, IrType.F64], x, v, tape);
        Value[] second = f.Call("G", [IrType.F64, IrType.F64], first[1], v, tape);
        Value a = f.B.Replay(tape, IrType.F64), b = f.B.Replay(tape, IrType.F64);
        Method method = f.Done(f.Add(f.Mul(first[0], f.Const(10)), f.Add(f.Load(v, f.Int(0)), f.Sub(a, f.Mul(b, f.Const(100))))));
        string file = EmitTest.File([method], [Helper()]);
        Assert.Contains("double result = Helpers.Twice(x, v, ref tape, out double half);", file);
        Assert.Contains("Helpers.Twice(half, v, ref tape, out _);", file);
        Assert.Contains("internal static double Twice(double x, scoped Span<double> v, ref Tape tape, out double half)", file);
        Assert.Equal([10 * 9.0 + 4.5 + (1.5 - 300)], EmitTest.Run([method], [Helper()], 3.0));
    }

    [Fact]
    public void A_returned_value_that_is_only_added_is_added_at_once()
    {
        IrTest g = new("G");
        Value y = g.F64("y");
        Method callee = g.Done(g.Mul(y, y));
        IrTest f = new();
        Value x = f.F64("x");
        Value sum = f.For1(f.Int(0), f.I32("n"), f.Named("sum", f.Const(0)), (_, s) => f.Named("sum", f.Add(s, f.Call("G", [IrType.F64], x)[0])));
        Method method = f.Done(sum);
        Assert.Contains("for (int i = 0; i < n; i++) sum += G(x);", EmitTest.File(method, callee));
        Assert.Equal([27.0], EmitTest.Run([method, callee], [], 3.0, 3));
    }

    [Fact]
    public void A_ref_argument_is_the_variable_of_its_result()
    {
        IrTest g = new("G");
        Value p = g.F64("p"), q = g.F64("q");
        Method callee = With(g.Done(g.Sub(p, q), g.Mul(p, q)), 0, Parameter("p", Passing.Ref, 0, 1), Parameter("q", Passing.RefReadonly, 1, -1));
        IrTest f = new();
        Value x = f.F64("x");
        Value[] first = f.Call("G", [IrType.F64, IrType.F64], x, f.Const(3));
        f.Named("a", first[0]);
        f.Named("b", first[1]);
        Value[] second = f.Call("G", [IrType.F64, IrType.F64], first[1], first[0]);
        Method method = f.Done(f.Add(f.Add(second[0], f.Mul(f.Const(10), second[1])), f.Mul(f.Const(100), f.Add(x, first[1]))));
        // x = 5: a = 2, b = 15; then 15 - 2 and 15 * 2.
        Assert.Equal([13 + 300 + 2000.0], EmitTest.Run([method, callee], [], 5.0));
    }

    [Fact]
    public void The_user_s_own_method_is_called_by_its_name_with_its_types()
    {
        IrTest g = new("G");
        Value y = g.F64("y");
        Method callee = g.Done(g.Mul(y, y)) with { CallText = "global::N.User.Square" };
        IrTest f = new();
        Value square = f.Named("square", f.Call("G", [IrType.F64], f.Const(3))[0]);
        Method method = f.Done(f.Add(square, f.F64("x")));
        string file = Emitter.Emit(EmitTest.Request(method, callee), [method], []);
        Assert.Contains("global::N.User.Square(3.0)", file);
        string user = "namespace N { public static class User { public static double Square(double y) => y * y; public static int Square(int y) => 0; } }";
        Assert.Equal([10.0], EmitTest.Compile(file, method, user)([1.0]));
    }

    [Fact]
    public void Effects_run_in_order_with_their_arguments()
    {
        IrTest f = new();
        Value x = f.F64("x");
        f.B.Effect("global::N.Log.Add({0})", f.Mul(x, f.Const(2)));
        Value a = f.B.NewValue(IrType.F64, "a");
        f.B.Add(new Effect(a, "global::N.Log.Next({0} + 1)", new([f.Add(x, f.Const(1))])));
        Method method = f.Done(f.Mul(a, f.B.Let(Op.Opaque, IrType.F64, null, [x], default, "-{0}.CompareTo(0.0)")));
        EmitTest.HasBody("""
            global::N.Log.Add(x * 2);
            double a = global::N.Log.Next((x + 1) + 1);
            return a * (-x.CompareTo(0.0));
            """, method);
        string user = "namespace N { public static class Log { static double s; public static void Add(double v) => s += v; public static double Next(double v) => s + v; } }";
        Assert.Equal([-(6.0 + 5)], EmitTest.Compile(EmitTest.File(method), method, user)([3.0]));
    }
}
