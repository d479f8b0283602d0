// Assembles one generated member: F's parameters, derivative parameters with the contract's names and passing, guards, and the C# surface.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>A parameter of F as the contract sees it.</summary>
internal sealed record EntryParameter(int Position, string Name, IrType Type, Passing Passing, int Index, int Result, bool IsDifferentiated, bool IsConstant)
{
    public bool IsMemory => Type.IsMemory;
    public bool IsOut => Passing == Passing.Out;
    public bool IsRef => Passing == Passing.Ref;
    /// <summary>Memory the method can write: arrays too.</summary>
    public bool IsMutableMemory => Type.Shape is Shape.Span or Shape.Array or Shape.Array2D;
    /// <summary>Named, or an output of float type (Span, ref, out) that is not marked constant.</summary>
    public bool CarriesDerivative =>
        Type.IsDifferentiable && !IsConstant && (IsDifferentiated || Type.Shape == Shape.Span || (!IsMemory && (IsRef || IsOut)));
}

internal sealed partial class MemberBuilder
{
    private readonly DerivativeRequest _request;
    private readonly Derivation _derivation;
    private readonly string _kind;
    private readonly List<Value> _parameters = [];
    private readonly List<Value> _yields = [];
    private readonly List<SurfaceParameter> _surface = [];
    private readonly List<(string Name, IrType Type, Value Value, EntryParameter? Of)> _derivativeMemory = [];
    private readonly List<(Value Buffer, Func<(Value Rows, Value Columns)> Size)> _buffers = [];
    private readonly List<string> _derivativeRefs = [];
    private readonly HashSet<string> _names;
    private readonly int _ownParameters;

    public MemberBuilder(DerivativeRequest request, Derivation derivation, string kind)
    {
        (_request, _derivation, _kind) = (request, derivation, kind);
        Entry = derivation.Program.Entry;
        _names = [.. Entry.Surface.Parameters.Where(p => p.Implied is null).Select(p => p.Name)];
        Parameters =
        [
            .. Entry.Surface.Parameters.Select((p, k) => new EntryParameter(
                k, p.Name, Entry.TypeOf(p.Parameter >= 0 ? Entry.Body.Parameters[p.Parameter] : Entry.Body.Yields[p.Result]), p.Passing, p.Parameter, p.Result,
                request.Differentiated.Contains(k), request.Constant.Contains(k))),
        ];
        PrimalValues = new Value[Entry.Body.Parameters.Count];
        foreach (SurfaceParameter p in Entry.Surface.Parameters)
        {
            if (p.Implied is not null && !p.IsReceiver) continue;
            _surface.Add(p.Parameter < 0 ? p : p with { Parameter = _parameters.Count });
            if (p.Parameter < 0) continue;
            Value own = Entry.Body.Parameters[p.Parameter];
            _parameters.Add(PrimalValues[p.Parameter] = Builder.NewValue(Entry.TypeOf(own), Entry.Values[own.Id].Hint));
        }
        _ownParameters = _surface.Count;
        // Differentiated fields are read once, at the beginning.
        foreach (SurfaceParameter p in Entry.Surface.Parameters.Where(p => p.Implied is not null && !p.IsReceiver))
            PrimalValues[p.Parameter] = Builder.Let(Op.Opaque, Entry.TypeOf(Entry.Body.Parameters[p.Parameter]), p.Name, [PrimalValues[0]], default, p.Implied);
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
    public bool HasFloatReturn => Entry.Surface.ReturnResult >= 0 && ReturnType.IsFloat;
    public string Named => string.Join(", ", Parameters.Where(p => p.IsDifferentiated).Select(p => p.Name));

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
        IrType type = Surfaces.Shadow(p.Type, adjoint);
        Value value = AddParameter(Fresh(p.Name + suffix), type, Passing.ByValue, out string name);
        _derivativeMemory.Add((name, type, value, p));
        return value;
    }

    public Value AddValue(EntryParameter p, string suffix) => AddParameter(Fresh(p.Name + suffix), p.Type, Passing.ByValue, out _);
    public Value AddValue(string name, IrType type) => AddParameter(Fresh(name), type, Passing.ByValue, out _);

    public Value AddRef(EntryParameter p, string suffix)
    {
        Value value = AddParameter(Fresh(p.Name + suffix), p.Type, Passing.Ref, out string name);
        _derivativeRefs.Add(name);
        return value;
    }

    /// <summary>Final value of a parameter added by <see cref="AddRef"/>.</summary>
    public void SetRef(EntryParameter p, string suffix, Value value) => SetResult(p.Name + suffix, value);

    /// <summary>Reserves the place of an out parameter whose value comes later, by <see cref="SetOut"/>.</summary>
    public void ReserveOut(EntryParameter p, string suffix) =>
        _surface.Add(new SurfaceParameter(Fresh(p.Name + suffix), Surfaces.TypeText(p.Type), Passing.Out, -1, -1));

    public void SetOut(EntryParameter p, string suffix, Value value) => SetResult(p.Name + suffix, value);

    public void AddOut(EntryParameter p, string suffix, Value value) => AddOut(p.Name + suffix, value);

    public void AddOut(string name, Value value)
    {
        _surface.Add(new SurfaceParameter(Fresh(name), Surfaces.TypeText(Builder.TypeOf(value)), Passing.Out, -1, PrimalYields + _yields.Count));
        _yields.Add(value);
    }

    // The Gradient's parameters are wanted in F's order, memory and scalars mixed: Finish sorts by this.
    private readonly Dictionary<string, string> _freshNames = [];

    private string Fresh(string wanted)
    {
        string name = wanted;
        while (!_names.Add(name)) name += "_";
        _freshNames[wanted] = name;
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

    private void SetResult(string wanted, Value value)
    {
        int at = _surface.FindIndex(s => s.Name == _freshNames[wanted]);
        _surface[at] = _surface[at] with { Result = PrimalYields + _yields.Count };
        _yields.Add(value);
    }

    // ---- guards

    /// <summary>Lengths first, then overlaps: derivative buffers against everything, mutable arguments against the other arguments.</summary>
    public void Guards()
    {
        const string guard = "global::Autodiff.Derivative.";
        List<(string Name, IrType Type, Value Value, bool Mutable, bool Derivative)> memory =
            [.. Parameters.Where(p => p.IsMemory).Select(p => (p.Name, p.Type, PrimalValues[p.Index], p.IsMutableMemory && IsWritten(p), false))];
        foreach ((string name, IrType type, Value value, EntryParameter? of) in _derivativeMemory)
        {
            if (of is not null) Builder.Guard($"{guard}{(type.Rank == 2 ? "SameShape" : "SameLength")}({{0}}, {{1}})", value, PrimalValues[of.Index]);
            memory.Add((name, type, value, true, true));
        }
        GuardBuffers(guard);
        for (int j = 0; j < memory.Count; j++)
            for (int k = 0; k < j; k++)
                if ((memory[j].Mutable || memory[k].Mutable) && memory[j].Type.Element == memory[k].Type.Element)
                    Builder.Guard($"{guard}NoOverlap({{0}}, {{1}})", memory[j].Value, memory[k].Value);
        List<(string Name, Scalar Element)> references =
        [
            .. Parameters.Where(p => p.IsRef && !p.IsMemory).Select(p => (p.Name, p.Type.Element)),
            .. _derivativeRefs.Select(r => (r, Builder.TypeOf(_parameters[_surface.First(s => s.Name == r).Parameter]).Element)),
        ];
        for (int j = 0; j < references.Count; j++)
        {
            for (int k = 0; k < j; k++)
                if (references[j].Element == references[k].Element) Builder.Guard($"{guard}NotSame(ref {references[j].Name}, ref {references[k].Name})");
            foreach ((string _, IrType type, Value value, bool _, bool _) in memory)
                if (type.Element == references[j].Element) Builder.Guard($"{guard}NotInside(ref {references[j].Name}, {{0}})", value);
        }
    }

    public bool IsWritten(EntryParameter p) => _derivation.Effects.Writes(Entry.Key, p.Index);

    // ---- the end

    public Value[] Inline(Method derived, IReadOnlyList<Value> args) => new Rewriter(derived, Builder).Inline(args);

    public Method Finish(Value[] results, string summary)
    {
        SurfaceParameter[] own = [.. _surface.Take(_ownParameters)];
        SurfaceParameter[] derivative = [.. _surface.Skip(own.Length)];
        if (_kind == "Gradient") derivative = [.. derivative.OrderBy(d => Position(d.Name))];
        Surface surface = new(
            Name, _request.Modifiers, Entry.Surface.ReturnTypeText, Entry.Surface.ReturnResult, [.. own, .. derivative],
            Documentation: [$"<summary>{summary}</summary>"],
            Attributes: [$"global::Autodiff.DerivativeMember(\"{Entry.Surface.Name}\", global::Autodiff.Derivatives.{_kind})"]);
        return Builder.ToMethod(Entry.Key + "!" + _kind, [.. _parameters], [.. results.Take(PrimalYields), .. _yields], surface);
    }

    private int Position(string derivativeName)
    {
        string wanted = _freshNames.First(f => f.Value == derivativeName).Key;
        return Parameters.First(p => p.Name + "Gradient" == wanted).Position;
    }
}
