// A piece of C# expression text with what is needed to put it into another one.
namespace Autodiff.Generators.Emit;

/// <summary>How tightly C# binds, loosest first.</summary>
internal enum Precedence
{
    Lowest, Conditional, OrElse, AndAlso, Or, Xor, And, Equality, Relational, Shift, Additive, Multiplicative, Unary, Primary,
}

/// <summary>
/// <see cref="Text"/> is what reads best where the context gives the type: <c>2</c> for a double, <c>n</c> for (double)n.
/// <see cref="TypedText"/>, if there is one, has the value's own type wherever it stands: <c>2.0</c>, <c>(double)n</c>.
/// </summary>
internal readonly record struct Expr(string Text, Precedence Precedence = Precedence.Primary, string? TypedText = null, Precedence TypedPrecedence = Precedence.Primary)
{
    public bool IsTyped => TypedText is null;
    public Expr Typed => TypedText is null ? this : new Expr(TypedText, TypedPrecedence);

    /// <summary>The text, in parentheses if it binds looser than its surroundings.</summary>
    public string Within(Precedence outer) => Precedence < outer ? "(" + Text + ")" : Text;
}
