// Loops whose counters are unsigned or start at the ends of their type.
using Xunit;

namespace Autodiff.Generators.Tests.Regressions;

public class LoopTests
{
    [Theory]
    [InlineData("uint")]
    [InlineData("ulong")]
    [InlineData("nuint")]
    [InlineData("byte")]
    [InlineData("ushort")]
    public void An_unsigned_counter_may_run_downwards(string type) => Regression.Check($$"""
        [Differentiable]
        public static double Down(ReadOnlySpan<double> x, {{type}} n) { double s = 1; for ({{type}} i = n; i-- > 0;) s = s * 0.5 + x[(int)(i % 4)] * s; return s; }
        [Differentiable]
        public static double ByTwo(ReadOnlySpan<double> x, {{type}} n) { double s = 1; {{type}} i = (({{type}})(n + n)); while (i > 0) { i -= 2; s = Math.Sin(s * x[(int)(i % 4)]); } return s; }
        [Differentiable]
        public static double Up(ReadOnlySpan<double> x, {{type}} n) { double s = 1; for ({{type}} i = 0; i < n; i += 3) s = Math.Sin(s * x[(int)(i % 4)]) + x[0]; return s; }
        """);

    [Theory]
    [InlineData("for (int i = int.MinValue; i < int.MinValue + 3; i++)")]
    [InlineData("for (int i = int.MinValue; i <= int.MinValue + 4; i += 2)")]
    [InlineData("for (int i = int.MaxValue; i > int.MaxValue - 3; i--)")]
    [InlineData("for (int i = int.MaxValue - 3; i < int.MaxValue; i++)")]
    [InlineData("for (long i = long.MinValue; i < long.MinValue + 3; i++)")]
    [InlineData("for (long i = long.MaxValue; i >= long.MaxValue - 5; i -= 2)")]
    [InlineData("for (sbyte i = -128; i < -125; i++)")]
    [InlineData("for (byte i = 255; i > 251; i--)")]
    public void A_loop_may_start_at_the_end_of_its_counters_type(string head) => Regression.Check($$"""
        [Differentiable]
        public static double F(ReadOnlySpan<double> x) { double s = 1; {{head}} s = Math.Sin(s * x[(int)(i & 3)]) + x[0] * s; return s; }
        """);
}
