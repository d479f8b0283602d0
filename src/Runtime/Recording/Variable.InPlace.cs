// Updates in place: they write over the numbers of a variable, and count.
using System;
using System.Numerics;

namespace Autodiff;

public sealed partial class Variable<T>
{
    /// <summary>Adds to the numbers in place.</summary>
    public Variable<T> AddInPlace(Variable<T> other) => Replace(nameof(AddInPlace), other, static (x, y) => x + y);

    /// <summary>Adds to the numbers in place.</summary>
    public Variable<T> AddInPlace(T other) => Replace(nameof(AddInPlace), other, static (x, c) => x + c);

    /// <summary>Subtracts from the numbers in place.</summary>
    public Variable<T> SubtractInPlace(Variable<T> other) => Replace(nameof(SubtractInPlace), other, static (x, y) => x - y);

    /// <summary>Subtracts from the numbers in place.</summary>
    public Variable<T> SubtractInPlace(T other) => Replace(nameof(SubtractInPlace), other, static (x, c) => x - c);

    /// <summary>Multiplies the numbers in place.</summary>
    public Variable<T> MultiplyInPlace(Variable<T> other) => Replace(nameof(MultiplyInPlace), other, static (x, y) => x * y);

    /// <summary>Multiplies the numbers in place.</summary>
    public Variable<T> MultiplyInPlace(T other) => Replace(nameof(MultiplyInPlace), other, static (x, c) => x * c);

    /// <summary>Divides the numbers in place.</summary>
    public Variable<T> DivideInPlace(Variable<T> other) => Replace(nameof(DivideInPlace), other, static (x, y) => x / y);

    /// <summary>Divides the numbers in place.</summary>
    public Variable<T> DivideInPlace(T other) => Replace(nameof(DivideInPlace), other, static (x, c) => x / c);

    /// <summary>Writes numbers, row by row, over those of a variable without history.</summary>
    public Variable<T> SetInPlace(params ReadOnlySpan<T> values)
    {
        CheckInPlace(nameof(SetInPlace));
        if (Source is not null) throw new RecordingException($"SetInPlace: this variable of shape {Shape} was computed while recording, and constants would cut its history silently. Make a new variable.");
        if (values.Length != Count) throw new ArgumentException($"SetInPlace: the variable of shape {Shape} has {Count} elements, but there are {values.Length} values.", nameof(values));
        values.CopyTo(Span);
        Storage.Version++;
        return this;
    }

    private void CheckInPlace(string operation)
    {
        if (IsAttached && Autograd.IsRecording)
            throw new RecordingException($"{operation}: this variable of shape {Shape} wants a gradient, so it cannot be updated in place while recording. Update it inside 'using (Autograd.Pause())', or use an operation that returns a new variable.");
    }

    // The operation itself is an ordinary one; then its result takes this variable's place, history included.
    private Variable<T> Replace<TOther>(string operation, TOther other, Func<Variable<T>, TOther, Variable<T>> apply)
    {
        CheckInPlace(operation);
        Variable<T> result = apply(this, other);
        if (!result.Shape.Matches(Shape)) throw Broadcasting<T>.Mismatch(operation, Shape, (other as Variable<T>)?.Shape ?? Shape.One, "the result would not fit in place");
        result.Span.CopyTo(Span);
        Storage.Version++;
        if (result.Source is { } source) SetSource(source, result.SourceOutput);
        return this;
    }
}
