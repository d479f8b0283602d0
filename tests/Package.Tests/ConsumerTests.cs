// A program outside the tree that knows only the package gets right gradients.
using System;
using System.IO;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;

namespace Autodiff.Package.Tests;

[Collection(nameof(PackedPackage))]
public class ConsumerTests(PackedPackage package)
{
    private const string Program = """
        using System;
        using System.Globalization;
        using Autodiff;

        double[] x = [0, 1, 2, 3];
        double[] gradient = new double[4];
        double value = Functions.TwiceSquaredNormGradient(x, gradient);
        Print(value, gradient);

        value = Functions.ProductGradient(3, 5, out double xGradient, out double yGradient);
        Print(value, xGradient, yGradient);

        Variable<double> variable = Variable.Create(1.0, 2);
        using (Autograd.Record()) Functions.Cubes(variable, [2]).Backward();
        Print(variable.Data[1], variable.Gradient!.Values.ToArray());

        static void Print(double value, params double[] gradient) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value}: {string.Join(' ', gradient)}"));

        internal static partial class Functions
        {
            [Differentiable(nameof(x))]
            public static double TwiceSquaredNorm(ReadOnlySpan<double> x)
            {
                double sum = 0;
                for (int i = 0; i < x.Length; i++)
                    sum += x[i] * x[i];
                return 2 * sum;
            }

            [Differentiable]
            public static double Product(double x, double y) => x * y;

            [Differentiable(nameof(x), Generate = Derivatives.Variable)]
            public static void Cubes(ReadOnlySpan<double> x, Span<double> y)
            {
                for (int i = 0; i < x.Length; i++)
                    y[i] = x[i] * x[i] * x[i];
            }
        }
        """;

    [Fact]
    public async Task A_consumer_of_the_package_alone_gets_right_gradients()
    {
        string consumer = Path.Combine(package.Directory, "consumer");
        Directory.CreateDirectory(consumer);
        File.WriteAllText(Path.Combine(consumer, "Program.cs"), Program);
        Project().Save(Path.Combine(consumer, "Consumer.csproj"));
        Sources().Save(Path.Combine(consumer, "nuget.config"));

        // Nothing that lies in a folder above may configure the consumer.
        foreach (string name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            new XElement("Project").Save(Path.Combine(consumer, name));

        string output = await DotnetCommand.Run(consumer, "run");
        Assert.Equal(["28: 0 4 8 12", "15: 5 3", "2: 3 12"], output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[^3..]);
    }

    private XElement Project() =>
        new(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("OutputType", "Exe"),
                new XElement("TargetFramework", "net10.0"),
                new XElement("Nullable", "enable"),
                new XElement("TreatWarningsAsErrors", true),
                new XElement("RestorePackagesPath", "packages"),
                new XElement("NuGetAudit", false)),
            new XElement(
                "ItemGroup",
                new XElement(
                    "PackageReference",
                    new XAttribute("Include", PackedPackage.Id),
                    new XAttribute("Version", $"[{package.Version}]"))));

    private XElement Sources() =>
        new(
            "configuration",
            new XElement(
                "packageSources",
                new XElement("add", new XAttribute("key", "packed"), new XAttribute("value", package.Feed))));
}
