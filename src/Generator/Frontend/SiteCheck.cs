// Refusals that depend on activity: derivatives that would be lost in passed-through code, in arrays, or in constants.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// What varies with the differentiated inputs is found over the whole program, for each method with the parameters that any call makes vary. Then
/// no varying value may enter code that is not looked into and come out of it as a number: by its result, by memory it may write, by an object
/// that is read later (<see cref="ObjectFlow"/>), or by state that code behind a dispatched call sets (<see cref="DispatchTargets"/>).
/// </summary>
internal sealed class SiteCheck(ReadContext context, Signature signature, IMethodSymbol method, ReadBack readBack, Program program)
{
    private readonly Dictionary<string, HashSet<Value>> _varied = [];
    private readonly Dictionary<string, Roots> _roots = program.Methods.ToDictionary(m => m.Key, m => new Roots(m));
    private ObjectFlow? _objects;

    public void Run()
    {
        CheckSeries();
        // Most methods have nothing to check.
        if (context.Derived.Count == 0 && program.Entry.Custom is null && context.Sites.All(s => s.Trust == SiteTrust.Formatting) && method.Parameters.All(p => !Layout.IsOutput(p) || signature.Differentiated.Contains(p.Ordinal))) return;
        FindVarying(signature.DifferentiatedOnSurface);
        CheckParameters();
        CheckRepetition();
        CheckCustomSecond(signature.GenerateLocation, method.Name, program.Entry);
        CheckSites();
        if (context.Nesting is null) return;
        // What is a constant to this derivative may vary with the inputs of the method that calls it.
        FindVarying(Enumerable.Range(0, program.Entry.Surface.Parameters.Count).Where(k => !signature.ConstantOnSurface.Contains(k)));
        CheckSites();
    }

    private void CheckSites()
    {
        _objects = new ObjectFlow(context, program, Varies);
        _objects.Solve();
        foreach (Method m in program.Methods)
            foreach (Instr instruction in m.Body.All()) Check(m, instruction);
    }

    private void FindVarying(IEnumerable<int> inputs)
    {
        var flags = program.Methods.ToDictionary(m => m.Key, m => new bool[m.Body.Parameters.Count]);
        foreach (int surface in inputs)
            if (program.Entry.Surface.Parameters[surface].Parameter is >= 0 and var parameter && program.Entry.TypeOf(program.Entry.Body.Parameters[parameter]).IsDifferentiable) flags[program.Entry.Key][parameter] = true;
        var summaries = new ActivitySummaries(program.Find);
        var reached = new HashSet<string> { program.Entry.Key };
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (Method m in program.Methods)
            {
                if (!reached.Contains(m.Key)) continue;
                HashSet<Value> varied = [];
                summaries.Solve(() => varied = ActivityFlow.Varied(m, _roots[m.Key], new([.. flags[m.Key]]), summaries));
                _varied[m.Key] = varied;
                foreach (string own in new[] { m.Custom?.Vjp, m.Custom?.Jvp }.OfType<string>())
                {
                    // At second order the derivatives that the user wrote are differentiated, with respect to what varies for the method, and to seeds, adjoints and tangents.
                    if (!context.IsSecondOrder || program.Find(own) is not { IsExternal: false } derivative) continue;
                    changed |= reached.Add(own);
                    for (int k = 0; k < flags[own].Length; k++)
                    {
                        if (flags[own][k] || !derivative.TypeOf(derivative.Body.Parameters[k]).IsDifferentiable || (k < flags[m.Key].Length && !flags[m.Key][k])) continue;
                        flags[own][k] = changed = true;
                    }
                }
                foreach (Call call in m.Body.All().OfType<Call>())
                {
                    changed |= reached.Add(call.Method);
                    for (int k = 0; k < call.Args.Count; k++)
                    {
                        if (flags[call.Method][k] || !Varies(m, call.Args[k])) continue;
                        flags[call.Method][k] = changed = true;
                    }
                }
            }
        }
    }

    public bool Varies(Method m, Value value)
    {
        if (!_varied.TryGetValue(m.Key, out HashSet<Value>? varied)) return false;
        if (!m.TypeOf(value).IsMemory) return varied.Contains(value);
        return !_roots[m.Key].IsDetached(value) && varied.Contains(_roots[m.Key].Of(value));
    }

    private bool IsReached(Method m, Effect effect) => effect.Args.Any(a => m.TypeOf(a).IsDifferentiable && Varies(m, a));

    private Site SiteOf(Effect effect) => context.Sites[effect.Site];

    // ---- members that run the method many times

    private void CheckRepetition()
    {
        DerivativeKinds repeating = DerivativeKinds.Jacobian | DerivativeKinds.Hessian | DerivativeKinds.HessianDiagonal | DerivativeKinds.Variable | (signature.SweepsBatch ? DerivativeKinds.Batch : 0);
        if ((signature.Generate & repeating) == 0) return;
        foreach (DerivedMember derived in context.Derived)
            if (HasEffects(derived.Request))
                context.Report(Descriptors.KindNotAvailable, signature.GenerateLocation, Signature.Show(signature.Generate & repeating), $" because '{derived.Request.Stem + derived.Kind}' runs code that is not looked into, which would run once per entry");
        foreach (Instr instruction in program.Methods.SelectMany(m => m.Body.All()))
        {
            if (instruction is not Effect { Site: >= 0, Throws: false } effect || SiteOf(effect) is not { Trust: not SiteTrust.Formatting } site) continue;
            if (site.Trust == SiteTrust.Constant && effect.Result.Exists) continue;
            context.Report(Descriptors.KindNotAvailable, signature.GenerateLocation, Signature.Show(signature.Generate & repeating), $" because '{site.Name}', whose code is not looked into, would run more than once");
            return;
        }
    }

    private static bool HasEffects(DerivativeRequest request) =>
        request.Program.Methods.Any(m => !m.IsOpaque && m.Body.All().Any(i => i is Effect { Throws: false, ReadsOnly: false })) || request.Nested.Any(n => HasEffects(n.Request));

    /// <summary>Whatever primitive a method of Taylor mode uses, varying or not, has a recurrence: few have none. Derivatives may record, and records have none.</summary>
    private void CheckSeries()
    {
        if ((signature.Generate & DerivativeKinds.Taylor) == 0) return;
        if (context.Derived.FirstOrDefault() is { } derived)
        {
            context.Report(Descriptors.KindNotAvailable, signature.GenerateLocation, Signature.Show(DerivativeKinds.Taylor), $" because '{derived.Request.Stem + derived.Kind}', a derivative, is called");
            return;
        }
        foreach (Method m in program.Methods)
            foreach (Let let in m.Body.All().OfType<Let>())
            {
                if (!m.TypeOf(let.Result).IsFloat || RuleTable.Find(let.Op) is not { IsConstant: false } || SeriesRule.KindOf(let.Op) != SeriesKind.None) continue;
                context.Report(Descriptors.KindNotAvailable, signature.GenerateLocation, Signature.Show(DerivativeKinds.Taylor), $" because '{let.Op}' has no recurrence for its Taylor coefficients");
                return;
            }
    }

    // ---- parameters of the entry

    private void CheckParameters()
    {
        Method entry = program.Entry;
        int[] ordinals = Layout.Ordinals(method);
        for (int i = 0; i < ordinals.Length + signature.Implied; i++)
        {
            int index = i < signature.Implied ? -1 : ordinals[i - signature.Implied];
            if (index < 0) continue;
            SurfaceParameter surface = entry.Surface.Parameters[i];
            IrType type = entry.TypeOf(surface.Parameter >= 0 ? entry.Body.Parameters[surface.Parameter] : entry.Body.Yields[surface.Result]);
            if (!type.IsDifferentiable || signature.Differentiated.Contains(index)) continue;
            bool varies = type.IsMemory ? Varies(entry, entry.Body.Parameters[surface.Parameter]) : surface.Result >= 0 && Varies(entry, entry.Body.Yields[surface.Result]);
            if (!varies) continue;
            if (signature.Constant.Contains(index))
            {
                if (readBack.FirstAfterWrite(index) is { } read) context.Report(Descriptors.ConstantReadBack, read.GetLocation(), method.Parameters[index].Name);
            }
            else if ((surface.Part?.Whole.Shape ?? type.Shape) is Shape.Array or Shape.Array2D or Shape.Jagged)
                context.Report(
                    Descriptors.ArrayWritten, signature.LocationOf(index), method.Parameters[index].Name,
                    method.Parameters[index].Type is IArrayTypeSymbol array ? Types.Show(array.ElementType) : "double");
        }
    }

    // ---- passed-through code

    private void Check(Method m, Instr instruction)
    {
        if (instruction is Let { Op: Op.Opaque } let && m.TypeOf(let.Result).IsDifferentiable) ReportLater(instruction, m);
        if (instruction is Call { Site: >= 0 } call) CheckCustom(m, call);
        if (instruction is not Effect { Site: >= 0, Throws: false } effect || SiteOf(effect) is not { Trust: not SiteTrust.Formatting } site) return;
        bool reached = IsReached(m, effect);
        bool number = effect.Result.Exists && (m.TypeOf(effect.Result).IsDifferentiable || site.Flow.KeepsBits && m.TypeOf(effect.Result).IsInteger);
        if (number && site.Trust == SiteTrust.Unknown && reached) Report(site, "its result", Chain(m, effect, site));
        else if (number && site.Trust == SiteTrust.Unknown) ReportLater(effect, m);
        bool writes = effect.Args.Any(a => m.TypeOf(a) is { IsMemory: true, IsDifferentiable: true, Shape: not Shape.ReadOnlySpan });
        if (writes && reached) Report(site, "what it may write", Chain(m, effect, site));
        if (site.Trust == SiteTrust.Unknown && site.Flow.Dispatched is { } dispatched && reached)
            foreach (ISymbol state in context.StateRead.OrderBy(s => s.ToDisplayString(), System.StringComparer.Ordinal))
                if (Targets.ChangedBy(dispatched).Contains(state, SymbolEqualityComparer.Default)) Report(site, "'" + ReadContext.Name(state) + "', which it may set,", Chain(m, effect, site));
    }

    private DispatchTargets? _targets;
    private DispatchTargets Targets => _targets ??= new DispatchTargets(context);

    /// <summary>The derivatives that the user wrote must cover what varies here, in every mode that is asked for.</summary>
    private void CheckCustom(Method m, Call call)
    {
        Method callee = program.Find(call.Method);
        if (callee.Custom is not { } rule || context.CustomOf(call.Method) is not { } custom) return;
        Site site = context.Sites[call.Site];
        bool reached = false;
        for (int s = 0; s < callee.Surface.Parameters.Count; s++)
        {
            if (callee.Surface.Parameters[s].Parameter is not (>= 0 and var k) || !m.TypeOf(call.Args[k]).IsDifferentiable || !Varies(m, call.Args[k])) continue;
            int ordinal = Layout.Ordinals(custom.Method)[custom.Method.IsStatic ? s : s - 1];
            if (rule.Carrying.Contains(s)) reached = true;
            else if (!custom.Carrying.Contains(ordinal) && !Signature.IsConstant(custom.Method.Parameters[ordinal]))
                context.Report(Descriptors.CustomInput, site.Location, callee.Surface.Parameters[s].Name, site.Name);
        }
        if (reached && context.MissingModes(call.Method) is not DerivativeKinds.None and var missing)
            context.Report(Descriptors.CustomMode, site.Location, site.Name, missing, missing != DerivativeKinds.Jvp ? "Derivatives.Gradient or Derivatives.Vjp"
                : (signature.Generate & DerivativeKinds.Jacobian) != 0 ? "Derivatives.Jvp or Derivatives.Jacobian" : "Derivatives.Jvp");
        else if (reached) CheckCustomSecond(site.Location, site.Name, callee);
    }

    /// <summary>A derivative written by hand whose source is not at hand has no derivative of its own; and second derivatives go through the Vjp.</summary>
    private void CheckCustomSecond(Location location, string name, Method method)
    {
        if ((signature.Generate & DerivativeKinds.Taylor) != 0 && (method.Custom?.Vjp ?? method.Custom?.Jvp) is { } written)
            context.Report(Descriptors.CustomSecond, location, name, program.Find(written).Surface.Name, Signature.Show(DerivativeKinds.Taylor));
        if (!context.IsSecondOrder || method.Custom is not { } rule) return;
        string wanted = context.Nesting is null ? Signature.Show(signature.Generate & Signature.SecondOrder) : "the derivative of a derivative";
        if (new[] { rule.Vjp, rule.Jvp }.OfType<string>().Select(program.Find).FirstOrDefault(m => m.IsExternal) is { } unknown)
            context.Report(Descriptors.CustomSecond, location, name, unknown.Surface.Name, wanted);
        else if (rule.Vjp is null && context.Nesting is null) context.Report(Descriptors.CustomSecondMode, location, name, program.Find(rule.Jvp!).Surface.Name, wanted);
    }

    private void ReportLater(Instr instruction, Method m)
    {
        foreach (Site origin in _objects!.Origins(m, instruction))
        {
            (Method Method, Effect Effect) left = program.Methods.SelectMany(other => other.Body.All().OfType<Effect>().Where(e => e.Site >= 0 && SiteOf(e) == origin).Select(e => (other, e))).FirstOrDefault();
            Report(origin, "what is read from it later", left.Effect is null ? "" : Chain(left.Method, left.Effect, origin));
        }
    }

    private string Chain(Method m, Effect effect, Site site) =>
        new Explanation(m, m.Key == program.Entry.Key, _roots[m.Key], v => Varies(m, v)).Of(effect, site.Name);

    private void Report(Site site, string lost, string chain = "")
    {
        if (site.Made is { } made) context.Report(Descriptors.ContainerMade, site.Location, made, chain);
        else if (site.Flow.IsQuery) context.Report(Descriptors.Query, site.Location, "'" + site.Name + "' of values that depend on the differentiated inputs" + chain);
        else if (site.Why is { } why) context.Report(Descriptors.DispatchedCall, site.Location, site.Name, why, lost, chain);
        else context.Report(Descriptors.ActiveCall, site.Location, site.Name, lost, chain);
    }
}
