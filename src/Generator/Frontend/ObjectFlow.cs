// Where varying numbers may have got to that left into objects: their ways through values, and through objects told apart by their types.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// A varying number that passed-through code is given may be kept by the objects that the code is called on or given. Objects of related types may be the
/// same object. What is read from such an object, or computed from what was, carries the places where the number left. A number that left as text comes
/// back only by what reads text. Strings, boxes and structs do not change, so they are followed as values alone.
/// </summary>
internal sealed class ObjectFlow(ReadContext context, Program program, System.Func<Method, Value, bool> varies)
{
    /// <summary>Places where numbers left, as they are or in a text.</summary>
    private sealed class Taint
    {
        public readonly HashSet<Site> Numbers = [], Texts = [];

        public bool Add(Taint other)
        {
            int before = Numbers.Count + Texts.Count;
            Numbers.UnionWith(other.Numbers);
            Texts.UnionWith(other.Texts);
            return Numbers.Count + Texts.Count > before;
        }

        public Taint AsText() => new Taint().WithTexts(Numbers).WithTexts(Texts);

        public Taint WithTexts(IEnumerable<Site> sites)
        {
            Texts.UnionWith(sites);
            return this;
        }
    }

    private readonly Dictionary<string, Taint> _types = [];
    private readonly Dictionary<(string Method, Value Value), Taint> _values = [];
    private readonly Dictionary<(string, string), bool> _related = [];
    private bool _changed;

    public void Solve()
    {
        do
        {
            _changed = false;
            foreach (Method m in program.Methods)
                foreach (Instr instruction in m.Body.All()) Visit(m, instruction);
        } while (_changed);
    }

    /// <summary>The places where numbers left that may come back in a number that the instruction reads.</summary>
    public IEnumerable<Site> Origins(Method m, Instr instruction)
    {
        (Taint objects, Taint strings) = instruction switch
        {
            Effect effect => Entering(m, effect.Args, FlowOf(effect)),
            Let let => Entering(m, let.Args, SiteFlow.None),
            _ => (new Taint(), new Taint()),
        };
        return objects.Numbers.Concat(strings.Texts).Distinct();
    }

    /// <summary>Whether numbers that vary enter as they are, not in a text made of them.</summary>
    public bool IsReached(Method m, Effect effect) => Reaching(m, effect).Any(k => !FlowOf(effect).TextArgs.Contains(k));

    private IEnumerable<int> Reaching(Method m, Effect effect) =>
        Enumerable.Range(0, effect.Args.Count).Where(k => m.TypeOf(effect.Args[k]).IsDifferentiable && varies(m, effect.Args[k]));

    private SiteFlow FlowOf(Effect effect) => effect.Site >= 0 ? context.Sites[effect.Site].Flow : SiteFlow.None;

    // ---- the flow

    private void Visit(Method m, Instr instruction)
    {
        switch (instruction)
        {
            case Effect { Site: >= 0, Throws: false } effect: Visit(m, effect); break;
            case Let { Op: Op.Opaque } let when m.TypeOf(let.Result).Shape == Shape.Opaque:
            {
                (Taint objects, Taint strings) = Entering(m, let.Args, SiteFlow.None);
                objects.Add(strings);
                Mark(m, let.Result, objects);
                break;
            }
            case If i:
                Flows(m, i.Then.Yields, m, i.Results);
                Flows(m, i.Else.Yields, m, i.Results);
                break;
            case For i: Flows(m, i.Inits, m, i.Results); Flows(m, i.Inits, m, i.Body.Parameters, 1); Flows(m, i.Body.Yields, m, i.Results); Flows(m, i.Body.Yields, m, i.Body.Parameters, 1); break;
            case While i: Flows(m, i.Inits, m, i.Results); Flows(m, i.Inits, m, i.Body.Parameters); Flows(m, i.Body.Yields, m, i.Results); Flows(m, i.Body.Yields, m, i.Body.Parameters); break;
            case Call i:
                Method callee = program.Find(i.Method);
                Flows(m, i.Args, callee, callee.Body.Parameters);
                Flows(callee, callee.Body.Yields, m, i.Results);
                break;
        }
    }

    private void Visit(Method m, Effect effect)
    {
        Site site = context.Sites[effect.Site];
        if (site.Trust == SiteTrust.Constant) return;
        (Taint taint, Taint strings) = Entering(m, effect.Args, site.Flow);
        taint.Add(strings);
        foreach (int k in Reaching(m, effect)) (site.Flow.TextArgs.Contains(k) ? taint.Texts : taint.Numbers).Add(site);
        if (taint.Numbers.Count + taint.Texts.Count == 0) return;
        if (effect.Result.Exists && m.TypeOf(effect.Result).Shape == Shape.Opaque) Mark(m, effect.Result, taint);
        if (site.Trust != SiteTrust.Unknown) return;
        foreach (string type in site.Flow.Given) Mark(type, taint, 0);
    }

    private void Flows(Method from, EquatableArray<Value> sources, Method to, EquatableArray<Value> targets, int offset = 0)
    {
        for (int k = 0; k < sources.Count && k + offset < targets.Count; k++)
            if (_values.TryGetValue((from.Key, sources[k]), out Taint? taint)) Mark(to, targets[k + offset], taint);
    }

    /// <summary>What comes with the objects that the code is given or reads, and apart, what comes in strings.</summary>
    private (Taint Objects, Taint Strings) Entering(Method m, EquatableArray<Value> args, SiteFlow flow)
    {
        Taint objects = new(), strings = new();
        foreach (Value arg in args)
        {
            if (m.TypeOf(arg) is not { Shape: Shape.Opaque, Text: { } text } type) continue;
            if (_values.TryGetValue((m.Key, arg), out Taint? taint)) (HeldObjects.IsText(type) ? strings : objects).Add(HeldObjects.IsText(type) ? taint.AsText() : taint);
            objects.Add(OfType(text));
        }
        foreach (string type in flow.Read) objects.Add(OfType(type));
        foreach (string type in flow.ReadAsText) strings.Add(OfType(type).AsText());
        return (objects, strings);
    }

    private void Mark(Method m, Value value, Taint taint)
    {
        if (!_values.TryGetValue((m.Key, value), out Taint? known)) _values[(m.Key, value)] = known = new Taint();
        _changed |= known.Add(taint);
        // An object that was made of a number may be known elsewhere, by its type.
        if (m.TypeOf(value) is { Shape: Shape.Opaque, Text: { } text }) Mark(text, taint, 0);
    }

    // ---- objects by type

    private const int Depth = 3;

    private void Mark(string type, Taint taint, int depth)
    {
        if (!Changes(type)) return;
        if (!_types.TryGetValue(type, out Taint? known)) _types[type] = known = new Taint();
        _changed |= known.Add(taint);
        // Code of this project that is not looked into may pass it on to what its object holds.
        if (depth >= Depth || !context.ObjectTypes.TryGetValue(type, out ITypeSymbol? symbol) || symbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } named) return;
        if (!SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, context.Compilation.Assembly)) return;
        foreach (IFieldSymbol field in named.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic && f.Type.IsReferenceType))
        {
            string held = Types.Of(field.Type).Text ?? "";
            if (held.Length == 0 || held == type) continue;
            if (!context.ObjectTypes.ContainsKey(held)) context.ObjectTypes[held] = field.Type;
            Mark(held, taint, depth + 1);
        }
    }

    /// <summary>Whether an object of the type can get hold of a number after it was made.</summary>
    private bool Changes(string type) =>
        type is not ("string" or "string?" or "object" or "object?")
        && (!context.ObjectTypes.TryGetValue(type, out ITypeSymbol? symbol) || symbol.IsReferenceType);

    private Taint OfType(string type)
    {
        var taint = new Taint();
        if (Changes(type))
            foreach (KeyValuePair<string, Taint> known in _types)
                if (AreRelated(known.Key, type)) taint.Add(known.Value);
        return taint;
    }

    /// <summary>Whether one object can have both types.</summary>
    private bool AreRelated(string a, string b)
    {
        if (a == b) return true;
        if (!_related.TryGetValue((a, b), out bool related))
        {
            related = context.ObjectTypes.TryGetValue(a, out ITypeSymbol? x) && context.ObjectTypes.TryGetValue(b, out ITypeSymbol? y) && AreRelated(x, y);
            _related[(a, b)] = related;
        }
        return related;
    }

    private bool AreRelated(ITypeSymbol a, ITypeSymbol b)
    {
        if (context.Compilation.ClassifyCommonConversion(a, b) is { Exists: true, IsReference: true, IsImplicit: true }
            || context.Compilation.ClassifyCommonConversion(b, a) is { Exists: true, IsReference: true, IsImplicit: true }) return true;
        if (a.TypeKind != TypeKind.Interface || b.TypeKind != TypeKind.Interface) return false;
        // Two views of one collection; two interfaces that a class of this project has.
        if (IsCollection(a) && IsCollection(b)) return true;
        return TypesOf(context.Compilation.Assembly.GlobalNamespace).Any(t => t.AllInterfaces.Contains(a, SymbolEqualityComparer.Default) && t.AllInterfaces.Contains(b, SymbolEqualityComparer.Default));
    }

    private static bool IsCollection(ITypeSymbol type) => type.ContainingNamespace?.ToDisplayString().StartsWith("System.Collections", System.StringComparison.Ordinal) == true;

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol space)
    {
        foreach (ISymbol member in space.GetMembers())
        {
            if (member is INamedTypeSymbol type) yield return type;
            if (member is not INamespaceOrTypeSymbol inner) continue;
            foreach (INamedTypeSymbol nested in TypesOf(inner)) yield return nested;
        }
    }
}
