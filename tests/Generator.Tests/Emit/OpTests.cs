// Every primitive and every literal, as C# and in the interpreter.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Emit;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Emit;

public class OpTests
{
    private static readonly Scalar[] Integers =
        [Scalar.I8, Scalar.U8, Scalar.I16, Scalar.U16, Scalar.I32, Scalar.U32, Scalar.I64, Scalar.U64, Scalar.NInt, Scalar.NUInt, Scalar.Char];

    private static int Arity(Op op) => op switch
    {
        Op.Clamp or Op.ClampNative or Op.ClampNumber or Op.ClampUnordered or Op.FusedMultiplyAdd or Op.MultiplyAddEstimate or Op.Lerp or Op.MaxStep or Op.MinStep => 3,
        Op.Add or Op.Sub or Op.Mul or Op.Div or Op.Rem or Op.And or Op.Or or Op.Xor or Op.Min or Op.Max or Op.MinNumber or Op.MaxNumber
            or Op.MinMagnitude or Op.MaxMagnitude or Op.MinMagnitudeNumber or Op.MaxMagnitudeNumber or Op.MinNative or Op.MaxNative or Op.CopySign
            or Op.Ieee754Remainder or Op.Hypot or Op.Pow or Op.LogBase or Op.Atan2 or Op.Atan2Pi or Op.StrongZeroMul
            or Op.ScaleB or Op.RootN or Op.Polygamma or (>= Op.ShiftLeft and <= Op.GreaterOrEqual) => 2,
        _ => 1,
    };

    private static IEnumerable<Op> FloatOps => Enum.GetValues<Op>().Where(op =>
        op is (>= Op.Add and <= Op.Neg) or (>= Op.Equal and <= Op.StrongZeroMul));

    private static IEnumerable<Op> IntegerOps => Enum.GetValues<Op>().Where(op =>
        op is (>= Op.Add and <= Op.GreaterOrEqual) or Op.Abs or Op.Sign or Op.Min or Op.Max or Op.Clamp);

    private static IrType ResultOf(Op op, IrType operand) =>
        op is (>= Op.Equal and <= Op.GreaterOrEqual) or (>= Op.IsNaN and <= Op.IsRealNumber) ? IrType.Bool
        : op is Op.Sign or Op.ILogB ? IrType.I32 : operand;

    /// <summary>One method per operation, of parameters or of constants; checked at the points against the interpreter.</summary>
    private static void Check(IEnumerable<(string Name, IrType Type, Op Op, bool Constants)> cases, Func<IrType, object[][]> points)
    {
        List<(Method Method, object[][] Points)> methods = [];
        foreach ((string name, IrType type, Op op, bool constants) in cases)
        {
            object[][] at = points(type);
            for (int p = 0; p < (constants ? at.Length : 1); p++)
            {
                IrTest f = new(name + (constants ? "_" + p : ""));
                Value[] args = new Value[Arity(op)];
                for (int k = 0; k < args.Length; k++)
                {
                    bool isCount = k == 1 && op is Op.ScaleB or Op.RootN or Op.Polygamma or Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned;
                    args[k] = isCount ? f.Int(3) : constants ? f.B.Constant(type, LiteralOf(at[p][k], type.Element)) : f.Parameter(type, "abc"[k].ToString());
                }
                Value result = f.B.Let(op, ResultOf(op, type), args);
                // The result goes on as an operand, so that it must have exactly its type.
                Value used = ResultOf(op, type) is { IsBool: false } t && t == type ? f.B.Sub(result, result) : result;
                Method method = f.Done(result, used);
                Verifier.Require(IrTest.Program(method), "the test");
                int parameters = method.Body.Parameters.Count;
                methods.Add((method, constants ? [[]] : at.Select(point => point[..parameters]).ToArray()));
            }
        }
        Method[] all = methods.Select(m => m.Method).ToArray();
        Func<object?[], object?[]>[] compiled = EmitTest.Compile(EmitTest.File(all), all);
        for (int k = 0; k < all.Length; k++)
            foreach (object[] point in methods[k].Points)
            {
                object[] expected = new Interpreter(IrTest.Program(all[k])).Run(point);
                object?[] actual = compiled[k](point);
                Assert.True(expected.SequenceEqual(actual), $"{EmitTest.Text(all[k])} of {string.Join(", ", point)}: {actual[0]}, {actual[1]} instead of {expected[0]}, {expected[1]}");
            }
    }

    private static Literal LiteralOf(object value, Scalar kind) => value switch
    {
        double d => Literal.Of(d), float f => Literal.Of(f), _ => Literal.Of(kind, (long)Numbers.ToInteger(value)),
    };

    private static object[][] FloatPoints(IrType type) => new double[][] { [0.7, 0.3, 0.9], [2, 3, 4], [-0.5, 0.5, 2.25], [1, 1, 1], [-3, -2, 5] }
        .Select(p => p.Select(v => type.Element == Scalar.F32 ? (object)(float)v : v).ToArray()).ToArray();

    private static object[][] IntegerPoints(IrType type) => new int[][] { [7, 2, 5], [1, 1, 1], [100, 3, 101] }
        .Select(p => p.Select(v => Numbers.FromInteger(type.Element, v)).ToArray()).ToArray();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_operation_on_floats(bool constants) => Check(
        from type in new[] { IrType.F64, IrType.F32 } from op in FloatOps select ($"{op}{type.Element}", type, op, constants), FloatPoints);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_operation_on_every_kind_of_integer(bool constants) => Check(
        from kind in Integers
        from op in IntegerOps
        // Without a sign there is none to change or to ask for.
        where !(op is Op.Abs or Op.Sign && kind is Scalar.U8 or Scalar.U16 or Scalar.U32 or Scalar.U64 or Scalar.NUInt or Scalar.Char)
        where !(kind == Scalar.Char && op is Op.Min or Op.Max or Op.Clamp)
        select ($"{op}{kind}", IrType.Of(kind), op, constants), IntegerPoints);

    [Fact]
    public void Every_conversion_between_numbers()
    {
        List<Method> methods = [];
        Scalar[] kinds = [Scalar.F64, Scalar.F32, .. Integers];
        foreach (Scalar from in kinds)
            foreach (Scalar to in kinds)
            {
                IrTest f = new($"{from}To{to}");
                Value x = f.Parameter(IrType.Of(from), "x");
                Value a = f.B.Let(Op.Convert, IrType.Of(to), x), b = f.B.Let(Op.Convert, IrType.Of(to), x);
                // Both operands of the division converted: without a cast it would be a division of the other type.
                methods.Add(f.Done(f.B.Let(Op.Convert, IrType.Of(to), x), f.Div(a, f.Add(b, b))));
            }
        Func<object?[], object?[]>[] compiled = EmitTest.Compile(EmitTest.File([.. methods]), [.. methods]);
        for (int k = 0; k < methods.Count; k++)
        {
            Scalar from = kinds[k / kinds.Length];
            object x = from == Scalar.F64 ? 5.75 : from == Scalar.F32 ? 5.75f : Numbers.FromInteger(from, 5);
            Assert.Equal(new Interpreter(IrTest.Program(methods[k])).Run(x), compiled[k]([x]));
        }
    }

    [Theory]
    [InlineData(2.0, "2", "2.0")]
    [InlineData(0.1, "0.1", "0.1")]
    [InlineData(-3.0, "-3", "-3.0")]
    [InlineData(-0.0, "-0.0", "-0.0")]
    [InlineData(0.1 + 0.2, "0.30000000000000004", "0.30000000000000004")]
    [InlineData(1e300, "1e300", "1e300")]
    [InlineData(1e-5, "1e-5", "1e-5")]
    [InlineData(3e9, "3000000000.0", "3000000000.0")]
    [InlineData(double.Epsilon, "4.94065645841247e-324", "4.94065645841247e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e308", "1.7976931348623157e308")]
    [InlineData(double.NaN, "double.NaN", "double.NaN")]
    [InlineData(double.NegativeInfinity, "double.NegativeInfinity", "double.NegativeInfinity")]
    public void Doubles_are_written_so_that_they_come_back(double value, string text, string typed)
    {
        Expr literal = Literals.Text(Literal.Of(value));
        Assert.Equal((text, typed), (literal.Text, literal.Typed.Text));
        if (double.IsFinite(value)) Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(double.Parse(literal.Typed.Text, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(2f, "2f")]
    [InlineData(0.1f, "0.1f")]
    [InlineData(16777216f, "16777216f")]
    [InlineData(1e-30f, "1e-30f")]
    [InlineData(float.MaxValue, "3.4028235e38f")]
    [InlineData(float.PositiveInfinity, "float.PositiveInfinity")]
    public void Floats_are_written_so_that_they_come_back(float value, string text) => Assert.Equal(text, Literals.Text(Literal.Of(value)).Text);

    [Fact]
    public void Literals_of_every_kind_come_back()
    {
        List<(Method Method, object Value)> cases = [];
        void Add(Literal literal, object value)
        {
            IrTest f = new("L" + cases.Count);
            Value v = f.B.Constant(IrType.Of(literal.Kind), literal);
            cases.Add((f.Done(v), value));
        }
        foreach (double d in new[] { 0.0, -0.0, 1.0 / 3, -1e-310, double.Epsilon, double.MaxValue, double.MinValue, double.NaN, double.PositiveInfinity, int.MaxValue, int.MinValue, 1e22 }) Add(Literal.Of(d), d);
        foreach (float s in new[] { 0f, -0f, 1f / 3, float.Epsilon, float.MaxValue, float.NaN, float.NegativeInfinity }) Add(Literal.Of(s), s);
        Add(Literal.Of(true), true);
        Add(Literal.Of(Scalar.I32, int.MinValue), int.MinValue);
        Add(Literal.Of(Scalar.I64, long.MinValue), long.MinValue);
        Add(Literal.Of(Scalar.I64, 5), 5L);
        Add(Literal.Of(Scalar.U32, uint.MaxValue), uint.MaxValue);
        Add(Literal.Of(Scalar.U64, -1), ulong.MaxValue);
        Add(Literal.Of(Scalar.I8, -128), sbyte.MinValue);
        Add(Literal.Of(Scalar.U8, 255), byte.MaxValue);
        Add(Literal.Of(Scalar.I16, -7), (short)-7);
        Add(Literal.Of(Scalar.U16, 65535), ushort.MaxValue);
        Add(Literal.Of(Scalar.NInt, -7), (nint)(-7));
        Add(Literal.Of(Scalar.NUInt, 7), (nuint)7);
        Add(Literal.Of(Scalar.Char, '\''), '\'');
        Add(Literal.Of(Scalar.Char, 'x'), 'x');
        Add(Literal.Of(Scalar.Char, 0), '\0');
        Method[] methods = cases.Select(c => c.Method).ToArray();
        Func<object?[], object?[]>[] compiled = EmitTest.Compile(EmitTest.File(methods), methods);
        for (int k = 0; k < methods.Length; k++)
        {
            object? back = compiled[k]([])[0];
            Assert.Equal(cases[k].Value, back);
            if (back is double d) Assert.Equal(BitConverter.DoubleToInt64Bits((double)cases[k].Value), BitConverter.DoubleToInt64Bits(d));
            if (back is float s) Assert.Equal(BitConverter.SingleToInt32Bits((float)cases[k].Value), BitConverter.SingleToInt32Bits(s));
        }
    }

    [Fact]
    public void A_division_by_a_literal_zero_compiles_and_throws()
    {
        IrTest f = new();
        Value n = f.I32("n");
        Method method = f.Done(f.Div(n, f.Int(0)), f.B.Let(Op.Rem, IrType.I32, n, f.Int(0)));
        Assert.Throws<DivideByZeroException>(() => EmitTest.Run(method, 3));
    }

    [Fact]
    public void Constant_integers_that_overflow_compile()
    {
        IrTest f = new();
        Value max = f.Int(int.MaxValue);
        Method method = f.Done(f.Add(max, f.Int(1)), f.B.Let(Op.Convert, IrType.Of(Scalar.U8), f.Int(300)));
        Assert.Equal([int.MinValue, (byte)44], EmitTest.Run(method));
    }
}
