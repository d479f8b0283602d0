// Reads switch statements and switch expressions into conditions, and the jumps out of them and out of loops.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>
    /// What a jump can aim at. <see cref="IsLoop"/>: it is a loop in the tree, as a switch with goto is; only the innermost of these can be left
    /// by one statement, so a jump further out sets a variable that is tested behind each loop it leaves.
    /// </summary>
    private sealed class Frame(bool isLoop, ILabelSymbol exit, ILabelSymbol? @continue = null)
    {
        public bool IsLoop { get; } = isLoop;
        public ILabelSymbol Exit { get; } = exit;
        public ILabelSymbol? Continue { get; } = @continue;
        /// <summary>A switch without goto: the variable of its BreakableStmt.</summary>
        public Variable? Left;
        public bool IsLeft;
        /// <summary>A switch with goto: which section runs, and the section of each label.</summary>
        public Variable? Section;
        public readonly Dictionary<ILabelSymbol, int> Sections = new(SymbolEqualityComparer.Default);
        /// <summary>Jumps that pass through this loop, with the variable that says that they are on their way.</summary>
        public readonly List<(Variable Pending, ILabelSymbol Target)> Passing = [];

        public bool IsTarget(ILabelSymbol label) => Is(label, Exit) || Is(label, Continue) || Sections.ContainsKey(label);
        public static bool Is(ILabelSymbol label, ILabelSymbol? other) => SymbolEqualityComparer.Default.Equals(label, other);
    }

    private readonly List<Frame> _frames = [];

    private void ReadLoop(ILoopOperation loop, List<Stmt> into)
    {
        var frame = new Frame(isLoop: true, loop.ExitLabel, loop.ContinueLabel);
        _frames.Add(frame);
        int start = into.Count;
        switch (loop)
        {
            case IForLoopOperation @for: ReadFor(@for, into); break;
            case IForEachLoopOperation forEach: ReadForEach(forEach, into); break;
            case IWhileLoopOperation { ConditionIsTop: true, ConditionIsUntil: false, Condition: { } condition }:
                into.Add(new WhileStmt(Read(condition), ReadBody(loop.Body)));
                break;
            case IWhileLoopOperation { ConditionIsTop: false, ConditionIsUntil: false, Condition: { } condition }:
            {
                Stmt body = ReadBody(loop.Body);
                into.Add(new DoStmt(body, Read(condition)));
                break;
            }
            default: RefuseStatement(loop); break;
        }
        Close(frame, into, start);
    }

    /// <summary>Ends a loop of the tree: jumps that left it on their way further out go on.</summary>
    private void Close(Frame frame, List<Stmt> into, int start)
    {
        _frames.Remove(frame);
        foreach ((Variable pending, ILabelSymbol target) in frame.Passing)
        {
            into.Insert(start, new AssignStmt(pending, False));
            var jump = new List<Stmt>();
            Jump(target, jump);
            into.Add(new IfStmt(new VariableExpr(pending), new BlockStmt(jump), null));
        }
    }

    private bool TryReadJump(IBranchOperation branch, List<Stmt> into)
    {
        if (!_frames.Any(f => f.IsTarget(branch.Target))) return false;
        Jump(branch.Target, into);
        return true;
    }

    private void Jump(ILabelSymbol target, List<Stmt> into)
    {
        Frame aim = _frames.Last(f => f.IsTarget(target));
        Frame? innermost = _frames.LastOrDefault(f => f.IsLoop);
        if (aim.Left is not null)
        {
            aim.IsLeft = true;
            into.Add(new LeaveStmt(aim.Left));
            return;
        }
        if (aim.Sections.TryGetValue(target, out int section)) into.Add(new AssignStmt(aim.Section!, Int(section)));
        if (ReferenceEquals(aim, innermost)) into.Add(Frame.Is(target, aim.Exit) ? new BreakStmt() : new ContinueStmt());
        else
        {
            Variable? pending = innermost!.Passing.Where(p => Frame.Is(p.Target, target)).Select(p => p.Pending).FirstOrDefault();
            if (pending is null) innermost.Passing.Add((pending = Temporary(IrType.Bool, "leaves"), target));
            into.Add(new AssignStmt(pending, True));
            into.Add(new BreakStmt());
        }
    }

    // ---- switch statements

    private void ReadSwitch(ISwitchOperation operation, List<Stmt> into)
    {
        Subject subject = ReadSubject(operation.Value, into);
        var labels = new HashSet<ISymbol>(operation.Cases.SelectMany(c => c.Clauses).Select(c => c.Label).OfType<ISymbol>(), SymbolEqualityComparer.Default);
        bool goes = operation.Descendants().Any(d => d is IBranchOperation { BranchKind: BranchKind.GoTo } jump && labels.Contains(jump.Target));
        int otherwise = IndexOfDefault(operation);
        // `case 1: default:` in front of other sections: its tests come before theirs, its body may come after.
        bool chosenFirst = goes || (otherwise >= 0 && operation.Cases[otherwise].Clauses.Length > 1
            && (otherwise < operation.Cases.Length - 1 || operation.Cases[otherwise].Clauses.Any(c => c is IPatternCaseClauseOperation { Guard: not null })));

        var frame = new Frame(goes, operation.ExitLabel);
        if (!goes) frame.Left = Temporary(IrType.Bool, "");
        if (chosenFirst) frame.Section = Temporary(IrType.I32, "section");
        for (int i = 0; goes && i < operation.Cases.Length; i++)
            foreach (ICaseClauseOperation clause in operation.Cases[i].Clauses)
                if (clause.Label is not null) frame.Sections[clause.Label] = i;
        int start = into.Count;
        // Variables of patterns are declared before the bodies that read them.
        Expr?[] tests = chosenFirst ? [.. operation.Cases.Select(c => ReadClauses(c, subject))] : new Expr?[operation.Cases.Length];
        _frames.Add(frame);
        var bodies = new Stmt[operation.Cases.Length];
        for (int i = 0; i < bodies.Length; i++)
        {
            if (!chosenFirst)
            {
                // A jump cannot stand in a condition, so the frame is not in its way.
                tests[i] = ReadClauses(operation.Cases[i], subject);
            }
            bodies[i] = ReadSection(operation.Cases[i], operation.ExitLabel);
        }
        Stmt chain = chosenFirst
            ? Chain(i => new OpExpr(IrType.Bool, Op.Equal, [new VariableExpr(frame.Section!), Int(i)]), i => bodies[i], null, bodies.Length, -1)
            : Chain(i => tests[i]!, i => bodies[i], otherwise < 0 ? null : bodies[otherwise], bodies.Length, otherwise);
        if (chosenFirst)
            into.Add(Chain(i => tests[i]!, i => new AssignStmt(frame.Section!, Int(i)), new AssignStmt(frame.Section!, Int(otherwise)), tests.Length, otherwise, keepsTests: true));
        if (goes)
        {
            into.Add(new WhileStmt(True, new BlockStmt([chain, new BreakStmt()])));
            Close(frame, into, start);
            return;
        }
        _frames.Remove(frame);
        into.Add(frame.IsLeft ? new BreakableStmt(frame.Left!, chain) : chain);
    }

    private static int IndexOfDefault(ISwitchOperation operation)
    {
        for (int i = 0; i < operation.Cases.Length; i++)
            if (operation.Cases[i].Clauses.Any(c => c.CaseKind == CaseKind.Default)) return i;
        return -1;
    }

    /// <summary>if (test 0) body 0 else if (test 1) body 1 … else otherwise; a section whose tests do not matter is passed over.</summary>
    private static Stmt Chain(System.Func<int, Expr> test, System.Func<int, Stmt> body, Stmt? otherwise, int count, int passedOver, bool keepsTests = false)
    {
        Stmt? chain = otherwise;
        for (int i = count - 1; i >= 0; i--)
        {
            if (i == passedOver && !(keepsTests && test(i) is not ConstantExpr)) continue;
            chain = new IfStmt(test(i), body(i), chain);
        }
        return chain ?? new BlockStmt([]);
    }

    private Expr ReadClauses(ISwitchCaseOperation section, Subject subject)
    {
        Expr? any = null;
        foreach (ICaseClauseOperation clause in section.Clauses)
        {
            Expr? test = null;
            switch (clause)
            {
                case IDefaultCaseClauseOperation: break;
                case ISingleValueCaseClauseOperation { Value: { } constant } when subject.Value is { } value: test = MatchConstant(constant, value); break;
                case IPatternCaseClauseOperation pattern:
                    test = Match(pattern.Pattern, subject);
                    if (pattern.Guard is not null) test = AndAlso(test, Read(pattern.Guard));
                    break;
                default: Unsupported(clause, "This case", "write if and else"); break;
            }
            if (test is not null) any = any is null ? test : new ConditionalExpr(any, True, test);
        }
        return any ?? False;
    }

    /// <summary>The statements of a section; the break at its end says nothing that the chain does not say.</summary>
    private Stmt ReadSection(ISwitchCaseOperation section, ILabelSymbol exit)
    {
        IEnumerable<IOperation> operations = section.Body;
        if (section.Body.Length == 1 && section.Body[0] is IBlockOperation block) operations = block.Operations;
        IOperation[] body = [.. operations];
        if (body.Length > 0 && body[body.Length - 1] is IBranchOperation last && Frame.Is(last.Target, exit)) body = [.. body.Take(body.Length - 1)];
        var statements = new List<Stmt>();
        ReadInto(statements, body);
        return new BlockStmt(statements);
    }

    // ---- switch expressions

    private Expr ReadSwitchExpression(ISwitchExpressionOperation operation)
    {
        IrType type = TypeOf(operation);
        var before = new List<Stmt>();
        Subject subject = ReadSubject(operation.Value, before);
        var arms = new List<(Expr Test, Expr Value)>();
        foreach (ISwitchExpressionArmOperation arm in operation.Arms)
        {
            Expr test = Match(arm.Pattern, subject);
            if (arm.Guard is not null) test = AndAlso(test, Read(arm.Guard));
            arms.Add((test, ReadBranch(arm.Value, type)));
        }
        if (type.IsMemory) return Unsupported(operation, "A span or array chosen by a switch", "branch with a switch statement and use each in its branch");
        if (arms.Count == 0) return Nothing(type);
        // C#'s own verdict, for subjects whose values are all known to C#: enums have values without a name.
        ISwitchExpressionArmOperation final = operation.Arms[operation.Arms.Length - 1];
        bool complete = operation.IsExhaustive && final.Guard is null && final.Locals.IsEmpty && subject.Value is { Type.IsScalar: true };
        Expr result = complete ? arms[arms.Count - 1].Value : Unmatched(operation, subject, type);
        for (int i = arms.Count - (complete ? 2 : 1); i >= 0; i--) result = IsTrue(arms[i].Test) ? arms[i].Value : new ConditionalExpr(arms[i].Test, Coerce(arms[i].Value, type), Coerce(result, type));
        return Sequence(before, result);
    }

    private Expr Unmatched(ISwitchExpressionOperation operation, Subject subject, IrType type)
    {
        const string Exception = "throw new global::System.Runtime.CompilerServices.SwitchExpressionException(";
        (string text, IReadOnlyList<Expr> args) = subject.Value is { Type.IsMemory: false } value ? Fuse(Exception + "((object){0}))", [value]) : (Exception + ")", []);
        return new EffectExpr(type, text, args, _context.AddSite(operation.Syntax.GetLocation(), "throw", SiteTrust.Formatting), Throws: true);
    }
}
