// Reads statements: an allow-list of operation kinds.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    private void ReadInto(List<Stmt> into, IEnumerable<IOperation> operations)
    {
        IOperation[] all = [.. operations];
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i] is IUsingDeclarationOperation declaration)
            {
                ReadUsingDeclaration(declaration, all.Skip(i + 1), into);
                return;
            }
            if (TryRotate(all, i, into) is > 0 and int taken) i += taken - 1;
            else ReadStatement(all[i], into);
        }
    }

    private Stmt ReadBody(IOperation? operation)
    {
        var body = new List<Stmt>();
        if (operation is not null) ReadStatement(operation, body);
        return body.Count == 1 ? body[0] : new BlockStmt(body);
    }

    private void ReadStatement(IOperation operation, List<Stmt> into)
    {
        Enter();
        _context.Token.ThrowIfCancellationRequested();
        ReadAnyStatement(operation, into);
        Leave();
    }

    private void ReadAnyStatement(IOperation operation, List<Stmt> into)
    {
        switch (operation)
        {
            case IBlockOperation block:
            {
                var body = new List<Stmt>();
                ReadInto(body, block.Operations);
                LeaveBlock(block.Syntax);
                into.Add(new BlockStmt(body));
                break;
            }
            case IVariableDeclarationGroupOperation group: ReadDeclarations(group, into); break;
            case IExpressionStatementOperation statement: ReadExpressionStatement(statement.Operation, SourceNote.Of(statement.Syntax), into); break;
            case IReturnOperation { Kind: OperationKind.Return } @return: ReadReturn(@return, into); break;
            case IConditionalOperation conditional: ReadIf(conditional, into); break;
            case ILoopOperation loop: ReadLoop(loop, into); break;
            case ISwitchOperation @switch: ReadSwitch(@switch, into); break;
            case IBranchOperation branch when TryReadJump(branch, into): break;
            case ITryOperation @try: ReadTry(@try, into); break;
            case IUsingOperation @using: ReadUsing(@using, into); break;
            case ILockOperation @lock: ReadLock(@lock, into); break;
            case IThrowOperation @throw: into.Add(new ExprStmt(ReadThrow(@throw, Types.Void))); break;
            case IEmptyOperation: break;
            // Read where it is called.
            case ILocalFunctionOperation: break;
            case IInvalidOperation: _context.SawInvalidCode = true; break;
            default: RefuseStatement(operation); break;
        }
    }

    private void RefuseStatement(IOperation operation)
    {
        if (operation is IBranchOperation or ILabeledOperation)
        {
            _context.Report(Descriptors.Label, operation is IBranchOperation ? operation.Syntax.GetLocation() : operation.Syntax.GetFirstToken().GetLocation(), operation is IBranchOperation ? "A goto statement" : "A label");
            if (operation is ILabeledOperation { Operation: { } labelled }) ReadStatement(labelled, []);
            return;
        }
        if (operation.Syntax is FixedStatementSyntax @fixed)
        {
            _context.Report(Descriptors.Pointer, @fixed.FixedKeyword.GetLocation(), "A fixed statement");
            return;
        }
        (string what, string remedy) = operation switch
        {
            IUsingOperation or IUsingDeclarationOperation => ("An await using statement", "acquire the resource outside and pass it as a parameter"),
            IReturnOperation => ("A yield statement", "fill a span or an array that is passed as a parameter"),
            _ => ("This statement", "write it with assignments, if, loops and calls of static methods"),
        };
        // The keyword is the culprit, not the block behind it.
        SyntaxToken first = operation.Syntax.GetFirstToken();
        bool isWhole = operation is IReturnOperation;
        _context.Report(Descriptors.Statement, isWhole ? operation.Syntax.GetLocation() : first.GetLocation(), what, remedy);
    }

    // ---- declarations

    private void ReadDeclarations(IVariableDeclarationGroupOperation group, List<Stmt> into)
    {
        foreach (IVariableDeclarationOperation declaration in group.Declarations)
            foreach (IVariableDeclaratorOperation declarator in declaration.Declarators)
                ReadDeclarator(declarator, declarator.Initializer ?? declaration.Initializer, into);
    }

    private void ReadDeclarator(IVariableDeclaratorOperation declarator, IVariableInitializerOperation? initializer, List<Stmt> into)
    {
        ILocalSymbol local = declarator.Symbol;
        if (local.HasConstantValue || IsHandle(local)) return;
        if (local.RefKind != RefKind.None)
        {
            if (initializer is null || !TryReadReference(local, initializer.Value, into))
            {
                _context.Report(Descriptors.Statement, declarator.Syntax.GetLocation(), $"The reference variable '{local.Name}'", "use the variable or element itself");
                _variables[local] = Temporary(Types.Of(local.Type), local.Name);
                if (Layout.Of(local.Type) is { } refused) DeclareWhole(local, refused);
            }
            return;
        }
        if ((Layout.Of(local.Type) ?? (initializer is { Value: var initial } && LayoutOf(Unconverted(initial)) is { IsObject: true } ? Layout.OfHeld(local.Type) : null)) is { } layout)
        {
            if (layout.IsMemory)
            {
                DeclareMemoryParts(local, layout, initializer?.Value, declarator.Syntax, into);
                return;
            }
            if (layout.HoldsMemory)
            {
                DeclareContainer(local, layout, initializer?.Value, declarator.Syntax, into);
                return;
            }
            Variable[] whole = DeclareWhole(local, layout);
            if (initializer is not null) Assign(whole, ReadParts(initializer.Value, into), SourceNote.Of(declarator.Syntax), into);
            return;
        }
        if (initializer is null)
        {
            Variable declared = Declare(local, local.Type);
            if (!declared.Type.IsMemory) return;
            if (IsMemory(local.Type) && Uses(local).Any(u => u.Parent is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax } a && a.Left == u)) _unassigned.Add(local);
            else RefuseMemory(local.Name, "after its declaration", declarator.Syntax);
            return;
        }
        if (TryDeclareFunction(local, initializer.Value)) return;
        string note = SourceNote.Of(declarator.Syntax);
        if (Types.Of(local.Type).IsMemory) ReadMemoryDeclaration(local, local.Type, initializer.Value, note, into);
        else
        {
            // C# assigns before it can be read, so the order of declaring and reading is free; the type is checked first.
            Variable variable = Declare(local, local.Type);
            // A type that is refused would be refused once more in what is assigned.
            IOperation value = Types.Refusal(local.Type) is null ? initializer.Value : Bare(initializer.Value);
            if (value is not (ITupleOperation or IDefaultValueOperation) || Types.Refusal(local.Type) is null) into.Add(new AssignStmt(variable, Read(value), note));
        }
    }

    private void RefuseMemory(string name, string assigned, SyntaxNode syntax) =>
        _context.Report(Descriptors.MemoryReassigned, syntax.GetLocation(), name, assigned);

    // ---- expressions as statements

    private void ReadExpressionStatement(IOperation operation, string note, List<Stmt> into)
    {
        switch (operation)
        {
            case not IAssignmentOperation and not IDeconstructionAssignmentOperation when LayoutOf(operation) is not null: ReadParts(operation, into); break;
            case ISimpleAssignmentOperation { IsRef: false } assignment: ReadAssignment(assignment, note, into); break;
            case ICompoundAssignmentOperation compound: ReadCompound(compound, note, into); break;
            case IIncrementOrDecrementOperation increment: ReadIncrement(increment, note, into); break;
            case IDeconstructionAssignmentOperation deconstruction: ReadDeconstruction(deconstruction, note, into); break;
            case IConditionalAccessOperation access when TryReadConditionalAccess(access, note, into): break;
            case IInvocationOperation invocation when GivenBack(invocation) is not null: break;
            case IInvocationOperation invocation when TryReadMemoryPartsStatement(invocation, note, into): break;
            case IInvocationOperation invocation when TryReadMemoryStatement(invocation, note, into): break;
            case IInvocationOperation invocation when TryReadTensorStatement(invocation, note, into): break;
            // A known function is not null.
            case IInvocationOperation { TargetMethod: { Name: "ThrowIfNull" } guard, Arguments: { Length: > 0 } guarded }
                when Types.Is(guard.ContainingType, "System", "ArgumentNullException") && (TryFunction(guarded[0].Value) is not null || LayoutOf(Unconverted(guarded[0].Value)) is { IsObject: true }): break;
            case IInvocationOperation invocation when ReadContext.IsDropped(invocation.TargetMethod, invocation.Syntax.SyntaxTree): break;
            case IInvocationOperation invocation when TryReadConditionalMessage(invocation, note, into): break;
            default: Run(Read(operation), note, into); break;
        }
    }

    /// <summary>Adds an expression that is read for what it does; what it gives is dropped.</summary>
    private static void Run(Expr value, string? note, List<Stmt> into)
    {
        if (value is SequenceExpr sequence)
        {
            into.AddRange(sequence.Before);
            Run(sequence.Value, note, into);
            into.AddRange(sequence.After);
        }
        else if (value is not (VariableExpr or ConstantExpr)) into.Add(new ExprStmt(value, note));
    }

    private void ReadReturn(IReturnOperation operation, List<Stmt> into)
    {
        if (operation.ReturnedValue is not { } returned)
        {
            if (!operation.IsImplicit) into.Add(new ReturnStmt(null));
        }
        // `void F() => G();` arrives as a return of nothing or as an expression statement, depending on its form.
        else if (_method.ReturnsVoid) ReadExpressionStatement(returned, SourceNote.Of(returned.Syntax), into);
        else if (returned is IThrowOperation @throw) into.Add(new ExprStmt(ReadThrow(@throw, Types.Void)));
        else if (returned is IConversionOperation { Operand: IThrowOperation thrown }) into.Add(new ExprStmt(ReadThrow(thrown, Types.Void)));
        else
        {
            string note = operation.Syntax is ReturnStatementSyntax ? SourceNote.Of(operation.Syntax) : "return " + SourceNote.Of(returned.Syntax);
            if (Types.Of(_method.ReturnType).IsMemory) ReadReturnedMemory(returned, note, into);
            else if (_returned is null) into.Add(new ReturnStmt(Read(returned), note));
            else
            {
                Assign(_returned, ReadParts(returned, into), note, into);
                into.Add(new ReturnStmt(null));
            }
        }
    }

    // ---- control flow

    private void ReadIf(IConditionalOperation conditional, List<Stmt> into)
    {
        if (IsGivingBack(conditional)) return;
        // A chain of else-ifs is as long as the user likes: walk down it, then build it up.
        var chain = new List<(Expr Condition, Stmt Then)>();
        IOperation? next = conditional;
        while (next is IConditionalOperation { Syntax: IfStatementSyntax } link)
        {
            if (TestOfTypes(link.Condition) is { } certain)
            {
                // The other side is for other types, and means nothing for these.
                next = certain ? link.WhenTrue : link.WhenFalse;
                continue;
            }
            chain.Add((Read(link.Condition), ReadBody(link.WhenTrue)));
            next = link.WhenFalse;
        }
        Stmt? otherwise = next is null ? null : ReadBody(next);
        for (int i = chain.Count - 1; i >= 0; i--) otherwise = new IfStmt(chain[i].Condition, chain[i].Then, otherwise);
        into.Add(otherwise ?? new BlockStmt([]));
    }

    private void ReadFor(IForLoopOperation loop, List<Stmt> into)
    {
        var before = new List<Stmt>();
        ReadInto(before, loop.Before);
        Expr condition = loop.Condition is null ? True : Read(loop.Condition);
        Stmt body = ReadBody(loop.Body);
        var atEnd = new List<Stmt>();
        ReadInto(atEnd, loop.AtLoopBottom);
        into.Add(new ForStmt(before, condition, atEnd, body));
    }

    /// <summary>foreach over memory is a for over a hidden index; over a two-dimensional array one index runs through both dimensions, so that break leaves both.</summary>
    private void ReadForEach(IForEachLoopOperation loop, List<Stmt> into)
    {
        var syntax = (CommonForEachStatementSyntax)loop.Syntax;
        IOperation collection = Unconverted(loop.Collection);
        if (MemoryOf(collection) is not null)
        {
            ReadForEachParts(loop, collection, into);
            return;
        }
        if (collection.Type is not { } type || !Types.Of(type).IsMemory)
        {
            if (collection.Type?.TypeKind == TypeKind.Error) _context.SawInvalidCode = true;
            else _context.Report(Descriptors.Statement, syntax.Expression.GetLocation(), "A foreach over this collection", "loop over a span or an array of numbers, or over an index with for");
            if (loop.LoopControlVariable is IVariableDeclaratorOperation unread) Declare(unread.Symbol, unread.Symbol.Type);
            ReadBody(loop.Body);
            return;
        }
        if (loop.LoopControlVariable is not IVariableDeclaratorOperation declarator)
        {
            _context.Report(Descriptors.Statement, syntax.GetFirstToken().GetLocation(), "A foreach by reference", "loop over an index and use the element itself");
            if (loop.LoopControlVariable is IVariableDeclaratorOperation byReference) Declare(byReference.Symbol, byReference.Symbol.Type);
            ReadBody(loop.Body);
            return;
        }

        var before = new List<Stmt>();
        Expr memory = KeepMemory(Read(collection), before);
        ReadFrom(memory, syntax.Expression);
        Variable index = Temporary(IrType.I32, "index");
        var at = new VariableExpr(index);
        before.Add(new AssignStmt(index, Int(0)));
        IReadOnlyList<Expr> indices = [at];
        Expr length = LengthOf(memory);
        if (memory.Type.Rank == 2)
        {
            Expr columns = Keep(LengthOf(memory, 1), "columns", before);
            indices = [Binary(Op.Div, at, columns), Binary(Op.Rem, at, columns)];
            length = Keep(Binary(Op.Mul, LengthOf(memory), columns), "count", before);
        }

        var body = new List<Stmt>();
        if (memory.Type.IsJagged)
        {
            var row = new Variable(declarator.Symbol.Name, IrType.Array(memory.Type.Element));
            (_roots[row], _, _variables[declarator.Symbol]) = (RootOf(memory), _partial.Add(row), row);
            body.Add(new AssignStmt(row, new RowExpr(row.Type, memory, at)));
        }
        else if (declarator.Symbol.RefKind == RefKind.None)
        {
            Variable element = Declare(declarator.Symbol, declarator.Symbol.Type);
            body.Add(new AssignStmt(element, Coerce(new LoadExpr(memory, indices), element.Type)));
        }
        else
        {
            if (declarator.Symbol.RefKind == RefKind.Ref) Written(memory, syntax.Expression);
            _references[declarator.Symbol] = [new Target(memory, indices)];
        }
        ReadStatement(loop.Body, body);
        into.Add(new ForStmt(
            before, new OpExpr(IrType.Bool, Op.Less, [at, length]), [new AssignStmt(index, Binary(Op.Add, at, Int(1)))], new BlockStmt(body)));
    }

    private static IOperation Unconverted(IOperation operation) =>
        operation is IConversionOperation { IsImplicit: true, Operand: { Type: not null } operand } ? Unconverted(operand) : operation;
}
