// Index ranges of slices as polynomials, to show that two slices of one memory do not overlap.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// The elements from <see cref="Start"/> to before <see cref="End"/> of a root. <see cref="Fixed"/>: the variables in it that must not be reassigned
/// for the range to mean the same at a later place. <see cref="IsHere"/>: it is written in the call itself, so two such ranges see the same variables.
/// </summary>
internal sealed record SliceRange(Polynomial Start, Polynomial End, IReadOnlyCollection<Variable> Fixed, bool IsHere)
{
    /// <summary>The range in the root, given that it is one of a slice which is itself a range of the root.</summary>
    public SliceRange Within(SliceRange outer) => new(Start + outer.Start, End + outer.Start, [.. Fixed, .. outer.Fixed], IsHere && outer.IsHere);

    public bool IsDisjointFrom(SliceRange other, ICollection<Variable> reassigned)
    {
        if (!(IsHere && other.IsHere) && Fixed.Concat(other.Fixed).Any(reassigned.Contains)) return false;
        return (other.Start - End).Constant >= 0 || (Start - other.End).Constant >= 0;
    }
}

/// <summary>A sum of integer multiples of products of variables.</summary>
internal sealed class Polynomial
{
    private readonly Dictionary<string, long> _terms = [];

    public static Polynomial Of(long constant) => new Polynomial().Plus("", constant);

    /// <summary>The polynomial that an integer expression is, or null; collects its variables and looks through temporaries.</summary>
    public static Polynomial? Of(Expr expression, ICollection<Variable> variables, IReadOnlyDictionary<Variable, Expr> temporaries)
    {
        switch (expression)
        {
            case ConstantExpr { Type.IsInteger: true } constant: return Of(constant.Literal.AsInteger);
            case VariableExpr { Variable: var temporary } when temporaries.TryGetValue(temporary, out Expr? kept): return Of(kept, variables, temporaries);
            case VariableExpr { Variable: { Type.IsInteger: true } variable }:
                variables.Add(variable);
                return new Polynomial().Plus(Name(variable), 1);
            case OpExpr { Op: Op.Length, Args: { Count: 1 } one } when one[0] is VariableExpr { Variable: var memory }: return new Polynomial().Plus("length of " + Name(memory), 1);
            case OpExpr { Op: Op.Convert, Type.Element: Scalar.I32 or Scalar.I64, Args: { Count: 1 } one } when one[0].Type == IrType.I32: return Of(one[0], variables, temporaries);
            case OpExpr { Op: Op.Add or Op.Sub or Op.Mul, Type.IsInteger: true } op:
                return Of(op.Args[0], variables, temporaries) is { } a && Of(op.Args[1], variables, temporaries) is { } b ? op.Op == Op.Add ? a.Plus(b, 1) : op.Op == Op.Sub ? a - b : a.Times(b) : null;
            default: return null;
        }
    }

    // Variables are compared by identity; their names need not be unique.
    private static string Name(Variable variable) => variable.Name + "#" + System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(variable);

    /// <summary>The value if it has no variables, else null.</summary>
    public long? Constant => _terms.Count == 0 ? 0 : _terms.Count == 1 && _terms.TryGetValue("", out long value) ? value : null;

    public static Polynomial operator -(Polynomial left, Polynomial right) => left.Plus(right, -1);

    public static Polynomial operator +(Polynomial left, Polynomial right) => left.Plus(right, 1);

    private Polynomial Plus(Polynomial other, long factor)
    {
        var sum = new Polynomial();
        foreach (KeyValuePair<string, long> term in _terms) sum.Plus(term.Key, term.Value);
        foreach (KeyValuePair<string, long> term in other._terms) sum.Plus(term.Key, term.Value * factor);
        return sum;
    }

    private Polynomial Times(Polynomial other)
    {
        var product = new Polynomial();
        foreach (KeyValuePair<string, long> a in _terms)
            foreach (KeyValuePair<string, long> b in other._terms)
                product.Plus(string.Join("*", (a.Key + "*" + b.Key).Split('*').Where(f => f.Length > 0).OrderBy(f => f, System.StringComparer.Ordinal)), a.Value * b.Value);
        return product;
    }

    private Polynomial Plus(string term, long coefficient)
    {
        _terms.TryGetValue(term, out long present);
        if (present + coefficient == 0) _terms.Remove(term);
        else _terms[term] = present + coefficient;
        return this;
    }
}
