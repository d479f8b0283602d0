// The reprojection errors of bundle adjustment and their sparse Jacobian (ADBench's and GradBench's ba).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class BundleAdjustment : Problem
{
    private const int CameraSize = 11, PointSize = 3, RowSize = CameraSize + PointSize + 1;

    /// <summary>Rotation (angle times axis), centre, focal length, principal point, two coefficients of radial distortion.</summary>
    public readonly record struct Camera(double Rx, double Ry, double Rz, double X, double Y, double Z, double Focal, double U, double V, double K1, double K2)
    {
        public Camera(double[] numbers)
            : this(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], numbers[8], numbers[9], numbers[10])
        {
        }
    }

    public readonly record struct Point(double X, double Y, double Z);

    /// <summary>The weighted difference between where a camera sees a point and where it should.</summary>
    [Differentiable(nameof(camera), nameof(point), nameof(weight), Generate = Derivatives.Batch, Batch = [nameof(u), nameof(v)])]
    public static void Reproject(Camera camera, Point point, double weight, double u, double v, out double errorU, out double errorV)
    {
        double x = point.X - camera.X, y = point.Y - camera.Y, z = point.Z - camera.Z;
        double rx = camera.Rx, ry = camera.Ry, rz = camera.Rz;
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
        double distortion = 1 + camera.K1 * radius + camera.K2 * radius * radius;
        errorU = weight * (onPlaneX * distortion * camera.Focal + camera.U - u);
        errorV = weight * (onPlaneY * distortion * camera.Focal + camera.V - v);
    }

    [Differentiable(Generate = Derivatives.Gradient)]
    public static double WeightError(double weight) => 1 - weight * weight;

    private readonly int _n, _m, _p;
    private readonly Camera[] _cameras;
    private readonly Point[] _points;
    private readonly double[] _weights, _u, _v;
    // Which camera has seen which point.
    private readonly int[] _cameraOf, _pointOf;

    public BundleAdjustment()
        : this(1, 1, 0, new double[CameraSize], new double[PointSize], 0, new double[2])
    {
    }

    /// <summary>All cameras, points, weights and features are equal, as the benchmark has it; nothing makes use of that.</summary>
    public BundleAdjustment(int n, int m, int p, double[] camera, double[] point, double weight, double[] feature)
    {
        (_n, _m, _p) = (n, m, p);
        (_cameras, _points) = (Repeat(new Camera(camera), n), Repeat(new Point(point[0], point[1], point[2]), m));
        (_weights, _u, _v) = (Repeat(weight, p), Repeat(feature[0], p), Repeat(feature[1], p));
        (_cameraOf, _pointOf) = (new int[p], new int[p]);
        for (int i = 0; i < p; i++) (_cameraOf[i], _pointOf[i]) = (i % n, i % m);
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

    private static T[] Repeat<T>(T one, int times)
    {
        T[] all = new T[times];
        System.Array.Fill(all, one);
        return all;
    }

    public void Objective()
    {
        for (int i = 0; i < _p; i++)
        {
            Reproject(_cameras[_cameraOf[i]], _points[_pointOf[i]], _weights[i], _u[i], _v[i], out Errors[2 * i], out Errors[2 * i + 1]);
            WeightErrors[i] = WeightError(_weights[i]);
        }
    }

    // So many observations at a time are copied into spans, a span for each number, and their derivatives from there into the rows.
    private const int Block = 256;
    private readonly double[] _inputs = new double[(CameraSize + PointSize + 2) * Block], _jacobians = new double[2 * RowSize * Block];

    public void Jacobian()
    {
        for (int first = 0; first < _p; first += Block)
        {
            int count = Math.Min(Block, _p - first);
            Gather(first, count);
            Differentiate(first, count);
            Scatter(first, count);
        }
        int at = 2 * RowSize * _p;
        for (int i = 0; i < _p; i++)
        {
            RowStarts[2 * _p + i] = at;
            WeightErrorGradient(_weights[i], out Values[at]);
            Columns[at++] = CameraSize * _n + PointSize * _m + i;
        }
        RowStarts[3 * _p] = at;
    }

    private Span<double> Input(int number, int count) => _inputs.AsSpan(number * Block, count);

    private void Gather(int first, int count)
    {
        Span<double> rx = Input(0, count), ry = Input(1, count), rz = Input(2, count), x = Input(3, count), y = Input(4, count), z = Input(5, count);
        Span<double> focal = Input(6, count), u = Input(7, count), v = Input(8, count), k1 = Input(9, count), k2 = Input(10, count);
        Span<double> pointX = Input(11, count), pointY = Input(12, count), pointZ = Input(13, count);
        for (int i = 0; i < count; i++)
        {
            ref readonly Camera camera = ref _cameras[_cameraOf[first + i]];
            (rx[i], ry[i], rz[i], x[i], y[i], z[i]) = (camera.Rx, camera.Ry, camera.Rz, camera.X, camera.Y, camera.Z);
            (focal[i], u[i], v[i], k1[i], k2[i]) = (camera.Focal, camera.U, camera.V, camera.K1, camera.K2);
            ref readonly Point point = ref _points[_pointOf[first + i]];
            (pointX[i], pointY[i], pointZ[i]) = (point.X, point.Y, point.Z);
        }
    }

    private void Differentiate(int first, int count)
    {
        // Of each input: the derivatives of errorU by it for all observations, then those of errorV.
        Span<double> Of(int number) => _jacobians.AsSpan(number * 2 * count, 2 * count);
        ReprojectJacobianBatch(
            Input(0, count), Input(1, count), Input(2, count), Input(3, count), Input(4, count), Input(5, count), Input(6, count), Input(7, count), Input(8, count),
            Input(9, count), Input(10, count), Input(11, count), Input(12, count), Input(13, count), _weights.AsSpan(first, count), _u.AsSpan(first, count),
            _v.AsSpan(first, count), Input(14, count), Input(15, count),
            Of(0), Of(1), Of(2), Of(3), Of(4), Of(5), Of(6), Of(7), Of(8), Of(9), Of(10), Of(11), Of(12), Of(13), Of(14));
    }

    private void Scatter(int first, int count)
    {
        ReadOnlySpan<double> jacobians = _jacobians.AsSpan(0, 2 * RowSize * count);
        for (int i = 0; i < count; i++)
        {
            int observation = first + i, camera = CameraSize * _cameraOf[observation], point = CameraSize * _n + PointSize * _pointOf[observation];
            for (int row = 0; row < 2; row++)
            {
                int start = (2 * observation + row) * RowSize;
                RowStarts[2 * observation + row] = start;
                Span<double> values = Values.AsSpan(start, RowSize);
                for (int k = 0; k < values.Length; k++) values[k] = jacobians[(2 * k + row) * count + i];
                Span<int> columns = Columns.AsSpan(start, RowSize);
                for (int k = 0; k < CameraSize; k++) columns[k] = camera + k;
                for (int k = 0; k < PointSize; k++) columns[CameraSize + k] = point + k;
                columns[RowSize - 1] = CameraSize * _n + PointSize * _m + observation;
            }
        }
    }

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
