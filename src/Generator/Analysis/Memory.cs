// Roots of memory values, and what each method reads and writes through its parameters.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>
/// The root of a memory value is the parameter, allocation or opaque expression whose elements it shares; slices and detached
/// handles lead back to it. A detached handle reads the same elements without their derivative.
/// </summary>
internal sealed class Roots
{
    private readonly Dictionary<Value, Value> _root = [];
    private readonly HashSet<Value> _detached = [];

    public Roots(Method method)
    {
        foreach (Value p in method.Body.Parameters)
            if (method.TypeOf(p).IsMemory) _root[p] = p;
        foreach (Instr instruction in method.Body.All())
        {
            switch (instruction)
            {
                case Allocate i: _root[i.Result] = i.Result; break;
                case Slice i: Derive(i.Result, i.Memory); break;
                case Row i: Derive(i.Result, i.Memory); break;
                case Let { Op: Op.Detach } i when method.TypeOf(i.Result).IsMemory:
                    Derive(i.Result, i.Args[0]);
                    _detached.Add(i.Result);
                    break;
                case Let { Op: Op.Convert } i when method.TypeOf(i.Result).IsMemory: Derive(i.Result, i.Args[0]); break;
                case Let i when method.TypeOf(i.Result).IsMemory: _root[i.Result] = i.Result; break;
                case Effect i when i.Result.Exists && method.TypeOf(i.Result).IsMemory: _root[i.Result] = i.Result; break;
                case Call i:
                    foreach (Value result in i.Results)
                        if (method.TypeOf(result).IsMemory) _root[result] = result;
                    break;
            }
        }
    }

    private void Derive(Value result, Value from)
    {
        _root[result] = Of(from);
        if (_detached.Contains(from)) _detached.Add(result);
    }

    /// <summary>The root of a memory value.</summary>
    public Value Of(Value memory) => _root[memory];
    public bool IsDetached(Value memory) => _detached.Contains(memory);
    public IEnumerable<Value> All => _root.Values.Distinct();
}

/// <summary>Per method and parameter: may its elements be read, may they be written. Recursion by fixed point.</summary>
internal sealed class MemoryEffects(Func<string, Method> find)
{
    private readonly Dictionary<string, (bool[] Reads, bool[] Writes)> _summary = [];

    public bool Reads(string key, int parameter) => Of(key).Reads[parameter];
    public bool Writes(string key, int parameter) => Of(key).Writes[parameter];

    /// <summary>Memory values (handles, not roots) that the instruction itself may write; not what its regions write.</summary>
    public IEnumerable<Value> WrittenBy(Instr instruction, Method method)
    {
        switch (instruction)
        {
            case Store i: yield return i.Memory; break;
            case Accumulate i: yield return i.Memory; break;
            case Fill i: yield return i.Memory; break;
            case VectorStore i: yield return i.Memory; break;
            case Scatter i: yield return i.Memory; break;
            case Call i:
                for (int k = 0; k < i.Args.Count; k++)
                    if (method.TypeOf(i.Args[k]).IsMemory && Writes(i.Method, k)) yield return i.Args[k];
                break;
            case Effect { ReadsOnly: false } i:
                foreach (Value arg in i.Args)
                    if (method.TypeOf(arg) is { IsMemory: true, Shape: not Shape.ReadOnlySpan }) yield return arg;
                break;
        }
    }

    private (bool[] Reads, bool[] Writes) Of(string key)
    {
        if (_summary.TryGetValue(key, out var known)) return known;
        // Everything reachable that has no summary yet is solved together, so that mutual recursion reaches one fixed point.
        List<Method> component = [];
        Stack<string> pending = new([key]);
        while (pending.Count > 0)
        {
            string next = pending.Pop();
            if (_summary.ContainsKey(next)) continue;
            Method method = find(next);
            _summary[next] = (new bool[method.Body.Parameters.Count], new bool[method.Body.Parameters.Count]);
            component.Add(method);
            foreach (Call call in method.Body.All().OfType<Call>()) pending.Push(call.Method);
        }
        bool changed;
        do
        {
            changed = false;
            foreach (Method method in component) changed |= Update(method, _summary[method.Key]);
        } while (changed);
        return _summary[key];
    }

    private bool Update(Method method, (bool[] Reads, bool[] Writes) summary)
    {
        Roots roots = new(method);
        Dictionary<Value, int> parameter = [];
        for (int k = 0; k < method.Body.Parameters.Count; k++) parameter[method.Body.Parameters[k]] = k;
        bool changed = false;
        void Mark(bool[] flags, Value memory)
        {
            if (parameter.TryGetValue(roots.Of(memory), out int k) && !flags[k]) flags[k] = changed = true;
        }

        void MarkIndices(Found? found)
        {
            if (found is not null) Mark(summary.Reads, found.Indices);
        }

        foreach (Instr instruction in method.Body.All())
        {
            foreach (Value memory in WrittenBy(instruction, method)) Mark(summary.Writes, memory);
            switch (instruction)
            {
                case Load i: Mark(summary.Reads, i.Memory); break;
                case Accumulate i: Mark(summary.Reads, i.Memory); break;
                case VectorLoad i: Mark(summary.Reads, i.Memory); break;
                case Gather i: Mark(summary.Reads, i.Memory); MarkIndices(i.Found); break;
                case Scatter i:
                    if (i.Adds) Mark(summary.Reads, i.Memory);
                    MarkIndices(i.Found);
                    break;
                case Within i: Mark(summary.Reads, i.Indices); break;
                case Effect i: foreach (Value arg in i.Args) if (method.TypeOf(arg).IsMemory) Mark(summary.Reads, arg); break;
                case Call i:
                    for (int k = 0; k < i.Args.Count; k++)
                        if (method.TypeOf(i.Args[k]).IsMemory && Reads(i.Method, k)) Mark(summary.Reads, i.Args[k]);
                    break;
            }
        }
        return changed;
    }
}
