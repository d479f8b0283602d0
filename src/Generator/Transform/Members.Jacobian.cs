// The Jacobian: forward sweeps, each along several inputs, or one reverse sweep per output, whichever are fewer.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Where inputs and outputs are scalars, their numbers decide; where one side is scalars only, it is taken to be the smaller one; where both have memory, the lengths of
/// the call decide. If one sweep is enough, it is also what runs the method itself. How long a returned array is shows when the method itself has run, so the buffers are compared
/// with it then.
/// </summary>
internal static partial class Members
{
    public static Method Jacobian(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "Jacobian");
        Builder b = m.Builder;
        EntryParameter[] outputs =
            [.. m.Parameters.Where(p => p.CarriesDerivative && (p.IsMemory ? p.IsMutableMemory : p.IsRef || p.IsOut)).OrderBy(p => p.IsReturned ? 0 : 1).ThenBy(p => p.Position)];
        bool returnsMemory = m.HasFloatReturn && m.ReturnType.IsMemory;
        Entries columns = new(m, m.Inputs), rows = new(m, outputs, m.HasFloatReturn && !returnsMemory ? 1 : 0);
        Dictionary<EntryGroup, Value> jacobians = [];
        foreach (EntryGroup group in columns.Groups) jacobians[group] = m.AddBuffer(group.Name + "Jacobian", group.Element, () => (rows.Count, columns.CountOf(group)), $"the number of outputs times that of the entries of {group.Name}");
        m.Guards(buffers: !returnsMemory);
        if (!returnsMemory) _ = rows.Count;
        int? fixedRows = returnsMemory ? null : rows.FixedCount;

        JacobianSweeps sweeps = new(m, derivation, outputs, columns, rows, jacobians);
        Value[] results;
        bool forwardOnly = columns.FixedCount is { } n && (fixedRows is not { } of || n <= sweeps.Directions.Lanes || Chunks(n, sweeps.Directions.Lanes) < of);
        if (forwardOnly && sweeps.Directions.FitsOne && !returnsMemory) results = sweeps.ForwardOnce();
        else if (!forwardOnly && fixedRows == 1) results = sweeps.ReverseOnce();
        else
        {
            results = sweeps.RunItself();
            if (returnsMemory)
            {
                rows.Returned = sweeps.Returned = results[m.Entry.Surface.ReturnResult];
                m.GuardBuffers();
            }
            if (forwardOnly) sweeps.Forward();
            else if (fixedRows is not null) sweeps.Reverse();
            else
            {
                Value inputs = columns.Count;
                if (sweeps.Directions.Lanes > 1) inputs = b.Let(Op.Div, IrType.I32, b.Add(inputs, b.Int(sweeps.Directions.Lanes - 1)), b.Int(sweeps.Directions.Lanes));
                Value forward = b.Compare(Op.LessOrEqual, inputs, rows.Count);
                b.Begin();
                sweeps.Forward();
                Region then = b.End();
                b.Begin();
                sweeps.Reverse();
                b.Add(new If(new([]), forward, then, b.End()));
            }
        }
        return m.Finish(results, $"Value of <c>{request.Stem}</c> and its Jacobian with respect to {m.Named}: a row for each output, in order; sets it.");
    }

    private static int Chunks(int count, int lanes) => (count + lanes - 1) / lanes;

    private sealed class JacobianSweeps
    {
        private readonly MemberBuilder _m;
        private readonly Builder _b;
        private readonly Derivation _derivation;
        private readonly EntryParameter[] _outputs;
        private readonly Entries _columns, _rows;
        private readonly Dictionary<EntryGroup, Value> _jacobians;
        private readonly Pattern _pattern;
        private Sweeps _sweeps = null!;

        public JacobianSweeps(MemberBuilder m, Derivation derivation, EntryParameter[] outputs, Entries columns, Entries rows, Dictionary<EntryGroup, Value> jacobians)
        {
            (_m, _b, _derivation, _outputs, _columns, _rows, _jacobians) = (m, m.Builder, derivation, outputs, columns, rows, jacobians);
            _pattern = m.Pattern(p => p.IsMemory ? p.CarriesDerivative : p.IsDifferentiated, returned: true, mutable: true);
            Directions = new Directions(m, columns, m.IsNested ? (byte)1 : ForwardMode.LanesFor(derivation.Program, columns.FixedCount), "Tangent");
        }

        public Directions Directions { get; }

        /// <summary>The returned array, as the method itself has made it, and the seed of one like it.</summary>
        public Value Returned { get; set; } = Value.None;
        private Value _seed = Value.None;

        private Value Primal(EntryParameter p) => _m.PrimalValues[p.Index];

        /// <summary>Outputs that are yields, in the order of the yields.</summary>
        private IEnumerable<EntryParameter> ScalarOutputs => _outputs.Where(o => !o.IsMemory).OrderBy(o => o.Result);

        /// <summary>The method, once, on the caller's arguments; the sweeps follow.</summary>
        public Value[] RunItself()
        {
            _sweeps = new Sweeps(_m, isRepeated: true);
            return _m.RunItself();
        }

        // ---- columns

        /// <summary>A few columns per sweep.</summary>
        public void Forward()
        {
            Derivation derivation = _derivation.Repeatable;
            Method pushed = derivation.Find(ForwardMode.Helper(derivation, derivation.Program.Entry.Key, _pattern, Directions.Lanes));
            _sweeps.AllocateScratch("Tangent", Directions.Lanes);
            Directions.ForEachChunk(start =>
            {
                foreach (EntryParameter c in _sweeps.Carriers) Directions.Set(c, _sweeps[c], _sweeps, start);
                Value[] primal = _sweeps.Arguments();
                Value[] tangents = [.. _m.Carriers.Select(c => c.IsMemory ? _sweeps[c] : Directions.Of(c, start))];
                PutColumns(_sweeps.Call(pushed, [.. primal, .. tangents]), p => _sweeps[p], start);
                return [];
            });
        }

        public Value[] ForwardOnce()
        {
            _sweeps = new Sweeps(_m, isRepeated: false);
            Value zero = _b.Int(0);
            Dictionary<EntryParameter, Value> memory = _m.Carriers.Where(c => c.IsMemory).ToDictionary(c => c, c => Sweeps.Like(_b, Primal(c), c.Name + "Tangent", Directions.Lanes));
            Value[] tangents = [.. _m.Carriers.Select(c => c.IsMemory ? memory[c] : Directions.Of(c, zero))];
            Value[] results = _m.Inline(ForwardMode.Differentiate(_derivation, _m.Entry.Key, _pattern, Directions.Lanes), [.. _m.PrimalValues, .. tangents]);
            PutColumns(results, p => memory[p], zero);
            return results;
        }

        private void PutColumns(Value[] results, System.Func<EntryParameter, Value> memory, Value start)
        {
            Queue<Value> pushed = new(results.Skip(_m.PrimalYields));
            if (_m.HasFloatReturn)
            {
                Value tangent = pushed.Dequeue();
                _sweeps.ForEach(tangent, (at, k) => PutRow(_sweeps.Load(tangent, at), k));
            }
            Dictionary<EntryParameter, Value> scalars = ScalarOutputs.ToDictionary(o => o, _ => pushed.Dequeue());
            foreach (EntryParameter output in _outputs)
            {
                Value tangent = output.IsMemory ? memory(output) : scalars[output];
                _sweeps.ForEach(tangent, (at, k) => PutRow(_sweeps.Load(tangent, at), _rows.PlaceOf(output, k)));
            }

            void PutRow(Value number, Value row)
            {
                foreach (EntryGroup group in _columns.Groups) Directions.Put(_jacobians[group], group, number, row, start);
            }
        }

        // ---- rows

        private Method Pulled(Derivation derivation)
        {
            string entry = derivation.Program.Entry.Key;
            return derivation.Find(derivation.Derive(entry, "Vjp", _pattern, (key, name) => ReverseMode.Joined(derivation, entry, _pattern, key, name)));
        }

        /// <summary>A row per sweep.</summary>
        public void Reverse()
        {
            Method pulled = Pulled(_derivation.Repeatable);
            _sweeps.AllocateScratch("Adjoint");
            if (Returned.Exists)
            {
                _seed = _sweeps.Like(Returned, "seed");
                _sweeps.ForEach(Returned, (at, k) => Row(null, pulled, at, k));
                _b.Fill(_seed, _b.Zero(_b.TypeOf(_seed).ElementType));
            }
            else if (_m.HasFloatReturn) Row(null, pulled, [], _b.Int(0));
            foreach (EntryParameter output in _outputs)
            {
                if (output.IsMemory) _sweeps.ForEach(Primal(output), (at, k) => Row(output, pulled, at, _rows.PlaceOf(output, k)));
                else Row(output, pulled, [], _rows.PlaceOf(output, _b.Int(0)));
            }
        }

        private void Row(EntryParameter? output, Method pulled, Value[] at, Value row)
        {
            _sweeps.SetUnit(output, at);
            if (_seed.Exists && output is null)
            {
                _b.Fill(_seed, _b.Zero(_b.TypeOf(_seed).ElementType));
                _sweeps.Store(_seed, _b.Constant(_b.TypeOf(_seed).ElementType, 1.0), at);
            }
            PutRow(_sweeps.Call(pulled, [.. _sweeps.Arguments(), .. Seeds(output), .. _sweeps.Carriers.Select(c => _sweeps[c])]), p => _sweeps[p], row);
        }

        /// <summary>The only row: no memory is written that could have a seed.</summary>
        public Value[] ReverseOnce()
        {
            _sweeps = new Sweeps(_m, isRepeated: false);
            Dictionary<EntryParameter, Value> adjoints = _m.Carriers.Where(c => c.IsMemory).ToDictionary(c => c, c => Sweeps.Like(_b, Primal(c), c.Name + "Adjoint"));
            Method joined = ReverseMode.Joined(_derivation, _m.Entry.Key, _pattern, _m.Entry.Key + "!Vjp", _m.Name);
            Value[] results = _m.Inline(joined, [.. _m.PrimalValues, .. Seeds(_m.HasFloatReturn ? null : _outputs[0]), .. adjoints.Values]);
            PutRow(results, p => adjoints[p], _b.Int(0));
            return results;
        }

        private IEnumerable<Value> Seeds(EntryParameter? output)
        {
            if (_seed.Exists) yield return _seed;
            else if (_m.HasFloatReturn) yield return _b.Constant(_m.ReturnType, output is null ? 1.0 : 0.0);
            foreach (EntryParameter o in ScalarOutputs) yield return _b.Constant(o.Type, o == output ? 1.0 : 0.0);
        }

        private void PutRow(Value[] results, System.Func<EntryParameter, Value> memory, Value row)
        {
            Queue<Value> adjoints = new(results.Skip(_m.PrimalYields));
            foreach (EntryGroup group in _columns.Groups)
            {
                Value start = _b.Mul(row, _columns.CountOf(group));
                foreach (EntryParameter p in group.Leaves)
                {
                    Value adjoint = p.IsMemory ? memory(p) : adjoints.Dequeue();
                    _sweeps.ForEach(adjoint, (at, k) =>
                    {
                        Value number = _sweeps.Load(adjoint, at);
                        IrType element = _b.TypeOf(_jacobians[group]).ElementType;
                        if (_b.TypeOf(number) != element) number = _b.Let(Op.Convert, element, number);
                        _b.Store(_jacobians[group], number, _b.Add(start, _b.Sub(_columns.PlaceOf(p, k), _columns.StartOf(group))));
                    });
                }
            }
        }
    }
}
