// Generated members as an objective function of MathNet.Numerics: value, gradient and, where it is given, the Hessian.
using System;
using Autodiff;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Optimization;

namespace Optimise;

/// <summary>
/// <c>new GeneratedObjective(Problems.RosenbrockGradient, Problems.RosenbrockHessian)</c>; other arguments of the function are given by a lambda. A Hessian is computed only when
/// it is asked for. The counters are shared by all forks.
/// </summary>
internal sealed class GeneratedObjective : IObjectiveFunction
{
    private readonly VectorGradient _gradientOf;
    private readonly VectorHessian? _hessianOf;
    private readonly Counters _counters;
    private double[] _gradient = [];
    private double[]? _hessian;

    public GeneratedObjective(VectorGradient gradient, VectorHessian? hessian = null)
        : this(gradient, hessian, new Counters())
    {
    }

    private GeneratedObjective(VectorGradient gradient, VectorHessian? hessian, Counters counters) => (_gradientOf, _hessianOf, _counters) = (gradient, hessian, counters);

    public int GradientCalls => _counters.Gradients;

    public int HessianCalls => _counters.Hessians;

    public Vector<double> Point { get; private set; } = new DenseVector(1);

    public double Value { get; private set; }

    public bool IsGradientSupported => true;

    public Vector<double> Gradient => new DenseVector(_gradient);

    public bool IsHessianSupported => _hessianOf is not null;

    public Matrix<double> Hessian
    {
        get
        {
            if (_hessianOf is null) throw new NotSupportedException("No Hessian was given.");
            int n = Point.Count;
            if (_hessian is null)
            {
                _hessian = new double[n * n];
                _hessianOf(Point.AsArray() ?? Point.ToArray(), new double[n], _hessian);
                _counters.Hessians++;
            }

            return new DenseMatrix(n, n, [.. _hessian]);
        }
    }

    public void EvaluateAt(Vector<double> point)
    {
        Point = point.Clone();
        _gradient = new double[point.Count];
        _hessian = null;
        Value = _gradientOf(Point.AsArray() ?? Point.ToArray(), _gradient);
        _counters.Gradients++;
    }

    public IObjectiveFunction Fork() => new GeneratedObjective(_gradientOf, _hessianOf, _counters)
    {
        Point = Point.Clone(), Value = Value, _gradient = [.. _gradient], _hessian = _hessian is null ? null : [.. _hessian],
    };

    public IObjectiveFunction CreateNew() => new GeneratedObjective(_gradientOf, _hessianOf, _counters);

    private sealed class Counters
    {
        public int Gradients { get; set; }

        public int Hessians { get; set; }
    }
}
