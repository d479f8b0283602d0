// The members over batches: one trip of a counted loop for each item, which the vectors take eight at a time.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Each number of an item is an element of a span of its own, so that the trips read and write consecutive elements. Callees are copied into the entry whatever their
/// size (loops and recursion stay calls): a body without calls runs in vectors.
/// </summary>
internal static partial class Members
{
    private const int MaxInstructionsOfCallee = 1000;

    public static IEnumerable<Method> Batch(Derivation derivation, DerivativeRequest request)
    {
        Derivation items = Inlined(derivation);
        yield return OfItems(items, request, "Batch");
        if (items.Program.Entry.Surface.ReturnResult >= 0) yield return GradientOfItems(items, request);
        yield return JacobianOfItems(items, request);
    }

    // Helpers stay as they are, so that equal keys go on meaning equal methods.
    private static Derivation Inlined(Derivation derivation)
    {
        Program program = derivation.Program;
        if (program.Methods.Any(m => m.Body.All().OfType<Call>().Any(c => c.Method == program.Entry.Key))) return derivation;
        Method entry = Inline.Run(program, MaxInstructionsOfCallee).Entry;
        return ReferenceEquals(entry, program.Entry) ? derivation : derivation.Compose(program.With([Simplify.Run(entry), .. program.Methods.Skip(1)]));
    }

    public static bool IsOverBatch(Method member) => member.Key.EndsWith("Batch", StringComparison.Ordinal);

    private static Method OfItems(Derivation derivation, DerivativeRequest request, string kind)
    {
        MemberBuilder m = new(request, derivation, kind, request.Batched);
        BatchSpan[] returned = m.AddReturned();
        m.GuardBatch();
        m.ForEachItem(m.Count(), returned, (arguments, _) => m.Inline(m.Entry, arguments));
        return m.FinishBatch($"Values of <c>{request.Stem}</c> for all items of a batch.");
    }

    private static Method GradientOfItems(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "GradientBatch", request.Batched);
        Builder b = m.Builder;
        BatchSpan[] returned = m.AddReturned(), gradients = [.. m.Inputs.Select(p => m.AddItems(p, "Gradient"))];
        m.GuardBatch();
        Pattern pattern = m.Pattern(p => p.IsDifferentiated, returned: true, mutable: false);
        Method joined = ReverseMode.Joined(derivation, m.Entry.Key, pattern, m.Entry.Key + "!GradientBatch", m.Name);
        m.ForEachItem(m.Count(), returned, (arguments, index) =>
        {
            Value[] results = m.Inline(joined, [.. arguments, b.Constant(m.ReturnType, 1.0)]);
            for (int k = 0; k < gradients.Length; k++) b.Store(gradients[k].Memory, results[m.PrimalYields + k], index);
            return results;
        });
        return m.FinishBatch($"Values of <c>{request.Stem}</c> and their gradients with respect to {m.Named} for all items of a batch; sets the gradients.");
    }

    private static Method JacobianOfItems(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "JacobianBatch", request.Batched);
        Builder b = m.Builder;
        // In the order of a Jacobian's rows: what is returned, then F's ref and out parameters.
        int[] rows =
        [
            .. m.HasFloatReturn ? [m.Entry.Surface.ReturnResult] : m.Parameters.Where(p => p.IsReturned && p.CarriesDerivative).Select(p => p.Result),
            .. m.Parameters.Where(p => !p.IsReturned && p.Result >= 0 && p.CarriesDerivative).Select(p => p.Result),
        ];
        BatchSpan[] returned = m.AddReturned(), jacobians = [.. m.Inputs.Select(p => m.AddItems(p, "Jacobian", rows.Length))];
        m.GuardBatch();
        Value count = m.Count();
        BatchSpan[][] entries = [.. jacobians.Select(j => m.RowsOf(j, rows.Length, count))];
        bool byColumns = m.Inputs.Length < rows.Length;
        m.ForEachItem(count, returned, (arguments, index) =>
        {
            Value[] results = [];
            for (int sweep = 0; sweep < (byColumns ? m.Inputs.Length : rows.Length); sweep++)
            {
                // What only checks or prints has been done by the first sweep.
                Derivation once = sweep == 0 ? derivation : derivation.Repeatable;
                string entry = once.Program.Entry.Key;
                Pattern pattern = One(m, byColumns ? m.Inputs[sweep] : null, byColumns ? rows : [rows[sweep]]);
                Method swept = byColumns ? ForwardMode.Differentiate(once, entry, pattern)
                    : ReverseMode.Joined(once, entry, pattern, entry + "!JacobianBatch" + sweep, m.Name);
                Value one = b.Constant(byColumns ? m.Inputs[sweep].Type : m.Entry.TypeOf(m.Entry.Body.Yields[rows[sweep]]), 1.0);
                Value[] all = m.Inline(swept, [.. arguments, one]);
                if (sweep == 0) results = all;
                for (int k = 0; k < all.Length - m.PrimalYields; k++)
                    b.Store((byColumns ? entries[sweep][RowOf(m, rows, k)] : entries[k][sweep]).Memory, all[m.PrimalYields + k], index);
            }
            return results;
        });
        return m.FinishBatch(
            $"Values of <c>{request.Stem}</c> and their Jacobians with respect to {m.Named} for all items of a batch: "
            + "those of the first output for all items, then those of the next; sets them.");
    }

    // Derived methods yield the active results in the order of the yields, rows have an order of their own.
    private static int RowOf(MemberBuilder m, int[] rows, int active) => Array.IndexOf(rows, rows.OrderBy(r => r).ElementAt(active));

    private static Pattern One(MemberBuilder m, EntryParameter? input, int[] rows)
    {
        Pattern pattern = m.Pattern(p => input is null ? p.IsDifferentiated : p == input, returned: false, mutable: false);
        return pattern with { Yields = new([.. Enumerable.Range(0, m.PrimalYields).Select(rows.Contains)]) };
    }
}
