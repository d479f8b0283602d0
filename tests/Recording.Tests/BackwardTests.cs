// The backward pass: what it reaches, what it frees, what it refuses.
using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Autodiff.Recording.Tests;

public class BackwardTests
{
    [Fact]
    public void A_chain_of_a_million_operations_does_not_overflow_the_stack()
    {
        Variable<double> x = Variable.Create(1.0), y = x;
        using (Autograd.Record())
            for (int k = 0; k < 1_000_000; k++) y = y + 1;
        y.Backward();
        Assert.Equal(1, x.Gradient!.Value);
    }

    [Fact]
    public void Each_node_is_visited_once_however_many_paths_lead_to_it()
    {
        // 2^60 paths: only a pass that visits each node once ends.
        Variable<double> x = Variable.Create(1.0), y = x;
        using (Autograd.Record())
            for (int k = 0; k < 60; k++) y = y + y;
        y.Backward();
        Assert.Equal(Math.Pow(2, 60), x.Gradient!.Value);
    }

    [Fact]
    public void Nothing_is_recorded_outside_a_scope_or_in_a_pause()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        Assert.False((x * x).RequiresGradient);
        using (Autograd.Record())
        {
            using (Autograd.Pause())
            {
                Assert.False(Autograd.IsRecording);
                Assert.False((x * x).RequiresGradient);
                using (Autograd.Record()) Assert.True((x * x).RequiresGradient);
                Assert.False(Autograd.IsRecording);
            }
            Assert.True((x * x).RequiresGradient);
        }
    }

    [Fact]
    public async Task The_switches_belong_to_one_thread()
    {
        Task<bool> other;
        using (Autograd.Record()) other = Task.Factory.StartNew(() => Autograd.IsRecording, TaskCreationOptions.LongRunning);
        Assert.False(await other);
    }

    [Fact]
    public void A_second_pass_says_that_the_graph_was_freed()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        Variable<double> y;
        using (Autograd.Record()) y = (x * x).Sum();
        y.Backward();
        Assert.Contains("retainGraph: true", Assert.Throws<RecordingException>(() => y.Backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_retained_graph_gives_the_same_gradients_again()
    {
        Variable<double> x = Variable.Create(1.0, 2).AttachGradient(GradientMode.Add);
        Variable<double> y;
        using (Autograd.Record()) y = (x * x).Sum();
        y.Backward(retainGraph: true);
        y.Backward();
        Assert.Equal([4, 8], x.Gradient!.Values.ToArray());
        Assert.Throws<RecordingException>(() => y.Backward());
    }

    [Fact]
    public void A_freed_part_of_a_new_graph_is_an_error_that_names_the_operation()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        Variable<double> h, z;
        using (Autograd.Record())
        {
            h = x * x;
            h.Backward();
            z = h * x;
        }
        string message = Assert.Throws<RecordingException>(() => z.Backward()).Message;
        Assert.Contains("Multiply([2], [2])", message, StringComparison.Ordinal);
        Assert.Contains("Detach()", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_without_history_says_what_to_do()
    {
        Variable<double> x = Variable.Create(1.0), constant = Variable.Constant(1.0);
        Assert.Contains("Autograd.Record()", Assert.Throws<RecordingException>(() => (x * x).Backward()).Message, StringComparison.Ordinal);
        using (Autograd.Record())
        {
            Assert.Contains("constant", Assert.Throws<RecordingException>(() => (constant * constant).Backward()).Message, StringComparison.Ordinal);
            Assert.Contains("not computed", Assert.Throws<RecordingException>(() => x.Backward()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_head_gradient_of_another_shape_is_refused_with_both_shapes()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        Variable<double> y;
        using (Autograd.Record()) y = x * x;
        string message = Assert.Throws<ArgumentException>(() => y.Backward(Variable.Constant(1.0, 2, 3))).Message;
        Assert.Contains("[3]", message, StringComparison.Ordinal);
        Assert.Contains("[2]", message, StringComparison.Ordinal);
        y.Backward(Variable.Constant(1.0, 10));
        Assert.Equal([2, 40], x.Gradient!.Values.ToArray());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named_with_the_operation()
    {
        Variable<double> a = Variable.Create<double>(new double[6], [2, 3]), b = Variable.Create<double>(new double[8], [2, 4]);
        foreach ((string operation, Action action) in new (string, Action)[]
                 {
                     ("+", () => _ = a + b), ("Pow", () => a.Pow(b)), ("MatMul", () => a.MatMul(b)), ("Dot", () => Variable.Create(1.0, 2).Dot(Variable.Create(1.0))), ("Concat", () => Variable.Concat(0, a, b)),
                     ("BroadcastTo", () => a.BroadcastTo(2, 4)), ("AddInPlace", () => Variable.Constant(1.0).AddInPlace(a)),
                 })
        {
            string message = Assert.Throws<ArgumentException>(action).Message;
            Assert.StartsWith(operation, message, StringComparison.Ordinal);
            Assert.True(message.Split('[').Length >= 3, message);
        }
    }

    [Fact]
    public void Inputs_that_no_output_depends_on_give_zeros_or_an_error()
    {
        Variable<double> x = Variable.Create(1.0, 2), unused = Variable.Create(5.0, 6, 7);
        Variable<double> y;
        using (Autograd.Record()) y = (x * x).Sum();
        Assert.Contains("input 1", Assert.Throws<RecordingException>(() => Autograd.Gradient(y, [x, unused], unreached: Unreached.Error)).Message, StringComparison.Ordinal);
        Variable<double>[] gradients = Autograd.Gradient(y, [x, unused]);
        Assert.Equal([2, 4], gradients[0].Values.ToArray());
        Assert.Equal([0, 0, 0], gradients[1].Values.ToArray());
    }

    [Fact]
    public void Gradients_with_respect_to_results_on_the_way_are_returned()
    {
        Variable<double> x = Variable.Create(1.0, 2, 3);
        Variable<double> y, z;
        using (Autograd.Record())
        {
            y = x * x;
            z = (y * y).Sum();
        }
        Variable<double>[] gradients = Autograd.Gradient(z, [y, x, z]);
        Assert.Equal([2, 8, 18], gradients[0].Values.ToArray());
        Assert.Equal([4, 32, 108], gradients[1].Values.ToArray());
        Assert.Equal([1], gradients[2].Values.ToArray());
    }

    [Fact]
    public void Several_outputs_are_summed_under_their_head_gradients()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        Variable<double> y, z;
        using (Autograd.Record())
        {
            y = x * x;
            z = y * x;
        }
        Variable<double> gradient = Autograd.Gradient([y, z], [x], [Variable.Constant(1.0, 10), null])[0];
        Assert.Equal([2 + 3, 40 + 12], gradient.Values.ToArray());
    }

    [Fact]
    public void An_attached_result_also_counts_what_used_it_before()
    {
        Variable<double> x = Variable.Create(2.0);
        Variable<double> y, z;
        using (Autograd.Record())
        {
            y = x * x;
            Variable<double> before = y * 3;
            y.AttachGradient();
            z = before + (y * 5);
        }
        Variable<double>[] gradients = Autograd.Gradient(z, [y, x]);
        Assert.Equal(8, gradients[0].Value);
        // Through the later use y is a leaf.
        Assert.Equal(12, gradients[1].Value);
    }

    [Fact]
    public void A_failed_pass_leaves_the_gradients_and_the_graph_alone()
    {
        Variable<double> x = Variable.Create(1.0, 2), w = Variable.Create(3.0, 4);
        Variable<double> y, z;
        using (Autograd.Record())
        {
            y = w * w;
            z = (x * y).Sum();
        }
        double[] values = y.Values.ToArray();
        y.Detach().SetInPlace(0.0, 0);
        Assert.Throws<RecordingException>(() => z.Backward());
        Assert.Equal([0, 0], x.Gradient!.Values.ToArray());
        Assert.Equal([0, 0], w.Gradient!.Values.ToArray());
        // Only the operation that needed the value is spoilt.
        y.Backward();
        Assert.Equal([6, 8], w.Gradient!.Values.ToArray());
        Assert.Equal([9, 16], values);
    }

    [Fact]
    public void The_first_operation_with_a_gradient_that_is_not_finite_is_named()
    {
        Variable<double> x = Variable.Create(0.0, 1);
        Variable<double> y;
        using (Autograd.Record()) y = (x.Log() * 2).Exp().Sum();
        using (Autograd.DetectAnomalies())
        {
            Assert.Contains("of Log([2])", Assert.Throws<RecordingException>(() => (Scoped(() => x.Sqrt().Log())).Backward()).Message, StringComparison.Ordinal);
        }
        y.Backward();

        static Variable<double> Scoped(Func<Variable<double>> function)
        {
            using AutogradScope recording = Autograd.Record();
            return function();
        }
    }

    [Fact]
    public void The_fourth_order_says_that_three_are_compiled()
    {
        Variable<double> x = Variable.Create(1.0);
        using AutogradScope recording = Autograd.Record();
        Variable<double> y = x.Exp();
        for (int k = 0; k < 2; k++) y = Autograd.Gradient(y, x, createGraph: true);
        Assert.Equal(Math.E, Autograd.Gradient(y, x, retainGraph: true).Value, 1e-12);
        Assert.Contains("third order", Assert.Throws<RecordingException>(() => Autograd.Gradient(y, x, createGraph: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recorded_gradient_is_held_by_the_variable_and_can_be_differentiated()
    {
        Variable<double> x = Variable.Create(3.0);
        using AutogradScope recording = Autograd.Record();
        x.Pow(3).Backward(createGraph: true);
        Variable<double> gradient = x.Gradient!;
        Assert.Equal(27, gradient.Value);
        gradient.Backward();
        Assert.Equal(18, x.Gradient!.Value);
    }

    [Fact]
    public void Pictures_show_operations_shapes_names_and_leaves()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        x.Name = "x";
        using AutogradScope recording = Autograd.Record();
        RecordedGraph<double> graph = ((x + 1) * Variable.Constant(3.0, 4)).Sum().Graph();
        Assert.Equal(3, graph.OperationCount);
        string dot = graph.ToDot(), mermaid = graph.ToMermaid();
        foreach (string text in new[] { "AddConstant [2]", "Multiply [2]", "Total [1]", "x [2]" })
        {
            Assert.Contains(text, dot, StringComparison.Ordinal);
            Assert.Contains(text, mermaid, StringComparison.Ordinal);
        }
    }
}
