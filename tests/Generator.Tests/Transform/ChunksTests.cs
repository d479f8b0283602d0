// A long computation in parts computes what it computes in one piece, bit for bit.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Emit;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class ChunksTests
{
    private static Vectorized Cut(Method method, int minOperations, int partOperations)
    {
        HashSet<string> names = [];
        string Unique(string name) => names.Add(name) ? name : Unique(name + "b");
        return Chunks.Run(method, Unique, minOperations, partOperations);
    }

    private static string Text(Vectorized cut) => string.Concat(cut.Kernels.Prepend(cut.Method).Select(m => Printer.Print(m)));

    private static void Holds(string text, params string[] expected)
    {
        int at = 0;
        foreach (string part in expected)
        {
            int found = text.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{part}' is missing in\n{text}");
            at = found + part.Length;
        }
    }

    private static Value Line(IrTest f, Value x, Value y, int operations)
    {
        Value[] last = [x, y];
        for (int k = 0; k < operations; k++) last = [last[1], k % 2 == 0 ? f.Add(last[0], last[1]) : f.Mul(last[0], last[1])];
        return last[1];
    }

    [Fact]
    public void A_straight_line_in_three_parts_reads_like_this()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.F64("y");
        Vectorized cut = Cut(f.Done(f.Named("result", Line(f, x, y, 9))), 6, 3);
        Assert.Equal(3, cut.Kernels.Count);
        Holds(Text(cut),
            "allocate", "uninitialized", "call F!FPart1(%x, %y, %values)", "call F!FPart2(%values)", "call F!FPart3(%values)", "= load %values[", "yield",
            "FPart1", "add %x, %y", "mul %y,", "store %values[", "store %values[", "FPart2", "= load %values[", "= load %values[", "FPart3");
        Assert.Equal(9, cut.Kernels.SelectMany(k => k.Body.All()).Count(i => i is Let { Op: Op.Add or Op.Mul }));
    }

    [Fact]
    public void A_shorter_line_stays_as_it_is()
    {
        IrTest f = new();
        Method method = f.Done(Line(f, f.F64("x"), f.F64("y"), 9));
        Assert.Same(method, Cut(method, 10, 3).Method);
    }

    [Fact]
    public void The_line_in_a_loop_is_cut_and_its_memory_made_before_the_loop()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), a = f.F64("a");
        Vectorized cut = Cut(f.Done(f.For1(f.Int(0), f.Length(x), f.Const(0), (i, sum) => f.Add(sum, Line(f, f.Load(x, i), a, 12)))), 8, 5);
        Assert.Equal(3, cut.Kernels.Count);
        Holds(Text(cut), "allocate", "for %i", "call F!FPart1(", "call F!FPart2(", "call F!FPart3(", "yield");
    }

    [Fact]
    public void Conditions_slices_and_constants_are_made_again_and_have_no_place_in_the_workspace()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.F64("y"), m = f.Span("m");
        Value less = f.Less(x, y), half = f.B.Slice(m, f.Int(1), f.Int(2));
        Value end = Line(f, x, y, 6);
        f.Store(half, end, f.Int(0));
        Vectorized cut = Cut(f.Done(f.If1(less, () => f.Mul(end, x), () => f.Load(half, f.Int(1)))), 6, 4);
        string text = Text(cut);
        Assert.DoesNotContain("conditions", text, StringComparison.Ordinal);
        Assert.True(cut.Kernels.Count(k => k.Body.All().Any(i => i is Slice)) >= 2, text);
        Assert.True(cut.Kernels.Count(k => k.Body.All().Any(i => i is Let { Op: Op.Less })) >= 2, text);
    }

    [Fact]
    public void What_checks_and_messages_divide_is_cut_piece_by_piece()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.F64("y");
        Value first = Line(f, x, y, 8);
        f.B.Effect("System.Console.WriteLine({0})", first);
        Vectorized cut = Cut(f.Done(Line(f, first, y, 8)), 6, 4);
        Assert.Equal(4, cut.Kernels.Count);
        Holds(Text(cut), "FPart1(", "FPart2(", "WriteLine", "FPart3(", "FPart4(");
    }

    private const int Count = 50;

    [Theory]
    [InlineData(0, 8, 3)]
    [InlineData(200, 12, 6)]
    [InlineData(400, 20, 11)]
    public void Random_methods_compute_the_same_in_parts(int firstSeed, int minOperations, int partOperations)
    {
        int parts = 0;
        List<Method> members = [], helpers = [];
        foreach (int seed in Enumerable.Range(firstSeed, Count))
        {
            Method method = RandomMethod.Create(seed, 30 + seed % 90);
            Vectorized cut = Cut(method, minOperations, partOperations);
            Generators.Ir.Program program = IrTest.Program([cut.Method, .. cut.Kernels, RandomMethod.Helper]);
            Verifier.Require(program, "Chunks");
            parts += cut.Kernels.Count;
            foreach (object[] args in Points()) Same(Run(IrTest.Program(method, RandomMethod.Helper), args), Run(program, args), method);
            members.Add(cut.Method);
            helpers.AddRange(cut.Kernels.Select(k => Simplify.Run(k)));
        }
        Assert.True(parts > Count, $"{parts} parts");
        Func<object?[], object?[]>[] compiled = EmitTest.Compile(EmitTest.File([.. members], [.. helpers, RandomMethod.Helper]), [.. members]);
        for (int k = 0; k < members.Count; k++)
        {
            foreach (object[] args in Points())
            {
                object[] own = [.. args.Select(a => a is Array d ? d.Clone() : a)];
                object?[] yields = compiled[k](own);
                Method method = RandomMethod.Create(firstSeed + k, 30 + (firstSeed + k) % 90);
                Same(Run(IrTest.Program(method, RandomMethod.Helper), args), [.. yields!, .. ((double[])own[4]).Cast<object>()], method);
            }
        }
    }

    [Fact]
    public void Reverse_sweeps_of_random_programs_compute_the_same_in_parts()
    {
        int parts = 0;
        for (int seed = 3000; seed < 3080; seed++)
        {
            Generators.Ir.Program program = RandomProgram.Make(seed, 2 + seed % 4);
            Derivation reverse = new(program);
            Method vjp = Simplify.Run(ReverseMode.Joined(reverse, "F", DerivativeCheck.AllActive(program.Entry), "F!Joined", "FJoined"));
            Vectorized cut = Cut(vjp, 12, 7);
            parts += cut.Kernels.Count;
            Method[] others = [.. reverse.Derived, .. program.Methods];
            Generators.Ir.Program whole = new([vjp, .. others]), inParts = new([cut.Method, .. cut.Kernels, .. others]);
            Verifier.Require(inParts, "Chunks");
            object[] Args() => [.. RandomProgram.Arguments(seed), 0.5, -0.25, RandomProgram.Arguments(seed + 1)[0], RandomProgram.Arguments(seed + 2)[0]];
            object[] expected = Args(), actual = Args();
            object[] yields = new Interpreter(whole).Run(expected), own = new Interpreter(inParts) { StoresUndefined = true }.Run(actual);
            Same([.. yields, .. Elements(expected)], [.. own, .. Elements(actual)], vjp);
        }
        Assert.True(parts > 80, $"{parts} parts");
    }

    private static IEnumerable<object> Elements(object[] args) => args.OfType<Memory>().SelectMany(m => ((double[])m.Data).Cast<object>());

    private static object[][] Points() =>
        [.. new[] { (0.7, -1.3, 3), (-2.5, 0.4, 0), (1.0, 1.0, 4) }.Select(p => new object[] { p.Item1, p.Item2, p.Item3, Data(1), Data(2) })];

    private static double[] Data(int start) => [.. Enumerable.Range(start, 8).Select(k => Math.Cos(k) * k)];

    private static object[] Run(Generators.Ir.Program program, object[] args)
    {
        object[] own = [.. args.Select(a => a is Array d ? d.Clone() : a)];
        return [.. new Interpreter(program) { StoresUndefined = true }.Run(own), .. ((double[])own[4]).Cast<object>()];
    }

    private static void Same(object?[] expected, object?[] actual, Method method) =>
        Assert.True(expected.SequenceEqual(actual), $"{string.Join(" ", actual)} instead of {string.Join(" ", expected)}\n{Printer.Print(method)}");
}
