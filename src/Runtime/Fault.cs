// The exceptions that the runtime throws, out of line so that what checks for them inlines to comparisons.
using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;

namespace Autodiff;

internal static class Fault
{
    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Null(string name) =>
        throw new ArgumentNullException(Plain(name));

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Length(string name, int length, string ofName, int ofLength) =>
        Throw($"The length of {Plain(name)} is {Text(length)}; it must be that of {Plain(ofName)}, {Text(ofLength)}.", name);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void LengthIs(string name, int length, string expression, long expected) =>
        Throw($"The length of {Plain(name)} is {Text(length)}; it must be {expression}, that is {Text(expected)}.", name);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Shape(string name, Array array, string ofName, Array ofArray) =>
        Throw($"The shape of {Plain(name)} is {Text(array)}; it must be that of {Plain(ofName)}, {Text(ofArray)}.", name);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Overlap(string a, int aLength, string b, int bLength) => Overlap(a, Size(aLength), b, Size(bLength));

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Overlap(string a, Array aArray, string b, int bLength) => Overlap(a, Size(aArray), b, Size(bLength));

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Overlap(string a, int aLength, string b, Array bArray) => Overlap(a, Size(aLength), b, Size(bArray));

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Overlap(string a, Array aArray, string b, Array bArray) => Overlap(a, Size(aArray), b, Size(bArray));

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Same(string a, string b) =>
        Throw($"{Plain(a)} and {Plain(b)} are the same variable.", a);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Inside(string variable, string memory, int length) => Inside(variable, memory, Size(length));

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Inside(string variable, string memory, Array array) => Inside(variable, memory, Size(array));

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void EmptyTape() =>
        throw new InvalidOperationException("More values were taken from the tape than were recorded.");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void NegativeLength() =>
        throw new OverflowException();

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void MarkAhead(int mark, int position) =>
        throw new ArgumentOutOfRangeException(nameof(mark), mark, $"A workspace at {Text(position)} cannot be released to that mark.");

    [DoesNotReturn]
    private static void Overlap(string a, string aSize, string b, string bSize) =>
        Throw($"{Plain(a)} ({aSize}) overlaps {Plain(b)} ({bSize}) in memory.", a);

    [DoesNotReturn]
    private static void Inside(string variable, string memory, string size) =>
        Throw($"{Plain(variable)} is an element of {Plain(memory)} ({size}).", variable);

    [DoesNotReturn]
    private static void Throw(string message, string name) => throw new ArgumentException(message, Plain(name));

    private static string Size(int length) => "length " + Text(length);

    private static string Size(Array array) => "shape " + Text(array);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // [2, 3], or [1..2, 0..2] where an array does not start at zero.
    private static string Text(Array array)
    {
        bool zeroBased = Enumerable.Range(0, array.Rank).All(dimension => array.GetLowerBound(dimension) == 0);
        var extents = Enumerable.Range(0, array.Rank).Select(dimension => zeroBased
            ? Text(array.GetLength(dimension))
            : Text(array.GetLowerBound(dimension)) + ".." + Text(array.GetUpperBound(dimension)));
        return "[" + string.Join(", ", extents) + "]";
    }

    // The caller's expression is the parameter's name, except that C# writes keywords used as names with an @.
    private static string Plain(string expression) => expression.TrimStart('@');
}
