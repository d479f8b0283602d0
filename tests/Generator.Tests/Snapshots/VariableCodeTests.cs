// The overloads over variables, and the operations that they record.
using System.Threading.Tasks;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;
using static VerifyXunit.Verifier;

namespace Autodiff.Generators.Tests.Snapshots;

public class VariableCodeTests
{
    [Fact]
    public Task A_span_that_is_filled() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(nameof(x), nameof(rate), Generate = Derivatives.Variable, Vectorize = false)]
        public static void Decay(ReadOnlySpan<double> x, double rate, ReadOnlySpan<int> days, Span<double> y)
        {
            for (int i = 0; i < y.Length; i++) y[i] = x[i] * Math.Exp(-rate * days[i]);
        }
        """).Run);

    [Fact]
    public Task A_number_and_an_updated_span() => Verify(GeneratorTest.RunMembers("""
        [Differentiable(Generate = Derivatives.Vjp | Derivatives.Variable, Vectorize = false)]
        public static float Shift(Span<float> state, float by, [NotDifferentiable] float scale)
        {
            float sum = 0;
            for (int i = 0; i < state.Length; i++)
            {
                state[i] += by;
                sum += scale * state[i];
            }
            return sum;
        }
        """).Run);
}
