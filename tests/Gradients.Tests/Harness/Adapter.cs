// Calls any static method over slots: spans cannot be boxed, so the call is emitted instead of reflected.
using System;
using System.Linq;
using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>Calls a method with one slot per parameter and, last, one for the returned value.</summary>
public delegate void Adapter(Slot[] slots);

/// <summary>Emits adapters.</summary>
public static class Adapters
{
    public static Adapter For(MethodInfo target)
    {
        var method = new DynamicMethod($"Call {target.Name}", typeof(void), [typeof(Slot[])], typeof(Adapters).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        ParameterInfo[] parameters = target.GetParameters();
        if (!target.IsStatic) il.Emit(OpCodes.Call, Helper(target.DeclaringType!.IsValueType ? nameof(StructReceiver) : nameof(Receiver), target.DeclaringType));
        for (int i = 0; i < parameters.Length; i++)
        {
            LoadSlot(il, i);
            il.Emit(OpCodes.Call, Loader(parameters[i].ParameterType));
        }

        il.Emit(OpCodes.Call, target);
        if (target.ReturnType != typeof(void))
        {
            LoadSlot(il, parameters.Length);
            bool number = Leaves.HasFloats(target.ReturnType);
            if (Returned.Is(target.ReturnType)) il.Emit(OpCodes.Call, Helper(target.ReturnType.GetArrayRank() == 1 ? nameof(StoreVector) : nameof(StoreMatrix), target.ReturnType.GetElementType()!));
            else il.Emit(OpCodes.Call, Helper(number ? nameof(StoreNumber) : nameof(StoreOther), target.ReturnType));
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Adapter>();
    }

    /// <summary>
    /// Calls a method so many times on the same slots, which are read once, and drops what it returns: for measuring. It is called by its address, so that the just-in-time
    /// compiler neither inlines it nor finds that nobody reads what it computes.
    /// </summary>
    public static Action<Slot[], int> Repeated(MethodInfo target)
    {
        var method = new DynamicMethod($"Repeat {target.Name}", typeof(void), [typeof(Slot[]), typeof(int), typeof(nint)], typeof(Adapters).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        ParameterInfo[] parameters = target.GetParameters();
        var locals = new LocalBuilder[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            locals[i] = il.DeclareLocal(parameters[i].ParameterType);
            LoadSlot(il, i);
            il.Emit(OpCodes.Call, Loader(parameters[i].ParameterType));
            il.Emit(OpCodes.Stloc, locals[i]);
        }

        Label top = il.DefineLabel(), test = il.DefineLabel();
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(top);
        if (!target.IsStatic) il.Emit(OpCodes.Call, Helper(target.DeclaringType!.IsValueType ? nameof(StructReceiver) : nameof(Receiver), target.DeclaringType));
        foreach (LocalBuilder local in locals) il.Emit(OpCodes.Ldloc, local);
        il.Emit(OpCodes.Ldarg_2);
        il.EmitCalli(OpCodes.Calli, target.IsStatic ? CallingConventions.Standard : CallingConventions.HasThis, target.ReturnType, [.. parameters.Select(p => p.ParameterType)], null);
        if (target.ReturnType != typeof(void)) il.Emit(OpCodes.Pop);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Starg_S, (byte)1);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Bge, top);
        il.Emit(OpCodes.Ret);
        var repeat = method.CreateDelegate<Action<Slot[], int, nint>>();
        nint address = target.MethodHandle.GetFunctionPointer();
        return (slots, count) => repeat(slots, count, address);
    }

    private static void LoadSlot(ILGenerator il, int index)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldelem_Ref);
    }

    private static MethodInfo Loader(Type type)
    {
        if (type.IsByRef && Containers.Holds(type.GetElementType()!)) return Helper(nameof(HeldReference), type.GetElementType()!);
        if (Containers.Holds(type)) return Helper(nameof(HeldValue), type);
        if (type.IsByRef && Returned.Is(type.GetElementType()!)) return Helper(type.GetElementType()!.GetArrayRank() == 1 ? nameof(VectorReference) : nameof(MatrixReference), type.GetElementType()!.GetElementType()!);
        if (type.IsByRef) return Helper(nameof(Reference), type.GetElementType()!);
        if (Leaves.HasFloats(type)) return Helper(nameof(Number), type);
        if (type.IsArray) return Helper(type.GetArrayRank() == 1 ? nameof(Array) : nameof(Matrix), type.GetElementType()!);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Span<>)) return Helper(nameof(Span), type.GetGenericArguments()[0]);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>)) return Helper(nameof(ReadOnlySpan), type.GetGenericArguments()[0]);
        return Helper(nameof(Other), type);
    }

    private static MethodInfo Helper(string name, Type type) =>
        typeof(Adapters).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type);

    /// <summary>The one receiver of a type's instance methods: they only read it.</summary>
    private static T Receiver<T>()
        where T : new() => Receivers<T>.The;

    private static ref T StructReceiver<T>()
        where T : new() => ref Receivers<T>.The;

    private static ref T Reference<T>(Slot slot)
        where T : struct
    {
        var vector = (Elements<T>)slot;
        return ref vector.Array[vector.Offset];
    }

    private static ref T HeldReference<T>(Slot slot)
        where T : notnull => ref ((Held<T>)slot).Value;

    private static ref T[]? VectorReference<T>(Slot slot)
        where T : struct, INumber<T> => ref ((Returned<T>)slot).Row;

    private static ref T[,]? MatrixReference<T>(Slot slot)
        where T : struct, INumber<T> => ref ((Returned<T>)slot).Table;

    private static void StoreVector<T>(T[] value, Slot slot)
        where T : struct, INumber<T>
    {
        if (slot is Constant constant) constant.Value = value;
        else ((Returned<T>)slot).Row = value;
    }

    private static void StoreMatrix<T>(T[,] value, Slot slot)
        where T : struct, INumber<T> => ((Returned<T>)slot).Table = value;

    private static T HeldValue<T>(Slot slot)
        where T : notnull => ((Held<T>)slot).Value;

    private static T Number<T>(Slot slot)
        where T : struct => Reference<T>(slot);

    private static Span<T> Span<T>(Slot slot)
        where T : struct
    {
        var vector = (Elements<T>)slot;
        return vector.Array.AsSpan(vector.Offset, vector.Length);
    }

    private static ReadOnlySpan<T> ReadOnlySpan<T>(Slot slot)
        where T : struct => Span<T>(slot);

    private static T[] Array<T>(Slot slot)
        where T : struct => ((Elements<T>)slot).Array;

    private static T[,] Matrix<T>(Slot slot)
        where T : struct, INumber<T> => ((Matrix<T>)slot).Array;

    private static T Other<T>(Slot slot) => (T)((Constant)slot).Value;

    private static void StoreNumber<T>(T value, Slot slot)
        where T : struct => Reference<T>(slot) = value;

    private static void StoreOther<T>(T value, Slot slot)
        where T : notnull => ((Constant)slot).Value = value;
}

/// <summary>Receivers of instance methods.</summary>
internal static class Receivers<T>
    where T : new()
{
    public static T The = new();
}
