// Packs the package once, under a version of its own, into a temporary folder outside the tree.
using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Autodiff.Package.Tests;

[CollectionDefinition(nameof(PackedPackage))]
public sealed class PackedPackageCollection : ICollectionFixture<PackedPackage>;

public sealed class PackedPackage : IAsyncLifetime
{
    public const string Id = "Autodiff.Generators";

    /// <summary>Never used before, so that no package cache can answer in the place of this build.</summary>
    public string Version { get; } = "0.0.0-test" + Guid.NewGuid().ToString("N");

    /// <summary>The temporary folder, deleted at the end.</summary>
    public string Directory { get; } =
        System.IO.Directory.CreateTempSubdirectory("autodiff-package-").FullName;

    /// <summary>A package source that holds only the package.</summary>
    public string Feed => Path.Combine(Directory, "feed");

    public string File => Path.Combine(Feed, $"{Id}.{Version}.nupkg");

    public async Task InitializeAsync()
    {
        string root = RepositoryRoot();

        // An artifacts folder of its own: nothing built here may reach, or disturb, what the other tests were built into.
        await DotnetCommand.Run(
            root,
            "pack",
            Path.Combine(root, "src", "Package"),
            "--output", Feed,
            "-property:Version=" + Version,
            "-property:ArtifactsPath=" + Path.Combine(Directory, "artifacts"));
    }

    public Task DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return Task.CompletedTask;
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !directory.EnumerateFiles("Autodiff.Generators.sln").Any())
            directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("These tests run inside the repository.");
    }
}
