// The distances between measured points and a posed hand model (ADBench's and GradBench's ht).
using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class HandTracking : Problem
{
    private const int Parameters = 26;

    /// <summary>
    /// The differences between n points and the hand in pose θ: rotation and translation of the whole, then four angles a finger. A point belongs to a vertex, or, with
    /// <paramref name="us"/>, to the place with barycentric coordinates (u₀, u₁, 1 − u₀ − u₁) on a triangle. Transformations are rows of 3 × 4 matrices.
    /// </summary>
    [Differentiable(nameof(theta), Name = "ByPose", Generate = Derivatives.Jacobian)]
    [Differentiable(nameof(us), Name = "ByPlaces", Generate = Derivatives.Jvp)]
    public static void Errors(
        ReadOnlySpan<double> theta, ReadOnlySpan<double> us, int bones, ReadOnlySpan<int> parents, ReadOnlySpan<double> relative, ReadOnlySpan<double> inverse,
        ReadOnlySpan<double> positions, ReadOnlySpan<double> weights, ReadOnlySpan<int> vertices, bool isMirrored, ReadOnlySpan<double> points, Span<double> errors)
    {
        Span<double> angles = new double[3 * bones], absolute = new double[12 * bones], transforms = new double[12 * bones];
        Pose(theta, angles);
        Span<double> own = stackalloc double[12], rotation = stackalloc double[9];
        for (int bone = 0; bone < bones; bone++)
        {
            EulerRotation(angles[3 * bone], angles[3 * bone + 1], angles[3 * bone + 2], rotation);
            ReadOnlySpan<double> atRest = relative.Slice(12 * bone, 12);
            for (int row = 0; row < 3; row++)
            {
                for (int column = 0; column < 3; column++)
                    own[4 * row + column] = atRest[4 * row] * rotation[column] + atRest[4 * row + 1] * rotation[3 + column] + atRest[4 * row + 2] * rotation[6 + column];
                own[4 * row + 3] = atRest[4 * row + 3];
            }
            Span<double> placed = absolute.Slice(12 * bone, 12);
            if (parents[bone] < 0) own.CopyTo(placed);
            else Compose(absolute.Slice(12 * parents[bone], 12), own, placed);
            Compose(placed, inverse.Slice(12 * bone, 12), transforms.Slice(12 * bone, 12));
        }

        AxisRotation(theta[0], theta[1], theta[2], rotation);
        int count = points.Length / 3, corners = vertices.Length / count;
        for (int i = 0; i < count; i++)
        {
            double x = 0, y = 0, z = 0;
            for (int corner = 0; corner < corners; corner++)
            {
                double share = corners == 1 ? 1 : corner == 0 ? us[2 * i] : corner == 1 ? us[2 * i + 1] : 1 - us[2 * i] - us[2 * i + 1];
                int vertex = vertices[corners * i + corner];
                double p0 = positions[4 * vertex], p1 = positions[4 * vertex + 1], p2 = positions[4 * vertex + 2], p3 = positions[4 * vertex + 3];
                for (int bone = 0; bone < bones; bone++)
                {
                    double weight = weights[bones * vertex + bone];
                    if (weight == 0) continue;
                    ReadOnlySpan<double> t = transforms.Slice(12 * bone, 12);
                    double factor = share * weight;
                    x += factor * (t[0] * p0 + t[1] * p1 + t[2] * p2 + t[3] * p3);
                    y += factor * (t[4] * p0 + t[5] * p1 + t[6] * p2 + t[7] * p3);
                    z += factor * (t[8] * p0 + t[9] * p1 + t[10] * p2 + t[11] * p3);
                }
            }
            if (isMirrored) x = -x;
            errors[3 * i] = points[3 * i] - (rotation[0] * x + rotation[1] * y + rotation[2] * z + theta[3]);
            errors[3 * i + 1] = points[3 * i + 1] - (rotation[3] * x + rotation[4] * y + rotation[5] * z + theta[4]);
            errors[3 * i + 2] = points[3 * i + 2] - (rotation[6] * x + rotation[7] * y + rotation[8] * z + theta[5]);
        }
    }

    /// <summary>Three angles a bone: of each finger the first joint has two, the others one; its last bone has none.</summary>
    private static void Pose(ReadOnlySpan<double> theta, Span<double> angles)
    {
        angles.Clear();
        int next = 6;
        for (int finger = 0; finger < 5; finger++)
        {
            int bone = 2 + 4 * finger;
            angles[3 * bone] = theta[next];
            angles[3 * bone + 1] = theta[next + 1];
            angles[3 * bone + 3] = theta[next + 2];
            angles[3 * bone + 6] = theta[next + 3];
            next += 4;
        }
    }

    /// <summary>Rz(b) Ry(c) Rx(a).</summary>
    private static void EulerRotation(double a, double b, double c, Span<double> r)
    {
        double sinX = Math.Sin(a), cosX = Math.Cos(a), sinZ = Math.Sin(b), cosZ = Math.Cos(b), sinY = Math.Sin(c), cosY = Math.Cos(c);
        r[0] = cosZ * cosY;
        r[1] = cosZ * sinY * sinX - sinZ * cosX;
        r[2] = cosZ * sinY * cosX + sinZ * sinX;
        r[3] = sinZ * cosY;
        r[4] = sinZ * sinY * sinX + cosZ * cosX;
        r[5] = sinZ * sinY * cosX - cosZ * sinX;
        r[6] = -sinY;
        r[7] = cosY * sinX;
        r[8] = cosY * cosX;
    }

    /// <summary>The rotation by a vector's length about its direction.</summary>
    private static void AxisRotation(double x, double y, double z, Span<double> r)
    {
        double angle = Math.Sqrt(x * x + y * y + z * z);
        if (angle < 1e-4)
        {
            r[0] = r[4] = r[8] = 1;
            r[1] = r[2] = r[3] = r[5] = r[6] = r[7] = 0;
            return;
        }
        x /= angle;
        y /= angle;
        z /= angle;
        double s = Math.Sin(angle), c = Math.Cos(angle);
        r[0] = x * x + (1 - x * x) * c;
        r[1] = x * y * (1 - c) - z * s;
        r[2] = x * z * (1 - c) + y * s;
        r[3] = x * y * (1 - c) + z * s;
        r[4] = y * y + (1 - y * y) * c;
        r[5] = y * z * (1 - c) - x * s;
        r[6] = x * z * (1 - c) - y * s;
        r[7] = z * y * (1 - c) + x * s;
        r[8] = z * z + (1 - z * z) * c;
    }

    /// <summary>First b, then a.</summary>
    private static void Compose(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        for (int row = 0; row < 12; row += 4)
        {
            for (int column = 0; column < 4; column++)
                result[row + column] = a[row] * b[column] + a[row + 1] * b[4 + column] + a[row + 2] * b[8 + column];
            result[row + 3] += a[row + 3];
        }
    }

    // Where the parts of the Jacobian are computed.
    private readonly double[] _byPose = [], _direction = [], _tangent = [];

    public required double[] Theta { get; init; }

    public required double[] Us
    {
        get;
        init
        {
            field = value;
            (_byPose, _direction, _tangent) = (new double[3 * value.Length / 2 * Parameters], new double[value.Length], new double[3 * value.Length / 2]);
        }
    }

    public required int[] Parents { get; init; }
    public required double[] Relative { get; init; }
    public required double[] Inverse { get; init; }
    public required double[] Positions { get; init; }
    public required double[] Weights { get; init; }
    public required int[] Vertices { get; init; }
    public required bool IsMirrored { get; init; }
    public required double[] Points { get; init; }

    public static HandTracking Nothing { get; } = new()
    {
        Theta = [], Us = [], Parents = [], Relative = [], Inverse = [], Positions = [], Weights = [], Vertices = [], IsMirrored = false, Points = [],
    };

    /// <summary>The errors, and a row for each of them: by u₀ and u₁ of its own point, if there are any, then by θ.</summary>
    public void Jacobian(Span<double> errors, Span<double> jacobian)
    {
        if (Us.Length == 0)
        {
            ByPoseJacobian(Theta, Us, Parents.Length, Parents, Relative, Inverse, Positions, Weights, Vertices, IsMirrored, Points, errors, jacobian);
            return;
        }
        Span<double> byPose = _byPose.AsSpan();
        ByPoseJacobian(Theta, Us, Parents.Length, Parents, Relative, Inverse, Positions, Weights, Vertices, IsMirrored, Points, errors, byPose);
        const int columns = 2 + Parameters;
        for (int row = 0; row < errors.Length; row++) byPose.Slice(row * Parameters, Parameters).CopyTo(jacobian.Slice(row * columns + 2));
        // A point has its own u₀ and u₁: the direction along those of all points gives the column of each.
        for (int column = 0; column < 2; column++)
        {
            for (int i = 0; i < Us.Length; i++) _direction[i] = i % 2 == column ? 1 : 0;
            ByPlacesJvp(Theta, Us, Parents.Length, Parents, Relative, Inverse, Positions, Weights, Vertices, IsMirrored, Points, errors, _direction, _tangent);
            for (int row = 0; row < errors.Length; row++) jacobian[row * columns + column] = _tangent[row];
        }
    }

    public void Objective(Span<double> errors) => Errors(Theta, Us, Parents.Length, Parents, Relative, Inverse, Positions, Weights, Vertices, IsMirrored, Points, errors);

    public static HandTracking Read(JsonElement input)
    {
        JsonElement data = input.GetProperty("data"), model = data.GetProperty("model");
        int[] correspondences = Integers(data.GetProperty("correspondences"));
        double[] us = [.. input.GetProperty("us").EnumerateArray().SelectMany(Numbers)];
        int[][] triangles = [.. model.GetProperty("triangles").EnumerateArray().Select(Integers)];
        return new HandTracking
        {
            Theta = Numbers(input.GetProperty("theta")), Us = us, Parents = Integers(model.GetProperty("parents")),
            Relative = Affine(model.GetProperty("base_relatives")), Inverse = Affine(model.GetProperty("inverse_base_absolutes")),
            Positions = Flat(model.GetProperty("base_positions")), Weights = Flat(model.GetProperty("weights")),
            Vertices = us.Length == 0 ? correspondences : [.. correspondences.SelectMany(c => triangles[c])],
            IsMirrored = model.GetProperty("is_mirrored").GetBoolean(), Points = Flat(data.GetProperty("points")),
        };
    }

    /// <summary>The first three rows of each matrix; the last is 0 0 0 1.</summary>
    private static double[] Affine(JsonElement matrices) => [.. matrices.EnumerateArray().SelectMany(m => Flat(m).Take(12))];

    public override Job Prepare(string function, JsonElement input)
    {
        HandTracking hand = Read(input);
        int rows = hand.Points.Length;
        double[] errors = new double[rows], jacobian = new double[rows * (Parameters + (hand.Us.Length > 0 ? 2 : 0))];
        return function switch
        {
            "objective" => new(() => hand.Objective(errors), () => Array(errors)),
            "jacobian" => new(() => hand.Jacobian(errors, jacobian), () => Rows(jacobian, rows)),
            _ => throw Unknown(function),
        };
    }
}
