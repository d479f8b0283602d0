// The checks pass what is right and fail what is wrong: one flaw at a time, each caught by the check that is there for it.
using System;
using System.Reflection;
using Autodiff.Gradients.Tests.Checks;
using Autodiff.Gradients.Tests.Harness;
using Xunit;

namespace Autodiff.Gradients.Tests.HarnessTests;

public sealed class HarnessTests
{
    private static readonly Action<Function>[] s_checks =
    [
        Numbers.Signatures, Numbers.PrimalBits, Numbers.SameException, Numbers.ForwardAgainstReverse, Numbers.FiniteDifference, Numbers.ClosedForm, Numbers.Sound,
        Buffers.GradientSets, Buffers.VjpAdds, Buffers.WrongLength, Buffers.Overlap, Buffers.Allocation, Buffers.Threads,
    ];

    public static TheoryData<string> Checks
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (Action<Function> check in s_checks) data.Add(check.Method.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public void Right_members_pass(string check) => Run(Flaw.None, check);

    [Theory]
    [MemberData(nameof(Checks))]
    public void Right_members_of_every_form_pass(string check) =>
        Array.Find(s_checks, c => c.Method.Name == check)!(Of(typeof(HandwrittenForms), nameof(HandwrittenForms.G)));

    [Theory]
    [InlineData(Flaw.PrimalOffByOneBit, nameof(Numbers.PrimalBits))]
    [InlineData(Flaw.InputTouched, nameof(Numbers.PrimalBits))]
    [InlineData(Flaw.ExceptionDiffers, nameof(Numbers.SameException))]
    [InlineData(Flaw.JvpOff, nameof(Numbers.ForwardAgainstReverse))]
    [InlineData(Flaw.VjpOff, nameof(Numbers.ForwardAgainstReverse))]
    [InlineData(Flaw.JvpOff, nameof(Numbers.FiniteDifference))]
    [InlineData(Flaw.BothModesOff, nameof(Numbers.FiniteDifference))]
    [InlineData(Flaw.BothModesOff, nameof(Numbers.ClosedForm))]
    [InlineData(Flaw.GradientAdds, nameof(Buffers.GradientSets))]
    [InlineData(Flaw.GradientOff, nameof(Buffers.GradientSets))]
    [InlineData(Flaw.VjpSets, nameof(Buffers.VjpAdds))]
    [InlineData(Flaw.LengthUnchecked, nameof(Buffers.WrongLength))]
    [InlineData(Flaw.WrittenBeforeTheCheck, nameof(Buffers.WrongLength))]
    [InlineData(Flaw.OtherParameterBlamed, nameof(Buffers.WrongLength))]
    [InlineData(Flaw.OverlapUnchecked, nameof(Buffers.Overlap))]
    [InlineData(Flaw.ArgumentOverlapUnchecked, nameof(Buffers.Overlap))]
    [InlineData(Flaw.VariableInsideUnchecked, nameof(Buffers.Overlap))]
    [InlineData(Flaw.WrittenBeforeTheCheck, nameof(Buffers.Overlap))]
    [InlineData(Flaw.Allocates, nameof(Buffers.Allocation))]
    public void A_flaw_is_caught(Flaw flaw, string check) => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Run(flaw, check));

    [Theory]
    [InlineData(nameof(Misshapen.NoMembers), "nothing of that name")]
    [InlineData(nameof(Misshapen.WrongName), "expected Double WrongNameGradient(Double x, out Double xGradient)")]
    public void A_missing_or_different_member_is_named_with_what_was_found(string method, string message)
    {
        Exception e = Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Numbers.Signatures(Of(typeof(Misshapen), method)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Misshapen.UnmarkedJump))]
    [InlineData(nameof(Misshapen.WrongClosedForm))]
    public void A_badly_chosen_point_or_closed_form_is_noticed(string method) =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Numbers.Sound(Of(typeof(Misshapen), method)));

    private static void Run(Flaw flaw, string check)
    {
        Handwritten.Flaw = flaw;
        try
        {
            Array.Find(s_checks, c => c.Method.Name == check)!(Of(typeof(Handwritten), nameof(Handwritten.F)));
        }
        finally
        {
            Handwritten.Flaw = Flaw.None;
        }
    }

    private static Function Of(Type type, string method) =>
        new(type.GetMethod(method, BindingFlags.Static | BindingFlags.Public)!, $"{type.Name}.{method}", method, [], gradientAsked: true);
}
