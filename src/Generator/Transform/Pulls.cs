// The backward step of a recorded method as a method of its own, and the backward step of that one: gradients of any order by the same pass.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// A pull keeps nothing of the forward call: outputs are scratch here, and what no adjoint depends on is not computed. To be differentiated itself it is made <i>pure</i>: seeds are read-only
/// inputs, adjoints are outputs that start at zero.
/// </summary>
internal static class Pulls
{
    /// <summary>Gradients of gradients of gradients.</summary>
    public const int Orders = 3;

    /// <summary>A pull above this size is not differentiated to third order: the text would be out of proportion.</summary>
    private const int LargestForThird = 400;

    /// <summary>What a pull is taken of: for each parameter of the body its role, and the outputs in order (a span by its parameter k, a yield by ~k).</summary>
    private sealed record Subject(Derivation Derivation, Method Method, RecordedRole[] Roles, bool[] Differentiated, int[] Outputs);

    public static RecordedMethod Make(Derivation derivation, DerivativeRequest request)
    {
        RecordedParameter[] parameters = RecordedMethod.ParametersOf(request);
        derivation = derivation.Repeatable;
        Method entry = derivation.Program.Entry;
        bool isReturned = entry.Surface.ReturnResult >= 0;
        RecordedRole[] roles = new RecordedRole[entry.Body.Parameters.Count];
        bool[] differentiated = new bool[roles.Length];
        List<int> outputs = isReturned ? [~entry.Surface.ReturnResult] : [];
        foreach (RecordedParameter p in parameters)
        {
            int k = p.Surface.Parameter;
            if (k >= 0) (roles[k], differentiated[k]) = (p.Role == RecordedRole.Update && !p.Type.IsMemory ? RecordedRole.Input : p.Role, p.IsDifferentiated && p.IsInput);
            if (p.IsOutput) outputs.Add(p.Type.IsMemory ? k : ~p.Surface.Result);
        }
        Subject subject = new(derivation, entry, roles, differentiated, [.. outputs]);
        List<Pull> pulls = [];
        // A derivative that was written by hand has no derivative of its own.
        int orders = request.Program.Methods.Any(m => m.Custom?.Vjp is not null) ? 1 : Orders;
        while (true)
        {
            string name = request.Stem + "Pull" + (pulls.Count == 0 ? "" : (pulls.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
            Method pull = Simplify.Run(Build(subject, name, _ => true));
            pulls.Add(new Pull(pull, new(ValuesOf(subject, pull, exact: pulls.Count == 0))));
            if (pulls.Count >= orders || (pulls.Count == 2 && pull.Body.All().Count() > LargestForThird)) break;
            subject = Pure(subject, pull);
        }
        Scalar element = parameters.First(p => p.IsInput || p.IsOutput).Type.Element;
        return new RecordedMethod(element, new(parameters), isReturned, request.Program.Entry.CallText ?? request.Program.Entry.Surface.Name, pulls.ToEquatableArray());
    }

    private static Method Build(Subject subject, string name, Func<int, bool> wanted)
    {
        Method f = subject.Method;
        Builder b = new();
        int count = f.Body.Parameters.Count;
        Value[] args = new Value[count], seeds = new Value[subject.Outputs.Length], adjoints = new Value[count];
        List<Value> parameters = [];
        Value Parameter(IrType type, string? hint)
        {
            Value value = b.NewValue(type, hint);
            parameters.Add(value);
            return value;
        }

        string Name(int k) => f.Values[f.Body.Parameters[k].Id].Hint ?? "p" + k;
        IrType TypeOf(int k) => f.TypeOf(f.Body.Parameters[k]);
        for (int k = 0; k < count; k++)
            if (subject.Roles[k] != RecordedRole.Output) args[k] = Parameter(subject.Roles[k] == RecordedRole.Update ? IrType.ReadOnlySpan(TypeOf(k).Element) : TypeOf(k), Name(k));
        for (int j = 0; j < seeds.Length; j++)
        {
            int output = subject.Outputs[j];
            seeds[j] = output >= 0 ? Parameter(IrType.Span(TypeOf(output).Element), Name(output) + "Seed")
                : Parameter(f.TypeOf(f.Body.Yields[~output]), ~output == f.Surface.ReturnResult ? "seed" : (f.Surface.Parameters.FirstOrDefault(p => p.Result == ~output)?.Name ?? "result") + "Seed");
        }
        for (int k = 0; k < count; k++)
            if (subject.Differentiated[k]) adjoints[k] = Parameter(IrType.Span(TypeOf(k).Element), Name(k) + "Adjoint");

        Dictionary<int, Value> seedOf = subject.Outputs.Select((o, j) => (o, j)).ToDictionary(p => p.o, p => seeds[p.j]);
        bool[] activeParameters = new bool[count], activeYields = new bool[f.Body.Yields.Count];
        List<Value> shadows = [];
        for (int k = 0; k < count; k++)
        {
            bool own = subject.Differentiated[k] && wanted(k);
            if (subject.Roles[k] is RecordedRole.Output or RecordedRole.Update)
            {
                Value entry = args[k];
                args[k] = b.Allocate(IrType.Span(TypeOf(k).Element), Name(k), false, b.Length(seedOf[k]));
                if (subject.Roles[k] == RecordedRole.Update) Copy(b, entry, args[k]);
                shadows.Add(seedOf[k]);
                activeParameters[k] = true;
            }
            else if (own)
            {
                activeParameters[k] = true;
                if (TypeOf(k).IsMemory) shadows.Add(adjoints[k]);
            }
        }
        List<Value> scalarSeeds = [];
        for (int k = 0; k < activeYields.Length; k++)
            if (seedOf.TryGetValue(~k, out Value seed))
            {
                activeYields[k] = true;
                scalarSeeds.Add(seed);
            }
        Pattern pattern = new(new(activeParameters), new(activeYields), new([.. Enumerable.Repeat(true, count)]));
        Method joined = ReverseMode.Joined(subject.Derivation, f.Key, pattern, f.Key + "!" + name, name);
        Value[] results = new Rewriter(joined, b).Inline([.. args, .. scalarSeeds, .. shadows]);
        Queue<Value> scalars = new(results.Skip(f.Body.Yields.Count));
        for (int k = 0; k < count; k++)
        {
            if (!activeParameters[k]) continue;
            if (!TypeOf(k).IsMemory) b.Accumulate(adjoints[k], scalars.Dequeue(), b.Int(0));
            // What is left in the seed of an updated span is the adjoint of its entry value.
            else if (subject.Roles[k] == RecordedRole.Update && subject.Differentiated[k] && wanted(k))
                ForEach(b, adjoints[k], i => b.Accumulate(adjoints[k], b.Load(seedOf[k], i), i));
        }
        Value[] all = [.. parameters];
        return b.ToMethod(f.Key + "!" + name, all, [], Surfaces.Helper(name, v => new(b.TypeOf(v), b.HintOf(v)), all, []));
    }

    /// <summary>The pull as something to be differentiated: seeds are only read, adjoints only added to.</summary>
    private static Subject Pure(Subject subject, Method pull)
    {
        Builder b = new();
        int inputs = subject.Roles.Count(r => r != RecordedRole.Output), outputs = subject.Outputs.Length;
        int count = pull.Body.Parameters.Count;
        Value[] parameters = new Value[count], args = new Value[count];
        RecordedRole[] roles = new RecordedRole[count];
        bool[] differentiated = new bool[count];
        for (int k = 0; k < count; k++)
        {
            Value original = pull.Body.Parameters[k];
            IrType type = pull.TypeOf(original);
            bool isSeed = k >= inputs && k < inputs + outputs;
            parameters[k] = b.NewValue(isSeed && type.IsMemory ? IrType.ReadOnlySpan(type.Element) : type, pull.Values[original.Id].Hint);
            roles[k] = k >= inputs + outputs ? RecordedRole.Output : RecordedRole.Input;
            differentiated[k] = isSeed;
        }
        int at = 0;
        for (int k = 0; k < subject.Roles.Length; k++)
        {
            if (subject.Roles[k] == RecordedRole.Output) continue;
            differentiated[at] = subject.Differentiated[k];
            roles[at] = subject.Roles[k] == RecordedRole.Constant ? RecordedRole.Constant : RecordedRole.Input;
            at++;
        }
        for (int k = 0; k < count; k++)
        {
            args[k] = parameters[k];
            if (k < inputs || k >= inputs + outputs || !b.TypeOf(parameters[k]).IsMemory) continue;
            args[k] = b.Allocate(IrType.Span(b.TypeOf(parameters[k]).Element), b.HintOf(parameters[k]), false, b.Length(parameters[k]));
            Copy(b, parameters[k], args[k]);
        }
        new Rewriter(pull, b).Inline(args);
        Method pure = Simplify.Run(b.ToMethod(pull.Key + "Pure", parameters, [], pull.Surface));
        Derivation composed = subject.Derivation.Compose(new Program([pure, .. subject.Derivation.Derived.Select(d => Simplify.Run(d)), .. subject.Derivation.Program.Methods]));
        return new Subject(composed, pure, roles, differentiated, [.. Enumerable.Range(inputs + outputs, count - inputs - outputs)]);
    }

    /// <summary>The input values that the adjoint of each input depends on, numbered as the recorder does: all inputs but constants.</summary>
    private static ulong[] ValuesOf(Subject subject, Method pull, bool exact)
    {
        List<ulong> values = [];
        int several = subject.Differentiated.Count(d => d);
        for (int k = 0; k < subject.Roles.Length; k++)
        {
            if (subject.Roles[k] is not (RecordedRole.Input or RecordedRole.Update)) continue;
            int input = k;
            values.Add(!subject.Differentiated[k] || !exact ? ulong.MaxValue
                : Read(subject, several == 1 ? pull : Simplify.Run(Build(subject, pull.Surface.Name + "Of" + k, j => j == input))));
        }
        return [.. values];
    }

    private static ulong Read(Subject subject, Method pull)
    {
        HashSet<Value> used = [.. pull.Body.All().Where(i => i is not Let { Op: Op.Length }).SelectMany(i => i.Operands())];
        foreach (Instr instruction in pull.Body.All())
        {
            IEnumerable<Region> regions = instruction switch { If i => [i.Then, i.Else], For i => [i.Body], While i => [i.Test, i.Body], _ => [] };
            foreach (Region region in regions) used.UnionWith(region.Yields);
        }
        ulong bits = 0;
        int parameter = 0, input = 0;
        for (int k = 0; k < subject.Roles.Length; k++)
        {
            if (subject.Roles[k] == RecordedRole.Output) continue;
            if (subject.Roles[k] != RecordedRole.Constant)
            {
                if (used.Contains(pull.Body.Parameters[parameter])) bits |= 1UL << Math.Min(input, 63);
                input++;
            }
            parameter++;
        }
        return bits;
    }

    private static void Copy(Builder b, Value from, Value to) => ForEach(b, from, i => b.Store(to, b.Load(from, i), i));

    private static void ForEach(Builder b, Value memory, Action<Value> body)
    {
        Value zero = b.Int(0), length = b.Length(memory), i = b.NewValue(IrType.I32, "i");
        b.Begin(i);
        body(i);
        b.Add(new For(new([]), zero, length, 1, new([]), b.End(), false, false));
    }
}
