// The list of passes from a request to C# text.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Emit;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;

namespace Autodiff.Generators;

/// <summary>Source text, or the pass that failed and why.</summary>
internal sealed record CompileResult(string? Source, string? FailedPass = null, Exception? Exception = null)
{
    /// <summary>Why loops run one trip at a time, a sentence for each.</summary>
    public IReadOnlyList<Remark> Remarks { get; init; } = [];
}

/// <summary>Why a loop is not vectorised, or why a loop around others has no lanes across its trips.</summary>
internal sealed record Remark(bool IsOuter, string Text);

internal static class DerivativeCompiler
{
    /// <summary>Tests set this to look at the program after every pass (program, pass).</summary>
    internal static Action<Program, string>? AfterPass;

    public static CompileResult Compile(DerivativeRequest request)
    {
        string pass = "Nest";
        try
        {
            Program program = Prepare(request, name => pass = name);
            Derivation derivation = new(program);
            List<Method> members = [];
            foreach ((DerivativeKinds kind, Func<Derivation, DerivativeRequest, Method> make) in Kinds)
            {
                if ((request.Generate & kind) == 0) continue;
                pass = kind.ToString();
                Method member = make(derivation, request);
                Check(Whole(member, derivation), pass);
                members.Add(member);
            }
            if ((request.Generate & DerivativeKinds.Batch) != 0)
            {
                pass = nameof(DerivativeKinds.Batch);
                foreach (Method member in Members.Batch(derivation, request))
                {
                    Check(Whole(member, derivation), pass);
                    members.Add(member);
                }
            }
            RecordedMethod? recorded = null;
            if ((request.Generate & DerivativeKinds.Variable) != 0)
            {
                pass = nameof(DerivativeKinds.Variable);
                recorded = Pulls.Make(derivation, request);
                foreach (Pull pull in recorded.Pulls) Check(Whole(pull.Method, derivation), pass);
            }
            pass = "Simplify derivatives";
            Method[] simplified = [.. members.Select(Polish)];
            Method[] pulls = recorded is null ? [] : [.. recorded.Pulls.Select(p => Polish(p.Method))];
            Method[] helpers = Reachable(simplified, pulls, [.. derivation.Reachable.Select(Polish), .. program.Methods]);
            List<Remark> remarks = [];
            // Effects of those that are called; what these call is among them.
            MemoryEffects Effects() => new(new Program([.. helpers, .. program.Methods.Where(m => helpers.All(h => h.Key != m.Key))]).Find);
            pass = "HoistMemory";
            MemoryEffects effects = Effects();
            simplified = [.. simplified.Select(m => Settled(m, effects))];
            helpers = [.. helpers.Select(m => Settled(m, effects))];
            pass = "SkipZeros";
            simplified = [.. simplified.Select(SkipZeros.Run)];
            helpers = [.. helpers.Select(SkipZeros.Run)];
            if (request.Lanes != LaneChoice.None)
            {
                pass = "Lanes";
                MemoryEffects settled = Effects();
                (simplified, helpers) = WithKernels(simplified, helpers, remarks, true, (m, unique) => LaneTrips.Run(m, request.Lanes, settled, unique));
                pass = "TripBlocks";
                settled = Effects();
                simplified = [.. simplified.Select(m => TripBlocks.Run(m, settled))];
                helpers = [.. helpers.Select(m => TripBlocks.Run(m, settled))];
                pass = "Vectorize";
                (simplified, helpers) = WithKernels(simplified, helpers, remarks, false, Vectorize.Run);
            }
            pass = "Chunks";
            (simplified, helpers) = WithKernels(simplified, helpers, remarks, false, Chunks.Run);
            foreach (Method member in simplified) Check(new Program([member, .. helpers, .. program.Methods.Where(m => helpers.All(h => h.Key != m.Key))]), pass);

            pass = "Emit";
            return new CompileResult(Emitter.Emit(request, simplified, helpers, recorded)) { Remarks = remarks };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new CompileResult(null, pass, exception);
        }
    }

    /// <summary>The program that is differentiated: with the derivatives that it calls, small callees in their callers, in its simplest form.</summary>
    private static Program Prepare(DerivativeRequest request, Action<string> next)
    {
        next("Nest");
        Program program = Check(Nest.Run(request, inner => Prepare(inner, next), (kind, derivation, inner) =>
        {
            next(inner.Stem + kind);
            Method member = Kinds.First(k => k.Kind == kind).Make(derivation, inner);
            Check(Whole(member, derivation), inner.Stem + kind);
            return member;
        }, Polish), "Nest");
        next("Inline");
        program = Check(Inline.Run(program), "Inline");
        next("Guards");
        program = Check(Guards.Run(program), "Guards");
        next("ArraysToSpans");
        program = Check(ArraysToSpans.Run(program), "ArraysToSpans");
        next("Simplify");
        program = Check(program.With(program.Methods.Select(m => Simplify.Run(m))), "Simplify");
        next("Recognize");
        program = Check(program.With(program.Methods.Select(Recognize.Run)), "Recognize");
        next("Invariants");
        MemoryEffects effects = new(program.Find);
        return Check(program.With(program.Methods.Select(m => Invariants.Run(m, effects))), "Invariants");
    }

    private static readonly (DerivativeKinds Kind, Func<Derivation, DerivativeRequest, Method> Make)[] Kinds =
    [
        (DerivativeKinds.Gradient, Members.Gradient), (DerivativeKinds.Jvp, Members.Jvp), (DerivativeKinds.Vjp, Members.Vjp),
        (DerivativeKinds.Jacobian, Members.Jacobian), (DerivativeKinds.Hvp, Members.Hvp), (DerivativeKinds.Hessian, Members.Hessian),
        (DerivativeKinds.HessianDiagonal, Members.HessianDiagonal), (DerivativeKinds.Taylor, Members.Taylor),
    ];

    /// <summary>Loops that run eight trips at once, each in a kernel of its own beside the helpers.</summary>
    private static (Method[] Members, Method[] Helpers) WithKernels(Method[] members, Method[] helpers, List<Remark> remarks, bool isOuter, Func<Method, Func<string, string>, Vectorized> pass)
    {
        HashSet<string> names = [.. helpers.Select(h => h.Surface.Name)];
        string Unique(string wanted)
        {
            string name = wanted;
            for (int number = 2; !names.Add(name); number++) name = wanted + number;
            return name;
        }
        Vectorized[] own = [.. members.Select(m => pass(m, Unique))], others = [.. helpers.Select(h => pass(h, Unique))];
        remarks.AddRange(own.Concat(others).SelectMany(v => v.Remarks).Select(r => new Remark(isOuter, r)));
        Method[] kernels = [.. own.Concat(others).SelectMany(v => v.Kernels).Select(k => Simplify.Run(k))];
        // Where a batch has one output, its Jacobian is its gradient.
        HashSet<string> ofBatches = [.. own.Where(v => Members.IsOverBatch(v.Method)).SelectMany(v => v.Kernels).Select(k => k.Key)];
        (kernels, Func<Method, Method> shared) = SharedMethods.Of(kernels, k => ofBatches.Contains(k.Key));
        return ([.. own.Select(v => shared(v.Method))], [.. others.Select(v => v.Method), .. kernels]);
    }

    /// <summary>Memory and indices where loops want them.</summary>
    private static Method Settled(Method method, MemoryEffects effects) => FirstAdditions.Run(Invariants.Run(HoistMemory.Run(method, effects), effects), effects);

    private static Method Polish(Method method) => MergeStores.Run(Simplify.Run(method));

    private static Program Check(Program program, string pass)
    {
        AfterPass?.Invoke(program, pass);
        return program;
    }

    private static Program Whole(Method entry, Derivation derivation) => new([entry, .. derivation.Reachable, .. derivation.Program.Methods]);

    /// <summary>The derived methods, and the primal ones that C# text cannot call, that the members reach.</summary>
    private static Method[] Reachable(IEnumerable<Method> members, IReadOnlyList<Method> pulls, IReadOnlyList<Method> candidates)
    {
        Dictionary<string, Method> byKey = candidates.ToDictionary(m => m.Key);
        HashSet<string> reached = [];
        Stack<Method> pending = new(members.Concat(pulls));
        while (pending.Count > 0)
            foreach (Call call in pending.Pop().Body.All().OfType<Call>())
                if (byKey[call.Method] is { CallText: null } callee && reached.Add(callee.Key)) pending.Push(callee);
        HashSet<string> names = [.. pulls.Select(p => p.Surface.Name)];
        return [.. pulls, .. candidates.Where(m => reached.Contains(m.Key)).Select(m => AsHelper(m, names))];
    }

    // Primal methods come with the user's modifiers, and overloads may have become alike.
    private static Method AsHelper(Method method, HashSet<string> names)
    {
        string name = method.Surface.Name;
        for (int number = 2; !names.Add(name); number++) name = method.Surface.Name + number;
        // A specialised method may have got the same variable twice: as its own receiver and as a lambda's.
        HashSet<string> taken = [];
        SurfaceParameter Renamed(SurfaceParameter parameter)
        {
            string own = parameter.Name;
            for (int number = 2; !taken.Add(own); number++) own = parameter.Name + number;
            return parameter with { Name = own, Implied = null, IsExtended = false };
        }
        return method with { Surface = method.Surface with { Name = name, Modifiers = "internal static", Parameters = method.Surface.Parameters.Select(Renamed).ToEquatableArray() } };
    }
}
