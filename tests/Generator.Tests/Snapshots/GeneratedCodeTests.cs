// The generated code of one small method for each construct of the language and each form of signature.
using System.Threading.Tasks;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;
using static VerifyXunit.Verifier;

namespace Autodiff.Generators.Tests.Snapshots;

public class GeneratedCodeTests
{
    [Fact]
    public Task A_straight_line() => Verify(GeneratorTest.RunMembers("""
        [Differentiable]
        public static double F(double x, double y) => Math.Sin(x * y) + Math.Exp(x) / y;
        """).Run);

    [Fact]
    public Task Floats() => Verify(GeneratorTest.RunMembers("""
        [Differentiable]
        public static float F(float x, double y) => MathF.Sqrt(x) * (float)y;
        """).Run);

    [Fact]
    public Task One_input_of_several() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(nameof(y), Name = "ByY")]
        public static double F(double x, double y, int n) => n * x * y * y;
        """).Run);

    [Fact]
    public Task A_branch() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient | Derivatives.Vjp)]
        public static double F(double x, double y)
        {
            if (x > y) return Math.Log(x) * y;
            return x + y * y;
        }
        """).Run);

    [Fact]
    public Task A_choice_and_logic() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(double x, double y) => x > 0 && y > 0 || x < -1 ? x * y : x - y;
        """).Run);

    [Fact]
    public Task A_loop_with_a_nonlinear_body() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(double x, int n)
        {
            double s = x;
            for (int i = 0; i < n; i++) s = Math.Sin(s) * x;
            return s;
        }
        """).Run);

    [Fact]
    public Task Nested_triangular_loops() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient, Vectorize = false)]
        public static double F(ReadOnlySpan<double> x)
        {
            double s = 0;
            for (int i = 0; i < x.Length; i++)
                for (int j = 0; j <= i; j++) s += x[i] * x[j];
            return s;
        }
        """).Run);

    [Fact]
    public Task A_data_dependent_loop_with_a_nonlinear_body() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(double x)
        {
            double y = x;
            while (y * y < 100) y = y * y + x;
            return y;
        }
        """).Run);

    [Fact]
    public Task A_do_loop() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(double x)
        {
            double y = x;
            do y = 0.5 * (y + x / y); while (Math.Abs(y * y - x) > 1e-12);
            return y;
        }
        """).Run);

    [Fact]
    public Task A_loop_left_by_break_and_continue() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(nameof(x), Generate = Derivatives.Gradient, Vectorize = false)]
        public static double F(ReadOnlySpan<double> x, double limit)
        {
            double s = 0;
            for (int i = 0; i < x.Length; i++)
            {
                if (x[i] < 0) continue;
                s += x[i] * x[i];
                if (s > limit) break;
            }
            return s;
        }
        """).Run);

    [Fact]
    public Task A_vectorised_sum_of_products() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(nameof(w), Generate = Derivatives.Gradient)]
        public static double F(ReadOnlySpan<double> w, ReadOnlySpan<double> x)
        {
            double sum = 0;
            for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
            return sum * sum;
        }
        """).Run);

    [Fact]
    public Task A_vectorised_log_of_a_sum() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(ReadOnlySpan<double> x)
        {
            double max = double.NegativeInfinity;
            for (int i = 0; i < x.Length; i++) max = Math.Max(max, x[i]);
            double sum = 0;
            for (int i = 0; i < x.Length; i++) sum += Math.Exp(x[i] - max);
            return max + Math.Log(sum);
        }
        """).Run);

    [Fact]
    public Task A_vectorised_loop_with_branches() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(nameof(w), Generate = Derivatives.Vjp)]
        public static float F(ReadOnlySpan<float> w, ReadOnlySpan<float> x, float margin)
        {
            float loss = 0;
            for (int i = 0; i < w.Length; i++)
            {
                float error = w[i] - x[x.Length - 1 - i];
                if (MathF.Abs(error) < margin) loss += 0.5f * error * error;
                else loss += margin * (MathF.Abs(error) - 0.5f * margin);
            }
            return loss;
        }
        """).Run);

    [Fact]
    public Task A_map_into_a_span() => Verify(GeneratorTest.RunMembers("""
        [Differentiable]
        public static void F(ReadOnlySpan<double> x, Span<double> y)
        {
            for (int i = 0; i < x.Length; i++) y[i] = Math.Tanh(x[i]);
        }
        """).Run);

    [Fact]
    public Task Ref_and_out_parameters() => Verify(GeneratorTest.RunMembers("""
        [Differentiable]
        public static double F(double x, ref double state, out double twice)
        {
            state = state * x;
            twice = 2 * state;
            return state + x;
        }
        """).Run);

    [Fact]
    public Task Arrays_of_both_ranks() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(double[,] a, double[] x)
        {
            double s = 0;
            for (int i = 0; i < a.GetLength(0); i++)
                for (int j = 0; j < a.GetLength(1); j++) s += a[i, j] * x[j] * x[i];
            return s;
        }
        """).Run);

    [Fact]
    public Task A_local_array() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient, Vectorize = false)]
        public static double F(ReadOnlySpan<double> x)
        {
            Span<double> squares = stackalloc double[8];
            for (int i = 0; i < 8; i++) squares[i] = x[i] * x[i];
            double s = 0;
            for (int i = 0; i < 8; i++) s += squares[i] * squares[7 - i];
            return s;
        }
        """).Run);

    [Fact]
    public Task A_small_helper() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(double x) => Sigmoid(x) * Sigmoid(2 * x);

        private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        """).Run);

    [Fact]
    public Task A_helper_that_mutates_a_span() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient, Vectorize = false)]
        public static double F(ReadOnlySpan<double> x, Span<double> y)
        {
            for (int i = 0; i < x.Length; i++) y[i] = x[i] * x[i];
            Normalise(y);
            return y[0] * y[^1];
        }

        private static void Normalise(Span<double> y)
        {
            double sum = 0;
            for (int i = 0; i < y.Length; i++) sum += y[i];
            for (int i = 0; i < y.Length; i++) y[i] = y[i] / sum;
        }
        """).Run);

    [Fact]
    public Task A_recursive_helper() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(double x, int n) => n == 0 ? x : Math.Sin(F(x, n - 1)) * x;
        """).Run);

    [Fact]
    public Task Guards_and_effects() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(ReadOnlySpan<double> x, int k)
        {
            if (k < 0) throw new ArgumentOutOfRangeException(nameof(k));
            Console.WriteLine(k);
            return x[k] * x[k];
        }
        """).Run);

    [Fact]
    public Task Detach_and_constants() => Verify(GeneratorTest.RunMembers("""
        private const double Rate = 0.25;

        [Differentiable]
        public static double F(double x, [NotDifferentiable] double weight) => Rate * weight * x * Ad.Detach(x);
        """).Run);

    [Fact]
    public Task Names_that_clash_with_those_of_derivatives() => Verify(GeneratorTest.RunMembers("""
        [Differentiable]
        public static double F(double x, double xGradient, double seed) => x * xGradient * seed;
        """).Run);

    [Fact]
    public Task Nested_types_of_every_kind() => Verify(GeneratorTest.Run(GeneratorTest.Usings + """

        namespace Outer.Inner;

        internal partial class Layer
        {
            protected partial struct Cell
            {
                private partial record Unit
                {
                    [Differentiable(Generate = Derivatives.Gradient)]
                    internal static double F(double x) => x * x;
                }
            }
        }

        public partial interface IModel
        {
            [Differentiable(Generate = Derivatives.Gradient)]
            static double F(double x) => x * x;
        }
        """).Run);

    [Fact]
    public Task An_instance_method() => Verify(GeneratorTest.Run(GeneratorTest.Usings + """

        internal partial class Layer
        {
            private readonly double[] _weights = [1, 2];
            private double _rate = 0.5;

            [Differentiable(nameof(x), nameof(_rate), Generate = Derivatives.Gradient)]
            internal double F(double x)
            {
                double value = x;
                for (int i = 0; i < _weights.Length; i++) value = Step(value) * _weights[i];
                return value;
            }

            private double Step(double t)
            {
                double s = t;
                while (s < 1) s = s * s + _rate;
                return s;
            }
        }
        """).Run);

    [Fact]
    public Task A_lambda_passed_to_a_method() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(double a, double b, double rate) => Integrate(t => Math.Exp(-rate * t), a, b);

        private static double Integrate(Func<double, double> f, double a, double b)
        {
            double h = (b - a) / 8, sum = 0;
            for (int i = 0; i < 8; i++) sum += f(a + i * h);
            return sum * h;
        }
        """).Run);

    [Fact]
    public Task An_array_of_arrays() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient, Vectorize = false)]
        public static double F(double[][] a, ReadOnlySpan<double> x)
        {
            double s = 0;
            for (int i = 0; i < a.Length; i++)
            {
                double[] row = a[i];
                for (int j = 0; j < row.Length; j++) s += row[j] * row[j] * x[j];
            }
            return s;
        }
        """).Run);

    [Fact]
    public Task A_returned_array() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Vectorize = false)]
        public static double[] F(ReadOnlySpan<double> x, double s)
        {
            if (s == 0) return [1];
            double[] y = new double[x.Length];
            for (int i = 0; i < y.Length; i++) y[i] = s * x[i] * x[i];
            return y;
        }
        """).Run);

    [Fact]
    public Task Arrays_that_change_places() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Gradient, Vectorize = false)]
        public static double F(ReadOnlySpan<double> u, double k, int steps)
        {
            double[] now = u.ToArray(), next = new double[u.Length];
            for (int t = 0; t < steps; t++)
            {
                for (int i = 1; i < u.Length - 1; i++) next[i] = now[i] + k * now[i] * (now[i - 1] - 2 * now[i] + now[i + 1]);
                (now, next) = (next, now);
            }
            return now[1];
        }
        """).Run);

    [Fact]
    public Task A_container_that_is_a_class() => Verify(GeneratorTest.RunMembers("""
        public sealed class Layer { public double[,] W { get; } = new double[2, 2]; public double[] Bias = new double[2]; public double Scale { get; set; } }
        public sealed record Net(Layer Hidden, double[] Output);

        [Differentiable(Generate = Derivatives.Gradient)]
        public static double F(Net net, double x)
        {
            double s = 0;
            for (int i = 0; i < net.Output.Length; i++) s += net.Output[i] * net.Hidden.W[i, 0] * x * net.Hidden.Scale;
            return s;
        }
        """).Run);

    [Fact]
    public Task A_container_that_is_a_struct() => Verify(GeneratorTest.RunMembers("""
        public readonly record struct Line(double[] Slopes, double Offset);

        [Differentiable(Generate = Derivatives.Vjp)]
        public static double F(Line line, double x) => line.Slopes[0] * x + line.Offset;
        """).Run);

    [Fact]
    public Task A_struct_as_its_own_input() => Verify(GeneratorTest.Run("""
        using Autodiff;
        public readonly partial record struct Spring(double Stiffness, double Damping)
        {
            [Differentiable("this", nameof(q))]
            public double Energy(double q) => Stiffness * q * q + Damping * q;
        }
        """).Run);

    [Fact]
    public Task A_generic_method() => Verify(GeneratorTest.Run(GeneratorTest.Usings + """

        using System.Numerics;

        public static partial class C<TKey>
        {
            [Differentiable(nameof(w))]
            public static T F<T>(ReadOnlySpan<T> w, ReadOnlySpan<T> x, double target)
                where T : IFloatingPointIeee754<T>
            {
                T sum = T.Zero;
                for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
                T error = Sharpen(T.Tanh(sum)) - T.CreateChecked(target);
                return error * error / T.CreateChecked(2);
            }

            private static TNumber Sharpen<TNumber>(TNumber x)
                where TNumber : INumber<TNumber>
            {
                TNumber y = x;
                while (y * y < TNumber.One) y = y * y + y * TNumber.CreateChecked(1.5);
                return y;
            }
        }
        """).Run);
}
