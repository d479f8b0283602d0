// Every operation: gradients of the first three orders against central differences.
using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using static Autodiff.Recording.Tests.Differences;

namespace Autodiff.Recording.Tests;

public class OperationTests
{
    private sealed record Case(Func<Variable<double>[], Variable<double>> Function, Variable<double>[] Variables, int Orders = 3, double Tolerance = 1e-6);

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["x + y"] = new(v => v[0] + v[1], [Fill(1, -1, 1, 2, 3), Fill(2, -1, 1, 2, 3)]),
        ["x - y"] = new(v => v[0] - v[1], [Fill(1, -1, 1, 4), Fill(2, -1, 1, 4)]),
        ["x * y"] = new(v => v[0] * v[1], [Fill(1, -1, 1, 4), Fill(2, -1, 1, 4)]),
        ["x * x * x"] = new(v => v[0] * v[0] * v[0], [Fill(1, -1, 1, 4)]),
        ["x / y"] = new(v => v[0] / v[1], [Fill(1, -1, 1, 4), Fill(2, 1, 2, 4)]),
        ["pow(x, y)"] = new(v => v[0].Pow(v[1]), [Fill(1, 0.5, 2, 4), Fill(2, 0.5, 2, 4)]),
        ["max"] = new(v => Variable.Max(v[0], v[1]) * v[0], [Fill(1, -1, 1, 6), Fill(2, -1, 1, 6)]),
        ["min"] = new(v => Variable.Min(v[0], v[1]) * v[1], [Fill(1, -1, 1, 6), Fill(2, -1, 1, 6)]),
        ["row broadcast"] = new(v => v[0] * v[1], [Fill(1, -1, 1, 2, 3), Fill(2, -1, 1, 3)]),
        ["column broadcast"] = new(v => v[0] * v[1], [Fill(1, -1, 1, 2, 3), Fill(2, -1, 1, 2, 1)]),
        ["both broadcast"] = new(v => v[0] / v[1], [Fill(1, -1, 1, 2, 1, 3), Fill(2, 1, 2, 4, 1)]),
        ["scalar broadcast"] = new(v => v[0] - v[1], [Fill(1, -1, 1, 2, 3), Fill(2, -1, 1, 1)]),
        ["x + 2"] = new(v => 2 + v[0], [Fill(1, -1, 1, 3)]),
        ["2 - x"] = new(v => 2 - v[0], [Fill(1, -1, 1, 3)]),
        ["3 x"] = new(v => 3 * v[0] * v[0], [Fill(1, -1, 1, 3)]),
        ["x / 3"] = new(v => v[0] * v[0] / 3, [Fill(1, -1, 1, 3)]),
        ["2 / x"] = new(v => 2 / v[0], [Fill(1, 1, 2, 3)]),
        ["-x"] = new(v => -(v[0] * v[0]), [Fill(1, -1, 1, 3)]),
        ["pow(x, 3)"] = new(v => v[0].Pow(3), [Fill(1, -1, 1, 3)]),
        ["exp"] = new(v => v[0].Exp(), [Fill(1, -1, 1, 3)]),
        ["log"] = new(v => v[0].Log(), [Fill(1, 1, 2, 3)]),
        ["sqrt"] = new(v => v[0].Sqrt(), [Fill(1, 1, 2, 3)]),
        ["abs"] = new(v => v[0].Abs() * v[0], [Fill(1, -1, 1, 6)]),
        ["sin"] = new(v => v[0].Sin(), [Fill(1, -1, 1, 3)]),
        ["cos"] = new(v => v[0].Cos(), [Fill(1, -1, 1, 3)]),
        ["tanh"] = new(v => v[0].Tanh(), [Fill(1, -1, 1, 3)]),
        ["sigmoid"] = new(v => v[0].Sigmoid(), [Fill(1, -3, 3, 6)]),
        ["relu"] = new(v => v[0].Relu() * v[0], [Fill(1, -1, 1, 6)]),
        ["sum"] = new(v => (v[0] * v[0]).Sum(), [Fill(1, -1, 1, 2, 3)]),
        ["sum over rows"] = new(v => (v[0] * v[0]).Sum(0), [Fill(1, -1, 1, 2, 3)]),
        ["sum over columns"] = new(v => (v[0] * v[0]).Sum(1, keepDimension: true), [Fill(1, -1, 1, 2, 3)]),
        ["sum over the middle"] = new(v => (v[0] * v[0]).Sum(1), [Fill(1, -1, 1, 2, 3, 2)]),
        ["mean"] = new(v => (v[0] * v[0]).Mean(), [Fill(1, -1, 1, 2, 3)]),
        ["mean over columns"] = new(v => (v[0] * v[0]).Mean(-1), [Fill(1, -1, 1, 2, 3)]),
        ["norm"] = new(v => v[0].Norm(), [Fill(1, 1, 2, 3)]),
        ["dot"] = new(v => v[0].Dot(v[1]) * v[0].Dot(v[0]), [Fill(1, -1, 1, 3), Fill(2, -1, 1, 3)]),
        ["matmul"] = new(v => v[0].MatMul(v[1]), [Fill(1, -1, 1, 2, 3), Fill(2, -1, 1, 3, 4)]),
        ["matmul thrice"] = new(v => v[0].MatMul(v[0]).MatMul(v[0]), [Fill(1, -1, 1, 2, 2)]),
        ["matrix vector"] = new(v => v[0].MatMul(v[1]).Tanh(), [Fill(1, -1, 1, 2, 3), Fill(2, -1, 1, 3)]),
        ["vector matrix"] = new(v => v[1].MatMul(v[0]), [Fill(1, -1, 1, 3, 2), Fill(2, -1, 1, 3)]),
        ["transpose"] = new(v => v[0].Transpose().MatMul(v[0]), [Fill(1, -1, 1, 2, 3)]),
        ["reshape"] = new(v => v[0].Reshape(3, 2).MatMul(v[0]), [Fill(1, -1, 1, 2, 3)]),
        ["broadcast to"] = new(v => v[0].BroadcastTo(4, 3).Exp(), [Fill(1, -1, 1, 3)]),
        ["index"] = new(v => v[0][1, 2] * v[0][0, 1] * v[0][0, 1], [Fill(1, -1, 1, 2, 3)]),
        ["leading index"] = new(v => v[0][1].Exp(), [Fill(1, -1, 1, 2, 3)]),
        ["slice"] = new(v => v[0][.., 1..3].Exp(), [Fill(1, -1, 1, 2, 3)]),
        ["concat rows"] = new(v => Variable.Concat(0, v[0], v[1]).Exp(), [Fill(1, -1, 1, 2, 3), Fill(2, -1, 1, 1, 3)]),
        ["concat columns"] = new(v => Variable.Concat(1, v[0], v[1], v[0]).Exp(), [Fill(1, -1, 1, 2, 3), Fill(2, -1, 1, 2, 1)]),
        ["logsumexp"] = new(v => v[0].LogSumExp(), [Fill(1, -1, 1, 2, 3)]),
        ["softmax cross entropy"] = new(v => v[0].SoftmaxCrossEntropy(new[] { 2, 0 }), [Fill(1, -1, 1, 2, 3)]),
        ["batch norm, training"] = new(BatchNorm, [Fill(1, -1, 1, 4, 2), Fill(2, 0.5, 1, 2), Fill(3, -1, 1, 2)], 2, 1e-5),
        ["batch norm, predicting"] = new(
            v =>
            {
                using AutogradScope predicting = Autograd.Predicting();
                return BatchNorm(v).Tanh();
            },
            [Fill(1, -1, 1, 4, 2), Fill(2, 0.5, 1, 2), Fill(3, -1, 1, 2)]),
    };

    private static Variable<double> BatchNorm(Variable<double>[] v) => v[0].BatchNorm(v[1], v[2], Variable.Constant(0.1, -0.2), Variable.Constant(0.9, 1.1));

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_to_third_order_equal_central_differences(string name)
    {
        Case c = Cases[name];
        Check(() => c.Function(c.Variables), c.Variables, c.Orders, c.Tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_that_an_adjoint_does_not_depend_on_may_be_overwritten(string name)
    {
        // What the recorder lets pass must not change a gradient: each input is overwritten in turn after the forward call.
        Case c = Cases[name];
        double[][] expected;
        using (Autograd.Record()) expected = [.. Autograd.Gradient(c.Function(c.Variables), c.Variables).Select(g => g.Values.ToArray())];
        foreach (Variable<double> overwritten in c.Variables)
        {
            double[] kept = overwritten.Values.ToArray();
            try
            {
                using AutogradScope recording = Autograd.Record();
                Variable<double> y = c.Function(c.Variables);
                using (Autograd.Pause()) overwritten.SetInPlace([.. kept.Select(k => (3 * k) + 7)]);
                Variable<double>[] gradients = Autograd.Gradient(y, c.Variables);
                for (int k = 0; k < expected.Length; k++) Assert.Equal(expected[k], gradients[k].Values.ToArray());
            }
            catch (RecordingException e)
            {
                Assert.Contains("version", e.Message, StringComparison.Ordinal);
            }
            finally
            {
                overwritten.SetInPlace(kept);
            }
        }
    }

    [Fact]
    public void Single_precision_gives_the_same_gradients_as_double()
    {
        Variable<double> x = Fill(1, 0.5, 1, 3, 3);
        Variable<float> single = Variable.Create<float>([.. x.Values.ToArray().Select(v => (float)v)], [3, 3]);
        using (Autograd.Record())
        {
            (x.MatMul(x).Tanh() + (x.Exp() / x.Sqrt()).Sigmoid()).Norm().Backward();
            (single.MatMul(single).Tanh() + (single.Exp() / single.Sqrt()).Sigmoid()).Norm().Backward();
        }

        for (int k = 0; k < 9; k++) Assert.Equal(x.Gradient!.Values[k], single.Gradient!.Values[k], 1e-5);
    }

    [Fact]
    public void Empty_and_one_element_variables_have_gradients()
    {
        Variable<double> none = Variable.Create<double>([], [0]), one = Variable.Create(2.0);
        using (Autograd.Record())
        {
            Variable<double> y = (none * none).Sum() + one.Exp();
            y.Backward();
        }

        Assert.Equal(0, none.Gradient!.Count);
        Assert.Equal(Math.Exp(2), one.Gradient!.Value);
    }

    [Fact]
    public void Sigmoid_and_logsumexp_do_not_overflow()
    {
        Variable<double> x = Variable.Create(-800.0, 0, 800);
        using (Autograd.Record()) x.Sigmoid().Backward();
        Assert.Equal([0, 0.25, 0], x.Gradient!.Values.ToArray());
        using (Autograd.Record()) x.LogSumExp().Backward();
        Assert.Equal([0, 0, 1], x.Gradient!.Values.ToArray());
    }

    [Fact]
    public void Dropout_keeps_the_mean_in_training_and_is_the_identity_in_prediction()
    {
        Variable<double> x = Variable.Create<double>([.. Enumerable.Repeat(1.0, 1000)], [1000]);
        using (Autograd.Record(training: false)) Assert.Same(x, x.Dropout(0.5));
        using (Autograd.Record())
        {
            Variable<double> y = x.Dropout(0.25, new Random(1));
            Assert.All(y.Values.ToArray(), v => Assert.True(v == 0 || v == 1 / 0.75));
            Assert.InRange(y.Values.ToArray().Average(), 0.9, 1.1);
            y.Backward();
            Assert.Equal(y.Values.ToArray(), x.Gradient!.Values.ToArray());
        }
    }

    [Fact]
    public void Batch_normalisation_tracks_mean_and_variance_in_training_only()
    {
        Variable<double> x = Fill(1, -1, 1, 5, 2), mean = Variable.Constant(0.0, 0), variance = Variable.Constant(1.0, 1), scale = Variable.Constant(1.0, 1), shift = Variable.Constant(0.0, 0);
        using (Autograd.Training()) x.BatchNorm(scale, shift, mean, variance, momentum: 1);
        Assert.Equal(x.Mean(0).Values[0], mean.Values[0], 1e-12);
        double[] tracked = mean.Values.ToArray();
        x.BatchNorm(scale, shift, mean, variance, momentum: 1);
        Assert.Equal(tracked, mean.Values.ToArray());
    }
}
