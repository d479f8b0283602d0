// Loops across whose trips there are lanes compute what they compute one trip after the other, at every length around the width of the vectors.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Emit;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class LanesTests
{
    private const int MaxLength = 67;

    private static double[] Ramp(int length, double start) => [.. Enumerable.Range(0, length).Select(k => Math.Sin(start + k) + 1.5)];

    private static Vectorized[] Run(Generators.Ir.Program program)
    {
        HashSet<string> names = [];
        string Unique(string name) => names.Add(name) ? name : Unique(name + "2");
        return [.. program.Methods.Select(m => LaneTrips.Run(m, LaneChoice.Outer, new MemoryEffects(program.Find), Unique))];
    }

    private static Generators.Ir.Program InLanes(Generators.Ir.Program program)
    {
        Vectorized[] all = Run(program);
        return program.With([.. all.Select(v => v.Method), .. all.SelectMany(v => v.Kernels).Select(k => Simplify.Run(k))]);
    }

    private static (object[] Yields, object[] Args) Execute(Generators.Ir.Program program, object[] args, bool hardware)
    {
        object[] own = [.. args.Select(a => a is Array d ? d.Clone() : a)];
        Interpreter interpreter = new(program) { OnOpaque = (let, _) => let.Text == Vectorize.Hardware ? hardware : throw new InvalidOperationException(let.Text) };
        return (interpreter.Run(own), own);
    }

    /// <summary>Interprets the method one trip after the other and in lanes, then compiles it, for one list of arguments per length.</summary>
    private static void Same(Method method, Func<int, object[]> args, int kernels = 1, double tolerance = 1e-13)
    {
        Generators.Ir.Program program = IrTest.Program(method);
        Verifier.Require(program, "the test");
        Vectorized[] run = Run(program);
        Assert.True(run.Sum(v => v.Kernels.Count) == kernels, string.Join("\n", run.SelectMany(v => v.Remarks)));
        Generators.Ir.Program lanes = InLanes(program);
        Verifier.Require(lanes, "Lanes");
        Func<object?[], object?[]> compiled = EmitTest.Compile(EmitTest.File([lanes.Entry], [.. lanes.Methods.Skip(1)]), lanes.Entry);
        for (int n = 0; n <= MaxLength; n++)
        {
            var expected = Execute(program, args(n), false);
            foreach (bool hardware in new[] { false, true })
            {
                var actual = Execute(lanes, args(n), hardware);
                Close(expected.Yields, actual.Yields, n, tolerance);
                Close(expected.Args, actual.Args, n, tolerance);
            }
            object[] own = args(n);
            object?[] yields = compiled(own);
            Close(expected.Yields, yields!, n, tolerance);
            Close(expected.Args, own, n, tolerance);
        }
    }

    private static void Close(object[] expected, object[] actual, int length, double tolerance)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            double[] e = Doubles(expected[k]), a = Doubles(actual[k]);
            Assert.Equal(e.Length, a.Length);
            for (int i = 0; i < e.Length; i++)
                Assert.True(e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= tolerance * (1 + Math.Abs(e[i])), $"length {length}: entry {i} of {k} is {a[i]:R}, not {e[i]:R}");
        }
    }

    private static double[] Doubles(object value) => value is Array array ? [.. array.Cast<object>().Select(Convert.ToDouble)] : [Convert.ToDouble(value)];

    // for i: for j < d: sum += w[j] * x[j * n + i]: unit stride across the trips.
    private static Method UnitStride()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), x = f.ReadOnly("x"), n = f.I32("n"), d = f.Length(w);
        return f.Done(f.For1(f.Int(0), n, f.Named("sum", f.Const(0.25)), (i, s) =>
        {
            Value dot = f.For1(f.Int(0), d, f.Named("dot", f.Const(0)), (j, t) => f.Add(t, f.Mul(f.Load(w, j), f.Load(x, f.Add(f.Mul(j, n), i)))));
            return f.Add(s, f.Exp(dot));
        }));
    }

    [Fact]
    public void A_dot_product_in_every_trip_over_columns() =>
        Same(UnitStride(), n => [Ramp(3, 1), Ramp(3 * n, 2), n]);
}
