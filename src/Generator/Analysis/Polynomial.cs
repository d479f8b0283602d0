// Integers as polynomials in other integers, for indices like i * d + j whose stride is no literal.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>Σ coefficient · product of values (ids in ascending order, separated by commas; the empty product is 1), no zero coefficients. Does not wrap.</summary>
internal sealed class Polynomial
{
    private readonly SortedDictionary<string, long> _terms;

    private Polynomial(SortedDictionary<string, long> terms) => _terms = terms;

    public static Polynomial Of(long constant) => constant == 0 ? new([]) : new(new() { [""] = constant });
    public static Polynomial Of(Value value) => new(new() { [Key([value.Id])] = 1 });

    public bool IsConstant => _terms.Keys.All(k => k.Length == 0);
    public long Constant => _terms.TryGetValue("", out long constant) ? constant : 0;
    public IEnumerable<(Value[] Factors, long Coefficient)> Terms => _terms.Select(t => (Factors(t.Key), t.Value));

    public static Polynomial operator +(Polynomial a, Polynomial b) => a.Plus(b, 1);
    public static Polynomial operator -(Polynomial a, Polynomial b) => a.Plus(b, -1);

    public static Polynomial operator *(Polynomial a, Polynomial b)
    {
        SortedDictionary<string, long> product = [];
        foreach (KeyValuePair<string, long> x in a._terms)
            foreach (KeyValuePair<string, long> y in b._terms)
                Add(product, Key(Factors(x.Key).Concat(Factors(y.Key)).Select(v => v.Id)), unchecked(x.Value * y.Value));
        return new(product);
    }

    private Polynomial Plus(Polynomial other, long times)
    {
        SortedDictionary<string, long> sum = new(_terms);
        foreach (KeyValuePair<string, long> term in other._terms) Add(sum, term.Key, unchecked(times * term.Value));
        return new(sum);
    }

    private static void Add(SortedDictionary<string, long> terms, string key, long coefficient)
    {
        terms.TryGetValue(key, out long before);
        if (unchecked(before + coefficient) == 0) terms.Remove(key);
        else terms[key] = unchecked(before + coefficient);
    }

    /// <summary>The polynomial as cofactor · value + rest; null if the value occurs in a higher power.</summary>
    public (Polynomial Cofactor, Polynomial Without)? By(Value value)
    {
        SortedDictionary<string, long> cofactor = [], rest = [];
        foreach (KeyValuePair<string, long> term in _terms)
        {
            List<Value> factors = [.. Factors(term.Key)];
            if (!factors.Remove(value)) Add(rest, term.Key, term.Value);
            else if (factors.Contains(value)) return null;
            else Add(cofactor, Key(factors.Select(f => f.Id)), term.Value);
        }
        return (new(cofactor), new(rest));
    }

    public bool Equals(Polynomial other) => (this - other)._terms.Count == 0;

    private static string Key(IEnumerable<int> ids) => string.Join(",", ids.OrderBy(i => i));
    private static Value[] Factors(string key) => key.Length == 0 ? [] : [.. key.Split(',').Select(k => new Value(int.Parse(k, System.Globalization.CultureInfo.InvariantCulture)))];
}
