// Reads patterns: what is tested, and the tests as conditions over it.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>What patterns look at: a value that is evaluated once, the elements of a tuple literal, which is never built, or the variables of a struct.</summary>
    private readonly struct Subject
    {
        public Subject(Expr value) => Value = value;
        public Subject(IReadOnlyList<Subject> elements) => Elements = elements;
        public Subject(Variable[] parts, Layout layout) => (Parts, Layout) = (parts, layout);

        public Expr? Value { get; }
        public IReadOnlyList<Subject>? Elements { get; }
        public Variable[]? Parts { get; }
        public Layout? Layout { get; }
    }

    /// <summary>What the members of a property pattern are read from.</summary>
    private Expr? _patternInput;

    private Subject ReadSubject(IOperation operation, List<Stmt> before)
    {
        IOperation bare = operation;
        while (bare is IConversionOperation { IsImplicit: true, Operand: ITupleOperation or IConversionOperation } conversion) bare = conversion.Operand;
        if (bare is ITupleOperation tuple) return new Subject([.. tuple.Elements.Select(e => ReadSubject(e, before))]);
        if (Layout.Of(operation.Type!) is { IsMemory: false, HoldsMemory: false } layout) return SubjectOf(operation, layout, before);
        Expr value = Read(operation);
        return new Subject(value.Type.IsMemory ? KeepMemory(value, before) : Keep(value, "subject", before));
    }

    private Expr ReadIsPattern(IIsPatternOperation operation)
    {
        var before = new List<Stmt>();
        Subject subject = ReadSubject(operation.Value, before);
        return Sequence(before, Match(operation.Pattern, subject));
    }

    private static Expr AndAlso(Expr left, Expr right) => IsTrue(left) ? right : IsTrue(right) ? left : new ConditionalExpr(left, right, False);

    private static bool IsTrue(Expr value) => value is ConstantExpr { Type.IsBool: true, Literal.AsBool: true };

    /// <summary>Whether the subject matches, as a condition; variables that the pattern declares are assigned on the way.</summary>
    private Expr Match(IPatternOperation pattern, Subject subject)
    {
        Enter();
        Expr test = MatchAny(pattern, subject);
        Leave();
        return test;
    }

    private Expr MatchAny(IPatternOperation pattern, Subject subject)
    {
        switch (pattern)
        {
            case IDiscardPatternOperation: return True;
            case IBinaryPatternOperation binary:
            {
                Expr left = Match(binary.LeftPattern, subject), right = Match(binary.RightPattern, subject);
                return binary.OperatorKind == BinaryOperatorKind.And ? AndAlso(left, right) : IsTrue(left) ? True : new ConditionalExpr(left, True, right);
            }
            case INegatedPatternOperation negated: return new OpExpr(IrType.Bool, Op.Not, [Match(negated.Pattern, subject)]);
            case IRecursivePatternOperation recursive when subject.Parts is null: return MatchRecursive(recursive, subject);
        }
        if (subject.Parts is { } parts) return MatchParts(pattern, parts, subject.Layout!);
        if (subject.Value is not { } value) return RefusePattern(pattern, "This pattern for a tuple", "write one pattern for each element");
        switch (pattern)
        {
            case IConstantPatternOperation constant: return MatchConstant(constant.Value, value);
            case IRelationalPatternOperation relational: return MatchRelation(relational, value);
            case IDeclarationPatternOperation { MatchesNull: true } declaration: return Bind(declaration.DeclaredSymbol, value, pattern);
            case IDeclarationPatternOperation { MatchedType: { } type } declaration: return MatchType(type, declaration.InputType, declaration.DeclaredSymbol, value, pattern);
            case ITypePatternOperation type: return MatchType(type.MatchedType, type.InputType, null, value, pattern);
            default: return RefusePattern(pattern, "A list pattern", "compare Length and elements");
        }
    }

    private Expr MatchConstant(IOperation operation, Expr value)
    {
        if (operation.ConstantValue is not { HasValue: true } constant)
        {
            _context.SawInvalidCode = true;
            return False;
        }
        if (constant.Value is null) return Null(value, operation.Syntax);
        if (value.Type.IsScalar)
        {
            Expr literal = Coerce(Read(operation), value.Type);
            if (value.Type.IsBool && constant.Value is bool expected) return expected ? value : new OpExpr(IrType.Bool, Op.Not, [value]);
            // As a pattern NaN matches NaN.
            return constant.Value is double.NaN or float.NaN ? new OpExpr(IrType.Bool, Op.NotEqual, [value, value]) : Comparison(Op.Equal, value, literal, operation.Syntax);
        }
        return value.Type.IsMemory
            ? RefusePattern(operation, "A constant pattern for a span", "compare its elements")
            : TextTest(operation, "", value);
    }

    /// <summary>Whether a constant, or an array, is null.</summary>
    private Expr Null(Expr value, SyntaxNode syntax) =>
        value.Type.IsMemory ? Format(IrType.Bool, "({0} is null)", syntax, value) : Pure(IrType.Bool, "({0} is null)", value);

    private Expr MatchRelation(IRelationalPatternOperation relational, Expr value)
    {
        if (value.Type.IsScalar && ComparisonOf(relational.OperatorKind) is { } comparison)
            return new OpExpr(IrType.Bool, comparison, [value, Coerce(Read(relational.Value), value.Type)]);
        return TextOf(relational.OperatorKind) is { } text && value.Type.Shape == Shape.Opaque
            ? TextTest(relational.Value, text + " ", value) : RefusePattern(relational, "This pattern", "write comparisons");
    }

    /// <summary>A constant that is only passed through is tested by C# itself.</summary>
    private Expr TextTest(IOperation constant, string relation, Expr value)
    {
        (string text, IReadOnlyList<Expr> args) = Fuse("{0}", [Read(constant)]);
        return args.Count > 0 ? RefusePattern(constant, "This pattern", "write comparisons") : Pure(IrType.Bool, "({0} is " + relation + text + ")", value);
    }

    private Expr MatchType(ITypeSymbol type, ITypeSymbol input, ISymbol? declared, Expr value, IPatternOperation pattern)
    {
        bool same = SymbolEqualityComparer.Default.Equals(type, input);
        if (same && type.IsValueType) return Bind(declared, value, pattern);
        if (value.Type.Shape != Shape.Opaque) return RefusePattern(pattern, "A type pattern for this value", "leave the type out");
        if (!CheckType(type, "This pattern", pattern.Syntax.GetLocation())) return False;
        string text = Types.Text(type);
        Expr matches = Pure(IrType.Bool, same ? "({0} is not null)" : "({0} is " + text + ")", value);
        return declared is null ? matches : AndAlso(matches, Bind(declared, same ? value : Pure(Types.Of(type), "((" + text + "){0})", value), pattern));
    }

    /// <summary>Assigns the variable that a pattern declares, if it declares one.</summary>
    private Expr Bind(ISymbol? declared, Expr value, IPatternOperation pattern)
    {
        if (declared is not ILocalSymbol local) return True;
        Variable variable = Declare(local, local.Type);
        if (variable.Type.IsMemory) return RefusePattern(pattern, "A pattern variable for a span or array", "declare the variable before");
        return new SequenceExpr([new AssignStmt(variable, Coerce(value, variable.Type), SourceNote.Of(pattern.Syntax))], True, []);
    }

    private Expr MatchRecursive(IRecursivePatternOperation recursive, Subject subject)
    {
        Expr test = True;
        if (subject.Elements is { } elements)
        {
            if (recursive.DeconstructionSubpatterns.Length != elements.Count || recursive.PropertySubpatterns.Length > 0 || recursive.DeclaredSymbol is not null)
                return RefusePattern(recursive, "This pattern for a tuple", "write one pattern for each element");
            for (int i = 0; i < elements.Count; i++) test = AndAlso(test, Match(recursive.DeconstructionSubpatterns[i], elements[i]));
            return test;
        }
        Expr value = subject.Value!;
        if (recursive.DeconstructionSubpatterns.Length > 0) return RefusePattern(recursive, "A positional pattern", "write a property pattern, or patterns for a tuple of variables");
        if (value.Type.Shape is Shape.Array or Shape.Array2D) return RefusePattern(recursive, "A property pattern for an array", "compare its Length");
        if (!SymbolEqualityComparer.Default.Equals(recursive.MatchedType, recursive.NarrowedType) || recursive.MatchedType is null)
            return RefusePattern(recursive, "This pattern", "write comparisons");
        bool narrows = !SymbolEqualityComparer.Default.Equals(recursive.MatchedType, recursive.InputType);
        if (value.Type.Shape == Shape.Opaque && (narrows || recursive.InputType.IsReferenceType || recursive.InputType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T))
        {
            if (!CheckType(recursive.MatchedType, "This pattern", recursive.Syntax.GetLocation())) return False;
            string text = Types.Text(recursive.MatchedType);
            test = Pure(IrType.Bool, narrows ? "({0} is " + text + ")" : "({0} is not null)", value);
            if (narrows) value = Pure(Types.Of(recursive.MatchedType), "((" + text + "){0})", value);
        }
        foreach (IPropertySubpatternOperation sub in recursive.PropertySubpatterns)
        {
            test = AndAlso(test, MatchMember(sub, value, null));
        }
        return AndAlso(test, Bind(recursive.DeclaredSymbol, value, recursive));
    }

    private Expr MatchMember(IPropertySubpatternOperation sub, Expr? input, Variable[]? parts)
    {
        (Expr? outer, Variable[]? outerParts) = (_patternInput, _patternParts);
        (_patternInput, _patternParts) = (input, parts);
        var before = new List<Stmt>();
        Subject member = ReadSubject(sub.Member, before);
        (_patternInput, _patternParts) = (outer, outerParts);
        return Sequence(before, Match(sub.Pattern, member));
    }

    private Expr RefusePattern(IOperation pattern, string what, string remedy)
    {
        // Its variables are known behind it all the same.
        foreach (IOperation inner in pattern.DescendantsAndSelf())
        {
            ISymbol? declared = inner switch { IDeclarationPatternOperation d => d.DeclaredSymbol, IRecursivePatternOperation r => r.DeclaredSymbol, IListPatternOperation l => l.DeclaredSymbol, _ => null };
            if (declared is ILocalSymbol local && !_variables.ContainsKey(local)) _variables[local] = Temporary(Types.Of(local.Type), local.Name);
        }
        return Refuse(Diagnostics.Descriptors.Expression, pattern.Syntax, IrType.Bool, what, remedy);
    }
}
