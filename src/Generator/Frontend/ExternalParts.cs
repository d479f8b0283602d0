// Methods whose bodies are not read and that take or return structs: as the IR calls them, leaf by leaf, and as C# declares them.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// The IR knows structs as their leaves, and a derivative written by hand as a method of leaves too. So between the two stands a method that puts the structs together, calls the user's
/// method, and takes apart what it gives. A derivative has the leaves that carry a derivative only: constant fields are default, as everywhere in derivatives.
/// </summary>
internal sealed class ExternalParts
{
    private readonly ReadContext _context;
    private readonly IMethodSymbol _method;
    private readonly Builder _builder = new();
    private readonly List<Value> _parameters = [];
    private readonly List<SurfaceParameter> _surface = [];
    private readonly List<Value> _args = [];

    /// <summary>What is yielded, by the order of yields: a function of the results of the call.</summary>
    private readonly List<(bool IsOwn, SurfaceParameter? Parameter, System.Func<Value> Value)> _yields = [];
    private readonly List<(IrType Type, string Name)> _results = [];
    private Value[] _called = [];

    private ExternalParts(ReadContext context, IMethodSymbol method) => (_context, _method) = (context, method);

    /// <summary>A struct or tuple of numbers is among what the method takes or gives.</summary>
    public static bool IsNeeded(IMethodSymbol method) => Layout.Of(method.ReturnType) is not null || method.Parameters.Any(p => Layout.Of(p) is not null);

    /// <summary>Why derivatives of the method cannot be written by hand, or null.</summary>
    public static string? WhyNot(IMethodSymbol method, ReadContext context)
    {
        if (Types.IsArray(method.ReturnType)) return "it returns an array";
        if (method.Parameters.Any(p => Types.Of(p.Type).IsJagged)) return "it takes an array of arrays";
        Layout[] layouts = [.. method.Parameters.Select(p => Layout.Of(p)).Append(Layout.Of(method.ReturnType)).OfType<Layout>()];
        if (layouts.Any(l => l.IsMemory)) return "it takes a span or array of structs";
        if (layouts.Any(l => l.IsContainer || l.HoldsMemory)) return "it takes a type that holds arrays";
        if (layouts.Length > 0 && !method.IsStatic && Layout.Of(method.ContainingType) is not null) return "it is a method of a struct";
        if (layouts.Length > 0 && Signature.NumberOf(method) is not null) return "it takes structs over an open number type";
        if (layouts.Length > 0 && context.IsSecondOrder) return "it takes structs, which derivatives of derivatives written by hand do not";
        foreach (Layout layout in layouts)
            if (layout.Rebuild(context, out ISymbol? missing) is null) return $"nothing accessible sets '{missing?.Name}' of '{Types.Show(layout.Type)}'";
        return null;
    }

    /// <summary>The method itself: what C# calls, and what the IR calls.</summary>
    public static Method[] Of(IMethodSymbol method, string key, ReadContext context, bool isEntry)
    {
        Method raw = External.Of(method, key + "!whole");
        var parts = new ExternalParts(context, method);
        parts.AddReceiver();
        foreach (IParameterSymbol p in method.Parameters) parts.AddOwn(p, isEntry);
        return [parts.Call(raw, key, isEntry), raw];
    }

    /// <summary>A derivative of <paramref name="of"/>, of the signature of the contract.</summary>
    public static Method[] Of(IMethodSymbol own, IMethodSymbol of, bool isVjp, string key, ReadContext context)
    {
        Method raw = External.Of(own, key + "!whole");
        var parts = new ExternalParts(context, own);
        parts.AddReceiver();
        // In another type it takes the receiver first, which stays whole.
        int receivers = own.IsStatic && !of.IsStatic ? 1 : 0;
        foreach (IParameterSymbol self in own.Parameters.Take(receivers)) parts.Add(self, null, _ => true, isOwn: true, null);
        foreach (IParameterSymbol p in own.Parameters.Skip(receivers).Take(of.Parameters.Length)) parts.AddOwn(p, isEntry: false);
        // The parameters of the user's method stand in the order of the contract; the leaves of a seed or tangent come last, as those of the result do.
        IParameterSymbol[] derivative = [.. own.Parameters.Skip(receivers + of.Parameters.Length)];
        bool gives = Layout.IsDifferentiable(of.ReturnType);
        IParameterSymbol? ofResult = !gives ? null : isVjp ? derivative[0] : derivative[derivative.Length - 1];
        List<System.Action> late = [];
        foreach (IParameterSymbol p in derivative)
        {
            if (SymbolEqualityComparer.Default.Equals(p, ofResult) && Layout.Of(p) is { } whole && isVjp) parts.AddLate(p, whole, late);
            else parts.AddDerivative(p);
        }
        foreach (System.Action add in late) add();
        return [parts.Call(raw, key, isEntry: false), raw];
    }

    // ---- parameters

    private void AddReceiver()
    {
        if (_method.IsStatic) return;
        string name = "self", type = Types.Text(_method.ContainingType);
        while (_method.Parameters.Any(p => p.Name == name)) name += "_";
        _surface.Add(new SurfaceParameter(name, type, Passing.ByValue, _parameters.Count, -1, Implied: SurfaceParameter.This));
        _args.Add(Parameter(IrType.Opaque(type), name));
    }

    private Value Parameter(IrType type, string name)
    {
        Value value = _builder.NewValue(type, name);
        _parameters.Add(value);
        return value;
    }

    private void AddOwn(IParameterSymbol p, bool isEntry)
    {
        Layout? layout = Layout.Of(p);
        Whole? whole = layout is null || !isEntry ? null : WholeOf(layout, p.Name, MethodReader.PassingOf(p), isReturned: false, MethodReader.IsScoped(p));
        Add(p, layout, _ => true, isOwn: true, whole);
    }

    private void AddDerivative(IParameterSymbol p) => Add(p, Layout.Of(p), l => l.IsDifferentiable, isOwn: false, null);

    /// <summary>A parameter of C#: a value or leaves that enter, and those that leave.</summary>
    private void Add(IParameterSymbol p, Layout? layout, System.Func<Leaf, bool> isWanted, bool isOwn, Whole? whole)
    {
        Passing passing = MethodReader.PassingOf(p);
        IrType type = Types.Of(p.Type);
        bool enters = passing != Passing.Out, leaves = passing is Passing.Ref or Passing.Out && !type.IsMemory;
        int result = -1;
        if (leaves)
        {
            result = _results.Count;
            _results.Add((type, p.Name));
        }
        if (layout is null)
        {
            int at = _parameters.Count;
            if (enters) _args.Add(Parameter(type, p.Name));
            SurfaceParameter own = new(p.Name, Types.Text(p.Type), passing, enters ? at : -1, -1, MethodReader.IsScoped(p));
            Surface(own, leaves, isOwn, () => _called[result]);
            return;
        }
        Value[] entering = [.. layout.Leaves.Select(_ => Value.None)];
        Passing flat = passing is Passing.Ref or Passing.Out ? passing : Passing.ByValue;
        for (int i = 0; i < entering.Length; i++)
        {
            Leaf leaf = layout.Leaves[i];
            if (!isWanted(leaf)) continue;
            string path = Layout.PathOf(leaf, _context, out _) ?? "";
            int at = _parameters.Count;
            if (enters) entering[i] = Parameter(leaf.Type, p.Name + leaf.Name);
            Surface(new SurfaceParameter(p.Name + leaf.Name, Types.Text(leaf.Symbol), flat, enters ? at : -1, -1, Part: whole is null ? null : new Part(whole, i, path)), leaves, isOwn,
                () => _builder.Let(Op.Opaque, leaf.Type, p.Name + leaf.Name, [_called[result]], default, "{0}" + path));
        }
        if (enters) _args.Add(Together(layout, entering));
    }

    /// <summary>The seed of a returned struct stands first in C#, and its leaves last here.</summary>
    private void AddLate(IParameterSymbol p, Layout layout, List<System.Action> late)
    {
        int at = _args.Count;
        _args.Add(Value.None);
        late.Add(() =>
        {
            Value[] entering = [.. layout.Leaves.Select(l => l.IsDifferentiable ? Parameter(l.Type, p.Name + l.Name) : Value.None)];
            foreach (Value leaf in entering.Where(l => l.Exists)) _surface.Add(new SurfaceParameter(_builder.HintOf(leaf)!, _builder.TypeOf(leaf).CSharp, Passing.ByValue, _parameters.IndexOf(leaf), -1));
            _args[at] = Together(layout, entering);
        });
    }

    private void Surface(SurfaceParameter parameter, bool leaves, bool isOwn, System.Func<Value> value)
    {
        if (!leaves)
        {
            _surface.Add(parameter);
            return;
        }
        _yields.Add((isOwn, parameter, value));
        _surface.Add(parameter);
    }

    private Value Together(Layout layout, Value[] leaves)
    {
        List<Value> args = [];
        string text = Text.Fill(layout.Rebuild(_context, out _)!, i =>
        {
            if (!leaves[i].Exists) return $"default({Types.Text(layout.Leaves[i].Symbol)})" + (layout.Leaves[i].Type.IsScalar ? "" : "!");
            args.Add(leaves[i]);
            return "{" + (args.Count - 1) + "}";
        });
        return _builder.Let(Op.Opaque, Types.Of(layout.Type), null, [.. args], default, text);
    }

    private Whole WholeOf(Layout layout, string name, Passing passing, bool isReturned, bool scoped) => new(
        name, Types.Text(layout.Type), passing, isReturned, layout.Rebuild(_context, out _)!, layout.Leaves.Select(l => l.Type).ToEquatableArray(), layout.Shape, "", scoped, null);

    // ---- the call

    private Method Call(Method raw, string key, bool isEntry)
    {
        IrType returned = Types.Of(_method.ReturnType);
        Value given = _method.ReturnsVoid ? Value.None : _builder.NewValue(returned);
        _called = [.. _results.Select(r => _builder.NewValue(r.Type, r.Name))];
        Value[] results = given.Exists ? [given, .. _called] : _called;
        _builder.Add(new Call(new(results), raw.Key, new([.. _args])));
        List<Value> yields = [];
        int returnResult = -1;
        Layout? layout = _method.ReturnsVoid ? null : Layout.Of(_method.ReturnType);
        if (given.Exists && layout is null)
        {
            returnResult = 0;
            yields.Add(given);
        }
        // Those of the method come first, those of its derivative behind.
        foreach ((_, SurfaceParameter? parameter, System.Func<Value> value) in _yields.Where(y => y.IsOwn)) Yield(parameter!, value());
        if (layout is not null)
        {
            Whole? whole = isEntry ? WholeOf(layout, "", Passing.Out, isReturned: true, scoped: false) : null;
            for (int i = 0; i < layout.Leaves.Count; i++)
            {
                Leaf leaf = layout.Leaves[i];
                string path = Layout.PathOf(leaf, _context, out _) ?? "";
                _surface.Add(new SurfaceParameter("result" + leaf.Name, Types.Text(leaf.Symbol), Passing.Out, -1, yields.Count, Part: whole is null ? null : new Part(whole, i, path)));
                yields.Add(_builder.Let(Op.Opaque, leaf.Type, "result" + leaf.Name, [given], default, "{0}" + path));
            }
        }
        foreach ((_, SurfaceParameter? parameter, System.Func<Value> value) in _yields.Where(y => !y.IsOwn)) Yield(parameter!, value());
        Surface shown = new(
            MethodReader.HelperName(_method), MethodReader.Modifiers(_method), returnResult < 0 ? "void" : Types.Text(_method.ReturnType), returnResult, Distinct().ToEquatableArray());
        return _builder.ToMethod(key, [.. _parameters], [.. yields], shown);

        void Yield(SurfaceParameter parameter, Value value)
        {
            _surface[_surface.IndexOf(parameter)] = parameter with { Result = yields.Count };
            yields.Add(value);
        }
    }

    private IEnumerable<SurfaceParameter> Distinct()
    {
        HashSet<string> taken = [];
        foreach (SurfaceParameter p in _surface)
        {
            string name = p.Name;
            while (!taken.Add(name)) name += "_";
            yield return p with { Name = name };
        }
    }
}
