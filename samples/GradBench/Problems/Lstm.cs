// A recurrent network with diagonal weights that predicts the next character (ADBench's and GradBench's lstm).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class Lstm : Problem
{
    /// <summary>
    /// The mean negative log likelihood of c characters of b bits under l layers. <paramref name="main"/>: for each layer the weights of forget, in, out and change gate, then
    /// their biases, b each; <paramref name="extra"/>: input weights, output weights, output biases; <paramref name="state"/>: hidden and cell of each layer at the start.
    /// </summary>
    [Differentiable(nameof(main), nameof(extra), Generate = Derivatives.Gradient)]
    public static double Loss(int l, int c, int b, ReadOnlySpan<double> main, ReadOnlySpan<double> extra, ReadOnlySpan<double> state, ReadOnlySpan<double> sequence)
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
        return -total / (b * (c - 1));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public override Job Prepare(string function, JsonElement input)
    {
        double[] main = Flat(input.GetProperty("main_params")), extra = Flat(input.GetProperty("extra_params")), state = Flat(input.GetProperty("state"));
        int l = input.GetProperty("main_params").GetArrayLength() / 2, b = extra.Length / 3, c = input.GetProperty("sequence").GetArrayLength();
        double[] sequence = Flat(input.GetProperty("sequence")), gradient = new double[main.Length + extra.Length];
        double value = 0;
        return function switch
        {
            "objective" => new(() => value = Loss(l, c, b, main, extra, state, sequence), () => value),
            "jacobian" => new(
                () => LossGradient(l, c, b, main, extra, state, sequence, gradient.AsSpan(0, main.Length), gradient.AsSpan(main.Length)), () => Array(gradient)),
            _ => throw Unknown(function),
        };
    }
}
