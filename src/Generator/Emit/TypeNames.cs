// The library types that generated code mentions, by simple names where these are safe.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

/// <summary>
/// Generated code lives in the user's type, where a user's own <c>Math</c> would hide System.Math: no using and no alias helps against a
/// member, nested type or namespace of that name (an alias clashing with a type of the namespace is an error by itself). So a name is used
/// short, under a using directive at the top of the file, unless it is among the names that mean something else there: then it is written
/// <c>global::System.Math</c>. That reads like hand-written code for nearly everybody and is safe for all.
/// </summary>
internal sealed class TypeNames(IEnumerable<string> taken, string generic = "T")
{
    private readonly HashSet<string> _taken = new(taken);
    private readonly SortedSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Every simple name that generated code may use for a library type.</summary>
    public static IEnumerable<string> All => LibraryNames.Namespaces.Keys;

    /// <summary>Namespaces to import.</summary>
    public IEnumerable<string> Usings => _used.OrderBy(n => n.StartsWith("System", StringComparison.Ordinal) ? 0 : 1).ThenBy(n => n, StringComparer.Ordinal);

    public string this[string name]
    {
        get
        {
            string space = LibraryNames.Namespaces[name];
            if (_taken.Contains(name)) return $"global::{space}.{name}";
            _used.Add(space);
            return name;
        }
    }

    public string Of(IrType type)
    {
        return type.Shape switch
        {
            Shape.Scalar => ElementOf(type),
            Shape.Span => $"{this["Span"]}<{ElementOf(type)}>",
            Shape.ReadOnlySpan => $"{this["ReadOnlySpan"]}<{ElementOf(type)}>",
            Shape.Array => ElementOf(type) + "[]",
            Shape.Jagged => ElementOf(type) + "[][]",
            Shape.Array2D => ElementOf(type) + "[,]",
            Shape.Tape => this["Tape"],
            Shape.Workspace => this["Workspace"],
            _ => Shorten(type.Text ?? "object"),
        };
    }

    /// <summary>The element of a scalar or memory: a number, or a vector of them.</summary>
    public string ElementOf(IrType type) =>
        type.Lanes > 1 ? $"{this[VectorClass(type)]}<{Element(type.Element == Scalar.Bool ? MaskElement(type) : type.Element)}>" : Element(type.Element);

    /// <summary>Name of the type parameter that stands for a floating-point type.</summary>
    public string Generic => generic;

    public string Element(Scalar element) => element switch
    {
        Scalar.F64 => "double", Scalar.F32 => "float", Scalar.Generic => generic, Scalar.Bool => "bool", Scalar.I8 => "sbyte", Scalar.U8 => "byte", Scalar.I16 => "short",
        Scalar.U16 => "ushort", Scalar.I32 => "int", Scalar.U32 => "uint", Scalar.I64 => "long", Scalar.U64 => "ulong", Scalar.NInt => "nint",
        Scalar.NUInt => "nuint", Scalar.Char => "char",
        _ => throw new InvalidOperationException($"{element} has no C# type."),
    };

    /// <summary>The class of a vector's operations. A vector of bools is a mask of doubles (8, 4 or 2 lanes) or floats (16 lanes).</summary>
    public static string VectorClass(IrType type)
    {
        Scalar element = type.Element == Scalar.Bool ? MaskElement(type) : type.Element;
        int bytes = type.Lanes * (element is Scalar.F64 or Scalar.I64 or Scalar.U64 ? 8 : element is Scalar.F32 or Scalar.I32 or Scalar.U32 ? 4 : 0);
        return bytes switch
        {
            64 => "Vector512", 32 => "Vector256", 16 => "Vector128",
            _ => throw new InvalidOperationException($"{type} is no vector of the machine."),
        };
    }

    private static Scalar MaskElement(IrType type) => type.Lanes == 16 ? Scalar.F32 : Scalar.F64;

    /// <summary>Text with fully qualified names, with the known ones shortened.</summary>
    public string Shorten(string text)
    {
        const string Global = "global::";
        text = text.Replace(IrType.GenericText, generic);
        int at = text.IndexOf(Global, StringComparison.Ordinal);
        if (at < 0) return text;
        StringBuilder result = new();
        int done = 0;
        for (; at >= 0; at = text.IndexOf(Global, at + 1, StringComparison.Ordinal))
        {
            foreach (KeyValuePair<string, string> known in LibraryNames.Namespaces)
            {
                string full = Global + known.Value + "." + known.Key;
                int end = at + full.Length;
                if (string.CompareOrdinal(text, at, full, 0, full.Length) != 0 || (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))) continue;
                result.Append(text, done, at - done).Append(this[known.Key]);
                done = end;
                break;
            }
        }
        return result.Append(text, done, text.Length - done).ToString();
    }
}
