// Executes methods of the IR on values: the meaning of the IR, against which passes are tested.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using Autodiff.Generators.Ir;

namespace Autodiff.Generator.Tests.Ir;

/// <summary>
/// Scalars are boxed numbers of their exact type, vectors are arrays of lanes, memory is <see cref="Memory"/> (arrays given as arguments are
/// wrapped and written in place), tapes are <see cref="Tape"/>. Faults are C#'s own exceptions.
/// </summary>
internal sealed class Interpreter(Generators.Ir.Program program)
{
    // Calls of the program are calls of the interpreter; recursion of depth 1000 must not end at the test host's stack.
    private const int StackBytes = 256 << 20;

    private readonly Dictionary<string, Method> _methods = program.Methods.ToDictionary(m => m.Key);

    public Costs Costs { get; } = new();

    /// <summary>Runs an effect that does not throw. The default ignores statements (guards, logging) and refuses expressions.</summary>
    public Func<Effect, object[], object?> OnEffect { get; init; } = (effect, _) =>
        !effect.Result.Exists ? null : throw new InterpreterException($"Unknown effect: {effect.Text}");

    /// <summary>The value of an opaque expression. The default refuses all.</summary>
    public Func<Let, object[], object> OnOpaque { get; init; } = (let, _) => throw new InterpreterException($"Unknown expression: {let.Text}");

    /// <summary>Undefined values may be passed and stored, as a method in parts does that hands them on; they read as NaN, or 0.</summary>
    public bool StoresUndefined { get; init; }

    public object[] Run(params object[] args) => Call(program.Entry.Key, args);

    public object[] Call(string key, params object[] args)
    {
        object[]? results = null;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try { results = Invoke(_methods[key], args); }
            catch (Exception e) { failure = ExceptionDispatchInfo.Capture(e); }
        }, StackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return results!;
    }

    private object[] Invoke(Method method, object[] args)
    {
        if (args.Length != method.Body.Parameters.Count)
            throw new InterpreterException($"{method.Key} has {method.Body.Parameters.Count} parameters and got {args.Length}.");
        object[] values = args.Select((a, k) => Argument(method.TypeOf(method.Body.Parameters[k]), a)).ToArray();
        return new Activation(this, method).Region(method.Body, values);
    }

    private object Argument(IrType type, object value) =>
        type.IsMemory && value is Array data ? Memory.Of(data)
        : StoresUndefined && value is Undefined ? value
        : type is { IsScalar: true, Lanes: 1 } && value.GetType() != Numbers.TypeOf(type.Element)
            ? throw new InterpreterException($"An argument of type {type} is {value.GetType().Name}.")
        : value;

    /// <summary>One running call: the values of its method.</summary>
    private sealed class Activation(Interpreter interpreter, Method method)
    {
        private readonly object?[] _values = new object?[method.Values.Count];

        private object this[Value value] => _values[value.Id] ?? throw new InterpreterException($"{value} of {method.Key} has no value.");
        private T Get<T>(Value value) => (T)this[value];
        private int Int(Value value) => checked((int)Numbers.ToInteger(this[value]));
        private int[] Ints(EquatableArray<Value> values) => values.Select(Int).ToArray();
        private object[] All(EquatableArray<Value> values) => values.Select(v => this[v]).ToArray();

        private void Set(Value value, object result) => _values[value.Id] = result;

        private void Set(EquatableArray<Value> values, object[] results)
        {
            for (int k = 0; k < values.Count; k++) _values[values[k].Id] = results[k];
        }

        public object[] Region(Region region, object[] parameters)
        {
            Set(region.Parameters, parameters);
            List<(object Owner, MemoryState? Memory)>? owned = null;
            foreach (Instr instruction in region.Body)
            {
                Execute(instruction);
                switch (instruction)
                {
                    case Allocate i: (owned ??= []).Add((this[i.Result], Get<Memory>(i.Result).State)); break;
                    case CreateTape i: (owned ??= []).Add((this[i.Result], null)); break;
                }
            }
            object[] yields = All(region.Yields);
            foreach ((object owner, MemoryState? state) in owned ?? [])
            {
                if (owner is Tape { Count: > 0 } tape) throw new InterpreterException($"{tape.Count} records are left on a tape of {method.Key}.");
                if (state is not null && !yields.Any(y => y is Memory m && m.State == state)) state.IsDead = true;
            }
            return yields;
        }

        private object Stored(Value operand)
        {
            if (!interpreter.StoresUndefined || this[operand] is not Undefined) return this[operand];
            IrType type = method.TypeOf(operand);
            return type == IrType.F64 ? double.NaN : Activator.CreateInstance(Numbers.TypeOf(type.Element))!;
        }

        private void Execute(Instr instruction)
        {
            if (instruction is Note) return;
            interpreter.Costs.Instructions++;
            switch (instruction)
            {
                case Let i: Set(i.Result, Evaluate(i)); break;
                case Load i: Set(i.Result, Get<Memory>(i.Memory).Read(Ints(i.Indices))); break;
                case Store i: Get<Memory>(i.Memory).Write(Ints(i.Indices), Stored(i.Operand)); break;
                case Accumulate i:
                {
                    Memory memory = Get<Memory>(i.Memory);
                    int[] at = Ints(i.Indices);
                    object[] terms = [memory.Read(at), this[i.Operand]];
                    memory.Write(at, terms[0] is Array ? Lanewise(terms, Op.Add, method.TypeOf(i.Operand).Lanes) : Numbers.Apply(Op.Add, terms));
                    break;
                }
                case Fill i: Get<Memory>(i.Memory).Fill(this[i.Operand]); break;
                case Allocate i: Set(i.Result, Allocated(i)); break;
                case Slice i: Set(i.Result, Get<Memory>(i.Memory).Slice(Int(i.Start), Int(i.Length))); break;
                case If { IsTry: true } i:
                    try { Set(i.Results, Region(i.Then, [])); }
                    finally { Region(i.Else, []); }
                    break;
                case If i: Set(i.Results, Region(Get<bool>(i.Condition) ? i.Then : i.Else, [])); break;
                case For i: Count(i); break;
                case While i: Repeat(i); break;
                case Call i:
                    interpreter.Costs.Calls++;
                    if (!interpreter._methods.TryGetValue(i.Method, out Method? callee)) throw new InterpreterException($"There is no method {i.Method}.");
                    Set(i.Results, interpreter.Invoke(callee, All(i.Args)));
                    break;
                case Effect i:
                {
                    object[] args = All(i.Args);
                    object? result = interpreter.OnEffect(i, args);
                    if (i.Throws || i.Text.StartsWith("throw ", StringComparison.Ordinal)) throw new ThrownByProgramException(i.Text);
                    if (i.Result.Exists) Set(i.Result, result!);
                    break;
                }
                case CreateTape i: Set(i.Result, new Tape(interpreter.Costs)); break;
                case Record i: Get<Tape>(i.Tape).Push(method.TypeOf(i.Operand).Element, this[i.Operand]); break;
                case Replay i: Set(i.Result, Get<Tape>(i.Tape).Pop(method.TypeOf(i.Result).Element)); break;
                case VectorLoad i: Set(i.Result, LoadLanes(i)); break;
                case VectorStore i: StoreLanes(i); break;
                case Gather i: Set(i.Result, Gathered(i)); break;
                case Within i: Set(i.Result, IsWithin(i)); break;
                case Scatter i: Scattered(i); break;
                default: throw new InterpreterException($"Unknown instruction {instruction.GetType().Name}.");
            }
        }

        private Memory Allocated(Allocate i)
        {
            IrType type = method.TypeOf(i.Result);
            int[] lengths = Ints(i.Lengths);
            if (lengths.Any(l => l < 0)) throw new OverflowException("A negative length is allocated.");
            Array data = type.Lanes == 1 ? Array.CreateInstance(Numbers.TypeOf(type.Element), lengths)
                : Enumerable.Range(0, lengths[0]).Select(_ => Lanes(Enumerable.Repeat(Numbers.Zero(type.Element), type.Lanes))).ToArray();
            long bytes = (long)data.Length * Numbers.SizeOf(type.Element) * type.Lanes;
            interpreter.Costs.AllocatedBytes += bytes;
            if (i.WriteOnce) interpreter.Costs.WriteOnceBytes += bytes;
            return new Memory(data, 0, data.Length, new MemoryState(data.Length, i.WriteOnce));
        }

        private void Count(For loop)
        {
            Int128 index = Numbers.ToInteger(this[loop.Lower]), upper = Numbers.ToInteger(this[loop.Upper]);
            Scalar kind = method.TypeOf(loop.Body.Parameters[0]).Element;
            object[] carried = All(loop.Inits);
            int trips = 0;
            for (; loop.Step > 0 ? index < upper : index > upper; index += loop.Step)
            {
                object[] yields = Region(loop.Body, [Numbers.FromInteger(kind, index), .. carried]);
                carried = yields[..carried.Length];
                trips++;
                if (loop.HasExit && (bool)yields[^1]) break;
            }
            Set(loop.Results, loop.HasTrips ? [.. carried, trips] : carried);
        }

        private void Repeat(While loop)
        {
            object[] carried = All(loop.Inits);
            int trips = 0;
            while ((bool)Region(loop.Test, carried)[0])
            {
                object[] yields = Region(loop.Body, carried);
                carried = yields[..carried.Length];
                trips++;
                if (loop.HasExit && (bool)yields[^1]) break;
            }
            Set(loop.Results, loop.HasTrips ? [.. carried, trips] : carried);
        }

        private Array LoadLanes(VectorLoad i)
        {
            Memory memory = Get<Memory>(i.Memory);
            int start = Int(i.Index);
            return Lanes(Enumerable.Range(start, method.TypeOf(i.Result).Lanes).Select(at => memory.Read([at])));
        }

        private Array Gathered(Gather i)
        {
            IrType type = method.TypeOf(i.Result);
            bool[]? mask = i.Mask.Exists ? Get<bool[]>(i.Mask) : null;
            (int start, int stride) = (Int(i.Index), Int(i.Stride));
            return Lanes(Enumerable.Range(0, type.Lanes).Select(k => mask is null || mask[k] ? Get<Memory>(i.Memory).Read([Element(i.Found, start, k, stride)]) : Numbers.Zero(type.Element)));
        }

        private int Element(Found? found, int start, int lane, int stride) =>
            found is null ? start + lane * stride : ((int)Get<Memory>(found.Indices).Read([start + lane]) * stride) + Int(found.Offset);

        private bool IsWithin(Within i)
        {
            Memory indices = Get<Memory>(i.Indices);
            return Enumerable.Range(Int(i.Start), Int(i.Count)).Select(k => (int)indices.Read([k]) * (long)Int(i.Stride)).All(k => k + Int(i.Low) >= 0 && k + Int(i.High) < Int(i.Length));
        }

        private void Scattered(Scatter i)
        {
            Memory memory = Get<Memory>(i.Memory);
            Array lanes = Get<Array>(i.Operand);
            bool[]? mask = i.Mask.Exists ? Get<bool[]>(i.Mask) : null;
            (int start, int stride) = (Int(i.Index), Int(i.Stride));
            for (int k = 0; k < lanes.Length; k++)
            {
                if (mask is not null && !mask[k]) continue;
                int[] at = [Element(i.Found, start, k, stride)];
                memory.Write(at, i.Adds ? Numbers.Apply(Op.Add, [memory.Read(at), lanes.GetValue(k)!]) : lanes.GetValue(k)!);
            }
        }

        private void StoreLanes(VectorStore i)
        {
            Memory memory = Get<Memory>(i.Memory);
            Array lanes = Get<Array>(i.Operand);
            int start = Int(i.Index);
            for (int lane = i.Skip.Exists ? Int(i.Skip) : 0; lane < lanes.Length; lane++) memory.Write([start + lane], lanes.GetValue(lane)!);
        }

        /// <summary>An array of the type of the values.</summary>
        private static Array Lanes(IEnumerable<object> values)
        {
            object[] all = [.. values];
            Array lanes = Array.CreateInstance(all[0].GetType(), all.Length);
            all.CopyTo(lanes, 0);
            return lanes;
        }

        private object Evaluate(Let let)
        {
            IrType type = method.TypeOf(let.Result);
            switch (let.Op)
            {
                case Op.Constant: return Numbers.FromLiteral(let.Literal);
                case Op.Opaque: return interpreter.OnOpaque(let, All(let.Args));
                case Op.Undefined: return Undefined.Instance;
                case Op.Detach: return this[let.Args[0]];
                case Op.Length: return Get<Memory>(let.Args[0]).LengthOf(let.Args.Count > 1 ? Int(let.Args[1]) : 0);
                case Op.Convert: return Numbers.Convert(this[let.Args[0]], type.Element);
                case Op.Broadcast: return Lanes(Enumerable.Repeat(this[let.Args[0]], type.Lanes));
                case Op.LaneSum: return Get<Array>(let.Args[0]).Cast<object>().Aggregate((a, b) => Numbers.Apply(Op.Add, [a, b]));
                case Op.LaneMax: return Get<Array>(let.Args[0]).Cast<object>().Aggregate((a, b) => Numbers.Apply(Op.Max, [a, b]));
                case Op.LaneMin: return Get<Array>(let.Args[0]).Cast<object>().Aggregate((a, b) => Numbers.Apply(Op.Min, [a, b]));
                case Op.AnyLane: return Get<bool[]>(let.Args[0]).Contains(true);
                case Op.ReverseLanes: return Lanes(Get<Array>(let.Args[0]).Cast<object>().Reverse());
                case Op.Ramp: return Lanes(Enumerable.Range(0, type.Lanes).Select(k => Numbers.Convert(unchecked(Int(let.Args[0]) + k * Int(let.Args[1])), type.Element)));
                case Op.LanesFrom: return Enumerable.Range(0, type.Lanes).Select(k => k >= Int(let.Args[0])).ToArray();
                case Op.Select when type.Lanes == 1: return this[let.Args[Get<bool>(let.Args[0]) ? 1 : 2]];
            }
            object[] args = All(let.Args);
            if (args.Contains(Undefined.Instance)) throw new InterpreterException($"{let.Op} in {method.Key} reads an undefined value.");
            return type.Lanes == 1 ? Numbers.Apply(let.Op, args) : Lanewise(args, let.Op, type.Lanes);
        }

        // Lanes are double[] or float[] (bool[] for conditions); other operands do not occur in vectors.
        private static Array Lanewise(object[] values, Op op, int lanes)
        {
            Array[] args = values.Cast<Array>().ToArray();
            object[] results = new object[lanes];
            for (int lane = 0; lane < lanes; lane++)
            {
                object[] at = args.Select(a => a.GetValue(lane)!).ToArray();
                results[lane] = op == Op.Select ? at[(bool)at[0] ? 1 : 2] : Numbers.Apply(op, at);
            }
            return Lanes(results);
        }
    }
}
