// Reads calls of operators, accessors, constructors and methods of structs that are taken apart: one argument for each leaf.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>One argument as it is passed to a parameter.</summary>
    private readonly record struct PassedValue(IParameterSymbol Parameter, IOperation Value, SyntaxNode Syntax, bool IsDefault = false);

    private static PassedValue[] PassedTo(ImmutableArray<IArgumentOperation> arguments) =>
        [.. arguments.Select(a => new PassedValue(a.Parameter!, a.Value, a.Syntax, a.ArgumentKind == ArgumentKind.DefaultValue))];

    private static PassedValue[] PassedTo(IMethodSymbol method, IOperation[] operands) => [.. operands.Select((o, i) => new PassedValue(method.Parameters[i], o, o.Syntax))];

    /// <summary>Code of this project that can be read.</summary>
    private bool IsOwnCode(IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _context.Compilation.Assembly) && ReadContext.Declaration(method, _context.Token) is not null
        && !ReadContext.IsGenerated(method) && !method.HasAttribute("NotDifferentiableAttribute");

    /// <summary>A user-defined operator or conversion that takes or gives a struct that is taken apart.</summary>
    private bool IsOwnOperator(IMethodSymbol? method) =>
        method is not null && (Layout.Of(method.ReturnType) is not null || method.Parameters.Any(p => Layout.Of(p) is not null)) && IsOwnCode(method);

    private Expr[] CallParts(IMethodSymbol method, IOperation[] operands, SyntaxNode syntax, Layout layout, List<Stmt> into) =>
        CallParts(method, null, PassedTo(method, operands), syntax, layout, into);

    private Expr[] CallParts(IMethodSymbol method, IOperation? instance, ImmutableArray<IArgumentOperation> arguments, SyntaxNode syntax, Layout layout, List<Stmt> into) =>
        CallParts(method, instance, PassedTo(arguments), syntax, layout, into);

    /// <summary>A call that returns, or constructs, what is taken apart.</summary>
    private Expr[] CallParts(IMethodSymbol method, IOperation? instance, PassedValue[] arguments, SyntaxNode syntax, Layout layout, List<Stmt> into)
    {
        if (!IsReadable(method, syntax)) return NothingOf(layout);
        KnownFunction? function = method.MethodKind == MethodKind.LocalFunction ? Bind(method) : null;
        if (method.MethodKind == MethodKind.LocalFunction && function is null)
        {
            RefuseCallee(method, syntax, "what it captures cannot be passed to it", "make the local function static and pass what it needs as parameters");
            return NothingOf(layout);
        }
        string key = function?.Key ?? _context.Require(
            method, instance is null || LayoutOf(instance) is not null || (_fields.Count > 0 && instance is IInstanceReferenceOperation), takesObjectApart: LayoutOf(instance) is { IsObject: true });
        Variable[] results = Temporaries(layout);
        var after = new List<Stmt>();
        if (TryBuildCall(method, key, instance, arguments, syntax, results, into, after, function) is not { } call) return NothingOf(layout);
        into.Add(new ExprStmt(call));
        into.AddRange(after);
        return Values(results);
    }

    /// <summary>A call that returns a number, or nothing.</summary>
    private Expr ReadCallOf(IMethodSymbol method, IOperation? instance, ImmutableArray<IArgumentOperation> arguments, SyntaxNode syntax) =>
        ReadCallOf(method, instance, PassedTo(arguments), syntax);

    private Expr ReadCallOf(IMethodSymbol method, IOperation? instance, PassedValue[] arguments, SyntaxNode syntax)
    {
        IrType type = method.ReturnsVoid ? Types.Void : Types.Of(method.ReturnType);
        if (!IsReadable(method, syntax)) return Nothing(type);
        KnownFunction? function = method.MethodKind == MethodKind.LocalFunction ? Bind(method) : null;
        if (method.MethodKind == MethodKind.LocalFunction && function is null)
        {
            RefuseCallee(method, syntax, "what it captures cannot be passed to it", "make the local function static and pass what it needs as parameters");
            return Nothing(type);
        }
        string key = function?.Key ?? _context.Require(
            method, instance is null || LayoutOf(instance) is not null || (_fields.Count > 0 && instance is IInstanceReferenceOperation), takesObjectApart: LayoutOf(instance) is { IsObject: true });
        List<Stmt> before = [], after = [];
        if (TryBuildCall(method, key, instance, arguments, syntax, [], before, after, function) is not { } call) return Nothing(type);
        return before.Count + after.Count == 0 ? call : new SequenceExpr(before, call, after);
    }

    private static string CalleeName(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.Constructor => "new " + Types.Show(method.ContainingType),
        MethodKind.UserDefinedOperator or MethodKind.Conversion => method.ContainingType.Name + "." + method.Name.Replace("op_", "operator "),
        _ => ReadContext.Name(method.AssociatedSymbol ?? method),
    };

    private bool RefuseCallee(IMethodSymbol method, SyntaxNode syntax, string why, string remedy)
    {
        _context.Report(Descriptors.Call, syntax.GetLocation(), CalleeName(method), why, remedy);
        return false;
    }

    /// <summary>Whether a callee can be read; refused if not.</summary>
    private bool IsReadable(IMethodSymbol method, SyntaxNode syntax)
    {
        if (TypeArguments.Close(method).ToDisplayString().Length > 1000) return RefuseCallee(method, syntax, "its type arguments grow from call to call", "write it without a call of itself at other types");
        if (method.IsAsync) return RefuseCallee(method, syntax, "it is asynchronous", "call a method that runs in one piece");
        if (method.ReturnsByRef || method.ReturnsByRefReadonly) return RefuseCallee(method, syntax, "it returns a reference", "return the value");
        if (_context.IsReadFor(method, _context.CustomOf(method)) && (method.IsAbstract || method.IsExtern || ReadContext.Declaration(method, _context.Token) is null))
            return RefuseCallee(method, syntax, "it has no body", "call a method with a body, or mark it [NotDifferentiable] if it is a constant");
        if (Layout.Of(method.ReturnType) is null or { IsMemory: true } or { HoldsMemory: true } && !Types.IsArray(method.ReturnType) && (Types.Of(method.ReturnType).IsMemory || Types.IsAggregateOfFloats(method.ReturnType)))
            return RefuseCallee(method, syntax, "it returns " + Types.Describe(method.ReturnType), "return an array of numbers, or fill a span that is passed as a parameter");
        if (_context.CustomOf(method) is not null && ExternalParts.WhyNot(method, _context) is { } whyNot)
            return RefuseCallee(method, syntax, "it is differentiated by hand and " + whyNot, "give the numbers as parameters of their own, and fill spans of them");
        foreach (IParameterSymbol parameter in method.Parameters)
            if (Signature.RefusalOf(parameter) is { } refusal) return RefuseCallee(method, syntax, $"its parameter '{parameter.Name}' is {refusal.What}", refusal.Remedy);
        if (method.Parameters.FirstOrDefault(p => p.HasAttribute("NotDifferentiableAttribute") && Layout.IsDifferentiable(p.Type)
            && (p.RefKind is RefKind.Ref or RefKind.Out || (Types.Of(p.Type) is { IsMemory: true } t && t.Shape != Shape.ReadOnlySpan))) is { } constant)
            return RefuseCallee(method, syntax, $"its parameter '{constant.Name}' is [NotDifferentiable] and can be written", "make it a ReadOnlySpan or pass it by value, or remove [NotDifferentiable]");
        return true;
    }

    /// <summary>
    /// The call, after the evaluation of its arguments in the order they are written in. The leaves of 'this' come first (a constructor makes them), then those of
    /// the parameters, then the variables that get what is returned.
    /// </summary>
    private CallExpr? TryBuildCall(
        IMethodSymbol method, string key, IOperation? instance, PassedValue[] passedArguments, SyntaxNode syntax, Variable[] results, List<Stmt> before, List<Stmt> after, KnownFunction? function)
    {
        var loads = new List<Stmt>();
        var arguments = new IReadOnlyList<Argument>?[method.Parameters.Length];
        var passed = new List<PassedRoot>();
        bool isConstructor = method.MethodKind == MethodKind.Constructor;
        bool isWhole = instance is not null && LayoutOf(instance) is not null;
        bool simple = !isWhole && results.Length == 0 && IsInOrder(passedArguments) && !passedArguments.Any(a => NeedsCopy(a) || Layout.Of(a.Parameter) is not null);
        Argument[] receiver = instance is null ? [] : isWhole ? ReceiverOf(method, instance, passed, before, after) : ReceiverObject(instance, simple, before);
        foreach (PassedValue argument in passedArguments)
        {
            IParameterSymbol parameter = argument.Parameter;
            arguments[parameter.Ordinal] = ReadArgument(argument, before, loads, after, simple, passed);
        }
        if (arguments.Any(a => a is null)) return null;
        if (passedArguments.Any(a => ChangesVariables(a.Value)))
            passed = [.. passed.Select(p => p with { Range = p.Range is { } range ? range with { IsHere = false } : null })];
        _facts.Calls.Add(new PassedCall(key, CalleeName(method), syntax.GetLocation(), passed));
        before.AddRange(loads);
        IEnumerable<Argument> outs = results.Select(v => new Argument(null, v, Ir.Passing.Out));
        NotePassed([.. function?.Behind ?? []], method.Parameters.Length, syntax, passed);
        IEnumerable<Argument> inner = [.. (function?.Before ?? []).Select(Passed), .. arguments.SelectMany(a => a!), .. (function?.Behind ?? []).Select(Passed)];
        Argument[] all = isConstructor ? [.. outs, .. inner] : [.. receiver, .. inner, .. outs];
        int site = _context.CustomOf(method) is null ? -1 : _context.AddSite(syntax.GetLocation(), CalleeName(method));
        return new CallExpr(method.ReturnsVoid || isConstructor || results.Length > 0 ? Types.Void : Types.Of(method.ReturnType), key, all, site);
    }

    private IReadOnlyList<Argument>? ReadArgument(PassedValue argument, List<Stmt> before, List<Stmt> loads, List<Stmt> after, bool simple, List<PassedRoot> passed)
    {
        if (Layout.Of(argument.Parameter) is not null) return ReadPassedParts(argument, before, after, passed);
        bool byReference = argument.Parameter.RefKind is RefKind.Ref or RefKind.Out;
        return (byReference ? ReadReference(argument, before, loads, after, passed) : ReadValue(argument, before, simple, passed)) is { } one ? [one] : null;
    }

    private static bool IsInOrder(PassedValue[] arguments)
    {
        int last = -1;
        foreach (PassedValue argument in arguments)
        {
            if (argument.Parameter.Ordinal < last) return false;
            last = argument.Parameter.Ordinal;
        }
        return true;
    }

    /// <summary>The leaves that a parameter of a struct type gets.</summary>
    private IReadOnlyList<Argument>? ReadPassedParts(PassedValue argument, List<Stmt> before, List<Stmt> after, List<PassedRoot> passed)
    {
        IParameterSymbol parameter = argument.Parameter;
        Layout layout = Layout.Of(parameter)!;
        bool byReference = parameter.RefKind is RefKind.Ref or RefKind.Out;
        if (argument.IsDefault && argument.Value is not IDefaultValueOperation && argument.Value.ConstantValue is { HasValue: true, Value: null })
            return [.. layout.Leaves.Select(l => new Argument(DefaultOf(l), null, Ir.Passing.ByValue))];
        if (layout.HoldsMemory) return ReadPassedContainer(argument, layout, before, passed);
        if (layout.IsMemory)
        {
            Expr[] memory = ReadParts(argument.Value, before);
            foreach (Expr leaf in memory)
            {
                if (!leaf.Type.IsMemory) return null;
                ReadFrom(leaf, argument.Syntax);
                if (layout.Shape != Shape.ReadOnlySpan && ReadBack is not null && RootOf(leaf) is { Kind: RootKind.Parameter } root) ReadBack.Write(root.Parameter, argument.Syntax);
                passed.Add(new PassedRoot(parameter.Ordinal, RootOf(leaf), RangeOf(leaf), argument.Value.Syntax.ToString()));
            }
            bool detached = parameter.HasAttribute("NotDifferentiableAttribute");
            return [.. memory.Select(m => new Argument(detached ? new OpExpr(m.Type, Op.Detach, [m]) : m, null, Ir.Passing.ByValue))];
        }
        Target[]? storage = parameter.RefKind != RefKind.None ? Storage(argument.Value, before) : null;
        if (argument.Value is IDeclarationExpressionOperation && Place(argument.Value) is { } declared) storage = [.. declared.Select(v => new Target(v))];
        foreach (Target target in storage ?? [])
            passed.Add(target.Variable is { } v ? new PassedRoot(parameter.Ordinal, RootOfVariable(v), null, argument.Value.Syntax.ToString(), IsReference: true)
                : new PassedRoot(parameter.Ordinal, RootOf(target.Memory!), ElementRange(target.Memory!, target.Indices!), argument.Value.Syntax.ToString(), IsReference: true));
        if (!byReference)
        {
            bool constant = parameter.HasAttribute("NotDifferentiableAttribute");
            Expr[] parts = storage is null ? ReadParts(argument.Value, before) : Kept([.. storage.Select(t => t.Load)], before);
            return [.. parts.Select(p => new Argument(constant && p.Type.IsFloat ? new OpExpr(p.Type, Op.Detach, [p]) : p, null, Ir.Passing.ByValue))];
        }
        if (storage is null)
        {
            RefuseTarget(argument.Value);
            return null;
        }
        Passing passing = PassingOf(parameter);
        if (passing == Ir.Passing.Ref) NoteRead(argument.Value, storage);
        return [.. ByReference(argument.Value, storage, before, after).Select(v => new Argument(null, v, passing))];
    }

    /// <summary>The variables that stand for a place while it is passed by reference; elements are copied and stored back.</summary>
    private Variable[] ByReference(IOperation place, Target[] storage, List<Stmt> before, List<Stmt> after)
    {
        if (storage.All(t => t.Variable is not null))
        {
            Store(place, storage, [.. storage.Select(t => Nothing(t.Type))], null, []);
            return [.. storage.Select(t => t.Variable!)];
        }
        Variable[] copies = [.. storage.Select(t => new Variable("", t.Type))];
        for (int i = 0; i < copies.Length; i++) before.Add(new AssignStmt(copies[i], storage[i].Load));
        Store(place, storage, Values(copies), null, after);
        return copies;
    }

    private Root RootOfVariable(Variable variable)
    {
        if (!_roots.TryGetValue(variable, out Root? root)) _roots[variable] = root = new Root(variable.Name, RootKind.Local);
        return root;
    }

    /// <summary>An object that a method is called on, and the differentiated fields if it is the receiver of the entry.</summary>
    private Argument[] ReceiverObject(IOperation instance, bool simple, List<Stmt> before)
    {
        Expr receiver = instance is IInstanceReferenceOperation self ? ReadThis(self) : Read(instance);
        if (!simple && receiver is not VariableExpr) receiver = Keep(receiver, "receiver", before);
        IEnumerable<Argument> brought = instance is IInstanceReferenceOperation && _fields.Count > 0
            ? _context.Fields.Select(f => new Argument(new VariableExpr(_fields[f]), null, Ir.Passing.ByValue)) : [];
        return [new Argument(receiver, null, Ir.Passing.ByValue), .. brought];
    }

    /// <summary>The leaves of what a method is called on: variables that it may change, or values.</summary>
    private Argument[] ReceiverOf(IMethodSymbol method, IOperation instance, List<PassedRoot> passed, List<Stmt> before, List<Stmt> after)
    {
        Layout layout = LayoutOf(instance)!;
        if (layout.HoldsMemory)
        {
            // An inherited method sees the fields of its own type, which come first.
            Layout seen = layout.IsObject ? Layout.OfHeld(method.ContainingType) ?? layout : layout;
            Expr[] leaves = [.. ReadParts(instance, before).Take(seen.Leaves.Count)];
            passed.AddRange(leaves.Where(p => p.Type.IsMemory).Select(p => new PassedRoot(-1, RootOf(p), RangeOf(p), instance.Syntax.ToString())));
            if (WritesThis(method)) RefuseCallee(method, instance.Syntax, "it may change the fields of a struct that holds arrays", "mark it readonly, and return what it computes");
            return [.. leaves.Select(p => new Argument(p, null, Ir.Passing.ByValue))];
        }
        if (!WritesThis(method)) return [.. ReadParts(instance, before).Select(p => new Argument(p, null, Ir.Passing.ByValue))];
        Variable[] place;
        if (!IsWritable(instance) || Storage(instance, before) is not { } storage)
        {
            // C# calls it on a copy, too.
            place = Temporaries(layout);
            Assign(place, ReadParts(instance, before), null, before);
        }
        else
        {
            NoteRead(instance, storage);
            place = ByReference(instance, storage, before, after);
            passed.AddRange(storage.Select(t => new PassedRoot(-1, t.Variable is { } v ? RootOfVariable(v) : RootOf(t.Memory!), null, instance.Syntax.ToString(), IsReference: true)));
        }
        return [.. place.Select(v => new Argument(null, v, Ir.Passing.Ref))];
    }

    // ---- whether a method changes its struct

    /// <summary>Whether the method may change what it is called on. Where that is not seen it may: then its leaves are passed by reference.</summary>
    private bool WritesThis(IMethodSymbol method)
    {
        if (method.IsStatic || method.ContainingType.IsReferenceType || method.MethodKind == MethodKind.Constructor || method.IsReadOnly || method.ContainingType.IsReadOnly) return false;
        method = method.OriginalDefinition;
        if (_context.ChangesThis.TryGetValue(method, out bool known)) return known;
        _context.ChangesThis[method] = true;
        bool writes = ReadContext.Declaration(method, _context.Token) is not { } declaration
            || _context.Model(declaration.SyntaxTree).GetOperation(declaration, _context.Token) is not { } body
            || body.Descendants().OfType<IInstanceReferenceOperation>().Any(MayChange);
        return _context.ChangesThis[method] = writes;
    }

    private bool MayChange(IInstanceReferenceOperation reference)
    {
        if (reference.ReferenceKind != InstanceReferenceKind.ContainingTypeInstance) return false;
        IOperation at = reference;
        while (at.Parent is IFieldReferenceOperation || at.Parent is IParenthesizedOperation || (at.Parent is IPropertyReferenceOperation { Property: var auto } && IsAuto(auto))) at = at.Parent;
        return at.Parent switch
        {
            ISimpleAssignmentOperation { IsRef: false } assignment => ReferenceEquals(assignment.Target, at),
            IAssignmentOperation or IIncrementOrDecrementOperation => true,
            IArgumentOperation argument => argument.Parameter?.RefKind is not (RefKind.None or RefKind.In or RefKind.RefReadOnlyParameter),
            IInvocationOperation invocation => WritesThis(TargetMethodOf(invocation)),
            IPropertyReferenceOperation { Property.GetMethod: { } getter } property => property.Parent is IAssignmentOperation or IIncrementOrDecrementOperation || WritesThis(getter),
            IBinaryOperation or IUnaryOperation or IConversionOperation or IReturnOperation or IConditionalOperation or IObjectCreationOperation or IWithOperation => false,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.RefKind: RefKind.None } } => false,
            ITupleOperation tuple => tuple.Parent is not IConversionOperation and not IReturnOperation,
            _ => true,
        };
    }

    // ---- reading constructors

    /// <summary>What a constructor runs before its body: defaults, then the initialisers, or another constructor.</summary>
    private void ReadConstructor(IConstructorBodyOperation? body, List<Stmt> into)
    {
        Layout layout = Layout.Of(_method.ContainingType)!;
        for (int i = 0; i < _this!.Length; i++) into.Add(new AssignStmt(_this[i], DefaultOf(layout.Leaves[i])));
        IInvocationOperation? chained = body?.Initializer is { } initializer ? initializer.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault() : null;
        if (chained is { TargetMethod.Parameters.IsEmpty: false }) Assign(_this, CallParts(chained.TargetMethod, null, chained.Arguments, chained.Syntax, layout, into), null, into);
        else
        {
            foreach (IFieldSymbol field in layout.Fields)
            {
                layout.TryFind(field, out int first, out int count);
                Variable[] target = [.. _this.Skip(first).Take(count)];
                if (_method.Parameters.FirstOrDefault(p => field.AssociatedSymbol is IPropertySymbol of && of.Name == p.Name && of.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is ParameterSyntax) is { } parameter)
                    Assign(target, _wholes.TryGetValue(parameter, out Variable[]? leaves) ? Values(leaves) : [new VariableExpr(_variables[parameter])], null, into);
                else if (Layout.InitializerOf(field) is { } equals && _context.Model(equals.SyntaxTree).GetOperation(equals, _context.Token) is ISymbolInitializerOperation { Value: { } value })
                    Assign(target, Layout.OfHeld(field.Type) is not null ? ReadParts(value, into) : [Read(value)], null, into);
            }
        }
        if (body is null) return;
        ReadInto(into, (body.BlockBody ?? body.ExpressionBody)!.Operations);
    }

    public static string HelperName(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.Constructor => "New" + method.ContainingType.Name,
        MethodKind.UserDefinedOperator or MethodKind.Conversion => method.ContainingType.Name + method.Name.Replace("op_", ""),
        MethodKind.PropertyGet => method.ContainingType.Name + method.AssociatedSymbol!.Name.Replace("this[]", "Item"),
        _ => method.Name,
    };
}
