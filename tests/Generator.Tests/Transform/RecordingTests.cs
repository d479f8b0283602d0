// What the reverse sweep records, in bytes, and that its work is linear in trips and call depth.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class RecordingTests
{
    private static Costs Cost(Generators.Ir.Program program, params object[] args)
    {
        Derivation derivation = new(program);
        Method joined = ReverseMode.Joined(derivation, program.Entry.Key, DerivativeCheck.AllActive(program.Entry), "joined", "Joined");
        Interpreter interpreter = new(new([joined, .. derivation.Derived, .. program.Methods]));
        interpreter.Run([.. args, 1.0, .. args.OfType<Memory>().Select(m => Memory.Of(new double[m.Length]))]);
        return interpreter.Costs;
    }

    private static long RecordedPerTrip(Func<int, object[]> args, Generators.Ir.Program program) =>
        (Cost(program, args(30)).RecordedBytes - Cost(program, args(20)).RecordedBytes) / 10;

    private static Memory Data(int n) => Memory.Of(Enumerable.Range(0, n).Select(k => 1 + 0.01 * k).ToArray());

    [Fact]
    public void A_while_loop_linear_in_what_it_carries_records_nothing()
    {
        IrTest f = new();
        Value a = f.F64("a");
        Value b = f.While([f.Mul(a, f.Const(2))], c => f.Less(c[0], f.Const(1000)), c => [f.Mul(c[0], f.Const(2))])[0];
        Assert.Equal(0, Cost(IrTest.Program(f.Done(b)), 0.3).RecordedBytes);
    }

    [Fact]
    public void A_dot_product_loads_its_operands_again()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), y = f.ReadOnly("y");
        Value r = f.For1(f.Int(0), f.Length(x), f.Const(0), (i, s) => f.Add(s, f.Mul(f.Load(x, i), f.Load(y, i))));
        Assert.Equal(0, RecordedPerTrip(n => [Data(n), Data(n)], IrTest.Program(f.Done(r))));
    }

    [Fact]
    public void A_transcendental_result_that_its_own_partial_mentions_is_kept()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x");
        Value r = f.For1(f.Int(0), f.Length(x), f.Const(0), (i, s) => f.Add(f.Mul(f.Const(0.5), s), f.Let(Op.Tanh, f.Load(x, i))));
        Assert.Equal(8, RecordedPerTrip(n => [Data(n)], IrTest.Program(f.Done(r))));
    }

    [Fact]
    public void Sin_needs_only_its_argument_which_is_loaded_again()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x");
        Value r = f.For1(f.Int(0), f.Length(x), f.Const(0), (i, s) => f.Add(s, f.Sin(f.Mul(f.Const(3), f.Load(x, i)))));
        Assert.Equal(0, RecordedPerTrip(n => [Data(n)], IrTest.Program(f.Done(r))));
    }

    [Fact]
    public void A_sine_and_a_cosine_of_one_angle_are_computed_once()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.F64("y");
        Value angle = f.Mul(x, y);
        Value r = f.If1(f.Less(x, y), () => f.Add(f.Sin(angle), f.Mul(f.Let(Op.Cos, angle), x)), () => x);
        Generators.Ir.Program program = IrTest.Program(f.Done(r));
        Derivation derivation = new(program);
        Method joined = ReverseMode.Joined(derivation, program.Entry.Key, DerivativeCheck.AllActive(program.Entry), "joined", "Joined");
        Assert.Single(joined.Body.All().OfType<Let>(), l => l.Op == Op.Sin);
        Assert.Single(joined.Body.All().OfType<Let>(), l => l.Op == Op.Cos);
        DerivativeCheck.Run(program, 2, 0.3, 0.7);
    }

    [Fact]
    public void A_sine_and_a_cosine_in_a_loop_are_not_recorded()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x");
        Value r = f.For1(f.Int(0), f.Length(x), f.Const(0), (i, s) => f.Add(f.Mul(f.Const(0.5), s), f.Add(f.Sin(f.Load(x, i)), f.Let(Op.Cos, f.Load(x, i)))));
        Assert.Equal(0, RecordedPerTrip(n => [Data(n)], IrTest.Program(f.Done(r))));
    }

    [Fact]
    public void An_element_overwritten_while_needed_is_recorded_and_its_neighbour_loaded_again()
    {
        IrTest f = new();
        Value y = f.Span("y"), unused = f.F64("unused");
        f.Each(f.Int(1), f.Length(y), i => f.Store(y, f.Mul(f.Load(y, i), f.Load(y, f.Sub(i, f.Int(1)))), i));
        Generators.Ir.Program program = IrTest.Program(f.Done(unused));
        long Bytes(int n) => CostOfChain(program, n).RecordedBytes;
        Assert.Equal(8, (Bytes(30) - Bytes(20)) / 10);

        static Costs CostOfChain(Generators.Ir.Program program, int n)
        {
            Derivation derivation = new(program);
            Method joined = ReverseMode.Joined(derivation, program.Entry.Key, DerivativeCheck.AllActive(program.Entry), "joined", "Joined");
            Interpreter interpreter = new(new([joined, .. derivation.Derived, .. program.Methods]));
            interpreter.Run(Data(n), 0.0, 1.0, Data(n));
            return interpreter.Costs;
        }
    }

    [Fact]
    public void Integers_that_grow_by_a_constant_are_computed_from_the_trip_number()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x");
        Value[] r = f.While([f.Const(0), f.Int(0)], c => f.Less(c[1], f.Length(x)), c => [f.Add(c[0], f.Sin(f.Load(x, c[1]))), f.Add(c[1], f.Int(2))]);
        Assert.Equal(0, RecordedPerTrip(n => [Data(n)], IrTest.Program(f.Done(r[0]))));
    }

    [Fact]
    public void A_nonlinear_while_loop_records_each_carried_value_once()
    {
        IrTest f = new();
        Value x = f.F64("x"), n = f.I32("n");
        Value[] r = f.While([x, f.Int(0)], c => f.Less(c[1], n), c => [f.Mul(f.Mul(c[0], c[0]), f.Sub(f.Const(2), c[0])), f.Add(c[1], f.Int(1))]);
        Generators.Ir.Program program = IrTest.Program(f.Done(r[0]));
        long Bytes(int trips)
        {
            Derivation derivation = new(program);
            Method joined = ReverseMode.Joined(derivation, program.Entry.Key, DerivativeCheck.AllActive(program.Entry), "joined", "Joined");
            Interpreter interpreter = new(new([joined, .. derivation.Derived, .. program.Methods]));
            interpreter.Run(0.7, trips, 1.0);
            return interpreter.Costs.RecordedBytes;
        }
        Assert.Equal(8, (Bytes(30) - Bytes(20)) / 10);
    }

    [Fact]
    public void Work_of_the_sweeps_is_linear_in_the_depth_of_recursion()
    {
        IrTest h = new("H");
        Value x = h.F64("x"), n = h.I32("n");
        Value r = h.If1(h.B.Compare(Op.LessOrEqual, n, h.Int(0)), () => x, () =>
        {
            Value inner = h.Call("H", [IrType.F64], h.Sin(x), h.Sub(n, h.Int(1)))[0];
            return h.Mul(inner, h.Add(x, inner));
        });
        Generators.Ir.Program program = IrTest.Program(h.Done(r));
        long Instructions(int depth)
        {
            Derivation derivation = new(program);
            Method joined = ReverseMode.Joined(derivation, program.Entry.Key, DerivativeCheck.AllActive(program.Entry), "joined", "Joined");
            Interpreter interpreter = new(new([joined, .. derivation.Derived, .. program.Methods]));
            interpreter.Run(0.7, depth, 1.0);
            return interpreter.Costs.Instructions;
        }
        double ratio = Instructions(1000) / (double)Instructions(500);
        Assert.InRange(ratio, 1.9, 2.1);
    }
}
