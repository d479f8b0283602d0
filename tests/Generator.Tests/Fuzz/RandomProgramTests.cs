// A small seeded sample of the random methods of tests/Fuzz: compiled, run, and compared with finite differences.
using System.Linq;
using Autodiff.Fuzz;
using Xunit;

namespace Autodiff.Generators.Tests.Fuzz;

public class RandomProgramTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_methods_have_right_derivatives(int batch)
    {
        Outcome[] outcomes = Sample.Run(1000 * batch, 20);
        Assert.All(outcomes, o => Assert.False(o.IsFault || o.Verdict == Verdict.Invalid, $"{o.Verdict}: {o.Message}\n{o.Source}"));
        // A sample that is refused, or too wild for differences, says nothing.
        Assert.True(outcomes.Sum(o => o.Compared) > 30, $"{outcomes.Sum(o => o.Compared)} points were compared");
    }
}
