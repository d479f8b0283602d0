// The Jacobian: one forward sweep per entry of the inputs or one reverse sweep per output, whichever are fewer.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Where inputs and outputs are scalars, their numbers decide; where one side is scalars only, it is taken to be the smaller one; where both have memory, the lengths of
/// the call decide.
/// </summary>
internal static partial class Members
{
    public static Method Jacobian(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "Jacobian");
        Builder b = m.Builder;
        EntryParameter[] outputs = [.. m.Parameters.Where(p => p.CarriesDerivative && (p.IsMemory ? p.IsMutableMemory : p.IsRef || p.IsOut))];
        int scalarRows = outputs.Count(p => !p.IsMemory) + (m.HasFloatReturn ? 1 : 0);
        Value rows = Value.None;
        Value Rows() => rows.Exists ? rows
            : rows = outputs.Where(p => p.IsMemory).Aggregate(b.Int(scalarRows), (sum, p) => b.Add(sum, Sweeps.Count(b, m.PrimalValues[p.Index])));
        Dictionary<EntryParameter, Value> jacobians = [];
        foreach (EntryParameter p in m.Inputs)
            jacobians[p] = m.AddBuffer(p, "Jacobian", () => (Rows(), Sweeps.Count(b, m.PrimalValues[p.Index])));
        m.Guards();

        JacobianSweeps sweeps = new(m, derivation.Repeatable, outputs, jacobians);
        Value[] results = m.RunItself();
        bool fixedInputs = m.Inputs.All(p => !p.IsMemory), fixedOutputs = outputs.All(p => !p.IsMemory);
        if (fixedInputs && (!fixedOutputs || m.Inputs.Length <= scalarRows)) sweeps.Forward();
        else if (fixedOutputs) sweeps.Reverse();
        else
        {
            Value forward = b.Compare(Op.LessOrEqual, m.CountOfInputs(), Rows());
            b.Begin();
            sweeps.Forward();
            Region then = b.End();
            b.Begin();
            sweeps.Reverse();
            b.Add(new If(new([]), forward, then, b.End()));
        }
        return m.Finish(results, $"Value of <c>{request.Stem}</c> and its Jacobian with respect to {m.Named}: a row for each output, in order; sets it.");
    }

    private sealed class JacobianSweeps(MemberBuilder m, Derivation derivation, EntryParameter[] outputs, Dictionary<EntryParameter, Value> jacobians)
    {
        private readonly Sweeps _sweeps = new(m);
        private readonly Builder _b = m.Builder;
        private readonly Pattern _pattern = m.Pattern(p => p.IsMemory ? p.CarriesDerivative : p.IsDifferentiated, returned: true, mutable: true);

        private Value Primal(EntryParameter p) => m.PrimalValues[p.Index];

        /// <summary>A column per sweep.</summary>
        public void Forward()
        {
            Method pushed = derivation.Find(ForwardMode.Helper(derivation, derivation.Program.Entry.Key, _pattern));
            _sweeps.AllocateScratch("Tangent");
            foreach (EntryParameter p in m.Inputs)
            {
                Value columns = Sweeps.Count(_b, Primal(p));
                _sweeps.ForEach(Primal(p), (at, column) =>
                {
                    _sweeps.SetUnit(p, at);
                    Value[] tangents = [.. m.Carriers.Select(c => c.IsMemory ? _sweeps[c] : _b.Constant(c.Type, c == p ? 1.0 : 0.0))];
                    Queue<Value> pushedOut = new(_sweeps.Call(pushed, [.. _sweeps.Arguments(), .. tangents]).Skip(m.PrimalYields));
                    Value row = _b.Int(0);
                    void Put(Value number, Value at) => _sweeps.Put(jacobians[p], number, _b.Add(_b.Mul(at, columns), column));
                    if (m.HasFloatReturn)
                    {
                        Put(pushedOut.Dequeue(), row);
                        row = _b.Int(1);
                    }
                    foreach (EntryParameter output in outputs)
                    {
                        Value from = row, tangent = output.IsMemory ? _sweeps[output] : pushedOut.Dequeue();
                        _sweeps.ForEach(tangent, (of, k) => Put(output.IsMemory ? _b.Load(tangent, of) : tangent, _b.Add(from, k)));
                        row = _b.Add(row, Sweeps.Count(_b, tangent));
                    }
                });
            }
        }

        /// <summary>A row per sweep.</summary>
        public void Reverse()
        {
            string entry = derivation.Program.Entry.Key;
            Method pulled = derivation.Find(derivation.Derive(entry, "Vjp", _pattern, (key, name) => ReverseMode.Joined(derivation, entry, _pattern, key, name)));
            _sweeps.AllocateScratch("Adjoint");
            Value row = _b.Int(0);
            if (m.HasFloatReturn)
            {
                Row(null, pulled, [], row);
                row = _b.Int(1);
            }
            foreach (EntryParameter output in outputs)
            {
                Value from = row;
                if (output.IsMemory) _sweeps.ForEach(Primal(output), (at, k) => Row(output, pulled, at, _b.Add(from, k)));
                else Row(output, pulled, [], row);
                row = _b.Add(row, output.IsMemory ? Sweeps.Count(_b, Primal(output)) : _b.Int(1));
            }
        }

        private void Row(EntryParameter? output, Method pulled, Value[] at, Value row)
        {
            _sweeps.SetUnit(output, at);
            List<Value> seeds = [];
            if (m.HasFloatReturn) seeds.Add(_b.Constant(m.ReturnType, output is null ? 1.0 : 0.0));
            seeds.AddRange(outputs.Where(o => !o.IsMemory).Select(o => _b.Constant(o.Type, o == output ? 1.0 : 0.0)));
            Queue<Value> adjoints = new(_sweeps.Call(pulled, [.. _sweeps.Arguments(), .. seeds, .. _sweeps.Carriers.Select(c => _sweeps[c])]).Skip(m.PrimalYields));
            foreach (EntryParameter p in m.Inputs)
            {
                Value adjoint = p.IsMemory ? _sweeps[p] : adjoints.Dequeue(), columns = Sweeps.Count(_b, Primal(p)), start = _b.Mul(row, columns);
                _sweeps.ForEach(adjoint, (of, k) => _sweeps.Put(jacobians[p], p.IsMemory ? _b.Load(adjoint, of) : adjoint, _b.Add(start, k)));
            }
        }
    }
}
