using System;
using System.IO;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Xunit;
namespace Autodiff.Generator.Tests.Frontend;
public class CorpusProbe
{
    [Fact]
    public void Probe()
    {
        string root = "/work/wt/corpus/tests/Gradients.Tests/";
        string[] files = Directory.GetFiles(root + "Corpus", "*.cs").Append(root + "Harness/Attributes.cs").Select(f => "// file\n" + File.ReadAllText(f).Replace("using System;","").Replace("using Autodiff;","")).ToArray();
        var s = Snippet.Of(files[0], files[1..]);
        var w = new StringWriter();
        foreach (var d in s.Compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Take(20)) w.WriteLine(d);
        int n = 0, bad = 0;
        foreach (var (m, a) in s.Marked())
        {
            n++;
            try
            {
                var r = Autodiff.Generators.Frontend.Reader.Read(m, a, s.Compilation, default);
                foreach (var d in r.Diagnostics) w.WriteLine(m.ContainingType.Name + "." + m.Name + ": " + d + " @ " + d.Location.SourceTree!.GetText().Lines[d.Location.GetLineSpan().StartLinePosition.Line]);
                if (r.Request is null) { bad++; if (r.Diagnostics.IsEmpty) w.WriteLine(m.Name + " silently null"); }
                else foreach (string p in Verifier.Check(r.Request.Program)) w.WriteLine(m.Name + " VERIFIER " + p);
            }
            catch (Exception e) { w.WriteLine(m.ContainingType.Name + "." + m.Name + " THROWS " + e); }
        }
        w.WriteLine($"{n} methods, {bad} bad");
        File.WriteAllText("/tmp/reader-probe.txt", w.ToString());
    }
}
