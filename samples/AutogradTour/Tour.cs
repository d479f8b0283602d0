// The rows of the tour, in order.
using System.Collections.Generic;
using AutogradTour.Examples;

namespace AutogradTour;

public static class Tour
{
    public static IReadOnlyList<Example> Examples { get; } =
    [
        DotProduct.Example,
        NormOfVector.Example,
        SquaredElements.Example,
        DetachedFactor.Example,
        AttachedIntermediate.Example,
        DetachedThenContinued.Example,
        HeadGradient.Example,
        ChainByHand.Example,
        ControlFlow.Example,
        TrainingFlag.Example,
        GradientReturned.Example,
        CubeAdded.Example,
        RequiresGradient.Example,
        WeightSharing.Example,
        Perceptron.Example,
        RepeatedLayers.Example,
        GradientDescent.Example,
        GradientOfGradient.Example,
        InPlaceHarmless.Example,
        InPlaceRefused.Example,
        SecondPriceAuction.Example,
        PlotOfSine.Example,
        SoftmaxRegression.Example,
    ];
}
