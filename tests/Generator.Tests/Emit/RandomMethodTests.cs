// Emitted and compiled random methods give what the interpreter gives, bit for bit.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Emit;

public class RandomMethodTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    // 6141: a load whose other reader is dead.
    [InlineData(6000)]
    public void Random_methods_compute_what_the_interpreter_computes(int firstSeed)
    {
        Method[] methods = Enumerable.Range(firstSeed, 150).Select(seed => RandomMethod.Create(seed, 30 + seed % 90)).ToArray();
        foreach (Method method in methods) Verifier.Require(IrTest.Program(method, RandomMethod.Helper), "the random method");
        string file = EmitTest.File(methods, [RandomMethod.Helper]);
        Func<object?[], object?[]>[] compiled = EmitTest.Compile(file, methods);
        for (int k = 0; k < methods.Length; k++)
        {
            foreach ((double x, double y, int n) in new[] { (0.7, -1.3, 3), (-2.5, 0.4, 0), (1.0, 1.0, 4) })
            {
                object[] Args() => [x, y, n, Data(1), Data(2)];
                object[] interpreted = Args(), emitted = Args();
                object[] expected = new Interpreter(IrTest.Program(methods[k], RandomMethod.Helper)).Run(interpreted);
                object?[] actual = compiled[k](emitted);
                string context = $"{methods[k].Key} at ({x}, {y}, {n})";
                Assert.True(expected.Zip(actual, Same).All(s => s), $"{context}: {string.Join(" ", actual)} instead of {string.Join(" ", expected)}\n{Show(methods[k])}");
                Assert.True(((double[])interpreted[4]).Zip((double[])emitted[4], (a, b) => Same(a, b)).All(s => s), $"{context}: memory\n{Show(methods[k])}");
            }
        }
    }

    private static double[] Data(int start) => Enumerable.Range(start, 8).Select(k => Math.Cos(k) * k).ToArray();
    private static bool Same(object expected, object? actual) => expected.Equals(actual);
    private static string Show(Method method) => EmitTest.File([method], [RandomMethod.Helper]) + "\n" + Printer.Print(method);
}
