// Reads assignments to variables that stand for memory already: a new name for what follows, or new contents for the memory that they have.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// A variable of memory never changes in the tree, so that its shadow is one memory too. Where everything behind an assignment sees it, the name simply stands for
/// other memory from there on. Elsewhere, in loops above all, the elements move instead of the arrays: that is the same as long as an array is known by one
/// name, was made here, and keeps its length, which is compared at run time.
/// </summary>
internal sealed partial class MethodReader
{
    /// <summary>Where a variable got the memory that it stands for, if not at its declaration.</summary>
    private readonly Dictionary<ISymbol, SyntaxNode> _bound = new(SymbolEqualityComparer.Default);

    /// <summary>Declared without a value.</summary>
    private readonly HashSet<ISymbol> _unassigned = new(SymbolEqualityComparer.Default);

    private readonly Dictionary<ISymbol, IdentifierNameSyntax[]> _uses = new(SymbolEqualityComparer.Default);

    /// <summary>The variable of memory that an expression names.</summary>
    private static ISymbol? MemoryNamed(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation { IsDeclaration: false, Local: { RefKind: RefKind.None } local } when IsMemory(operation) => local,
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } when IsMemory(operation) => parameter,
        _ => null,
    };

    /// <summary>False if the target is no variable of memory.</summary>
    private bool TryReassign(ISimpleAssignmentOperation assignment, string? note, List<Stmt> into)
    {
        if (assignment.IsRef || MemoryNamed(assignment.Target) is not { } symbol || assignment.Syntax.Parent is not ExpressionStatementSyntax statement) return false;
        if (!_variables.TryGetValue(symbol, out Variable? variable) || _captured.Contains(symbol)) return false;
        if (IsSeenByAll(symbol, statement))
        {
            Forget(symbol, (BlockSyntax)statement.Parent!);
            _unassigned.Remove(symbol);
            ReadMemoryDeclaration(symbol, ((assignment.Target as ILocalReferenceOperation)?.Local.Type ?? ((IParameterReferenceOperation)assignment.Target).Parameter.Type), assignment.Value, note ?? "", into);
            _bound[symbol] = statement;
            return true;
        }
        ISymbol? source = MemoryNamed(Bare(assignment.Value));
        string? why = _unassigned.Contains(symbol) ? "after its declaration, and not before everything that reads it"
            : source is null && !IsFresh(assignment.Value) ? "again"
            : WhyNotOwn(symbol) ?? (source is null ? null : WhyNotOwn(source)) ?? WhyShared(symbol, statement, []) ?? (source is null ? null : WhyLive(source, statement));
        Expr value = KeepMemory(Read(assignment.Value), into);
        if (why is null && (!value.Type.IsMemory || value.Type.Rank != variable.Type.Rank)) return true;
        if (why is not null)
        {
            RefuseMemory(symbol.Name, why, assignment.Syntax);
            return true;
        }
        if (value is VariableExpr { Variable: var same } && same == variable) return true;
        RequireLength(symbol, value, statement, into);
        into.Add(EachElement(new VariableExpr(variable), at => new LoadExpr(value, at), note));
        return true;
    }

    /// <summary>What names stand for behind a block in which they got other memory: only code that comes by other ways sees it.</summary>
    private readonly Dictionary<SyntaxNode, List<System.Action>> _forgotten = [];

    private void Forget(ISymbol symbol, BlockSyntax block)
    {
        if (!_forgotten.TryGetValue(block, out List<System.Action>? list)) _forgotten[block] = list = [];
        Variable before = _variables[symbol];
        SyntaxNode? bound = _bound.TryGetValue(symbol, out SyntaxNode? at) ? at : null;
        bool unassigned = _unassigned.Contains(symbol);
        list.Insert(0, () =>
        {
            _variables[symbol] = before;
            if (bound is null) _bound.Remove(symbol);
            else _bound[symbol] = bound;
            if (unassigned) _unassigned.Add(symbol);
        });
    }

    private void LeaveBlock(SyntaxNode block)
    {
        if (!_forgotten.TryGetValue(block, out List<System.Action>? list)) return;
        foreach (System.Action restore in list) restore();
        _forgotten.Remove(block);
    }

    /// <summary>`(a, b) = (b, a)`, for any number of arrays.</summary>
    private bool TryRotate(IDeconstructionAssignmentOperation operation, string? note, List<Stmt> into)
    {
        if (operation.Target is not ITupleOperation targets || Bare(operation.Value) is not ITupleOperation values || targets.Elements.Length != values.Elements.Length) return false;
        var moves = new Dictionary<ISymbol, ISymbol>(SymbolEqualityComparer.Default);
        for (int i = 0; i < targets.Elements.Length; i++)
        {
            if (MemoryNamed(targets.Elements[i]) is not { } target || MemoryNamed(Bare(values.Elements[i])) is not { } source || moves.ContainsKey(target)) return false;
            moves.Add(target, source);
        }
        return TryRotate(moves, [], operation.Syntax, note, into);
    }

    /// <summary>`var t = a; a = b; b = t;`, for any number of arrays: how many statements it takes, 0 if it is none.</summary>
    private int TryRotate(IReadOnlyList<IOperation> statements, int first, List<Stmt> into)
    {
        if (statements[first] is not IVariableDeclarationGroupOperation { Declarations: { Length: 1 } groups } || groups[0].Declarators.Length != 1) return 0;
        IVariableDeclaratorOperation declarator = groups[0].Declarators[0];
        if (declarator.Symbol.RefKind != RefKind.None || (declarator.Initializer ?? groups[0].Initializer) is not { } initializer || MemoryNamed(Bare(initializer.Value)) is not { } begun) return 0;
        ILocalSymbol kept = declarator.Symbol;
        if (Uses(kept).Length != 1) return 0;
        var holds = new Dictionary<ISymbol, ISymbol>(SymbolEqualityComparer.Default) { [kept] = begun };
        for (int i = first + 1; i < statements.Count; i++)
        {
            if (statements[i] is not IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { IsRef: false } assignment }
                || MemoryNamed(assignment.Target) is not { } target || MemoryNamed(Bare(assignment.Value)) is not { } source) return 0;
            holds[target] = holds.TryGetValue(source, out ISymbol? held) ? held : source;
            if (!SymbolEqualityComparer.Default.Equals(source, kept)) continue;
            holds.Remove(kept);
            SyntaxNode last = statements[i].Syntax;
            return TryRotate(holds, [kept], last, SourceNote.Of(last), into) ? i - first + 1 : 0;
        }
        return 0;
    }

    private bool TryRotate(Dictionary<ISymbol, ISymbol> moves, ISymbol[] gone, SyntaxNode syntax, string? note, List<Stmt> into)
    {
        if (!new HashSet<ISymbol>(moves.Values, SymbolEqualityComparer.Default).SetEquals(moves.Keys) || !moves.Keys.All(_variables.ContainsKey)) return false;
        SyntaxNode statement = syntax.FirstAncestorOrSelf<StatementSyntax>() ?? syntax;
        ISymbol first = moves.Keys.First();
        bool different = moves.Keys.Any(s => _variables[s].Type.Rank != _variables[first].Type.Rank);
        foreach (ISymbol symbol in moves.Keys)
        {
            if ((different ? "again" : WhyNotOwn(symbol) ?? WhyShared(symbol, statement, gone)) is not { } why) continue;
            RefuseMemory(symbol.Name, why, syntax);
            return true;
        }
        foreach (ISymbol symbol in moves.Keys.Skip(1)) RequireLength(first, new VariableExpr(_variables[symbol]), statement, into);
        // All are read before any is written.
        Variable[] held = [.. moves.Values.Select(s => Temporary(_variables[s].Type.ElementType, ""))];
        var target = new VariableExpr(_variables[first]);
        Stmt Moved(IReadOnlyList<Expr> at) => new BlockStmt(
        [
            .. moves.Values.Select((s, i) => new AssignStmt(held[i], new LoadExpr(new VariableExpr(_variables[s]), at), i == 0 ? note : null)),
            .. moves.Keys.Select((s, i) => new StoreStmt(new VariableExpr(_variables[s]), at, new VariableExpr(held[i]))),
        ]);
        var row = new VariableExpr(Temporary(IrType.I32, "index"));
        if (target.Type.Rank == 1) into.Add(Counted(row, LengthOf(target), Moved([row])));
        else
        {
            var column = new VariableExpr(Temporary(IrType.I32, "column"));
            into.Add(Counted(row, LengthOf(target), Counted(column, LengthOf(target, 1), Moved([row, column]))));
        }
        return true;
    }

    /// <summary>Elements move between arrays of one length only.</summary>
    private void RequireLength(ISymbol symbol, Expr value, SyntaxNode syntax, List<Stmt> into)
    {
        Expr memory = new VariableExpr(_variables[symbol]);
        for (int d = 0; d < memory.Type.Rank; d++)
        {
            Expr before = LengthOf(memory, d), now = LengthOf(value, d);
            var thrown = new EffectExpr(Types.Void, $"throw global::Autodiff.Derivative.LengthChanged(\"{symbol.Name}\", {{0}}, {{1}})", [before, now],
                _context.AddSite(syntax.GetLocation(), "throw", SiteTrust.Formatting), Throws: true);
            into.Add(new IfStmt(new OpExpr(IrType.Bool, Op.NotEqual, [before, now]), new ExprStmt(thrown), null));
        }
    }

    /// <summary>An array that nothing else knows.</summary>
    private bool IsFresh(IOperation value) =>
        IsAllocation(value) || value is IConversionOperation { Operand: IInvocationOperation { TargetMethod.Name: "Clone" } } || Bare(value) is IInvocationOperation { Type: IArrayTypeSymbol };

    // ---- who sees what

    /// <summary>Everything that can see the assignment stands behind it in its block, and nothing else sees what is assigned.</summary>
    private bool IsSeenByAll(ISymbol symbol, StatementSyntax statement)
    {
        if (statement.Parent is not BlockSyntax block || Uses(symbol).Any(u => u.FirstAncestorOrSelf<SyntaxNode>(IsFunction) != statement.FirstAncestorOrSelf<SyntaxNode>(IsFunction))) return false;
        // A block that always returns is seen by nothing behind it, but by what runs on the way out.
        bool inFinally = statement.Ancestors().OfType<TryStatementSyntax>().Any(t => t.Finally is { } last && Uses(symbol).Any(u => last.Span.Contains(u.Span)));
        if (!inFinally && Microsoft.CodeAnalysis.CSharp.CSharpExtensions.AnalyzeControlFlow(_model, block) is { Succeeded: true, EndPointIsReachable: false } flow && flow.ExitPoints.All(e => e is ReturnStatementSyntax)) return true;
        SyntaxNode? loop = LoopSince(symbol, statement);
        ExpressionSyntax target = ((AssignmentExpressionSyntax)((ExpressionStatementSyntax)statement).Expression).Left;
        return Uses(symbol).All(u => u.Span == target.Span || (u.SpanStart > statement.Span.End ? block.Span.Contains(u.Span) : loop is null || !loop.Span.Contains(u.Span)));

        static bool IsFunction(SyntaxNode node) => node is LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax;
    }

    /// <summary>Why the variable does not stand for a whole array that was made here, or null.</summary>
    private string? WhyNotOwn(ISymbol symbol)
    {
        if (!_variables.TryGetValue(symbol, out Variable? variable) || !_roots.TryGetValue(variable, out Root? root) || variable.Type.Shape == Shape.ReadOnlySpan) return "again";
        if (root.Kind != RootKind.Local) return $"again, and '{symbol.Name}' is not an array of this method's own (begin with a copy)";
        return _ranges.ContainsKey(variable) || _partial.Contains(variable) ? $"again, and '{symbol.Name}' is part of an array" : null;
    }

    /// <summary>Why another name still shows what the variable stood for, or null.</summary>
    private string? WhyShared(ISymbol symbol, SyntaxNode statement, ISymbol[] gone)
    {
        if (statement.Ancestors().OfType<CommonForEachStatementSyntax>().Any(f => Uses(symbol).Any(u => f.Expression.Span.Contains(u.Span)))) return "again inside a loop over it";
        Root root = _roots[_variables[symbol]];
        IEnumerable<ISymbol> named = _variables.Where(v => v.Value.Type.IsMemory && _roots.TryGetValue(v.Value, out Root? own) && ReferenceEquals(own, root)).Select(v => v.Key)
            .Concat(_wholes.Where(w => w.Value.Any(l => l.Type.IsMemory && _roots.TryGetValue(l, out Root? own) && ReferenceEquals(own, root))).Select(w => w.Key))
            .Concat(_references.Where(r => r.Value.Any(t => t.Memory is { } memory && ReferenceEquals(RootOf(memory), root))).Select(r => r.Key));
        foreach (ISymbol other in named)
            if (!SymbolEqualityComparer.Default.Equals(other, symbol) && !gone.Contains(other, SymbolEqualityComparer.Default) && IsLive(other, statement)) return $"again, while '{other.Name}' still shows what it was";
        return null;
    }

    /// <summary>Why what is assigned is known by two names afterwards, or null.</summary>
    private string? WhyLive(ISymbol source, SyntaxNode statement) =>
        IsLive(source, statement) || WhyShared(source, statement, []) is not null ? $"'{source.Name}', which is used behind it too, so one array would have two names" : null;

    /// <summary>It is used behind the statement, or in another trip of a loop around it, with what it stands for now.</summary>
    private bool IsLive(ISymbol symbol, SyntaxNode statement)
    {
        SyntaxNode? loop = LoopSince(symbol, statement);
        return Uses(symbol).Any(u => u.SpanStart > statement.Span.End || (loop is not null && loop.Span.Contains(u.Span) && !statement.Span.Contains(u.Span)));
    }

    /// <summary>The outermost loop around the statement that began after the variable got its memory.</summary>
    private SyntaxNode? LoopSince(ISymbol symbol, SyntaxNode statement)
    {
        SyntaxNode? at = _bound.TryGetValue(symbol, out SyntaxNode? bound) ? bound : symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(_context.Token);
        return statement.Ancestors().TakeWhile(a => a != _declaration)
            .LastOrDefault(a => a is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                && (at is null || !a.Span.Contains(at.Span) || (a is ForStatementSyntax { Declaration: { } declared } && declared.Span.Contains(at.Span))));
    }

    private IdentifierNameSyntax[] Uses(ISymbol symbol)
    {
        if (!_uses.TryGetValue(symbol, out IdentifierNameSyntax[]? known))
            _uses[symbol] = known =
            [
                .. _declaration.DescendantNodes().OfType<IdentifierNameSyntax>()
                    .Where(n => n.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(Microsoft.CodeAnalysis.CSharp.CSharpExtensions.GetSymbolInfo(_model, n, _context.Token).Symbol, symbol)),
            ];
        return known;
    }
}
