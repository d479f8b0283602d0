// Every item of a batch against single calls, at lengths around multiples of the width; and what is refused.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Autodiff.Gradients.Tests.Harness;
using Xunit;

namespace Autodiff.Gradients.Tests.Batches;

public sealed class BatchTests
{
    private static readonly Dictionary<string, BatchFunction> s_functions = BatchFunction.All();

    public static TheoryData<string> All => [.. s_functions.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Each_item_has_the_value_and_the_derivatives_of_a_single_call(string name)
    {
        BatchFunction f = s_functions[name];
        foreach (int count in new[] { 0, 1, 2, 5, 7, 8, 9, 15, 16, 17, 24, 31, 33, 40, 67 })
        {
            BatchRun run = f.Draw(count, new Random(17 * count + 1));
            f.CheckAgainstSingleCalls(run, count);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_span_of_another_length_is_refused_before_anything_is_written(string name)
    {
        BatchFunction f = s_functions[name];
        foreach (MethodInfo member in f.Members)
        {
            int spans = f.Draw(9, new Random(1)).Of(member).Spans.Count;
            for (int k = 1; k < spans; k++)
            {
                BatchCall call = f.Draw(9, new Random(1)).Of(member);
                call.Replace(call.Spans[k], Slot.Vector(call.Spans[k].Element, call.Spans[k].Length - 1));
                call.AssertRefused(member.GetParameters()[call.PositionOf(k)].Name!);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_span_that_is_written_shares_memory_with_no_other(string name)
    {
        BatchFunction f = s_functions[name];
        foreach (MethodInfo member in f.Members)
        {
            BatchCall first = f.Draw(9, new Random(1)).Of(member);
            for (int j = 0; j < first.Spans.Count; j++)
            {
                for (int k = 0; k < j; k++)
                {
                    BatchCall call = f.Draw(9, new Random(1)).Of(member);
                    if (call.Spans[j].Element != call.Spans[k].Element || !(call.IsWritten(j) || call.IsWritten(k))) continue;
                    (Slot early, Slot late) = call.Spans[k].Beside(call.Spans[j], 1, call.Spans[k].Length + call.Spans[j].Length);
                    call.Replace(call.Spans[k], early);
                    call.Replace(call.Spans[j], late);
                    call.AssertRefused(member.GetParameters()[call.PositionOf(call.IsWritten(j) ? j : k)].Name!);
                }
            }
        }
    }

    [Fact]
    public void Without_vectors_an_item_has_the_bits_of_a_single_call()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i))], y = [.. x.Select(v => v * v - 0.3)];
        double[] result = new double[40], xGradient = new double[40], yGradient = new double[40];
        BatchFunctions.RosenbrockInOrderGradientBatch(x, y, result, xGradient, yGradient);
        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal(BatchFunctions.RosenbrockOf(x[i], y[i]), result[i]);
            BatchFunctions.RosenbrockInOrderJvp(x[i], y[i], 1, 0, out double dx);
            BatchFunctions.RosenbrockInOrderJvp(x[i], y[i], 0, 1, out double dy);
            Assert.Equal(dx, xGradient[i], 1e-12 * (1 + Math.Abs(dx)));
            Assert.Equal(dy, yGradient[i], 1e-12 * (1 + Math.Abs(dy)));
        }
    }

    [Fact]
    public void A_message_names_both_spans_and_their_lengths()
    {
        var refused = Assert.Throws<ArgumentException>(() => BatchFunctions.RosenbrockBatch(new double[3], new double[4], new double[3]));
        Assert.Equal("y", refused.ParamName);
        Assert.Contains("4", refused.Message, StringComparison.Ordinal);
        Assert.Contains(" x, ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_other_side_of_a_branch_leaves_no_trace()
    {
        double[] x = [.. Enumerable.Range(0, 24).Select(i => 1 + (i % 3 - 1) * 0.5)], result = new double[24], gradient = new double[24];
        BatchFunctions.GuardedGradientBatch(x, result, gradient);
        Assert.All(result.Concat(gradient), number => Assert.True(double.IsFinite(number)));
        Assert.Equal(0, gradient[1]);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        double[] x = new double[100], y = new double[100], result = new double[100], xGradient = new double[100], yGradient = new double[100];
        void Run()
        {
            BatchFunctions.RosenbrockGradientBatch(x, y, result, xGradient, yGradient);
            BatchFunctions.DoublingGradientBatch(x, result, xGradient);
        }

        for (int i = 0; i < 5; i++) Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Run();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }
}
