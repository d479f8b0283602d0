// The door into the project: from an attributed method to everything its derivatives are made from, or to diagnostics.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// What was read. <see cref="Request"/> is null if there is an error; it holds no symbol, syntax or location. <see cref="Trees"/>: every
/// syntax tree that was looked into, so that a cached result can be trusted while they are unchanged. <see cref="UsedCustom"/>: the custom derivatives that take part.
/// </summary>
internal sealed record ReadResult(
    DerivativeRequest? Request, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<SyntaxTree> Trees, ImmutableArray<IMethodSymbol> UsedCustom = default)
{
    public ImmutableArray<SyntaxNode> Bodies { get; init; } = [];
    /// <summary>Code that is passed through may change, or reads, what members of constants hold.</summary>
    public bool ChangesState { get; init; }
    public bool ReadsState { get; init; }
}

internal static class Reader
{
    /// <summary>Reads again with the signatures of generated members where the code calls them and they do not exist yet.</summary>
    public static ReadResult Read(IMethodSymbol method, AttributeData attribute, Compilation compilation, CancellationToken token)
    {
        ReadResult read = Read(method, attribute, compilation, token, null);
        if (MemberStubs.For(compilation, read.Bodies, token) is not { } extended || MemberStubs.Same(extended, method, attribute, token) is not { } same) return read;
        read = Read(same.Method, same.Attribute, extended, token, null);
        return read with { UsedCustom = [.. read.UsedCustom.Select(m => MemberStubs.In(compilation, m, token)).OfType<IMethodSymbol>()] };
    }

    /// <summary><paramref name="nesting"/>: the read is of a derivative that is called by what is being read.</summary>
    public static ReadResult Read(IMethodSymbol method, AttributeData attribute, Compilation compilation, CancellationToken token, Nesting? nesting)
    {
        method = method.PartialImplementationPart ?? method;
        ReadResult Done(ReadContext context, DerivativeRequest? request) => new(
            request is not null && !context.HasErrors ? request : null,
            [.. context.Diagnostics.OrderBy(d => d.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan.Start)], [.. context.Trees],
            [.. context.UsedCustom.OfType<IMethodSymbol>()])
        { Bodies = [.. context.Bodies], ChangesState = context.SawStateChange, ReadsState = context.SawStateRead };

        ReadContext NewContext(bool stateChanges) => new(compilation, nesting?.Home ?? method.ContainingType, stateChanges, token) { Nesting = nesting };

        ReadContext context = NewContext(nesting is { StateChanges: true });
        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences) context.Trees.Add(reference.SyntaxTree);
        // C# reports what is wrong with the attribute itself.
        if (attribute.AttributeConstructor is null || method.ContainingType is null) return Done(context, null);
        var signature = new Signature(context, method, attribute);
        signature.Read();
        if (method.MethodKind != MethodKind.Ordinary || method.ContainingType.TypeKind == TypeKind.Extension || ReadContext.Declaration(method, token) is null) return Done(context, null);
        Collisions.Check(context, signature, method, attribute);
        if (signature.IsLeft || signature.HasNoInput) return Done(context, null);

        context.Ask(method, signature);
        signature.CheckCustom();
        ReadBack readBack = new(signature.Constant);
        (context.Fields, context.IsWholeReceiver) = (signature.Fields, signature.Receiver is not null);
        List<TreeMethod> trees = ReadTrees(context, method, readBack);
        if (context is { SawStateChange: true, SawStateRead: true, StateChanges: false })
        {
            // Now it is known that what constants hold may change on the way: read again with that in mind.
            context = NewContext(stateChanges: true);
            signature = new Signature(context, method, attribute);
            signature.Read();
            Collisions.Check(context, signature, method, attribute);
            context.Ask(method, signature);
            signature.CheckCustom();
            readBack = new(signature.Constant);
            (context.Fields, context.IsWholeReceiver) = (signature.Fields, signature.Receiver is not null);
            trees = ReadTrees(context, method, readBack);
        }
        AliasCheck.Run(context);
        if (context.HasErrors || context.SawInvalidCode) return Done(context, null);

        Program program;
        try
        {
            Method[] lowered = [.. trees.Select(t => Lower(context, t))];
            if (context.HasErrors) return Done(context, null);
            program = context.Complete(lowered, context.Require(method));
            var check = new SiteCheck(context, signature, method, readBack, program);
            check.Run();
            VariableCheck.Run(context, signature, method);
            signature.CheckShared(program);
            if (!context.HasErrors && nesting is null) new WarningCheck(context, signature, method, program, check).Run();
        }
        // Flow errors (an unassigned variable, a missing return) show only in C#'s own diagnostics: they are C#'s to report.
        catch (Exception e) when (e is not OperationCanceledException && HasErrors(context))
        {
            return Done(context, null);
        }
        return Done(context, context.HasErrors ? null : RequestOf(context, signature, method, attribute, program));
    }

    /// <summary>Reads the method and every method it reaches, the entry first.</summary>
    internal static List<TreeMethod> ReadTrees(ReadContext context, IMethodSymbol entry, ReadBack? readBack = null)
    {
        var trees = new List<TreeMethod>();
        context.Require(entry);
        while (context.TakeNext() is { } reading)
        {
            context.Token.ThrowIfCancellationRequested();
            (IMethodSymbol method, string key) = (reading.Method, reading.Key);
            CustomTarget? custom = context.CustomOf(method);
            if (custom is not null && context.CustomOf(key) is null) context.UseCustom(method, key, custom, method.Locations.FirstOrDefault() ?? Location.None);
            if (!context.IsReadFor(method, custom))
            {
                context.AddExternal(method, key);
                continue;
            }
            if (ReadContext.Declaration(method, context.Token) is not { } declaration) continue;
            try
            {
                MethodReader reader = new(context, reading, declaration) { IsEntry = trees.Count == 0, ReadBack = trees.Count == 0 ? readBack : null };
                trees.Add(reading.Arguments.Within(reader.Read));
            }
            catch (InsufficientExecutionStackException)
            {
                context.Report(Descriptors.TooDeep, method.Locations.FirstOrDefault() ?? Location.None, method.Name);
            }
        }
        return trees;
    }

    private static Method Lower(ReadContext context, TreeMethod tree)
    {
        Method lowered = Lowering.Lower(tree);
        if (JoinedArrays.Run(lowered) is { } joined) return joined;
        context.Report(Descriptors.SecondReturn, context.Facts[tree.Key].Returned ?? Location.None, tree.Name);
        return lowered;
    }

    private static bool HasErrors(ReadContext context) =>
        context.Trees.Any(tree => context.Model(tree).GetDiagnostics(cancellationToken: context.Token).Any(d => d.Severity == DiagnosticSeverity.Error));

    private static DerivativeRequest RequestOf(ReadContext context, Signature signature, IMethodSymbol method, AttributeData attribute, Program program)
    {
        INamedTypeSymbol type = method.ContainingType;
        INamedTypeSymbol[] nest = [.. method.Nest().Reverse()];
        string space = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat).Replace("global::", "");
        int ordinal = Collisions.Ordinal(method, attribute, signature.Stem);
        string number = ordinal == 0 ? "" : ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string hint = string.Join(".", nest.Select(t => t.Name + Generics.Parameters(t.TypeParameters).Replace('<', '{').Replace('>', '}')).Prepend(space).Append(signature.Stem).Where(n => n.Length > 0)).Replace("@", "");
        // File names are compared without case: a type that differs by case only would write to the same file.
        string crowd = context.Compilation.ContainsSymbolsWithName(n => n != type.Name && string.Equals(n, type.Name, StringComparison.OrdinalIgnoreCase), SymbolFilter.Type, context.Token)
            ? "~" + string.Concat(type.Name.Select(c => char.IsUpper(c) ? '1' : '0')) : "";
        string helpers = signature.Stem + "Derivatives" + number;
        while (type.GetMembers(helpers).Any(m => !IsGeneratedClass(m)) || helpers == type.Name) helpers += "_";
        return new DerivativeRequest(
            space,
            nest.Select(t => new TypeHeader(HeaderOf(t), MethodReader.Escape(t.Name), Generics.Parameters(t.TypeParameters))).ToEquatableArray(),
            MethodReader.Modifiers(method), signature.Stem, hint + crowd + (ordinal == 0 ? "" : "#" + number), helpers,
            signature.Generate, signature.Lanes, new Program(program.Methods.Select(m => Settle(context, m)).ToEquatableArray()),
            new([.. signature.DifferentiatedOnSurface]), new([.. signature.ConstantOnSurface]), HiddenNames.At(context, method), Generics.Of(method), context.Derived,
            Batched: new([.. signature.BatchedOnSurface]));
    }

    private static string HeaderOf(INamedTypeSymbol type)
    {
        string keyword = Signature.Keyword(type);
        return MethodReader.Accessibility(type.DeclaredAccessibility) + (type.IsStatic && type.TypeKind == TypeKind.Class ? " static" : "") + " partial " + keyword;
    }

    /// <summary>The class for helpers that an earlier run of the generator made is no reason to choose another name.</summary>
    private static bool IsGeneratedClass(ISymbol member) => member is INamedTypeSymbol type && type.GetMembers().Any(ReadContext.IsGenerated);

    /// <summary>What the checks learnt stays: text that only formats changes nothing. Sites have served and go.</summary>
    private static Method Settle(ReadContext context, Method method)
    {
        if (!method.Body.All().Any(i => i is Effect or Call { Site: >= 0 } or Let { Op: not Op.Opaque, Text: not null })) return method;
        return method with { Body = Settle(method.Body) };

        Region Settle(Region region) => region with { Body = region.Body.Select(SettleOne).ToEquatableArray() };

        Instr SettleOne(Instr instruction) => instruction switch
        {
            Effect { Site: >= 0 } effect => effect with { Site = -1, ReadsOnly = context.Sites[effect.Site].Trust == SiteTrust.Formatting, Once = RepetitionCheck.IsOnce(context, effect) },
            Call { Site: >= 0 } call => call with { Site = -1 },
            Let { Op: not Op.Opaque, Text: not null } let => let with { Text = null },
            If i => i with { Then = Settle(i.Then), Else = Settle(i.Else) },
            For i => i with { Body = Settle(i.Body) },
            While i => i with { Test = Settle(i.Test), Body = Settle(i.Body) },
            _ => instruction,
        };
    }
}
