// Minimisers of MathNet.Numerics on generated derivatives: Rosenbrock in three sizes, a curve fit, and logistic regression.
using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Optimization;

namespace Optimise;

internal static class Program
{
    private static int Main()
    {
        bool good = true;
        Console.WriteLine($"{"problem",-28} {"method",-22} {"value",12} {"iterations",10} {"gradients",9} {"Hessians",8} {"ms",9}");
        foreach (int n in new[] { 2, 10, 1000 })
        {
            string problem = $"Rosenbrock, {n} dimensions";
            // The usual start; with it all three sizes have their minimum at 1, …, 1.
            double[] start = [.. Enumerable.Range(0, n).Select(k => k % 2 == 0 ? -1.2 : 1.0)];
            if (n <= 10)
            {
                good &= Minimise(problem, "BFGS", start, false, (f, x) => new BfgsMinimizer(1e-8, 1e-12, 1e-14, 5000).FindMinimum(f, x)) < 1e-6;
                good &= Minimise(problem, "Newton", start, true, (f, x) => new NewtonMinimizer(1e-8, 1000, useLineSearch: true).FindMinimum(f, x)) < 1e-6;
            }

            good &= Minimise(problem, "limited-memory BFGS", start, false, (f, x) => new LimitedMemoryBfgsMinimizer(1e-6, 1e-12, 1e-14, 20, 20000).FindMinimum(f, x)) < 1e-6;
        }

        return good & Fit() & Classify() ? 0 : 1;
    }

    private static double Minimise(string problem, string method, double[] start, bool second, Func<IObjectiveFunction, Vector<double>, MinimizationResult> minimise)
    {
        var objective = new GeneratedObjective(Problems.RosenbrockGradient, second ? Problems.RosenbrockHessian : null);
        long before = Stopwatch.GetTimestamp();
        MinimizationResult result = minimise(objective, new DenseVector(start));
        Print(problem, method, result.FunctionInfoAtMinimum.Value, result.Iterations, objective, Stopwatch.GetElapsedTime(before));
        return result.FunctionInfoAtMinimum.Value;
    }

    /// <summary>Levenberg–Marquardt with the generated Jacobian.</summary>
    private static bool Fit()
    {
        double[] truth = [2, 0.3, 1.7, 0.4], t = [.. Enumerable.Range(0, 200).Select(k => 0.05 * k)], y = new double[t.Length];
        Problems.Oscillation(truth, t, y);
        int jacobians = 0;
        Vector<double> Model(Vector<double> p, Vector<double> at)
        {
            double[] values = new double[at.Count];
            Problems.Oscillation(p.ToArray(), at.ToArray(), values);
            return new DenseVector(values);
        }

        Matrix<double> Jacobian(Vector<double> p, Vector<double> at)
        {
            double[] values = new double[at.Count], jacobian = new double[at.Count * p.Count];
            Problems.OscillationJacobian(p.ToArray(), at.ToArray(), values, jacobian);
            jacobians++;
            return Matrix<double>.Build.Dense(at.Count, p.Count, (i, j) => jacobian[(i * p.Count) + j]);
        }

        IObjectiveModel objective = ObjectiveFunction.NonlinearModel(Model, Jacobian, new DenseVector(t), new DenseVector(y));
        long before = Stopwatch.GetTimestamp();
        NonlinearMinimizationResult result = new LevenbergMarquardtMinimizer().FindMinimum(objective, new DenseVector([1.0, 0.1, 1.5, 0.0]));
        double error = (result.MinimizingPoint - new DenseVector(truth)).AbsoluteMaximum();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{"damped oscillation",-28} {"Levenberg-Marquardt",-22} {error,12:G4} {result.Iterations,10} {jacobians,9} {"",8} {Stopwatch.GetElapsedTime(before).TotalMilliseconds,9:F2}  (largest error of the parameters; Jacobians)"));
        return error < 1e-5;
    }

    private static bool Classify()
    {
        Penguins penguins = Penguins.Load();
        var objective = new GeneratedObjective(
            (w, g) => Problems.LogisticLossGradient(w, penguins.Features, penguins.Labels, g),
            (w, g, h) => Problems.LogisticLossHessian(w, penguins.Features, penguins.Labels, g, h));
        var start = new DenseVector(Penguins.Columns + 1);
        long before = Stopwatch.GetTimestamp();
        MinimizationResult result = new NewtonMinimizer(1e-9, 100).FindMinimum(objective, start);
        Print("penguins, logistic loss", "Newton", result.FunctionInfoAtMinimum.Value, result.Iterations, objective, Stopwatch.GetElapsedTime(before));

        objective = new GeneratedObjective((w, g) => Problems.LogisticLossGradient(w, penguins.Features, penguins.Labels, g));
        before = Stopwatch.GetTimestamp();
        MinimizationResult first = new BfgsMinimizer(1e-8, 1e-10, 1e-12, 1000).FindMinimum(objective, start);
        Print("penguins, logistic loss", "BFGS", first.FunctionInfoAtMinimum.Value, first.Iterations, objective, Stopwatch.GetElapsedTime(before));
        double accuracy = penguins.Accuracy(result.MinimizingPoint.ToArray());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{penguins.Labels.Length} penguins, sex from four measurements: {accuracy:P1} right"));
        return accuracy > 0.85 && Math.Abs(first.FunctionInfoAtMinimum.Value - result.FunctionInfoAtMinimum.Value) < 1e-6;
    }

    private static void Print(string problem, string method, double value, int iterations, GeneratedObjective objective, TimeSpan time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{problem,-28} {method,-22} {value,12:G4} {iterations,10} {objective.GradientCalls,9} {objective.HessianCalls,8} {time.TotalMilliseconds,9:F2}"));
}
