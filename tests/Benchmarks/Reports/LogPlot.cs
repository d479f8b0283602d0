// Draws time against size on logarithmic axes: a grid of small panels as one SVG file.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Autodiff.Benchmarks.Reports;

/// <summary>Points in the order of x; all coordinates are positive.</summary>
internal sealed record Series(string Name, (double X, double Y)[] Points);

/// <summary>One pair of axes.</summary>
internal sealed record Panel(string Title, string XName, Series[] Series);

internal static class LogPlot
{
    private const int Width = 300, Height = 250, Left = 58, Right = 14, Top = 34, Bottom = 42, Legend = 30;
    private static readonly string[] Colours = ["#1f5fa8", "#8a8f98", "#d0762b", "#3c8c4a"];

    /// <summary>The exponent p of y = c xᵖ through the points of the upper half, by least squares of the logarithms.</summary>
    public static double Exponent(Series series)
    {
        (double X, double Y)[] upper = [.. series.Points.Skip(Math.Max(0, Math.Min(series.Points.Length - 2, series.Points.Length / 2))).Select(p => (Math.Log(p.X), Math.Log(p.Y)))];
        double x = upper.Average(p => p.X), y = upper.Average(p => p.Y);
        return upper.Sum(p => (p.X - x) * (p.Y - y)) / upper.Sum(p => (p.X - x) * (p.X - x));
    }

    /// <param name="panels">At least one; all have the same series, whose names are the legend.</param>
    /// <param name="columns">Panels in a row.</param>
    /// <param name="unit">Text for a value of the y axis.</param>
    public static string Svg(IReadOnlyList<Panel> panels, int columns, Func<double, string> unit)
    {
        columns = Math.Min(columns, panels.Count);
        int rows = (panels.Count + columns - 1) / columns, width = columns * Width, height = rows * Height + Legend;
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\" fill=\"#24292f\">\n");
        svg.Append($"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        for (int s = 0, x = Left; s < panels[0].Series.Length; s++)
        {
            svg.Append($"<line x1=\"{x}\" y1=\"18\" x2=\"{x + 22}\" y2=\"18\" stroke=\"{Colours[s]}\" stroke-width=\"2\"/><circle cx=\"{x + 11}\" cy=\"18\" r=\"3\" fill=\"{Colours[s]}\"/>");
            svg.Append($"<text x=\"{x + 28}\" y=\"22\">{Escape(panels[0].Series[s].Name)}</text>\n");
            x += 50 + 7 * panels[0].Series[s].Name.Length;
        }
        for (int k = 0; k < panels.Count; k++) Draw(svg, panels[k], k % columns * Width, Legend + k / columns * Height, unit);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, Panel panel, int x0, int y0, Func<double, string> unit)
    {
        (double X, double Y)[] all = [.. panel.Series.SelectMany(s => s.Points)];
        Axis across = Axis.Around(all.Select(p => p.X), x0 + Left, x0 + Width - Right), up = Axis.Around(all.Select(p => p.Y), y0 + Height - Bottom, y0 + Top);
        svg.Append($"<text x=\"{x0 + Left}\" y=\"{y0 + Top - 12}\" font-size=\"13\" font-weight=\"bold\">{Escape(panel.Title)}</text>\n");
        foreach (double tick in across.Ticks())
        {
            string x = Number(across.At(tick));
            svg.Append($"<line x1=\"{x}\" y1=\"{y0 + Top}\" x2=\"{x}\" y2=\"{y0 + Height - Bottom}\" stroke=\"#e3e6ea\"/><text x=\"{x}\" y=\"{y0 + Height - Bottom + 15}\" text-anchor=\"middle\">{Count(tick)}</text>\n");
        }
        foreach (double tick in up.Ticks())
        {
            string y = Number(up.At(tick));
            svg.Append($"<line x1=\"{x0 + Left}\" y1=\"{y}\" x2=\"{x0 + Width - Right}\" y2=\"{y}\" stroke=\"#e3e6ea\"/><text x=\"{x0 + Left - 6}\" y=\"{Number(up.At(tick) + 4)}\" text-anchor=\"end\">{Escape(unit(tick))}</text>\n");
        }
        svg.Append($"<rect x=\"{x0 + Left}\" y=\"{y0 + Top}\" width=\"{Width - Left - Right}\" height=\"{Height - Top - Bottom}\" fill=\"none\" stroke=\"#8a8f98\"/>\n");
        svg.Append($"<text x=\"{x0 + Left + (Width - Left - Right) / 2}\" y=\"{y0 + Height - 8}\" text-anchor=\"middle\">{Escape(panel.XName)}</text>\n");
        for (int s = panel.Series.Length - 1; s >= 0; s--)
        {
            svg.Append($"<polyline fill=\"none\" stroke=\"{Colours[s]}\" stroke-width=\"2\" points=\"{string.Join(' ', panel.Series[s].Points.Select(p => $"{Number(across.At(p.X))},{Number(up.At(p.Y))}"))}\"/>\n");
            svg.Append($"<text x=\"{x0 + Width - Right - 6}\" y=\"{y0 + Height - Bottom - 8 - 14 * (panel.Series.Length - 1 - s)}\" text-anchor=\"end\" fill=\"{Colours[s]}\">exponent {Exponent(panel.Series[s]).ToString("0.00", CultureInfo.InvariantCulture)}</text>\n");
            foreach ((double x, double y) in panel.Series[s].Points) svg.Append($"<circle cx=\"{Number(across.At(x))}\" cy=\"{Number(up.At(y))}\" r=\"3\" fill=\"{Colours[s]}\"/>");
            svg.Append('\n');
        }
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A count without zeros at the end: 10k, 2M.</summary>
    private static string Count(double value) => value switch
    {
        >= 1e6 => (value / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + "M",
        >= 1e3 => (value / 1e3).ToString("0.###", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Positions on the page of the values from low to high.</summary>
    private sealed record Axis(double Low, double High, double Start, double End)
    {
        public static Axis Around(IEnumerable<double> values, double start, double end)
        {
            double low = values.Min(), high = values.Max();
            // At least a decade and a bit, so that what does not change shows as such.
            double margin = Math.Max(0.06 * Math.Log10(high / low), (1.3 - Math.Log10(high / low)) / 2);
            return new(low * Math.Pow(10, -margin), high * Math.Pow(10, margin), start, end);
        }

        public double At(double value) => Start + (End - Start) * Math.Log(value / Low) / Math.Log(High / Low);

        /// <summary>Powers of ten; with fewer than two of them within, 1, 2 and 5 times these.</summary>
        public IEnumerable<double> Ticks()
        {
            int first = (int)Math.Floor(Math.Log10(Low)), last = (int)Math.Floor(Math.Log10(High));
            double[] decades = [.. Enumerable.Range(first, last - first + 1).Select(e => Math.Pow(10, e))];
            double[] within = [.. decades.Where(IsWithin)];
            return within.Length >= 2 ? within : decades.SelectMany(d => new[] { d, 2 * d, 5 * d }).Where(IsWithin);
        }

        private bool IsWithin(double value) => value >= Low && value <= High;
    }
}
