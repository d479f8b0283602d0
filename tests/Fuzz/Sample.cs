// The random methods of a range of seeds, checked.
using System;
using System.Linq;

namespace Autodiff.Fuzz;

public static class Sample
{
    public static string Source(int seed) => MethodWriter.Write(new Random(seed));

    public static Outcome[] Run(int seed, int count) => Batch.Run([.. Enumerable.Range(seed, count).Select(Source)]);
}
