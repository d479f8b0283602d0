// Reads one method: its variables, its parameters, and the tree of its body; the other parts read statements and expressions.
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

/// <summary>What memory a variable or expression stands for. Compared by identity, opaque roots by their text.</summary>
internal sealed class Root(string name, RootKind kind, int parameter = -1)
{
    public string Name { get; } = name;
    public RootKind Kind { get; } = kind;
    /// <summary>Index of the parameter, or -1.</summary>
    public int Parameter { get; } = parameter;
}

internal enum RootKind { Parameter, Local, Constant }

/// <summary>
/// An allow-list over <see cref="IOperation"/>: what no case names is refused where it stands, and reading goes on behind it. Every Read method
/// returns something usable; after a refusal it is a value of the right type that means nothing.
/// </summary>
internal sealed partial class MethodReader
{
    private readonly ReadContext _context;
    private readonly Reading _reading;
    private readonly IMethodSymbol _method;
    private readonly string _key;
    private readonly SemanticModel _model;
    private readonly SyntaxNode _declaration;
    private readonly Dictionary<ISymbol, Variable> _variables = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<Variable, Root> _roots = [];
    private readonly Dictionary<string, Root> _constantRoots = [];
    private readonly Dictionary<Variable, SliceRange> _ranges = [];
    private readonly Dictionary<Variable, Expr> _kept = [];
    private readonly MethodFacts _facts = new();
    private int _temporaries;

    public MethodReader(ReadContext context, Reading reading, SyntaxNode declaration)
    {
        _context = context;
        _reading = reading;
        _method = reading.Method.OriginalDefinition;
        _key = reading.Key;
        _declaration = declaration;
        _model = context.Model(declaration.SyntaxTree);
        context.Facts[_key] = _facts;
        context.Bodies.Add(declaration);
    }

    /// <summary>Set for the entry method only: where each [NotDifferentiable] mutable parameter is read and written.</summary>
    public ReadBack? ReadBack { get; init; }

    public TreeMethod Read()
    {
        if (_declaration.ContainsDiagnostics && _declaration.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error)) _context.SawInvalidCode = true;
        if (IsFunction(_method)) _captures = Captures.Of(_method, _context);
        var body = new List<Stmt>();
        List<TreeParameter> parameters = ReadParameters(out List<TreeParameter> results, body);
        IrType? returned = _method.ReturnsVoid || _returned is not null ? null : Types.Of(_method.ReturnType);
        IOperation? operation = _declaration is TypeDeclarationSyntax ? null : _model.GetOperation(_declaration, _context.Token);
        switch (operation)
        {
            case IMethodBodyOperation { BlockBody: { } block }: ReadInto(body, block.Operations); break;
            case IMethodBodyOperation { ExpressionBody: { } block }: ReadInto(body, block.Operations); break;
            case IBlockOperation block: ReadInto(body, block.Operations); break;
            case IAnonymousFunctionOperation lambda: ReadInto(body, lambda.Body.Operations); break;
            case IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda }: ReadInto(body, lambda.Body.Operations); break;
            case ILocalFunctionOperation { Body: { } block }: ReadInto(body, block.Operations); break;
            case IConstructorBodyOperation constructor: ReadConstructor(constructor, body); break;
            case null when _declaration is TypeDeclarationSyntax: ReadConstructor(null, body); break;
            default: _context.SawInvalidCode = true; break;
        }
        parameters.AddRange(results);
        bool flat = _this is not null || _returned is not null || _wholes.Keys.OfType<IParameterSymbol>().Any();
        bool callable = !flat && _method.MethodKind != MethodKind.ExplicitInterfaceImplementation && _reading.Functions.Count == 0 && _context.CanName(_reading.Method) && !_method.IsVirtual && !_method.IsOverride && _method.Parameters.All(p => _context.CanName(p.Type));
        return new TreeMethod(
            _key, ShownName, Modifiers(_method), returned, returned is null ? "void" : Types.Text(_method.ReturnType), Distinct(parameters), new BlockStmt(body),
            !callable || _method.MethodKind == MethodKind.PropertyGet ? null : CallTextOf(_reading.Method));
    }

    /// <summary>How generated code calls the method.</summary>
    public static string CallTextOf(IMethodSymbol method)
    {
        string name = Escape(method.Name) + (method.TypeArguments.IsEmpty ? "" : "<" + string.Join(", ", method.TypeArguments.Select(Types.Text)) + ">");
        return method.IsStatic ? Types.Text(method.ContainingType) + "." + name : name;
    }

    private string ShownName => _method.MethodKind switch
    {
        MethodKind.AnonymousFunction => "Function",
        MethodKind.PropertyGet when _this is null => _method.AssociatedSymbol!.Name,
        _ => HelperName(_method),
    };

    /// <summary>Set for the entry method only: its wholes are known to C#, so the surface says how they are taken apart.</summary>
    public bool IsEntry { get; init; }

    private Variable[]? _returned;

    /// <summary>One parameter for each leaf: of 'this', of each parameter, and, apart, of what is returned.</summary>
    private List<TreeParameter> ReadParameters(out List<TreeParameter> results, List<Stmt> body)
    {
        Layout? own = _method.IsStatic || _method.MethodKind == MethodKind.LocalFunction ? null : _reading.TakesObjectApart ? Layout.OfHeld(_method.ContainingType) : Layout.Of(_method.ContainingType);
        bool isWhole = !_method.IsStatic && (own ?? Layout.Of(_method.ContainingType)) is not null;
        List<TreeParameter> parameters = isWhole && !IsEntry ? [] : [.. ReadReceiver()];
        HashSet<string> taken = [.. _method.Parameters.Select(p => p.Name)];
        if (isWhole && IsEntry) TakeReceiverApart(body);
        else if (own is not null)
        {
            _this = LeafVariables(own, "this");
            Passing passing = _method.MethodKind == MethodKind.Constructor ? Passing.Out : WritesThis(_method) ? Passing.Ref : Passing.ByValue;
            foreach (Variable leaf in _this)
            {
                taken.Add(leaf.Name);
                if (leaf.Type.IsMemory) _roots[leaf] = new Root(leaf.Name, RootKind.Parameter);
            }
            AddLeaves(parameters, _this, own, passing, null);
        }
        foreach (IParameterSymbol parameter in _method.Parameters)
        {
            if (IsBound(parameter)) continue;
            if (parameter.RefKind is RefKind.Ref or RefKind.Out) _facts.WrittenParameters.Add(parameter.Ordinal);
            if (Layout.Of(parameter) is { } layout)
            {
                Variable[] leaves = [.. layout.Leaves.Select(l => new Variable(Unique(parameter.Name + l.Name), l.Type))];
                _wholes[parameter] = leaves;
                foreach (Variable leaf in leaves)
                    if (parameter.RefKind != RefKind.None || leaf.Type.IsMemory) _roots[leaf] = new Root(leaf.Name, RootKind.Parameter, parameter.Ordinal);
                Passing passing = parameter.RefKind is RefKind.Ref or RefKind.Out ? PassingOf(parameter) : Passing.ByValue;
                AddLeaves(parameters, leaves, layout, passing, WholeOf(layout, parameter.Name, PassingOf(parameter), isReturned: false, IsScoped(parameter)));
                continue;
            }
            Variable variable = Declare(parameter, parameter.Type);
            if (variable.Type.IsMemory || parameter.RefKind is RefKind.Ref or RefKind.Out or RefKind.In or RefKind.RefReadOnlyParameter)
                _roots[variable] = new Root(parameter.Name, RootKind.Parameter, parameter.Ordinal);
            parameters.Add(new TreeParameter(variable, Types.Text(parameter.Type), PassingOf(parameter), IsScoped(parameter), IsExtended: _method.IsExtensionMethod && parameter.Ordinal == 0));
        }
        parameters.AddRange(ReadCaptures(_method.Parameters.Length));
        results = [];
        if (_method.ReturnsVoid || Layout.Of(_method.ReturnType) is not { IsMemory: false } returned) return parameters;
        _returned = [.. returned.Leaves.Select(l => new Variable(Unique("result" + l.Name), l.Type))];
        AddLeaves(results, _returned, returned, Passing.Out, WholeOf(returned, "", Passing.Out, isReturned: true, scoped: false));
        return parameters;

        string Unique(string name)
        {
            while (!taken.Add(name)) name += "_";
            return name;
        }
    }

    /// <summary>The receiver of a marked method of a struct: its leaves are constants, but for fields that are differentiated.</summary>
    private void TakeReceiverApart(List<Stmt> body)
    {
        // Differentiated as a whole, its leaves are parameters.
        if (_this is not null) return;
        Layout layout = Layout.Of(_method.ContainingType)!;
        _this = LeafVariables(layout, "this");
        for (int i = 0; i < _this.Length; i++)
        {
            Leaf leaf = layout.Leaves[i];
            if (Layout.PathOf(leaf, _context, out ISymbol? missing) is null) _context.RequireAccess(missing!, _method.Locations.FirstOrDefault() ?? Location.None);
            Expr value = leaf.Fields.Count == 1 && _fields.TryGetValue(leaf.Fields[0].AssociatedSymbol ?? leaf.Fields[0], out Variable? field) ? new VariableExpr(field)
                : Pure(leaf.Type, "{0}" + (Layout.PathOf(leaf, _context, out _) ?? ""), new VariableExpr(_receiver!));
            if (value is VariableExpr { Variable: var known } && known.Type.IsMemory) _this[i] = known;
            else body.Add(new AssignStmt(_this[i], value));
            if (_this[i].Type.IsMemory) _roots[_this[i]] = new Root("this" + string.Concat(leaf.Fields.Select(f => "." + Layout.NameOf(f))), RootKind.Constant);
        }
    }

    private void AddLeaves(List<TreeParameter> into, Variable[] leaves, Layout layout, Passing passing, Whole? whole)
    {
        for (int i = 0; i < leaves.Length; i++)
        {
            Part? part = whole is null ? null : new Part(whole, i, Layout.PathOf(layout.Leaves[i], _context, out _) ?? "");
            bool memory = leaves[i].Type.IsMemory;
            into.Add(new TreeParameter(leaves[i], memory ? leaves[i].Type.CSharp : Types.Text(layout.Leaves[i].Symbol), passing, leaves[i].Type.Shape is Shape.Span or Shape.ReadOnlySpan, Part: part));
        }
    }

    private Whole? WholeOf(Layout layout, string name, Passing passing, bool isReturned, bool scoped) => !IsEntry ? null
        : new Whole(
            name, Types.Text(layout.Type), passing, isReturned, (layout.Element ?? layout).Rebuild(_context, out _) ?? "", layout.Leaves.Select(l => l.Type).ToEquatableArray(),
            layout.Shape, layout.Element is null ? "" : Types.Text(layout.Element.Type), scoped, layout.Describe(_context));

    public static Passing PassingOf(IParameterSymbol parameter) => parameter.RefKind switch
    {
        RefKind.Ref => Passing.Ref,
        RefKind.Out => Passing.Out,
        RefKind.In => Passing.In,
        RefKind.RefReadOnlyParameter => Passing.RefReadonly,
        _ => Passing.ByValue,
    };

    public static bool IsScoped(IParameterSymbol parameter) =>
        parameter.ScopedKind == ScopedKind.ScopedValue || (parameter.ScopedKind == ScopedKind.ScopedRef && parameter.RefKind != RefKind.Out);

    public static string Modifiers(IMethodSymbol method) =>
        IsFunction(method) ? "private static" : Accessibility(method.DeclaredAccessibility)
            + (method.IsStatic ? " static" : method is { IsReadOnly: true, ContainingType.IsReadOnly: false } ? " readonly" : "");

    public static string Accessibility(Microsoft.CodeAnalysis.Accessibility accessibility) => accessibility switch
    {
        Microsoft.CodeAnalysis.Accessibility.Public => "public",
        Microsoft.CodeAnalysis.Accessibility.Internal => "internal",
        Microsoft.CodeAnalysis.Accessibility.Protected => "protected",
        Microsoft.CodeAnalysis.Accessibility.ProtectedOrInternal => "protected internal",
        Microsoft.CodeAnalysis.Accessibility.ProtectedAndInternal => "private protected",
        _ => "private",
    };

    /// <summary>The name as an identifier: keywords get their @.</summary>
    public static string Escape(string name) =>
        Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None ? name : "@" + name;

    // ---- variables

    private Variable Declare(ISymbol symbol, ITypeSymbol type)
    {
        // The signature of the marked method, or the call, has been refused for such a parameter.
        if (symbol is not IParameterSymbol || Types.Refusal(type) is null) CheckType(type, "'" + symbol.Name + "'", symbol.Locations.FirstOrDefault() ?? Location.None);
        var variable = new Variable(symbol.Name, Types.Of(type));
        _variables[symbol] = variable;
        return variable;
    }

    /// <summary>Types that no value may have are refused, and so are types that the generated code cannot name.</summary>
    private bool CheckType(ITypeSymbol type, string what, Location location)
    {
        if (type.TypeKind == TypeKind.Error)
        {
            _context.SawInvalidCode = true;
            return false;
        }
        if (Types.Refusal(type) is { } remedy)
        {
            // What a dynamic operation is part of is dynamic too.
            if (type is IDynamicTypeSymbol && _context.Diagnostics.Any(d => d.Id == Descriptors.Dynamic.Id && d.Location.SourceTree == location.SourceTree && location.SourceSpan.Contains(d.Location.SourceSpan))) return false;
            if (type is IDynamicTypeSymbol) _context.Report(Descriptors.Dynamic, location, what);
            else if (type is IPointerTypeSymbol or IFunctionPointerTypeSymbol) _context.Report(Descriptors.Pointer, location, what);
            else _context.Report(Descriptors.Type, location, what, Types.Show(type), remedy);
            return false;
        }
        return Types.Of(type).Shape != Shape.Opaque || type.SpecialType == SpecialType.System_Void || _context.RequireAccess(type, location);
    }

    /// <summary>
    /// Levels of nested expressions and statements that are read. All later passes recurse over them too, on stacks of any size, so the
    /// limit is a number and not what this stack happens to hold. Sums, else-ifs and other chains count as one level.
    /// </summary>
    private const int DepthLimit = 600;

    private int _depth;

    private void Enter()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > DepthLimit) throw new System.InsufficientExecutionStackException();
    }

    private void Leave() => _depth--;

    private Variable Temporary(IrType type, string name)
    {
        _temporaries++;
        return new Variable(name, type);
    }

    private Variable? Find(ISymbol symbol, SyntaxNode syntax)
    {
        if (_variables.TryGetValue(symbol, out Variable? variable)) return variable;
        if (_functions.ContainsKey(symbol))
            _context.Report(Descriptors.Expression, syntax.GetLocation(), "The function '" + symbol.Name + "' as a value", "call it, or pass it to a method of this project that calls it");
        // It is declared in code that was refused.
        return null;
    }

    /// <summary>Keeps a value that is used more than once: itself if it is a constant, else a fresh variable.</summary>
    private Expr Keep(Expr value, string name, List<Stmt> before)
    {
        if (value is ConstantExpr) return value;
        Variable variable = Temporary(value.Type, name);
        if (value.Type.IsMemory)
        {
            _roots[variable] = RootOf(value);
            NoteRange(variable, value);
        }
        if (value.Type.IsInteger) _kept[variable] = value;
        before.Add(new AssignStmt(variable, value));
        return new VariableExpr(variable);
    }

    /// <summary>Memory that is used more than once. A variable of memory type never changes, so it needs no copy.</summary>
    private Expr KeepMemory(Expr memory, List<Stmt> before) => memory is VariableExpr ? memory : Keep(memory, memory is RowExpr ? "row" : "memory", before);

    private static Expr Sequence(List<Stmt> before, Expr value) => before.Count == 0 ? value : new SequenceExpr(before, value, []);

    // ---- roots of memory

    private Root RootOf(Expr memory)
    {
        switch (memory)
        {
            case VariableExpr v when _roots.TryGetValue(v.Variable, out Root? root): return root;
            case SliceExpr s: return RootOf(s.Memory);
            case RowExpr r: return RootOf(r.Memory);
            case SequenceExpr s: return RootOf(s.Value);
            case OpExpr { Op: Op.Detach } d: return RootOf(d.Args[0]);
            case OpExpr { Op: Op.Opaque } o:
                // A text without arguments is the same memory wherever it stands; with arguments it may be.
                if (!_constantRoots.TryGetValue(o.Text!, out Root? constant)) _constantRoots[o.Text!] = constant = new Root(o.Text!, RootKind.Constant);
                return constant;
            case EffectExpr e: return new Root(e.Text, RootKind.Constant);
            default: return new Root("", RootKind.Local);
        }
    }

    /// <summary>Which elements of its root a slice is, where that can be said; null: all of them, or unknown.</summary>
    private SliceRange? RangeOf(Expr memory)
    {
        switch (memory)
        {
            case VariableExpr v: return _ranges.TryGetValue(v.Variable, out SliceRange? noted) ? noted : null;
            case SequenceExpr s: return RangeOf(s.Value);
            case SliceExpr { Memory: VariableExpr { Variable: var sliced } } s when !_partial.Contains(sliced):
                SliceRange? within = RangeFrom(s.Start, s.Length);
                return within is null || !_ranges.TryGetValue(sliced, out SliceRange? outer) ? within : within.Within(outer);
            default: return null;
        }
    }

    private SliceRange? RangeFrom(Expr start, Expr length)
    {
        var variables = new List<Variable>();
        return Polynomial.Of(start, variables, _kept) is { } first && Polynomial.Of(new OpExpr(IrType.I32, Op.Add, [start, length]), variables, _kept) is { } end
            ? new SliceRange(first, end, variables, IsHere: true) : null;
    }

    /// <summary>Variables that hold part of their root, and which part cannot be said.</summary>
    private readonly HashSet<Variable> _partial = [];

    private void NoteRange(Variable variable, Expr memory)
    {
        if (RangeOf(memory) is { } range) _ranges[variable] = range with { IsHere = false };
        else if (memory is SliceExpr or RowExpr or SequenceExpr || (memory is VariableExpr v && _partial.Contains(v.Variable))) _partial.Add(variable);
    }

    /// <summary>Notes that memory is written; memory that belongs to a constant must not be.</summary>
    private void Written(Expr memory, SyntaxNode syntax, SyntaxNode? target = null)
    {
        Root root = RootOf(memory);
        if (root.Kind == RootKind.Parameter)
        {
            _facts.WrittenParameters.Add(root.Parameter);
            ReadBack?.Write(root.Parameter, syntax);
        }
        if (root.Kind == RootKind.Constant)
            _context.Report(Descriptors.WriteToConstant, (target ?? syntax).GetLocation(), "'" + (target ?? syntax) + "'", "copy it to a local array, or pass it as a parameter");
    }

    private void ReadFrom(Expr memory, SyntaxNode syntax)
    {
        if (ReadBack is not null && RootOf(memory) is { Kind: RootKind.Parameter } root) ReadBack.Read(root.Parameter, syntax);
    }

    // ---- refusals

    private Expr Refuse(DiagnosticDescriptor descriptor, SyntaxNode syntax, IrType type, params object[] args)
    {
        _context.Report(descriptor, syntax.GetLocation(), args);
        return Nothing(type);
    }

    /// <summary>Stands for what was refused; nothing is generated once there is a refusal.</summary>
    private static Expr Nothing(IrType type) => new OpExpr(type, Op.Undefined, []);

    private Expr Unsupported(IOperation operation, string what, string remedy) =>
        Refuse(Descriptors.Expression, operation.Syntax, TypeOf(operation), what, remedy);

    private static IrType TypeOf(IOperation operation) => operation.Type is null ? Types.Void : Types.Of(operation.Type);
}

/// <summary>Where a parameter that is a constant by attribute is written, and where it may be read back.</summary>
internal sealed class ReadBack(IReadOnlyCollection<int> parameters)
{
    private readonly Dictionary<int, List<SyntaxNode>> _writes = [], _reads = [];

    public void Write(int parameter, SyntaxNode syntax) => Note(_writes, parameter, syntax);
    public void Read(int parameter, SyntaxNode syntax) => Note(_reads, parameter, syntax);

    private void Note(Dictionary<int, List<SyntaxNode>> notes, int parameter, SyntaxNode syntax)
    {
        if (!parameters.Contains(parameter)) return;
        if (!notes.TryGetValue(parameter, out List<SyntaxNode>? list)) notes[parameter] = list = [];
        list.Add(syntax);
    }

    /// <summary>The first read that can see a write: it stands behind one, or in a loop with one.</summary>
    public SyntaxNode? FirstAfterWrite(int parameter) =>
        _reads.TryGetValue(parameter, out List<SyntaxNode>? reads) && _writes.TryGetValue(parameter, out List<SyntaxNode>? writes)
            ? reads.FirstOrDefault(r => writes.Any(w => r.SpanStart >= w.Span.End || ShareLoop(r, w)))
            : null;

    private static bool ShareLoop(SyntaxNode read, SyntaxNode write) =>
        read.Ancestors().Any(a => a is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax && a.Span.Contains(write.Span));
}
