// The Taylor coefficients of every corpus function of one number, against its first two derivatives and against differences of its own coefficients.
using System;
using System.Linq;
using System.Reflection;
using Autodiff.Gradients.Tests.Harness;
using Xunit;

namespace Autodiff.SecondOrder.Tests;

public class TaylorTests
{
    private const BindingFlags Everything = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static TheoryData<string> All
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (SecondFunction f in SecondCorpus.Functions.Values.Where(f => f.F.ReturnsFloat && Find(f) is not null)) data.Add(f.F.Id);
            return data;
        }
    }

    [Fact]
    public void Many_functions_of_the_corpus_have_a_series() => Assert.InRange(All.Count, 120, int.MaxValue);

    [Theory]
    [MemberData(nameof(All))]
    public void The_first_coefficients_are_the_value_the_gradient_and_half_the_second_derivative(string function)
    {
        SecondFunction f = SecondCorpus.Functions[function];
        double tolerance = f.F.UsesFloat ? 2e-5 : 1e-11;
        foreach (Point point in f.F.Points.Where(p => !p.Throws && p.IsSmooth))
        {
            Outcome own = Runs.Primal(f.F, point.Values);
            double[] c = Coefficients(f, point.Values, 2, out Slot[] slots);
            Check.SameBits(own.Returned!, slots[^1], $"{f} Taylor at {point}: returned value");
            foreach (Parameter p in f.F.Parameters) Check.SameBits(own.Arguments[p.Index], slots[p.Index], $"{f} Taylor at {point}: final {p.Name}");
            double gradient = f.Run("HessianDiagonal", point.Values).Of(Role.Gradient)[0], second = f.Run("HessianDiagonal", point.Values).Of(Role.HessianDiagonal)[0];
            Check.Near(own.Returned![0], c[0], 0, 1, $"{f} at {point}: coefficient 0 against the value");
            Check.Near(gradient, c[1], tolerance, Math.Max(1, Math.Abs(gradient)), $"{f} at {point}: coefficient 1 against the gradient");
            Check.Near(second, 2 * c[2], tolerance, Math.Max(1, Math.Max(Math.Abs(gradient), Math.Abs(second))), $"{f} at {point}: twice coefficient 2 against the second derivative");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_coefficient_is_the_slope_of_the_one_before(string function)
    {
        SecondFunction f = SecondCorpus.Functions[function];
        // Bisection's last step, from a root that is a constant, carries the first derivative only.
        if (f.F.UsesFloat || f.F.Id == "LinearAlgebra.Bisection") return;
        const int Order = 5;
        int x = f.F.Differentiated.Single().Index;
        foreach (Point point in f.F.Points.Where(p => !p.Throws && p.IsSmooth))
        {
            double[] c = Coefficients(f, point.Values, Order, out _);
            for (int k = 1; k < Order; k++)
            {
                (double slope, double error) = Slope(k);
                double scale = Math.Max(1, c.Select(Math.Abs).Max());
                if (!(error <= 1e-6 * scale)) continue;
                Check.Near(slope, (k + 1) * c[k + 1], 1e-5, scale, $"{f} at {point}: coefficient {k + 1} against differences of coefficient {k}");
            }

            // Central differences at halved steps, extrapolated, with the change of the last extrapolation as their error.
            (double, double) Slope(int k)
            {
                double best = double.NaN, error = double.PositiveInfinity;
                foreach (double h in new[] { 1e-2, 2e-3, 4e-4 })
                {
                    double coarse = Difference(k, h), fine = Difference(k, h / 2), finest = Difference(k, h / 4);
                    double first = ((4 * fine) - coarse) / 3, second = ((4 * finest) - fine) / 3, both = ((16 * second) - first) / 15;
                    if (Math.Abs(both - second) < error) (best, error) = (both, Math.Abs(both - second));
                }
                return (best, error);
            }

            double Difference(int k, double h) => (Moved(h)[k] - Moved(-h)[k]) / (2 * h);

            double[] Moved(double h)
            {
                Slot[] values = [.. point.Values.Select(v => v.Clone())];
                values[x][0] += h;
                try
                {
                    return Coefficients(f, values, Order, out _);
                }
                catch (Exception e) when (e is ArgumentException or ArithmeticException or InvalidOperationException)
                {
                    return [.. Enumerable.Repeat(double.NaN, Order + 1)];
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Order_zero_gives_the_value_and_nothing_is_allocated_at_any_order(string function)
    {
        SecondFunction f = SecondCorpus.Functions[function];
        foreach (Point point in f.F.Points.Where(p => !p.Throws).Take(2))
        {
            double[] c = Coefficients(f, point.Values, 0, out Slot[] slots);
            Check.That(Slot.SameBits(c[0], slots[^1][0]), $"{f} at {point}: order 0 gives {c[0]} instead of {slots[^1][0]}");
            // A thousand calls inside each other rent more arrays at once than the pool keeps.
            if (f.F.Method.GetCustomAttribute<MayAllocateAttribute>() is not null || f.F.Id == "Recursion.Deep") continue;
            Adapter call = Adapters.For(Find(f)!);
            slots = Lay(f, point.Values, 7);
            for (int warm = 0; warm < 3; warm++) call(slots);
            long least = long.MaxValue;
            for (int round = 0; round < 3 && least > 0; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                call(slots);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            Check.That(least == 0, $"{f} at {point}: allocates {least} bytes");
        }
    }

    internal static MethodInfo? Find(SecondFunction f)
    {
        if (f.F.Differentiated.Count() != 1 || f.F.Differentiated.Single().Form != Form.Scalar) return null;
        Type[] expected = [.. f.F.Parameters.Select(p => p.Info.ParameterType), typeof(int), typeof(Span<double>)];
        return f.F.Method.DeclaringType!.GetMethods(Everything)
            .FirstOrDefault(m => m.Name == f.Stem + "Taylor" && m.GetParameters().Select(p => p.ParameterType).SequenceEqual(expected));
    }

    private static Slot[] Lay(SecondFunction f, Slot[] values, int order) =>
        [.. values.Select(v => v.Clone()), new Constant(order), Slot.Vector(typeof(double), order + 1).Filled(double.NaN), Slot.Vector(f.F.Method.ReturnType, 1)];

    internal static double[] Coefficients(SecondFunction f, Slot[] values, int order, out Slot[] slots)
    {
        slots = Lay(f, values, order);
        Adapters.For(Find(f)!)(slots);
        return slots[^2].ToArray();
    }
}
