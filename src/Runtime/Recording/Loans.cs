// Memory that a scope lends to the results of operations and takes back at its end.
using System;
using System.Collections.Generic;
using System.Numerics;

namespace Autodiff;

public static partial class Autograd
{
    /// <summary>
    /// Lends memory to the results of operations until the scope is disposed of, and then takes it back, to be used again by the next step of a loop. Variables made by
    /// operations inside cannot be read afterwards (they throw); what <see cref="Variable"/> creates or copies, gradients of attached variables included, stays.
    /// </summary>
    public static ReuseScope Reuse() => new(Loans<double>.Open(), Loans<float>.Open());
}

/// <summary>A scope that takes memory back: see <see cref="Autograd.Reuse"/>.</summary>
public readonly ref struct ReuseScope
{
    private readonly int _doubles;
    private readonly int _floats;

    internal ReuseScope(int doubles, int floats) => (_doubles, _floats) = (doubles, floats);

    /// <summary>Takes the memory back.</summary>
    public void Dispose()
    {
        Loans<double>.Close(_doubles);
        Loans<float>.Close(_floats);
    }
}

/// <summary>What the scopes of this thread have lent, and what came back, by length.</summary>
internal static class Loans<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    [ThreadStatic]
    private static int _scopes;

    [ThreadStatic]
    private static List<Storage<T>>? _lent;

    [ThreadStatic]
    private static Dictionary<int, Stack<T[]>>? _free;

    public static int Open()
    {
        _scopes++;
        return (_lent ??= []).Count;
    }

    /// <summary>Takes back what was lent since a scope began.</summary>
    public static void Close(int begin)
    {
        _scopes--;
        List<Storage<T>> lent = _lent!;
        for (int k = begin; k < lent.Count; k++)
        {
            T[] array = lent[k].Array;
            lent[k].GiveBack();
            Free(array.Length).Push(array);
        }
        lent.RemoveRange(begin, lent.Count - begin);
    }

    /// <summary>Zeros for a result.</summary>
    public static Storage<T> Lend(int length)
    {
        if (_scopes == 0 || length == 0) return new Storage<T>(new T[length]);
        if (Free(length).TryPop(out T[]? array)) Array.Clear(array);
        else array = new T[length];
        Storage<T> storage = new(array);
        _lent!.Add(storage);
        return storage;
    }

    private static Stack<T[]> Free(int length)
    {
        Dictionary<int, Stack<T[]>> free = _free ??= [];
        if (!free.TryGetValue(length, out Stack<T[]>? stack)) free.Add(length, stack = new Stack<T[]>());
        return stack;
    }
}
