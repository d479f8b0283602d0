// Invariants: elements of memory, and products of integers in indices, that are the same in all trips of a loop are read or computed once, before it.
//
//     for (j …) y[j] += a[k] * x[i * n + j];      becomes      double ak = a[k]; int row = i * n; for (j …) y[j] += ak * x[row + j];
//
// Then an adjoint of such an element is a sum that the mirrored loop carries, what is recorded of it is recorded once, and x[row + j] advances by one element from trip to trip, which the vectoriser
// asks for. Moved are
// - loads directly in the body, at an index that surely lies in the memory (the loop may have no trips), of memory that nothing in the loop writes;
// - products of integers and whatever else is no sum in an index, lengths included; and what these are made of. None of it can fault.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed class Invariants
{
    private readonly Method _method;
    private readonly MemoryEffects _effects;
    private readonly Aliasing _aliasing;
    private readonly LengthFacts _lengths;
    private readonly Dictionary<Value, For> _loops = [];
    private bool _changed;

    private Invariants(Method method, MemoryEffects effects)
    {
        (_method, _effects) = (method, effects);
        _aliasing = new Aliasing(method);
        _lengths = new LengthFacts(method, _aliasing);
        foreach (For loop in method.Body.All().OfType<For>()) _loops[loop.Body.Parameters[0]] = loop;
    }

    public static Method Run(Method method, MemoryEffects effects)
    {
        if (method.IsExternal || !method.Body.All().Any(i => i is For or While)) return method;
        Invariants pass = new(method, effects);
        Region body = pass.Visit(method.Body);
        return pass._changed ? Simplify.Run(method with { Body = body }) : method;
    }

    private Region Visit(Region region)
    {
        List<Instr> body = [];
        foreach (Instr instruction in region.Body)
        {
            switch (instruction)
            {
                case If i: body.Add(i with { Then = Visit(i.Then), Else = Visit(i.Else) }); break;
                case For i:
                {
                    Region inner = Visit(i.Body);
                    body.AddRange(Extract(i, ref inner));
                    body.Add(i with { Body = inner });
                    break;
                }
                case While i:
                {
                    Region inner = Visit(i.Body);
                    body.AddRange(Extract(i, ref inner));
                    body.Add(i with { Body = inner });
                    break;
                }
                default: body.Add(instruction); break;
            }
        }
        return region with { Body = new([.. body]) };
    }

    /// <summary>What is taken out of the body of a loop.</summary>
    private List<Instr> Extract(Instr loop, ref Region body)
    {
        HashSet<Value> inside = [.. loop.Regions().SelectMany(r => r.Parameters)];
        HashSet<Value> written = [];
        bool mayThrow = false;
        foreach (Instr instruction in loop.Regions().SelectMany(r => r.All()))
        {
            inside.UnionWith(instruction.Results());
            inside.UnionWith(instruction.Regions().SelectMany(r => r.Parameters));
            written.UnionWith(_effects.WrittenBy(instruction, _method).Select(_aliasing.RootOf));
            mayThrow |= instruction is Effect;
        }
        // What inner loops have handed out is defined in the body as well.
        foreach (Instr instruction in body.Body) inside.UnionWith(instruction.Results());

        Dictionary<Value, Instr> movable = [];
        Stack<Value> wanted = [];
        foreach (Instr instruction in body.Body)
        {
            if (!instruction.Operands().All(o => !inside.Contains(o) || movable.ContainsKey(o))) continue;
            switch (instruction)
            {
                case Let { Op: Op.Constant } i: movable[i.Result] = i; break;
                case Let i when IsInteger(i) && CannotFault(i):
                    movable[i.Result] = i;
                    // Sums are seen through.
                    if (i.Op is not (Op.Add or Op.Sub or Op.Neg) && !(i.Op == Op.Mul && i.Args.Any(a => _aliasing.LiteralOf(a) is not null))) wanted.Push(i.Result);
                    break;
                case Load i when !mayThrow && !written.Any(w => w == _aliasing.RootOf(i.Memory) || _aliasing.RootsMayAlias(w, _aliasing.RootOf(i.Memory))) && IsInBounds(i):
                    movable[i.Result] = i;
                    wanted.Push(i.Result);
                    break;
            }
        }
        HashSet<Instr> moved = new(ReferenceComparer<Instr>.Instance);
        while (wanted.Count > 0)
            if (movable.TryGetValue(wanted.Pop(), out Instr instruction) && moved.Add(instruction))
                foreach (Value operand in instruction.Operands()) wanted.Push(operand);
        if (moved.Count == 0) return [];
        _changed = true;
        List<Instr> before = [.. body.Body.Where(moved.Contains)];
        body = body with { Body = body.Body.Where(i => !moved.Contains(i)).ToEquatableArray() };
        return before;
    }

    private bool CannotFault(Let let) => let.Op switch
    {
        Op.Add or Op.Sub or Op.Mul or Op.Neg or Op.Length or Op.Min or Op.Max or Op.And or Op.Or or Op.Xor or Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned or Op.Convert => true,
        Op.Div or Op.Rem => _aliasing.LiteralOf(let.Args[1]) is { Bits: > 0 },
        _ => false,
    };

    private bool IsInteger(Let let) => _method.TypeOf(let.Result).IsInteger && let.Args.All(a => _method.TypeOf(a).IsInteger || _method.TypeOf(a).IsMemory);

    // An element at a literal, or at the index of a loop around, plus or minus a constant.
    private bool IsInBounds(Load load)
    {
        if (load.Indices.Count != 1 || _method.TypeOf(load.Memory).IsJagged || _method.TypeOf(load.Memory).Rank != 1) return false;
        // Records lie where the trips of the loops around them say.
        if (_aliasing.DefinitionOf(_aliasing.RootOf(load.Memory)) is Allocate { WriteOnce: true }) return true;
        Affine form = _aliasing.FormOf(load.Indices[0]);
        if (form.IsConstant) return form.Constant >= 0 && _lengths.IsAtLeast(load.Memory, Affine.Of(form.Constant + 1));
        if (form.Terms.Count != 1 || form.Terms[0].Coefficient != 1 || !_loops.TryGetValue(form.Terms[0].Value, out For? around) || Math.Abs(around.Step) != 1) return false;
        Affine lower = _aliasing.FormOf(around.Lower), upper = _aliasing.FormOf(around.Upper), one = Affine.Of(1), offset = Affine.Of(form.Constant);
        (Affine first, Affine end) = around.Step > 0 ? (lower, upper) : (upper.Plus(one), lower.Plus(one));
        return first.Plus(offset) is { IsConstant: true, Constant: >= 0 } && _lengths.IsAtLeast(load.Memory, end.Plus(offset));
    }
}
