// What a function writes and what it cleans up, each of its members of second order and its series does once and in the same order, also when it throws.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using Autodiff.Gradients.Tests.Harness;
using Xunit;

namespace Autodiff.SecondOrder.Tests;

public class EffectTests
{
    private const BindingFlags Hidden = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public static TheoryData<string> Writing
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (SecondFunction f in SecondCorpus.Functions.Values.Where(f => f.F.Points.Any(p => Written(f, () => Runs.Primal(f.F, p.Values)).Count > 0))) data.Add(f.F.Id);
            return data;
        }
    }

    [Fact]
    public void Several_functions_of_the_corpus_write() => Assert.InRange(Writing.Count, 6, int.MaxValue);

    [Theory]
    [MemberData(nameof(Writing))]
    public void Every_member_writes_what_the_function_writes_once_and_in_order(string function)
    {
        SecondFunction f = SecondCorpus.Functions[function];
        foreach (Point point in f.F.Points)
        {
            List<string> expected = Written(f, () => Runs.Primal(f.F, point.Values));
            foreach ((string kind, Action run) in Members(f, point)) Check.That(Written(f, run).SequenceEqual(expected), $"{f} {kind} at {point} wrote {string.Join(" | ", Written(f, run))}, not {string.Join(" | ", expected)}");
        }
    }

    [Fact]
    public void No_member_keeps_a_lock()
    {
        SecondFunction f = SecondCorpus.Functions["Cleanup.Locks"];
        object gate = f.F.Method.DeclaringType!.GetField("Gate", Hidden)!.GetValue(null)!;
        var own = (Lock)f.F.Method.DeclaringType!.GetField("OwnLock", Hidden)!.GetValue(null)!;
        Assert.Contains(f.F.Points, p => p.Throws);
        foreach (Point point in f.F.Points)
        {
            (string, Action)[] members = [.. Members(f, point)];
            Assert.Equal(5, members.Length);
            foreach ((string kind, Action run) in members)
            {
                Assert.Equal(point.Throws, Record.Exception(run) is not null);
                Assert.False(Monitor.IsEntered(gate) || own.IsHeldByCurrentThread, kind);
            }
        }
    }

    private static IEnumerable<(string Kind, Action Run)> Members(SecondFunction f, Point point)
    {
        foreach (SecondMember member in f.Members) yield return (member.Kind, () => f.Run(member.Kind, point.Values, Runs.Random(f.F, point.Values, point.Seed)));
        if (f.F.ReturnsFloat && TaylorTests.Find(f) is not null) yield return ("Taylor", () => TaylorTests.Coefficients(f, point.Values, 3, out _));
    }

    private static List<string> Written(SecondFunction f, Action run)
    {
        var log = (List<string>)f.F.Method.Module.Assembly.GetType("Autodiff.Gradients.Tests.Corpus.Effects")!.GetProperty("Log", Hidden)!.GetValue(null)!;
        log.Clear();
        Exception? thrown = Record.Exception(run);
        if (log.Count > 0 && thrown is not null) log.Add(thrown.Message);
        return [.. log];
    }
}
