// Copies small callees into their callers.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// A callee is inlined if it has at most <see cref="MaxInstructions"/> instructions (constants and notes aside, after what it calls was inlined into it), no loops, does not
/// reach itself, and always returns. Counted loops are allowed where the call itself stands in counted loops: what the callee records then has a place for each trip, where on its own it would go on the tape. So is, whatever its size, a callee that gets the same memory twice and writes it: its accesses then have
/// one root, and nobody takes its parameters for separate; and one that returns memory: what it allocates is then the caller's own, whose shadow the caller knows.
/// A callee with custom derivatives stays a call. Notes stay behind: the caller's line stands for them.
/// </summary>
internal static class Inline
{
    public const int MaxInstructions = 24;

    public static Program Run(Program program, int maxInstructions = MaxInstructions)
    {
        Dictionary<string, Method> methods = program.Methods.ToDictionary(m => m.Key);
        Dictionary<string, HashSet<string>> callees = program.Methods.ToDictionary(m => m.Key, m => Callees(m));
        HashSet<string> recursive = [.. callees.Keys.Where(key => Reachable(callees[key], callees).Contains(key))];

        MemoryEffects effects = new(key => program.Find(key));
        HashSet<string> visited = [];
        void Visit(string key)
        {
            if (!visited.Add(key)) return;
            foreach (string callee in callees[key]) Visit(callee);
            Method method = methods[key];
            Roots roots = new(method);
            HashSet<Call> repeated = new(ReferenceComparer<Call>.Instance);
            Collect(method.Body, false, repeated);
            methods[key] = WithCallees(method, call =>
            {
                if (recursive.Contains(call.Method) || methods[call.Method].IsOpaque) return null;
                bool overlaps = PassesOverlappingMemory(call, method, roots, effects);
                bool returnsMemory = ReturnsMemory(methods[call.Method]);
                return overlaps || returnsMemory || IsSmall(methods[call.Method], maxInstructions) || (repeated.Contains(call) && IsSmall(methods[call.Method], loops: true) && IsCounted(methods[call.Method])) ? (methods[call.Method], overlaps || returnsMemory) : null;
            });
        }
        Visit(program.Entry.Key);

        callees = methods.ToDictionary(m => m.Key, m => Callees(m.Value));
        HashSet<string> left = Reachable([program.Entry.Key], callees);
        return program.With(program.Methods.Where(m => left.Contains(m.Key)).Select(m => methods[m.Key]));
    }

    /// <summary>Calls whose trips are counted when the outermost loop begins, so that what a trip records has a place: all loops around them are counted and run to their end.</summary>
    private static void Collect(Region region, bool isRepeated, HashSet<Call> calls)
    {
        foreach (Instr instruction in region.Body)
        {
            if (instruction is Call call && isRepeated) calls.Add(call);
            if (instruction is For { HasExit: false } loop) Collect(loop.Body, true, calls);
            else if (instruction is not (For or While))
                foreach (Region inner in instruction.Regions()) Collect(inner, isRepeated, calls);
        }
    }

    private static bool IsCounted(Method method) => method.Body.All().All(i => i is not (While or For { HasExit: true } or Call or Allocate));

    /// <summary>
    /// The body of a loop with what it calls copied into it, loops included, up to <see cref="MaxInstructionsInTrip"/> instructions a callee; again what only calls itself, keeps a tape, may not return or hands out memory stays a call.
    /// </summary>
    public static Method IntoTrip(Method trip, Program program)
    {
        Dictionary<string, HashSet<string>> callees = program.Methods.ToDictionary(m => m.Key, m => Callees(m));
        for (int round = 0; round < MaxRoundsInTrip; round++)
        {
            Method inlined = WithCallees(trip, call =>
                program.TryFind(call.Method) is { IsOpaque: false } callee && !Reachable(callees[callee.Key], callees).Contains(callee.Key) && IsSmall(callee, MaxInstructionsInTrip, loops: true) && !ReturnsMemory(callee) ? (callee, false) : null);
            if (ReferenceEquals(inlined, trip)) break;
            trip = inlined;
        }
        return trip;
    }

    private const int MaxInstructionsInTrip = 100, MaxRoundsInTrip = 3;

    private static HashSet<string> Callees(Method method) =>
        [.. method.Body.All().OfType<Call>().Select(c => c.Method), .. new[] { method.Custom?.Vjp, method.Custom?.Jvp }.OfType<string>()];

    private static HashSet<string> Reachable(IEnumerable<string> from, Dictionary<string, HashSet<string>> callees)
    {
        HashSet<string> reached = [];
        Stack<string> open = new(from);
        while (open.Count > 0)
        {
            string key = open.Pop();
            if (!reached.Add(key)) continue;
            foreach (string callee in callees[key]) open.Push(callee);
        }
        return reached;
    }

    private static bool IsSmall(Method method, int limit = MaxInstructions, bool loops = false)
    {
        int count = 0;
        foreach (Instr instruction in method.Body.All())
        {
            if (instruction is Note or Let { Op: Op.Constant or Op.Undefined }) continue;
            if (instruction is CreateTape or Record or Replay || (!loops && instruction is For or While) || ++count > limit) return false;
        }
        return !method.Body.Body.Any(i => i is Effect { Throws: true });
    }

    private static bool ReturnsMemory(Method method) => method.Body.Yields.Any(y => method.TypeOf(y).IsMemory);

    private static bool PassesOverlappingMemory(Call call, Method caller, Roots roots, MemoryEffects effects)
    {
        for (int j = 0; j < call.Args.Count; j++)
        {
            if (!caller.TypeOf(call.Args[j]).IsMemory) continue;
            for (int k = 0; k < j; k++)
                if (caller.TypeOf(call.Args[k]).IsMemory && roots.Of(call.Args[j]) == roots.Of(call.Args[k])
                    && (effects.Writes(call.Method, j) || effects.Writes(call.Method, k))) return true;
        }
        return false;
    }

    private static Method WithCallees(Method method, System.Func<Call, (Method Callee, bool Forced)?> find)
    {
        Dictionary<Call, Method> chosen = new(ReferenceComparer<Call>.Instance);
        foreach (Call call in method.Body.All().OfType<Call>())
        {
            if (find(call) is not { } found) continue;
            if (TextsFit(call, method, found.Callee) || ReturnsMemory(found.Callee)) chosen[call] = found.Callee;
            else if (found.Forced) throw new System.NotSupportedException($"'{found.Callee.Surface.Name}' gets overlapping memory and hands it to code that is not differentiated.");
        }
        if (chosen.Count == 0) return method;
        Builder builder = new();
        Inliner inliner = new(method, builder, call => chosen.TryGetValue(call, out Method callee) ? callee : null);
        Value[] parameters = inliner.Define(method.Body.Parameters);
        foreach (Instr instruction in method.Body.Body) inliner.Copy(instruction);
        return builder.Rebuild(method, parameters, [.. inliner.Uses(method.Body.Yields)]);
    }

    /// <summary>
    /// C# text that mentions a span parameter need not compile with the array that the call passes, so such a call stays a call.
    /// </summary>
    private static bool TextsFit(Call call, Method caller, Method callee)
    {
        HashSet<Value> converted = [];
        for (int k = 0; k < call.Args.Count; k++)
            if (caller.TypeOf(call.Args[k]) != callee.TypeOf(callee.Body.Parameters[k])) converted.Add(callee.Body.Parameters[k]);
        return converted.Count == 0
            || !callee.Body.All().Any(i => i is Effect or Let { Op: Op.Opaque } && i.Operands().Any(converted.Contains));
    }

    private sealed class Inliner(Method source, Builder target, System.Func<Call, Method?> find) : Rewriter(source, target)
    {
        public override void Copy(Instr instruction)
        {
            if (instruction is not Call call || find(call) is not { } callee)
            {
                base.Copy(instruction);
                return;
            }
            Value[] args = [.. Uses(call.Args)];
            // Text that mentions a span gets one.
            if (!TextsFit(call, Source, callee))
                for (int k = 0; k < args.Length; k++)
                    if (callee.TypeOf(callee.Body.Parameters[k]) is { Shape: Shape.Span or Shape.ReadOnlySpan } type && Target.TypeOf(args[k]) != type) args[k] = AsSpan(args[k], type);
            Value[] results = new WithoutNotes(callee, Target).Inline(args);
            for (int k = 0; k < results.Length; k++) Substitute(call.Results[k], results[k]);
        }

        private Value AsSpan(Value memory, IrType type)
        {
            Value span = Target.NewValue(type, Target.HintOf(memory)), start = Target.Int(0), length = Target.Length(memory);
            Target.Add(new Slice(span, memory, start, length));
            return span;
        }
    }

    private sealed class WithoutNotes(Method source, Builder target) : Rewriter(source, target)
    {
        public override void Copy(Instr instruction)
        {
            if (instruction is not Note) base.Copy(instruction);
        }
    }
}
