// The verifier's rules of the C# surface: every body parameter and every yield appears in it exactly once.
using System.Linq;

namespace Autodiff.Generators.Ir;

internal sealed partial class Verifier
{
    /// <summary>A method without a name has no surface yet: passes between the Frontend and Members make such methods.</summary>
    private void CheckSurface()
    {
        _current = null;
        Surface surface = _method.Surface;
        CheckCustom(surface);
        if (surface.Name.Length == 0) return;
        int[] parameters = new int[_method.Body.Parameters.Count], yields = new int[_method.Body.Yields.Count];

        foreach (SurfaceParameter p in surface.Parameters)
        {
            if (Rule(p.Parameter >= -1 && p.Parameter < parameters.Length, () => $"surface parameter {p.Name} refers to body parameter {p.Parameter} of {parameters.Length}")
                && p.Parameter >= 0) parameters[p.Parameter]++;
            if (Rule(p.Result >= -1 && p.Result < yields.Length, () => $"surface parameter {p.Name} refers to yield {p.Result} of {yields.Length}")
                && p.Result >= 0) yields[p.Result]++;
            switch (p.Passing)
            {
                case Passing.Out: Rule(p.Parameter < 0 && p.Result >= 0, () => $"the out parameter {p.Name} needs a yield and has no entry value"); break;
                case Passing.Ref: Rule(p.Parameter >= 0, () => $"the ref parameter {p.Name} has no entry value"); break;
                default: Rule(p.Parameter >= 0 && p.Result < 0, () => $"parameter {p.Name} needs an entry value and has no final value"); break;
            }
        }
        if (Rule(surface.ReturnResult >= -1 && surface.ReturnResult < yields.Length, () => $"the return value is yield {surface.ReturnResult} of {yields.Length}")
            && surface.ReturnResult >= 0) yields[surface.ReturnResult]++;
        Rule(surface.ReturnResult >= 0 == (surface.ReturnTypeText != "void"), () => $"a method that returns {surface.ReturnTypeText} returns yield {surface.ReturnResult}");

        for (int k = 0; k < parameters.Length; k++)
            Rule(parameters[k] == 1, () => $"body parameter {k} ({Name(_method.Body.Parameters[k])}) appears {parameters[k]} times in the surface");
        for (int k = 0; k < yields.Length; k++)
            Rule(yields[k] == 1, () => $"yield {k} ({Name(_method.Body.Yields[k])}) appears {yields[k]} times in the surface");
    }

    private void CheckCustom(Surface surface)
    {
        Rule(!_method.IsExternal || _method.CallText is not null, () => "an external method has no C# text that calls it");
        if (_method.Custom is not { } rule) return;
        Rule(rule.Vjp is not null || rule.Jvp is not null, () => "a custom rule has neither a Vjp nor a Jvp");
        foreach (string key in new[] { rule.Vjp, rule.Jvp }.OfType<string>())
            Rule(_find(key) is not null, () => $"there is no method {key}, the custom derivative");
        foreach (int carrying in rule.Carrying)
            Rule(carrying >= 0 && carrying < surface.Parameters.Count, () => $"the custom rule refers to parameter {carrying} of {surface.Parameters.Count}");
    }
}
