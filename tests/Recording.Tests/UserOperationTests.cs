// Overloads over variables that the generator writes for methods of one's own.
using System;
using Xunit;
using static Autodiff.Recording.Tests.Differences;

namespace Autodiff.Recording.Tests;

public static partial class Own
{
    [Differentiable(nameof(w), Generate = Derivatives.Gradient | Derivatives.Variable)]
    public static double Loss(ReadOnlySpan<double> w, ReadOnlySpan<double> x, double target)
    {
        double sum = 0;
        for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
        double error = Math.Tanh(sum) - target;
        return error * error;
    }

    [Differentiable(Generate = Derivatives.Variable)]
    public static void Rotate(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double angle, Span<double> u, Span<double> v)
    {
        for (int i = 0; i < x.Length; i++)
        {
            u[i] = Math.Cos(angle) * x[i] - Math.Sin(angle) * y[i];
            v[i] = Math.Sin(angle) * x[i] + Math.Cos(angle) * y[i];
        }
    }

    [Differentiable(Generate = Derivatives.Variable)]
    public static double Accumulate(Span<double> y, double rate, out double last)
    {
        double product = 1;
        for (int i = 1; i < y.Length; i++)
        {
            y[i] = y[i] * y[i - 1] * rate;
            product *= y[i];
        }
        last = y[^1] * rate;
        return product;
    }

    [Differentiable(nameof(scores), Generate = Derivatives.Variable)]
    public static double Picked(ReadOnlySpan<double> scores, ReadOnlySpan<int> places, int[] ignored, string unit)
    {
        double sum = unit.Length;
        foreach (int place in places)
            if (place != ignored[0]) sum += scores[place] * scores[place];
        return sum;
    }

    [Differentiable(Generate = Derivatives.Variable)]
    public static double Steps(double x, ref double state, int n)
    {
        while (n-- > 0 && Math.Abs(state) < 100) state = state * x + Helper(state);
        return state * state;
    }

    private static double Helper(double s)
    {
        double sum = 0;
        for (int k = 1; k < 4; k++) sum += Math.Sin(s * k) / k;
        return sum;
    }

    [Differentiable(nameof(x), Name = "SmoothSquare", Generate = Derivatives.Variable)]
    public static float Square(float x) => x * x;

    [Differentiable(Generate = Derivatives.Variable)]
    public static double call(ReadOnlySpan<double> Forward, ReadOnlySpan<double> Input)
    {
        double sum = 0;
        for (int i = 0; i < Forward.Length; i++) sum += Forward[i] * Input[i];
        return sum;
    }
}

public class UserOperationTests
{
    [Fact]
    public void A_method_of_spans_and_constants_is_one_node()
    {
        Variable<double> w = Fill(1, -1, 1, 4), x = Fill(2, -1, 1, 4).Detach();
        using AutogradScope recording = Autograd.Record();
        Variable<double> loss = Own.Loss(w, x, 0.3);
        Assert.Equal(Own.Loss(w.Values, x.Values, 0.3), loss.Value);
        Assert.Equal(1, loss.Graph().OperationCount);
        loss.Backward();
        double[] gradient = new double[4];
        Own.LossGradient(w.Values, x.Values, 0.3, gradient);
        Assert.Equal(gradient, w.Gradient!.Values.ToArray());
    }

    [Fact]
    public void Its_gradients_can_be_differentiated()
    {
        Variable<double> w = Fill(1, -1, 1, 3), x = Fill(2, -1, 1, 3).Detach();
        Check(() => Own.Loss(w, x, 0.3), [w], 3);
    }

    [Fact]
    public void A_constant_that_wants_a_gradient_is_refused()
    {
        Variable<double> w = Fill(1, -1, 1, 4), x = Fill(2, -1, 1, 4);
        using AutogradScope recording = Autograd.Record();
        string message = Assert.Throws<ArgumentException>(() => Own.Loss(w, x, 0.3)).Message;
        Assert.Contains("x.Detach()", message, StringComparison.Ordinal);
        using (Autograd.Pause()) Own.Loss(w, x, 0.3);
    }

    [Fact]
    public void Spans_that_are_filled_become_results()
    {
        Variable<double> x = Fill(1, -1, 1, 3), y = Fill(2, -1, 1, 3), angle = Variable.Create(0.4);
        Check(
            () =>
            {
                (Variable<double> u, Variable<double> v) = Own.Rotate(x, y, angle, [3], [3]);
                return u * v * v;
            },
            [x, y, angle], 3);
        using AutogradScope recording = Autograd.Record();
        // Only one of two results is used.
        Own.Rotate(x, y, angle, [3], [3]).v.Backward();
        Assert.Equal(Math.Cos(0.4), y.Gradient!.Values[0], 1e-12);
        Assert.Equal(Math.Sin(0.4), x.Gradient!.Values[0], 1e-12);
    }

    [Fact]
    public void A_span_that_is_updated_enters_and_leaves()
    {
        Variable<double> y = Fill(1, 0.5, 1.5, 4), rate = Variable.Create(0.9);
        double[] before = y.Values.ToArray();
        Check(
            () =>
            {
                (Variable<double> product, Variable<double> updated, Variable<double> last) = Own.Accumulate(y, rate);
                return product * updated + last;
            },
            [y, rate], 2, 1e-5);
        Assert.Equal(before, y.Values.ToArray());
    }

    [Fact]
    public void Constants_of_any_type_are_kept()
    {
        Variable<double> scores = Fill(1, -1, 1, 5);
        int[] places = [0, 3, 3, 4];
        using AutogradScope recording = Autograd.Record();
        Own.Picked(scores, places, [4], "m").Backward();
        Assert.Equal([2 * scores.Values[0], 0, 0, 4 * scores.Values[3], 0], scores.Gradient!.Values.ToArray());
    }

    [Fact]
    public void Loops_helpers_and_references_are_recorded_as_one_node()
    {
        Variable<double> x = Variable.Create(1.1), state = Variable.Create(0.3);
        Check(
            () =>
            {
                (Variable<double> result, Variable<double> final) = Own.Steps(x, state, 3);
                return result * final;
            },
            [x, state], 2, 1e-5);
    }

    [Fact]
    public void The_stem_names_the_overload_and_float_is_an_element_too()
    {
        Variable<float> x = Variable.Create(3f);
        using AutogradScope recording = Autograd.Record();
        Own.SmoothSquare(x).Backward();
        Assert.Equal(6, x.Gradient!.Value);
    }

    [Fact]
    public void Names_that_the_generated_code_uses_itself_are_no_trouble()
    {
        Variable<double> x = Fill(1, -1, 1, 3);
        using AutogradScope recording = Autograd.Record();
        Own.call(x, x).Backward();
        Assert.Equal(2 * x.Values[1], x.Gradient!.Values[1], 1e-12);
    }

    [Fact]
    public void A_number_wants_a_variable_of_one_element()
    {
        Variable<double> x = Fill(1, -1, 1, 3);
        Assert.Contains("[3]", Assert.Throws<ArgumentException>(() => Own.Steps(x, Variable.Create(0.1), 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_that_throws_leaves_nothing_behind()
    {
        Variable<double> w = Fill(1, -1, 1, 4), x = Fill(2, -1, 1, 3).Detach();
        using AutogradScope recording = Autograd.Record();
        Assert.Throws<IndexOutOfRangeException>(() => Own.Loss(w, x, 0.3));
        Variable<double> good = Own.Loss(w, Fill(2, -1, 1, 4).Detach(), 0.3);
        good.Backward();
        Assert.NotEqual(0, w.Gradient!.Values[0]);
    }
}
