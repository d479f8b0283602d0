// Parameter containers in a generated member: read leaf by leaf, guarded by path, their arrays filled in place and their numbers set at the end.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed partial class MemberBuilder
{
    /// <summary>Reads of leaves wait until it is known that nothing on the way is null.</summary>
    private readonly List<Action> _containerReads = [];

    private static Passing PassingOf(Container container, string suffix) => container.HasLoose && suffix is not ("Tangent" or "Direction") ? Passing.Ref : Passing.ByValue;

    private static string PathOf(Part[] parts, int leaf) => parts.First(p => p.Leaf == leaf).Path;
    private string PathOf(Whole whole, int leaf) => PathOf(PartsOf(whole), leaf);
    private Part[] PartsOf(Whole whole) => [.. Entry.Surface.Parameters.Where(p => p.Part is { } part && part.Whole.Equals(whole)).Select(p => p.Part!)];

    /// <summary>The C# parameter of a container, added once. No name: one of F's own.</summary>
    private Assembly AddContainer(string wanted, Whole whole, Passing passing)
    {
        if (_wholes.TryGetValue((whole, wanted), out int at)) return _results[at];
        _wholes[(whole, wanted)] = at = _surface.Count;
        string name = wanted.Length == 0 ? whole.Name : Fresh(wanted, PositionOf(whole));
        Value entering = Builder.NewValue(whole.Type, name);
        _surface.Add(new SurfaceParameter(name, whole.TypeText, passing, _parameters.Count, -1));
        _parameters.Add(entering);
        if (passing == Passing.Ref) _derivativeRefs.Add(name);
        return _results[at] = new Assembly(whole, [.. whole.Leaves.Select(_ => -1)]) { Entering = entering };
    }

    private Value ReadContainerLeaf(Assembly container, Part part)
    {
        if (container.Memory[part.Leaf].Exists) return container.Memory[part.Leaf];
        string name = Builder.HintOf(container.Entering) + part.Path.Replace(".", "");
        Value leaf = container.Memory[part.Leaf] = Builder.NewValue(part.Whole.Leaves[part.Leaf], name);
        _containerReads.Add(() => Builder.Add(new Let(leaf, Op.Opaque, [container.Entering], default, "{0}" + part.Path)));
        return leaf;
    }

    private Value AddContainerMemory(EntryParameter p, Part part, string suffix)
    {
        Assembly container = AddContainer(p.Name + suffix, part.Whole, PassingOf(part.Whole.Container!, suffix));
        _derivativeMemory.Add(new Guarded(
            Builder.HintOf(container.Entering)!, p.Type.Element.ToString(), container.Entering, IsWritten: true, RankOf(p.Type), _results[_wholes[(part.Whole, "")]].Entering, part.Path));
        return ReadContainerLeaf(container, part);
    }

    private void GuardContainers()
    {
        foreach (Assembly assembly in _results.OrderBy(r => r.Key).Select(r => r.Value))
            if (assembly.Whole is { Container: { } container })
                foreach (HeldObject held in container.Objects) Builder.Guard("global::System.ArgumentNullException.ThrowIfNull({0}" + held.Path + ")", assembly.Entering);
        GuardObjects();
        foreach (Action read in _containerReads) read();
    }

    /// <summary>Two names of one object would be set twice, or overwrite what F reads.</summary>
    private void GuardObjects()
    {
        List<(Assembly Of, string Path, bool IsOwn)> objects = [];
        foreach (Assembly assembly in _results.OrderBy(r => r.Key).Select(r => r.Value))
        {
            if (assembly.Whole is not { Container: { } container } whole) continue;
            bool isOwn = ReferenceEquals(_results[_wholes[(whole, "")]], assembly);
            objects.AddRange(container.Objects.Where(o => o.HasLoose).Select(o => (assembly, o.Path, isOwn)));
        }
        for (int j = 0; j < objects.Count; j++)
            for (int k = 0; k < j; k++)
                if (!(objects[j].IsOwn && objects[k].IsOwn))
                    Builder.Guard($"global::Autodiff.Derivative.NotSameObject({{0}}{objects[j].Path}, {{1}}{objects[k].Path})", objects[j].Of.Entering, objects[k].Of.Entering);
    }

    /// <summary>The numbers of derivatives, where they can be assigned.</summary>
    private void SetContainers()
    {
        foreach (Assembly assembly in _results.OrderBy(r => r.Key).Select(r => r.Value))
            if (assembly.Whole is { Container.SetsByPath: true } whole)
                foreach (Part part in PartsOf(whole))
                    if (assembly.Values[part.Leaf].Exists) Builder.Effect("{0}" + part.Path + " = {1}", assembly.Entering, assembly.Values[part.Leaf]);
    }
}
