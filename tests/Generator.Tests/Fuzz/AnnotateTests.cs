// Numerical code that was not written for derivatives: every method of a folder is marked, compiled and checked.
using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Autodiff.Fuzz.Annotate;
using Xunit;

namespace Autodiff.Generators.Tests.Fuzz;

public class AnnotateTests
{
    private static string Sources([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../Fuzz/Sources"));

    [Fact]
    public void Numerical_routines_from_published_formulas_differentiate_as_they_stand()
    {
        Findings findings = Annotation.Run(Sources());
        using StringWriter text = new();
        findings.Print(text, everything: true);
        Assert.True(findings.IsSound, text.ToString());
        Assert.Empty(findings.Skipped);
        Assert.True(findings.OfDoubles.Count() >= 150, text.ToString());
        Assert.True(findings.Share >= 0.8, text.ToString());
        Assert.True(findings.Checked.Count(m => m.Check!.Compared > 0) >= 150, text.ToString());
    }

    [Theory]
    [InlineData(Numbers.Single, 180)]
    [InlineData(Numbers.Generic, 170)]
    public void They_differentiate_in_float_and_in_an_open_number_type_too(Numbers numbers, int methods)
    {
        Findings findings = Annotation.Run(Sources(), numbers: numbers);
        using StringWriter text = new();
        findings.Print(text, everything: true);
        Assert.True(findings.IsSound, text.ToString());
        Assert.Empty(findings.Skipped);
        Assert.InRange(findings.LeftOut, 1, 12);
        Assert.True(findings.OfDoubles.Count() >= methods, text.ToString());
        Assert.True(findings.Share >= 0.9, text.ToString());
        Assert.True(findings.Checked.Count() >= 150, text.ToString());
    }

    [Fact]
    public void What_is_wrong_is_found()
    {
        string folder = Directory.CreateTempSubdirectory("annotate").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Bad.cs"), "class Bad { double F(double x) => y; }");
            // A derivative written by hand that is wrong stands for one that the compiler gets wrong.
            File.WriteAllText(Path.Combine(folder, "Wrong.cs"), """
                using System;
                using Autodiff;
                static class Wrong
                {
                    static double F(double x) => x * x;
                    [VjpOf(nameof(F))] static double FReverse(double x, double seed, ref double xAdjoint) { xAdjoint += seed * x; return x * x; }
                    [JvpOf(nameof(F))] static double FForward(double x, double xTangent, out double tangent) { tangent = 2 * x * xTangent; return x * x; }
                    static double G(double x) { Console.Out.Flush(); return Math.Sin(x); }
                    static int H(string text) => text.Length;
                }
                """);
            Findings findings = Annotation.Run(folder);
            Assert.Equal("Bad.cs", Assert.Single(findings.Skipped).File);
            Assert.False(findings.IsSound);
            Assert.Equal("Wrong.F(double)", Assert.Single(findings.Wrong).Name);
            Assert.Equal("Wrong.H(string)", Assert.Single(findings.With(Fate.Refused)).Name);
            Assert.True(findings.Methods.Single(m => m.Name == "Wrong.G(double)").Check!.Compared == 10);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
