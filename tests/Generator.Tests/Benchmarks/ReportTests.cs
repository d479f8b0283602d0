// What the measuring commands put into the documents: lines between marks, and plots.
using System;
using System.Linq;
using System.Xml.Linq;
using Autodiff.Benchmarks.Reports;
using Xunit;

namespace Autodiff.Generators.Tests.Benchmarks;

public class ReportTests
{
    private const string Document = "before\n<!-- t -->\n\nold\n\n<!-- /t -->\nafter <!-- u --><!-- /u -->\n";

    [Fact]
    public void Lines_between_marks_are_replaced_and_the_rest_stays() =>
        Assert.Equal("before\n<!-- t -->\n\n| a |\n| b |\n\n<!-- /t -->\nafter <!-- u --><!-- /u -->\n", Markers.Replace(Document, "t", ["| a |", "| b |  "]));

    [Fact]
    public void Replacing_twice_is_replacing_once()
    {
        string once = Markers.Replace(Document, "t", ["| a |"]);
        Assert.Equal(once, Markers.Replace(once, "t", ["| a |"]));
    }

    [Theory]
    [InlineData("<!-- t -->", "no '<!-- /t -->'")]
    [InlineData("<!-- /t -->", "no '<!-- t -->'")]
    [InlineData("<!-- t --><!-- t --><!-- /t -->", "twice")]
    [InlineData("<!-- /t --><!-- t -->", "before")]
    public void A_document_without_its_marks_is_refused(string document, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => Markers.Replace(document, "t", [])).Message);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0.5)]
    public void The_exponent_is_that_of_the_large_sizes(double power)
    {
        double[] sizes = [10, 100, 1000, 10_000];
        Assert.Equal(power, LogPlot.Exponent(new("s", [.. sizes.Select((x, i) => (x, i < 2 ? 1e4 : 3 * Math.Pow(x, power)))])), 12);
    }

    [Fact]
    public void A_plot_is_well_formed_and_all_its_points_lie_in_its_frame()
    {
        var series = new Series("a < b", [(10, 1), (1000, 1e6)]);
        XElement svg = XElement.Parse(LogPlot.Svg([new("one & two", "n", [series]), new("three", "d", [series])], 4, v => $"{v} ns"));
        Assert.Equal("600", svg.Attribute("width")!.Value);
        XElement[] frames = [.. svg.Descendants().Where(e => e.Name.LocalName == "rect").Skip(1)], lines = [.. svg.Descendants().Where(e => e.Name.LocalName == "polyline")];
        Assert.Equal(2, frames.Length);
        foreach ((XElement frame, XElement line) in frames.Zip(lines))
            foreach (double[] point in line.Attribute("points")!.Value.Split(' ').Select(p => p.Split(',').Select(c => double.Parse(c, System.Globalization.CultureInfo.InvariantCulture)).ToArray()))
            {
                Assert.InRange(point[0], Of(frame, "x"), Of(frame, "x") + Of(frame, "width"));
                Assert.InRange(point[1], Of(frame, "y"), Of(frame, "y") + Of(frame, "height"));
            }
        Assert.Contains("1000 ns", svg.Descendants().Select(e => e.Value));
    }

    [Fact]
    public void Less_than_a_decade_has_ticks_of_its_own() =>
        Assert.Contains(">20</text>", LogPlot.Svg([new("p", "l", [new("s", [(12, 1), (40, 10)])])], 1, v => $"{v}"), StringComparison.Ordinal);

    private static double Of(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, System.Globalization.CultureInfo.InvariantCulture);
}
