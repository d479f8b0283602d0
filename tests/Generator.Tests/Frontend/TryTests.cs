// try with finally, using and lock: they mean what they mean in C#, whatever way the block is left.
using System.Linq;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

public class TryTests
{
    [Fact]
    public void Jumps_out_of_a_try_run_its_finally() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double s = x;
            for (int i = 0; i < n; i++)
            {
                try
                {
                    try { s *= 1.5; if (i == 1) continue; if (s > 20) return s; s += x; }
                    finally { Console.Write("inner " + i); }
                    if (s > 10) break;
                }
                finally { Console.Write("outer " + i); }
                s += 0.25;
            }
            return s + 1;
        }
        """, [1.0, 5], [-1.0, 3], [9.0, 2], [50.0, 2], [1.0, 0]);

    [Fact]
    public void A_try_whose_block_always_jumps_or_throws() => Execution.Agree(
        """
        [Differentiable] public static double F(double x)
        {
            try { if (x > 0) return x * x; throw new ArgumentException("x"); }
            finally { Console.Write("end"); }
        }
        """, [1.5], [-3.0]);

    [Fact]
    public void A_finally_runs_also_when_the_block_throws()
    {
        Generators.Ir.Method entry = Snippet.Of(
            "[Differentiable] public static double F(double x) { try { if (x < 0) throw new ArgumentException(nameof(x)); return x * x; } finally { Console.Write(x); } }")
            .Request().Program.Entry;
        If tried = Assert.Single(entry.Body.All().OfType<If>(), i => i.IsTry);
        Assert.Contains(tried.Then.All(), i => i is Effect { Throws: true });
        Assert.Equal("global::System.Console.Write({0})", Assert.Single(tried.Else.All().OfType<Effect>()).Text);
    }

    [Fact]
    public void Resources_are_disposed_in_reverse_order()
    {
        Generators.Ir.Method entry = Snippet.Of(
            """
            public sealed class R : IDisposable { public R(int n) { } public void Dispose() { } }
            public sealed class Q : IDisposable { void IDisposable.Dispose() { } }
            [Differentiable] public static double F(double x, R given, Q q)
            {
                using R a = new R(1), b = new R(2);
                using (given) using (q) x *= x;
                return x;
            }
            """).Request().Program.Entry;
        Assert.Equal(
            ["new global::C.R(1)", "new global::C.R(2)", "((global::System.IDisposable?){0})?.Dispose()", "{0}?.Dispose()", "{0}?.Dispose()", "{0}?.Dispose()"],
            entry.Body.All().OfType<Effect>().Select(e => e.Text));
        Assert.Equal(4, entry.Body.All().OfType<If>().Count(i => i.IsTry));
    }

    [Fact]
    public void A_lock_is_entered_before_and_left_behind_its_block()
    {
        Generators.Ir.Method entry = Snippet.Of(
            """
            static readonly object Gate = new();
            [Differentiable] public static double F(double x, System.Threading.Lock own) { lock (Gate) x *= x; lock (own) x += 1; return x; }
            """).Request().Program.Entry;
        Assert.Equal(
            ["global::System.Threading.Monitor.Enter({0})", "global::System.Threading.Monitor.Exit({0})", "{0}.Enter()", "{0}.Exit()"],
            entry.Body.All().OfType<Effect>().Select(e => e.Text));
    }
}
