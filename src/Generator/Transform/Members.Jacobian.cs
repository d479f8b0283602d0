// The Jacobian: one forward sweep per entry of the inputs or one reverse sweep per output, whichever are fewer.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Where inputs and outputs are scalars, their numbers decide; where one side is scalars only, it is taken to be the smaller one; where both have memory, the lengths of
/// the call decide. How long a returned array is shows when the method itself has run, so the buffers are compared with it then.
/// </summary>
internal static partial class Members
{
    public static Method Jacobian(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "Jacobian");
        Builder b = m.Builder;
        EntryParameter[] outputs = [.. m.Parameters.Where(p => p.CarriesDerivative && (p.IsMemory ? p.IsMutableMemory : p.IsRef || p.IsOut))];
        bool returnsMemory = m.HasFloatReturn && m.ReturnType.IsMemory;
        int scalarRows = outputs.Count(p => !p.IsMemory) + (m.HasFloatReturn && !returnsMemory ? 1 : 0);
        Value rows = Value.None, returned = Value.None;
        Value Rows() => rows.Exists ? rows
            : rows = outputs.Where(p => p.IsMemory).Select(p => m.PrimalValues[p.Index]).Concat(returnsMemory ? [returned] : []).Aggregate(b.Int(scalarRows), (sum, v) => b.Add(sum, Sweeps.Count(b, v)));
        Dictionary<EntryParameter, Value> jacobians = [];
        foreach (EntryParameter p in m.Inputs)
            jacobians[p] = m.AddBuffer(p, "Jacobian", () => (Rows(), Sweeps.Count(b, m.PrimalValues[p.Index])));
        m.Guards(buffers: !returnsMemory);

        JacobianSweeps sweeps = new(m, derivation.Repeatable, outputs, jacobians);
        Value[] results = m.RunItself();
        if (returnsMemory)
        {
            sweeps.Returned = returned = results[m.Entry.Surface.ReturnResult];
            m.GuardBuffers();
        }
        bool fixedInputs = m.Inputs.All(p => !p.IsMemory), fixedOutputs = !returnsMemory && outputs.All(p => !p.IsMemory);
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

        /// <summary>The returned array, as the method itself has made it.</summary>
        public Value Returned { get; set; } = Value.None;

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
                        Value tangent = pushedOut.Dequeue();
                        _sweeps.ForEach(tangent, (of, k) => Put(Returned.Exists ? _b.Load(tangent, of) : tangent, k));
                        row = Sweeps.Count(_b, tangent);
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
            if (Returned.Exists)
            {
                _seed = _sweeps.Like(Returned, "seed");
                _sweeps.ForEach(Returned, (at, k) => Row(null, pulled, at, k));
                _b.Fill(_seed, _b.Zero(_b.TypeOf(_seed).ElementType));
                row = Sweeps.Count(_b, Returned);
            }
            else if (m.HasFloatReturn)
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

        // The seed of a returned array: one at the entry whose row is made.
        private Value _seed = Value.None;

        private void Row(EntryParameter? output, Method pulled, Value[] at, Value row)
        {
            _sweeps.SetUnit(output, at);
            List<Value> seeds = [];
            if (_seed.Exists)
            {
                IrType element = _b.TypeOf(_seed).ElementType;
                if (output is null)
                {
                    _b.Fill(_seed, _b.Zero(element));
                    _b.Store(_seed, _b.Constant(element, 1.0), at);
                }
                seeds.Add(_seed);
            }
            else if (m.HasFloatReturn) seeds.Add(_b.Constant(m.ReturnType, output is null ? 1.0 : 0.0));
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
