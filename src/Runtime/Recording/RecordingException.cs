// What the recorder throws when a backward pass or an update cannot be right.
using System;

namespace Autodiff;

/// <summary>A recorded computation was used in a way that has no right answer; the message says what to do instead.</summary>
public sealed class RecordingException : InvalidOperationException
{
    /// <summary>An exception with a message.</summary>
    public RecordingException(string message) : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public RecordingException(string message, Exception inner) : base(message, inner)
    {
    }
}
