// Plane, space and sphere.
using System;

namespace Numerics;

public readonly struct Vector3d
{
    public readonly double X, Y, Z;

    public Vector3d(double x, double y, double z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    public double Length() => Math.Sqrt(X * X + Y * Y + Z * Z);

    public static Vector3d operator +(Vector3d a, Vector3d b) => new Vector3d(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vector3d operator -(Vector3d a, Vector3d b) => new Vector3d(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Vector3d operator *(double s, Vector3d v) => new Vector3d(s * v.X, s * v.Y, s * v.Z);

    public static double Dot(Vector3d a, Vector3d b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    public static Vector3d Cross(Vector3d a, Vector3d b) => new Vector3d(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    public override string ToString() => $"({X}, {Y}, {Z})";
}

public static class Geometry
{
    private const double EarthRadius = 6371.0;

    private static double ToRadians(double degrees) => degrees * Math.PI / 180;

    public static double Haversine(double lat1, double lon1, double lat2, double lon2)
    {
        double dLat = ToRadians(lat2 - lat1), dLon = ToRadians(lon2 - lon1);
        double a = Math.Pow(Math.Sin(dLat / 2), 2) + Math.Cos(ToRadians(lat1)) * Math.Cos(ToRadians(lat2)) * Math.Pow(Math.Sin(dLon / 2), 2);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }

    public static double TriangleArea(double a, double b, double c)
    {
        if (a + b <= c || b + c <= a || a + c <= b) throw new ArgumentException("Not a triangle.");
        double s = (a + b + c) / 2;
        return Math.Sqrt(s * (s - a) * (s - b) * (s - c));
    }

    public static double PolygonArea(double[] x, double[] y)
    {
        double sum = 0;
        for (int i = 0, j = x.Length - 1; i < x.Length; j = i++) sum += (x[j] + x[i]) * (y[j] - y[i]);
        return Math.Abs(sum) / 2;
    }

    public static void Centroid(ReadOnlySpan<double> x, ReadOnlySpan<double> y, out double cx, out double cy)
    {
        double area = 0;
        cx = 0;
        cy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            int j = (i + 1) % x.Length;
            double cross = x[i] * y[j] - x[j] * y[i];
            area += cross;
            cx += (x[i] + x[j]) * cross;
            cy += (y[i] + y[j]) * cross;
        }
        cx /= 3 * area;
        cy /= 3 * area;
    }

    public static double DistanceToSegment(double px, double py, double ax, double ay, double bx, double by)
    {
        double dx = bx - ax, dy = by - ay;
        double lengthSquared = dx * dx + dy * dy;
        double t = lengthSquared == 0 ? 0 : ((px - ax) * dx + (py - ay) * dy) / lengthSquared;
        t = Math.Clamp(t, 0, 1);
        double qx = ax + t * dx - px, qy = ay + t * dy - py;
        return Math.Sqrt(qx * qx + qy * qy);
    }

    public static double TetrahedronVolume(Vector3d a, Vector3d b, Vector3d c, Vector3d d) => Math.Abs(Vector3d.Dot(a - d, Vector3d.Cross(b - d, c - d))) / 6;

    public static double SphereDistance(Vector3d p, Vector3d centre, double radius) => (p - centre).Length() - radius;

    public static double SmoothUnion(double d1, double d2, double k)
    {
        double h = Math.Max(k - Math.Abs(d1 - d2), 0) / k;
        return Math.Min(d1, d2) - h * h * k / 4;
    }

    public static void RotateAboutAxis(double[] v, double ux, double uy, double uz, double angle)
    {
        double norm = Math.Sqrt(ux * ux + uy * uy + uz * uz);
        ux /= norm;
        uy /= norm;
        uz /= norm;
        double c = Math.Cos(angle), s = Math.Sin(angle);
        double dot = ux * v[0] + uy * v[1] + uz * v[2];
        double x = v[0] * c + (uy * v[2] - uz * v[1]) * s + ux * dot * (1 - c);
        double y = v[1] * c + (uz * v[0] - ux * v[2]) * s + uy * dot * (1 - c);
        double z = v[2] * c + (ux * v[1] - uy * v[0]) * s + uz * dot * (1 - c);
        v[0] = x;
        v[1] = y;
        v[2] = z;
    }

    public static void QuaternionToMatrix(ReadOnlySpan<double> q, double[,] m)
    {
        double w = q[0], x = q[1], y = q[2], z = q[3];
        double n = w * w + x * x + y * y + z * z;
        double s = n > 0 ? 2 / n : 0;
        m[0, 0] = 1 - s * (y * y + z * z);
        m[0, 1] = s * (x * y - w * z);
        m[0, 2] = s * (x * z + w * y);
        m[1, 0] = s * (x * y + w * z);
        m[1, 1] = 1 - s * (x * x + z * z);
        m[1, 2] = s * (y * z - w * x);
        m[2, 0] = s * (x * z - w * y);
        m[2, 1] = s * (y * z + w * x);
        m[2, 2] = 1 - s * (x * x + y * y);
    }

    /// <summary>Pinhole projection with radial distortion.</summary>
    public static void Project(double[] point, double[] camera, out double u, out double v)
    {
        double x = -point[0] / point[2], y = -point[1] / point[2];
        double r2 = x * x + y * y;
        double distortion = 1 + r2 * (camera[1] + camera[2] * r2);
        u = camera[0] * distortion * x;
        v = camera[0] * distortion * y;
    }

    public static void SphericalToCartesian(double r, double theta, double phi, out double x, out double y, out double z)
    {
        (double sinT, double cosT) = Math.SinCos(theta);
        (double sinP, double cosP) = Math.SinCos(phi);
        x = r * sinT * cosP;
        y = r * sinT * sinP;
        z = r * cosT;
    }

    /// <summary>Mollweide projection of a latitude and longitude.</summary>
    public static void Mollweide(double latitude, double longitude, ref double x, ref double y)
    {
        double theta = latitude;
        for (int i = 0; i < 30; i++)
        {
            double delta = -(2 * theta + Math.Sin(2 * theta) - Math.PI * Math.Sin(latitude)) / (2 + 2 * Math.Cos(2 * theta));
            theta += delta;
            if (Math.Abs(delta) < 1e-12) break;
        }
        x = 2 * Math.Sqrt(2) / Math.PI * longitude * Math.Cos(theta);
        y = Math.Sqrt(2) * Math.Sin(theta);
    }

    public static float Smoothstep(float edge0, float edge1, float x)
    {
        float t = Math.Clamp((x - edge0) / (edge1 - edge0), 0f, 1f);
        return t * t * (3f - 2f * t);
    }

    public static float LengthF(float x, float y, float z) => MathF.Sqrt(x * x + y * y + z * z);
}
