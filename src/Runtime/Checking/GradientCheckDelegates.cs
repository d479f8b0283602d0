// The shapes of functions and generated members that GradientCheck takes; others fit by a lambda.
using System;

namespace Autodiff;

/// <summary>A function of a vector.</summary>
public delegate double VectorFunction(ReadOnlySpan<double> x);

/// <summary><c>FGradient</c> of a function of a vector.</summary>
public delegate double VectorGradient(ReadOnlySpan<double> x, Span<double> xGradient);

/// <summary><c>FJvp</c> of a function of a vector.</summary>
public delegate double VectorJvp(ReadOnlySpan<double> x, ReadOnlySpan<double> xTangent, out double tangent);

/// <summary><c>FVjp</c> of a function of a vector.</summary>
public delegate double VectorVjp(ReadOnlySpan<double> x, double seed, Span<double> xAdjoint);

/// <summary><c>FHvp</c> of a function of a vector.</summary>
public delegate double VectorHvp(ReadOnlySpan<double> x, ReadOnlySpan<double> xDirection, Span<double> xGradient, Span<double> xHvp);

/// <summary><c>FHessian</c> of a function of a vector.</summary>
public delegate double VectorHessian(ReadOnlySpan<double> x, Span<double> xGradient, Span<double> hessian);

/// <summary>A function of one number.</summary>
public delegate double ScalarFunction(double x);

/// <summary><c>FGradient</c> of a function of one number.</summary>
public delegate double ScalarGradient(double x, out double xGradient);

/// <summary><c>FJvp</c> of a function of one number.</summary>
public delegate double ScalarJvp(double x, double xTangent, out double tangent);

/// <summary><c>FVjp</c> of a function of one number.</summary>
public delegate double ScalarVjp(double x, double seed, ref double xAdjoint);

/// <summary><c>FHvp</c> of a function of one number.</summary>
public delegate double ScalarHvp(double x, double xDirection, out double xGradient, out double xHvp);

/// <summary>A method that changes a vector in place.</summary>
public delegate void InPlaceFunction(Span<double> y);

/// <summary><c>FJvp</c> of a method that changes a vector in place.</summary>
public delegate void InPlaceJvp(Span<double> y, Span<double> yTangent);

/// <summary><c>FVjp</c> of a method that changes a vector in place.</summary>
public delegate void InPlaceVjp(Span<double> y, Span<double> yAdjoint);
