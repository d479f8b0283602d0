// Each code fix before and after, for one place and for all.
using System.Threading.Tasks;
using Xunit;

namespace Autodiff.Generators.CodeFixes.Tests;

public class CodeFixTests
{
    [Fact]
    public Task A_type_is_made_partial() => FixTest.One(new MakePartialFix(), """
        using Autodiff;

        /// <summary>Losses.</summary>
        public static class Losses
        {
            [Differentiable] public static double Square(double x) => x * x;
        }
        """, """
        using Autodiff;

        /// <summary>Losses.</summary>
        public static partial class Losses
        {
            [Differentiable] public static double Square(double x) => x * x;
        }
        """, "Make 'Losses' partial");

    [Fact]
    public Task All_types_of_a_file_are_made_partial() => FixTest.All(new MakePartialFix(), """
        using Autodiff;

        // first
        class Outer
        {
            internal struct Inner
            {
                [Differentiable] public static double Square(double x) => x * x;
                [Differentiable] public static double Cube(double x) => x * x * x;
            }
        }

        sealed record Other(int N)
        {
            [Differentiable] public static double Square(double x) => x * x;
        }
        """, """
        using Autodiff;

        // first
        partial class Outer
        {
            internal partial struct Inner
            {
                [Differentiable] public static double Square(double x) => x * x;
                [Differentiable] public static double Cube(double x) => x * x * x;
            }
        }

        sealed partial record Other(int N)
        {
            [Differentiable] public static double Square(double x) => x * x;
        }
        """);

    [Fact]
    public Task A_called_method_is_marked_as_a_constant() => FixTest.One(new NotDifferentiableFix(), """
        using System.Runtime.InteropServices;
        using Autodiff;

        public static partial class C
        {
            // counts
            [DllImport("counters")]
            private static extern double Count(double x);

            [Differentiable]
            public static double F(double x) => x * Count(x);
        }
        """, """
        using System.Runtime.InteropServices;
        using Autodiff;

        public static partial class C
        {
            // counts
            [NotDifferentiable]
            [DllImport("counters")]
            private static extern double Count(double x);

            [Differentiable]
            public static double F(double x) => x * Count(x);
        }
        """, "Mark method 'Count' as [NotDifferentiable]");

    [Fact]
    public Task All_called_methods_are_marked_once() => FixTest.All(new NotDifferentiableFix(), """
        using System.Runtime.InteropServices;
        using Autodiff;

        public static partial class C
        {
            [DllImport("counters")] private static extern double Count(double x);
            [DllImport("counters")] private static extern double Add(double x);

            [Differentiable]
            public static double F(double x) => x * Count(x) + Count(x) * Add(x);
        }
        """, """
        using System.Runtime.InteropServices;
        using Autodiff;

        public static partial class C
        {
            [NotDifferentiable]
            [DllImport("counters")] private static extern double Count(double x);
            [NotDifferentiable]
            [DllImport("counters")] private static extern double Add(double x);

            [Differentiable]
            public static double F(double x) => x * Count(x) + Count(x) * Add(x);
        }
        """);

    [Fact]
    public Task A_parameter_is_marked_as_a_constant() => FixTest.One(new NotDifferentiableFix(), """
        using Autodiff;

        public struct Sealed
        {
            private double _hidden;
            public double Value() => _hidden;
            public static Sealed Of(double hidden) => new() { _hidden = hidden };
        }

        public static partial class C
        {
            [Differentiable]
            public static double F(double x, in Sealed s) => x;
        }
        """, """
        using Autodiff;

        public struct Sealed
        {
            private double _hidden;
            public double Value() => _hidden;
            public static Sealed Of(double hidden) => new() { _hidden = hidden };
        }

        public static partial class C
        {
            [Differentiable]
            public static double F(double x, [NotDifferentiable] in Sealed s) => x;
        }
        """, "Mark parameter 's' as [NotDifferentiable]");

    [Fact]
    public Task A_method_of_another_assembly_cannot_be_marked() => FixTest.None(new NotDifferentiableFix(), """
        using System;
        using Autodiff;

        public static partial class C
        {
            [Differentiable]
            public static double F(double x) => Convert.ToDouble(x);
        }
        """);

    [Fact]
    public Task Arguments_are_detached() => FixTest.One(new DetachFix(), """
        using System;
        using Autodiff;

        public static partial class C
        {
            [Differentiable]
            public static double F(double x, double y) => y * Convert.ToDouble(x * y);
        }
        """, """
        using System;
        using Autodiff;

        public static partial class C
        {
            [Differentiable]
            public static double F(double x, double y) => y * Convert.ToDouble(Ad.Detach(x * y));
        }
        """, "Wrap the arguments in Ad.Detach");

    [Fact]
    public Task All_arguments_are_detached_and_constants_are_left() => FixTest.All(new DetachFix(), """
        using System;

        public static partial class C
        {
            [Autodiff.Differentiable]
            public static double F(double x, double y)
            {
                double a = Convert.ToDouble(x);
                return a + BitConverter.Int64BitsToDouble(2) * Convert.ToDouble(y + 1);
            }
        }
        """, """
        using System;

        public static partial class C
        {
            [Autodiff.Differentiable]
            public static double F(double x, double y)
            {
                double a = Convert.ToDouble(Autodiff.Ad.Detach(x));
                return a + BitConverter.Int64BitsToDouble(2) * Convert.ToDouble(Autodiff.Ad.Detach(y + 1));
            }
        }
        """);

    [Fact]
    public Task The_frame_of_a_Vjp_is_written() => FixTest.One(new CustomDerivativeFix(), """
        using System;
        using Autodiff;

        public static partial class C
        {
            [Differentiable]
            public static double F(double x) => Convert.ToDouble(x);
        }
        """, """
        using System;
        using Autodiff;

        public static partial class C
        {
            [Differentiable]
            public static double F(double x) => Convert.ToDouble(x);

            [VjpOf(typeof(Convert), nameof(Convert.ToDouble))]
            private static double ToDoubleVjp(double value, double seed, ref double valueAdjoint)
            {
                throw new NotSupportedException("add the seed times the partial derivatives to the adjoints, and return the value");
            }
        }
        """, "Write the Vjp of 'Convert.ToDouble' by hand");

    [Fact]
    public Task The_frame_of_the_missing_Jvp_is_written() => FixTest.One(new CustomDerivativeFix(), """
        using System;
        using Autodiff;

        public static partial class C
        {
            [Differentiable]
            public static double F(double x) => Convert.ToDouble(x);

            [VjpOf(typeof(Convert), nameof(Convert.ToDouble))]
            private static double ToDoubleVjp(double value, double seed, ref double valueAdjoint)
            {
                valueAdjoint += seed;
                return value;
            }
        }
        """, """
        using System;
        using Autodiff;

        public static partial class C
        {
            [Differentiable]
            public static double F(double x) => Convert.ToDouble(x);

            [VjpOf(typeof(Convert), nameof(Convert.ToDouble))]
            private static double ToDoubleVjp(double value, double seed, ref double valueAdjoint)
            {
                valueAdjoint += seed;
                return value;
            }

            [JvpOf(typeof(Convert), nameof(Convert.ToDouble))]
            private static double ToDoubleJvp(double value, double valueTangent, out double tangent)
            {
                throw new NotSupportedException("set the tangent of the result, and return the value");
            }
        }
        """, "Write the Jvp of 'Convert.ToDouble' by hand");

    [Fact]
    public Task One_frame_is_written_for_each_method_however_often_it_is_called() => FixTest.All(new CustomDerivativeFix(), """
        using System;
        using Autodiff;

        public static partial class C
        {
            [Differentiable]
            public static double F(double x) => Convert.ToDouble(x) * Convert.ToDouble(2 * x) + Convert.ToSingle(x);
        }
        """, """
        using System;
        using Autodiff;

        public static partial class C
        {
            [Differentiable]
            public static double F(double x) => Convert.ToDouble(x) * Convert.ToDouble(2 * x) + Convert.ToSingle(x);

            [VjpOf(typeof(Convert), nameof(Convert.ToDouble))]
            private static double ToDoubleVjp(double value, double seed, ref double valueAdjoint)
            {
                throw new NotSupportedException("add the seed times the partial derivatives to the adjoints, and return the value");
            }

            [VjpOf(typeof(Convert), nameof(Convert.ToSingle))]
            private static float ToSingleVjp(double value, float seed, ref double valueAdjoint)
            {
                throw new NotSupportedException("add the seed times the partial derivatives to the adjoints, and return the value");
            }
        }
        """);
}
