// Storage for structs and tuples: their floating-point fields, nested ones included, are the entries.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>The fields of structs, found by reflection.</summary>
public static class Leaves
{
    public static bool IsFloat(Type type) => type == typeof(double) || type == typeof(float);

    public static bool HasFloats(Type type) => IsFloat(type) || Containers.Holds(type) || (IsStructure(type) && Of(type).Any(path => IsFloat(path[^1].FieldType)));

    /// <summary>The way to each field that is no structure itself, in order of declaration.</summary>
    public static List<FieldInfo[]> Of(Type type)
    {
        var paths = new List<FieldInfo[]>();
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(f => f.MetadataToken))
        {
            if (IsStructure(field.FieldType)) paths.AddRange(Of(field.FieldType).Select(rest => (FieldInfo[])[field, .. rest]));
            else paths.Add([field]);
        }

        return paths;
    }

    private static bool IsStructure(Type type) => type is { IsValueType: true, IsPrimitive: false, IsEnum: false, IsByRefLike: false }
        && (type.Namespace != "System" || type.Name.StartsWith("ValueTuple", StringComparison.Ordinal));
}

/// <summary>Structs or tuples.</summary>
public sealed class Structures<T>(T[] array, int offset, int length) : Elements<T>(array, offset, length)
    where T : struct
{
    private static readonly FieldInfo[][] s_floats = [.. Leaves.Of(typeof(T)).Where(p => Leaves.IsFloat(p[^1].FieldType))];
    private static readonly FieldInfo[][] s_constants = [.. Leaves.Of(typeof(T)).Where(p => !Leaves.IsFloat(p[^1].FieldType))];

    public Structures(int length)
        : this(new T[length], 0, length)
    {
    }

    public override int Count => Length * s_floats.Length;

    public override double this[int index]
    {
        get => Convert.ToDouble(Get(Array[Offset + (index / s_floats.Length)], s_floats[index % s_floats.Length]));
        set
        {
            FieldInfo[] path = s_floats[index % s_floats.Length];
            object number = path[^1].FieldType == typeof(float) ? (object)(float)value : value;
            Array[Offset + (index / s_floats.Length)] = (T)With(Array[Offset + (index / s_floats.Length)], path, number);
        }
    }

    public override void DrawConstants(Random random)
    {
        for (int i = 0; i < Length; i++)
        {
            foreach (FieldInfo[] path in s_constants)
            {
                object? value = path[^1].FieldType == typeof(int) ? random.Next(1, 4) : path[^1].FieldType == typeof(bool) ? random.Next(2) == 0
                    : path[^1].FieldType == typeof(string) ? "name" : null;
                if (value is not null) Array[Offset + i] = (T)With(Array[Offset + i], path, value);
            }
        }
    }

    public override int FirstDifference(Slot other)
    {
        int first = base.FirstDifference(other);
        if (first >= 0) return first;
        for (int i = 0; i < Length; i++)
        {
            if (s_constants.Any(path => !Equals(Get(Array[Offset + i], path), Get(((Structures<T>)other).Array[((Structures<T>)other).Offset + i], path)))) return i * s_floats.Length;
        }

        return -1;
    }

    protected override Slot Over(T[] array, int offset, int length) => new Structures<T>(array, offset, length);

    private static object? Get(object whole, FieldInfo[] path) => path.Aggregate((object?)whole, (at, field) => field.GetValue(at));

    private static object With(object whole, ReadOnlySpan<FieldInfo> path, object value)
    {
        path[0].SetValue(whole, path.Length == 1 ? value : With(path[0].GetValue(whole)!, path[1..], value));
        return whole;
    }
}
