// The derived methods of one program: each made once per method, mode and activity pattern, recursion included.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Holds the methods differentiated from and the methods derived so far. A transform asks for the derivative of a callee by
/// <see cref="Derive"/>; while that one is being made, further requests (recursion) get its key.
/// </summary>
internal sealed class Derivation
{
    private readonly Program _program;
    private readonly Dictionary<string, Method> _derived = [];
    private readonly List<string> _order = [];
    private readonly Dictionary<(string Method, string Mode, Pattern Pattern), string> _keys = [];
    private readonly HashSet<string> _names = [];

    public Derivation(Program program)
    {
        _program = program;
        Effects = new MemoryEffects(Find);
        Summaries = new ActivitySummaries(Find);
        foreach (Method method in program.Methods) _names.Add(method.Surface.Name);
    }

    public MemoryEffects Effects { get; }
    public ActivitySummaries Summaries { get; }
    public Program Program => _program;

    /// <summary>Derived helper methods in the order they were asked for.</summary>
    public IEnumerable<Method> Derived => _order.Where(_derived.ContainsKey).Select(k => _derived[k]);

    /// <summary>
    /// Derived methods of this derivation and of those composed from it, with the methods that those start from. Equal keys mean equal derivatives of equal methods.
    /// </summary>
    public IEnumerable<Method> Reachable
    {
        get
        {
            HashSet<string> seen = [.. _program.Methods.Select(m => m.Key)];
            return [.. Derived.Concat(_composed.SelectMany(c => c.Reachable.Concat(c.Program.Methods))).Where(m => seen.Add(m.Key))];
        }
    }

    private readonly List<Derivation> _composed = [];
    private Derivation? _repeatable;

    /// <summary>A derivation over a program made from methods of this one.</summary>
    public Derivation Compose(Program program)
    {
        Derivation composed = new(program);
        _composed.Add(composed);
        return composed;
    }

    /// <summary>The derivation for sweeps that are run many times; this one if that makes no difference.</summary>
    public Derivation Repeatable => _repeatable ??= Transform.Repeatable.Of(_program) is var program && ReferenceEquals(program, _program) ? this : Compose(program);

    /// <summary>The entry's gradient as a method to be differentiated, once it was asked for.</summary>
    public GradientMethod? Gradient { get; set; }

    /// <summary>A method of the program or one derived from it.</summary>
    public Method Find(string key) => _program.TryFind(key) ?? _derived[key];

    /// <summary>The split pairs of reverse mode, by callee and pattern.</summary>
    public Dictionary<(string Callee, Pattern Pattern), SplitPair> Pairs { get; } = [];

    /// <summary>
    /// Key of the derivative of <paramref name="method"/> in a mode ("Jvp"), made by <paramref name="make"/> (given its key and
    /// the unique C# name it shall have) if it was not asked for before.
    /// </summary>
    public string Derive(string method, string mode, Pattern pattern, Func<string, string, Method> make)
    {
        if (_keys.TryGetValue((method, mode, pattern), out string? known)) return known;
        (string key, string name) = Reserve(method, mode, pattern);
        Define(key, make(key, name));
        return key;
    }

    /// <summary>Key and unique C# name for a derived method that <see cref="Define"/> will add.</summary>
    public (string Key, string Name) Reserve(string method, string mode, Pattern pattern)
    {
        string name = UniqueName(Find(method).Surface.Name + mode, Find(method), pattern);
        string key = $"{method}!{mode}[{pattern}]";
        // A program that was derived itself may hold a method of this key.
        while (_program.TryFind(key) is not null || _derived.ContainsKey(key)) key += "'";
        _keys.Add((method, mode, pattern), key);
        _order.Add(key);
        return (key, name);
    }

    public void Define(string key, Method method) => _derived[key] = method;

    /// <summary>
    /// Puts a derived method of a callee with custom derivatives in the place of its call, if it has no loops: then only the call of the user's own method is left.
    /// Returns its yields, or null for every other method.
    /// </summary>
    public Value[]? TryInline(string callee, string derivative, Builder target, IReadOnlyList<Value> args) =>
        Find(callee).Custom is not null && _derived.TryGetValue(derivative, out Method method)
        && method.Body.Body.All(i => i is Let or Allocate or Call) && method.Body.Body.Count(i => i is Call) == 1
            ? new Rewriter(method, target).Inline(args) : null;

    // The first pattern of a helper gets the plain name; later ones say which parameters are active.
    private string UniqueName(string stem, Method method, Pattern pattern)
    {
        if (_names.Add(stem)) return stem;
        string active = string.Concat(method.Body.Parameters.Select((p, k) => pattern.Parameters[k] ? "_" + (method.Values[p.Id].Hint ?? "p" + k) : ""));
        string name = stem + active;
        for (int number = 2; !_names.Add(name); number++) name = stem + active + number;
        return name;
    }
}
