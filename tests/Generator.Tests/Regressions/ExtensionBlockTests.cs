// Members of extension blocks, whose receiver stands in the head of the block, are refused where they stand.
using System.Linq;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;

namespace Autodiff.Generators.Tests.Regressions;

public class ExtensionBlockTests
{
    [Fact]
    public void A_marked_member_of_an_extension_block_is_refused()
    {
        GeneratorResult result = GeneratorTest.RunAny(GeneratorTest.InClass("extension(double x) { [Differentiable] public double Squared() => x * x; }"));
        Assert.Equal(
            ["ADG0010: 'Squared' is a member of an extension block, which cannot be differentiated: move the computation to an ordinary method of a partial type that is not virtual, and mark that one"],
            result.Diagnostics.Select(d => d.Id + ": " + d.GetMessage()).Distinct());
    }

    [Fact]
    public void Calls_of_members_of_an_extension_block_are_refused_with_words()
    {
        GeneratorResult result = GeneratorTest.RunAny(GeneratorTest.InClass("""
            extension(double x) { public double Squared() => x * x; public double Half => x / 2; }
            [Differentiable] public static double F(double x) => x.Squared() * x.Half;
            """));
        Assert.Equal(
            [
                "ADG0023: The call of 'Half' cannot be differentiated, because it is a member of an extension block: declare it as a static method whose first parameter is marked 'this'",
                "ADG0023: The call of 'Squared' cannot be differentiated, because it is a member of an extension block: declare it as a static method whose first parameter is marked 'this'",
            ],
            result.Diagnostics.Select(d => d.Id + ": " + d.GetMessage()).Distinct().Order());
    }
}
