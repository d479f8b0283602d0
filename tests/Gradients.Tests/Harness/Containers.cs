// Storage for parameter containers: the numbers of their arrays and fields, in order of declaration, are the entries.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>Types that hold arrays of numbers, and jagged arrays, walked by reflection.</summary>
public static class Containers
{
    /// <summary>A type of the corpus with arrays of numbers in it, or an array of arrays or of such.</summary>
    public static bool Holds(Type type)
    {
        if (type.IsArray) return IsNested(type);
        return type.Namespace == "Autodiff.Gradients.Tests.Corpus" && !type.IsEnum && Fields(type).Any(f => IsArrayOfNumbers(f.FieldType) || Holds(f.FieldType));
    }

    private static bool IsNested(Type type) => type.GetArrayRank() == 1 && (IsArrayOfNumbers(type.GetElementType()!) || Holds(type.GetElementType()!));

    private static bool IsArrayOfNumbers(Type type) => type.IsArray && Leaves.IsFloat(type.GetElementType()!);

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        IEnumerable<FieldInfo> own = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).OrderBy(f => f.MetadataToken).Where(f => !IsConstant(f));
        return type.BaseType is { } parent && parent != typeof(object) && !type.IsValueType ? Fields(parent).Concat(own) : own;
    }

    private static bool IsConstant(FieldInfo field)
    {
        // An automatic property bears the mark itself; what holds a captured parameter of a primary constructor has none.
        const BindingFlags any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        MemberInfo? property = field.Name.EndsWith("k__BackingField", StringComparison.Ordinal) ? field.DeclaringType!.GetProperty(field.Name[1..field.Name.IndexOf('>')], any) : null;
        MemberInfo shown = property ?? field;
        return shown.GetCustomAttributesData().Any(a => a.AttributeType.Name == "NotDifferentiableAttribute");
    }

    /// <summary>A copy in which every number is replaced, in order; nothing is shared with the original.</summary>
    public static object Map(object value, Func<double, double> replace)
    {
        Type type = value.GetType();
        if (value is double number) return replace(number);
        if (value is float single) return (float)replace(single);
        if (value is Array array)
        {
            var copy = (Array)array.Clone();
            if (copy.Rank == 2)
            {
                for (int i = 0; i < copy.GetLength(0); i++)
                {
                    for (int j = 0; j < copy.GetLength(1); j++) copy.SetValue(Map(copy.GetValue(i, j)!, replace), i, j);
                }
            }
            else
            {
                for (int i = 0; i < copy.Length; i++) copy.SetValue(Map(copy.GetValue(i)!, replace), i);
            }

            return copy;
        }

        if (type.IsPrimitive || type.IsEnum || value is string) return value;
        object made = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(value, null)!;
        foreach (FieldInfo field in Fields(type))
        {
            if (field.GetValue(value) is { } held) field.SetValue(made, Map(held, replace));
        }

        return made;
    }

    /// <summary>Replaces every number in place.</summary>
    public static object Change(object value, Func<double, double> replace)
    {
        if (value is double or float) return Map(value, replace);
        if (value is Array array)
        {
            if (array.Rank == 2)
            {
                for (int i = 0; i < array.GetLength(0); i++)
                {
                    for (int j = 0; j < array.GetLength(1); j++) array.SetValue(Change(array.GetValue(i, j)!, replace), i, j);
                }
            }
            else
            {
                for (int i = 0; i < array.Length; i++) array.SetValue(Change(array.GetValue(i)!, replace), i);
            }
        }
        else if (!value.GetType().IsPrimitive && !value.GetType().IsEnum && value is not string)
        {
            foreach (FieldInfo field in Fields(value.GetType()))
            {
                if (field.GetValue(value) is { } held) field.SetValue(value, Change(held, replace));
            }
        }

        return value;
    }

    /// <summary>The type's own <c>Shaped(n)</c>, or an array of n rows of lengths that differ.</summary>
    public static object Shaped(Type type, int n)
    {
        if (type.GetMethod("Shaped", BindingFlags.Static | BindingFlags.Public) is { } shaped) return shaped.Invoke(null, [n])!;
        Type element = type.GetElementType()!;
        var rows = Array.CreateInstance(element, n);
        for (int i = 0; i < n; i++) rows.SetValue(IsArrayOfNumbers(element) && element.GetArrayRank() == 1 ? Array.CreateInstance(element.GetElementType()!, (i + n) % 4) : Shaped(element, i + 1), i);
        return rows;
    }

    public static bool HasNumbers(Type type) => Fields(type).Any(f => Leaves.IsFloat(f.FieldType) || (f.FieldType.IsValueType && !f.FieldType.IsPrimitive && !f.FieldType.IsEnum && HasNumbers(f.FieldType)));

    /// <summary>Some array in it has two dimensions, or arrays as elements.</summary>
    public static bool HoldsRows(Type type) => type.IsArray ? type.GetArrayRank() == 2 || type.GetElementType()!.IsArray
        : !type.IsPrimitive && !type.IsEnum && type != typeof(string) && Fields(type).Any(f => HoldsRows(f.FieldType));

    public static bool UsesSingle(Type type) => Uses(type, typeof(float));

    public static bool UsesDouble(Type type) => Uses(type, typeof(double));

    private static bool Uses(Type type, Type number) =>
        type == number || (type.IsArray ? Uses(type.GetElementType()!, number) : !type.IsPrimitive && !type.IsEnum && type != typeof(string) && Fields(type).Any(f => Uses(f.FieldType, number)));

    /// <summary>For each number, in order, whether it is in an array.</summary>
    public static bool[] InArrays(object value)
    {
        List<bool> found = [];
        Visit(value, inArray: false);
        return [.. found];

        void Visit(object held, bool inArray)
        {
            if (held is double or float) found.Add(inArray);
            else if (held is Array array)
            {
                foreach (object element in array) Visit(element, inArray: true);
            }
            else if (!held.GetType().IsPrimitive && !held.GetType().IsEnum && held is not string)
            {
                foreach (FieldInfo field in Fields(held.GetType()))
                    if (field.GetValue(held) is { } inner) Visit(inner, inArray);
            }
        }
    }
}

/// <summary>What a slot holds, whatever its type.</summary>
public interface IHeld
{
    object Object { get; }
}

/// <summary>A parameter container, or a jagged array.</summary>
public sealed class Held<T>(T value) : Slot, IHeld
    where T : notnull
{
    public T Value = value;

    public object Object => Value;

    public override Type Element => typeof(T);

    public override int Count
    {
        get
        {
            int count = 0;
            Containers.Map(Value, number =>
            {
                count++;
                return number;
            });
            return count;
        }
    }

    public override double this[int index]
    {
        get
        {
            int at = 0;
            double found = 0;
            Containers.Map(Value, number => at++ == index ? found = number : number);
            return found;
        }

        set
        {
            int at = 0;
            Value = (T)Containers.Change(Value, number => at++ == index ? value : number);
        }
    }

    public override Slot Clone() => new Held<T>((T)Containers.Map(Value, number => number));

    public override Slot Zero() => new Held<T>((T)Containers.Map(Value, _ => 0));
}
