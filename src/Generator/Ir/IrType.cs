// The types of IR values: scalars, memory (spans and arrays), the tape, and constants of any other C# type.
namespace Autodiff.Generators.Ir;

/// <summary>
/// Element kinds that the IR computes with. <see cref="Generic"/>: a type parameter that stands for a floating-point type; a request has one at most, and only the
/// emitter knows its name.
/// </summary>
internal enum Scalar : byte { None, F64, F32, Generic, Bool, I8, U8, I16, U16, I32, U32, I64, U64, NInt, NUInt, Char }

/// <summary>What a value is: one element, a handle to mutable memory, a LIFO tape, or a C# value the IR only passes through.</summary>
internal enum Shape : byte { Scalar, Span, ReadOnlySpan, Array, Array2D, Tape, Workspace, Opaque, Jagged }

/// <summary>
/// Type of an IR value. <see cref="Text"/> is the fully qualified C# type of an <see cref="Shape.Opaque"/> value.
/// <see cref="Lanes"/> is 1, or the width of a SIMD vector of <see cref="Element"/>.
/// </summary>
internal readonly record struct IrType(Shape Shape, Scalar Element, string? Text = null, byte Lanes = 1)
{
    /// <summary>Stands in C# text for the name of the type parameter.</summary>
    public const string GenericText = "global::<T>";

    public static readonly IrType F64 = new(Shape.Scalar, Scalar.F64);
    public static readonly IrType F32 = new(Shape.Scalar, Scalar.F32);
    public static readonly IrType Bool = new(Shape.Scalar, Scalar.Bool);
    public static readonly IrType I32 = new(Shape.Scalar, Scalar.I32);
    public static readonly IrType I64 = new(Shape.Scalar, Scalar.I64);
    public static readonly IrType Tape = new(Shape.Tape, Scalar.None);

    public static IrType Of(Scalar element) => new(Shape.Scalar, element);
    public static IrType Span(Scalar element) => new(Shape.Span, element);
    public static IrType ReadOnlySpan(Scalar element) => new(Shape.ReadOnlySpan, element);
    public static IrType Array(Scalar element) => new(Shape.Array, element);
    public static IrType Array2D(Scalar element) => new(Shape.Array2D, element);
    /// <summary>An array of arrays: memory whose elements are reached row by row.</summary>
    public static IrType Jagged(Scalar element) => new(Shape.Jagged, element);
    public static IrType Opaque(string text) => new(Shape.Opaque, Scalar.None, text);

    public bool IsScalar => Shape == Shape.Scalar;
    public bool IsMemory => Shape is Shape.Span or Shape.ReadOnlySpan or Shape.Array or Shape.Array2D or Shape.Jagged;
    public bool IsJagged => Shape == Shape.Jagged;
    public bool IsFloat => IsScalar && IsFloating(Element);
    public bool IsBool => IsScalar && Element == Scalar.Bool;
    public bool IsInteger => IsScalar && Element >= Scalar.I8;
    /// <summary>A scalar float, or memory of floats: what can carry a derivative.</summary>
    public bool IsDifferentiable => (IsScalar || IsMemory) && IsFloating(Element);
    public IrType ElementType => new(Shape.Scalar, Element, null, Lanes);
    /// <summary>A vector of bools is a mask of what 16 lanes, or fewer, are lanes of.</summary>
    private bool IsOfSingles => Element == Scalar.F32 || (Element == Scalar.Bool && Lanes == 16);
    public static bool IsFloating(Scalar element) => element is Scalar.F64 or Scalar.F32 or Scalar.Generic;
    public int Rank => Shape == Shape.Array2D ? 2 : 1;

    /// <summary>The C# type, fully qualified.</summary>
    public string CSharp
    {
        get
        {
            string element = Lanes > 1 ? $"global::System.Runtime.Intrinsics.Vector{Lanes * (IsOfSingles ? 32 : 64)}<{(IsOfSingles ? "float" : "double")}>" : Element switch
            {
                Scalar.F64 => "double", Scalar.F32 => "float", Scalar.Generic => GenericText, Scalar.Bool => "bool", Scalar.I8 => "sbyte", Scalar.U8 => "byte", Scalar.I16 => "short",
                Scalar.U16 => "ushort", Scalar.I32 => "int", Scalar.U32 => "uint", Scalar.I64 => "long", Scalar.U64 => "ulong", Scalar.NInt => "nint",
                Scalar.NUInt => "nuint", Scalar.Char => "char", _ => "",
            };
            // A vector of the machine has 64 bytes; conditions are masks of its floats.
            return Shape switch
            {
                Shape.Scalar => element,
                Shape.Span => $"global::System.Span<{element}>",
                Shape.ReadOnlySpan => $"global::System.ReadOnlySpan<{element}>",
                Shape.Array => element + "[]",
                Shape.Array2D => element + "[,]",
                Shape.Jagged => element + "[][]",
                Shape.Tape => "global::Autodiff.Tape",
                _ => Text ?? "object",
            };
        }
    }

    public override string ToString()
    {
        string element = Element switch
        {
            Scalar.F64 => "f64", Scalar.F32 => "f32", Scalar.Generic => "float", Scalar.Bool => "bool", Scalar.I32 => "i32", Scalar.I64 => "i64",
            Scalar.None => "", _ => Element.ToString().ToLowerInvariant(),
        };
        if (Lanes > 1) element += "x" + Lanes;
        return Shape switch
        {
            Shape.Scalar => element, Shape.Span => $"span<{element}>", Shape.ReadOnlySpan => $"readonly<{element}>",
            Shape.Array => element + "[]", Shape.Array2D => element + "[,]", Shape.Jagged => element + "[][]", Shape.Tape => "tape", Shape.Workspace => "workspace",
            _ => Text ?? "opaque",
        };
    }
}
