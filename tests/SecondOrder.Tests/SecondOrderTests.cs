// Every corpus function, crossed with every check of Jacobian, Hvp, Hessian and its diagonal.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Autodiff.Gradients.Tests.Harness;
using Xunit;

namespace Autodiff.SecondOrder.Tests;

public sealed class SecondOrderTests
{
    public static TheoryData<string> All => Where(_ => true);

    public static TheoryData<string> Scalar => Where(f => f.ReturnsNumber);

    // The bisection's own result is constant; its last Newton step carries the first derivative only, so differences of that are another function's.
    private const string FirstOrderOnly = "LinearAlgebra.Bisection";

    public static TheoryData<string> Smooth => Where(f => f.ReturnsNumber && f.F.Id != FirstOrderOnly && f.F.Points.Any(p => p.IsSmooth) && f.F.Method.GetCustomAttribute<NoFiniteDifferencesAttribute>() is null);

    /// <summary>A Jacobian calls the method's helpers as they stand: the recursive one of DeepAll allocates an array in each call, and one that returns an array returns it from each sweep.</summary>
    public static TheoryData<string> Poolable => Where(f =>
        f.F.Method.GetCustomAttribute<MayAllocateAttribute>() is null && !f.F.ReturnsArray && f.F.Parameters.All(p => p.Form != Form.Matrix && !(p.Form == Form.Container && Containers.HoldsRows(p.Element))) && f.F.Id != "AdversarialCalls.DeepAll");

    private static TheoryData<string> Where(Func<SecondFunction, bool> condition)
    {
        var data = new TheoryData<string>();
        foreach (SecondFunction f in SecondCorpus.Functions.Values.Where(condition)) data.Add(f.F.Id);
        return data;
    }

    private static SecondFunction Get(string id) => SecondCorpus.Functions[id];

    [Theory]
    [MemberData(nameof(All))]
    public void The_members_have_the_signatures_of_the_contract(string function)
    {
        foreach (SecondMember member in Get(function).Members) Check.That(member.Call is not null, member.Problem);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_member_leaves_the_functions_own_results(string function)
    {
        SecondFunction f = Get(function);
        foreach (Point point in f.F.Points.Where(p => !p.Throws))
        {
            Outcome own = Runs.Primal(f.F, point.Values);
            foreach (SecondMember member in f.Members)
            {
                SecondOutcome run = f.Run(member.Kind, point.Values, Runs.Random(f.F, point.Values, point.Seed));
                if (own.Returned is not null) Check.SameButForOrder(f.F, own.Returned, run.Returned!, $"{f} {member.Kind} at {point}: returned value");
                foreach (Parameter p in f.F.Parameters) Check.SameButForOrder(f.F, own.Arguments[p.Index], run.Arguments[p.Index], $"{f} {member.Kind} at {point}: final {p.Name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_member_throws_what_the_function_throws(string function)
    {
        SecondFunction f = Get(function);
        foreach (Point point in f.F.Points.Where(p => p.Throws))
        {
            Exception expected = Record.Exception(() => Runs.Primal(f.F, point.Values));
            foreach (SecondMember member in f.Members)
            {
                Exception? actual = Record.Exception(() => f.Run(member.Kind, point.Values, Runs.Random(f.F, point.Values, point.Seed)));
                Check.That(actual?.GetType() == expected.GetType() && actual.Message == expected.Message, $"{f} {member.Kind} at {point}: threw {actual?.ToString() ?? "nothing"}, expected {expected}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_Jacobian_agrees_with_both_modes(string function)
    {
        SecondFunction f = Get(function);
        foreach (Point point in Regular(f))
        {
            Weights u = Runs.Random(f.F, point.Values, point.Seed + 11), v = Runs.Random(f.F, point.Values, point.Seed + 12);
            double[] Outputs(Slot? returned, Slot?[] of) =>
                [.. returned is null ? [] : returned.ToArray(), .. f.F.Outputs.SelectMany(p => f.Rows(p, point.Values).Select(i => of[p.Index]![i]))];
            Outcome pushed = Runs.Jvp(f.F, point.Values, u), pulled = Runs.Vjp(f.F, point.Values, v);
            double[] ju = Outputs(pushed.ReturnedDerivative, pushed.Derivatives), seeds = Outputs(v.Returned, v.Of);
            SecondOutcome run = f.Run("Jacobian", point.Values);
            int rows = f.Outputs(point.Values), next = 0;
            double[] sums = new double[rows], scale = new double[rows];
            double rounding = Rounding([.. run.Derivatives.SelectMany(block => block.ToArray())]);
            foreach (Parameter p in f.F.Differentiated)
            {
                double[] block = run.Derivatives[next++].ToArray(), direction = u.Of[p.Index]!.ToArray();
                double[] adjoint = pulled.Derivatives[p.Index]!.ToArray();
                // The numbers of a container that are in no array are inputs only, to whose adjoints the Vjp adds.
                if (p.Form == Form.Container)
                    foreach (int i in Enumerable.Range(0, adjoint.Length).Except(f.Rows(p, point.Values))) adjoint[i] -= v.Of[p.Index]![i];
                for (int j = 0; j < direction.Length; j++)
                {
                    double back = 0, size = 0;
                    for (int i = 0; i < rows; i++)
                    {
                        double entry = block[(i * direction.Length) + j];
                        sums[i] += entry * direction[j];
                        scale[i] += Math.Abs(entry * direction[j]);
                        back += entry * seeds[i];
                        size += Math.Abs(entry * seeds[i]);
                    }
                    Check.Near(adjoint[j], back, Tolerance(f), size + rounding, $"{f} at {point}: column {j} of {p.Name}Jacobian times the seeds");
                }
            }
            for (int i = 0; i < rows; i++) Check.Near(ju[i], sums[i], Tolerance(f), scale[i] + rounding, $"{f} at {point}: row {i} of the Jacobian times the direction");
        }
    }

    [Theory]
    [MemberData(nameof(Scalar))]
    public void Every_member_of_second_order_sets_the_gradient(string function)
    {
        SecondFunction f = Get(function);
        foreach (Point point in Regular(f))
        {
            double[] gradient = Entries(f, Runs.Gradient(f.F, point.Values));
            foreach (string kind in new[] { "Hvp", "Hessian", "HessianDiagonal" })
                Near(gradient, f.Run(kind, point.Values, Runs.Random(f.F, point.Values, point.Seed)).Of(Role.Gradient), Tolerance(f), 1e-3, $"{f} {kind} at {point}: gradient");
        }
    }

    [Theory]
    [MemberData(nameof(Scalar))]
    public void The_Hessian_is_symmetric_and_made_of_its_products(string function)
    {
        SecondFunction f = Get(function);
        foreach (Point point in Regular(f))
        {
            Weights u = Runs.Random(f.F, point.Values, point.Seed + 21), v = Runs.Random(f.F, point.Values, point.Seed + 22);
            double[] hu = f.Run("Hvp", point.Values, u).Of(Role.Hvp), hv = f.Run("Hvp", point.Values, v).Of(Role.Hvp);
            double[] a = Flat(f, u), b = Flat(f, v), hessian = f.Run("Hessian", point.Values).Of(Role.Hessian);
            int n = a.Length;
            double rounding = Rounding([.. hessian, .. Entries(f, Runs.Gradient(f.F, point.Values))]);
            double left = Dot(b, hu, out double size1), right = Dot(a, hv, out double size2);
            Check.Near(left, right, Tolerance(f), size1 + size2 + rounding, $"{f} at {point}: <u, H v> against <v, H u>");
            double[] product = new double[n];
            for (int i = 0; i < n; i++)
            {
                double scale = 0;
                for (int j = 0; j < n; j++)
                {
                    Check.That(Slot.SameBits(hessian[(i * n) + j], hessian[(j * n) + i]), $"{f} at {point}: the Hessian is not symmetric at {i}, {j}");
                    product[i] += hessian[(i * n) + j] * a[j];
                    scale += Math.Abs(hessian[(i * n) + j] * a[j]);
                }
                Check.Near(hu[i], product[i], Tolerance(f), scale + rounding, $"{f} at {point}: entry {i} of the Hessian's product against Hvp");
            }
            double[] diagonal = f.Run("HessianDiagonal", point.Values).Of(Role.HessianDiagonal);
            for (int i = 0; i < n; i++) Check.Near(hessian[(i * n) + i], diagonal[i], Tolerance(f), rounding, $"{f} at {point}: entry {i} of the diagonal");
        }
    }

    [Theory]
    [MemberData(nameof(Smooth))]
    public void The_Hessians_product_agrees_with_differences_of_the_gradient(string function)
    {
        SecondFunction f = Get(function);
        foreach (Point point in f.F.Points.Where(p => p.IsSmooth))
        {
            Weights u = Runs.Random(f.F, point.Values, point.Seed + 31);
            double[] hu = f.Run("Hvp", point.Values, u).Of(Role.Hvp);
            (double[] value, double[] error) = Differences.OfGradient(f, point, u);
            double[] gradient = Entries(f, Runs.Gradient(f.F, point.Values));
            double size = Math.Max(hu.Select(Math.Abs).DefaultIfEmpty(0).Max(), gradient.Select(Math.Abs).DefaultIfEmpty(0).Max());
            double tolerance = f.F.UsesFloat ? 2e-2 : 1e-6;
            for (int i = 0; i < hu.Length; i++)
            {
                double scale = Math.Max(Math.Abs(hu[i]), 1e-2 * Math.Max(1, size));
                Check.That(error[i] <= tolerance * scale, $"{f} at {point}: the difference quotient {i} is {value[i]} ± {error[i]}");
                Check.Near(value[i], hu[i], tolerance, scale, $"{f} at {point}: entry {i} of Hvp against differences of the gradient");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_buffer_of_the_wrong_length_is_refused_before_anything_is_written(string function)
    {
        SecondFunction f = Get(function);
        Point? point = f.F.Points.FirstOrDefault(p => !p.Throws);
        if (point is null) return;
        foreach (SecondMember member in f.Members.Where(m => m.Kind is "Jacobian" or "Hessian"))
        {
            Slot[] slots = f.Lay(member, point.Values, null, excess: 1);
            Slot[] before = [.. slots.Select(s => s.Clone())];
            Exception? thrown = Record.Exception(() => member.Call!(slots));
            string name = member.Layout.First(d => d.Role is Role.Jacobian or Role.Hessian).Name;
            Check.That(thrown is ArgumentException { ParamName: { } parameter } && parameter == name, $"{f} {member.Kind}: a buffer one too long gave {thrown?.ToString() ?? "nothing"}");
            // How long a returned array is shows only when the method has run, with its own outputs.
            for (int i = f.F.ReturnsArray ? point.Values.Length : 0; i < slots.Length; i++) Check.SameBits(before[i], slots[i], $"{f} {member.Kind}: slot {i} was written before the guard: ");
        }
    }

    [Theory]
    [MemberData(nameof(Poolable))]
    public void Nothing_is_allocated_in_steady_state(string function)
    {
        SecondFunction f = Get(function);
        foreach (Point point in f.F.Points.Where(p => !p.Throws).GroupBy(p => p.Label.Split(" draw")[0]).Select(g => g.First()))
        {
            foreach (SecondMember member in f.Members)
            {
                Slot[] slots = f.Lay(member, point.Values, Runs.Random(f.F, point.Values, point.Seed));
                for (int warm = 0; warm < 3; warm++) member.Call!(slots);
                long least = long.MaxValue;
                for (int round = 0; round < 3 && least > 0; round++)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    member.Call!(slots);
                    least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                }
                Check.That(least == 0, $"{f} {member.Kind} at {point}: allocates {least} bytes");
            }
        }
    }

    private static IEnumerable<Point> Regular(SecondFunction f) => f.F.Points.Where(p => !p.Throws && p.Special is null);

    private static double Tolerance(SecondFunction f) => f.F.UsesFloat ? 1e-4 : 1e-9;

    // What rounding of the largest entries, and of the gradient where terms cancel, does to the small ones.
    private static double Rounding(double[] entries) => 1e-3 * entries.Select(Math.Abs).DefaultIfEmpty(0).Max();

    private static double[] Entries(SecondFunction f, Outcome run) => [.. f.F.Differentiated.SelectMany(p => run.Derivatives[p.Index]!.ToArray())];

    private static double[] Flat(SecondFunction f, Weights w) => [.. f.F.Differentiated.SelectMany(p => w.Of[p.Index]!.ToArray())];

    private static double Dot(double[] a, double[] b, out double size)
    {
        size = a.Zip(b, (x, y) => Math.Abs(x * y)).Sum();
        return a.Zip(b, (x, y) => x * y).Sum();
    }

    private static void Near(double[] expected, double[] actual, double tolerance, double relative, string what)
    {
        double scale = relative * expected.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < expected.Length; i++) Check.Near(expected[i], actual[i], tolerance, scale, $"{what}, entry {i},");
    }
}
