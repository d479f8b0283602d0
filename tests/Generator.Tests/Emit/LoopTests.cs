// Loops: shared variables, copies, bounds, exits.
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Emit;

public class LoopTests
{
    [Fact]
    public void A_sum_is_accumulated_in_one_variable()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), x = f.ReadOnly("x");
        Value zero = f.Named("sum", f.Const(0));
        Value sum = f.For1(f.Int(0), f.Length(w), zero, (i, s) => f.Named("sum", f.Add(s, f.Mul(f.Load(w, i), f.Load(x, i)))));
        Method method = f.Done(sum);
        EmitTest.HasBody("""
            double sum = 0;
            for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
            return sum;
            """, method);
        Assert.Equal([32.0], EmitTest.Run(method, new double[] { 1, 2, 3 }, new double[] { 4, 5, 6 }));
    }

    [Fact]
    public void A_swap_is_a_tuple_assignment()
    {
        IrTest f = new();
        Value n = f.I32("n");
        Value[] r = f.For(f.Int(0), n, [f.Named("a", f.Const(1)), f.Named("b", f.Const(2))], (_, c) => [c[1], c[0]]);
        Method method = f.Done(f.Sub(r[0], f.Mul(f.Const(10), r[1])));
        EmitTest.HasBody("""
            double a = 1;
            double b = 2;
            for (int i = 0; i < n; i++) (a, b) = (b, a);
            return a - 10 * b;
            """, method);
        Assert.Equal([2.0 - 10], EmitTest.Run(method, 3));
        Assert.Equal([1.0 - 20], EmitTest.Run(method, 4));
    }
}
