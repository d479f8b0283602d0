// What members that repeat their sweeps need to know of code that is not looked into: whether they can do without it after the first run.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// Such code runs once, with the method itself; the sweeps that follow leave it out (<see cref="Effect.Once"/>). So nothing that they compute, test or index by may come from
/// it: not its results, and not what it may have changed.
/// </summary>
internal sealed class RepetitionCheck(ReadContext context, Program program)
{
    private readonly Dictionary<string, Dictionary<Value, Site>> _missing = program.Methods.ToDictionary(m => m.Key, _ => new Dictionary<Value, Site>());
    private bool _changed;

    /// <summary>The code that a repeated sweep could not do without; null if there is none.</summary>
    public Site? Find()
    {
        Effect[] once = [.. program.Methods.SelectMany(m => m.Body.All()).OfType<Effect>().Where(e => IsOnce(context, e))];
        if (once.Length == 0) return null;
        // Elements of arrays that constants hold are read where they stand, again in every sweep.
        if (context.SawStateChange && context.StateRead.Any(IsMemory)) return context.Sites[once[0].Site];
        do
        {
            _changed = false;
            foreach (Method m in program.Methods) Visit(m, m.Body);
        }
        while (_changed);
        return program.Methods.SelectMany(m => m.Body.All().Select(i => Needed(m, i)).Append(m.Key == program.Entry.Key ? Among(m, m.Body.Yields) : null)).FirstOrDefault(s => s is not null);
    }

    /// <summary>Runs with the method and not in the sweeps: all code that is not looked into, but what only reads, formats or locks.</summary>
    public static bool IsOnce(ReadContext context, Effect effect) => effect is { Site: >= 0, Throws: false } && context.Sites[effect.Site] is var site
        && site.Trust != SiteTrust.Formatting && !(site.Trust == SiteTrust.Constant && effect.Result.Exists) && !(site.Flow.MayRepeat && !context.StateChanges);

    private static bool IsMemory(ISymbol member) => member switch
    {
        IFieldSymbol field => Types.Of(field.Type).IsMemory, IPropertySymbol property => Types.Of(property.Type).IsMemory, _ => false,
    };

    private void Mark(Method m, Value value, Site? site)
    {
        if (site is null || !value.Exists || _missing[m.Key].ContainsKey(value)) return;
        _missing[m.Key].Add(value, site);
        _changed = true;
    }

    private Site? Among(Method m, IEnumerable<Value> values) => values.Select(v => v.Exists && _missing[m.Key].TryGetValue(v, out Site? site) ? site : null).FirstOrDefault(s => s is not null);

    private void Flow(Method from, IReadOnlyList<Value> sources, Method to, IReadOnlyList<Value> targets, int first = 0)
    {
        for (int k = 0; k < sources.Count && k + first < targets.Count; k++) Mark(to, targets[k + first], Among(from, [sources[k]]));
    }

    private void Visit(Method m, Region region)
    {
        foreach (Instr instruction in region.Body)
        {
            foreach (Region inner in instruction.Regions()) Visit(m, inner);
            switch (instruction)
            {
                case Effect i when IsOnce(context, i): Mark(m, i.Result, context.Sites[i.Site]); break;
                case Effect i: Mark(m, i.Result, Among(m, i.Args)); break;
                case Let i: Mark(m, i.Result, Among(m, i.Args)); break;
                case If i:
                    Flow(m, [.. i.Then.Yields], m, [.. i.Results]);
                    Flow(m, [.. i.Else.Yields], m, [.. i.Results]);
                    break;
                case For i: Carried(m, [.. i.Inits], [.. i.Body.Parameters], 1, [.. i.Body.Yields], [.. i.Results]); break;
                case While i:
                    Carried(m, [.. i.Inits], [.. i.Body.Parameters], 0, [.. i.Body.Yields], [.. i.Results]);
                    Flow(m, [.. i.Inits], m, [.. i.Test.Parameters]);
                    Flow(m, [.. i.Body.Yields], m, [.. i.Test.Parameters]);
                    break;
                case Call i when program.TryFind(i.Method) is { } callee:
                    Flow(m, [.. i.Args], callee, [.. callee.Body.Parameters]);
                    Flow(callee, [.. callee.Body.Yields], m, [.. i.Results]);
                    break;
            }
        }
    }

    private void Carried(Method m, Value[] inits, Value[] parameters, int first, Value[] yields, Value[] results)
    {
        Flow(m, inits, m, parameters, first);
        Flow(m, inits, m, results);
        Flow(m, yields, m, parameters, first);
        Flow(m, yields, m, results);
    }

    /// <summary>What is missing and decides what a sweep does, or what it computes.</summary>
    private Site? Needed(Method m, Instr instruction) => instruction switch
    {
        Effect i when IsOnce(context, i) => i.Args.Any(a => m.TypeOf(a) is { IsMemory: true, Shape: not Shape.ReadOnlySpan }) ? context.Sites[i.Site] : null,
        Effect { Throws: true } i => Among(m, i.Args),
        Let i when m.TypeOf(i.Result) is { IsFloat: true } or { IsMemory: true } => Among(m, i.Args),
        If i => Among(m, [i.Condition]),
        For i => Among(m, [i.Lower, i.Upper]) ?? (i.HasExit ? Among(m, [i.Body.Yields[i.Body.Yields.Count - 1]]) : null),
        While i => Among(m, i.Test.Yields) ?? (i.HasExit ? Among(m, [i.Body.Yields[i.Body.Yields.Count - 1]]) : null),
        Load or Store or Accumulate or Fill or Slice or Row or Allocate or Record => Among(m, instruction.Operands()),
        Call i when program.TryFind(i.Method) is { IsOpaque: true } => Among(m, i.Args),
        _ => null,
    };
}
