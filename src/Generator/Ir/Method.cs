// Methods and programs of the IR, and the C# surface a method shows.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Autodiff.Generators.Ir;

/// <summary>How a C# parameter is passed.</summary>
internal enum Passing : byte { ByValue, In, RefReadonly, Ref, Out }

/// <summary>
/// One C# parameter of a method. <see cref="Parameter"/> is the index of the body parameter that holds its entry value (-1: none, an out),
/// <see cref="Result"/> the index of the body's yield that is its final value (-1: none). Memory parameters have no result.
/// <see cref="Implied"/>: C# text that stands for the parameter inside the method ("this", or "{0}._rate" of the receiver); it is not written in the signature, and a call
/// gives the receiver before the dot. <see cref="IsExtended"/>: the first parameter of an extension method.
/// </summary>
internal sealed record SurfaceParameter(
    string Name, string TypeText, Passing Passing, int Parameter, int Result, bool Scoped = false, string? Implied = null, bool IsExtended = false, Part? Part = null)
{
    public const string This = "this";
    public bool IsReceiver => Implied == This;
}

/// <summary>
/// A struct or tuple that C# passes as one and the IR as its leaves: name, type and passing of the C# parameter, or the returned value.
/// <see cref="Rebuild"/> is the C# expression that makes one of its leaves, {0} for the first.
/// </summary>
internal sealed record Whole(
    string Name, string TypeText, Passing Passing, bool IsReturned, string Rebuild, EquatableArray<IrType> Leaves, Shape Shape, string ElementText, bool Scoped,
    Container? Container = null)
{
    private static readonly Regex Placeholder = new(@"\{(\d+)\}", RegexOptions.CultureInvariant);

    public IrType Type => IrType.Opaque(TypeText);
    /// <summary>A span or array of structs (<see cref="ElementText"/>); its leaves are memory.</summary>
    public bool IsMemory => Shape != Shape.Opaque;

    /// <summary>The text that rebuilds it, with what the function gives in place of each leaf; of memory, one element of it.</summary>
    public string Compose(Func<int, string> leaf) => Placeholder.Replace(Rebuild, m => leaf(int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)));
}

/// <summary>
/// A whole that holds arrays, whose derivatives the caller shapes. <see cref="Objects"/>: what can be null ("" is itself); <see cref="HasLoose"/>: it is a struct
/// with numbers of its own, so its derivative is passed by reference; <see cref="SetsByPath"/>: its numbers are assigned one by one, else the struct is made anew.
/// </summary>
internal sealed record Container(EquatableArray<HeldObject> Objects, bool IsObject, bool HasLoose, bool SetsByPath);

/// <summary>An object in a container, by path; it may have numbers of its own that are set.</summary>
internal sealed record HeldObject(string Path, bool HasLoose);

/// <summary>
/// Says of a surface parameter that it is one leaf of a whole, read as the whole followed by <see cref="Path"/>. The leaves of a whole stand side by side, in order.
/// Only the entry of a request has such parameters; the members put the wholes together.
/// </summary>
internal sealed record Part(Whole Whole, int Leaf, string Path);

/// <summary>
/// What C# sees of a method: name, parameters in order, which yield is returned (-1: void) and as what type.
/// <see cref="Modifiers"/> ends without blank ("public static"); <see cref="Documentation"/> is XML doc comment lines without the slashes.
/// </summary>
internal sealed record Surface(
    string Name, string Modifiers, string ReturnTypeText, int ReturnResult, EquatableArray<SurfaceParameter> Parameters,
    EquatableArray<string> Documentation = default, EquatableArray<string> Attributes = default);

/// <summary>
/// A method: value table, body region (its parameters are the method's, its yields the method's results) and C# surface.
/// <see cref="CallText"/> is how C# text calls the user's own method of this body ("global::N.C.H"), null when the member being generated
/// cannot access it or when the method exists in the IR only. <see cref="IsExternal"/>: the body only stands for C# that was not read; the method is called by
/// <see cref="CallText"/>. <see cref="Custom"/>: its derivatives written by the user.
/// </summary>
internal sealed record Method(
    string Key, EquatableArray<ValueInfo> Values, Region Body, Surface Surface, string? CallText = null, CustomRule? Custom = null, bool IsExternal = false)
{
    /// <summary>The body does not say how results depend on parameters, or what it says does not count: whatever goes in may come out.</summary>
    public bool IsOpaque => IsExternal || Custom is not null;

    public IrType TypeOf(Value value) => Values[value.Id].Type;
}

/// <summary>
/// The user's own derivatives of a method: keys of the external methods that are its Vjp and its Jvp (null: none). <see cref="Carrying"/>: which of the
/// method's surface parameters have an adjoint or tangent there, in their order. <see cref="SkipsEmpty"/>: the Vjp leaves out the adjoints of empty spans, and what the
/// method does with those that it is passed empty though it writes them; none of its partials needs their contents.
/// </summary>
internal sealed record CustomRule(EquatableArray<int> Carrying, string? Vjp, string? Jvp, bool SkipsEmpty = false);

/// <summary>A set of methods by key, the entry first.</summary>
internal sealed record Program(EquatableArray<Method> Methods)
{
    public Method Entry => Methods[0];
    public Method Find(string key) => Methods.First(m => m.Key == key);
    public Method? TryFind(string key) => Methods.FirstOrDefault(m => m.Key == key);
    public Program With(IEnumerable<Method> methods) => new(methods.ToEquatableArray());
}
