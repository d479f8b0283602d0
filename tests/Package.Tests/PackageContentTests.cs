// What the package holds and what it declares.
using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;

namespace Autodiff.Package.Tests;

[Collection(nameof(PackedPackage))]
public class PackageContentTests(PackedPackage package)
{
    [Fact]
    public async Task The_package_holds_the_analyzers_and_the_library_and_nothing_else()
    {
        using ZipArchive archive = await ZipFile.OpenReadAsync(package.File);
        string[] files = archive.Entries
            .Select(entry => entry.FullName)
            .Where(name => !IsContainerFile(name))
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.Equal(
            [
                "README.md",
                "analyzers/dotnet/cs/Autodiff.Generators.CodeFixes.dll",
                "analyzers/dotnet/cs/Autodiff.Generators.dll",
                "lib/net10.0/Autodiff.dll",
                "lib/net10.0/Autodiff.xml",
            ],
            files);
    }

    [Fact]
    public async Task The_package_declares_its_licence_and_readme_and_depends_on_the_tensors_alone()
    {
        using ZipArchive archive = await ZipFile.OpenReadAsync(package.File);
        using Stream stream = await archive.GetEntry(PackedPackage.Id + ".nuspec")!.OpenAsync();
        XDocument nuspec = XDocument.Load(stream);
        string? Value(string name) => nuspec.Descendants().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
        Assert.Equal(PackedPackage.Id, Value("id"));
        Assert.Equal(package.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.Equal(["System.Numerics.Tensors"], nuspec.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value));
    }

    private static bool IsContainerFile(string name) =>
        name.StartsWith("_rels/", StringComparison.Ordinal)
        || name.StartsWith("package/", StringComparison.Ordinal)
        || name is "[Content_Types].xml" or PackedPackage.Id + ".nuspec";
}
