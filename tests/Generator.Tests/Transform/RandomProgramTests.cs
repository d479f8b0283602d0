// Both modes and their compositions on random programs.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
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
        for (int seed = block * 100; seed < block * 100 + 100; seed++) Check(seed, 1 + seed % 4, 1);
    }

    [Fact]
    public void Derivatives_of_derivatives_agree_too()
    {
        for (int seed = 1000; seed < 1060; seed++) Check(seed, 2, 2);
    }

    [Fact]
    public void Vectorised_programs_and_their_reverse_sweeps_compute_the_same()
    {
        // Longer than a vector.
        int vectorised = 0;
        for (int seed = 2000; seed < 2400; seed++)
        {
            Generators.Ir.Program program = RandomProgram.Make(seed, 1 + seed % 4, Length);
            object[] args = RandomProgram.Arguments(seed, Length);
            vectorised += Compare(program, args, seed);
            Derivation reverse = new(program);
            Method vjp = ReverseMode.Joined(reverse, "F", DerivativeCheck.AllActive(program.Entry), "F!Joined", "FJoined");
            Memory y = RandomAdjoint(seed), x = RandomAdjoint(seed + 1);
            vectorised += Compare(new([vjp, .. reverse.Derived, .. program.Methods]), [.. args, 0.5, -0.25, y, x], seed);
        }
        Assert.True(vectorised > 100, $"{vectorised} vectorised");
    }

    private const int Length = 11;

    private static Memory RandomAdjoint(int seed) => (Memory)RandomProgram.Arguments(seed, Length)[0];

    // 1 if anything was vectorised.
    private static int Compare(Generators.Ir.Program program, object[] args, int seed)
    {
        Generators.Ir.Program vectorised = VectorizeTests.Vectorised(program);
        Verifier.Require(vectorised, "Vectorize");
        double[] expected = Execute(program, args), actual = Execute(vectorised, args);
        for (int k = 0; k < expected.Length; k++)
            Assert.True(Math.Abs(expected[k] - actual[k]) <= 1e-10 * (1 + Math.Abs(expected[k])), $"Seed {seed}, output {k}: {actual[k]:R}, not {expected[k]:R}\n{Printer.Print(program)}");
        return vectorised.Methods.Count > program.Methods.Count ? 1 : 0;
    }

    private static double[] Execute(Generators.Ir.Program program, object[] args)
    {
        object[] own = [.. args.Select(a => a is Memory m ? Memory.Of((Array)m.Data.Clone()) : a)];
        object[] yields = new Interpreter(program) { OnOpaque = (_, _) => true }.Run(own);
        return [.. yields.OfType<double>(), .. own.OfType<Memory>().SelectMany(m => (double[])m.Data)];
    }

    [Fact]
    public void Every_instruction_of_the_language_occurs()
    {
        Type[] kinds = [.. Enumerable.Range(0, 100).SelectMany(seed => RandomProgram.Make(seed, 4).Methods).SelectMany(m => m.Body.All()).Select(i => i.GetType()).Distinct()];
        foreach (Type kind in new[] { typeof(Let), typeof(Load), typeof(Store), typeof(Accumulate), typeof(Fill), typeof(Allocate), typeof(Slice), typeof(If), typeof(For), typeof(While), typeof(Call) })
            Assert.Contains(kind, kinds);
    }

    private static void Check(int seed, int size, int levels, int point = 0)
    {
        Generators.Ir.Program program = RandomProgram.Make(seed, size);
        try
        {
            DerivativeCheck.Run(program, levels, RandomProgram.Arguments(seed + 10_000 * point));
        }
        // A branch or an index may jump within the step of the differences: then, and only then, another point of the same program decides.
        catch (Exception e) when (e.Message.Contains(", differences ", StringComparison.Ordinal) && point < 2) { Check(seed, size, levels, point + 1); }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed}, size {size}: {e.Message}\n{Printer.Print(program)}", e);
        }
    }
}
