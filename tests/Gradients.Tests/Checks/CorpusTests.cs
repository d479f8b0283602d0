// Every corpus function, crossed with every check.
using System.Linq;
using Autodiff.Gradients.Tests.Harness;
using Xunit;

namespace Autodiff.Gradients.Tests.Checks;

/// <summary>Checks that need the generated members' numbers.</summary>
public sealed class CorpusNumbersTests
{
    public static TheoryData<string> All => CorpusOf.All;

    [Theory]
    [MemberData(nameof(All))]
    public void The_generated_members_have_the_signatures_of_the_contract(string function) => Numbers.Signatures(Function.Corpus[function]);

    [Theory]
    [MemberData(nameof(All))]
    public void Every_member_leaves_the_functions_own_results(string function) => Numbers.PrimalBits(Function.Corpus[function]);

    [Theory]
    [MemberData(nameof(All))]
    public void Forward_and_reverse_mode_agree(string function) => Numbers.ForwardAgainstReverse(Function.Corpus[function]);

    [Theory]
    [MemberData(nameof(Smooth))]
    public void Forward_mode_agrees_with_finite_differences(string function) => Numbers.FiniteDifference(Function.Corpus[function]);

    [Theory]
    [MemberData(nameof(WithKnownValues))]
    public void All_modes_agree_with_the_known_derivative(string function) => Numbers.ClosedForm(Function.Corpus[function]);

    [Theory]
    [MemberData(nameof(WithGuards))]
    public void Every_member_throws_what_the_function_throws(string function) => Numbers.SameException(Function.Corpus[function]);

    public static TheoryData<string> Smooth => CorpusOf.Where(f =>
        !f.Method.IsDefined(typeof(NoFiniteDifferencesAttribute), false) && f.Points.Any(p => p.IsSmooth));

    public static TheoryData<string> WithKnownValues => CorpusOf.Where(f =>
        f.Method.IsDefined(typeof(ClosedFormAttribute), false) || f.Points.Any(p => p.ExpectedGradient is not null));

    public static TheoryData<string> WithGuards => CorpusOf.Where(f => f.Points.Any(p => p.Throws));
}

/// <summary>Checks of buffers and memory.</summary>
public sealed class CorpusBuffersTests
{
    public static TheoryData<string> All => CorpusOf.All;

    [Theory]
    [MemberData(nameof(WithGradient))]
    public void Gradient_sets_its_buffers_and_equals_Vjp_with_seed_one(string function) => Buffers.GradientSets(Function.Corpus[function]);

    [Theory]
    [MemberData(nameof(WithReadOnlyInputs))]
    public void Vjp_adds_to_the_adjoints_of_its_inputs(string function) => Buffers.VjpAdds(Function.Corpus[function]);

    [Theory]
    [MemberData(nameof(All))]
    public void A_buffer_of_the_wrong_length_is_refused_before_anything_is_written(string function) => Buffers.WrongLength(Function.Corpus[function]);

    [Theory]
    [MemberData(nameof(All))]
    public void Overlapping_buffers_are_refused_and_neighbours_accepted(string function) => Buffers.Overlap(Function.Corpus[function]);

    [Theory]
    [MemberData(nameof(WithoutLeave))]
    public void Nothing_is_allocated_in_steady_state(string function) => Buffers.Allocation(Function.Corpus[function]);

    [Theory]
    [MemberData(nameof(All))]
    public void Many_threads_at_once_get_the_bits_of_one(string function) => Buffers.Threads(Function.Corpus[function]);

    public static TheoryData<string> WithGradient => CorpusOf.Where(f => f.Has(Mode.Gradient));

    public static TheoryData<string> WithReadOnlyInputs => CorpusOf.Where(f => f.Differentiated.Any(p => !p.IsMutable));

    public static TheoryData<string> WithoutLeave => CorpusOf.Where(f => !f.Method.IsDefined(typeof(MayAllocateAttribute), false));
}

/// <summary>Checks of the corpus itself, which need no derivative.</summary>
public sealed class CorpusSoundnessTests
{
    public static TheoryData<string> All => CorpusOf.All;

    [Theory]
    [MemberData(nameof(All))]
    public void Difference_quotients_settle_at_every_point(string function) => Numbers.Sound(Function.Corpus[function]);

    [Fact]
    public void The_corpus_has_at_least_350_functions() => Assert.InRange(Function.Corpus.Count, 350, int.MaxValue);

    [Theory]
    [InlineData("Factorisations", "LuSolve", "LuSolveSingle", "CholeskySolve", "HouseholderQr", "DeterminantByElimination", "MatrixExponential")]
    [InlineData("Simulations", "RungeKutta4", "Leapfrog", "LeapfrogSingle", "NewtonUntilConvergence", "BisectionUntilConvergence", "RotateByQuaternion", "CameraProjection", "KalmanFilter")]
    [InlineData("Sequences", "CubicSpline", "Fft", "HiddenMarkovForward", "SoftDtw", "SoftmaxAttention", "GruCell", "GruCellSingle", "BatchNormalisation")]
    [InlineData("Markets", "GaussianMixtureLikelihood", "BlackScholesCall", "MonteCarloPrice", "SecondPriceAuction", "Speelpenning", "SpeelpenningSingle")]
    [InlineData("Learning", "LstmCell", "LstmSequence", "Attention")]
    [InlineData("Physics", "BlackScholes", "LennardJones", "NBodyEnergy", "Kalman")]
    [InlineData(
        "MoreGarbowHillstrom", "Rosenbrock", "FreudensteinRoth", "PowellBadlyScaled", "BrownBadlyScaled", "Beale", "JennrichSampson", "HelicalValley", "Bard", "Gaussian", "Meyer",
        "GulfResearch", "BoxThreeDimensional", "PowellSingular", "Wood", "KowalikOsborne", "BrownDennis", "Osborne1", "Biggs")]
    [InlineData(
        "MoreGarbowHillstromMany", "Osborne2", "Watson", "ExtendedRosenbrock", "ExtendedPowellSingular", "PenaltyOne", "PenaltyTwo", "VariablyDimensioned", "Trigonometric",
        "BrownAlmostLinear", "DiscreteBoundaryValue", "DiscreteIntegralEquation", "BroydenTridiagonal", "BroydenBanded", "LinearFullRank", "LinearRankOne", "LinearRankOneWithZeros", "Chebyquad")]
    public void The_corpus_holds_the_programs_that_people_write(string type, params string[] functions) =>
        Assert.All(functions, f => Assert.Contains($"{type}.{f}", Function.Corpus.Keys));
}

internal static class CorpusOf
{
    public static TheoryData<string> All => Where(_ => true);

    public static TheoryData<string> Where(System.Func<Function, bool> condition)
    {
        var data = new TheoryData<string>();
        foreach (Function f in Function.Corpus.Values.Where(condition)) data.Add(f.Id);
        return data;
    }
}
