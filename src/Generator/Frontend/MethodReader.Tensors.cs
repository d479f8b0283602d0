// Reads calls of TensorPrimitives as the loops that they stand for.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// A call is its checks, then a counted loop over the elements. A destination may be an input: each trip reads before it writes. What a member is for one element says
/// <see cref="TensorMembers"/>; what it gives of all elements is said here.
/// </summary>
internal sealed partial class MethodReader
{
    /// <summary>The arguments of a call, evaluated: spans as memory, numbers as variables.</summary>
    private sealed record TensorCall(TensorMember Member, IInvocationOperation Invocation, Scalar Element, Expr[] Inputs, Expr[] Destinations, string? Note)
    {
        public IrType Type => IrType.Of(Element);
        public Expr[] Spans => [.. Inputs.Where(i => i.Type.IsMemory)];
        public Expr[] At(Expr index) => [.. Inputs.Select(i => i.Type.IsMemory ? new LoadExpr(i, [index]) : i)];
    }

    private TensorCall? TryReadTensorCall(IInvocationOperation invocation, bool hasDestination, string? note, List<Stmt> into)
    {
        IMethodSymbol method = invocation.TargetMethod;
        if (!Types.Is(method.ContainingType, "System.Numerics.Tensors", "TensorPrimitives") || method.Parameters.Any(IsDestination) != hasDestination) return null;
        bool IsDestination(IParameterSymbol p) => Types.IsSpan(p.Type, out bool isReadOnly, out _) && !isReadOnly;
        bool IsNumbers(IParameterSymbol p) => Types.Of(p.Type) is { IsMemory: true } || Types.Of(p.Type).IsScalar || p.Type.TypeKind == TypeKind.Enum;
        Scalar element = method.Parameters.Select(p => Types.Of(p.Type)).FirstOrDefault(t => t.Shape == Shape.ReadOnlySpan).Element;
        if (!IrType.IsFloating(element) || !method.Parameters.All(IsNumbers) || TensorMembers.Find(method.Name, hasDestination) is not { } member) return null;
        // Bits and integers of floats come from the library.
        if (member.Name.StartsWith("Convert", System.StringComparison.Ordinal) && !method.Parameters.All(p => IrType.IsFloating(Types.Of(p.Type).Element))) return null;
        foreach (IArgumentOperation argument in invocation.Arguments)
            if (Types.Of(argument.Parameter!.Type).IsMemory ? !IsMemory(Unconverted(argument.Value)) : argument.Parameter.Type.TypeKind == TypeKind.Enum && !argument.Value.ConstantValue.HasValue) return null;
        var values = new Expr[method.Parameters.Length];
        foreach (IArgumentOperation argument in invocation.Arguments)
        {
            IParameterSymbol parameter = argument.Parameter!;
            bool isMemory = Types.Of(parameter.Type).IsMemory;
            values[parameter.Ordinal] = isMemory ? KeepMemory(Read(Unconverted(argument.Value)), into)
                : parameter.Type.TypeKind == TypeKind.Enum ? Pure(IrType.Opaque(Types.Text(parameter.Type)), "(" + Types.Text(parameter.Type) + ")" + argument.Value.ConstantValue.Value)
                : Keep(Coerce(Read(argument.Value), Types.Of(parameter.Type)), parameter.Name, into);
        }
        if (values.Any(v => v is null) || values.Where((v, k) => Types.Of(method.Parameters[k].Type).IsMemory && !v.Type.IsMemory).Any()) return null;
        Expr[] destinations = [.. method.Parameters.Where(IsDestination).Select(p => values[p.Ordinal])];
        TensorCall call = new(member, invocation, element, [.. method.Parameters.Where(p => !IsDestination(p)).Select(p => values[p.Ordinal])], destinations, note);
        foreach (Expr input in call.Spans) ReadFrom(input, invocation.Syntax);
        foreach (Expr destination in destinations) Written(destination, invocation.Syntax);
        return call;
    }

    /// <summary>The checks of the library, in its order.</summary>
    private void CheckTensors(TensorCall call, List<Stmt> into)
    {
        Expr[] spans = call.Spans;
        string type = call.Type.CSharp;
        if (call.Member.NotEmpty) Check("NotEmpty<" + type + ">", spans[0]);
        if (call.Destinations.Length == 2) Check("Two<" + type + ">", [spans[0], .. call.Destinations]);
        else if (call.Destinations.Length == 1 && call.Destinations[0].Type.Element != call.Element)
            Check("Into<" + type + ", " + call.Destinations[0].Type.ElementType.CSharp + ">", [spans[0], call.Destinations[0]]);
        else if (call.Destinations.Length == 1) Check("Elementwise<" + type + ">", [.. spans, call.Destinations[0]]);
        else if (spans.Length == 2) Check("Same<" + type + ">", spans);

        void Check(string name, params Expr[] args) => CheckTensors(call, name, args, into);
    }

    private void CheckTensors(TensorCall call, string name, Expr[] args, List<Stmt> into) => into.Add(new ExprStmt(new EffectExpr(
        Types.Void, LibraryNames.TensorShapes + name + "(" + string.Join(", ", args.Select((_, k) => "{" + k + "}")) + ")", args,
        _context.AddSite(call.Invocation.Syntax.GetLocation(), ReadContext.Name(call.Invocation.TargetMethod), SiteTrust.Formatting))));

    /// <summary>A member with destinations.</summary>
    private bool TryReadTensorStatement(IInvocationOperation invocation, string? note, List<Stmt> into)
    {
        if (TryReadTensorCall(invocation, true, note, into) is not { } call) return false;
        CheckTensors(call, into);
        if (call.Member.Kind == TensorKind.Whole)
        {
            SoftMax(call, into);
            return true;
        }
        var index = new VariableExpr(Temporary(IrType.I32, "index"));
        Expr[] at = call.At(index);
        var body = new List<Stmt>();
        Expr first = call.Member.Term!(at, ResultOf(0));
        if (call.Member.Second is { } second)
        {
            // The destination may be the input.
            first = Keep(first, "first", body);
            Expr other = Keep(second(at, ResultOf(1)), "second", body);
            body.Add(new StoreStmt(call.Destinations[0], [index], first, note));
            body.Add(new StoreStmt(call.Destinations[1], [index], other, note));
        }
        else body.Add(new StoreStmt(call.Destinations[0], [index], first, note));
        into.Add(Counted(index, LengthOf(call.Spans[0]), body.Count == 1 ? body[0] : new BlockStmt(body)));
        return true;

        IrType ResultOf(int k) => call.Destinations[k].Type.ElementType;
    }

    private void SoftMax(TensorCall call, List<Stmt> into)
    {
        Expr x = call.Spans[0];
        CheckTensors(call, "Whole<" + call.Type.CSharp + ">", [x, call.Destinations[0]], into);
        Expr Exp(Expr index) => TensorMembers.Make(call.Type, Op.Exp, new LoadExpr(x, [index]));
        Expr sum = Total(call, Exp, into);
        var index = new VariableExpr(Temporary(IrType.I32, "index"));
        into.Add(Counted(index, LengthOf(x), new StoreStmt(call.Destinations[0], [index], TensorMembers.Make(call.Type, Op.Div, Exp(index), sum), call.Note)));
    }

    /// <summary>A member that gives a number; null if the call is something else.</summary>
    private Expr? TryReadTensorValue(IInvocationOperation invocation)
    {
        var before = new List<Stmt>();
        if (TryReadTensorCall(invocation, false, null, before) is not { } call) return null;
        CheckTensors(call, before);
        IrType t = call.Type;
        switch (call.Member.Kind)
        {
            case TensorKind.Sum: return Sequence(before, Total(call, i => call.Member.Term!(call.At(i), t), before));
            case TensorKind.Product: return Sequence(before, Folded(call, TensorMembers.One(t), Int(0), (all, i) => TensorMembers.Make(t, Op.Mul, all, call.Member.Term!(call.At(i), t)), before));
            case TensorKind.Extremum:
                return Sequence(before, Folded(call, new LoadExpr(call.Spans[0], [Int(0)]), Int(1), (best, i) => call.Member.Term!([best, call.At(i)[0]], t), before));
            case TensorKind.All:
                return Sequence(before, Folded(call, LengthTest(call, Op.Greater), Int(0), (all, i) => TensorMembers.Make(IrType.Bool, Op.And, all, call.Member.Term!(call.At(i), t)), before));
            case TensorKind.Any:
                return Sequence(before, Folded(call, False, Int(0), (any, i) => TensorMembers.Make(IrType.Bool, Op.Or, any, call.Member.Term!(call.At(i), t)), before));
            case TensorKind.Index: return Sequence(before, FromLibrary(call));
            default: return Sequence(before, Whole(call, before));
        }
    }

    private Expr LengthTest(TensorCall call, Op op) => new OpExpr(IrType.Bool, op, [LengthOf(call.Spans[0]), Int(0)]);

    private Expr Whole(TensorCall call, List<Stmt> into)
    {
        IrType t = call.Type;
        Expr Mul(Expr a, Expr b) => TensorMembers.Make(t, Op.Mul, a, b);
        Expr Div(Expr a, Expr b) => TensorMembers.Make(t, Op.Div, a, b);
        Expr Squares(System.Func<Expr, Expr> term) => TensorMembers.Make(t, Op.Sqrt, Total(call, i =>
        {
            var local = new List<Stmt>();
            Expr once = Keep(term(i), "term", local);
            return Sequence(local, Mul(once, once));
        }, into));
        Expr count = Coerce(LengthOf(call.Spans[0]), t);
        switch (call.Member.Name)
        {
            case "Norm": return Squares(i => call.At(i)[0]);
            case "Distance": return Squares(i => TensorMembers.Make(t, Op.Sub, call.At(i)));
            case "Average": return Div(Total(call, i => call.At(i)[0], into), count);
            case "StdDev":
                Expr mean = Keep(Div(Total(call, i => call.At(i)[0], into), count), "mean", into);
                // A Euclidean norm, so that equal elements have derivative zero.
                return Div(Squares(i => TensorMembers.Make(t, Op.Sub, call.At(i)[0], mean)), TensorMembers.Make(t, Op.Sqrt, count));
            default:
                Expr dot = Total(call, i => TensorMembers.Make(t, Op.Mul, call.At(i)), into);
                Expr x = Keep(Squares(i => call.At(i)[0]), "norm", into), y = Keep(Squares(i => call.At(i)[1]), "norm", into);
                return Div(dot, Mul(x, y));
        }
    }

    private Expr Total(TensorCall call, System.Func<Expr, Expr> term, List<Stmt> into) =>
        Folded(call, Zero(call.Type), Int(0), (sum, i) => TensorMembers.Make(call.Type, Op.Add, sum, term(i)), into);

    /// <summary>A variable that takes up the elements from one on, in order.</summary>
    private Expr Folded(TensorCall call, Expr initial, Expr from, System.Func<Expr, Expr, Expr> next, List<Stmt> into)
    {
        var all = new VariableExpr(Temporary(initial.Type, "all"));
        var index = new VariableExpr(Temporary(IrType.I32, "index"));
        into.Add(new AssignStmt(all.Variable, initial));
        into.Add(new ForStmt(
            [new AssignStmt(index.Variable, from)], new OpExpr(IrType.Bool, Op.Less, [index, LengthOf(call.Spans[0])]), [new AssignStmt(index.Variable, Binary(Op.Add, index, Int(1)))],
            new AssignStmt(all.Variable, next(all, index), SourceNote.Of(call.Invocation.Syntax))));
        return all;
    }

    /// <summary>The call itself, on constants.</summary>
    private Expr FromLibrary(TensorCall call)
    {
        IMethodSymbol method = call.Invocation.TargetMethod;
        Expr[] args = [.. call.Spans.Select(s => new OpExpr(IrType.ReadOnlySpan(s.Type.Element), Op.Detach, [s]))];
        string generic = method.IsGenericMethod ? "<" + call.Type.CSharp + ">" : "";
        return new EffectExpr(
            TypeOf(call.Invocation), "global::System.Numerics.Tensors.TensorPrimitives." + method.Name + generic + "(" + string.Join(", ", args.Select((_, k) => "{" + k + "}")) + ")", args,
            _context.AddSite(call.Invocation.Syntax.GetLocation(), ReadContext.Name(method), SiteTrust.Formatting));
    }
}
