// Reads calls: elementary functions, slices and copies, methods of this project, and everything else passed through.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    private static bool InOrder(ImmutableArray<IArgumentOperation> arguments)
    {
        int last = -1;
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter is null || argument.Parameter.Ordinal < last) return false;
            last = argument.Parameter.Ordinal;
        }
        return true;
    }

    private Expr ReadInvocation(IInvocationOperation invocation)
    {
        IMethodSymbol method = TargetMethodOf(invocation);
        if (IsInExtensionBlock(method)) return RefuseExtension(invocation, method);
        if (Types.Is(method.ContainingType, "Autodiff", "Ad") && method.Name == "Detach" && invocation.Arguments.Length == 1)
        {
            Expr value = Read(invocation.Arguments[0].Value);
            return value.Type.IsMemory ? new OpExpr(IrType.ReadOnlySpan(value.Type.Element), Op.Detach, [value])
                : value.Type.IsScalar ? new OpExpr(value.Type, Op.Detach, [value]) : value;
        }
        bool isConstant = method.HasAttribute("NotDifferentiableAttribute");
        if (!isConstant && _context.CustomOf(method) is not null)
        {
            return !method.IsStatic && _fields.Count > 0 && invocation.Instance is IInstanceReferenceOperation
                ? RefuseCall(invocation, "it is differentiated by hand and may depend on a differentiated field", "call a static method and pass it the field's value")
                : ReadCall(invocation, method.ReducedFrom ?? method);
        }
        if (LengthOfRented(invocation) is not null) return ReadAllocation(invocation);
        if (TryReadCreated(invocation, method) is { } created) return created;
        if (method is { IsStatic: true, ContainingType.TypeKind: TypeKind.Interface } && (method.IsAbstract || method.IsVirtual) && invocation.ConstrainedToType is { } through
            && TypeArguments.Close(through) is ITypeParameterSymbol && !Types.Of(through).IsScalar)
            return RefuseOpen(invocation, through, method.Name);
        if (MathFunctions.Of(method) is { } op) return new OpExpr(TypeOf(invocation), op, ReadInOrder(invocation));
        if (MathFunctions.IsGuidedRound(method)) return ReadGuidedRound(invocation);
        if (MathFunctions.IsIntegerFunction(method))
        {
            Expr[] args = ReadInOrder(invocation);
            string text = Types.Text(invocation.ConstrainedToType ?? method.ContainingType) + "." + method.Name + "(" + string.Join(", ", args.Select((_, i) => "{" + i + "}")) + ")";
            return new OpExpr(TypeOf(invocation), Op.Opaque, args, text);
        }
        if (TryReadFormatted(invocation) is { } formatted) return formatted;
        if (TryReadMemoryCall(invocation) is { } memory) return memory;
        if (TryReadTensorValue(invocation) is { } reduced) return reduced;
        if (ReadContext.IsGenerated(method))
            return ReadDerivedCall(invocation);
        // The guards of generated members only check, and may stand in derivatives written by hand.
        if (method.ReturnsVoid && Types.Is(method.ContainingType, "Autodiff", "Derivative")) return PassThrough(invocation, SiteTrust.Formatting);
        if (isConstant) return PassThrough(invocation, SiteTrust.Constant);
        // A lambda over numbers that a query takes would have to be looked into.
        if (IsQuery(method) && invocation.Arguments.Any(a => Unconverted(a.Value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } && lambda.Symbol.Parameters.Any(p => Types.Of(p.Type).IsFloat)))
        {
            _context.Report(Descriptors.Query, NameOf(invocation.Syntax), "'" + ReadContext.Name(method) + "'");
            return Nothing(TypeOf(invocation));
        }
        if (method.MethodKind == MethodKind.DelegateInvoke && TryFunction(invocation.Instance) is { } function) return ReadFunctionCall(invocation, function);
        if (LayoutOf(invocation.Instance) is { IsObject: true })
            return TargetInContainer(invocation) is { } called ? ReadCallOf(called, invocation.Instance, invocation.Arguments, invocation.Syntax) : Nothing(TypeOf(invocation));
        if (IsOwn(method)) return ReadCall(invocation, method.ReducedFrom ?? method);
        if (IsOfTakenApart(invocation) && IsOwnCode(method) && (method.ReturnsVoid || Types.Of(method.ReturnType).Shape != Shape.Opaque))
            return ReadCallOf(method, invocation.Instance, invocation.Arguments, invocation.Syntax);
        return ReadInstanceCall(invocation);
    }

    private static bool IsQuery(IMethodSymbol method) => method.ContainingType is { } type && Types.IsIn(type, "System.Linq");

    private bool IsOwn(IMethodSymbol method) =>
        method.IsStatic && method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.ReducedExtension or MethodKind.ExplicitInterfaceImplementation
        && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _context.Compilation.Assembly)
        || method.MethodKind == MethodKind.LocalFunction;

    /// <summary>The arguments in the order of the parameters; evaluated in the order they are written in.</summary>
    private Expr[] ReadInOrder(IInvocationOperation invocation)
    {
        if (InOrder(invocation.Arguments)) return [.. invocation.Arguments.Select(a => Read(a.Value))];
        var before = new List<Stmt>();
        var values = new Expr[invocation.Arguments.Length];
        foreach (IArgumentOperation argument in invocation.Arguments) values[argument.Parameter!.Ordinal] = Keep(Read(argument.Value), "argument", before);
        values[0] = Sequence(before, values[0]);
        return values;
    }

    private Expr ReadGuidedRound(IInvocationOperation invocation)
    {
        Expr[] args = ReadInOrder(invocation);
        // The mode is a constant of an enum: its text is spliced in, the number stays.
        var rest = new List<Expr>();
        var texts = new List<string>();
        foreach (Expr arg in args)
        {
            (string text, IReadOnlyList<Expr> inner) = Fuse("{0}", [arg]);
            texts.Add(Text.Fill(text, i => "{" + (rest.Count + i) + "}"));
            rest.AddRange(inner);
        }
        return new OpExpr(TypeOf(invocation), Op.Opaque, rest, Types.Text(invocation.ConstrainedToType ?? invocation.TargetMethod.ContainingType) + ".Round(" + string.Join(", ", texts) + ")");
    }

    // ---- methods of spans and arrays

    private Expr? TryReadMemoryCall(IInvocationOperation invocation)
    {
        IMethodSymbol method = invocation.TargetMethod;
        IOperation[] args = [.. invocation.Arguments.Select(a => a.Value)];
        if (Types.Is(method.ContainingType, "System", "MemoryExtensions") && method.Name == "AsSpan" && args.Length > 0 && IsMemory(args[0]))
            return ReadSlice(invocation, args[0], [.. args.Skip(1)]);
        if (Types.Is(method.ContainingType, "System", "Array") && method is { Name: "Empty", IsStatic: true } && TypeOf(invocation).IsMemory)
            return new AllocateExpr(TypeOf(invocation), [Int(0)]);
        if (Types.Is(method.ContainingType, "System.Linq", "Enumerable") && method.Name == "ToArray" && args.Length == 1 && IsMemory(Unconverted(args[0])) && Types.Of(Unconverted(args[0]).Type!).Rank == 1)
        {
            var before = new List<Stmt>();
            Expr source = KeepMemory(Read(Unconverted(args[0])), before);
            ReadFrom(source, invocation.Syntax);
            return CopyOf(source, IrType.Array(source.Type.Element), before);
        }
        if (invocation.Instance is not { } instance || !IsMemory(instance)) return null;
        switch (method.Name)
        {
            case "Slice": return ReadSlice(invocation, instance, args);
            case "ToArray":
            {
                var before = new List<Stmt>();
                Expr source = KeepMemory(Read(instance), before);
                ReadFrom(source, invocation.Syntax);
                return CopyOf(source, IrType.Array(source.Type.Element), before);
            }
            case "GetLength" or "GetLongLength" or "GetUpperBound" or "GetLowerBound" when args.Length == 1 && args[0].ConstantValue is { HasValue: true, Value: int dimension }:
            {
                Expr memory = Read(instance);
                if (dimension < 0 || dimension >= memory.Type.Rank) return Unsupported(invocation, "This dimension", "use the dimensions that the array has");
                Expr length = LengthOf(memory, dimension);
                return method.Name switch
                {
                    "GetUpperBound" => Binary(Op.Sub, length, Int(1)), "GetLowerBound" => Int(0), "GetLongLength" => Coerce(length, IrType.I64), _ => length,
                };
            }
        }
        return null;
    }

    private static bool IsMemory(IOperation operation) => operation.Type is { } type && IsMemory(type);

    private static bool IsMemory(ITypeSymbol type) => Types.Of(type) is { IsMemory: true, IsJagged: false };

    private Expr ReadSlice(IInvocationOperation invocation, IOperation operand, IOperation[] bounds)
    {
        var before = new List<Stmt>();
        Expr memory = Read(operand);
        if (bounds.Length == 0) return memory;
        if (!InOrder(invocation.Arguments)) return Unsupported(invocation, "A slice with named arguments", "pass start and length in order");
        if (bounds.Length == 2) return SliceOf(memory, Read(bounds[0]), Read(bounds[1]));
        memory = KeepMemory(memory, before);
        if (Types.Is(bounds[0].Type, "System", "Range"))
            return TryReadRange(bounds[0], memory, before, out Expr from, out Expr length) ? Sequence(before, SliceOf(memory, from, length)) : Nothing(TypeOf(invocation));
        Expr start = ReadIndex(bounds[0], memory);
        if (start is not (ConstantExpr or VariableExpr)) start = Keep(start, "start", before);
        return Sequence(before, SliceOf(memory, start, Binary(Op.Sub, LengthOf(memory), start)));
    }

    // ---- methods of this project

    /// <summary><paramref name="derived"/>: key of the derivative that the method is.</summary>
    private Expr ReadCall(IInvocationOperation invocation, IMethodSymbol method, KnownFunction? function = null, string? derived = null)
    {
        CustomTarget? custom = _context.CustomOf(method);
        IrType type = Types.Of(method.ReturnType);
        if (derived is null && !IsReadable(method, invocation.Syntax)) return Nothing(method.ReturnsVoid ? Types.Void : type);
        // What it gives is no number, so no derivative is expected to come back: it runs as it is.
        if (type.Shape == Shape.Opaque && !method.ReturnsVoid) return PassThrough(invocation);
        if (method.MethodKind == MethodKind.LocalFunction && function is null && (function = Bind(method)) is null)
            return RefuseCall(invocation, "what it captures cannot be passed to it", "make the local function static and pass what it needs as parameters");
        List<FunctionBinding> functions = FunctionsPassed(invocation, method);
        if (function is not null && functions.Count > 0) return RefuseCall(invocation, "it is a function that takes functions", "write it as a method of the type");
        bool onReceiver = _fields.Count > 0 && invocation.Instance is IInstanceReferenceOperation;
        if ((derived ?? function?.Key ?? _context.TryRequire(method, onReceiver, functions)) is not { } key)
            return RefuseCall(invocation, "functions are wrapped in functions without end", "write a loop");
        if (custom is not null) _context.UseCustom(method, key, custom, invocation.Syntax.GetLocation());

        var before = new List<Stmt>();
        var after = new List<Stmt>();
        var loads = new List<Stmt>();
        var arguments = new IReadOnlyList<Argument>?[method.Parameters.Length];
        var passed = new List<PassedRoot>();
        PassedValue[] passings = PassedTo(invocation.Arguments);
        bool simple = InOrder(invocation.Arguments) && !passings.Any(a => NeedsCopy(a) || Layout.Of(a.Parameter) is not null);
        Expr? receiver = null;
        if (function is null && !method.IsStatic && invocation.Instance is { } instance)
        {
            receiver = AsReceiverOf(method, instance is IInstanceReferenceOperation self ? ReadThis(self) : Read(instance));
            if (!simple && receiver is not VariableExpr) receiver = Keep(receiver, "receiver", before);
        }
        foreach (PassedValue argument in passings)
        {
            IParameterSymbol parameter = argument.Parameter;
            if (functions.Any(f => ((IParameterSymbol)f.Variable).Ordinal == parameter.Ordinal)) continue;
            arguments[parameter.Ordinal] = ReadArgument(argument, before, loads, after, simple, passed);
        }
        arguments = [.. arguments.Where((_, k) => !functions.Any(f => ((IParameterSymbol)f.Variable).Ordinal == k))];
        if (arguments.Any(a => a is null)) return Nothing(method.ReturnsVoid ? Types.Void : type);
        Expr[] behind = [.. function?.Behind ?? [], .. functions.SelectMany(f => f.Function.Bound)];
        NotePassed(behind, method.Parameters.Length, invocation.Syntax, passed);
        if (invocation.Arguments.Any(a => ChangesVariables(a.Value)))
            passed = [.. passed.Select(p => p with { Range = p.Range is { } range ? range with { IsHere = false } : null })];
        _facts.Calls.Add(new PassedCall(key, ReadContext.Name(method), invocation.Syntax.GetLocation(), passed));
        before.AddRange(loads);
        Argument[] all = [.. (function?.Before ?? []).Select(Passed), .. arguments.SelectMany(a => a!), .. behind.Select(Passed)];
        if (receiver is not null)
        {
            IEnumerable<Argument> brought = invocation.Instance is IInstanceReferenceOperation && _fields.Count > 0
                ? _context.Fields.Select(f => new Argument(new VariableExpr(_fields[f]), null, Passing.ByValue)) : [];
            all = [new Argument(receiver, null, Passing.ByValue), .. brought, .. all];
        }
        Expr call = new CallExpr(
            method.ReturnsVoid ? Types.Void : type, key, all, custom is null ? -1 : _context.AddSite(invocation.Syntax.GetLocation(), ReadContext.Name(method)));
        return before.Count + after.Count == 0 ? call : new SequenceExpr(before, call, after);
    }

    private static Argument Passed(Expr value) => new(value, null, Passing.ByValue);

    /// <summary>A reference to an element is a copy that is stored back.</summary>
    private static bool NeedsCopy(PassedValue argument) =>
        argument.Parameter.RefKind is RefKind.Ref or RefKind.Out && argument.Value is not (ILocalReferenceOperation { Local.RefKind: RefKind.None } or IParameterReferenceOperation or IDeclarationExpressionOperation or IDiscardOperation);

    private Argument ReadValue(PassedValue argument, List<Stmt> before, bool simple, List<PassedRoot> passed)
    {
        IParameterSymbol parameter = argument.Parameter;
        IrType type = Types.Of(parameter.Type);
        Expr value = argument.IsDefault && argument.Value.ConstantValue is { HasValue: true, Value: null } && !type.IsScalar
            ? Pure(type, $"default({type.Text})!") : Coerce(Read(argument.Value), type);
        if (type.IsDifferentiable && IsConstant(parameter)) value = new OpExpr(type, Op.Detach, [value]);
        if (type.IsMemory && value.Type.IsMemory)
        {
            ReadFrom(value, argument.Syntax);
            if (type.Shape != Shape.ReadOnlySpan && ReadBack is not null && RootOf(value) is { Kind: RootKind.Parameter } root) ReadBack.Write(root.Parameter, argument.Syntax);
            passed.Add(new PassedRoot(parameter.Ordinal, RootOf(value), RangeOf(value), argument.Value.Syntax.ToString()));
        }
        else if (parameter.RefKind is RefKind.In or RefKind.RefReadOnlyParameter)
        {
            // What is passed by reference could change while the callee runs.
            if (value is LoadExpr or SequenceExpr { Value: LoadExpr })
            {
                var load = (LoadExpr)(value is SequenceExpr sequence ? sequence.Value : value);
                passed.Add(new PassedRoot(parameter.Ordinal, RootOf(load.Memory), ElementRange(load.Memory, load.Indices), argument.Value.Syntax.ToString(), IsReference: true));
            }
            else if (RootOfReference(argument.Value) is { } referenced) passed.Add(new PassedRoot(parameter.Ordinal, referenced, null, argument.Value.Syntax.ToString(), IsReference: true));
        }
        if (!simple && value is not ConstantExpr) value = Keep(value, parameter.Name, before);
        return new Argument(value, null, MethodReader.PassingOf(parameter));
    }

    private Argument? ReadReference(PassedValue argument, List<Stmt> before, List<Stmt> loads, List<Stmt> after, List<PassedRoot> passed)
    {
        IParameterSymbol parameter = argument.Parameter;
        Passing passing = PassingOf(parameter);
        if (passing == Passing.Ref) NoteReadOf(argument.Value);
        Target target = ReadTarget(argument.Value, before, keep: true);
        if (!target.Exists) return null;
        if (RootOfReference(argument.Value, target) is { } root)
        {
            SliceRange? element = target.Memory is null ? null : ElementRange(target.Memory, target.Indices!);
            passed.Add(new PassedRoot(parameter.Ordinal, root, element, argument.Value.Syntax.ToString(), IsReference: true));
        }
        if (target.Variable is { } variable) return new Argument(null, variable, passing);
        Variable copy = Temporary(target.Type, parameter.Name);
        if (passing == Passing.Ref)
        {
            ReadFrom(target.Memory!, argument.Syntax);
            loads.Add(new AssignStmt(copy, target.Load));
        }
        after.Add(target.Assign(new VariableExpr(copy), null));
        return new Argument(null, copy, passing);
    }

    private SliceRange? ElementRange(Expr memory, IReadOnlyList<Expr> indices) =>
        memory is VariableExpr { Variable: var indexed } && !_ranges.ContainsKey(indexed) && !_partial.Contains(indexed) && indices.Count == 1
            ? RangeFrom(indices[0], Int(1)) : null;

    /// <summary>What a reference refers to: a root of memory, or a variable of its own.</summary>
    private Root? RootOfReference(IOperation operation, Target target = default)
    {
        if (target.Memory is { } memory) return RootOf(memory);
        ISymbol? symbol = operation switch { ILocalReferenceOperation l => l.Local, IParameterReferenceOperation p => p.Parameter, _ => null };
        if (symbol is null || !_variables.TryGetValue(symbol, out Variable? variable)) return null;
        if (!_roots.TryGetValue(variable, out Root? root)) _roots[variable] = root = new Root(variable.Name, RootKind.Local);
        return root;
    }
}
