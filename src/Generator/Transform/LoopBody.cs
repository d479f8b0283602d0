// The body of a loop as a method: what one trip does, to be differentiated on its own.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Parameters: those of the body (index, carried values), then <see cref="Captured"/>: scalars and memory from outside. Parameters stand for separate memory, so where the body has several slices or
/// rows of one root, the root is passed and they are made again. Yields: those of the body. Memory that each trip has for itself is allocated in it.
/// </summary>
internal sealed class LoopBody : Rewriter
{
    private readonly List<Value> _captured = [];
    private readonly HashSet<Value> _inside;
    private readonly Dictionary<Value, Instr> _definitions = [];
    private readonly HashSet<Value> _private, _touched, _alone;
    private readonly List<Instr> _handles = [];

    private LoopBody(Method source, Region body, IEnumerable<Value> own, Roots roots, Builder target) : base(source, target)
    {
        _private = [.. own];
        _inside = [.. body.Parameters];
        foreach (Instr instruction in body.All())
        {
            _inside.UnionWith(instruction.Results());
            _inside.UnionWith(instruction.Regions().SelectMany(r => r.Parameters));
        }
        foreach (Instr instruction in source.Body.All())
            foreach (Value result in instruction.Results()) _definitions[result] = instruction;
        _touched = [.. body.All().Where(i => i is not Let { Op: Op.Length }).SelectMany(i => i.Operands()).Where(v => source.TypeOf(v).IsMemory)];
        _alone = [.. _touched.Where(v => !_inside.Contains(v)).GroupBy(roots.Of).Where(g => g.Count() == 1 && !_private.Contains(g.Key)).Select(g => g.Single())];
        Value[] parameters = Define(body.Parameters);
        Capture(body);
        Value[] all = [.. parameters, .. _captured.Select(v => this[v])];
        // What the captured handles are made of comes first.
        foreach (Instr instruction in _handles) base.Copy(instruction);
        foreach (Instr instruction in body.Body) Copy(instruction);
        Value[] yields = [.. body.Yields.Select(v => this[v])];
        Captured = [.. _captured];
        string name = "Trip";
        Method = target.ToMethod(source.Key + "!" + name, all, yields, Surfaces.Helper(name, v => new(target.TypeOf(v), target.HintOf(v)), all, yields));
    }

    public Method Method { get; private set; }
    public IReadOnlyList<Value> Captured { get; }

    public static LoopBody Of(Method method, FusibleLoop loop, Roots roots, Program program)
    {
        LoopBody body = new(method, loop.Loop is For i ? i.Body : ((While)loop.Loop).Body, loop.Private, roots, new Builder());
        // Derivatives in one method need no tape between them, and loops over one trip's memory become loops of one nest.
        body.Method = Simplify.Run(Transform.Inline.IntoTrip(body.Method, program));
        return body;
    }

    private void Capture(Region region)
    {
        foreach (Instr instruction in region.Body)
        {
            foreach (Value operand in instruction.Operands()) Capture(operand);
            foreach (Region nested in instruction.Regions()) Capture(nested);
        }
        foreach (Value yielded in region.Yields) Capture(yielded);
    }

    private void Capture(Value value)
    {
        if (!value.Exists || !_inside.Add(value)) return;
        Instr? definition = _definitions.TryGetValue(value, out Instr found) ? found : null;
        bool isMemory = Source.TypeOf(value).IsMemory;
        bool isMadeAgain = definition switch
        {
            Let { Op: Op.Constant or Op.Undefined } => true,
            Let { Op: Op.Length } let => _private.Contains(let.Args[0]) || _touched.Contains(let.Args[0]),
            Slice or Row or Let { Op: Op.Detach or Op.Convert } => isMemory && !_alone.Contains(value),
            Allocate => _private.Contains(value),
            _ => false,
        };
        if (!isMadeAgain)
        {
            _captured.Add(value);
            Define(value);
            return;
        }
        foreach (Value operand in definition!.Operands()) Capture(operand);
        _handles.Add(definition!);
    }
}
