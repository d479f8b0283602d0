// Guards: a recursive call whose callee begins by asking whether there is anything to do asks before the call.
//
//     double Minor(row) { if (row == n) return 1; … Minor(row + 1) … }
// becomes, at the call,
//     row + 1 == n ? 1 : Minor(row + 1)
// The last level of a recursion is its largest: of a tree half of all calls or more, and a call costs more than the question, in both sweeps.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// The callee computes a condition from integers and lengths among its arguments and then chooses: one side is a few operations that neither read nor write memory. That side is copied to the calls that the
/// method makes within its own recursion; the callee goes on asking. Values, effects and faults do not change.
/// </summary>
internal static class Guards
{
    private const int MaxQuestion = 6, MaxAnswer = 4;

    public static Program Run(Program program)
    {
        Dictionary<string, HashSet<string>> callees = program.Methods.ToDictionary(m => m.Key, m => new HashSet<string>(m.Body.All().OfType<Call>().Select(c => c.Method)));
        Dictionary<string, Guarded> guarded = [];
        foreach (Method method in program.Methods)
            if (!method.IsOpaque && Reaches(method.Key, method.Key) && Of(method) is { } found) guarded[method.Key] = found;
        if (guarded.Count == 0) return program;
        return program.With(program.Methods.Select(m => m.IsOpaque ? m : Asking(m, call => guarded.TryGetValue(call.Method, out Guarded callee) && Reaches(call.Method, m.Key) ? callee : null)));

        bool Reaches(string from, string to)
        {
            HashSet<string> seen = [];
            Stack<string> open = new([from]);
            while (open.Count > 0)
                foreach (string next in callees[open.Pop()])
                {
                    if (next == to) return true;
                    if (seen.Add(next)) open.Push(next);
                }
            return false;
        }
    }

    /// <summary>A method that chooses, and whether the short side is Then.</summary>
    private sealed record Guarded(Method Method, If Choice, bool IsThen)
    {
        public Region Answer => IsThen ? Choice.Then : Choice.Else;
    }

    private static Guarded? Of(Method method)
    {
        Instr[] body = [.. method.Body.Body.Where(i => i is not Note)];
        if (body.Length == 0 || body[body.Length - 1] is not If { IsTry: false } choice || !IsShort(body.Take(body.Length - 1), MaxQuestion) || !IsOfIntegers()) return null;
        if (IsShort(choice.Then.Body, MaxAnswer) && !IsShort(choice.Else.Body, MaxAnswer)) return new Guarded(method, choice, true);
        if (IsShort(choice.Else.Body, MaxAnswer) && !IsShort(choice.Then.Body, MaxAnswer)) return new Guarded(method, choice, false);
        return null;

        // The reverse sweep asks again: integers are mostly computed again there, the outcome of anything else would be recorded.
        bool IsOfIntegers() =>
            !method.TypeOf(choice.Condition).IsFloat && body.OfType<Let>().All(l => l.Op == Op.Constant || !method.TypeOf(l.Result).IsFloat && !l.Args.Any(a => method.TypeOf(a).IsFloat));

        bool IsShort(IEnumerable<Instr> instructions, int limit) =>
            instructions.All(i => i is Note || (i is Let { Op: not Op.Opaque } let && method.TypeOf(let.Result).IsScalar))
            && instructions.Count(i => i is Let { Op: not (Op.Constant or Op.Undefined) }) <= limit;
    }

    private static Method Asking(Method method, System.Func<Call, Guarded?> find)
    {
        if (!method.Body.All().OfType<Call>().Any(c => find(c) is not null)) return method;
        Builder builder = new();
        Asker asker = new(method, builder, find);
        Value[] parameters = asker.Define(method.Body.Parameters);
        foreach (Instr instruction in method.Body.Body) asker.Copy(instruction);
        return builder.Rebuild(method, parameters, [.. asker.Uses(method.Body.Yields)]);
    }

    private sealed class Asker(Method source, Builder target, System.Func<Call, Guarded?> find) : Rewriter(source, target)
    {
        public override void Copy(Instr instruction)
        {
            if (instruction is not Call call || find(call) is not { } callee)
            {
                base.Copy(instruction);
                return;
            }
            Value[] args = [.. Uses(call.Args)];
            Rewriter question = new(callee.Method, Target);
            for (int k = 0; k < args.Length; k++) question.Substitute(callee.Method.Body.Parameters[k], args[k]);
            foreach (Instr i in callee.Method.Body.Body.TakeWhile(i => !ReferenceEquals(i, callee.Choice)))
                if (i is Let) question.Copy(i);
            Value condition = question[callee.Choice.Condition];

            Target.Begin();
            foreach (Instr i in callee.Answer.Body)
                if (i is Let) question.Copy(i);
            for (int k = 0; k < callee.Choice.Results.Count; k++) question.Substitute(callee.Choice.Results[k], question[callee.Answer.Yields[k]]);
            Region answer = Target.End([.. question.Uses(callee.Method.Body.Yields)]);

            Target.Begin();
            Value[] returned = [.. call.Results.Select(r => Target.NewValue(Source.TypeOf(r), Source.Values[r.Id].Hint))];
            Target.Add(new Call(new(returned), call.Method, new(args), call.Site));
            Region rest = Target.End(returned);
            Target.Add(new If(new(Define(call.Results)), condition, callee.IsThen ? answer : rest, callee.IsThen ? rest : answer));
        }
    }
}
