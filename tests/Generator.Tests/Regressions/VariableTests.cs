// C# variables that several values share: what one loses the other must not need any more.
using Xunit;

namespace Autodiff.Generators.Tests.Regressions;

public class VariableTests
{
    [Theory]
    [InlineData("int trips = x.Length - 2; trips >= 0; trips--", "n < 0")]
    [InlineData("int trips = n + 1; trips >= n - 3; trips -= 2", "x[1] > 1.4")]
    [InlineData("int trips = x.Length / 4; trips < x.Length; trips++", "n < 0")]
    [InlineData("long trips = n + 2; trips >= 0; trips--", "x[1] > 1.4")]
    public void A_counter_may_be_called_as_the_number_of_trips(string head, string exit) => Regression.Check($$"""
        [Differentiable]
        public static void F(Span<double> x, out double y, int n)
        {
            y = x[0];
            if (x[0] < 0.4) { for ({{head}}) { if ({{exit}}) break; x[1] -= y; } }
            else { y = Math.Sin(y); }
        }
        """);

    [Fact]
    public void A_loop_starts_at_the_old_value_of_a_variable_that_it_carries() => Regression.Check("""
        [Differentiable]
        public static double F(double x, int n)
        {
            int k = n % 3; double s = x;
            int low = k + 1; k = 5;
            for (int i = low; i < 9; i++) { k += i; s = Math.Sin(s * 0.1 * k) + x; if (s > 0.95) break; }
            int t = k;
            for (int j = t; j > 2; j--) { t--; s = s * x + t % 5; s = Math.Sin(s); }
            k = 2;
            for (int i = k; i < 5; i++) { k = k * i; s = Math.Sin(s) * k * 0.1; }
            return s * (t % 3 + 1);
        }
        [Differentiable]
        public static double G(double x, int trips)
        {
            int k = trips; double s = x;
            for (int i = k; i < k + 3; i++) { s = Math.Sin(s * 0.1 * k) + x; if (s > 0.95) break; }
            for (int a = k; a > 0; a--) { k++; s = Math.Sin(s * 0.1 * k); if (k > 20) break; }
            for (int a = trips, b = k; a > 0; a--) { (k, b) = (b, k + 1); s = Math.Sin(s * 0.1 * k + b); if (k > 20) break; }
            return s * k;
        }
        """);
}
