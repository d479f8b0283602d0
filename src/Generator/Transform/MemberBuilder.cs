// Assembles one generated member: F's parameters, derivative parameters with the contract's names and passing, guards, and the C# surface.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>A parameter of F as the contract sees it, or one leaf of a parameter that is a struct or tuple, or of such a returned value.</summary>
internal sealed record EntryParameter(int Position, string Name, IrType Type, Passing Passing, int Index, int Result, bool IsDifferentiated, bool IsConstant, Part? Part)
{
    public bool IsReturned => Part is { Whole.IsReturned: true };
    public bool IsMemory => Type.IsMemory;
    public bool IsOut => Passing == Passing.Out;
    public bool IsRef => Passing == Passing.Ref;
    /// <summary>Memory the method can write: arrays too.</summary>
    public bool IsMutableMemory => Shape is Shape.Span or Shape.Array or Shape.Array2D or Shape.Jagged;
    private Shape Shape => Part is { Whole: { IsMemory: true } whole } ? whole.Shape : Type.Shape;
    /// <summary>Named, or an output of float type (Span, ref, out) that is not marked constant.</summary>
    public bool CarriesDerivative =>
        Type.IsDifferentiable && !IsConstant && (IsDifferentiated || Shape == Shape.Span || (!IsMemory && (IsRef || IsOut)));
}

internal sealed partial class MemberBuilder
{
    private readonly DerivativeRequest _request;
    private readonly Derivation _derivation;
    private readonly string _kind;
    private readonly List<Value> _parameters = [];
    private readonly List<Value> _yields = [];
    private readonly List<SurfaceParameter> _surface = [];
    private readonly List<Guarded> _derivativeMemory = [];
    private readonly List<(Value Buffer, Func<(Value Rows, Value Columns)> Size)> _buffers = [];
    private readonly List<string> _derivativeRefs = [];
    private readonly HashSet<string> _names;
    private readonly int _own;

    /// <summary>
    /// How the final value of a surface parameter is made: of yields of the entry (for F's own parameters) or of values, one for a scalar or one for each leaf.
    /// What is left out (-1, none) is a constant field, and default.
    /// </summary>
    private sealed record Assembly(Whole? Whole, int[] Leaves)
    {
        public Value[] Values { get; } = [.. Leaves.Select(_ => Value.None)];
        public Value Entering { get; set; } = Value.None;
        /// <summary>Of a span or array of structs: the memory of each leaf, and whether it is put back at the end.</summary>
        public Value[] Memory { get; } = [.. Leaves.Select(_ => Value.None)];
        public bool IsFilled { get; set; }
    }

    /// <summary>By index in the surface.</summary>
    private readonly Dictionary<int, Assembly> _results = [];
    private readonly Dictionary<(Whole, string), int> _wholes = [];

    /// <summary><paramref name="batched"/>: the surface parameters that are spans with an element for each item.</summary>
    public MemberBuilder(DerivativeRequest request, Derivation derivation, string kind, EquatableArray<int> batched = default)
    {
        (_request, _derivation, _kind) = (request, derivation, kind);
        _batched.UnionWith(batched);
        Entry = derivation.Program.Entry;
        SurfaceParameter[] surface = [.. Entry.Surface.Parameters];
        _names = [.. surface.Where(p => p.Implied is null).Select(NameOf)];
        Parameters =
        [
            .. surface.Select((p, k) => new EntryParameter(
                k, NameOf(p), Entry.TypeOf(p.Parameter >= 0 ? Entry.Body.Parameters[p.Parameter] : Entry.Body.Yields[p.Result]), p.Passing, p.Parameter, p.Result,
                request.Differentiated.Contains(k), request.Constant.Contains(k), p.Part)),
        ];
        PrimalValues = new Value[Entry.Body.Parameters.Count];
        for (int k = 0; k < surface.Length; k++)
        {
            SurfaceParameter p = surface[k];
            if (p.Implied is not null && !p.IsReceiver) continue;
            if (_batched.Contains(k)) AddItems(p, k);
            else if (p.Part is not { } part) AddOwn(p);
            else if (!part.Whole.IsReturned) AddOwn(p, part);
        }
        _own = _surface.Count;
        // Differentiated fields are read once, at the beginning.
        foreach (SurfaceParameter p in surface.Where(p => p.Implied is not null && !p.IsReceiver))
            PrimalValues[p.Parameter] = Builder.Let(Op.Opaque, Entry.TypeOf(Entry.Body.Parameters[p.Parameter]), p.Name, [PrimalValues[0]], default, p.Implied);
    }

    // A differentiated field is named without underscores, whatever the variable for it is called.
    private static string NameOf(SurfaceParameter p) => p.Part is { } part ? part.Whole.Name : p is { Implied: { } text, IsReceiver: false } ? StemOf(text.Substring(text.LastIndexOf('.') + 1)) : p.Name;

    private static string StemOf(string member)
    {
        string name = member.TrimStart('@').TrimStart('_');
        return name.Length == 0 ? member : char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    private void AddOwn(SurfaceParameter p)
    {
        int index = -1;
        if (p.Parameter >= 0)
        {
            Value entry = Entry.Body.Parameters[p.Parameter];
            index = _parameters.Count;
            _parameters.Add(PrimalValues[p.Parameter] = Builder.NewValue(Entry.TypeOf(entry), Entry.Values[entry.Id].Hint));
        }
        _surface.Add(p with { Parameter = index, Result = -1 });
        if (p.Result >= 0) _results[_surface.Count - 1] = new Assembly(null, [p.Result]);
    }

    /// <summary>One leaf of a parameter: the first one brings the parameter with it.</summary>
    private void AddOwn(SurfaceParameter p, Part part)
    {
        if (part.Whole.IsMemory)
        {
            PrimalValues[p.Parameter] = AddMemoryLeaf("", part, part.Whole.TypeText, gather: true, _ => true).Memory[part.Leaf];
            return;
        }
        if (part.Whole.Container is not null)
        {
            PrimalValues[p.Parameter] = ReadContainerLeaf(AddContainer("", part.Whole, part.Whole.Passing), part);
            return;
        }
        Assembly whole = AddLeaf("", part, part.Whole.Passing, out Value? leaf);
        if (p.Parameter >= 0) PrimalValues[p.Parameter] = leaf!.Value;
        if (p.Result >= 0) whole.Leaves[part.Leaf] = p.Result;
    }

    public Builder Builder { get; } = new();
    public Method Entry { get; }
    public EntryParameter[] Parameters { get; }
    public Value[] PrimalValues { get; }
    /// <summary>The parameters of the member so far, out ones aside.</summary>
    public IReadOnlyList<Value> BodyParameters => _parameters;
    public int PrimalYields => Entry.Body.Yields.Count;
    public string Name => _request.Stem + _kind;
    public IrType ReturnType => Entry.TypeOf(Entry.Body.Yields[Entry.Surface.ReturnResult]);
    /// <summary>A number or an array of numbers is returned.</summary>
    public bool HasFloatReturn => Entry.Surface.ReturnResult >= 0 && ReturnType.IsDifferentiable;
    public string Named => string.Join(", ", Parameters.Where(p => p.IsDifferentiated).Select(p => p.Name).Distinct());

    /// <summary>Pattern of the mode: which parameters, whether the returned value, and whether ref and out results are active.</summary>
    public Pattern Pattern(Func<EntryParameter, bool> active, bool returned, bool mutable)
    {
        bool[] parameters = new bool[Entry.Body.Parameters.Count], stable = new bool[parameters.Length], yields = new bool[PrimalYields];
        foreach (EntryParameter p in Parameters)
        {
            if (p.Index >= 0) (parameters[p.Index], stable[p.Index]) = (active(p), true);
            if (p.Result >= 0) yields[p.Result] = mutable && p.CarriesDerivative;
        }
        if (HasFloatReturn) yields[Entry.Surface.ReturnResult] = returned;
        return new Pattern(new(parameters), new(yields), new(stable));
    }

    // ---- derivative parameters, in the order they are added

    public Value AddMemory(EntryParameter p, string suffix, bool adjoint)
    {
        if (p.Part is { Whole.Container: not null } held) return AddContainerMemory(p, held, suffix);
        if (p.Part is { } part)
        {
            Whole whole = part.Whole;
            bool filled = adjoint || whole.Shape != Shape.ReadOnlySpan;
            string text = $"global::System.{(filled ? "" : "ReadOnly")}Span<{whole.ElementText}>";
            Assembly assembly = AddMemoryLeaf(p.Name + suffix, part, text, gather: suffix != "Gradient", l => l.IsDifferentiable);
            assembly.IsFilled |= filled;
            return assembly.Memory[part.Leaf];
        }
        IrType type = Surfaces.Shadow(p.Type, adjoint);
        Value value = AddParameter(Fresh(p.Name + suffix, p.Position), type, Passing.ByValue, out string name);
        _derivativeMemory.Add(new Guarded(name, type.Element.ToString(), value, IsWritten: true, RankOf(type), PrimalValues[p.Index]));
        return value;
    }

    public Value AddValue(EntryParameter p, string suffix) => p.Part is null ? AddParameter(Fresh(DerivativeName(p, suffix), p.Position), p.Type, Passing.ByValue, out _) : AddLeaf(p, suffix, Passing.ByValue);
    public Value AddValue(string name, IrType type) => AddParameter(Fresh(name), type, Passing.ByValue, out _);

    public Value AddSeed()
    {
        Value seed = AddParameter(Fresh("seed"), Surfaces.Seed(ReturnType), Passing.ByValue, out string name);
        if (ReturnType.IsMemory) _derivativeMemory.Add(new Guarded(name, ReturnType.Element.ToString(), seed, IsWritten: true, RankOf(ReturnType)));
        return seed;
    }

    public Value AddRef(EntryParameter p, string suffix)
    {
        if (p.Part is not null) return AddLeaf(p, suffix, Passing.Ref);
        Value value = AddParameter(Fresh(p.Name + suffix, p.Position), p.Type, Passing.Ref, out string name);
        _derivativeRefs.Add(name);
        return value;
    }

    /// <summary>Final value of a parameter added by <see cref="AddRef"/>.</summary>
    public void SetRef(EntryParameter p, string suffix, Value value) => SetResult(p, suffix, value);

    /// <summary>Reserves the place of an out parameter whose value comes later, by <see cref="SetOut"/>.</summary>
    public void ReserveOut(EntryParameter p, string suffix)
    {
        if (p.Part is { } part) AddLeaf(DerivativeName(p, suffix), part, Passing.Out, out _, reads: false);
        else _surface.Add(new SurfaceParameter(Fresh(p.Name + suffix, p.Position), Surfaces.TypeText(p.Type), Passing.Out, -1, -1));
    }

    public void SetOut(EntryParameter p, string suffix, Value value) => SetResult(p, suffix, value);

    public void AddOut(EntryParameter p, string suffix, Value value)
    {
        ReserveOut(p, suffix);
        SetResult(p, suffix, value);
    }

    public void AddOut(string name, Value value)
    {
        _surface.Add(new SurfaceParameter(Fresh(name), Surfaces.TypeText(Builder.TypeOf(value)), Passing.Out, -1, -1));
        _results[_surface.Count - 1] = new Assembly(null, [-1]) { Values = { [0] = value } };
    }

    private static string DerivativeName(EntryParameter p, string suffix) => !p.IsReturned ? p.Name + suffix : suffix == "Adjoint" ? "seed" : "tangent";

    private Value AddLeaf(EntryParameter p, string suffix, Passing passing)
    {
        AddLeaf(DerivativeName(p, suffix), p.Part!, passing, out Value? leaf);
        return leaf!.Value;
    }

    /// <summary>The leaf of a C# parameter, which is added with its first leaf. No name: one of F's own.</summary>
    private Assembly AddLeaf(string wanted, Part part, Passing passing, out Value? leaf, bool reads = true)
    {
        Whole whole = part.Whole;
        if (whole.Container is not null)
        {
            Assembly container = AddContainer(wanted, whole, PassingOf(whole.Container));
            leaf = reads ? ReadContainerLeaf(container, part) : null;
            return container;
        }
        if (!_wholes.TryGetValue((whole, wanted), out int at))
        {
            _wholes[(whole, wanted)] = at = _surface.Count;
            string name = wanted.Length == 0 ? whole.Name : Fresh(wanted, PositionOf(whole));
            Value entering = passing == Passing.Out ? Value.None : Builder.NewValue(whole.Type, name);
            _surface.Add(new SurfaceParameter(name, whole.TypeText, passing, entering.Exists ? _parameters.Count : -1, -1));
            if (entering.Exists) _parameters.Add(entering);
            _results[at] = new Assembly(whole, [.. whole.Leaves.Select(_ => -1)]) { Entering = entering };
            if (passing == Passing.Ref && wanted.Length > 0) _derivativeRefs.Add(name);
        }
        Assembly assembly = _results[at];
        leaf = assembly.Entering.Exists ? Builder.Let(Op.Opaque, whole.Leaves[part.Leaf], _surface[at].Name + part.Path.Replace(".", ""), [assembly.Entering], default, "{0}" + part.Path) : null;
        return assembly;
    }

    // The Gradient's parameters are wanted in F's order, memory and scalars mixed: Finish sorts by this.
    private readonly Dictionary<(int Position, string Wanted), string> _freshNames = [];

    private int PositionOf(Whole whole) => Parameters.First(p => p.Part is { } part && part.Whole.Equals(whole)).Position;

    /// <summary>Two parameters may want one name: a field and a parameter.</summary>
    private string Fresh(string wanted, int position = -1)
    {
        string name = wanted;
        while (!_names.Add(name)) name += "_";
        _freshNames[(position, wanted)] = name;
        return name;
    }

    private Value AddParameter(string name, IrType type, Passing passing, out string chosen)
    {
        chosen = name;
        Value value = Builder.NewValue(type, name);
        _surface.Add(new SurfaceParameter(name, Surfaces.TypeText(type), passing, _parameters.Count, -1));
        _parameters.Add(value);
        return value;
    }

    private void SetResult(EntryParameter p, string suffix, Value value)
    {
        string wanted = DerivativeName(p, suffix);
        if (p.Part is { } part)
        {
            _results[_wholes[(part.Whole, wanted)]].Values[part.Leaf] = value;
            return;
        }
        int at = _surface.FindIndex(s => s.Name == _freshNames[(p.Position, wanted)]);
        _results[at] = new Assembly(null, [-1]) { Values = { [0] = value } };
    }

    // ---- guards

    private static int RankOf(IrType type) => type.IsJagged ? 0 : type.Rank;

    /// <summary>Memory that is checked (an array of arrays has rank 0): its elements, whether the member writes it, and for derivatives the memory whose length it must have.</summary>
    private sealed record Guarded(string Name, string Element, Value Value, bool IsWritten, int Rank, Value? Of = null, string Path = "")
    {
        /// <summary>It is in a container, so it is an array and no part of one.</summary>
        public bool IsArray => Path.Length > 0 || Rank != 1;
    }

    /// <summary><paramref name="buffers"/>: their lengths are known. Lengths first, then overlaps: derivative buffers against everything, mutable arguments against the other arguments.</summary>
    public void Guards(bool buffers = true)
    {
        const string guard = "global::Autodiff.Derivative.";
        List<Guarded> memory = [];
        GuardContainers();
        foreach (IGrouping<string, EntryParameter> own in Parameters.Where(p => p.IsMemory).GroupBy(p => p.Part is { Whole.IsMemory: false } leaf ? p.Name + leaf.Path : p.Name))
        {
            EntryParameter p = own.First();
            bool written = own.Any(l => l.IsMutableMemory && IsWritten(l));
            memory.Add(p.Part is { Whole.Container: not null } held ? new Guarded(p.Name, p.Type.Element.ToString(), _results[_wholes[(held.Whole, "")]].Entering, written, RankOf(p.Type), Path: held.Path)
                : p.Part is { Whole.IsMemory: true } part ? new Guarded(p.Name, part.Whole.ElementText, _results[_wholes[(part.Whole, "")]].Entering, written, 1)
                : new Guarded(p.Name, p.Type.Element.ToString(), PrimalValues[p.Index], written, RankOf(p.Type)));
        }
        foreach (Guarded own in memory.Where(m => m is { IsWritten: true, Rank: 0 })) Builder.Guard($"{guard}DistinctRows({{0}}{own.Path})", own.Value);
        foreach (Guarded derivative in _derivativeMemory)
        {
            if (derivative.Of is { } of) Builder.Guard($"{guard}{derivative.Rank switch { 0 => "SameRows", 2 => "SameShape", _ => "SameLength" }}({{0}}{derivative.Path}, {{1}}{derivative.Path})", derivative.Value, of);
            memory.Add(derivative);
        }
        if (buffers) GuardBuffers();
        if (_batched.Count > 0) GuardOverlaps(guard, memory);
        for (int j = 0; j < memory.Count && _batched.Count == 0; j++)
            for (int k = 0; k < j; k++)
                if ((memory[j].IsWritten || memory[k].IsWritten) && MayShare(memory[j].Element, memory[k].Element) && !(memory[j].IsArray && memory[k].IsArray && (memory[j].Rank == 2) != (memory[k].Rank == 2)))
                    Builder.Guard($"{guard}NoOverlap({{0}}{memory[j].Path}, {{1}}{memory[k].Path})", memory[j].Value, memory[k].Value);
        // Where code that was read makes the call, references are values, and were compared there.
        if (!_request.IsNested) GuardReferences(guard, memory);
        foreach (Action read in _afterGuards) read();
    }

    // A type parameter may stand for the other type.
    private bool MayShare(string a, string b) => a == b || IsOpen(a) || IsOpen(b) || IsStruct(a) || IsStruct(b);
    private bool IsOpen(string element) => _request.Generics is { Number.Length: > 0 } && (element == nameof(Scalar.Generic) || element.IndexOf('<') >= 0);

    private void GuardReferences(string guard, List<Guarded> memory)
    {
        List<(string Name, string Element)> references =
        [
            .. Parameters.Where(p => p.IsRef && !p.IsMemory && p.Part is null or { Leaf: 0 } && !IsBatched(p)).Select(p => (p.Name, ElementOf(p.Type, p.Part))),
            .. _derivativeRefs.Select(r => (r, ElementOf(Builder.TypeOf(_parameters[_surface.First(s => s.Name == r).Parameter]), null))),
        ];
        for (int j = 0; j < references.Count; j++)
        {
            for (int k = 0; k < j; k++)
                if (MayShare(references[j].Element, references[k].Element)) Builder.Guard($"{guard}NotSame(ref {references[j].Name}, ref {references[k].Name})");
            foreach (Guarded m in memory)
                if (MayShare(m.Element, references[j].Element)) Builder.Guard($"{guard}NotInside(ref {references[j].Name}, {{0}}{m.Path})", m.Value);
        }
    }

    /// <summary>Structs, and numbers that may be in them, can share memory. A struct that holds arrays lies in no memory of numbers.</summary>
    private bool IsStruct(string element) =>
        !System.Enum.TryParse<Scalar>(element, out _) && !Parameters.Any(p => p.Part is { Whole: { Container: not null } whole } && whole.TypeText == element);

    private static string ElementOf(IrType type, Part? part) => part?.Whole.TypeText ?? type.Text ?? type.Element.ToString();

    private string Suffix => _kind switch { "Jvp" => "Tangent", "Vjp" => "Adjoint", _ => "Gradient" };

    public bool IsWritten(EntryParameter p) => _derivation.Effects.Writes(Entry.Key, p.Index);

    // ---- the end

    public Value[] Inline(Method derived, IReadOnlyList<Value> args) => new Rewriter(derived, Builder).Inline(args);

    public Method Finish(Value[] results, string summary)
    {
        PutBack();
        SetContainers();
        List<Value> yields = [];
        int returned = -1;
        string returnText = Entry.Surface.ReturnTypeText;
        if (Entry.Surface.ReturnResult >= 0) (returned, yields) = (0, [results[Entry.Surface.ReturnResult]]);
        else if (Parameters.FirstOrDefault(p => p.IsReturned) is { Part: { Whole: var whole } })
        {
            (returned, returnText) = (0, whole.TypeText);
            yields.Add(Assemble(new Assembly(whole, [.. Parameters.Where(p => p.IsReturned).Select(p => p.Result)]), results));
        }
        for (int k = 0; k < _surface.Count; k++)
        {
            if (!_results.TryGetValue(k, out Assembly? assembly) || _surface[k].Passing is not (Passing.Ref or Passing.Out) || assembly.Whole is { Container.SetsByPath: true }) continue;
            _surface[k] = _surface[k] with { Result = yields.Count };
            yields.Add(Assemble(assembly, results));
        }
        SurfaceParameter[] own = [.. _surface.Take(_own)];
        SurfaceParameter[] derivative = [.. _surface.Skip(_own)];
        if (_kind == "Gradient") derivative = [.. derivative.OrderBy(d => Position(d.Name))];
        Surface surface = new(
            Name, _request.Modifiers, returnText, returned, [.. own, .. derivative],
            Documentation: [$"<summary>{summary}</summary>"],
            Attributes: [$"global::Autodiff.DerivativeMember(\"{Entry.Surface.Name}\", global::Autodiff.Derivatives.{_kind})"]);
        return Builder.ToMethod(Entry.Key + "!" + _kind, [.. _parameters], [.. yields], surface);
    }

    private Value Assemble(Assembly assembly, Value[] results)
    {
        Value Leaf(int k) => assembly.Leaves[k] >= 0 ? results[assembly.Leaves[k]] : assembly.Values[k];
        if (assembly.Whole is not { } whole) return Leaf(0);
        List<Value> args = [];
        string text = whole.Compose(k =>
        {
            if (!Leaf(k).Exists && whole.Container is not null)
            {
                // What is no derivative stays as the caller made it.
                args.Add(assembly.Entering);
                return "{" + (args.Count - 1) + "}" + PathOf(whole, k);
            }
            if (!Leaf(k).Exists) return $"default({Surfaces.TypeText(whole.Leaves[k])})" + (whole.Leaves[k].IsScalar ? "" : "!");
            args.Add(Leaf(k));
            return "{" + (args.Count - 1) + "}";
        });
        return Builder.Let(Op.Opaque, whole.Type, null, [.. args], default, text);
    }

    private int Position(string derivativeName) => _freshNames.First(f => f.Value == derivativeName).Key.Position;
}
