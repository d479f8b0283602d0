// Storage for one argument or derivative of any supported type, read and written as doubles.
using System;
using System.Globalization;
using System.Linq;
using System.Numerics;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>Storage for one argument or derivative.</summary>
public abstract class Slot
{
    public abstract Type Element { get; }

    public abstract int Count { get; }

    public abstract double this[int index] { get; set; }

    /// <summary>A separate slot of the same shape and content.</summary>
    public abstract Slot Clone();

    /// <summary>A separate slot of the same shape, all zero.</summary>
    public abstract Slot Zero();

    public virtual string Shape => Count.ToString(CultureInfo.InvariantCulture);

    /// <summary>Number of elements: of structs there are fewer than entries.</summary>
    public virtual int Length => Count;

    /// <summary>The element as a variable of its own that shares its storage.</summary>
    public virtual Slot At(int index) => throw new NotSupportedException();

    /// <summary>This and another slot copied into one array of that many elements, the other beginning at the offset.</summary>
    public virtual (Slot This, Slot Other) Beside(Slot other, int offset, int length) => throw new NotSupportedException();

    /// <summary>Copies of the slots, which are of one element type, side by side in one array.</summary>
    public virtual Slot[] Packed(Slot[] slots) => throw new NotSupportedException();

    /// <summary>Gives the constant fields of structs some value.</summary>
    public virtual void DrawConstants(Random random)
    {
    }

    public void Fill(double value)
    {
        for (int i = 0; i < Count; i++) this[i] = value;
    }

    public Slot Filled(double value)
    {
        Fill(value);
        return this;
    }

    public virtual void CopyFrom(Slot other)
    {
        for (int i = 0; i < Count; i++) this[i] = other[i];
    }

    public double[] ToArray() => Enumerable.Range(0, Count).Select(i => this[i]).ToArray();

    /// <summary>The first index where the bits differ, or -1; one NaN is as good as another.</summary>
    public virtual int FirstDifference(Slot other)
    {
        for (int i = 0; i < Count; i++)
        {
            if (!SameBits(this[i], other[i])) return i;
        }

        return -1;
    }

    public static bool SameBits(double a, double b) =>
        BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b));

    public static Slot Container(Type type, int length) => (Slot)Activator.CreateInstance(typeof(Held<>).MakeGenericType(type), Containers.Shaped(type, length))!;

    public static Slot Vector(Type element, int length) =>
        element == typeof(double) ? new Vector<double>(length)
        : element == typeof(float) ? new Vector<float>(length)
        : element == typeof(int) ? new Vector<int>(length)
        : Leaves.HasFloats(element) ? (Slot)Activator.CreateInstance(typeof(Structures<>).MakeGenericType(element), length)!
        : throw new NotSupportedException($"The harness has no storage for elements of type {element}.");

    public static Slot Matrix(Type element, int rows, int columns) =>
        element == typeof(double) ? new Matrix<double>(rows, columns)
        : element == typeof(float) ? new Matrix<float>(rows, columns)
        : element == typeof(int) ? new Matrix<int>(rows, columns)
        : throw new NotSupportedException($"The harness has no storage for elements of type {element}.");
}

/// <summary>A stretch of an array; also one variable (length one).</summary>
public abstract class Elements<T>(T[] array, int offset, int length) : Slot
    where T : struct
{
    public T[] Array { get; } = array;

    public int Offset { get; } = offset;

    public override Type Element => typeof(T);

    public override int Length { get; } = length;

    public override string Shape => Length.ToString(CultureInfo.InvariantCulture);

    public override Slot Clone() => Over(Array.AsSpan(Offset, Length).ToArray(), 0, Length);

    public override Slot Zero() => Over(new T[Length], 0, Length);

    public override Slot At(int index) => Over(Array, Offset + index, 1);

    public override (Slot This, Slot Other) Beside(Slot other, int offset, int length)
    {
        var array = new T[length];
        (Slot This, Slot Other) pair = (Over(array, 0, Length), Over(array, offset, other.Length));
        pair.Other.CopyFrom(other);
        pair.This.CopyFrom(this);
        return pair;
    }

    public override Slot[] Packed(Slot[] slots)
    {
        var array = new T[slots.Sum(s => s.Length)];
        var packed = new Slot[slots.Length];
        for (int i = 0, offset = 0; i < slots.Length; offset += slots[i++].Length)
        {
            ((Elements<T>)slots[i]).Array.AsSpan(((Elements<T>)slots[i]).Offset, slots[i].Length).CopyTo(array.AsSpan(offset));
            packed[i] = Over(array, offset, slots[i].Length);
        }

        return packed;
    }

    protected abstract Slot Over(T[] array, int offset, int length);
}

/// <summary>Numbers.</summary>
public sealed class Vector<T>(T[] array, int offset, int length) : Elements<T>(array, offset, length)
    where T : struct, INumber<T>
{
    public Vector(int length)
        : this(new T[length], 0, length)
    {
    }

    public override int Count => Length;

    public override double this[int index]
    {
        get => double.CreateTruncating(Array[Offset + index]);
        set => Array[Offset + index] = T.CreateTruncating(value);
    }

    protected override Slot Over(T[] array, int offset, int length) => new Vector<T>(array, offset, length);
}

/// <summary>A two-dimensional array, read row by row.</summary>
public sealed class Matrix<T>(int rows, int columns) : Slot
    where T : struct, INumber<T>
{
    public T[,] Array { get; } = new T[rows, columns];

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public override Type Element => typeof(T);

    public override int Count => Rows * Columns;

    public override string Shape => $"{Rows}x{Columns}";

    public override double this[int index]
    {
        get => double.CreateTruncating(Array[index / Columns, index % Columns]);
        set => Array[index / Columns, index % Columns] = T.CreateTruncating(value);
    }

    public override Slot Clone()
    {
        var copy = new Matrix<T>(Rows, Columns);
        copy.CopyFrom(this);
        return copy;
    }

    public override Slot Zero() => new Matrix<T>(Rows, Columns);
}

/// <summary>A value that is passed through as it is: an integer, a flag, a text.</summary>
public sealed class Constant(object value) : Slot
{
    public object Value { get; set; } = value;

    public override Type Element => Value.GetType();

    public override int Count => 0;

    public override double this[int index]
    {
        get => throw new InvalidOperationException("A constant has no entries.");
        set => throw new InvalidOperationException("A constant has no entries.");
    }

    public override Slot Clone() => new Constant(Value);

    public override Slot Zero() => new Constant(Value);

    public override int FirstDifference(Slot other) => Equals(Value, ((Constant)other).Value) ? -1 : 0;
}
