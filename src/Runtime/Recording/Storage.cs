// The numbers of a variable, row by row, and how often they were overwritten.
using System.Numerics;

namespace Autodiff;

/// <summary>Shared by a variable, its detached twins and its reshaped views: all of them see an update in place, and its version.</summary>
internal sealed class Storage<T>(T[] array) where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Null once the memory was given back by the scope that lent it.</summary>
    public T[]? Lent { get; private set; } = array;

    public T[] Array => Lent ?? throw new RecordingException(
        "The memory of this variable was given back at the end of its Autograd.Reuse() scope. Read the values inside the scope, or copy them with Variable.Copy() outside of it.");

    public int Version { get; set; }

    public void GiveBack() => Lent = null;
}
