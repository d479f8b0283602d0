// The attributes as users write them and as the compiler stores them.
using System;
using System.Linq;
using System.Numerics;
using System.Reflection;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class AttributeTests
{
    [Fact]
    public void A_plain_attribute_asks_for_gradient_jvp_and_vjp_of_every_input()
    {
        DifferentiableAttribute attribute = Single(nameof(Plain));
        Assert.Empty(attribute.WithRespectTo);
        Assert.Equal(Derivatives.Gradient | Derivatives.Jvp | Derivatives.Vjp, attribute.Generate);
        Assert.Null(attribute.Name);
        Assert.True(attribute.Vectorize);
    }

    [Fact]
    public void Several_attributes_on_one_method_keep_their_names_and_settings()
    {
        DifferentiableAttribute[] attributes = Method(nameof(Twice)).GetCustomAttributes<DifferentiableAttribute>()
            .OrderBy(attribute => attribute.Name, StringComparer.Ordinal)
            .ToArray();
        Assert.Equal(["ByX", "ByXY"], attributes.Select(attribute => attribute.Name));
        Assert.Equal(["x"], attributes[0].WithRespectTo);
        Assert.Equal(["x", "y"], attributes[1].WithRespectTo);
        Assert.False(attributes[0].Vectorize);
        Assert.Equal(Derivatives.Hessian | Derivatives.Hvp, attributes[1].Generate);
    }

    [Fact]
    public void Every_kind_of_derivative_is_a_bit_of_its_own()
    {
        Derivatives[] kinds = Enum.GetValues<Derivatives>();
        Assert.All(kinds, kind => Assert.Equal(1, BitOperations.PopCount((uint)kind)));
        Assert.Equal(
            ["Gradient", "Jvp", "Vjp", "Jacobian", "Hvp", "Hessian", "HessianDiagonal", "Taylor", "Batch", "Variable"],
            kinds.Select(kind => kind.ToString()));
    }

    [Fact]
    public void A_generated_member_says_what_it_derives_and_how()
    {
        DerivativeMemberAttribute attribute = Method(nameof(PlainVjp)).GetCustomAttribute<DerivativeMemberAttribute>()!;
        Assert.Equal((nameof(Plain), Derivatives.Vjp), (attribute.Of, attribute.Kind));
    }

    [Theory]
    [InlineData(typeof(DifferentiableAttribute), AttributeTargets.Method, true)]
    [InlineData(typeof(DerivativeMemberAttribute), AttributeTargets.Method, false)]
    [InlineData(
        typeof(NotDifferentiableAttribute),
        AttributeTargets.Parameter | AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Method,
        false)]
    public void Attributes_go_where_they_mean_something_and_are_not_inherited(Type type, AttributeTargets targets, bool multiple)
    {
        AttributeUsageAttribute usage = type.GetCustomAttribute<AttributeUsageAttribute>()!;
        Assert.Equal((targets, multiple, false), (usage.ValidOn, usage.AllowMultiple, usage.Inherited));
    }

    private static MethodInfo Method(string name) =>
        typeof(AttributeTests).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    private static DifferentiableAttribute Single(string name) =>
        Assert.Single(Method(name).GetCustomAttributes<DifferentiableAttribute>());

    [Differentiable]
    private static double Plain(double x) => x;

    [DerivativeMember(nameof(Plain), Derivatives.Vjp)]
    private static double PlainVjp(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed;
        return x;
    }

    [Differentiable(nameof(x), Name = "ByX", Vectorize = false)]
    [Differentiable(nameof(x), nameof(y), Name = "ByXY", Generate = Derivatives.Hessian | Derivatives.Hvp)]
    private static double Twice(double x, double y, [NotDifferentiable] double z) => x * y * z;
}
