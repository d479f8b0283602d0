// Snapshots of the derivative IR of small methods, with what each loop records per trip.
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Autodiff.Generator.Tests.Frontend;
using Autodiff.Generators.Transform;

using Xunit;
using static VerifyXunit.Verifier;

namespace Autodiff.Generators.Tests.Snapshots;

public class RecordingSnapshotTests
{
    [Fact]
    public Task A_linear_while_loop() => Verify(Describe("""
        public static double F(double a)
        {
            double b = a * 2;
            while (System.Math.Abs(b) < 1000) b = b * 2;
            return b;
        }
        """));

    [Fact]
    public Task An_in_place_chain() => Verify(Describe("""
        public static void F(Span<double> y)
        {
            for (int i = 1; i < y.Length; i++) y[i] = y[i] * y[i - 1];
        }
        """));

    [Fact]
    public Task A_nonlinear_loop_in_a_triangle() => Verify(Describe("""
        public static double F(ReadOnlySpan<double> x)
        {
            double s = 1;
            for (int i = 0; i < x.Length; i++)
                for (int j = 0; j < i; j++) s = Math.Sin(s * x[j]);
            return s;
        }
        """));

    [Fact]
    public Task A_newton_iteration() => Verify(Describe("""
        public static double F(double x)
        {
            double y = x;
            do { y = 0.5 * (y + x / y); } while (Math.Abs(y * y - x) > 1e-12);
            return y;
        }
        """));

    private static string Describe(string method)
    {
        DerivativeRequest request = Snippet.Of("[Differentiable]\n" + method).Request();
        Method primal = Recognize.Run(Simplify.Run(request.Program.Entry));
        Pattern pattern = new(
            primal.Body.Parameters.Select(p => primal.TypeOf(p).IsDifferentiable).ToEquatableArray(),
            primal.Body.Yields.Select(y => primal.TypeOf(y).IsFloat).ToEquatableArray(),
            primal.Body.Parameters.Select(_ => true).ToEquatableArray());
        Derivation derivation = new(new Program([primal]));
        StringBuilder text = new();
        foreach ((string loop, int bytes) in ReverseMode.Records(derivation, primal.Key, pattern))
            text.Append("// ").Append(loop).Append(bytes == 0 ? " records nothing\n" : $" records {bytes} bytes per trip\n");
        text.Append(Printer.Print(Simplify.Run(ReverseMode.Joined(derivation, primal.Key, pattern, "joined", "F"))));
        return text.ToString();
    }
}
