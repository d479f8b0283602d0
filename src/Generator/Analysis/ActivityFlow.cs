// The two data flows behind Activity: forward (varied) and backward (useful), each to a fixed point over loops and memory.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Analysis;

internal static class ActivityFlow
{
    /// <summary>Scalars, memory roots and tapes that vary when the flagged parameters do.</summary>
    public static HashSet<Value> Varied(Method method, Roots roots, EquatableArray<bool> parameters, ActivitySummaries summaries)
    {
        HashSet<Value> varied = [];
        bool changed = true;
        for (int k = 0; k < parameters.Count; k++)
            if (parameters[k]) varied.Add(method.Body.Parameters[k]);
        while (changed)
        {
            changed = false;
            Visit(method.Body);
        }
        return varied;

        void Mark(Value value, bool condition)
        {
            if (condition && varied.Add(value)) changed = true;
        }

        bool MemoryVaries(Value memory) => !roots.IsDetached(memory) && varied.Contains(roots.Of(memory));

        void Flow(EquatableArray<Value> from, EquatableArray<Value> to, int offset = 0)
        {
            for (int k = 0; k + offset < to.Count && k < from.Count; k++) Mark(to[k + offset], varied.Contains(from[k]));
        }

        void Visit(Region region)
        {
            foreach (Instr instruction in region.Body)
            {
                switch (instruction)
                {
                    case Let i when method.TypeOf(i.Result).IsFloat && RuleTable.Find(i.Op) is { } rule:
                        for (int k = 0; k < i.Args.Count; k++) Mark(i.Result, varied.Contains(i.Args[k]) && !rule.IsZero(k));
                        break;
                    case Load i: Mark(i.Result, MemoryVaries(i.Memory)); break;
                    case VectorLoad i: Mark(i.Result, MemoryVaries(i.Memory)); break;
                    case VectorStore i: Mark(roots.Of(i.Memory), varied.Contains(i.Operand)); break;
                    case Store i: Mark(roots.Of(i.Memory), varied.Contains(i.Operand)); break;
                    case Accumulate i: Mark(roots.Of(i.Memory), varied.Contains(i.Operand)); break;
                    case Fill i: Mark(roots.Of(i.Memory), varied.Contains(i.Operand)); break;
                    case Record i: Mark(i.Tape, varied.Contains(i.Operand)); break;
                    case Replay i when method.TypeOf(i.Result).IsFloat: Mark(i.Result, varied.Contains(i.Tape)); break;
                    case If i:
                        Visit(i.Then);
                        Visit(i.Else);
                        Flow(i.Then.Yields, i.Results);
                        Flow(i.Else.Yields, i.Results);
                        break;
                    case For i:
                        Flow(i.Inits, i.Body.Parameters, 1);
                        Flow(i.Inits, i.Results);
                        Visit(i.Body);
                        Flow(i.Body.Yields, i.Body.Parameters, 1);
                        Flow(i.Body.Yields, i.Results);
                        break;
                    case While i:
                        Flow(i.Inits, i.Body.Parameters);
                        Flow(i.Inits, i.Results);
                        Visit(i.Body);
                        Flow(i.Body.Yields, i.Body.Parameters);
                        Flow(i.Body.Yields, i.Results);
                        break;
                    case Call i:
                    {
                        EquatableArray<bool> flags = i.Args.Select(a => method.TypeOf(a).IsMemory ? MemoryVaries(a) : varied.Contains(a)).ToEquatableArray();
                        EquatableArray<bool> after = summaries.Varied(i.Method, flags);
                        for (int k = 0; k < i.Results.Count; k++) Mark(i.Results[k], after[k]);
                        for (int k = 0; k < i.Args.Count; k++)
                        {
                            IrType type = method.TypeOf(i.Args[k]);
                            if (type.IsMemory) Mark(roots.Of(i.Args[k]), after[i.Results.Count + k]);
                            else if (type.Shape == Shape.Tape) Mark(i.Args[k], after[i.Results.Count + k]);
                        }
                        break;
                    }
                }
            }
        }
    }

    /// <summary>Scalars, memory roots and tapes on which the flagged yields and the final contents of the flagged memory parameters depend.</summary>
    public static HashSet<Value> Useful(
        Method method, Roots roots, EquatableArray<bool> yields, EquatableArray<bool> memory, ActivitySummaries summaries)
    {
        HashSet<Value> useful = [];
        bool changed = true;
        for (int k = 0; k < yields.Count; k++)
            if (yields[k]) useful.Add(method.TypeOf(method.Body.Yields[k]).IsMemory ? roots.Of(method.Body.Yields[k]) : method.Body.Yields[k]);
        for (int k = 0; k < memory.Count; k++)
            if (memory[k] && !method.TypeOf(method.Body.Parameters[k]).IsScalar) useful.Add(method.Body.Parameters[k]);
        while (changed)
        {
            changed = false;
            Visit(method.Body);
        }
        return useful;

        void Mark(Value value, bool condition)
        {
            if (condition && useful.Add(value)) changed = true;
        }

        bool MemoryUseful(Value value) => !roots.IsDetached(value) && useful.Contains(roots.Of(value));

        void Flow(EquatableArray<Value> from, EquatableArray<Value> to, int offset = 0)
        {
            for (int k = 0; k + offset < from.Count && k < to.Count; k++) Mark(to[k], useful.Contains(from[k + offset]));
        }

        void Visit(Region region)
        {
            for (int at = region.Body.Count - 1; at >= 0; at--)
            {
                switch (region.Body[at])
                {
                    case Let i when method.TypeOf(i.Result).IsFloat && RuleTable.Find(i.Op) is { } rule:
                        for (int k = 0; k < i.Args.Count; k++) Mark(i.Args[k], useful.Contains(i.Result) && !rule.IsZero(k));
                        break;
                    case Load i: if (!roots.IsDetached(i.Memory)) Mark(roots.Of(i.Memory), useful.Contains(i.Result)); break;
                    case VectorLoad i: if (!roots.IsDetached(i.Memory)) Mark(roots.Of(i.Memory), useful.Contains(i.Result)); break;
                    case VectorStore i: Mark(i.Operand, MemoryUseful(i.Memory)); break;
                    case Store i: Mark(i.Operand, MemoryUseful(i.Memory)); break;
                    case Accumulate i: Mark(i.Operand, MemoryUseful(i.Memory)); break;
                    case Fill i: Mark(i.Operand, MemoryUseful(i.Memory)); break;
                    case Record i: Mark(i.Operand, useful.Contains(i.Tape)); break;
                    case Replay i: Mark(i.Tape, useful.Contains(i.Result)); break;
                    case If i:
                        Flow(i.Results, i.Then.Yields);
                        Flow(i.Results, i.Else.Yields);
                        Visit(i.Else);
                        Visit(i.Then);
                        break;
                    case For i:
                        Flow(i.Results, i.Inits);
                        Flow(i.Results, i.Body.Yields);
                        Flow(i.Body.Parameters, i.Body.Yields, 1);
                        Visit(i.Body);
                        Flow(i.Body.Parameters, i.Inits, 1);
                        Flow(i.Body.Parameters, i.Body.Yields, 1);
                        break;
                    case While i:
                        Flow(i.Results, i.Inits);
                        Flow(i.Results, i.Body.Yields);
                        Flow(i.Body.Parameters, i.Body.Yields);
                        Visit(i.Body);
                        Flow(i.Body.Parameters, i.Inits);
                        Flow(i.Body.Parameters, i.Body.Yields);
                        break;
                    case Call i:
                    {
                        EquatableArray<bool> wanted = i.Results.Select(useful.Contains).ToEquatableArray();
                        EquatableArray<bool> flags = i.Args.Select(a => method.TypeOf(a).IsMemory ? MemoryUseful(a) : useful.Contains(a)).ToEquatableArray();
                        EquatableArray<bool> before = summaries.Useful(i.Method, wanted, flags);
                        for (int k = 0; k < i.Args.Count; k++)
                        {
                            if (!before[i.Results.Count + k]) continue;
                            IrType type = method.TypeOf(i.Args[k]);
                            if (type.IsMemory) { if (!roots.IsDetached(i.Args[k])) Mark(roots.Of(i.Args[k]), true); }
                            else if (type.IsFloat || type.Shape == Shape.Tape) Mark(i.Args[k], true);
                        }
                        break;
                    }
                }
            }
        }
    }
}
