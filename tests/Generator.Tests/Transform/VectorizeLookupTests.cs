// Loops over elements at indices that are found in memory compute what they compute one trip at a time, fault where they do, and stay as they are where lanes would change them.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public sealed class VectorizeLookupTests
{
    private static readonly IrType s_ints = IrType.ReadOnlySpan(Scalar.I32);

    private static double[] Numbers(int count, double start) => [.. Enumerable.Range(0, count).Select(k => Math.Sin(start + k) + 1.5)];
    // Each index several times, also twice among neighbours.
    private static int[] Indices(int count, int below) => [.. Enumerable.Range(0, count).Select(k => (k * k / 2) % below)];

    private static Method SparseProduct()
    {
        IrTest f = new();
        Value v = f.ReadOnly("v"), column = f.Parameter(s_ints, "column"), x = f.ReadOnly("x");
        return f.Done(f.For1(f.Int(0), f.Length(v), f.Named("sum", f.Const(0.25)), (i, s) => f.Add(s, f.Mul(f.Load(v, i), f.Load(x, f.Load(column, i))))));
    }

    // Both neighbours of a cell are read and added to, in some trips only; the ints begin at an element that is not the first.
    private static Method Interpolation(Scalar element)
    {
        IrTest f = new();
        Value t = f.Parameter(IrType.ReadOnlySpan(element), "t"), cell = f.Parameter(s_ints, "cell"), table = f.Parameter(IrType.ReadOnlySpan(element), "table");
        Value adjoint = f.Parameter(IrType.Span(element), "adjoint"), from = f.I32("from");
        IrType type = IrType.Of(element);
        Value one = f.B.Constant(type, 1.0);
        Value sum = f.For1(f.Int(0), f.Length(t), f.B.Constant(type, 0.0), (i, s) =>
        {
            Value at = f.Load(cell, f.Add(i, from)), next = f.Add(at, f.Int(1)), share = f.Load(t, i);
            Value e = f.Add(f.Mul(f.Sub(one, share), f.Load(table, at)), f.Mul(share, f.Load(table, next)));
            f.When(f.Greater(e, one), () =>
            {
                f.B.Accumulate(adjoint, f.Mul(e, f.Sub(one, share)), at);
                f.B.Accumulate(adjoint, f.Mul(e, share), next);
            });
            return f.Add(s, f.Exp(e));
        });
        return f.Done(sum);
    }

    // The coordinates of points by their number: an int times 2, shifted by what the caller says.
    private static Method Coordinates()
    {
        IrTest f = new();
        Value points = f.ReadOnly("points"), number = f.Parameter(s_ints, "number"), shift = f.I32("shift"), y = f.Span("y");
        f.Each(f.Sub(f.Length(number), f.Int(1)), f.Int(-1), i =>
        {
            Value first = f.Add(f.Mul(f.Int(2), f.Load(number, i)), shift);
            Value a = f.Load(points, first), b = f.Load(points, f.Add(first, f.Int(1)));
            f.Store(y, f.Let(Op.Sqrt, f.Add(f.Mul(a, a), f.Mul(b, b))), i);
        }, -1);
        return f.Done();
    }

    private static void Same(Method method, Func<int, object[]> args)
    {
        VectorizeTests.Same(IrTest.Program(method), args, 1.05);
        VectorizeTests.SameCompiled(method, args);
    }

    [Fact]
    public void A_sparse_product_asks_once_for_its_indices_and_reads_like_this()
    {
        Generators.Ir.Program vectorised = VectorizeTests.Vectorised(IrTest.Program(SparseProduct()));
        string actual = Printer.Print(vectorised.Methods.Last());
        int at = 0;
        foreach (string part in new[] { "within %column[", "below ", "if %vectors", "step 32 carry", "vectorLoad %v[%i]", "gather %x[%column[%i] *", "fusedMultiplyAdd", "laneSum", "} else {", "step 1 carry" })
        {
            int found = actual.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{part}' is missing in\n{actual}");
            at = found + part.Length;
        }
        Assert.Single(vectorised.Methods.Last().Body.All().OfType<Within>());
    }

    [Fact]
    public void A_sparse_product() =>
        Same(SparseProduct(), n => [Numbers(n, 1), Indices(n, 9), Numbers(9, 2)]);

    [Fact]
    public void An_interpolation_and_its_adjoint_in_some_trips() =>
        Same(Interpolation(Scalar.F64), n => [Numbers(n, 1), Indices(n + 3, 6), Numbers(7, 2), Numbers(7, 3), 3]);

    [Fact]
    public void An_interpolation_of_floats() =>
        Same(Interpolation(Scalar.F32), n => [Single(n, 1), Indices(n + 3, 6), Single(7, 2), Single(7, 3), 3]);

    private static float[] Single(int count, double start) => [.. Numbers(count, start).Select(v => (float)v)];

    [Fact]
    public void Scaled_and_shifted_indices_of_a_descending_loop() =>
        Same(Coordinates(), n => [Numbers(21, 1), Indices(n, 9), 3, Numbers(n, 2)]);

    [Fact]
    public void Two_accesses_at_known_distances_are_asked_for_once()
    {
        Method kernel = VectorizeTests.Vectorised(IrTest.Program(Interpolation(Scalar.F64))).Methods.Last();
        // Once for the table and once for its adjoint, whose length nobody has compared.
        Assert.Equal(2, kernel.Body.All().OfType<Within>().Count());
    }

    [Fact]
    public void Adding_to_equal_indices_in_one_vector_loses_nothing()
    {
        double[] adjoint = new double[7], t = [.. Enumerable.Repeat(0.25, 16)], table = [.. Enumerable.Repeat(4.0, 7)];
        object[] args = VectorizeTests.Execute(VectorizeTests.Vectorised(IrTest.Program(Interpolation(Scalar.F64))), [t, new int[19], table, adjoint, 3], true).Args;
        Assert.Equal([16 * 3.0, 16 * 1.0, 0, 0, 0, 0, 0], (double[])args[3]);
    }

    public static TheoryData<int, int> Bad => new() { { 0, -1 }, { 13, 6 }, { 20, int.MaxValue }, { 20, int.MinValue }, { 7, 1 << 30 } };

    [Theory, MemberData(nameof(Bad))]
    public void An_index_outside_faults_where_the_loop_does(int position, int index)
    {
        // The first three ints are not read; the table has an element 6, but none after it.
        foreach ((Method method, bool faults) in new[] { (Interpolation(Scalar.F64), position >= 3), (Stored(), position >= 3 && index != 6) })
        {
            Generators.Ir.Program program = IrTest.Program(method), vectorised = VectorizeTests.Vectorised(program);
            int[] indices = Indices(21, 6);
            indices[position] = index;
            object[] Args() => [Numbers(18, 1), indices, Numbers(7, 2), new double[21], 3];
            object[] expected = Args(), actual = Args();
            Type fault = Fault(program, expected, false), same = Fault(vectorised, actual, true);
            Assert.Equal(fault, same);
            Assert.Equal((double[])expected[3], (double[])actual[3]);
            Assert.Equal(faults ? typeof(IndexOutOfRangeException) : typeof(void), fault);
        }
    }

    // What was written before the fault stays written.
    private static Method Stored()
    {
        IrTest f = new();
        Value t = f.ReadOnly("t"), cell = f.Parameter(s_ints, "cell"), table = f.ReadOnly("table"), y = f.Span("y"), from = f.I32("from");
        f.Each(f.Int(0), f.Length(t), i => f.Store(y, f.Exp(f.Mul(f.Load(t, i), f.Load(table, f.Load(cell, f.Add(i, from))))), i));
        return f.Done();
    }

    private static Type Fault(Generators.Ir.Program program, object[] args, bool hardware)
    {
        try
        {
            new Interpreter(program) { OnOpaque = (_, _) => hardware }.Run(args);
            return typeof(void);
        }
        catch (IndexOutOfRangeException e)
        {
            return e.GetType();
        }
    }

    [Fact]
    public void Loops_that_stay_as_they_are_say_why()
    {
        Assert.Contains("an element is written at an index that is found in memory", Remark((f, x, ints, y) => f.Each(f.Int(0), f.Length(x), i =>
            f.Store(y, f.Exp(f.Load(x, i)), f.Load(ints, i)))));
        Assert.Contains("an element of y may be written in one trip and accessed in another", Remark((f, x, ints, y) => f.Each(f.Int(0), f.Length(x), i =>
            f.Store(y, f.Exp(f.Load(y, f.Load(ints, i))), i))));
        Assert.Contains("an element of y may be written in one trip and accessed in another", Remark((f, x, ints, y) => f.Each(f.Int(0), f.Length(x), i =>
        {
            Value at = f.Load(ints, i);
            f.B.Accumulate(y, f.Exp(f.Load(y, at)), at);
        })));
        Assert.Contains("an int is not read from the element after the one before", Remark((f, x, ints, y) => f.Each(f.Int(0), f.Length(x), i =>
            f.Store(y, f.Exp(f.Load(x, f.Load(ints, f.Mul(i, f.Int(2))))), i))));
        Assert.Contains("* of an int that is found in memory has no vector form", Remark((f, x, ints, y) => f.Each(f.Int(0), f.Length(x), i =>
            f.Store(y, f.Exp(f.Load(x, f.Mul(f.Load(ints, i), i))), i))));
        Assert.Contains("it does little beside accessing elements at indices that are found in memory", Remark((f, x, ints, y) => f.Each(f.Int(0), f.Length(x), i =>
            f.Store(y, f.Load(x, f.Load(ints, i)), i))));
    }

    private static string Remark(Action<IrTest, Value, Value, Value> body)
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), ints = f.Parameter(s_ints, "ints"), y = f.Span("y");
        body(f, x, ints, y);
        Vectorized vectorised = Vectorize.Run(f.Done());
        Assert.Empty(vectorised.Kernels);
        return Assert.Single(vectorised.Remarks);
    }
}
