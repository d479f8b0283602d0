// Puts passed-through code together: texts with placeholders, and the sites where activity is checked after lowering.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>Effects that only make text or an exception: they may run inside the text that uses them.</summary>
    private readonly HashSet<int> _fusable = [];

    private readonly HeldObjects _objects = new();

    private static Expr Pure(IrType type, string text) => new OpExpr(type, Op.Opaque, [], text);

    private Expr Pure(IrType type, string text, Expr arg) => Pure(type, text, null, "", arg);

    /// <summary>
    /// A pure text. If it takes floats or memory of floats it could carry a derivative, so it becomes an effect, whose arguments are checked.
    /// </summary>
    private Expr Pure(IrType type, string text, SyntaxNode? syntax, string name, params Expr[] args)
    {
        (string fused, IReadOnlyList<Expr> rest) = Fuse(text, args, out HashSet<int> texts);
        if (syntax is null || !rest.Any(a => a.Type.IsDifferentiable)) return _objects.Note(new OpExpr(type, Op.Opaque, rest, fused), args);
        return _objects.Note(Fusable(new EffectExpr(type, fused, rest, _context.AddSite(syntax.GetLocation(), name, flow: _objects.Flow(args, texts)))), args);
    }

    /// <summary>Text made of values, for people to read: pure, whatever goes in.</summary>
    private Expr Format(IrType type, string text, SyntaxNode syntax, params Expr[] args)
    {
        (string fused, IReadOnlyList<Expr> rest) = Fuse(text, args);
        if (!rest.Any(a => a.Type.IsDifferentiable)) return _objects.Note(new OpExpr(type, Op.Opaque, rest, fused), args);
        SiteFlow flow = _objects.Flow(args, [.. Enumerable.Range(0, rest.Count)]);
        return _objects.Note(Fusable(new EffectExpr(type, fused, rest, _context.AddSite(syntax.GetLocation(), "text", SiteTrust.Formatting, flow: flow))), args);
    }

    /// <summary>The types of the objects that code of this project reads, for which it need not be given them.</summary>
    private IEnumerable<string> StateOf(IMethodSymbol called)
    {
        if (!IsOwnCode(called)) yield break;
        foreach (ISymbol state in CodeState.ReadBy(called, _context))
        {
            _context.StateRead.Add(state);
            ITypeSymbol type = state is IFieldSymbol field ? field.Type : ((IPropertySymbol)state).Type;
            if (Types.Of(type) is not { Shape: Shape.Opaque, Text: { } text }) continue;
            if (!_context.ObjectTypes.ContainsKey(text)) _context.ObjectTypes[text] = type;
            yield return text;
        }
    }

    private Expr Fusable(EffectExpr effect)
    {
        _fusable.Add(effect.Site);
        return effect;
    }

    /// <summary>Code that runs once, in order.</summary>
    private Expr Effect(
        IrType type, string text, IReadOnlyList<Expr> args, SyntaxNode syntax, string name, bool changesState = true, SiteTrust trust = SiteTrust.Unknown, string? why = null, IMethodSymbol? called = null, ITypeSymbol? made = null)
    {
        if (changesState) _context.SawStateChange = true;
        (string fused, IReadOnlyList<Expr> rest) = Fuse(text, args, out HashSet<int> texts);
        if (trust != SiteTrust.Formatting)
            foreach (Expr memory in rest.Where(a => a.Type.IsMemory && a.Type.Shape != Shape.ReadOnlySpan))
                if (RootOf(memory) is { Kind: RootKind.Parameter } root) _facts.WrittenParameters.Add(root.Parameter);
        // A method that gives nothing back is there for what it sets.
        string? shared = called is { IsStatic: true } && (called.ReturnsVoid || called.Parameters.All(p => !Types.Of(p.Type).IsDifferentiable)) ? "static " + Types.Text(called.ContainingType) : null;
        SiteFlow flow = _objects.Flow(args, texts, shared);
        flow = flow with
        {
            Read = called is not null && trust == SiteTrust.Unknown && type != Types.Void ? [.. flow.Read, .. StateOf(called)] : flow.Read,
            Dispatched = called is not null && (called.MethodKind == MethodKind.DelegateInvoke || called.IsVirtual || called.IsOverride || called.IsAbstract) ? called : null,
            IsQuery = called is not null && IsQuery(called),
            KeepsBits = called is not null && (Types.Is(called.ContainingType, "System", "BitConverter") || called.ContainingType is { Name: "Unsafe" or "MemoryMarshal" or "BinaryPrimitives" }),
            MayRepeat = name == "lock" || QuietCode.IsQuiet(_context, called),
        };
        int site = _context.AddSite(syntax.GetLocation(), name, trust, why, flow);
        if (made is not null && Layout.OfHeld(made) is { IsContainer: true }) _context.Sites[site] = _context.Sites[site] with { Made = Types.Show(made) };
        return _objects.Note(new EffectExpr(type, fused, rest, site), []);
    }

    /// <summary>Puts pure texts, simple constants and fusable effects into the text that uses them, and numbers what remains.</summary>
    private (string Text, IReadOnlyList<Expr> Args) Fuse(string text, IReadOnlyList<Expr> args) => Fuse(text, args, out _);

    /// <summary><paramref name="texts"/>: which of the arguments that remain stand in a text made of them.</summary>
    private (string Text, IReadOnlyList<Expr> Args) Fuse(string text, IReadOnlyList<Expr> args, out HashSet<int> texts)
    {
        var rest = new List<Expr>();
        HashSet<int> made = texts = [];
        var pieces = new string[args.Count];
        for (int i = 0; i < args.Count; i++)
        {
            pieces[i] = args[i] switch
            {
                OpExpr { Op: Op.Opaque, Text: { } inner } pure => Splice(inner, pure.Args),
                EffectExpr { Throws: false, Text: { } inner } effect when _fusable.Contains(effect.Site) => SpliceEffect(inner, effect),
                ConstantExpr constant when Text.Of(constant.Type, constant.Literal) is { } literal => literal,
                _ => Splice("{0}", [args[i]]),
            };
        }
        return (Text.Fill(text, i => pieces[i]), rest);

        string SpliceEffect(string inner, EffectExpr effect)
        {
            made.UnionWith(_context.Sites[effect.Site].Flow.TextArgs.Select(i => i + rest.Count));
            return Splice(inner, effect.Args);
        }

        string Splice(string inner, IReadOnlyList<Expr> innerArgs)
        {
            int first = rest.Count;
            rest.AddRange(innerArgs);
            return Text.Fill(inner, i => "{" + (first + i) + "}");
        }
    }

    // ---- strings

    /// <summary>One side of a concatenation; C# boxes numbers there, which says the same without.</summary>
    private Expr ReadConcatenated(IOperation operation) =>
        operation is IConversionOperation { IsImplicit: true, Type.SpecialType: SpecialType.System_Object, Operand: { Type: not null } operand }
            ? Read(operand) : Read(operation);

    private Expr ReadInterpolated(IInterpolatedStringOperation operation) => operation.Type?.SpecialType == SpecialType.System_String
        ? Concatenation(operation, TypeOf(operation)) : Unsupported(operation, "A formatted string of this type", "convert the values to a string");

    // ---- calls that are not looked into

    /// <summary>A call of code without source here, or of an instance: it runs once, and no derivative may pass through it.</summary>
    private Expr PassThrough(IInvocationOperation invocation, SiteTrust trust = SiteTrust.Unknown, string? why = null)
    {
        IMethodSymbol method = invocation.TargetMethod;
        IrType type = TypeOf(invocation);
        Location at = NameOf(invocation.Syntax);
        string name = method.MethodKind == MethodKind.DelegateInvoke ? invocation.Instance?.Syntax.ToString() ?? method.Name : ReadContext.Name(method);
        if (type.IsMemory) return RefuseCall(invocation, "it returns " + Types.Describe(method.ReturnType) + " from code that is not looked into", "pass what it returns as a parameter");
        if (method.ReturnsByRef || method.ReturnsByRefReadonly) return RefuseCall(invocation, "it returns a reference", "call a method that returns the value");
        if (!CheckType(method.ReturnType, "The result", at)) return Nothing(type);

        var args = new List<Expr>();
        string called;
        if (method.MethodKind == MethodKind.DelegateInvoke && invocation.Instance is { } function)
        {
            args.Add(Read(function));
            called = "{0}";
        }
        else
        {
            if (!_context.RequireAccess(method, at) || method.TypeArguments.Any(a => !_context.RequireAccess(a, at))) return Nothing(type);
            string generic = HasExplicitTypes(invocation.Syntax) ? "<" + string.Join(", ", method.TypeArguments.Select(Types.Text)) + ">" : "";
            string member = "." + Escape(method.Name) + generic;
            if (invocation.Instance is { } instance)
            {
                if (IsVirtualOfBase(instance, method)) return RefuseCall(invocation, "it is a virtual method of the base class", "call a method that is not virtual");
                Expr receiver = ReadOwner(instance, method);
                if (receiver.Type.IsMemory) return RefuseCall(invocation, "it is a method of a span or array that is not known here", "write a loop");
                if (receiver.Type.Shape == Shape.Opaque && instance.Type!.TypeKind == TypeKind.Struct && method.ContainingType.IsValueType && !method.IsReadOnly)
                    return RefuseCall(invocation, "it may change the struct it is called on", "make the method readonly, or hold the state in a class");
                args.Add(receiver);
                called = "{0}" + member;
            }
            else if (invocation.ConstrainedToType is { } through)
            {
                // A static member of an interface is reached through a type that has it, or a type parameter.
                ITypeSymbol known = TypeArguments.Close(through);
                if (known is not ITypeParameterSymbol && !known.GetMembers(method.Name).Any(m => m.IsStatic && _context.CanName(m)))
                    return RefuseCall(invocation, "'" + Types.Show(known) + "' has it only as a member of an interface", "call a method that can be named");
                called = Types.Text(known) + member;
            }
            else called = Types.Text(method.ContainingType) + member;
        }
        var texts = new List<(int Order, string Text)>();
        foreach (IArgumentOperation argument in invocation.Arguments)
            if (!ReadPassedArgument(invocation, argument, args, texts)) return Nothing(type);
        string text = called + "(" + string.Join(", ", texts.OrderBy(t => t.Order).Select(t => t.Text)) + ")";

        bool guard = method.IsStatic && method.Name.StartsWith("ThrowIf", System.StringComparison.Ordinal) && method.ReturnsVoid;
        if (trust == SiteTrust.Unknown && (guard || IsFormatting(method))) trust = SiteTrust.Formatting;
        bool changes = trust != SiteTrust.Formatting;
        if (type.Shape == Shape.Opaque && method.ReturnType.SpecialType == SpecialType.System_String && trust == SiteTrust.Formatting)
            return Format(type, text, invocation.Syntax, [.. args]);
        return Effect(type, text, args, invocation.Syntax, name, changes, trust, why, method, method.ReturnsVoid ? null : method.ReturnType);
    }

    private bool ReadPassedArgument(IInvocationOperation invocation, IArgumentOperation argument, List<Expr> args, List<(int Order, string Text)> texts)
    {
        IParameterSymbol parameter = argument.Parameter!;
        int order = parameter.Ordinal;
        if (parameter.RefKind is RefKind.Ref or RefKind.Out && Unconverted(argument.Value) is not IInterpolatedStringHandlerCreationOperation)
        {
            RefuseCall(invocation, "it writes its argument '" + parameter.Name + "'", "call it outside and pass the result as a parameter");
            return false;
        }
        switch (argument.ArgumentKind)
        {
            case ArgumentKind.ParamArray when argument.Value is IArrayCreationOperation { Initializer: { } initializer }:
                foreach (IOperation element in initializer.ElementValues) Add(Read(element));
                return true;
            case ArgumentKind.ParamCollection when Unconverted(argument.Value) is ICollectionExpressionOperation collection:
                foreach (IOperation element in collection.Elements) Add(Read(element));
                return true;
            // What the compiler fills in depends on the place: the text of an argument, the caller's name. It is written out.
            case ArgumentKind.DefaultValue when argument.Value.ConstantValue is { HasValue: true, Value: null }: return true;
        }
        Expr value = Read(argument.Value);
        if (value.Type.IsMemory && value.Type.Shape != Shape.ReadOnlySpan && Types.IsSpan(parameter.Type, out bool readOnly, out _) && readOnly)
        {
            var before = new List<Stmt>();
            Expr memory = KeepMemory(value, before);
            value = Sequence(before, new SliceExpr(IrType.ReadOnlySpan(value.Type.Element), memory, Int(0), LengthOf(memory)));
        }
        if (value.Type.IsMemory) ReadFrom(value, argument.Syntax);
        bool named = argument.ArgumentKind == ArgumentKind.DefaultValue || argument.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.ArgumentSyntax { NameColon: not null };
        Add(value, named ? Escape(parameter.Name) + ": " : "");
        return true;

        void Add(Expr value, string prefix = "")
        {
            args.Add(value);
            texts.Add((order, prefix + "{" + (args.Count - 1) + "}"));
        }
    }

    private static bool HasExplicitTypes(SyntaxNode syntax) =>
        syntax is Microsoft.CodeAnalysis.CSharp.Syntax.InvocationExpressionSyntax { Expression: var called }
        && (called is Microsoft.CodeAnalysis.CSharp.Syntax.GenericNameSyntax
            || called is Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax { Name: Microsoft.CodeAnalysis.CSharp.Syntax.GenericNameSyntax });

    /// <summary>Known code that writes text or checks, and changes nothing that a differentiated method could read back.</summary>
    private static bool IsFormatting(IMethodSymbol method) =>
        method.Name is "ToString" && method.Parameters.All(p => p.RefKind == RefKind.None)
        || Types.Is(method.ContainingType, "System", "String")
        || Types.Is(method.ContainingType, "System", "FormattableString")
        // Searches of tables: an index, and nothing is written.
        || (Types.Is(method.ContainingType, "System", "Array") || Types.Is(method.ContainingType, "System", "MemoryExtensions")) && method.Name is "BinarySearch" or "IndexOf" or "LastIndexOf" or "Contains"
        || (Types.Is(method.ContainingType, "System", "Console") && method.Name is "Write" or "WriteLine")
        || (Types.Is(method.ContainingType, "System.Diagnostics", "Debug") || Types.Is(method.ContainingType, "System.Diagnostics", "Trace"));

    private Expr RefuseCall(IInvocationOperation invocation, string why, string remedy)
    {
        _context.Report(Descriptors.Call, invocation.Syntax.GetLocation(), ReadContext.Name(invocation.TargetMethod), why, remedy);
        return Nothing(TypeOf(invocation));
    }

    private Expr ReadCreation(IObjectCreationOperation creation)
    {
        IrType type = TypeOf(creation);
        if (type.IsMemory) return ReadSpanCreation(creation, type);
        if (type.IsScalar) return Zero(type);
        if (creation.Initializer is not null) return Unsupported(creation, "An object initialiser", "pass the object as a parameter");
        if (!CheckType(creation.Type!, "This object", creation.Syntax.GetLocation())) return Nothing(type);
        if (creation.Constructor is { } constructor && !constructor.IsImplicitlyDeclared && !_context.RequireAccess(constructor, creation.Syntax.GetLocation())) return Nothing(type);
        if (!InOrder(creation.Arguments)) return Unsupported(creation, "A constructor with named arguments", "pass them in order");
        var args = new List<Expr>();
        var texts = new List<string>();
        foreach (IArgumentOperation argument in creation.Arguments)
        {
            if (argument.Parameter!.RefKind is RefKind.Ref or RefKind.Out || argument.ArgumentKind is ArgumentKind.ParamArray or ArgumentKind.ParamCollection)
                return Unsupported(creation, "A constructor with such arguments", "pass the object as a parameter");
            if (argument.ArgumentKind == ArgumentKind.DefaultValue) continue;
            args.Add(Read(argument.Value));
            texts.Add("{" + (args.Count - 1) + "}");
        }
        bool exception = IsException(creation.Type!);
        string text = "new " + type.Text!.TrimEnd('?') + "(" + string.Join(", ", texts) + ")";
        var effect = (EffectExpr)Effect(type, text, args, creation.Syntax, "new " + Types.Show(creation.Type!), changesState: !exception,
            exception ? SiteTrust.Formatting : SiteTrust.Unknown, made: creation.Type);
        return exception ? Fusable(effect) : effect;
    }

    private static bool IsException(ITypeSymbol type)
    {
        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
            if (Types.Is(t, "System", "Exception")) return true;
        return false;
    }
}
