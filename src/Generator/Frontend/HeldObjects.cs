// Which objects an expression is read from, by their types: texts are fused, so their operands no longer show it.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

internal sealed class HeldObjects
{
    private sealed record Held(HashSet<string> Objects, HashSet<string> AsText);

    private static readonly Held Nothing = new([], []);

    private readonly Dictionary<Expr, Held> _held = new(Analysis.ReferenceComparer<Expr>.Instance);

    public static bool IsText(IrType type) => type is { Shape: Shape.Opaque, Text: "string" or "string?" };

    /// <summary>Notes what an expression made of the others is read from, and returns it.</summary>
    public Expr Note(Expr made, IEnumerable<Expr> from)
    {
        _held[made] = Of(from);
        return made;
    }

    /// <summary>What a call does with the objects: <paramref name="shared"/> is a static type whose state it may set and read.</summary>
    public SiteFlow Flow(IReadOnlyList<Expr> args, IReadOnlyCollection<int> textArgs, string? shared = null)
    {
        Held held = Of(args);
        IEnumerable<string> given = args.Where(a => a.Type.Shape == Shape.Opaque && !IsText(a.Type)).Select(a => a.Type.Text!);
        return shared is null
            ? new SiteFlow([.. given], held.Objects, held.AsText, textArgs)
            : new SiteFlow([.. given, shared], [.. held.Objects, shared], held.AsText, textArgs);
    }

    private Held Of(IEnumerable<Expr> from)
    {
        var held = new Held([], []);
        foreach (Expr expr in from)
        {
            Held inner = _held.TryGetValue(expr, out Held? known) ? known : Nothing;
            bool text = IsText(expr.Type);
            (text ? held.AsText : held.Objects).UnionWith(inner.Objects);
            held.AsText.UnionWith(inner.AsText);
            if (!text && expr.Type is { Shape: Shape.Opaque, Text: { } own }) held.Objects.Add(own);
        }
        return held;
    }
}
