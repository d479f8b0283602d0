// Arrays that a method returns from one of several places become one array, made before the ways part.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// The lowering of `if (n == 0) return []; … return y;` is an If that hands on the array of one side or of the other, and no pass behind knows memory of which it is not
/// certain which it is. If the lengths of both are known before the If, so is that of the one; each side then fills that one: an array of the side's own is made there in the first place, any other is copied at the side's end, where
/// nothing uses it any more because it is returned.
/// </summary>
internal sealed class JoinedArrays : Rewriter
{
    private sealed class NotKnownException : Exception;

    private readonly Dictionary<Value, Instr> _definition = [];
    /// <summary>Where an array, or an If's, is to be: instead of what it would be itself.</summary>
    private readonly Dictionary<Value, Value> _placed = [];
    private readonly Dictionary<Value, Value> _hoisted = [];

    private JoinedArrays(Method source, Builder target) : base(source, target)
    {
        foreach (Instr instruction in source.Body.All())
            foreach (Value result in instruction.Results()) _definition[result] = instruction;
    }

    /// <summary>The method without choices among arrays; null if a length is not known in time, or a loop hands on an array.</summary>
    public static Method? Run(Method method)
    {
        bool IsJoined(Instr i) => i is If or For or While && i.Results().Any(r => method.TypeOf(r).IsMemory);
        if (!method.Body.All().Any(IsJoined)) return method;
        if (method.Body.All().Any(i => i is For or While && IsJoined(i))) return null;
        Builder builder = new();
        JoinedArrays joined = new(method, builder);
        Value[] parameters = joined.Define(method.Body.Parameters);
        try
        {
            foreach (Instr instruction in method.Body.Body) joined.Copy(instruction);
        }
        catch (NotKnownException)
        {
            return null;
        }
        return builder.Rebuild(method, parameters, [.. joined.Uses(method.Body.Yields)]);
    }

    public override void Copy(Instr instruction)
    {
        switch (instruction)
        {
            case If i when i.Results.Any(r => Source.TypeOf(r).IsMemory): CopyJoin(i); break;
            case Allocate i when _placed.TryGetValue(i.Result, out Value place): Substitute(i.Result, place); break;
            // Sites are still to be checked.
            case Call i:
            {
                EquatableArray<Value> args = Uses(i.Args);
                Target.Add(i with { Args = args, Results = new(Define(i.Results)) });
                break;
            }
            default: base.Copy(instruction); break;
        }
    }

    private void CopyJoin(If i)
    {
        Value condition = this[i.Condition];
        List<(int At, Value Place)> joined = [];
        for (int k = 0; k < i.Results.Count; k++)
        {
            if (Source.TypeOf(i.Results[k]) is not { IsMemory: true } type) continue;
            if (!_placed.TryGetValue(i.Results[k], out Value place))
                place = Target.Allocate(type, Source.Values[i.Results[k].Id].Hint, false, [.. Enumerable.Range(0, type.Rank).Select(d => LengthOf(i.Results[k], d))]);
            joined.Add((k, place));
        }
        Region then = CopySide(i.Then, joined), otherwise = CopySide(i.Else, joined);
        foreach ((int at, Value place) in joined) Substitute(i.Results[at], place);
        Value[] results = [.. i.Results.Where(r => !Source.TypeOf(r).IsMemory).Select(Define)];
        Target.Add(i with { Condition = condition, Then = then, Else = otherwise, Results = new(results) });
    }

    private Region CopySide(Region region, List<(int At, Value Place)> joined)
    {
        HashSet<Value> own = [.. region.Body.SelectMany(i => i.Results())];
        foreach ((int at, Value place) in joined)
            if (own.Contains(region.Yields[at]) && _definition[region.Yields[at]] is Allocate or If) _placed[region.Yields[at]] = place;
        Target.Begin();
        foreach (Instr instruction in region.Body) Copy(instruction);
        foreach ((int at, Value place) in joined)
        {
            if (IsUndefined(region.Yields[at]) || this[region.Yields[at]] == place) continue;
            Value from = this[region.Yields[at]];
            Each(place, []);

            void Each(Value to, Value[] outer)
            {
                if (outer.Length == Target.TypeOf(to).Rank)
                {
                    Target.Store(to, Target.Load(from, outer), outer);
                    return;
                }
                Value lower = Target.Int(0), count = Target.Length(to, outer.Length), index = Target.NewValue(IrType.I32, outer.Length == 0 ? "i" : "j");
                Target.Begin(index);
                Each(to, [.. outer, index]);
                Target.Add(new For([], lower, count, 1, [], Target.End(), HasExit: false, HasTrips: false));
            }
        }
        return Target.End([.. region.Yields.Where(y => !Source.TypeOf(y).IsMemory).Select(y => this[y])]);
    }

    private bool IsUndefined(Value value) => _definition.TryGetValue(value, out Instr definition) && definition is Let { Op: Op.Undefined };

    private bool IsLiteral(Value value) => _definition.TryGetValue(value, out Instr definition) && definition is Let { Op: Op.Constant, Literal.Bits: not (0 or -1) };

    // ---- lengths, before the ways part

    private Value LengthOf(Value memory, int dimension)
    {
        if (Has(memory)) return Target.Length(this[memory], dimension);
        switch (_definition[memory])
        {
            case Allocate i: return Hoist(i.Lengths[dimension]);
            case If i:
            {
                int k = i.Results.ToList().IndexOf(memory);
                if (IsUndefined(i.Then.Yields[k])) return LengthOf(i.Else.Yields[k], dimension);
                if (IsUndefined(i.Else.Yields[k])) return LengthOf(i.Then.Yields[k], dimension);
                return Target.Let(Op.Select, IrType.I32, Hoist(i.Condition), LengthOf(i.Then.Yields[k], dimension), LengthOf(i.Else.Yields[k], dimension));
            }
            default: throw new NotKnownException();
        }
    }

    /// <summary>A value of a side computed before: only what cannot fail and reads no elements.</summary>
    private Value Hoist(Value value)
    {
        if (Has(value)) return this[value];
        if (_hoisted.TryGetValue(value, out Value known)) return known;
        if (!_definition.TryGetValue(value, out Instr definition)) throw new NotKnownException();
        if (definition is Let { Op: Op.Length } length && !Has(length.Args[0]) && _definition.TryGetValue(length.Args[0], out Instr made) && made is Allocate or If)
            return LengthOf(length.Args[0], length.Args.Count == 1 ? 0 : _definition[length.Args[1]] is Let { Op: Op.Constant } d ? (int)d.Literal.AsInteger : throw new NotKnownException());
        if (definition is not Let let || let.Op is Op.Opaque or Op.Undefined or Op.Detach || (let.Op is Op.Div or Op.Rem && !IsLiteral(let.Args[1]))) throw new NotKnownException();
        Value[] args = [.. let.Args.Select(Hoist)];
        return Target.Let(let.Op, Source.TypeOf(value), null, args, let.Literal, let.Text);
    }
}
