// The switches of recording: whether operations are recorded, whether the mode is training, whether gradients are watched.
using System;

namespace Autodiff;

/// <summary>Recording of operations on variables, and gradients of what was recorded.</summary>
/// <remarks>
/// All switches belong to the thread that set them. They do not flow into other threads, tasks or the continuation of an <c>await</c>: a scope is a
/// <c>ref struct</c>, so the compiler refuses an <c>await</c> inside it. Code that runs elsewhere opens its own scope.
/// </remarks>
public static partial class Autograd
{
    [Flags]
    private enum Modes : byte
    {
        None = 0, Recording = 1, Training = 2, DetectingAnomalies = 4,
    }

    [ThreadStatic]
    private static Modes _modes;

    /// <summary>Whether operations on variables are recorded now, on this thread.</summary>
    public static bool IsRecording => (_modes & Modes.Recording) != 0;

    /// <summary>Whether operations that differ between training and prediction (dropout, batch normalisation) train now.</summary>
    public static bool IsTraining => (_modes & Modes.Training) != 0;

    internal static bool IsDetectingAnomalies => (_modes & Modes.DetectingAnomalies) != 0;

    /// <summary>Records operations on variables until the scope is disposed of.</summary>
    /// <param name="training">The mode inside: training, or prediction.</param>
    public static AutogradScope Record(bool training = true) => Enter(Modes.Recording | (training ? Modes.Training : 0), training ? 0 : Modes.Training);

    /// <summary>Records nothing until the scope is disposed of; the mode stays.</summary>
    public static AutogradScope Pause() => Enter(0, Modes.Recording);

    /// <summary>The mode is training until the scope is disposed of; recording stays as it is.</summary>
    public static AutogradScope Training() => Enter(Modes.Training, 0);

    /// <summary>The mode is prediction until the scope is disposed of; recording stays as it is.</summary>
    public static AutogradScope Predicting() => Enter(0, Modes.Training);

    /// <summary>Until the scope is disposed of, a backward pass throws at the first operation whose gradient is not finite, and names it.</summary>
    public static AutogradScope DetectAnomalies() => Enter(Modes.DetectingAnomalies, 0);

    // A recorded backward pass records, whatever the scope around it.
    internal static AutogradScope Recording() => Enter(Modes.Recording, 0);

    private static AutogradScope Enter(Modes set, Modes clear)
    {
        Modes before = _modes;
        _modes = (before & ~clear) | set;
        return new AutogradScope((byte)before);
    }

    internal static void Restore(byte modes) => _modes = (Modes)modes;
}

/// <summary>A scope of <see cref="Autograd"/>: its disposal restores what was before.</summary>
public readonly ref struct AutogradScope
{
    private readonly byte _before;

    internal AutogradScope(byte before) => _before = before;

    /// <summary>Ends the scope.</summary>
    public void Dispose() => Autograd.Restore(_before);
}
