// The text form of the IR.
using System.Linq;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Ir;

public class PrinterTests
{
    [Fact]
    public void A_method_prints_its_surface_names_types_and_regions()
    {
        IrTest f = new("N.C.F");
        Value w = f.ReadOnly("w"), t = f.F64("t");
        f.B.Note("sum += w[i] * t");
        Value[] r = f.For(f.Int(0), f.Named("n", f.Length(w)), [f.Named("sum", f.Const(-0.0))],
            (i, c) => [f.Add(c[0], f.Mul(f.Load(w, i), t)), f.Greater(c[0], f.Const(1e300))], exit: true, trips: true);
        Value y = f.If1(f.Less(r[0], f.Const(0.1)), () => f.Sin(r[0]), () => r[0]);
        f.When(f.Less(y, t), () => f.B.Effect("Log({0})", y));
        Assert.Equal("""
            method N.C.F
            surface public static double N.C.F(ReadOnlySpan<double> w = %w, double t = %t, out int r1 -> 1) -> 0
            (%w: readonly<f64>, %t: f64) {
              // sum += w[i] * t
              %0: i32 = constant 0
              %n: i32 = length %w
              %sum: f64 = constant -0
              %sum.1: f64, trips %trips: i32 = for %i: i32 in %0..%n step 1 carry %sum.2: f64 = %sum {
                %1: f64 = load %w[%i]
                %2: f64 = mul %1, %t
                %3: f64 = add %sum.2, %2
                %4: f64 = constant 1E+300
                %5: bool = greater %sum.2, %4
                yield %3 exit %5
              }
              %6: f64 = constant 0.1
              %7: bool = less %sum.1, %6
              %8: f64 = if %7 {
                %9: f64 = sin %sum.1
                yield %9
              } else {
                yield %sum.1
              }
              %10: bool = less %8, %t
              if %10 {
                effect "Log({0})", %8
              }
              yield %8, %trips
            }

            """.Replace("\r", ""), Printer.Print(f.Done(y, r[1])));
    }

    [Fact]
    public void Memory_tapes_calls_and_vectors_print_one_line_each()
    {
        IrTest f = new();
        Value x = f.Span("x"), n = f.I32("n");
        Value tape = f.B.CreateTape();
        Value a = f.B.Allocate(IrType.Span(Scalar.F64), "a", true, n);
        Value s = f.B.Slice(x, f.Int(1), n, "s");
        f.Store(s, f.Load(x, n), n);
        f.B.Accumulate(s, f.Const(double.NaN), n);
        f.B.Fill(a, f.Const(double.PositiveInfinity));
        f.B.Record(tape, n);
        Value back = f.B.Replay(tape, IrType.I32, "back");
        f.Call("G", [IrType.F64], x, back);
        Value v = f.B.NewValue(IrType.F64 with { Lanes = 8 }, "v");
        f.B.Add(new VectorLoad(v, x, n));
        f.B.Add(new VectorStore(x, n, v, back));
        f.B.Guard("Check({0})", x);
        f.B.Add(new Effect(Value.None, "throw new E(\"a\\b\n\")", [], 3, true));
        Value o = f.B.Let(Op.Opaque, IrType.Opaque("global::System.Random"), "r", [n], text: "new({0})");
        Value[] r = f.While([back], c => f.B.Compare(Op.Less, c[0], n), c => [f.Add(c[0], n)]);
        string text = Printer.Print(f.Done(r));
        Assert.Equal("""
              %tape: tape = createTape
              %a: span<f64> = allocate %n writeOnce
              %0: i32 = constant 1
              %s: span<f64> = slice %x from %0 length %n
              %1: f64 = load %x[%n]
              store %s[%n] = %1
              %2: f64 = constant NaN
              accumulate %s[%n] += %2
              %3: f64 = constant Infinity
              fill %a = %3
              record %tape <- %n
              %back: i32 = replay %tape
              %4: f64 = call G(%x, %back)
              %v: f64x8 = vectorLoad %x[%n]
              vectorStore %x[%n] skip %back = %v
              effect "Check({0})", %x readsOnly
              effect "throw new E(\"a\\b\n\")" site 3 throws
              %r: global::System.Random = opaque "new({0})", %n
              %back.1: i32 = while carry %back.2: i32 = %back {
                %5: bool = less %back.2, %n
                test %5
              } do %back.3: i32 {
                %6: i32 = add %back.3, %n
                yield %6
              }
              yield %back.1
            }

            """.Replace("\r", ""), string.Join("\n", text.Split('\n').Skip(3)));
    }

    [Fact]
    public void Literals_print_in_round_trip_form_whatever_the_culture()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        System.Globalization.CultureInfo.CurrentCulture = new("de-DE");
        try
        {
            Assert.Equal("0.30000000000000004", Printer.Print(Literal.Of(0.1 + 0.2)));
            Assert.Equal("0.1", Printer.Print(Literal.Of(0.1f)));
            Assert.Equal("-0", Printer.Print(Literal.Of(-0.0f)));
            Assert.Equal("18446744073709551615", Printer.Print(Literal.Of(Scalar.U64, -1)));
            Assert.Equal("-1", Printer.Print(Literal.Of(Scalar.I64, -1)));
            Assert.Equal("true", Printer.Print(Literal.Of(true)));
        }
        finally { System.Globalization.CultureInfo.CurrentCulture = before; }
    }

    [Fact]
    public void A_method_of_20000_instructions_prints_and_verifies()
    {
        IrTest f = new();
        Value x = f.F64("x"), sum = x;
        for (int k = 0; k < 20_000; k++) sum = f.Add(sum, x);
        Method method = f.Done(sum);
        Assert.Empty(Verifier.Check(IrTest.Program(method)));
        Assert.Equal(20_000 + 6, Printer.Print(method).Split('\n').Length);
    }

    [Fact]
    public void Regions_nested_1000_deep_print_and_verify()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value Nest(int depth) => depth == 0 ? f.Sin(x) : f.If1(f.Less(x, f.Const(depth)), () => Nest(depth - 1), () => x);
        Method method = f.Done(Nest(1000));
        Assert.Empty(Verifier.Check(IrTest.Program(method)));
        Assert.Contains("sin %x", Printer.Print(method));
    }
}
