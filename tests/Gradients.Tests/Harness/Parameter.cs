// One parameter of a corpus function, classified as the contract classifies it.
using System;
using System.Linq;
using System.Reflection;

namespace Autodiff.Gradients.Tests.Harness;

public enum Passing
{
    Value,
    In,
    Ref,
    Out,
}

public enum Form
{
    Scalar,
    ReadOnlySpan,
    Span,
    Array,
    Matrix,
    Container,
    Other,
}

/// <summary>One parameter of a corpus function.</summary>
public sealed class Parameter
{
    public Parameter(ParameterInfo info, string[] withRespectTo)
    {
        Info = info;
        Type type = info.ParameterType;
        Passing = !type.IsByRef ? Passing.Value : info.IsOut ? Passing.Out : info.IsIn ? Passing.In : Passing.Ref;
        if (type.IsByRef) type = type.GetElementType()!;
        (Form, Element) = Classify(type, type != info.ParameterType);
        IsFloat = Form != Form.Other && Leaves.HasFloats(Element);
        bool constant = info.GetCustomAttributesData().Any(a => a.AttributeType.Name == "NotDifferentiableAttribute");
        bool named = withRespectTo.Length == 0 || withRespectTo.Contains(info.Name);
        IsDifferentiated = IsFloat && !constant && named && Passing != Passing.Out;
        IsCarried = IsDifferentiated || (IsFloat && !constant && (Form == Form.Span || Passing is Passing.Ref or Passing.Out));
    }

    public ParameterInfo Info { get; }

    public string Name => Info.Name!;

    public int Index => Info.Position;

    public Passing Passing { get; }

    public Form Form { get; }

    public Type Element { get; }

    public bool IsFloat { get; }

    /// <summary>The function is differentiated with respect to this parameter's entry value.</summary>
    public bool IsDifferentiated { get; }

    /// <summary>It has a tangent and an adjoint.</summary>
    public bool IsCarried { get; }

    public bool IsMutable => Passing is Passing.Ref or Passing.Out || Form is Form.Span or Form.Array or Form.Matrix or Form.Container;

    /// <summary>Its final value is an output.</summary>
    public bool IsOutput => IsCarried && IsMutable;

    public bool IsVector => Form is Form.ReadOnlySpan or Form.Span or Form.Array;

    /// <summary>A struct with numbers of its own, beside its arrays.</summary>
    public bool IsFilledByReference => Form == Form.Container && Element.IsValueType && Containers.HasNumbers(Element);

    private static (Form Form, Type Element) Classify(Type type, bool byReference)
    {
        if (Containers.Holds(type)) return (Form.Container, type);
        if (Leaves.HasFloats(type)) return (Form.Scalar, type);
        if (type == typeof(int) && byReference) return (Form.Scalar, type);
        if (type.IsArray && type.GetArrayRank() == 1) return (Form.Array, type.GetElementType()!);
        if (type.IsArray && type.GetArrayRank() == 2) return (Form.Matrix, type.GetElementType()!);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Span<>)) return (Form.Span, type.GetGenericArguments()[0]);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>)) return (Form.ReadOnlySpan, type.GetGenericArguments()[0]);
        return (Form.Other, type);
    }
}
