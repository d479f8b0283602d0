// The exceptions that the runtime throws, out of line so that what checks for them inlines to comparisons.
using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;

namespace Autodiff;

// Each is one short throw and not marked NoInlining: only so does the JIT see that it does not return, and moves the call and
// its arguments off the hot path.
internal static class Fault
{
    [DoesNotReturn]
    public static void Null(string name) => throw new ArgumentNullException(Plain(name));

    /// <summary>As <see cref="Math.Sign(double)"/> throws.</summary>
    [DoesNotReturn]
    public static void SignOfNaN() => throw new ArithmeticException("Function does not accept floating point Not-a-Number values.");

    [DoesNotReturn]
    public static void IndexOutOfRange() => throw new IndexOutOfRangeException();

    [DoesNotReturn]
    public static void Length(string name, int length, string ofName, int ofLength) =>
        throw Different("length", name, Text(length), ofName, Text(ofLength));

    [DoesNotReturn]
    public static void LengthIs(string name, int length, string expression, long expected) =>
        throw Unexpected(name, Text(length), expression, Text(expected));

    [DoesNotReturn]
    public static void Shape(string name, Array array, string ofName, Array ofArray) =>
        throw Different("shape", name, Text(array), ofName, Text(ofArray));

    [DoesNotReturn]
    public static void Overlap(string a, int aLength, string b, int bLength) =>
        throw Overlapping(a, Size(aLength), b, Size(bLength));

    [DoesNotReturn]
    public static void Overlap(string a, Array aArray, string b, int bLength) =>
        throw Overlapping(a, Size(aArray), b, Size(bLength));

    [DoesNotReturn]
    public static void Overlap(string a, int aLength, string b, Array bArray) =>
        throw Overlapping(a, Size(aLength), b, Size(bArray));

    [DoesNotReturn]
    public static void Overlap(string a, Array aArray, string b, Array bArray) =>
        throw Overlapping(a, Size(aArray), b, Size(bArray));

    [DoesNotReturn]
    public static void Same(string a, string b) => throw OneVariable(a, b);

    [DoesNotReturn]
    public static void NullRow(string name, int row) => throw new ArgumentException($"{Row(name, row)} is null.", Plain(name));

    [DoesNotReturn]
    public static void RowLength(string name, int row, int length, string ofName, int ofLength) =>
        throw new ArgumentException($"The length of {Row(name, row)} is {Text(length)}; it must be that of {Row(ofName, row)}, {Text(ofLength)}.", Plain(name));

    [DoesNotReturn]
    public static void RowOverlap(string name, int row, int length, string b, int bLength) =>
        throw new ArgumentException($"{Row(name, row)} ({Size(length)}) overlaps {Plain(b)} ({Size(bLength)}) in memory.", Plain(name));

    [DoesNotReturn]
    public static void InsideRow(string variable, string memory, int row, int length) => throw Element(variable, Row(memory, row), Size(length));

    [DoesNotReturn]
    public static void SameRow(string a, int aRow, string b, int bRow) =>
        throw new ArgumentException($"{Row(a, aRow)} and {Row(b, bRow)} are the same array.", Plain(a));

    [DoesNotReturn]
    public static void SameObject(string a, string b) => throw OneObject(a, b);

    [DoesNotReturn]
    public static void Inside(string variable, string memory, int length) => throw Element(variable, memory, Size(length));

    [DoesNotReturn]
    public static void Inside(string variable, string memory, Array array) => throw Element(variable, memory, Size(array));

    [DoesNotReturn]
    public static void EmptyTape() =>
        throw new InvalidOperationException("More values were taken from the tape than were recorded.");

    [DoesNotReturn]
    public static void NegativeLength() => throw new OverflowException();

    [DoesNotReturn]
    public static void MarkAhead(int mark, int position) => throw Ahead(mark, position);

    private static ArgumentException Different(string what, string name, string size, string ofName, string ofSize) =>
        new($"The {what} of {Plain(name)} is {size}; it must be that of {Plain(ofName)}, {ofSize}.", Plain(name));

    private static ArgumentException Unexpected(string name, string length, string expression, string expected) =>
        new($"The length of {Plain(name)} is {length}; it must be {expression}, that is {expected}.", Plain(name));

    private static ArgumentException Overlapping(string a, string aSize, string b, string bSize) =>
        new($"{Plain(a)} ({aSize}) overlaps {Plain(b)} ({bSize}) in memory.", Plain(a));

    private static ArgumentException OneVariable(string a, string b) =>
        new($"{Plain(a)} and {Plain(b)} are the same variable.", Plain(a));

    private static ArgumentException OneObject(string a, string b) =>
        new($"{Plain(a)} and {Plain(b)} are the same object.", Plain(a));

    private static ArgumentException Element(string variable, string memory, string size) =>
        new($"{Plain(variable)} is an element of {Plain(memory)} ({size}).", Plain(variable));

    private static ArgumentOutOfRangeException Ahead(int mark, int position) =>
        new(nameof(mark), mark, $"A workspace at {Text(position)} cannot be released to that mark.");

    private static string Row(string name, int row) => Plain(name) + "[" + Text(row) + "]";

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
