// Every primitive over a type parameter: bit for bit what it is over double and over float.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using Autodiff.Generators.Emit;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Autodiff.Generator.Tests.Emit;

public class GenericOpTests
{
    private static readonly double[] Numbers =
        [0.0, -0.0, 1, -1, 0.5, -0.75, 2, -2.5, 3, 40, 1e-30, -1e30, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private static IEnumerable<Op> Ops => Enum.GetValues<Op>().Where(op =>
        // Only binary numbers have IsPow2, and what needs it has that constraint. Math.Clamp has no generic form.
        op is (>= Op.Add and <= Op.Neg) or (>= Op.Equal and <= Op.StrongZeroMul) and not (Op.IsPow2 or Op.Clamp or (>= Op.Erf and <= Op.Log1p))); // Those of Ad are of double and float only.

    private static int Arity(Op op) => op switch
    {
        Op.Clamp or Op.ClampNative or Op.ClampNumber or Op.ClampUnordered or Op.FusedMultiplyAdd or Op.MultiplyAddEstimate or Op.Lerp or Op.MaxStep or Op.MinStep => 3,
        Op.Neg or Op.Abs or (>= Op.Sign and <= Op.Truncate) or Op.ILogB or Op.BitIncrement or Op.BitDecrement or Op.ReciprocalEstimate or Op.ReciprocalSqrtEstimate
            or Op.DegreesToRadians or Op.RadiansToDegrees or Op.Sqrt or Op.Cbrt or Op.Norm or (>= Op.Exp and <= Op.Log) or (>= Op.Log2 and <= Op.Atan)
            or (>= Op.SinPi and <= Op.AtanPi) or (>= Op.Sinh and <= Op.IsRealNumber) => 1,
        _ => 2,
    };

    private static string Text(Op op, IrType operand, TypeNames names)
    {
        bool truth = op is (>= Op.Equal and <= Op.GreaterOrEqual) or (>= Op.IsNaN and <= Op.IsRealNumber);
        Expr[] args = [.. new[] { "a", "b", "c" }.Take(Arity(op)).Select((name, k) => new Expr(k == 1 && op is Op.ScaleB or Op.RootN ? "3" : name))];
        return OpText.Apply(op, truth ? IrType.Bool : op is Op.Sign or Op.ILogB ? IrType.I32 : operand, operand, args, names).Text;
    }

    [Fact]
    public void Every_primitive_and_literal_over_a_type_parameter_gives_the_bits_of_double_and_of_float()
    {
        IrType generic = IrType.Of(Scalar.Generic);
        var source = new StringBuilder("using System; using System.Numerics; using Autodiff; public static class C {\n");
        foreach (Op op in Ops)
        {
            source.AppendLine($"public static object {op}<T>(T a, T b, T c) where T : IFloatingPointIeee754<T> => {Text(op, generic, new TypeNames([]))};");
            source.AppendLine($"public static object {op}OfDouble(double a, double b, double c) => {Text(op, IrType.F64, new TypeNames([]))};");
            source.AppendLine($"public static object {op}OfSingle(float a, float b, float c) => {Text(op, IrType.F32, new TypeNames([]))};");
        }
        double[] literals = [0, -0.0, 1, -1, 2, 0.1, -1e-7, 1e30, Math.PI, Math.E, 2 * Math.PI, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        for (int k = 0; k < literals.Length; k++)
            source.AppendLine($"public static object Literal{k}<T>() where T : IFloatingPointIeee754<T> => {Literals.Text(Literal.Of(Scalar.Generic, literals[k]), "T").Text};");
        Type compiled = Compile(source.Append('}').ToString());

        for (int k = 0; k < literals.Length; k++)
        {
            MethodInfo literal = compiled.GetMethod($"Literal{k}")!;
            Assert.Equal(BitConverter.DoubleToInt64Bits(literals[k]), BitConverter.DoubleToInt64Bits((double)literal.MakeGenericMethod(typeof(double)).Invoke(null, [])!));
            Assert.Equal(BitConverter.SingleToInt32Bits((float)literals[k]), BitConverter.SingleToInt32Bits((float)literal.MakeGenericMethod(typeof(float)).Invoke(null, [])!));
        }
        foreach (Op op in Ops)
        {
            MethodInfo open = compiled.GetMethod(op.ToString())!;
            foreach ((Type type, Func<double, object> number) in new (Type, Func<double, object>)[] { (typeof(double), x => x), (typeof(float), x => (float)x) })
            {
                MethodInfo closed = open.MakeGenericMethod(type), known = compiled.GetMethod($"{op}Of{type.Name}")!;
                foreach (double a in Numbers)
                    foreach (double b in Numbers)
                    {
                        object[] args = [number(a), number(b), number(2)];
                        (object expected, object actual) = (Result(known, args), Result(closed, args));
                        Assert.True(expected.Equals(actual) && expected.ToString() == actual.ToString(), $"{op} of {type.Name} at {a}, {b}: {actual}, expected {expected}");
                    }
            }
        }
    }

    /// <summary>The value, or the exception that it throws (Sign of NaN, Clamp with bounds the wrong way round).</summary>
    private static object Result(MethodInfo method, object[] args)
    {
        try { return method.Invoke(null, args)!; }
        catch (TargetInvocationException e) { return e.InnerException!.GetType(); }
    }

    private static Type Compile(string source)
    {
        IEnumerable<string> paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Append(typeof(Tape).Assembly.Location).Distinct();
        var compilation = CSharpCompilation.Create(
            "GenericOps", [CSharpSyntaxTree.ParseText(source)], paths.Select(p => MetadataReference.CreateFromFile(p)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)) + "\n" + source);
        return Assembly.Load(image.ToArray()).GetType("C")!;
    }
}
