// What the members refuse of parameter containers and arrays of arrays: before anything is written, naming the path.
using System;
using Autodiff.Gradients.Tests.Corpus;
using Xunit;

namespace Autodiff.Gradients.Tests.Checks;

public sealed class ContainerTests
{
    private static readonly double[] s_x = [0.5, -1];

    [Fact]
    public void A_gradient_must_have_the_shape_of_every_array()
    {
        TwoLayers net = TwoLayers.Shaped(2), gradient = new(DenseLayer.Shaped(2), new DenseLayer(2, 3), 2);
        Refused<ArgumentException>("netGradient.Second.W", "[2, 3]", () => ParameterContainers.NestedGradient(net, s_x, gradient, new double[2]), gradient);
        gradient = new TwoLayers(DenseLayer.Shaped(2), DenseLayer.Shaped(2), 3);
        Refused<ArgumentException>("netGradient.Output", "net.Output, 2", () => ParameterContainers.NestedGradient(net, s_x, gradient, new double[2]), gradient);
    }

    [Fact]
    public void Nothing_on_the_way_to_a_number_may_be_null()
    {
        TwoLayers net = TwoLayers.Shaped(2);
        Refused<ArgumentNullException>("netGradient", "null", () => ParameterContainers.NestedGradient(net, s_x, null!, new double[2]), null);
        var gradient = new TwoLayers(DenseLayer.Shaped(2), null!, 2);
        Refused<ArgumentNullException>("netGradient.Second", "null", () => ParameterContainers.NestedGradient(net, s_x, gradient, new double[2]), gradient);
        DenseLayer layer = DenseLayer.Shaped(2), without = new(2, 2) { Bias = null! };
        Refused<ArgumentNullException>("layerGradient.Bias", "null", () => ParameterContainers.LayerGradient(layer, s_x, without, new double[2]), null);
        Refused<ArgumentNullException>("layer.Bias", "null", () => ParameterContainers.LayerGradient(without, s_x, layer, new double[2]), null);
    }

    [Fact]
    public void A_gradient_shares_no_array_and_no_object_with_anything()
    {
        TwoLayers net = TwoLayers.Shaped(2);
        Refused<ArgumentException>("netGradient.Output", "overlaps", () => ParameterContainers.NestedGradient(net, net.Output, TwoLayers.Shaped(2), net.Output), null, "xGradient");
        var tied = new TwoLayers(net.First, DenseLayer.Shaped(2), 2);
        Refused<ArgumentException>("netGradient.First", "same object", () => ParameterContainers.NestedGradient(net, s_x, tied, new double[2]), null);
        DenseLayer one = DenseLayer.Shaped(2);
        Refused<ArgumentException>("netGradient.Second", "same object", () => ParameterContainers.NestedGradient(net, s_x, new TwoLayers(one, one, 2), new double[2]), null);
        // Objects without any elements, too: their numbers would be set.
        DenseLayer empty = DenseLayer.Shaped(0);
        Refused<ArgumentException>("layerGradient", "same object", () => ParameterContainers.LayerGradient(empty, [], empty, []), null);
        Assert.Equal(1, empty.Scale);
    }

    [Fact]
    public void Arrays_that_are_tied_are_one_input_read_twice()
    {
        DenseLayer shared = DenseLayer.Shaped(2);
        shared.W[0, 1] = 0.3;
        TwoLayers net = new(shared, shared, 2), gradient = TwoLayers.Shaped(2);
        net.Output[0] = 2;
        ParameterContainers.NestedGradient(net, s_x, gradient, new double[2]);
        Assert.NotEqual(0, gradient.Second.W[0, 0]);
        Assert.NotEqual(0, gradient.First.W[1, 1]);
        Assert.Equal(0, gradient.First.W[0, 1]);
    }

    [Fact]
    public void A_field_that_is_a_constant_stays_as_the_caller_made_it()
    {
        TwoLayers net = TwoLayers.Shaped(2), gradient = TwoLayers.Shaped(2);
        gradient.Temperature = 7;
        ParameterContainers.NestedGradient(net, s_x, gradient, new double[2]);
        Assert.Equal((7, "dense"), (gradient.Temperature, gradient.First.Name));
        Mixture mixture = Mixture.Shaped(2), mixtureGradient = Mixture.Shaped(2);
        int[] order = mixtureGradient.Order;
        ParameterContainers.EverythingGradient(mixture, 1, ref mixtureGradient, out _);
        Assert.Same(order, mixtureGradient.Order);
    }

    [Fact]
    public void Rows_must_be_there_and_have_the_lengths_of_their_rows()
    {
        double[][] a = [[1, 2], [3], []];
        Refused<ArgumentException>("aGradient", "aGradient[1] is 2; it must be that of a[1], 1", () => JaggedArrays.ElementsGradient(a, 1, [[0, 0], [0, 0], []], out _), null);
        Refused<ArgumentException>("aGradient", "The length of aGradient is 2", () => JaggedArrays.ElementsGradient(a, 1, [[0, 0], [0]], out _), null);
        Refused<ArgumentException>("aGradient", "aGradient[2] is null", () => JaggedArrays.ElementsGradient(a, 1, [[0, 0], [0], null!], out _), null);
        Refused<ArgumentException>("a", "a[1] is null", () => JaggedArrays.ElementsGradient([[1, 2], null!, []], 1, [[0, 0], [0], []], out _), null);
        Refused<ArgumentNullException>("aGradient", "null", () => JaggedArrays.ElementsGradient(a, 1, null!, out _), null);
    }

    [Fact]
    public void Rows_that_are_written_share_no_memory()
    {
        double[] row = [1, 2];
        double[][] a = [row, [3, 4]];
        Refused<ArgumentException>("aGradient", "aGradient[1] and a[0] are the same array", () => JaggedArrays.ElementsGradient(a, 1, [[0, 0], row], out _), null);
        double[] twice = [0, 0];
        Refused<ArgumentException>("aGradient", "aGradient[0] and aGradient[1] are the same array", () => JaggedArrays.ElementsGradient(a, 1, [twice, twice], out _), null);
        Refused<ArgumentException>("aGradient", "aGradient[0] (length 2) overlaps x (length 2)", () => JaggedArrays.RowsGradient(a, twice, [twice, [0, 0]], new double[2]), null);
        double scaleAdjoint = 0;
        Refused<ArgumentException>("a", "a[0] and a[1] are the same array", () => JaggedArrays.InPlaceVjp([row, row], 1, [[0, 0], [0, 0]], ref scaleAdjoint), null);
        // What is only read may be one array twice.
        double[][] gradient = [[0, 0], [0, 0]];
        JaggedArrays.ElementsGradient([row, row], 1, gradient, out _);
        Assert.NotEqual(gradient[0], gradient[1]);
    }

    [Fact]
    public void Many_rows_are_compared_by_identity()
    {
        var a = new double[1000][];
        var gradient = new double[1000][];
        for (int i = 0; i < a.Length; i++) (a[i], gradient[i]) = ([i], [0]);
        JaggedArrays.ElementsGradient(a, 1, gradient, out _);
        (double[] kept, gradient[999]) = (gradient[999], gradient[3]);
        Refused<ArgumentException>("aGradient", "aGradient[3] and aGradient[999]", () => JaggedArrays.ElementsGradient(a, 1, gradient, out _), null);
        gradient[999] = kept;
        gradient[500] = a[7];
        Refused<ArgumentException>("aGradient", "aGradient[500] and a[7]", () => JaggedArrays.ElementsGradient(a, 1, gradient, out _), null);
    }

    private static void Refused<T>(string name, string words, Action call, TwoLayers? untouched, string? otherName = null)
        where T : ArgumentException
    {
        double[] before = untouched is null ? [] : [.. untouched.Output];
        T e = Assert.Throws<T>(call);
        Assert.Contains(e.ParamName, new[] { name, otherName });
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        if (untouched is not null) Assert.Equal(before, untouched.Output);
    }
}
