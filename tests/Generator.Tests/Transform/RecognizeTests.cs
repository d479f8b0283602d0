// Recognised reductions and norms: equal shares at ties, zero at zero, in both modes; and what is not recognised.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class RecognizeTests
{
    private static Generators.Ir.Program Recognized(Method method)
    {
        Generators.Ir.Program program = new([Recognize.Run(method)]);
        Verifier.Require(program, "Recognize");
        return program;
    }

    private static double[] Gradient(Generators.Ir.Program program, double[] x)
    {
        Derivation derivation = new(program);
        Method joined = ReverseMode.Joined(derivation, program.Entry.Key, DerivativeCheck.AllActive(program.Entry), "joined", "Joined");
        double[] adjoint = new double[x.Length];
        new Interpreter(new([joined])).Run(Memory.Of(x), 1.0, Memory.Of(adjoint));
        return adjoint;
    }

    private static double[] Tangents(Generators.Ir.Program program, double[] x) =>
    [
        .. Enumerable.Range(0, x.Length).Select(k =>
        {
            Method jvp = ForwardMode.Differentiate(new Derivation(program), program.Entry.Key, DerivativeCheck.AllActive(program.Entry));
            double[] direction = new double[x.Length];
            direction[k] = 1;
            return (double)new Interpreter(new([jvp])).Run(Memory.Of(x), Memory.Of(direction))[1];
        }),
    ];

    private static Method MaxOf(Op op, double start)
    {
        IrTest f = new();
        Value x = f.ReadOnly("x");
        return f.Done(f.For1(f.Int(0), f.Length(x), f.Const(start), (i, m) => f.Let(op, m, f.Load(x, i))));
    }

    private static void AssertShares(double[] expected, Method method, double[] x)
    {
        Generators.Ir.Program program = Recognized(method);
        double[] gradient = Gradient(program, x), tangents = Tangents(program, x);
        for (int k = 0; k < x.Length; k++)
        {
            Assert.Equal(expected[k], gradient[k], 1e-15);
            Assert.Equal(expected[k], tangents[k], 1e-15);
        }
    }

    [Fact]
    public void Tied_elements_share_equally()
    {
        AssertShares([0, 1 / 3.0, 1 / 3.0, 0, 1 / 3.0], MaxOf(Op.Max, -100), [1, 2, 2, 0, 2]);
        AssertShares([0.25, 0.25, 0.25, 0.25], MaxOf(Op.Min, 100), [3, 3, 3, 3]);
    }

    [Fact]
    public void The_initial_value_counts_as_one_element() => AssertShares([1 / 3.0, 0, 1 / 3.0], MaxOf(Op.Max, 5), [5, 1, 5]);

    [Fact]
    public void Ties_across_the_rows_of_a_nest_share_equally()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x");
        Value r = f.For1(f.Int(0), f.Int(2), f.Const(-9), (i, m) =>
            f.For1(f.Int(0), f.Int(2), m, (j, n) => f.Let(Op.Max, f.Load(x, f.Add(f.Mul(i, f.Int(2)), j)), n)));
        AssertShares([1 / 3.0, 1 / 3.0, 0, 1 / 3.0], f.Done(r), [4, 4, 1, 4]);
    }

    [Fact]
    public void A_maximum_that_is_also_used_otherwise_stays_a_maximum()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x");
        Value[] r = f.For(f.Int(0), f.Length(x), [f.Const(0), f.Const(0)], (i, c) => [f.Let(Op.Max, c[0], f.Load(x, i)), f.Add(c[1], c[0])]);
        Assert.DoesNotContain(Recognized(f.Done(f.Add(r[0], r[1]))).Entry.Body.All(), i => i is Let { Op: Op.MaxStep });
    }

    private static Method NormOf(bool square)
    {
        IrTest f = new();
        Value x = f.ReadOnly("x");
        Value s = f.For1(f.Int(0), f.Length(x), f.Const(0), (i, c) =>
        {
            Value t = f.Load(x, i);
            return f.Add(c, square ? f.Mul(t, t) : t);
        });
        return f.Done(f.Let(Op.Sqrt, s));
    }

    [Fact]
    public void A_Euclidean_norm_has_gradient_zero_at_zero_and_the_unit_vector_elsewhere()
    {
        AssertShares([0, 0, 0], NormOf(true), [0, 0, 0]);
        AssertShares([0.6, 0.8], NormOf(true), [3, 4]);
    }

    [Fact]
    public void The_square_root_of_another_sum_keeps_its_infinite_slope() =>
        Assert.Equal([double.PositiveInfinity], Gradient(Recognized(NormOf(false)), [0]));

    [Fact]
    public void A_straight_line_norm_of_differences()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x");
        Value d = f.Sub(f.Load(x, f.Int(0)), f.Load(x, f.Int(1))), e = f.Load(x, f.Int(2));
        AssertShares([0, 0, 0], f.Done(f.Let(Op.Sqrt, f.Add(f.Mul(d, d), f.Mul(e, e)))), [2, 2, 0]);
    }

    [Fact]
    public void Second_derivatives_follow()
    {
        DerivativeCheck.Run(Recognized(NormOf(true)), 3, Memory.Of(new double[] { 3, 4 }));
        DerivativeCheck.Run(Recognized(MaxOf(Op.Max, -100)), 3, Memory.Of(new double[] { 1, 3, 2 }));
    }
}
