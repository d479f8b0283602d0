// A curve and its derivative, drawn from a compiled gradient.
using System;
using System.Globalization;
using System.IO;
using System.Text;
using Autodiff;

namespace AutogradTour.Examples;

internal static partial class PlotOfSine
{
    public static Example Example { get; } = new("f = sin: plot of f and f' from compiled gradients", "an SVG with both curves", Run);

    private static string Run()
    {
        const int points = 201;
        StringBuilder value = new(), slope = new();
        for (int k = 0; k < points; k++)
        {
            double x = 4 * Math.PI * k / (points - 1);
            double f = FGradient(x, out double derivative);
            Check.Near(Math.Cos(x), derivative);
            value.Append(CultureInfo.InvariantCulture, $"{40 * x:0.##},{100 - (80 * f):0.##} ");
            slope.Append(CultureInfo.InvariantCulture, $"{40 * x:0.##},{100 - (80 * derivative):0.##} ");
        }

        string svg = $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 503 200">
              <polyline fill="none" stroke="#1f77b4" stroke-width="2" points="{value.ToString().Trim()}"/>
              <polyline fill="none" stroke="#d62728" stroke-width="2" stroke-dasharray="6 4" points="{slope.ToString().Trim()}"/>
            </svg>
            """;
        string file = Path.Combine(AppContext.BaseDirectory, "sine.svg");
        File.WriteAllText(file, svg);
        Check.That(svg.Split("<polyline").Length == 3, "two curves");
        return "sine.svg beside the program";
    }

    [Differentiable(Generate = Derivatives.Gradient)]
    private static double F(double x) => Math.Sin(x);
}
