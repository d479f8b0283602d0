// Checks small programs that were once wrong: every derivative at several points, by finite differences and against each other.
using Autodiff.Fuzz;
using Xunit;

namespace Autodiff.Generators.Tests.Regressions;

internal static class Regression
{
    /// <summary>Members of a partial class, one or more of them marked.</summary>
    public static void Check(string members)
    {
        Outcome outcome = Run(members);
        Assert.True(outcome.Verdict == Verdict.Passed, $"{outcome.Verdict}: {outcome.Message}\n\n{Batch.Generated(outcome.Source)}");
        Assert.True(outcome.Compared > 0, "No point was compared with finite differences.");
    }

    public static Outcome Run(string members) => Batch.Run(["public static partial class C\n{\n" + members + "\n}\n"])[0];
}
