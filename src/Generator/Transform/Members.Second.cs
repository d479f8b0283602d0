// The members of second order: Hvp, Hessian and its diagonal.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal static partial class Members
{
    public static Method Hvp(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "Hvp");
        Builder b = m.Builder;
        Dictionary<EntryParameter, Value> directions = [];
        foreach (EntryParameter p in m.Inputs)
            directions[p] = p.IsMemory ? m.AddMemory(p, "Direction", adjoint: false) : p.IsRef ? m.AddRef(p, "Direction") : m.AddValue(p, "Direction");
        Dictionary<EntryParameter, Value> gradients = m.AddOutputs("Gradient"), hvps = m.AddOutputs("Hvp");
        m.Guards();

        // An output that is not differentiated enters as a constant.
        Value[] tangents = [.. m.Carriers.Select(p => directions.TryGetValue(p, out Value given) ? given : Sweeps.Like(b, m.PrimalValues[p.Index], p.Name + "Direction"))];
        Value[] results = m.Inline(GradientMethod.Of(derivation, m).Pushed(), [.. m.PrimalValues, .. m.MemoryInputs.Select(p => gradients[p]), .. tangents, .. m.MemoryInputs.Select(p => hvps[p])]);
        Queue<Value> outputs = new(results.Skip(m.PrimalYields));
        foreach (EntryParameter p in m.ScalarInputs) m.SetOut(p, "Gradient", outputs.Dequeue());
        foreach (EntryParameter p in m.ScalarInputs.Where(p => p.IsRef)) m.SetRef(p, "Direction", outputs.Dequeue());
        foreach (EntryParameter p in m.ScalarInputs) m.SetOut(p, "Hvp", outputs.Dequeue());
        return m.Finish(results, $"Value of <c>{request.Stem}</c>, its gradient with respect to {m.Named}, and its Hessian times the directions; sets both.");
    }

    public static Method Hessian(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "Hessian");
        Builder b = m.Builder;
        Dictionary<EntryParameter, Value> gradients = m.AddOutputs("Gradient");
        Entries columns = new(m, m.Inputs);
        Value hessian = m.AddBuffer("hessian", EntryGroup.WidestOf(m.Inputs), () => (columns.Count, columns.Count), "the square of the number of inputs");
        SecondOrder second = new(m, derivation, gradients, columns);
        Value[] results = second.Run((start, hvps) =>
        {
            foreach (EntryParameter q in m.Inputs)
                second.Sweeps.ForEach(hvps[q], (at, k) => second.Directions.PutAll(hessian, second.Sweeps.Load(hvps[q], at), columns.PlaceOf(q, k), start));
        });
        // Both triangles are the same numbers, not only the same up to rounding.
        Value n = columns.Count;
        if (columns.FixedCount != 1)
            second.Sweeps.Loop(n, "i", i => second.Sweeps.Loop(i, "j", j => b.Store(hessian, b.Load(hessian, b.Add(b.Mul(i, n), j)), b.Add(b.Mul(j, n), i))));
        return m.Finish(results, $"Value of <c>{request.Stem}</c>, its gradient with respect to {m.Named}, and its Hessian, row by row; sets both.");
    }

    public static Method HessianDiagonal(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "HessianDiagonal");
        Builder b = m.Builder;
        Dictionary<EntryParameter, Value> gradients = m.AddOutputs("Gradient"), diagonals = m.AddOutputs("HessianDiagonal");
        Entries columns = new(m, m.Inputs);
        SecondOrder second = new(m, derivation, gradients, columns);
        EntryParameter[] scalars = [.. m.ScalarInputs];
        // What a loop finds of scalars is kept until it is left.
        Dictionary<Scalar, Value> found = [];
        Value Kept(EntryParameter p) => found[p.Type.Element];
        Value[] results = second.Run(
            (start, hvps) =>
            {
                foreach (EntryParameter p in m.Inputs)
                {
                    if (second.Directions.FitsOne) m.SetOut(p, "HessianDiagonal", second.Directions.Lane(hvps[p], columns.PlaceOf(p, b.Int(0))));
                    else if (!p.IsMemory) second.Directions.IfHas(columns.PlaceOf(p, b.Int(0)), start, lane => b.Store(Kept(p), second.Directions.Lane(hvps[p], lane), b.Int(Array.IndexOf(scalars, p))));
                    else second.Sweeps.ForEach(hvps[p], (at, k) => second.Directions.IfHas(columns.PlaceOf(p, k), start, lane => second.Sweeps.Store(diagonals[p], second.Directions.Lane(second.Sweeps.Load(hvps[p], at), lane), at)));
                }
            },
            () =>
            {
                foreach (Scalar element in scalars.Select(p => p.Type.Element).Distinct()) found[element] = b.Allocate(IrType.Span(element), "diagonal", false, b.Int(scalars.Length));
            });
        if (!second.Directions.FitsOne)
            foreach (EntryParameter p in scalars) m.SetOut(p, "HessianDiagonal", b.Load(Kept(p), b.Int(Array.IndexOf(scalars, p))));
        return m.Finish(results, $"Value of <c>{request.Stem}</c>, its gradient with respect to {m.Named}, and the diagonal of its Hessian; sets both.");
    }

    /// <summary>
    /// Hessian-vector products along all unit directions. One sweep is enough for few scalars: then it is also what runs the method itself. Otherwise the gradient runs once, with the
    /// method's effects, and then the sweeps, on copies.
    /// </summary>
    private sealed class SecondOrder(MemberBuilder m, Derivation derivation, Dictionary<EntryParameter, Value> gradients, Entries columns)
    {
        private readonly Builder _b = m.Builder;

        public Sweeps Sweeps { get; private set; } = null!;
        public Directions Directions { get; private set; } = null!;

        /// <summary>Adds the guards, then emits the body after each sweep: its first column and what it gave for each input. Returns what the method and its gradient yield.</summary>
        public Value[] Run(Action<Value, Dictionary<EntryParameter, Value>> body, Action? beforeSweeps = null)
        {
            m.Guards();
            _ = columns.Count;
            Directions = new Directions(m, columns, m.IsNested ? (byte)1 : ForwardMode.LanesFor(derivation.Program, columns.FixedCount), "Direction");
            Value[] memory = [.. m.MemoryInputs.Select(p => gradients[p])];
            if (Directions.FitsOne)
            {
                Sweeps = new Sweeps(m, isRepeated: false);
                Value zero = _b.Int(0);
                Value[] directions = [.. m.Carriers.Select(c => c.IsMemory ? Sweeps.Like(m.PrimalValues[c.Index], c.Name + "Direction", Directions.Lanes) : Directions.Of(c, zero))];
                Value[] all = m.Inline(GradientMethod.Of(derivation, m).Pushed(Directions.Lanes), [.. m.PrimalValues, .. directions]);
                SetGradients(all);
                body(zero, Hvps(all, []));
                return all;
            }
            GradientMethod repeated = GradientMethod.Of(derivation.Repeatable, m);
            Method pushed = repeated.PushedHelper(Directions.Lanes);
            // A method that leaves nothing behind needs no run of its own: every sweep gives its value and its gradient.
            bool isPure = ReferenceEquals(derivation.Repeatable, derivation) && !m.Parameters.Any(p => p.IsMutableMemory && m.IsWritten(p)) && m.Entry.Surface.Parameters.All(p => p.Passing is not (Passing.Ref or Passing.Out))
                && !derivation.Program.Methods.Any(p => p.IsExternal || p.Body.All().Any(i => i is Effect { Throws: false }));
            Sweeps = new Sweeps(m, isRepeated: true);
            Value[] results = isPure ? [] : GradientInto(m, derivation, memory);
            if (!isPure) SetGradients(results);
            _b.Heading(Directions.Lanes == 1 ? "rows of the Hessian" : $"rows of the Hessian, {Directions.Lanes} at a time");
            Sweeps.AllocateScratch("Direction", Directions.Lanes);
            Value[] hvps = [.. m.MemoryInputs.Select(p => Sweeps.Like(m.PrimalValues[p.Index], p.Name + "Hvp", Directions.Lanes))];
            beforeSweeps?.Invoke();
            int kept = isPure ? m.PrimalYields + m.ScalarInputs.Length : 0;
            Value[] given = Directions.ForEachChunk(start =>
            {
                foreach (EntryParameter c in Sweeps.Carriers) Directions.Set(c, Sweeps[c], Sweeps, start);
                Value[] primal = Sweeps.Arguments();
                Value[] directions = [.. m.Carriers.Select(c => c.IsMemory ? Sweeps[c] : Directions.Of(c, start))];
                Value[] all = Sweeps.Call(pushed, [.. primal, .. memory, .. directions, .. hvps]);
                body(start, Hvps(all, hvps));
                return all;
            }, [.. pushed.Body.Yields.Take(kept).Select(y => (pushed.TypeOf(y), pushed.Values[y.Id].Hint))]);
            if (!isPure) return results;
            SetGradients(given);
            return given;
        }

        private void SetGradients(Value[] results)
        {
            Queue<Value> adjoints = new(results.Skip(m.PrimalYields));
            foreach (EntryParameter p in m.ScalarInputs) m.SetOut(p, "Gradient", adjoints.Dequeue());
        }

        private Dictionary<EntryParameter, Value> Hvps(Value[] results, Value[] hvps)
        {
            Queue<Value> scalars = new(results.Skip(results.Length - m.ScalarInputs.Length)), memory = new(hvps);
            return m.Inputs.ToDictionary(q => q, q => q.IsMemory ? memory.Dequeue() : scalars.Dequeue());
        }
    }
}
