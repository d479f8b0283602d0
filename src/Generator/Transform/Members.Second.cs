// The members of second order: Hvp, Hessian and its diagonal.
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
        Value[] gradients = m.AddOutputs("Gradient"), hvps = m.AddOutputs("Hvp");
        m.Guards();

        // An output that is not differentiated enters as a constant.
        Value[] tangents = [.. m.Carriers.Select(p => directions.TryGetValue(p, out Value given) ? given : Sweeps.Like(b, m.PrimalValues[p.Index], p.Name + "Direction"))];
        Value[] results = m.Inline(GradientMethod.Of(derivation, m).Pushed(), [.. m.PrimalValues, .. gradients, .. tangents, .. hvps]);
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
        Value[] gradients = m.AddOutputs("Gradient");
        Value n = Value.None;
        Scalar element = m.Inputs.Any(p => p.Type.Element == Scalar.F64) ? Scalar.F64 : m.Inputs.Any(p => p.Type.Element == Scalar.Generic) ? Scalar.Generic : Scalar.F32;
        Value hessian = m.AddBuffer("hessian", element, () => (n = m.CountOfInputs(), n));
        SecondOrder second = new(m, derivation, gradients);
        Value row = b.Int(0);
        foreach (EntryParameter p in m.Inputs)
        {
            second.ForEachEntry(p, (_, place, hvps) =>
            {
                Value start = b.Mul(b.Add(row, place), n), column = start;
                foreach (EntryParameter q in m.Inputs)
                {
                    Value from = column, part = hvps[q];
                    second.Sweeps.ForEach(part, (at, k) => second.Sweeps.Put(hessian, at.Length == 0 ? part : b.Load(part, at), b.Add(from, k)));
                    column = b.Add(column, Sweeps.Count(b, part));
                }
            });
            row = b.Add(row, Sweeps.Count(b, m.PrimalValues[p.Index]));
        }
        // Both triangles are the same numbers, not only the same up to rounding.
        second.Sweeps.Loop(n, "i", i => second.Sweeps.Loop(i, "j", j => b.Store(hessian, b.Load(hessian, b.Add(b.Mul(i, n), j)), b.Add(b.Mul(j, n), i))));
        return m.Finish(second.Results, $"Value of <c>{request.Stem}</c>, its gradient with respect to {m.Named}, and its Hessian, row by row; sets both.");
    }

    public static Method HessianDiagonal(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "HessianDiagonal");
        Value[] gradients = m.AddOutputs("Gradient"), diagonals = m.AddOutputs("HessianDiagonal");
        SecondOrder second = new(m, derivation, gradients);
        int next = 0;
        foreach (EntryParameter p in m.Inputs)
        {
            Value diagonal = p.IsMemory ? diagonals[next++] : Value.None;
            second.ForEachEntry(p, (at, _, hvps) =>
            {
                if (p.IsMemory) m.Builder.Store(diagonal, m.Builder.Load(hvps[p], at), at);
                else m.SetOut(p, "HessianDiagonal", hvps[p]);
            });
        }
        return m.Finish(second.Results, $"Value of <c>{request.Stem}</c>, its gradient with respect to {m.Named}, and the diagonal of its Hessian; sets both.");
    }

    /// <summary>The gradient, once, with the method's effects; then one Hessian-vector product per entry.</summary>
    private sealed class SecondOrder
    {
        private readonly MemberBuilder _m;
        private readonly Value[] _gradients, _hvps;
        private readonly Method _pushed;

        public SecondOrder(MemberBuilder m, Derivation derivation, Value[] gradients)
        {
            (_m, _gradients) = (m, gradients);
            m.Guards();
            Sweeps = new Sweeps(m);
            Results = GradientInto(m, derivation, gradients);
            Queue<Value> adjoints = new(Results.Skip(m.PrimalYields));
            foreach (EntryParameter p in m.ScalarInputs) m.SetOut(p, "Gradient", adjoints.Dequeue());
            m.Builder.Heading("rows of the Hessian");
            Sweeps.AllocateScratch("Direction");
            _hvps = [.. m.Inputs.Where(p => p.IsMemory).Select(p => Sweeps.Like(m.PrimalValues[p.Index], p.Name + "Hvp"))];
            _pushed = GradientMethod.Of(derivation.Repeatable, m).PushedHelper();
        }

        public Sweeps Sweeps { get; }
        public Value[] Results { get; }

        /// <summary>Emits the body after the sweep for each entry: its indices, its place in the parameter, and the Hessian's row by input.</summary>
        public void ForEachEntry(EntryParameter p, System.Action<Value[], Value, Dictionary<EntryParameter, Value>> body) =>
            Sweeps.ForEach(_m.PrimalValues[p.Index], (at, place) =>
            {
                Sweeps.SetUnit(p, at);
                Value[] primal = Sweeps.Arguments();
                Value[] directions =
                [
                    .. _m.Carriers.Select(c => c.IsMemory ? Sweeps[c] : _m.Builder.Constant(c.Type, c == p ? 1.0 : 0.0)),
                ];
                Value[] results = Sweeps.Call(_pushed, [.. primal, .. _gradients, .. directions, .. _hvps]);
                Queue<Value> scalars = new(results.Skip(results.Length - _m.ScalarInputs.Count())), memory = new(_hvps);
                body(at, place, _m.Inputs.ToDictionary(q => q, q => q.IsMemory ? memory.Dequeue() : scalars.Dequeue()));
            });
    }
}
