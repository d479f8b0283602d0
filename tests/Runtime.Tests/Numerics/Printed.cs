// Files that tests print and that fail the test when they are stale.
using System;
using System.IO;
using Xunit;

namespace Autodiff.Runtime.Tests.Numerics;

internal static class Printed
{
    /// <summary>When stale, the new text is left beside the file, or, with ACCEPT_DOCS=1 in the environment, accepted.</summary>
    public static void Check(string path, string expected)
    {
        string received = path + ".received";
        if (Environment.GetEnvironmentVariable("ACCEPT_DOCS") == "1") File.WriteAllText(path, expected);
        bool fresh = File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == expected;
        if (fresh) File.Delete(received);
        else File.WriteAllText(received, expected);
        Assert.True(fresh, $"{path} is stale: compare it with {received} and accept with ACCEPT_DOCS=1.");
    }
}
