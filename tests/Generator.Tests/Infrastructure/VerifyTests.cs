// The snapshot checker keeps Verify's conventions: what is new or differs is received and fails, what agrees is accepted.
using System;
using System.IO;
using System.Threading.Tasks;
using VerifyXunit;
using Xunit;
using Xunit.Sdk;

namespace Autodiff.Generators.Tests.Infrastructure;

public sealed class VerifyTests : IDisposable
{
    private readonly SnapshotFolder _folder = new(Directory.CreateTempSubdirectory("snapshots").FullName);

    public void Dispose() => Directory.Delete(_folder.Folder, recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.Folder, name);

    private Task Verify(string text, bool accept = false, string name = "#F.g") => _folder.Verify("Type.Method", [(name, "cs", text)], accept);

    [Fact]
    public async Task The_first_run_writes_what_was_received_and_fails()
    {
        await Assert.ThrowsAsync<XunitException>(() => Verify("a\nb\n"));
        Assert.Equal("a\nb\n", await File.ReadAllTextAsync(PathOf("Type.Method#F.g.received.cs")));
        Assert.False(File.Exists(PathOf("Type.Method#F.g.verified.cs")));
    }

    [Fact]
    public async Task A_difference_is_shown_by_line_and_what_was_received_is_kept()
    {
        await File.WriteAllTextAsync(PathOf("Type.Method#F.g.verified.cs"), "one\ntwo\nthree\n");
        var failure = await Assert.ThrowsAsync<XunitException>(() => Verify("one\nTWO\nthree\n"));
        Assert.Contains("- two", failure.Message);
        Assert.Contains("+ TWO", failure.Message);
        Assert.Contains("  one", failure.Message);
        Assert.True(File.Exists(PathOf("Type.Method#F.g.received.cs")));
        Assert.Equal("one\ntwo\nthree\n", await File.ReadAllTextAsync(PathOf("Type.Method#F.g.verified.cs")));
    }

    [Fact]
    public async Task A_run_that_agrees_removes_what_was_received_before()
    {
        await File.WriteAllTextAsync(PathOf("Type.Method#F.g.verified.cs"), "same\r\n");
        await File.WriteAllTextAsync(PathOf("Type.Method#F.g.received.cs"), "other\n");
        await Verify("same\n");
        Assert.False(File.Exists(PathOf("Type.Method#F.g.received.cs")));
    }

    [Fact]
    public async Task Accepting_writes_what_was_received_as_verified()
    {
        await Verify("new\n", accept: true);
        await Verify("new\n");
        Assert.Equal("new\n", await File.ReadAllTextAsync(PathOf("Type.Method#F.g.verified.cs")));
    }

    [Fact]
    public async Task A_file_that_is_no_longer_produced_fails_until_it_is_accepted()
    {
        await Verify("old\n", accept: true);
        var failure = await Assert.ThrowsAsync<XunitException>(() => _folder.Verify("Type.Method", [], accept: false));
        Assert.Contains("No longer produced: Type.Method#F.g.verified.cs", failure.Message);
        await _folder.Verify("Type.Method", [], accept: true);
        Assert.Empty(Directory.GetFiles(_folder.Folder));
    }

    [Fact]
    public async Task Files_of_a_method_whose_name_begins_alike_are_left_alone()
    {
        await _folder.Verify("Type.MethodTwo", [("#F.g", "cs", "two\n")], accept: true);
        await _folder.Verify("Type.Method", [("", "txt", "one\n")], accept: true);
        await _folder.Verify("Type.Method", [("", "txt", "one\n")], accept: false);
        Assert.Equal(2, Directory.GetFiles(_folder.Folder).Length);
    }
}
