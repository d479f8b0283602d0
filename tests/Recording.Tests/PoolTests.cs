// Memory and threads: what a training loop allocates, what a scope takes back, what several threads may do at once.
using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Autodiff.Recording.Tests;

public class PoolTests
{
    private static void Step(Variable<double> x, Variable<double> w)
    {
        using ReuseScope memory = Autograd.Reuse();
        using AutogradScope recording = Autograd.Record();
        x.MatMul(w).Tanh().Sum().Backward();
        using AutogradScope pause = Autograd.Pause();
        w.SubtractInPlace(0.001 * w.Gradient!);
    }

    [Fact]
    public void A_training_step_in_steady_state_allocates_a_constant_amount_that_does_not_depend_on_the_sizes()
    {
        PerStep(4);
        PerStep(64);
        // The smallest of several: the runtime itself allocates now and then while it recompiles what is hot.
        long small = long.MaxValue, large = long.MaxValue;
        for (int round = 0; round < 20; round++) (small, large) = (Math.Min(small, PerStep(4)), Math.Min(large, PerStep(64)));
        Assert.Equal(small, large);
        Assert.InRange(small, 1, 2000);

        static long PerStep(int n)
        {
            Variable<double> x = Variable.Constant<double>(new double[n * n], [n, n]), w = Variable.Create<double>(new double[n * n], [n, n]);
            for (int k = 0; k < 5; k++) Step(x, w);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int k = 0; k < 20; k++) Step(x, w);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 20;
        }
    }

    [Fact]
    public void What_a_reuse_scope_lent_cannot_be_read_afterwards()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        Variable<double> y, copy;
        using (Autograd.Reuse())
        {
            using (Autograd.Record()) y = x * x;
            copy = Variable.Copy(y);
            y.Backward(retainGraph: true);
        }
        Assert.Contains("Reuse", Assert.Throws<RecordingException>(() => y.Values.ToArray()).Message, StringComparison.Ordinal);
        Assert.Equal([1, 4], copy.Values.ToArray());
        Assert.Equal([2, 4], x.Gradient!.Values.ToArray());
    }

    [Fact]
    public void Memory_that_was_lent_before_starts_at_zero_again()
    {
        Variable<double> x = Variable.Create<double>([1, 2, 3, 4], [2, 2]);
        double[]? first = null;
        for (int k = 0; k < 3; k++)
        {
            using ReuseScope memory = Autograd.Reuse();
            double[] product = x.MatMul(x).Values.ToArray();
            Assert.Equal(first ??= product, product);
        }
    }

    [Fact]
    public void Nested_reuse_scopes_take_back_only_their_own()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        using ReuseScope outer = Autograd.Reuse();
        Variable<double> kept = x + 1, lost;
        using (Autograd.Reuse()) lost = x + 2;
        Assert.Equal([2, 3], kept.Values.ToArray());
        Assert.Throws<RecordingException>(() => lost.Value);
    }

    [Fact]
    public void Threads_with_graphs_of_their_own_add_to_one_variable()
    {
        Variable<double> w = Variable.Create(1.0, 2, 3).AttachGradient(GradientMode.Add);
        Parallel.For(0, 64, _ =>
        {
            using AutogradScope recording = Autograd.Record();
            (w * w).Sum().Backward();
        });
        Assert.Equal([128, 256, 384], w.Gradient!.Values.ToArray());
    }

    [Fact]
    public async Task Two_threads_in_one_graph_are_right_or_refused()
    {
        for (int round = 0; round < 20; round++)
        {
            Variable<double> x = Variable.Create(1.0);
            Variable<double> y = x;
            using (Autograd.Record())
                for (int k = 0; k < 2000; k++) y = y + 1;
            int passed = 0, refused = 0;
            using Barrier barrier = new(2);
            await Task.WhenAll(Task.Run(Pass), Task.Run(Pass));
            Assert.Equal(2, passed + refused);
            // A refused pass has changed nothing: the graph can be gone through afterwards.
            Assert.Equal(1, Autograd.Gradient(y, x).Value);

            void Pass()
            {
                barrier.SignalAndWait();
                try
                {
                    if (Autograd.Gradient(y, x, retainGraph: true).Value == 1) Interlocked.Increment(ref passed);
                }
                catch (RecordingException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }
    }

    [Fact]
    public async Task A_graph_recorded_on_one_thread_can_be_gone_through_on_another()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        for (int k = 0; k < 100; k++)
        {
            Variable<double> y;
            using (Autograd.Record()) y = (x * x).Sum();
            await Task.Run(() => y.Backward());
            Assert.Equal([2, 4], x.Gradient!.Values.ToArray());
        }
    }
}
