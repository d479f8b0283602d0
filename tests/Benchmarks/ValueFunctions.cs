// The values of the problems in vectors: what the generator makes of the primal loops alone.
using System;

namespace Autodiff.Benchmarks;

/// <summary>
/// The loops of the problems once more, with a factor in front of the result, differentiated with respect to that factor: the derivative is the value, computed by the forward
/// sweep as it is generated and vectorised, and one multiplication. Helpers with loops are written out, because constant calls stay calls of the user's own code. Where the
/// method writes an array, its last element is the result.
/// </summary>
internal static partial class ValueFunctions
{
    /// <summary>Without the constant of the prior.</summary>
    [Differentiable(nameof(factor), Generate = Derivatives.Gradient)]
    public static double Mixture(
        double factor, int d, int k, int n, ReadOnlySpan<double> alpha, ReadOnlySpan<double> mu, ReadOnlySpan<double> q, ReadOnlySpan<double> l, ReadOnlySpan<double> x, double gamma, int m)
    {
        int triangle = d * (d - 1) / 2;
        Span<double> diagonal = new double[k * d];
        Span<double> logDeterminant = new double[k];
        for (int c = 0; c < k; c++)
        {
            double sum = 0;
            for (int j = 0; j < d; j++)
            {
                sum += q[c * d + j];
                diagonal[c * d + j] = Math.Exp(q[c * d + j]);
            }
            logDeterminant[c] = sum;
        }

        Span<double> centred = new double[d];
        Span<double> whitened = new double[d];
        Span<double> beta = new double[k];
        double likelihood = 0;
        for (int i = 0; i < n; i++)
        {
            for (int c = 0; c < k; c++)
            {
                for (int j = 0; j < d; j++) centred[j] = x[i * d + j] - mu[c * d + j];
                for (int j = 0; j < d; j++) whitened[j] = diagonal[c * d + j] * centred[j];
                int at = c * triangle;
                for (int column = 0; column < d; column++)
                {
                    for (int row = column + 1; row < d; row++) whitened[row] += l[at + row - column - 1] * centred[column];
                    at += d - column - 1;
                }
                double square = 0;
                for (int j = 0; j < d; j++) square += whitened[j] * whitened[j];
                beta[c] = alpha[c] + logDeterminant[c] - 0.5 * square;
            }
            double max = beta[0];
            for (int c = 1; c < k; c++) max = Math.Max(max, beta[c]);
            double sum = 0;
            for (int c = 0; c < k; c++) sum += Math.Exp(beta[c] - max);
            likelihood += max + Math.Log(sum);
        }
        double largest = alpha[0];
        for (int c = 1; c < k; c++) largest = Math.Max(largest, alpha[c]);
        double weights = 0;
        for (int c = 0; c < k; c++) weights += Math.Exp(alpha[c] - largest);
        likelihood -= n * (0.5 * d * Math.Log(2 * Math.PI) + largest + Math.Log(weights));

        double prior = 0;
        for (int c = 0; c < k; c++)
        {
            double squares = 0;
            for (int j = 0; j < d; j++) squares += diagonal[c * d + j] * diagonal[c * d + j];
            for (int j = 0; j < triangle; j++) squares += l[c * triangle + j] * l[c * triangle + j];
            prior -= 0.5 * gamma * gamma * squares - m * logDeterminant[c];
        }
        return factor * (likelihood + prior);
    }

    [Differentiable(nameof(factor), Generate = Derivatives.Gradient)]
    public static double Lstm(double factor, int l, int c, int b, ReadOnlySpan<double> main, ReadOnlySpan<double> extra, ReadOnlySpan<double> state, ReadOnlySpan<double> sequence)
    {
        Span<double> memory = new double[2 * l * b];
        for (int i = 0; i < memory.Length; i++) memory[i] = state[i];
        Span<double> x = new double[b];
        double total = 0;
        for (int t = 0; t + 1 < c; t++)
        {
            for (int k = 0; k < b; k++) x[k] = sequence[t * b + k] * extra[k];
            for (int layer = 0; layer < l; layer++)
            {
                ReadOnlySpan<double> weights = main.Slice(layer * 8 * b, 4 * b), biases = main.Slice(layer * 8 * b + 4 * b, 4 * b);
                Span<double> hidden = memory.Slice(2 * layer * b, b), cell = memory.Slice(2 * layer * b + b, b);
                for (int k = 0; k < b; k++)
                {
                    double forget = Sigmoid(x[k] * weights[k] + biases[k]);
                    double enter = Sigmoid(hidden[k] * weights[b + k] + biases[b + k]);
                    double leave = Sigmoid(x[k] * weights[2 * b + k] + biases[2 * b + k]);
                    double change = Math.Tanh(hidden[k] * weights[3 * b + k] + biases[3 * b + k]);
                    cell[k] = cell[k] * forget + enter * change;
                    hidden[k] = leave * Math.Tanh(cell[k]);
                    x[k] = hidden[k];
                }
            }
            double sum = 2;
            for (int k = 0; k < b; k++)
            {
                x[k] = x[k] * extra[b + k] + extra[2 * b + k];
                sum += Math.Exp(x[k]);
            }
            double log = Math.Log(sum);
            for (int k = 0; k < b; k++) total += sequence[(t + 1) * b + k] * (x[k] - log);
        }
        return factor * -total / (b * (c - 1));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    [Differentiable(nameof(factor), Generate = Derivatives.Gradient)]
    public static double KMeans(double factor, int n, int k, int d, ReadOnlySpan<double> points, ReadOnlySpan<double> centroids)
    {
        double cost = 0;
        for (int i = 0; i < n; i++)
        {
            double nearest = double.PositiveInfinity;
            for (int c = 0; c < k; c++)
            {
                double distance = 0;
                for (int j = 0; j < d; j++)
                {
                    double difference = points[i * d + j] - centroids[c * d + j];
                    distance += difference * difference;
                }
                if (distance < nearest) nearest = distance;
            }
            cost += nearest;
        }
        return factor * cost;
    }

    [Differentiable(nameof(factor), Generate = Derivatives.Gradient)]
    public static double LeastSquares(double factor, ReadOnlySpan<double> x, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double t = -1 + i * 2.0 / (n - 1);
            double residual = Math.Sign(t);
            double power = 1;
            for (int j = 0; j < x.Length; j++)
            {
                residual -= x[j] * power;
                power *= t;
            }
            sum += residual * residual;
        }
        return factor * 0.5 * sum;
    }

    [Differentiable(nameof(factor), Generate = Derivatives.Gradient)]
    public static double LogSumExp(double factor, ReadOnlySpan<double> x)
    {
        double max = x[0];
        for (int i = 1; i < x.Length; i++) max = Math.Max(max, x[i]);
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Exp(x[i] - max);
        return factor * (max + Math.Log(sum));
    }

    [Differentiable(nameof(factor), Generate = Derivatives.Gradient)]
    public static double Ode(double factor, ReadOnlySpan<double> x, int s, Span<double> y)
    {
        int n = x.Length;
        double h = 2.0 / s;
        y.Clear();
        Span<double> at = new double[n], k1 = new double[n], k2 = new double[n], k3 = new double[n], k4 = new double[n];
        for (int step = 0; step < s; step++)
        {
            k1[0] = x[0];
            for (int i = 1; i < n; i++) k1[i] = x[i] * y[i - 1];
            for (int i = 0; i < n; i++) at[i] = y[i] + 0.5 * h * k1[i];
            k2[0] = x[0];
            for (int i = 1; i < n; i++) k2[i] = x[i] * at[i - 1];
            for (int i = 0; i < n; i++) at[i] = y[i] + 0.5 * h * k2[i];
            k3[0] = x[0];
            for (int i = 1; i < n; i++) k3[i] = x[i] * at[i - 1];
            for (int i = 0; i < n; i++) at[i] = y[i] + h * k3[i];
            k4[0] = x[0];
            for (int i = 1; i < n; i++) k4[i] = x[i] * at[i - 1];
            for (int i = 0; i < n; i++) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
        return factor * y[n - 1];
    }
}
