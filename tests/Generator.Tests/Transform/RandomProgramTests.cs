// Both modes and their compositions on random programs.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class RandomProgramTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Forward_and_reverse_agree_with_each_other_and_with_differences(int block)
    {
        for (int seed = block * 100; seed < block * 100 + 100; seed++) Check(seed, 2 + seed % 3, 1);
    }

    [Fact]
    public void Derivatives_of_derivatives_agree_too()
    {
        for (int seed = 1000; seed < 1060; seed++) Check(seed, 2, 2);
    }

    [Fact]
    public void Every_instruction_of_the_language_occurs()
    {
        Type[] kinds = [.. Enumerable.Range(0, 100).SelectMany(seed => RandomProgram.Make(seed, 4).Methods).SelectMany(m => m.Body.All()).Select(i => i.GetType()).Distinct()];
        foreach (Type kind in new[] { typeof(Let), typeof(Load), typeof(Store), typeof(Accumulate), typeof(Fill), typeof(Allocate), typeof(Slice), typeof(If), typeof(For), typeof(While), typeof(Call) })
            Assert.Contains(kind, kinds);
    }

    private static void Check(int seed, int size, int levels)
    {
        Generators.Ir.Program program = RandomProgram.Make(seed, size);
        try
        {
            DerivativeCheck.Run(program, levels, RandomProgram.Arguments(seed));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed}, size {size}: {e.Message}\n{Printer.Print(program)}", e);
        }
    }
}
