// The checks of numbers: primal bits, the two modes against each other, difference quotients, closed forms, points with agreed values.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Checks;

/// <summary>The checks of numbers.</summary>
public static class Numbers
{
    public static void Signatures(Function f)
    {
        foreach (Member member in f.Members) Check.That(member.Call is not null, $"{f.Id}: {member.Problem}");
    }

    public static void PrimalBits(Function f)
    {
        foreach (Point point in f.Points.Where(p => !p.Throws))
        {
            Outcome own = Runs.Primal(f, point.Values);
            foreach ((Mode mode, Outcome run) in AllModes(f, point))
            {
                string where = $"{f.Id} {mode} at {point}: ";
                if (own.Returned is not null) Check.SameButForOrder(f, own.Returned, run.Returned!, $"{where}returned value");
                foreach (Parameter p in f.Parameters)
                {
                    // Read-only arguments too: what F leaves alone, its members leave alone.
                    if (p.IsOutput) Check.SameButForOrder(f, own.Arguments[p.Index], run.Arguments[p.Index], $"{where}final {p.Name}");
                    else Check.SameBits(own.Arguments[p.Index], run.Arguments[p.Index], $"{where}final {p.Name}");
                }
            }
        }
    }

    public static void SameException(Function f)
    {
        foreach (Point point in f.Points.Where(p => p.Throws))
        {
            Exception? expected = Caught(() => Runs.Primal(f, point.Values));
            Check.That(expected is not null && point.Special!.Throws!.IsInstanceOfType(expected), $"{f.Id} at {point}: the function itself threw {expected?.GetType().Name ?? "nothing"}");
            foreach (Mode mode in f.Members.Select(m => m.Mode))
            {
                Exception? actual = Caught(() => RunMode(f, mode, point));
                Check.That(
                    actual?.GetType() == expected!.GetType() && actual.Message == expected.Message,
                    $"{f.Id} {mode} at {point}: threw {actual?.ToString() ?? "nothing"}, expected {expected.GetType().Name}: {expected.Message}");
            }
        }
    }

    /// <summary>⟨v, J u⟩ = ⟨Jᵀ v, u⟩ for random u and v.</summary>
    public static void ForwardAgainstReverse(Function f)
    {
        foreach (Point point in f.Points.Where(p => !p.Throws && (p.ExpectedGradient ?? []).All(double.IsFinite)))
        {
            for (int draw = 0; draw < 2; draw++)
            {
                Weights u = Runs.Random(f, point.Values, point.Seed + 1 + draw);
                Weights v = Runs.Random(f, point.Values, point.Seed + 101 + draw);
                Outcome forward = Runs.Jvp(f, point.Values, u);
                Outcome reverse = Runs.Vjp(f, point.Values, v);
                double left = 0, right = 0, scale = 0;
                if (forward.ReturnedDerivative is not null) Dot(ref left, v.Returned!, forward.ReturnedDerivative);
                foreach (Parameter p in f.Outputs) Dot(ref left, v.Of[p.Index]!, forward.Derivatives[p.Index]!);
                foreach (Parameter p in f.Differentiated) Dot(ref right, u.Of[p.Index]!, reverse.Derivatives[p.Index]!);
                Check.That(double.IsFinite(left), $"{f.Id} Jvp at {point}: not finite");
                Check.That(double.IsFinite(right), $"{f.Id} Vjp at {point}: not finite");
                Check.Near(left, right, f.UsesFloat ? 1e-4 : 1e-10, scale, $"{f.Id} at {point}: <Jt v, u> (reverse)");
                EntriesThatAreConstant(f, point, u, reverse, forward);

                void Add(ref double sum, double a, double b)
                {
                    sum += a * b;
                    scale += Math.Abs(a * b);
                }

                void Dot(ref double sum, Slot a, Slot b)
                {
                    for (int i = 0; i < a.Count; i++) Add(ref sum, a[i], b[i]);
                }
            }
        }
    }

    /// <summary>Jvp against extrapolated central differences along a random direction.</summary>
    public static void FiniteDifference(Function f)
    {
        if (f.Method.GetCustomAttribute<NoFiniteDifferencesAttribute>() is not null) return;
        foreach (Point point in f.Points.Where(p => p.IsSmooth))
        {
            Weights u = Runs.Random(f, point.Values, point.Seed + 7);
            List<double> outputs = Runs.Primal(f, point.Values).Outputs(f);
            Quotient quotient = FiniteDifferences.Along(f, point, u);
            double[] tangents = [.. Runs.Jvp(f, point.Values, u).OutputTangents(f)];
            for (int i = 0; i < tangents.Length; i++)
            {
                Check.Near(quotient.Value[i], tangents[i], DifferenceTolerance(f), DifferenceScale(quotient, outputs, i), $"{f.Id} Jvp against finite differences, output {i}, at {point}:");
            }
        }
    }

    /// <summary>All modes against the closed form or the values agreed for a point.</summary>
    public static void ClosedForm(Function f)
    {
        foreach (Point point in f.Points.Where(p => !p.Throws))
        {
            if (Expected(f, point) is not { } expected) continue;
            double tolerance = f.UsesFloat ? 2e-5 : 1e-12;
            double scale = point.ExpectedGradient is null ? 1 : 0;
            Compare("Gradient", Entries(f, Runs.Gradient(f, point.Values)));
            Weights one = Runs.Zero(f, point.Values);
            one.Returned![0] = 1;
            Compare("Vjp", Entries(f, Runs.Vjp(f, point.Values, one)));
            Compare("Jvp", UnitDirections(f, point));

            void Compare(string mode, double[] actual)
            {
                Check.That(actual.Length == expected.Length, $"{f.Id}: the expected gradient has {expected.Length} entries, the inputs have {actual.Length}");
                for (int i = 0; i < actual.Length; i++) Check.Near(expected[i], actual[i], tolerance, scale, $"{f.Id} {mode} entry {i} at {point}:");
            }
        }
    }

    /// <summary>Needs no derivative: the difference quotient settles at every point, and on the closed form where there is one.</summary>
    public static void Sound(Function f)
    {
        foreach (Point point in f.Points.Where(p => !p.Throws))
        {
            List<double> outputs = Runs.Primal(f, point.Values).Outputs(f);
            if (!point.IsSmooth || f.Method.GetCustomAttribute<NoFiniteDifferencesAttribute>() is not null)
            {
                _ = Expected(f, point);
                continue;
            }

            Check.That(outputs.All(double.IsFinite), $"{f.Id} at {point}: the primal is not finite");
            Weights u = Runs.Random(f, point.Values, point.Seed + 7);
            Quotient quotient = FiniteDifferences.Along(f, point, u);
            for (int i = 0; i < quotient.Value.Length; i++)
            {
                double allowed = DifferenceTolerance(f) * Math.Max(Math.Abs(quotient.Value[i]), DifferenceScale(quotient, outputs, i));
                Check.That(quotient.Error[i] <= allowed, $"{f.Id} at {point}: the difference quotient of output {i} is {quotient.Value[i]} ± {quotient.Error[i]}, needed ± {allowed}");
            }

            if (Expected(f, point) is not { } expected) continue;
            double[] direction = [.. f.Differentiated.SelectMany(p => u.Of[p.Index]!.ToArray())];
            Check.That(direction.Length == expected.Length, $"{f.Id}: the closed form has {expected.Length} entries, the inputs have {direction.Length}");
            Check.Near(expected.Zip(direction, (g, d) => g * d).Sum(), quotient.Value[0], DifferenceTolerance(f), DifferenceScale(quotient, outputs, 0), $"{f.Id} finite differences against the closed form at {point}:");
        }
    }

    public static IEnumerable<(Mode Mode, Outcome Run)> AllModes(Function f, Point point) =>
        f.Members.Select(m => (m.Mode, RunMode(f, m.Mode, point)));

    public static Outcome RunMode(Function f, Mode mode, Point point)
    {
        Weights weights = Runs.Random(f, point.Values, point.Seed + 3);
        return mode switch
        {
            Mode.Gradient => Runs.Gradient(f, point.Values),
            Mode.Jvp => Runs.Jvp(f, point.Values, weights),
            _ => Runs.Vjp(f, point.Values, weights),
        };
    }

    /// <summary>The derivatives of all differentiated entries in order.</summary>
    public static double[] Entries(Function f, Outcome run) => [.. f.Differentiated.SelectMany(p => run.Derivatives[p.Index]!.ToArray())];

    public static Exception? Caught(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static double DifferenceTolerance(Function f) => f.UsesFloat ? 1e-2 : 1e-7;

    private static double DifferenceScale(Quotient quotient, List<double> outputs, int i) =>
        Math.Max(1e-2 * quotient.Value.Max(Math.Abs), Math.Max(1e-2, 1e-2 * Math.Abs(outputs[i])));

    // A mutable parameter that is not differentiated: its entering tangent is ignored and its leaving adjoint is zero.
    private static void EntriesThatAreConstant(Function f, Point point, Weights u, Outcome reverse, Outcome forward)
    {
        Parameter[] constant = [.. f.Outputs.Where(p => !p.IsDifferentiated && p.Passing != Passing.Out)];
        if (constant.Length == 0) return;
        var without = new Weights([.. u.Of.Select(s => s?.Clone())], u.Returned);
        foreach (Parameter p in constant)
        {
            Check.SameBits(point.Values[p.Index].Zero(), reverse.Derivatives[p.Index]!.Clone(), $"{f.Id} Vjp at {point}: leaving adjoint of the constant {p.Name}");
            without.Of[p.Index]!.Fill(0);
        }

        Outcome ignored = Runs.Jvp(f, point.Values, without);
        foreach (Parameter p in f.Outputs) Check.SameBits(ignored.Derivatives[p.Index]!, forward.Derivatives[p.Index]!, $"{f.Id} Jvp at {point}: {p.Name} depends on a tangent that should be ignored: ");
    }

    private static double[] UnitDirections(Function f, Point point)
    {
        var entries = new List<double>();
        foreach (Parameter p in f.Differentiated)
        {
            for (int i = 0; i < point.Values[p.Index].Count; i++)
            {
                Weights unit = Runs.Zero(f, point.Values);
                unit.Of[p.Index]![i] = 1;
                entries.Add(Runs.Jvp(f, point.Values, unit).ReturnedDerivative![0]);
            }
        }

        return [.. entries];
    }

    private static double[]? Expected(Function f, Point point)
    {
        if (point.ExpectedGradient is { } agreed) return agreed;
        if (point.Special is not null || f.Method.GetCustomAttribute<ClosedFormAttribute>() is not { } attribute) return null;
        MethodInfo method = f.Method.DeclaringType!.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(m => m.Name == attribute.Method).Select(m => Closings.Like(m, f.Method)).OfType<MethodInfo>()
            .SingleOrDefault(m => m.GetParameters().Select(p => p.ParameterType).SequenceEqual(f.Method.GetParameters().Select(p => p.ParameterType)))
            ?? throw new MissingMethodException($"{f.Id}: no closed form {attribute.Method} with the function's parameters");
        Slot result = method.ReturnType == typeof(double[]) ? new Constant(0) : Slot.Vector(method.ReturnType, 1);
        Adapters.For(method)([.. point.Values.Select(v => v.Clone()), result]);
        return result is Constant c ? (double[])c.Value : result.ToArray();
    }
}
