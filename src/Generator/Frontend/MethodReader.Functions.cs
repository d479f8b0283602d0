// Reads functions as values: lambdas, method groups and local functions that are known at compile time where they are called.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// A function known at compile time: a method that is read (its key, and the values it takes before and behind its own parameters), or an elementary function.
/// </summary>
internal sealed record KnownFunction(IMethodSymbol Method, string Key, IReadOnlyList<Expr> Before, IReadOnlyList<Expr> Behind, Op? Elementary = null)
{
    public IEnumerable<Expr> Bound => Before.Concat(Behind);
}

/// <summary>A delegate variable or parameter and the function that it is in this reading of its method.</summary>
internal sealed record FunctionBinding(ISymbol Variable, KnownFunction Function);

/// <summary>One reading of a method: at its type arguments, on the entry's receiver or another object, with delegates bound to functions.</summary>
internal sealed record Reading(
    IMethodSymbol Method, string Key, bool IsOfReceiver, IReadOnlyList<FunctionBinding> Functions, TypeArguments Arguments, bool TakesObjectApart = false);

internal sealed partial class MethodReader
{
    private readonly Dictionary<ISymbol, KnownFunction> _functions = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _captured = new(SymbolEqualityComparer.Default);
    private Captures _captures = Captures.None;

    private static bool IsFunction(IMethodSymbol method) => method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction;

    private bool IsBound(ISymbol symbol) => _reading.Functions.Any(f => SymbolEqualityComparer.Default.Equals(f.Variable, symbol));

    /// <summary>Parameters behind the written ones: captured variables, then what the bound functions take.</summary>
    private IEnumerable<TreeParameter> ReadCaptures(int first)
    {
        int next = first;
        foreach (ISymbol symbol in _captures.Variables)
        {
            if (IsBound(symbol)) continue;
            ITypeSymbol type = symbol is ILocalSymbol local ? local.Type : ((IParameterSymbol)symbol).Type;
            Variable variable = Declare(symbol, type);
            _captured.Add(symbol);
            if (variable.Type.IsMemory) _roots[variable] = new Root(symbol.Name, RootKind.Parameter, next);
            next++;
            yield return new TreeParameter(variable, Types.Text(type), Passing.ByValue, Scoped: false);
        }
        foreach (FunctionBinding binding in _reading.Functions)
        {
            List<TreeParameter> added = [];
            Expr[] Own(IReadOnlyList<Expr> values) => [.. values.Select(value =>
            {
                var variable = new Variable(NameOf(value), value.Type);
                if (variable.Type.IsMemory) _roots[variable] = new Root(variable.Name, RootKind.Parameter, next);
                next++;
                added.Add(new TreeParameter(variable, value.Type.CSharp, Passing.ByValue, Scoped: false));
                return (Expr)new VariableExpr(variable);
            })];
            _functions[binding.Variable] = binding.Function with { Before = Own(binding.Function.Before), Behind = Own(binding.Function.Behind) };
            foreach (TreeParameter parameter in added) yield return parameter;
        }
    }

    private static string NameOf(Expr value) => value is VariableExpr { Variable.Name: { Length: > 0 } name } ? name : "bound";

    /// <summary>The parameters of a helper are told apart by their names.</summary>
    private static IReadOnlyList<TreeParameter> Distinct(List<TreeParameter> parameters)
    {
        var names = new HashSet<string>(parameters.Where(p => p.Implied is null).Select(p => p.Variable.Name));
        if (names.Count == parameters.Count(p => p.Implied is null)) return parameters;
        names.Clear();
        foreach (TreeParameter parameter in parameters)
        {
            string name = parameter.Variable.Name;
            for (int k = 2; !names.Add(name); k++) name = parameter.Variable.Name + k;
            parameter.Variable.Rename(name);
        }
        return parameters;
    }

    // ---- which function a value is

    /// <summary>The function that a delegate is, if that is certain here.</summary>
    private KnownFunction? TryFunction(IOperation? operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation or IDelegateCreationOperation)
            operation = operation switch { IConversionOperation c => c.Operand, IParenthesizedOperation p => p.Operand, _ => ((IDelegateCreationOperation)operation).Target };
        switch (operation)
        {
            case IConditionalAccessInstanceOperation when _accessed is { } accessed: return TryFunction(accessed.Written);
            case ILocalReferenceOperation local: return _functions.TryGetValue(local.Local, out KnownFunction? known) ? known : null;
            case IParameterReferenceOperation parameter: return _functions.TryGetValue(parameter.Parameter, out KnownFunction? bound) ? bound : null;
            case IAnonymousFunctionOperation { Symbol: { IsAsync: false } lambda }: return Bind(lambda);
            case IMethodReferenceOperation reference:
                IMethodSymbol method = Resolve(reference.Method, reference.ConstrainedToType);
                if (MathFunctions.Of(method) is { } elementary) return new KnownFunction(method, ReadContext.KeyOf(method), [], [], elementary);
                if (method.MethodKind == MethodKind.LocalFunction) return Bind(method);
                if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _context.Compilation.Assembly) || !IsReadable(method)) return null;
                if (method.IsStatic) return new KnownFunction(method, _context.Require(method), [], []);
                if (reference.Instance is not IInstanceReferenceOperation self || method.IsVirtual || method.IsOverride || method.IsAbstract || _receiver is null) return null;
                return new KnownFunction(method, _context.Require(method), [.. ReceiverArguments(self, method).Select(a => a.Value!)], []);
        }
        return null;
    }

    private bool IsReadable(IMethodSymbol method) =>
        !method.IsAsync && !method.ReturnsByRef && !method.ReturnsByRefReadonly && (method.ReturnsVoid || Types.Of(method.ReturnType).IsScalar || Types.IsArray(method.ReturnType))
        && method.Parameters.All(p => Signature.RefusalOf(p) is null) && ReadContext.Declaration(method, _context.Token) is not null && !ReadContext.IsGenerated(method);

    /// <summary>A lambda or local function with what it captures here; null if it captures what cannot be passed.</summary>
    private KnownFunction? Bind(IMethodSymbol function)
    {
        Captures captures = Captures.Of(function, _context);
        if (captures.UsesReceiver && _receiver is null) return null;
        var functions = new List<FunctionBinding>();
        var behind = new List<Expr>();
        foreach (ISymbol symbol in captures.Variables)
        {
            if (_functions.TryGetValue(symbol, out KnownFunction? known)) functions.Add(new FunctionBinding(symbol, known));
            else if (_variables.TryGetValue(symbol, out Variable? variable)) behind.Add(new VariableExpr(variable));
            else return null;
        }
        behind.AddRange(functions.SelectMany(f => f.Function.Bound));
        IReadOnlyList<Expr> before = !captures.UsesReceiver ? []
            : [new VariableExpr(_receiver!), .. _context.Fields.Where(_fields.ContainsKey).Select(f => new VariableExpr(_fields[f]))];
        return _context.TryRequire(function, IsOfReceiver, functions) is { } key ? new KnownFunction(function, key, before, behind) : null;
    }

    // ---- where functions are declared, passed and called

    /// <summary>`Func&lt;double, double&gt; f = …;` that is never assigned again is a name for the function.</summary>
    private bool TryDeclareFunction(ILocalSymbol local, IOperation value)
    {
        if (local.Type.TypeKind != TypeKind.Delegate || IsAssigned(local) || TryFunction(value) is not { } function) return false;
        _functions[local] = function;
        return true;
    }

    private bool IsAssigned(ISymbol symbol) => (_model.GetOperation(_declaration, _context.Token)?.DescendantsAndSelf() ?? []).Any(o =>
        o is ILocalReferenceOperation { IsDeclaration: false, Local: var local, Parent: IAssignmentOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None } or IIncrementOrDecrementOperation or ITupleOperation }
        && SymbolEqualityComparer.Default.Equals(local, symbol) && !(o.Parent is IAssignmentOperation assignment && assignment.Target != o));

    /// <summary>The functions that a call passes to delegate parameters.</summary>
    private List<FunctionBinding> FunctionsPassed(IInvocationOperation invocation, IMethodSymbol method)
    {
        var functions = new List<FunctionBinding>();
        foreach (IParameterSymbol parameter in method.Parameters)
            if (parameter.Type.TypeKind == TypeKind.Delegate && parameter.RefKind == RefKind.None
                && invocation.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal) is { } argument && TryFunction(argument.Value) is { } function)
                functions.Add(new FunctionBinding(parameter.OriginalDefinition, function));
        return functions;
    }

    private Expr ReadFunctionCall(IInvocationOperation invocation, KnownFunction function)
    {
        if (function.Elementary is not { } op) return ReadCall(invocation, function.Method, function);
        Expr[] args = ReadInOrder(invocation);
        return new OpExpr(TypeOf(invocation), op, args);
    }

    /// <summary>Values that a call passes besides its written arguments may share memory with these.</summary>
    private void NotePassed(IReadOnlyList<Expr> values, int first, SyntaxNode syntax, List<PassedRoot> passed)
    {
        for (int k = 0; k < values.Count; k++)
        {
            if (values[k] is not VariableExpr { Variable: var variable }) continue;
            if (!_roots.TryGetValue(variable, out Root? root)) _roots[variable] = root = new Root(variable.Name, RootKind.Local);
            if (variable.Type.IsMemory && root.Kind == RootKind.Parameter)
            {
                ReadBack?.Read(root.Parameter, syntax);
                ReadBack?.Write(root.Parameter, syntax);
            }
            passed.Add(new PassedRoot(first + k, root, RangeOf(values[k]), variable.Name, IsReference: !variable.Type.IsMemory));
        }
    }
}
