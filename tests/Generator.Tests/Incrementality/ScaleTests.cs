// A project of a thousand methods: an edit reads what it touches, not everything.
using System.Globalization;
using System.Linq;
using System.Text;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;

namespace Autodiff.Generators.Tests.Incrementality;

public class ScaleTests
{
    private const int Files = 50, MethodsAFile = 20;

    private static string File(int file)
    {
        var text = new StringBuilder("using System;\nusing Autodiff;\n\npublic static partial class File").Append(file).Append("\n{\n");
        for (int i = 0; i < MethodsAFile; i++)
            text.Append(CultureInfo.InvariantCulture, $$"""
                    [Differentiable(Generate = Derivatives.Jvp)]
                    public static double M{{i}}(double x, double y)
                    {
                        double s = {{i}};
                        for (int k = 0; k < 10; k++) s += x * y;
                        return {{(file % 10 == 0 ? "Helper.Scale(s)" : "s")}};
                    }

                """);
        return text.Append("}\n").ToString();
    }

    [Fact]
    public void In_a_thousand_methods_an_edit_reads_its_own_file_and_a_helper_its_callers()
    {
        PipelineRun run = new([.. Enumerable.Range(0, Files).Select(File),
            "public static class Helper { public static double Scale(double x) { return 2 * x; } }",
            "public static class Elsewhere { public static int M() { return 1; } }"]);
        Assert.Equal(Files * MethodsAFile, run.Reads.Count);
        Assert.Equal(Files * MethodsAFile, run.Files.Count());

        run.Edit(Files + 1, "return 1;", "return 2;");
        Assert.Empty(run.Reads);
        Assert.Empty(run.Recompiled);

        run.Edit(7, "double s = 3;", "double s = 33;");
        Assert.Equal(MethodsAFile, run.Reads.Count);
        Assert.Equal(["M3"], run.Recompiled);
        Assert.Equal(["File7.M3.g.cs"], run.Reemitted);

        run.Edit(Files, "return 2 * x;", "return 3 * x;");
        Assert.Equal(Files / 10 * MethodsAFile, run.Reads.Count);
        Assert.Equal(Files / 10 * MethodsAFile, run.Reemitted.Count());
    }
}
