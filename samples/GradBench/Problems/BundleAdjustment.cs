// The reprojection errors of bundle adjustment and their sparse Jacobian (ADBench's and GradBench's ba).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class BundleAdjustment : Problem
{
    private const int CameraSize = 11, RowSize = CameraSize + 3 + 1;

    /// <summary>
    /// The weighted difference between where a camera sees a point and where it should. The camera: rotation (angle times axis), centre, focal length, principal point,
    /// two coefficients of radial distortion.
    /// </summary>
    [Differentiable(nameof(camera), nameof(point), nameof(weight), Generate = Derivatives.Jacobian)]
    public static void Reproject(ReadOnlySpan<double> camera, ReadOnlySpan<double> point, double weight, double u, double v, out double errorU, out double errorV)
    {
        double x = point[0] - camera[3], y = point[1] - camera[4], z = point[2] - camera[5];
        double rx = camera[0], ry = camera[1], rz = camera[2];
        double square = rx * rx + ry * ry + rz * rz;
        double px, py, pz;
        if (square > 0)
        {
            double angle = Math.Sqrt(square), cos = Math.Cos(angle), sin = Math.Sin(angle);
            double ax = rx / angle, ay = ry / angle, az = rz / angle;
            double along = (ax * x + ay * y + az * z) * (1 - cos);
            px = x * cos + (ay * z - az * y) * sin + ax * along;
            py = y * cos + (az * x - ax * z) * sin + ay * along;
            pz = z * cos + (ax * y - ay * x) * sin + az * along;
        }
        else
        {
            px = x + (ry * z - rz * y);
            py = y + (rz * x - rx * z);
            pz = z + (rx * y - ry * x);
        }
        double onPlaneX = px / pz, onPlaneY = py / pz;
        double radius = onPlaneX * onPlaneX + onPlaneY * onPlaneY;
        double distortion = 1 + camera[9] * radius + camera[10] * radius * radius;
        errorU = weight * (onPlaneX * distortion * camera[6] + camera[7] - u);
        errorV = weight * (onPlaneY * distortion * camera[6] + camera[8] - v);
    }

    [Differentiable(Generate = Derivatives.Gradient)]
    public static double WeightError(double weight) => 1 - weight * weight;

    private readonly int _n, _m, _p;
    private readonly double[] _cameras, _points, _weights, _features;

    public BundleAdjustment()
        : this(0, 0, 0, [], [], 0, [])
    {
    }

    /// <summary>All cameras, points, weights and features are equal, as the benchmark has it; nothing makes use of that.</summary>
    public BundleAdjustment(int n, int m, int p, double[] camera, double[] point, double weight, double[] feature)
    {
        (_n, _m, _p) = (n, m, p);
        (_cameras, _points, _features, _weights) = (Repeat(camera, n), Repeat(point, m), Repeat(feature, p), Repeat([weight], p));
        Errors = new double[2 * p];
        WeightErrors = new double[p];
        int entries = 2 * p * RowSize + p;
        (RowStarts, Columns, Values) = (new int[3 * p + 1], new int[entries], new double[entries]);
    }

    public double[] Errors { get; }
    public double[] WeightErrors { get; }

    /// <summary>The Jacobian by compressed rows.</summary>
    public int[] RowStarts { get; }
    public int[] Columns { get; }
    public double[] Values { get; }

    private static double[] Repeat(double[] one, int times)
    {
        double[] all = new double[one.Length * times];
        for (int k = 0; k < times; k++) one.CopyTo(all, k * one.Length);
        return all;
    }

    public void Objective()
    {
        for (int i = 0; i < _p; i++)
        {
            Reproject(Camera(i), Point(i), _weights[i], _features[2 * i], _features[2 * i + 1], out Errors[2 * i], out Errors[2 * i + 1]);
            WeightErrors[i] = WeightError(_weights[i]);
        }
    }

    public void Jacobian()
    {
        Span<double> ofCamera = stackalloc double[2 * CameraSize], ofPoint = stackalloc double[6], ofWeight = stackalloc double[2];
        int at = 0;
        RowStarts[0] = 0;
        for (int i = 0; i < _p; i++)
        {
            ReprojectJacobian(Camera(i), Point(i), _weights[i], _features[2 * i], _features[2 * i + 1], out _, out _, ofCamera, ofPoint, ofWeight);
            for (int row = 0; row < 2; row++)
            {
                ofCamera.Slice(row * CameraSize, CameraSize).CopyTo(Values.AsSpan(at));
                for (int j = 0; j < CameraSize; j++) Columns[at + j] = CameraSize * (i % _n) + j;
                at += CameraSize;
                ofPoint.Slice(row * 3, 3).CopyTo(Values.AsSpan(at));
                for (int j = 0; j < 3; j++) Columns[at + j] = CameraSize * _n + 3 * (i % _m) + j;
                at += 3;
                Values[at] = ofWeight[row];
                Columns[at++] = CameraSize * _n + 3 * _m + i;
                RowStarts[2 * i + row + 1] = at;
            }
        }
        for (int i = 0; i < _p; i++)
        {
            WeightErrorGradient(_weights[i], out Values[at]);
            Columns[at++] = CameraSize * _n + 3 * _m + i;
            RowStarts[2 * _p + i + 1] = at;
        }
    }

    private ReadOnlySpan<double> Camera(int i) => _cameras.AsSpan(i % _n * CameraSize, CameraSize);

    private ReadOnlySpan<double> Point(int i) => _points.AsSpan(i % _m * 3, 3);

    public override Job Prepare(string function, JsonElement input)
    {
        var problem = new BundleAdjustment(
            input.GetProperty("n").GetInt32(), input.GetProperty("m").GetInt32(), input.GetProperty("p").GetInt32(),
            Numbers(input.GetProperty("cam")), Numbers(input.GetProperty("x")), input.GetProperty("w").GetDouble(), Numbers(input.GetProperty("feat")));
        return function switch
        {
            "objective" => new(problem.Objective, () => new JsonObject
            {
                ["reproj_error"] = new JsonObject { ["elements"] = Array(problem.Errors.AsSpan(0, 2)), ["repeated"] = problem._p },
                ["w_err"] = new JsonObject { ["element"] = problem.WeightErrors[0], ["repeated"] = problem._p },
            }),
            "jacobian" => new(problem.Jacobian, () => new JsonObject { ["rows"] = Ends(problem.RowStarts), ["cols"] = Ends(problem.Columns), ["vals"] = Ends(problem.Values) }),
            _ => throw Unknown(function),
        };
    }

    // The first thirty entries and the last.
    private static JsonArray Ends(int[] all) => Array([.. all.AsSpan(0, 30), all[^1]]);
    private static JsonArray Ends(double[] all) => Array([.. all.AsSpan(0, 30), all[^1]]);
}
