// Random methods run alike as trees and lowered.
using Xunit;

namespace Autodiff.Generator.Tests.Trees;

public class RandomLoweringTests
{
    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7)]
    public void Random_methods_compute_what_their_trees_compute(int hundred)
    {
        for (int seed = hundred * 100; seed < (hundred + 1) * 100; seed++)
            for (int arguments = 0; arguments < 4; arguments++)
                Equivalence.Check(RandomTree.Methods(seed), RandomTree.Arguments(seed * 10 + arguments));
    }
}
