// The vectorised loop computes what the loop computes, for every length around the width of the vectors, in both sweeps.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Emit;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class VectorizeTests
{
    private const int MaxLength = 67;

    private static double[] Ramp(int length, double start) => [.. Enumerable.Range(0, length).Select(k => Math.Sin(start + k) + 1.5)];

    internal static (object[] Yields, object[] Args, long Instructions) Execute(Generators.Ir.Program program, object[] args, bool hardware)
    {
        object[] own = [.. args.Select(a => a is Array array ? array.Clone() : a)];
        Interpreter interpreter = new(program) { OnOpaque = (let, _) => let.Text == Vectorize.Hardware ? hardware : throw new InvalidOperationException(let.Text) };
        return (interpreter.Run(own), own, interpreter.Costs.Instructions);
    }

    internal static Generators.Ir.Program Vectorised(Generators.Ir.Program program)
    {
        Vectorized[] all = [.. program.Methods.Select(m => Vectorize.Run(m))];
        return program.With([.. all.Select(v => v.Method), .. all.SelectMany(v => v.Kernels)]);
    }

    /// <summary>Runs all methods of the program scalar and vectorised for one list of arguments per length.</summary>
    internal static void Same(Generators.Ir.Program program, Func<int, object[]> args, double gain = 1.5)
    {
        Generators.Ir.Program vectorised = Vectorised(program);
        Assert.NotEmpty(vectorised.Methods.Skip(program.Methods.Count));
        Verifier.Require(vectorised, "Vectorize");
        for (int n = 0; n <= MaxLength; n++)
        {
            var expected = Execute(program, args(n), false);
            foreach (bool hardware in new[] { false, true })
            {
                var actual = Execute(vectorised, args(n), hardware);
                for (int k = 0; k < expected.Yields.Length; k++) Close(expected.Yields[k], actual.Yields[k], n);
                for (int k = 0; k < expected.Args.Length; k++) Close(expected.Args[k], actual.Args[k], n);
                if (n == MaxLength) Assert.Equal(hardware, actual.Instructions * gain < expected.Instructions);
            }
        }
    }

    private static void Close(object expected, object actual, int length)
    {
        if (expected is float[] singles) for (int k = 0; k < singles.Length; k++) Close(singles[k], ((float[])actual)[k], length);
        else if (expected is float single) Assert.True(single.Equals(actual) || Math.Abs(single - (float)actual) <= 2e-6 * (1 + Math.Abs(single)), $"length {length}: {actual}, not {single}");
        else if (expected is double[] array) for (int k = 0; k < array.Length; k++) Close(array[k], ((double[])actual)[k], length);
        else if (expected is double e) Assert.True(e.Equals(actual) || Math.Abs(e - (double)actual) <= 1e-13 * (1 + Math.Abs(e)), $"length {length}: {actual}, not {e}");
        else Assert.Equal(expected, actual);
    }

    private static Method SumOfProducts()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), x = f.ReadOnly("x");
        return f.Done(f.For1(f.Int(0), f.Length(w), f.Named("sum", f.Const(0.25)), (i, s) => f.Add(s, f.Mul(f.Load(w, i), f.Load(x, i)))));
    }

    [Fact]
    public void A_sum_of_exponentials_reads_like_this()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), y = f.Span("y");
        Method method = f.Done(f.For1(f.Int(0), f.Length(x), f.Named("sum", f.Const(0.25)), (i, s) =>
        {
            Value e = f.Exp(f.Load(x, i));
            f.Store(y, e, i);
            return f.Add(s, e);
        }));
        string actual = string.Concat(Vectorised(IrTest.Program(method)).Methods.Select(Printer.Print)).Replace(Vectorize.Hardware, "HARDWARE");
        string[] expected =
        [
            "call F!FLoop0(%x, %y)", "opaque \"HARDWARE\"", "greaterOrEqual %1, %5", "greaterOrEqual %8, %1", "if %vectors", "for %i: i32 in %2..%whole step 8 carry %sum.3: f64x8 = %12",
            "vectorLoad %x[%i]", "exp %14", "vectorStore %y[%i] = %15", "less %whole, %1", "lanesFrom %done", "vectorLoad %x[", "vectorStore %y[", "skip %done", "select %live", "laneSum", "add %sum,",
            "} else {", "step 1 carry",
        ];
        int at = 0;
        foreach (string part in expected)
        {
            int found = actual.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{part}' is missing in\n{actual}");
            at = found + part.Length;
        }
    }

    [Fact]
    public void A_sum_of_products() =>
        Same(IrTest.Program(SumOfProducts()), n => [Ramp(n, 1), Ramp(n, 2)]);

    // Also an invariant, and sums of terms that do not vanish in masked lanes.
    private static Method EveryForm()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), y = f.Span("y"), a = f.F64("a"), k = f.I32("k"), z = f.ReadOnly("z");
        Value[] sums = f.For(f.Int(0), f.Length(x), [f.Const(0), f.Const(-1)], (i, c) =>
        {
            Value e = f.Load(x, i);
            Value scale = f.Mul(f.Exp(a), f.Load(z, k));
            Value[] parts =
            [
                f.Add(e, a), f.Sub(e, scale), f.Mul(e, e), f.Div(e, scale), f.Let(Op.Neg, e), f.Let(Op.Abs, e), f.Let(Op.Sqrt, e), f.Let(Op.Min, e, a),
                f.Let(Op.Max, e, a), f.Let(Op.Floor, e), f.Let(Op.Ceiling, e), f.Let(Op.Truncate, e), f.Let(Op.CopySign, a, e), f.Let(Op.FusedMultiplyAdd, e, a, e),
                f.Exp(e), f.Let(Op.Log, e), f.Let(Op.Log2, e), f.Sin(e), f.Let(Op.Cos, e), f.Let(Op.StrongZeroMul, e, scale), f.Let(Op.Detach, e),
            ];
            Value all = parts.Aggregate(f.Add);
            f.Store(y, all, i);
            f.B.Accumulate(y, scale, i);
            return [f.Add(c[0], f.Exp(e)), f.Sub(f.Add(c[1], all), scale)];
        });
        return f.Done(sums);
    }

    [Fact]
    public void A_map_with_every_vector_form() =>
        Same(IrTest.Program(EveryForm()), n => [Ramp(n, 1), Ramp(n + 1, 2), 0.75, 2, Ramp(3, 3)]);

    // Conditions in lanes: nested branches that write, choices, masks of invariants and of the index, sums and writes in some trips only.
    private static Method EveryBranch()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), y = f.Span("y"), z = f.Span("z"), a = f.F64("a"), k = f.I32("k");
        Value n = f.Length(x);
        Value[] sums = f.For(f.Int(0), n, [f.Const(1), f.Const(0)], (i, c) =>
        {
            Value e = f.Load(x, i), big = f.Greater(e, a), ofIndex = f.Less(f.Add(i, i), k);
            Value[] chosen = f.If(big, () =>
            {
                f.Store(y, f.Mul(e, e), i);
                f.When(ofIndex, () => f.B.Accumulate(z, e, f.Sub(f.Sub(n, f.Int(1)), i)));
                return [f.Add(c[0], e), f.B.Let(Op.IsNaN, IrType.Bool, e)];
            }, () =>
            {
                f.B.Accumulate(y, f.Const(2), i);
                return [c[0], ofIndex];
            });
            Value both = f.B.Let(Op.And, IrType.Bool, f.B.Let(Op.Not, IrType.Bool, chosen[1]), f.Less(a, f.Const(3)));
            return [chosen[0], f.If1(both, () => f.Sub(c[1], f.B.Let(Op.Convert, IrType.F64, f.Sub(f.Mul(i, f.Int(3)), k))), () => c[1])];
        });
        return f.Done(sums);
    }

    [Fact]
    public void Branches_by_masks() =>
        Same(IrTest.Program(EveryBranch()), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 1.6, n / 2], 1);

    // Reversed loads and stores, floats, a power and the index as a float.
    private static Method Singles()
    {
        IrTest f = new();
        IrType single = IrType.F32;
        Value x = f.Parameter(IrType.ReadOnlySpan(Scalar.F32), "x"), y = f.Parameter(IrType.Span(Scalar.F32), "y"), k = f.I32("k");
        Value last = f.Sub(f.Length(x), f.Int(1));
        Value sum = f.For1(f.Int(0), f.Length(x), f.B.Constant(single, 0.5), (i, s) =>
        {
            Value e = f.Load(x, f.Sub(last, i));
            Value cube = f.B.Let(Op.Pow, single, e, f.B.Constant(single, 3.0));
            f.Store(y, f.Add(f.Mul(cube, f.B.Let(Op.Convert, single, f.Sub(k, i))), f.Load(y, f.Sub(last, i))), f.Sub(last, i));
            return f.Add(s, f.Exp(e));
        });
        return f.Done(sum);
    }

    [Fact]
    public void Floats_read_and_written_from_the_end() =>
        Same(IrTest.Program(Singles()), n => [Ramp(n, 1).Select(v => (float)v).ToArray(), Ramp(n, 2).Select(v => (float)v).ToArray(), 3]);

    private static Method Maximum(Op op)
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), m = f.Named("m", f.F64("start"));
        Value max = f.For1(f.Int(0), f.Length(x), m, (i, c) => f.Let(op, c, f.Load(x, i)));
        Method recognized = Recognize.Run(f.Done(max));
        // The count of ties is handed out too.
        For loop = recognized.Body.Body.OfType<For>().Single();
        return recognized with
        {
            Body = recognized.Body with { Yields = [.. loop.Results] },
            Surface = f.Done(max).Surface with { Parameters = [.. f.Done(max).Surface.Parameters, new SurfaceParameter("ties", "double", Passing.Out, -1, 1)] },
        };
    }

    [Fact]
    public void Maxima_and_minima_count_their_ties_in_lanes()
    {
        foreach (Op op in new[] { Op.Max, Op.Min })
        {
            Same(IrTest.Program(Maximum(op)), n => [Ramp(n, 1), 0.9]);
            Same(IrTest.Program(Maximum(op)), n => [Enumerable.Range(0, n).Select(k => (double)(k % 3)).ToArray(), 1.0]);
            // Beside a NaN nobody asks for ties.
            Method alone = Maximum(op) with { Surface = Maximum(op).Surface with { Parameters = [.. Maximum(op).Surface.Parameters.Take(2)] } };
            Same(IrTest.Program(alone with { Body = alone.Body with { Yields = [alone.Body.Yields[0]] } }), n => [Enumerable.Range(0, n).Select(k => k == 20 ? double.NaN : k % 5).ToArray(), 2.0]);
        }
    }

    [Fact]
    public void Sums_that_go_to_one_element_of_memory()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), g = f.Span("g"), k = f.I32("k");
        f.Each(f.Int(0), f.Length(x), i =>
        {
            Value e = f.Load(x, i);
            f.B.Accumulate(g, e, f.Int(0));
            f.B.Accumulate(g, f.Mul(e, e), f.Int(1));
            f.When(f.Greater(e, f.Const(1.5)), () => f.B.Accumulate(g, e, k));
        });
        Same(IrTest.Program(f.Done()), n => [Ramp(n, 1), Ramp(3, 2), n % 3], 1.2);
    }

    [Fact]
    public void A_loop_that_stays_as_it_is_says_why()
    {
        IrTest f = new("Chain");
        Value x = f.Span("x");
        f.Each(f.Int(1), f.Length(x), i => f.Store(x, f.Load(x, f.Sub(i, f.Int(1))), i));
        f.While([f.Const(1)], c => f.Less(c[0], f.Const(100)), c => [f.Mul(c[0], f.Const(2))]);
        Vectorized chain = Vectorize.Run(f.Done());
        Assert.Equal(
            ["a loop in 'Chain': its number of trips is not known beforehand", "the loop over 'i' in 'Chain': an element of x may be written in one trip and accessed in another"],
            chain.Remarks);
        Assert.Empty(Vectorize.Run(SumOfProducts()).Remarks);
    }

    [Fact]
    public void A_range_that_leaves_its_memory_faults_where_the_loop_does()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), y = f.Span("y"), n = f.I32("n"), far = f.I32("far");
        f.Each(f.Int(0), n, i => f.When(f.Greater(f.Load(x, i), f.Const(0)), () => f.Store(y, f.Load(x, i), f.Add(i, far))));
        Generators.Ir.Program program = IrTest.Program(f.Done()), vectorised = Vectorised(program);
        double[] negative = [.. Ramp(20, 1).Select(v => -Math.Abs(v) - 1)];
        // The branch is not taken, so nothing faults; and where it is, the elements before are written.
        foreach (int far_ in new[] { 0, 5, int.MaxValue - 5, int.MinValue, -3 })
            Execute(vectorised, [negative, new double[3], 20, far_], true);
        double[] positive = [.. negative.Select(v => -v)], written = new double[12];
        Assert.Throws<IndexOutOfRangeException>(() => new Interpreter(vectorised) { OnOpaque = (_, _) => true }.Run(positive, written, 20, 0));
        Assert.Equal(positive[..12], written);
    }

    [Fact]
    public void Any_bounds_and_directions_with_shifted_accesses()
    {
        foreach (long step in new long[] { 1, -1 })
        {
            IrTest f = new();
            Value x = f.ReadOnly("x"), y = f.Span("y"), from = f.I32("from"), to = f.I32("to");
            Value sum = f.For1(from, to, f.Const(0), (i, s) =>
            {
                Value e = f.Load(x, f.Add(f.Int(2), i));
                f.Store(y, f.Sin(e), f.Sub(i, f.Int(1)));
                return f.Add(s, e);
            }, step);
            Generators.Ir.Program program = IrTest.Program(f.Done(sum));
            Same(program, n => [Ramp(80, 1), Ramp(80, 2), step > 0 ? 3 : n + 2, step > 0 ? n + 3 : 2]);
            Generators.Ir.Program vectorised = Vectorised(program);
            // Empty ranges whose ends are far apart, and one index at the end of the int range: nothing runs, or it faults as the scalar loop does.
            foreach ((int first, int last) in new[] { (5, 5), (7, -9), (int.MaxValue, int.MinValue), (1, int.MinValue), (int.MaxValue, int.MaxValue) })
                Assert.Equal(0.0, Execute(vectorised, [Ramp(9, 0), Ramp(9, 0), step > 0 ? first : last, step > 0 ? last : first], true).Yields[0]);
            foreach ((int first, int last) in new[] { (-3, 4), (int.MinValue, int.MaxValue), (int.MaxValue - 1, int.MaxValue), (0, 9) })
                Assert.Throws<IndexOutOfRangeException>(() => Execute(vectorised, [Ramp(9, 0), Ramp(9, 0), step > 0 ? first : last, step > 0 ? last : first], true));
        }
    }

    [Fact]
    public void A_descending_loop_to_zero()
    {
        IrTest f = new();
        Value x = f.Span("x"), a = f.F64("a");
        f.Each(f.Sub(f.Length(x), f.Int(1)), f.Int(-1), i => f.Store(x, f.Mul(a, f.Load(x, i)), i), -1);
        Same(IrTest.Program(f.Done()), n => [Ramp(n, 1), 3.0]);
    }

    [Fact]
    public void An_inner_loop_between_other_code()
    {
        IrTest f = new();
        Value m = f.ReadOnly("m"), v = f.ReadOnly("v"), r = f.Span("r");
        Value n = f.Length(v);
        f.Each(f.Int(0), f.Int(3), i =>
        {
            Value row = f.B.Slice(m, f.Mul(i, n), n);
            f.Store(r, f.For1(f.Int(0), n, f.Load(r, i), (j, s) => f.Add(s, f.Mul(f.Load(row, j), f.Load(v, j)))), i);
        });
        Same(IrTest.Program(f.Done()), n => [Ramp(3 * n, 1), Ramp(n, 2), Ramp(3, 3)]);
    }

    [Fact]
    public void A_method_without_elementwise_loops_stays_the_same_object()
    {
        IrTest f = new();
        Value x = f.Span("x");
        f.Each(f.Int(1), f.Length(x), i => f.Store(x, f.Load(x, f.Sub(i, f.Int(1))), i));
        Method method = f.Done();
        Assert.Same(method, Vectorize.Run(method).Method);
    }

    private static (Method Jvp, Method Vjp) Sweeps()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), x = f.ReadOnly("x"), y = f.Span("y"), a = f.F64("a");
        Value sum = f.For1(f.Int(0), f.Length(w), f.Const(0), (i, s) =>
        {
            Value e = f.Mul(f.Load(w, i), f.Load(x, i));
            f.Store(y, f.Exp(f.Mul(a, e)), i);
            return f.Add(s, f.Sin(e));
        });
        Generators.Ir.Program program = IrTest.Program(f.Done(sum));
        Pattern pattern = DerivativeCheck.AllActive(program.Entry);
        Derivation forward = new(program), reverse = new(program);
        Method jvp = ForwardMode.Differentiate(forward, "F", pattern);
        Method vjp = ReverseMode.Joined(reverse, "F", pattern, "F!Joined", "FJoined");
        return (jvp, vjp);
    }

    [Fact]
    public void A_map_with_a_sum_in_both_modes()
    {
        (Method jvp, Method vjp) = Sweeps();
        Assert.Equal(1, Vectorize.Run(vjp).Kernels.Count(k => Printer.Print(k).Contains("step 8")));
        Same(IrTest.Program(jvp), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 0.3, Ramp(n, 4), Ramp(n, 5), Ramp(n, 6), 0.7]);
        Same(IrTest.Program(vjp), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 0.3, 1.25, Ramp(n, 4), Ramp(n, 5), Ramp(n, 6)]);
    }

    // ---- the emitted text

    internal static void SameCompiled(Method method, Func<int, object[]> args, int[]? lengths = null)
    {
        Generators.Ir.Program vectorised = Vectorised(IrTest.Program(method));
        Method[] methods = [.. vectorised.Methods.Select(m => Simplify.Run(m))];
        string file = EmitTest.File([methods[0]], methods[1..]);
        Assert.Contains("Wide.IsAccelerated", file);
        Func<object?[], object?[]> compiled = EmitTest.Compile(file, methods[0]);
        foreach (int n in lengths ?? [.. Enumerable.Range(0, MaxLength + 1)])
        {
            var expected = Execute(IrTest.Program(method), args(n), false);
            object[] own = args(n);
            object?[] yields = compiled(own);
            for (int k = 0; k < expected.Yields.Length; k++) Close(expected.Yields[k], yields[k]!, n);
            for (int k = 0; k < expected.Args.Length; k++) Close(expected.Args[k], own[k], n);
        }
    }

    [Fact]
    public void The_emitted_sum_of_products_computes_the_same() => SameCompiled(SumOfProducts(), n => [Ramp(n, 1), Ramp(n, 2)]);

    [Fact]
    public void The_emitted_map_computes_the_same() => SameCompiled(EveryForm(), n => [Ramp(n, 1), Ramp(n + 1, 2), 0.75, 2, Ramp(3, 3)]);

    public static TheoryData<string> Functions =>
        [.. Enum.GetValues<Op>().Where(op => op is not (Op.Clamp or Op.ClampNative or Op.Round) && (VectorForms.IsOfVectors(op) || VectorForms.OwnName(op, false) is not null)).Select(op => op.ToString())];

    /// <summary>One function of doubles and one of floats, in the domain of all.</summary>
    [Theory, MemberData(nameof(Functions))]
    public void An_emitted_function_computes_the_same(string name)
    {
        Op op = Enum.Parse<Op>(name);
        int arity = op is Op.FusedMultiplyAdd ? 3 : op is Op.Min or Op.Max or Op.MinNumber or Op.MaxNumber or Op.MinMagnitude or Op.MaxMagnitude or Op.MinMagnitudeNumber
            or Op.MaxMagnitudeNumber or Op.MinNative or Op.MaxNative or Op.CopySign or Op.Hypot or Op.Pow or Op.Atan2 ? 2 : 1;
        foreach (Scalar element in new[] { Scalar.F64, Scalar.F32 })
        {
            IrTest f = new();
            IrType type = IrType.Of(element);
            Value x = f.Parameter(IrType.ReadOnlySpan(element), "x"), y = f.Parameter(IrType.Span(element), "y");
            f.Each(f.Int(0), f.Length(x), i =>
            {
                Value[] args = [.. new[] { f.Load(x, i), f.Load(y, i), f.Load(x, i) }.Take(arity)];
                f.Store(y, op is >= Op.IsNaN and <= Op.IsRealNumber ? f.If1(f.B.Let(op, IrType.Bool, args), () => args[0], () => f.B.Neg(args[0])) : f.B.Let(op, type, args), i);
            });
            // From 0.1 to 0.9, but above 1 for the one that needs it.
            object Numbers(int n, double start)
            {
                double[] numbers = [.. Ramp(n, start).Select(v => (op == Op.Acosh ? 1.5 : 0) + 0.1 + 0.32 * v)];
                return element == Scalar.F64 ? numbers : numbers.Select(v => (float)v).ToArray();
            }
            SameCompiled(f.Done(), n => [Numbers(n, 1), Numbers(n, 2)], [0, 7, 8, 16, 17, 40]);
        }
    }

    [Fact]
    public void The_emitted_branches_compute_the_same() => SameCompiled(EveryBranch(), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 1.6, n / 2]);

    [Fact]
    public void Emitted_floats_compute_the_same() =>
        SameCompiled(Singles(), n => [Ramp(n, 1).Select(v => (float)v).ToArray(), Ramp(n, 2).Select(v => (float)v).ToArray(), 3]);

    [Fact]
    public void Emitted_maxima_compute_the_same()
    {
        SameCompiled(Maximum(Op.Max), n => [Ramp(n, 1), 0.9]);
        SameCompiled(Maximum(Op.Min), n => [Enumerable.Range(0, n).Select(k => (double)(k % 3)).ToArray(), 1.0]);
    }

    [Fact]
    public void Both_emitted_sweeps_compute_the_same()
    {
        (Method jvp, Method vjp) = Sweeps();
        SameCompiled(Simplify.Run(jvp), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 0.3, Ramp(n, 4), Ramp(n, 5), Ramp(n, 6), 0.7]);
        SameCompiled(Simplify.Run(vjp), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 0.3, 1.25, Ramp(n, 4), Ramp(n, 5), Ramp(n, 6)]);
    }

    [Fact]
    public void What_one_side_of_a_branch_hands_out_is_not_selected_where_the_other_side_has_nothing_to_hand_out()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), y = f.Span("y");
        f.Each(f.Int(0), f.Length(x), i =>
        {
            Value element = f.Load(x, i), isLarge = f.Less(f.Const(1), element);
            // As a forward sweep hands the root to its mirror.
            Value[] both = f.If(isLarge, () => { Value root = f.Let(Op.Sqrt, element); return [f.Mul(root, root), root]; }, () => [f.Const(2), f.B.Undefined(IrType.F64)]);
            Value mirrored = f.If1(isLarge, () => f.Mul(both[1], f.Const(3)), () => f.Const(5));
            f.Store(y, f.Add(both[0], mirrored), i);
        });
        Generators.Ir.Program program = IrTest.Program(f.Done());
        Same(program, n => [Ramp(n, 0.2), new double[n]], gain: 1.2);
        Region loop = Vectorised(program).Methods.Last().Body.All().OfType<For>().First(l => l.Step == 8).Body;
        Assert.Equal(2, loop.Body.OfType<Let>().Count(l => l.Op == Op.Select));
    }
}
