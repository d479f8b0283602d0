// Generic functions and types of the corpus, closed over double and over float.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>Closes what is generic: type parameters for numbers stand for <see langword="double"/> and <see langword="float"/>, others for <see langword="int"/>.</summary>
public static class Closings
{
    private static readonly Type[] s_numbers = [typeof(double), typeof(float)];

    public static IEnumerable<Type> Of(Type type) =>
        type.IsGenericTypeDefinition ? s_numbers.Select(number => type.MakeGenericType([.. type.GetGenericArguments().Select(p => Argument(p, number))])).Distinct() : [type];

    public static IEnumerable<MethodInfo> Of(MethodInfo method) =>
        method.IsGenericMethodDefinition ? s_numbers.Select(number => method.MakeGenericMethod([.. method.GetGenericArguments().Select(p => Argument(p, number))])).Distinct() : [method];

    /// <summary>A method of the same type with the function's type arguments; null if it does not take as many.</summary>
    public static MethodInfo? Like(MethodInfo method, MethodInfo function) =>
        method.GetGenericArguments().Length != function.GetGenericArguments().Length ? null
        : method.IsGenericMethodDefinition ? method.MakeGenericMethod(function.GetGenericArguments()) : method;

    /// <summary>"Type.Stem", and what both are closed over.</summary>
    public static string Id(Type type, MethodInfo method, string stem)
    {
        string name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Split('.')[^1].Replace('+', '.').Split('`')[0];
        return $"{name}{Arguments(type.GetGenericArguments())}.{stem}{Arguments(method.GetGenericArguments())}";
    }

    private static string Arguments(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(a => a.Name))}>";

    private static Type Argument(Type parameter, Type number) =>
        parameter.GetGenericParameterConstraints().Any(c => c.IsGenericType && c.GetGenericTypeDefinition() is { Namespace: "System.Numerics" }) ? number : typeof(int);
}
