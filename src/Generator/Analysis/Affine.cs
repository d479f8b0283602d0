// Integer values as affine forms: a constant plus multiples of other values.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>Constant + Σ coefficient · value, terms ordered by value, no zero coefficients.</summary>
internal sealed record Affine(EquatableArray<(Value Value, long Coefficient)> Terms, long Constant)
{
    public static readonly Affine Zero = new([], 0);
    public static Affine Of(long constant) => new([], constant);
    public static Affine Of(Value value) => new([(value, 1)], 0);

    public bool IsConstant => Terms.Count == 0;

    public long CoefficientOf(Value value) => Terms.FirstOrDefault(t => t.Value == value).Coefficient;

    /// <summary>The form without the value's term.</summary>
    public Affine Without(Value value) => new(Terms.Where(t => t.Value != value).ToEquatableArray(), Constant);

    public Affine Plus(Affine other, long times = 1)
    {
        SortedDictionary<int, long> sum = [];
        foreach ((Value value, long coefficient) in Terms) sum[value.Id] = coefficient;
        foreach ((Value value, long coefficient) in other.Terms)
        {
            sum.TryGetValue(value.Id, out long before);
            sum[value.Id] = unchecked(before + times * coefficient);
        }
        return new(sum.Where(t => t.Value != 0).Select(t => (new Value(t.Key), t.Value)).ToEquatableArray(), unchecked(Constant + times * other.Constant));
    }

    public Affine Minus(Affine other) => Plus(other, -1);
    public Affine Times(long factor) => Zero.Plus(this, factor);
}

/// <summary>Finds the affine forms of a method's integers, through additions, negations and products with constants.</summary>
internal sealed class AffineForms(IReadOnlyDictionary<Value, Instr> definitions)
{
    // A sum of ten thousand integers is not worth following; the value itself is then an opaque term.
    private const int MaxDepth = 32;

    public Affine Of(Value value) => Of(value, MaxDepth);

    private Affine Of(Value value, int depth)
    {
        if (depth == 0 || !definitions.TryGetValue(value, out Instr definition) || definition is not Let let) return Affine.Of(value);
        switch (let.Op)
        {
            case Op.Constant when !let.Literal.IsFloat: return Affine.Of(let.Literal.AsInteger);
            case Op.Add: return Of(let.Args[0], depth - 1).Plus(Of(let.Args[1], depth - 1));
            case Op.Sub: return Of(let.Args[0], depth - 1).Minus(Of(let.Args[1], depth - 1));
            case Op.Neg: return Of(let.Args[0], depth - 1).Times(-1);
            case Op.Mul:
                Affine left = Of(let.Args[0], depth - 1), right = Of(let.Args[1], depth - 1);
                return left.IsConstant ? right.Times(left.Constant) : right.IsConstant ? left.Times(right.Constant) : Affine.Of(value);
            default: return Affine.Of(value);
        }
    }
}
