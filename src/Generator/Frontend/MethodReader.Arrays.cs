// Reads what code over arrays does with them as wholes: tests for null, clones, spreads, and the copies and fills of Array.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>The array that `a == null` or `null != a` looks at; C# compares it as an object.</summary>
    private static IOperation? NullTested(IBinaryOperation binary)
    {
        if (binary is not { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, OperatorMethod: null }) return null;
        IOperation left = Bare(binary.LeftOperand), right = Bare(binary.RightOperand);
        return right.ConstantValue is { HasValue: true, Value: null } && IsMemory(left) ? left
            : left.ConstantValue is { HasValue: true, Value: null } && IsMemory(right) ? right : null;
    }

    private Expr ReadNullTest(IBinaryOperation binary, IOperation array)
    {
        Expr isNull = Null(Read(array), binary.Syntax);
        return binary.OperatorKind == BinaryOperatorKind.Equals ? isNull : new OpExpr(IrType.Bool, Op.Not, [isNull]);
    }

    /// <summary>`(double[])x.Clone()`; null if the conversion is of something else.</summary>
    private Expr? TryReadClone(IConversionOperation conversion)
    {
        if (conversion.Operand is not IInvocationOperation { TargetMethod.Name: "Clone", Arguments.IsEmpty: true, Instance: { } instance } || !IsMemory(instance)) return null;
        IrType type = TypeOf(conversion);
        if (type != Types.Of(instance.Type!)) return null;
        var before = new List<Stmt>();
        Expr source = KeepMemory(Read(instance), before);
        ReadFrom(source, conversion.Syntax);
        return CopyOf(source, type, before);
    }

    private Expr CopyOf(Expr source, IrType type, List<Stmt> before)
    {
        Expr copy = Keep(new AllocateExpr(type, [.. Enumerable.Range(0, type.Rank).Select(d => LengthOf(source, d))]), "copy", before);
        before.Add(EachElement(copy, at => new LoadExpr(source, at)));
        return Sequence(before, copy);
    }

    /// <summary>Stores a value at every index of memory of one or two dimensions.</summary>
    private ForStmt EachElement(Expr memory, System.Func<IReadOnlyList<Expr>, Expr> value, string? note = null)
    {
        if (memory.Type.Rank == 1) return Loop(memory, at => value([at]), note);
        var row = new VariableExpr(Temporary(IrType.I32, "row"));
        var column = new VariableExpr(Temporary(IrType.I32, "column"));
        return Counted(row, LengthOf(memory), Counted(column, LengthOf(memory, 1), new StoreStmt(memory, [row, column], value([row, column]), note)));
    }

    private static ForStmt Counted(VariableExpr index, Expr end, Stmt body) => new(
        [new AssignStmt(index.Variable, Int(0))], new OpExpr(IrType.Bool, Op.Less, [index, end]), [new AssignStmt(index.Variable, Binary(Op.Add, index, Int(1)))], body);

    /// <summary>`[a, .. x, b]` of numbers: what is spread is copied behind what stands before it.</summary>
    private Expr ReadSpread(ICollectionExpressionOperation collection, IOperation operation, IrType type, string name)
    {
        var before = new List<Stmt>();
        var parts = new List<(Expr Value, bool IsSpread)>();
        Expr length = Int(0);
        foreach (IOperation element in collection.Elements)
        {
            bool isSpread = element is ISpreadOperation;
            IOperation read = element is ISpreadOperation spread ? spread.Operand : element;
            if (isSpread && !IsMemory(read)) return Unsupported(element, "A spread element of this type", "spread a span or an array of numbers");
            Expr value = Read(read);
            if (isSpread && value.Type.Rank != 1) return Unsupported(element, "A spread element of this type", "spread a span or an array of numbers");
            value = isSpread ? KeepMemory(value, before) : Keep(Coerce(value, type.ElementType), "element", before);
            if (isSpread) ReadFrom(value, element.Syntax);
            parts.Add((value, isSpread));
            length = Binary(Op.Add, length, isSpread ? LengthOf(value) : Int(1));
        }
        Variable variable = Temporary(type, name);
        _roots[variable] = new Root(name, RootKind.Local);
        before.Add(new AssignStmt(variable, new AllocateExpr(type, [length])));
        var memory = new VariableExpr(variable);
        Expr at = Int(0);
        foreach ((Expr value, bool isSpread) in parts)
        {
            Expr start = at;
            if (!isSpread) before.Add(new StoreStmt(memory, [start], value));
            else
            {
                var index = new VariableExpr(Temporary(IrType.I32, "index"));
                Expr to = start is ConstantExpr { Literal.Bits: 0 } ? index : Binary(Op.Add, start, index);
                before.Add(Counted(index, LengthOf(value), new StoreStmt(memory, [to], Coerce(new LoadExpr(value, [index]), type.ElementType))));
            }
            at = Binary(Op.Add, at, isSpread ? LengthOf(value) : Int(1));
        }
        return Sequence(before, memory);
    }

    /// <summary>The part of the array that `Array.Clear(a, start, count)` and its like speak of; the slice throws before anything is written, as they do.</summary>
    private Expr PartOf(Expr memory, IOperation start, IOperation count, List<Stmt> into) =>
        Keep(SliceOf(memory, Read(start), Read(count)), "part", into);

    /// <summary>Clear, Fill and CopyTo are loops.</summary>
    private bool TryReadMemoryStatement(IInvocationOperation invocation, string note, List<Stmt> into)
    {
        IMethodSymbol method = invocation.TargetMethod;
        IOperation[] args = [.. invocation.Arguments.Select(a => a.Value)];
        bool array = Types.Is(method.ContainingType, "System", "Array") && method.IsStatic;
        bool extension = Types.Is(method.ContainingType, "System", "MemoryExtensions");
        IOperation? target = array || extension ? args.FirstOrDefault() : invocation.Instance;
        if (target is null || !IsMemory(Unconverted(target)) || !InOrder(invocation.Arguments)) return false;
        IOperation[] rest = array || extension ? [.. args.Skip(1)] : args;
        bool IsArray(int k) => IsMemory(Unconverted(rest[k]));
        bool isVector = Types.Of(Unconverted(target).Type!).Rank == 1;
        switch (method.Name)
        {
            case "Clear" when rest.Length == 0: FillLoop(null, null, null); return true;
            case "Clear" when array && rest.Length == 2 && isVector: FillLoop(null, rest[0], rest[1]); return true;
            case "Fill" when rest.Length == 1: FillLoop(rest[0], null, null); return true;
            case "Fill" when array && rest.Length == 3: FillLoop(rest[0], rest[1], rest[2]); return true;
            case "CopyTo" when rest.Length == 1 && IsArray(0): CopyLoop(null, rest[0], null, null); return true;
            case "CopyTo" when rest.Length == 2 && IsArray(0): CopyLoop(null, rest[0], rest[1], null); return true;
            case "Copy" when array && rest.Length == 2 && IsArray(0): CopyLoop(null, rest[0], null, rest[1]); return true;
            case "Copy" when array && rest.Length == 4 && IsArray(1): CopyLoop(rest[0], rest[1], rest[2], rest[3]); return true;
        }
        return false;

        void FillLoop(IOperation? value, IOperation? start, IOperation? count)
        {
            Expr memory = KeepMemory(Read(Unconverted(target)), into);
            Expr kept = value is null ? Zero(memory.Type.ElementType) : Keep(Coerce(Read(value), memory.Type.ElementType), "value", into);
            if (start is not null) memory = PartOf(memory, start, count!, into);
            Written(memory, invocation.Syntax);
            into.Add(EachElement(memory, _ => kept, note));
        }

        void CopyLoop(IOperation? from, IOperation to, IOperation? at, IOperation? count)
        {
            Expr source = KeepMemory(Read(Unconverted(target)), into);
            Expr? start = from is null ? null : Keep(Read(from), "start", into);
            Expr destination = KeepMemory(Read(Unconverted(to)), into);
            Expr? offset = at is null ? null : Keep(Read(at), "offset", into);
            if (!source.Type.IsMemory || !destination.Type.IsMemory || source.Type.Element != destination.Type.Element || source.Type.Rank != 1 || destination.Type.Rank != 1)
            {
                Unsupported(invocation, "This copy", "write a loop");
                return;
            }
            if (ReferenceEquals(RootOf(source), RootOf(destination)))
            {
                _context.Report(
                    Descriptors.OverlappingArguments, invocation.Syntax.GetLocation(), target.Syntax.ToString(), to.Syntax.ToString(), ReadContext.Name(method), to.Syntax.ToString(), "written");
                return;
            }
            Expr length = count is null ? LengthOf(source) : Read(count);
            // The slices throw before anything is written, as the copy does.
            if (count is not null) source = Keep(SliceOf(source, start ?? Int(0), length = Keep(length, "count", into)), "source", into);
            destination = Keep(SliceOf(destination, offset ?? Int(0), length), "destination", into);
            ReadFrom(source, target.Syntax);
            Written(destination, invocation.Syntax);
            into.Add(Loop(destination, index => new LoadExpr(source, [index]), note));
        }
    }
}
