// What generated derivatives throw where arrays do what their shadows cannot follow.
using System;

namespace Autodiff;

public static partial class Derivative
{
    /// <summary>The error of an array variable that gets an array of another length: in a derivative its elements are replaced, so its length is that of its first array.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="before">Its length, or number of rows or columns.</param>
    /// <param name="now">That of what it is assigned.</param>
    public static InvalidOperationException LengthChanged(string name, int before, int now) =>
        new($"The array variable '{name}' has the length {before} and is assigned an array of length {now}. In a derivative, an array variable that is assigned again keeps its length: declare a new variable for the other array.");
}
