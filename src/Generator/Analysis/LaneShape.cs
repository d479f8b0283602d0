// LaneShape: which loops may run several trips at once, each in a lane of its vectors with inner loops and all, and why the others may not.
//
// Every value of the body is uniform (the same in all trips), affine (an integer that grows by the same amount from trip to trip), or has lanes (a float or a condition per trip).
// Affine integers index memory; uniform ones also bound inner loops, which stay loops. Memory is
// - an input: not written in the loop;
// - own: made in the body, or wholly written before it is read in every trip and not read outside: each trip has its own, an array of vectors;
// - an output: written at elements that no other trip touches;
// - a sum: the trips only add to it. What all trips add to one element is added lane by lane, and over the lanes when the loop is over.
// What is carried is unchanged, a sum, or grows by the same amount in every trip. A branch whose condition has lanes computes what its lanes need, under a mask.
// Faults: an access of one trip is made in all lanes that make it, so the loop faults where one of eight trips does; what was written until then is unspecified.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

internal enum LaneKind : byte { Uniform, Affine, Lanes }

internal enum LaneMemory : byte { Input, Own, Output, Sum }

/// <summary>The shape of one counted loop whose trips may run in lanes; <see cref="Refusal"/> is null if they may and otherwise says why not.</summary>
internal sealed partial class LaneShape
{
    private readonly Method _method;
    private readonly Aliasing _aliasing;
    private readonly LengthFacts _lengths;
    private readonly Dictionary<Value, LaneKind> _kinds = [];
    private readonly HashSet<Value> _inside;
    /// <summary>The instruction around each value of the loop: its definition, or the loop that it is a parameter of.</summary>
    private readonly Dictionary<Value, Instr> _sites = [];
    private bool _changed;

    private LaneShape(Method method, For loop, Aliasing aliasing, LengthFacts lengths)
    {
        (_method, _aliasing, _lengths, Loop) = (method, aliasing, lengths, loop);
        _inside = [.. loop.Body.Parameters];
        foreach (Instr instruction in loop.Body.All())
        {
            _inside.UnionWith(instruction.Results());
            foreach (Value result in instruction.Results()) _sites[result] = instruction;
            foreach (Value parameter in instruction.Regions().SelectMany(r => r.Parameters))
            {
                _inside.Add(parameter);
                _sites[parameter] = instruction;
            }
        }
    }

    public For Loop { get; }
    public Value Index => Loop.Body.Parameters[0];
    public string? Refusal { get; private set; }
    /// <summary>The type of all floats that have lanes.</summary>
    public Scalar Element { get; private set; }
    /// <summary>Uniform values that are read beside lanes.</summary>
    public HashSet<Value> Broadcast { get; } = [];

    public LaneKind KindOf(Value value) => _kinds.TryGetValue(value, out LaneKind kind) ? kind : LaneKind.Uniform;
    public bool IsInside(Value value) => _inside.Contains(value);
    public bool HasLanes(Value value) => KindOf(value) == LaneKind.Lanes;

    public static LaneShape Of(Method method, For loop, Aliasing aliasing, LengthFacts lengths, Coverage coverage)
    {
        LaneShape shape = new(method, loop, aliasing, lengths);
        shape.Find(coverage);
        return shape;
    }

    private void Refuse(string reason) => Refusal ??= reason;
    private string Name(Value value) => _method.Values[value.Id].Hint ?? "a value";

    private void CheckLoop()
    {
        if (Loop.Step is not (1 or -1)) Refuse("the step is not 1 or -1");
        if (_method.TypeOf(Index) != IrType.I32) Refuse("the index is not an int");
        if (Loop.HasExit) Refuse("the loop may be left early");
        if (Loop.HasTrips) Refuse("the trips are counted");
    }

    private void Find(Coverage coverage)
    {
        CheckLoop();
        if (Refusal is not null) return;
        _kinds[Index] = LaneKind.Affine;
        Classify(coverage);
        if (Refusal is null) FindCarried();
        // A carried value has lanes as soon as one of its values has, and memory as soon as something with lanes is stored.
        do
        {
            _changed = false;
            if (Refusal is null) Visit(Loop.Body, false);
        } while (_changed && Refusal is null);
        if (Refusal is not null) return;
        CheckCarried();
        if (Element == Scalar.None) Refuse("no float changes from trip to trip");
        if (Refusal is null) CheckIndependence();
    }

    // ---- kinds of values

    private void Raise(Value value, LaneKind kind)
    {
        if (KindOf(value) >= kind) return;
        IrType type = _method.TypeOf(value);
        if (kind == LaneKind.Lanes && !type.IsBool && !CheckFloat(type)) return;
        if (kind == LaneKind.Affine && type != IrType.I32)
        {
            Refuse($"{Name(value)} is {type} and made of the index");
            return;
        }
        _kinds[value] = kind;
        _changed = true;
    }

    private bool CheckFloat(IrType type)
    {
        if (type is not { IsFloat: true, Element: Scalar.F64 or Scalar.F32 })
        {
            Refuse(type.IsInteger ? "an integer differs from trip to trip" : $"{type} has no lanes");
            return false;
        }
        if (Element == Scalar.None) Element = type.Element;
        if (Element != type.Element) Refuse("float and double are mixed");
        return Element == type.Element;
    }

    /// <summary>Notes that a value is read beside lanes.</summary>
    private void Want(Value value)
    {
        if (KindOf(value) == LaneKind.Uniform) Broadcast.Add(value);
        else if (KindOf(value) == LaneKind.Affine) Refuse($"{Name(value)} differs from trip to trip");
    }

    private void Visit(Region region, bool isMasked)
    {
        foreach (Instr instruction in region.Body)
        {
            if (Refusal is not null) return;
            switch (instruction)
            {
                case Note: break;
                case Let i: Visit(i, isMasked); break;
                case Load i: Visit(i); break;
                case Store i: Write(i.Memory, i.Indices, i.Operand, isMasked); break;
                case Accumulate i: Write(i.Memory, i.Indices, i.Operand, isMasked); break;
                case Fill i: Write(i, isMasked); break;
                case Allocate i: Allocation(i); break;
                case Slice i: Visit(i); break;
                case If { IsTry: false } i: Visit(i, isMasked); break;
                case For i: Visit(i, isMasked); break;
                case While i: Visit(i, isMasked); break;
                case If: Refuse("the body has a try"); break;
                case Call: Refuse("the body calls a method"); break;
                case Effect: Refuse("the body has an effect"); break;
                case CreateTape or Record or Replay: Refuse("the body keeps values on the tape"); break;
                case VectorLoad or VectorStore or Gather or Scatter or Within: Refuse("the body is vectorised already"); break;
                default: Refuse("the body has arrays of arrays"); break;
            }
        }
    }

    private void Visit(Let let, bool isMasked)
    {
        IrType type = _method.TypeOf(let.Result);
        if (let.Op == Op.Opaque) Refuse("the body has an opaque expression");
        if (type.IsMemory && KindOf(let.Args[0]) != LaneKind.Uniform) RaiseHandle(let.Result);
        // What is cut at the trip's index is equally long in all trips.
        if (type.IsMemory || let.Op == Op.Length || Refusal is not null) return;
        LaneKind kind = let.Args.Select(KindOf).Append(LaneKind.Uniform).Max();
        if (kind == LaneKind.Uniform) return;
        if (let.Op == Op.Sign && kind == LaneKind.Lanes && VectorForms.IsSign(let, Loop.Body, _method.TypeOf))
        {
            // It throws for what is not a number, in lanes that do not take the branch too.
            if (isMasked) Refuse("Sign in a branch may fault");
            _changed |= KindOf(let.Result) != LaneKind.Lanes;
            _kinds[let.Result] = LaneKind.Lanes;
            return;
        }
        if (type.IsInteger)
        {
            bool isAffine = kind == LaneKind.Affine && (let.Op is Op.Add or Op.Sub or Op.Neg || (let.Op == Op.Mul && let.Args.Any(a => KindOf(a) == LaneKind.Uniform)));
            if (isAffine) Raise(let.Result, LaneKind.Affine);
            else Refuse(kind == LaneKind.Lanes ? $"{VectorForms.NameOf(let.Op)} gives an integer that differs from trip to trip" : $"{VectorForms.NameOf(let.Op)} of the index is no multiple of it");
            return;
        }
        if (let.Args.Any(a => KindOf(a) == LaneKind.Affine))
        {
            // An int is a double exactly, and so is compared.
            bool isRamp = let.Args.All(a => _method.TypeOf(a) == IrType.I32) && (let.Op == Op.Convert || let.Op is >= Op.Equal and <= Op.GreaterOrEqual);
            if (!isRamp) Refuse($"{VectorForms.NameOf(let.Op)} of the index has no vector form");
            else if (!type.IsBool || CheckFloat(IrType.F64)) Raise(let.Result, LaneKind.Lanes);
            return;
        }
        bool isSign = let.Op == Op.Convert && _method.TypeOf(let.Args[0]).IsInteger;
        if (!isSign && VectorForms.Refusal(let, v => _method.TypeOf(v), v => _aliasing.LiteralOf(v)) is { } refusal) Refuse(refusal);
        Raise(let.Result, LaneKind.Lanes);
        foreach (Value arg in let.Args) Want(arg);
    }

    // ---- control flow

    private void Visit(If choice, bool isMasked)
    {
        bool hasLanes = HasLanes(choice.Condition);
        Visit(choice.Then, isMasked || hasLanes);
        Visit(choice.Else, isMasked || hasLanes);
        for (int k = 0; k < choice.Results.Count; k++)
        {
            Value then = choice.Then.Yields[k], otherwise = choice.Else.Yields[k], result = choice.Results[k];
            if (hasLanes && !(then == otherwise && !_inside.Contains(then))) Raise(result, LaneKind.Lanes);
            Join(result, then, otherwise);
        }
    }

    // One of two values: both are as the result is.
    private void Join(Value result, Value a, Value b)
    {
        LaneKind kind = KindOf(a) > KindOf(b) ? KindOf(a) : KindOf(b);
        if (kind == LaneKind.Affine && KindOf(a) != KindOf(b)) Refuse($"{Name(result)} is made of the index in some trips only");
        if (kind == LaneKind.Affine && !HasSameStride(a, b)) Refuse($"{Name(result)} grows differently in some trips");
        Raise(result, kind);
        if (!HasLanes(result)) return;
        Want(a);
        Want(b);
    }

    private bool HasSameStride(Value a, Value b) => StrideForm(a) is { } x && StrideForm(b) is { } y && x == y;

    private void Visit(For loop, bool isMasked)
    {
        if (KindOf(loop.Lower) != LaneKind.Uniform || KindOf(loop.Upper) != LaneKind.Uniform) Refuse("the bounds of an inner loop differ from trip to trip");
        Carry(loop.Inits, loop.Body.Parameters.Skip(1).ToArray(), loop.Body.Yields, loop.Results, () => Visit(loop.Body, isMasked));
        if (loop.HasExit && KindOf(loop.Body.Yields[loop.Inits.Count]) != LaneKind.Uniform) Refuse("an inner loop is left early in some trips");
    }

    private void Visit(While loop, bool isMasked)
    {
        for (int k = 0; k < loop.Inits.Count; k++) Raise(loop.Test.Parameters[k], KindOf(loop.Body.Parameters[k]));
        Carry(loop.Inits, [.. loop.Body.Parameters], loop.Body.Yields, loop.Results, () =>
        {
            Visit(loop.Test, isMasked);
            Visit(loop.Body, isMasked);
        });
        if (KindOf(loop.Test.Yields[0]) != LaneKind.Uniform || (loop.HasExit && KindOf(loop.Body.Yields[loop.Inits.Count]) != LaneKind.Uniform))
            Refuse("an inner loop does not run equally often in all trips");
    }

    private void Carry(EquatableArray<Value> inits, Value[] carried, EquatableArray<Value> yields, EquatableArray<Value> results, Action body)
    {
        for (int k = 0; k < carried.Length; k++)
        {
            if (_method.TypeOf(carried[k]).IsMemory) Refuse("an inner loop carries memory");
            Raise(carried[k], KindOf(inits[k]));
        }
        if (Refusal is not null) return;
        body();
        for (int k = 0; k < carried.Length && Refusal is null; k++)
        {
            if (KindOf(carried[k]) == LaneKind.Affine || KindOf(yields[k]) == LaneKind.Affine)
            {
                if (KindOf(inits[k]) != LaneKind.Affine || !Grows(yields[k], carried[k])) Refuse($"{Name(carried[k])} grows differently in some trips");
            }
            else Raise(carried[k], KindOf(yields[k]));
            if (HasLanes(carried[k]))
            {
                Want(inits[k]);
                Want(yields[k]);
            }
            Raise(results[k], KindOf(carried[k]));
        }
    }

    /// <summary>Whether a value is another one with something uniform added.</summary>
    private bool Grows(Value value, Value from)
    {
        while (value != from)
        {
            if (!_sites.TryGetValue(value, out Instr site) || site is not Let { Op: Op.Add or Op.Sub } let) return false;
            if (KindOf(let.Args[1]) == LaneKind.Uniform) value = let.Args[0];
            else if (let.Op == Op.Add && KindOf(let.Args[0]) == LaneKind.Uniform) value = let.Args[1];
            else return false;
        }
        return true;
    }
}
