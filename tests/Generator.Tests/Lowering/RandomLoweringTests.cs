// Random methods run alike as trees, lowered, inlined and simplified.
using System.Linq;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Trees;

public class RandomLoweringTests
{
    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void Random_methods_compute_what_their_trees_compute(int part)
    {
        for (int seed = part * 100; seed < (part + 1) * 100; seed++)
            for (int arguments = 0; arguments < 3; arguments++)
                Equivalence.Check(RandomTree.Methods(seed), RandomTree.Arguments(seed * 10 + arguments));
    }

    [Theory]
    [InlineData(0), InlineData(1)]
    public void Random_methods_compute_the_same_after_inlining_and_simplification(int part)
    {
        int before = 0, after = 0;
        for (int seed = part * 100; seed < (part + 1) * 100; seed++)
        {
            object[] arguments = RandomTree.Arguments(seed * 10);
            Generators.Ir.Program lowered = Equivalence.Lowered(RandomTree.Methods(seed));
            Generators.Ir.Program simplified = Equivalence.CheckSimplified(Equivalence.CheckInlined(lowered, arguments), arguments);
            Equivalence.CheckSimplified(lowered, RandomTree.Arguments(seed * 10 + 1));
            before += lowered.Methods.Sum(m => m.Body.All().Count());
            after += simplified.Methods.Sum(m => m.Body.All().Count());
        }
        Assert.InRange(after, 1, before / 2);
    }

    [Fact]
    public void Simplifying_again_changes_nothing()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            foreach (Method method in Equivalence.Lowered(RandomTree.Methods(seed)).Methods)
            {
                Method once = Simplify.Run(method);
                Assert.Equal(once, Simplify.Run(once));
            }
        }
    }
}
