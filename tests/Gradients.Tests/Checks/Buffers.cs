// The checks of derivative buffers: what is set, what is added to, what is refused before anything is written, and that nothing is allocated.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Checks;

/// <summary>The checks of derivative buffers.</summary>
public static class Buffers
{
    /// <summary>Gradient sets: what its buffers held before leaves no trace. Its entries are those of Vjp with seed one.</summary>
    public static void GradientSets(Function f)
    {
        if (!f.Has(Mode.Gradient)) return;
        foreach (Point point in f.Points.Where(p => !p.Throws))
        {
            Outcome clean = Runs.Gradient(f, point.Values, 0);
            foreach (double garbage in new[] { double.NaN, 1234.5, double.NegativeInfinity })
            {
                Outcome dirty = Runs.Gradient(f, point.Values, garbage);
                foreach (Parameter p in f.Differentiated)
                {
                    Check.SameBits(clean.Derivatives[p.Index]!, dirty.Derivatives[p.Index]!, $"{f.Id} Gradient with buffers holding {garbage} at {point}: {p.Name}Gradient");
                }
            }

            Weights one = Runs.Zero(f, point.Values);
            one.Returned![0] = 1;
            double[] gradient = Numbers.Entries(f, clean);
            double[] reverse = Numbers.Entries(f, Runs.Vjp(f, point.Values, one));
            double scale = reverse.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
            for (int i = 0; i < gradient.Length; i++)
            {
                Check.Near(reverse[i], gradient[i], f.UsesFloat ? 1e-5 : 1e-12, scale, $"{f.Id} Gradient entry {i} against Vjp with seed 1 at {point}:");
            }
        }
    }

    /// <summary>Vjp adds: adjoints of read-only inputs leave as what they were plus seed·J.</summary>
    public static void VjpAdds(Function f)
    {
        Parameter[] added = [.. f.Differentiated.Where(p => !p.IsMutable)];
        if (added.Length == 0) return;
        foreach (Point point in f.Points.Where(p => !p.Throws))
        {
            Weights seeds = Runs.Random(f, point.Values, point.Seed + 11);
            Weights before = Runs.Random(f, point.Values, point.Seed + 12);
            Outcome fromZero = Runs.Vjp(f, point.Values, seeds);
            Outcome onTop = Runs.Vjp(f, point.Values, seeds, before);
            double scale = Numbers.Entries(f, fromZero).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max() + 1;
            foreach (Parameter p in added)
            {
                for (int i = 0; i < point.Values[p.Index].Count; i++)
                {
                    double expected = before.Of[p.Index]![i] + fromZero.Derivatives[p.Index]![i];
                    Check.Near(expected, onTop.Derivatives[p.Index]![i], f.UsesFloat ? 1e-5 : 1e-12, scale, $"{f.Id} Vjp adding to {p.Name}Adjoint[{i}] = {before.Of[p.Index]![i]} at {point}:");
                }
            }
        }
    }

    /// <summary>A derivative buffer of the wrong length is refused by name before anything is written.</summary>
    public static void WrongLength(Function f)
    {
        foreach (Point point in SmallAndLarge(f))
        {
            foreach (Member member in f.Members)
            {
                for (int i = 0; i < member.Layout.Count; i++)
                {
                    DerivativeParameter d = member.Layout[i];
                    if (!d.IsSpan && !d.IsMatrix) continue;
                    Call call = Lay(f, member, point);
                    Slot right = call.Derivative(i);
                    foreach (Slot wrong in WrongShapes(right))
                    {
                        call = Lay(f, member, point);
                        call.Slots[call.ArgumentCount + i] = wrong.Filled(0.25);
                        // The seed of a returned array is checked when the function has run, with all its effects on its own parameters.
                        Exception e = Refused(call, $"{f.Id} {member.Mode} with {d.Name} of shape {wrong.Shape} instead of {right.Shape}", d.Of is null ? call.ArgumentCount : 0);
                        Check.That(((ArgumentException)e).ParamName == d.Name, $"{f.Id} {member.Mode}: wrong shape of {d.Name} is reported for '{((ArgumentException)e).ParamName}'");
                        string[] numbers = [.. wrong.Shape.Split('x'), .. right.Shape.Split('x')];
                        Check.That(numbers.All(e.Message.Contains), $"{f.Id} {member.Mode}: wrong shape {wrong.Shape} instead of {right.Shape} is reported as '{e.Message}'");
                    }
                }
            }
        }
    }

    /// <summary>Overlap of anything written with anything else is refused; neighbours in one array are not.</summary>
    public static void Overlap(Function f)
    {
        Point? large = f.Points.Where(p => p.Special is null).MaxBy(p => p.Values.Sum(v => v.Count));
        if (large is null) return;
        foreach (Member member in f.Members)
        {
            int arguments = f.Parameters.Count;
            for (int a = 0; a < arguments + member.Layout.Count; a++)
            {
                for (int b = Math.Max(a + 1, arguments); b < arguments + member.Layout.Count; b++) Pair(f, member, large, a, b);
                for (int b = a + 1; b < arguments; b++) Pair(f, member, large, a, b);
            }

            Neighbours(f, member, large);
        }
    }

    /// <summary>No managed allocation once pools are warm.</summary>
    public static void Allocation(Function f)
    {
        if (f.Method.GetCustomAttribute<MayAllocateAttribute>() is not null) return;
        foreach (Point point in SmallAndLarge(f))
        {
            foreach (Member member in f.Members)
            {
                Call call = Lay(f, member, point);
                Slot[] pristine = [.. call.Slots.Select(s => s.Clone())];
                long least = long.MaxValue;
                for (int attempt = 0; attempt < 6 && (least > 0 || f.ReturnsArray); attempt++)
                {
                    long bytes = 0;
                    for (int repeat = 0; repeat < 4; repeat++)
                    {
                        for (int i = 0; i < pristine.Length; i++) call.Slots[i].CopyFrom(pristine[i]);
                        long before = GC.GetAllocatedBytesForCurrentThread();
                        call.Invoke();
                        bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                    }

                    least = Math.Min(least, bytes);
                }

                long allowed = 4 * ReturnedBytes(f, member, point);
                Check.That(least == allowed, $"{f.Id} {member.Mode} at {point}: {least / 4.0} bytes allocated per call, {allowed / 4.0} of them for what is returned");
            }
        }
    }

    /// <summary>Nothing static is shared: many threads at once get the bits that one thread gets.</summary>
    public static void Threads(Function f)
    {
        Point? point = f.Points.Where(p => !p.Throws).MaxBy(p => p.Values.Sum(v => v.Count));
        if (point is null) return;
        foreach (Member member in f.Members)
        {
            Call alone = Lay(f, member, point);
            alone.Invoke();
            Parallel.For(0, 16, _ =>
            {
                Call call = Lay(f, member, point);
                call.Invoke();
                for (int i = 0; i < call.Slots.Length; i++) Check.SameBits(alone.Slots[i], call.Slots[i], $"{f.Id} {member.Mode} on many threads at {point}: slot {i}");
            });
        }
    }

    /// <summary>A returned array and its tangent are the caller's.</summary>
    private static long ReturnedBytes(Function f, Member member, Point point)
    {
        if (!f.ReturnsArray) return 0;
        int[] shape = [.. Runs.Primal(f, point.Values).Returned!.Shape.Split('x').Select(int.Parse)];
        Type element = f.Method.ReturnType.GetElementType()!;
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(Array.CreateInstance(element, shape));
        long one = GC.GetAllocatedBytesForCurrentThread() - before;
        return member.Mode == Mode.Jvp ? 2 * one : one;
    }

    private static IEnumerable<Point> SmallAndLarge(Function f)
    {
        Point[] ordinary = [.. f.Points.Where(p => p.Special is null).OrderBy(p => p.Values.Sum(v => v.Count))];
        return ordinary.Length == 0 ? [] : new[] { ordinary[0], ordinary[^1] }.Distinct();
    }

    private static Call Lay(Function f, Member member, Point point)
    {
        Weights weights = Runs.Random(f, point.Values, point.Seed + 3);
        return Runs.Lay(f, member, point.Values, (d, zero) => d.Of is null
            ? member.Mode == Mode.Vjp ? weights.Returned!.Clone() : zero
            : d.IsOut ? zero : weights.Of[d.Of.Index]!.Clone());
    }

    private static IEnumerable<Slot> WrongShapes(Slot right)
    {
        if (right is Matrix<double> or Matrix<float>)
        {
            int[] shape = [.. right.Shape.Split('x').Select(int.Parse)];
            yield return Slot.Matrix(right.Element, shape[0] + 1, shape[1]);
            yield return Slot.Matrix(right.Element, shape[0], shape[1] + 1);
            if (shape[0] != shape[1]) yield return Slot.Matrix(right.Element, shape[1], shape[0]);
            yield break;
        }

        yield return Slot.Vector(right.Element, right.Length + 1);
        if (right.Length > 0) yield return Slot.Vector(right.Element, right.Length - 1);
    }

    private static Exception Refused(Call call, string what, int from = 0)
    {
        Slot[] before = [.. call.Slots.Select(s => s.Clone())];
        Exception? e = Numbers.Caught(call.Invoke);
        Check.That(e is ArgumentException, $"{what}: expected ArgumentException, got {e?.ToString() ?? "no exception"}");
        for (int i = from; i < before.Length; i++) Check.SameBits(before[i], call.Slots[i], $"{what}: written before the exception, slot {i}");
        return e!;
    }

    private static void Pair(Function f, Member member, Point point, int a, int b)
    {
        Place first = PlaceOf(f, member, a);
        Place second = PlaceOf(f, member, b);
        // Arrays and matrices among F's own arguments do not say in their type whether they are written, so they count as read.
        bool refused = first.IsWritten || second.IsWritten;
        bool comparable = first.Kind == second.Kind || (first.Kind is "span" or "ref" && second.Kind is "span" or "ref");
        if (!refused || !comparable || first.Kind == "") return;
        string what = $"{f.Id} {member.Mode} with {first.Name} overlapping {second.Name}";
        foreach ((Slot A, Slot B) in Overlapping(Lay(f, member, point), a, b, first, second))
        {
            Call call = Lay(f, member, point);
            call.Slots[a] = A;
            call.Slots[b] = B;
            var e = (ArgumentException)Refused(call, what);
            Check.That(e.ParamName == first.Name || e.ParamName == second.Name, $"{what}: reported for '{e.ParamName}'");
        }
    }

    private sealed record Place(string Name, string Kind, bool IsArray, bool IsWritten);

    private static Place PlaceOf(Function f, Member member, int index)
    {
        if (index < f.Parameters.Count)
        {
            Parameter p = f.Parameters[index];
            string kind = !p.IsFloat ? "" : p.IsVector ? "span" : p.Form == Form.Matrix ? "matrix" : p.Passing == Passing.Ref ? "ref" : "";
            return new Place(p.Name, kind, p.Form == Form.Array, p.Form == Form.Span || p.Passing == Passing.Ref);
        }

        DerivativeParameter d = member.Layout[index - f.Parameters.Count];
        string form = d.IsSpan ? "span" : d.IsMatrix ? "matrix" : d.IsReference ? "ref" : "";
        return new Place(d.Name, form, false, d.IsWrittenSpan || d.IsMatrix || d.IsReference);
    }

    private static IEnumerable<(Slot A, Slot B)> Overlapping(Call call, int a, int b, Place first, Place second)
    {
        Slot A = call.Slots[a];
        Slot B = call.Slots[b];
        if (A.Element != B.Element || A.Count == 0 || B.Count == 0) yield break;
        if (first.Kind == "matrix")
        {
            if (A.Shape == B.Shape) yield return (A, A);
            yield break;
        }

        if (first.Kind != second.Kind)
        {
            // A variable that is an element of a span: the last one.
            Slot span = first.Kind == "span" ? A : B;
            Slot element = span.At(span.Length - 1);
            yield return first.Kind == "span" ? (span, element) : (element, span);
            yield break;
        }

        // An array argument is always a whole array, so its partner must fit into it.
        int common = Math.Min(A.Length, B.Length);
        if (!(first.IsArray && B.Length > A.Length) && !(second.IsArray && A.Length > B.Length)) yield return A.Beside(B, 0, Math.Max(A.Length, B.Length));
        if (common > 1 && !first.IsArray && !second.IsArray) yield return A.Beside(B, A.Length - 1, A.Length + B.Length - 1);
    }

    // All spans side by side in one array give the same bits as spans of their own.
    private static void Neighbours(Function f, Member member, Point point)
    {
        Call apart = Lay(f, member, point);
        Call together = Lay(f, member, point);
        int[] spans = [.. Enumerable.Range(0, f.Parameters.Count + member.Layout.Count).Where(i => PlaceOf(f, member, i) is { Kind: "span", IsArray: false })];
        foreach (IGrouping<Type, int> alike in spans.GroupBy(i => together.Slots[i].Element).ToArray())
        {
            Slot[] packed = together.Slots[alike.First()].Packed([.. alike.Select(i => together.Slots[i])]);
            foreach ((int i, Slot slot) in alike.Zip(packed)) together.Slots[i] = slot;
        }

        apart.Invoke();
        together.Invoke();
        for (int i = 0; i < apart.Slots.Length; i++) Check.SameBits(apart.Slots[i], together.Slots[i], $"{f.Id} {member.Mode} with all spans in one array at {point}: slot {i}");
    }
}
