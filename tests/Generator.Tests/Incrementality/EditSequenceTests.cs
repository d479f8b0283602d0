// Whatever is edited in whatever order: what the pipeline remembers never shows in what it emits.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;

namespace Autodiff.Generators.Tests.Incrementality;

public class EditSequenceTests
{
    private static readonly string[] Sources =
    [
        """
        using System;
        using Autodiff;
        public static partial class Model
        {
            [Differentiable] public static double F(double x, double y) => Helper.Scale(x) * y + Settings.Rate;
            [Differentiable] public static double G(double x) { double s = 0; for (int i = 0; i < Settings.Count; i++) s += Helper.Shift(x * i); return s; }
            [Differentiable] public static void H(Span<double> v) { for (int i = 0; i < v.Length; i++) v[i] = Helper.Scale(v[i]); }
        }
        """,
        """
        public static partial class Helper
        {
            public static double Scale(double x) { return 3 * x * x; }
            public static double Shift(double x) => Deep.Add(x, 1);
        }
        """,
        """
        public static class Deep
        {
            public static double Add(double x, double y) { return x + y; }
            public static float Add(float x, float y) { return x + y; }
        }
        public static class Settings
        {
            public const double Rate = 0.5;
            public static readonly int Count = 4;
        }
        """,
    ];

    /// <summary>Source, old text, new text. Some break the program for a while, some are undone later.</summary>
    private static readonly (int Source, string Old, string New)[] Edits =
    [
        (2, "Rate = 0.5", "Rate = 0.25"),
        (1, "3 * x * x", "Math.Sin(x) * x"),
        (1, "public static partial class Helper", "using System;\npublic static partial class Helper"),
        (2, "return x + y; }\n    public static float", "return x * y + x; }\n    public static float"),
        (1, "=> Deep.Add(x, 1)", "=> Deep.Add((float)x, 1f)"),
        (2, "public static float Add(float x, float y)", "public static float Add(float y, float x)"),
        (2, "Count = 4", "Count = 7"),
        (0, "using Autodiff;", "using Autodiff;\n// moved"),
        (2, "class Deep", "class Deeper"),
        (2, "class Deeper", "class Deep"),
        (0, "Helper.Scale(x) * y", "Helper.Scale(y) * x"),
        (1, "double Scale(double x)", "double Scale(in double x)"),
        (1, "double Scale(in double x)", "double Scale(double x, double power = 2)"),
        (1, "power = 2", "power = 3"),
        (1, "* x; }", "* x * power; }"),
        (0, "[Differentiable] public static double G", "[Differentiable(Name = \"Sum\")] public static double G"),
        (0, "[Differentiable] public static double F", "[Differentiable(nameof(y))] public static double F"),
        (0, "F(double x, double y)", "F([NotDifferentiable] double x, double y)"),
        (2, "const double Rate", "static readonly double Rate"),
        (2, "static readonly int Count = 7", "const int Count = 2"),
        (0, "Span<double> v", "Span<float> v"),
        (1, "public static double Scale", "public static float Scale(float x) => x * x * x;\n    public static double Scale"),
        (0, "public static partial class Model", "internal static partial class Model"),
        (1, "Math.Sin(x)", "Math.Sin(x"),
        (1, "Math.Sin(x", "Math.Sin(x)"),
    ];

    private static string[] Texts(PipelineRun run) =>
        [.. run.Result.GeneratedSources.Select(s => s.HintName + "\n" + s.SourceText).Order(StringComparer.Ordinal)];

    [Fact]
    public void After_every_edit_the_output_is_that_of_a_run_that_remembers_nothing()
    {
        PipelineRun run = new(Sources);
        int applied = 0;
        var seen = new HashSet<string>();
        foreach ((int source, string old, string replacement) in Edits)
        {
            if (!run.Compilation.SyntaxTrees[source].ToString().Contains(old, StringComparison.Ordinal)) continue;
            applied++;
            run.Edit(source, old, replacement);
            // Parsed anew, so that nothing is found in the cache.
            string[] now = Texts(run), fresh = Texts(new PipelineRun([.. run.Compilation.SyntaxTrees.Select(tree => tree.ToString())]));
            Assert.True(fresh.SequenceEqual(now), $"After «{old}» became «{replacement}»:\n{string.Join("\n", now)}\nshould be\n{string.Join("\n", fresh)}");
            seen.Add(string.Join("\n", now));
        }
        Assert.True(applied == Edits.Length, $"Only {applied} of {Edits.Length} edits found their text.");
        Assert.True(seen.Count > applied / 2, $"Only {seen.Count} different outputs: the edits do not reach the methods.");
    }
}
