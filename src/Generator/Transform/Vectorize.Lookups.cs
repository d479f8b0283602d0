// The conditions under which all elements at indices that are found in memory may be accessed.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed partial class Vectorize
{
    internal sealed partial class LoopWriter
    {
        // One look at the ints serves all accesses that they are found for, to memory of one length, at distances that are known.
        private void AddLookups(LoopShape shape, Affine first, Value count, List<Func<Value>> conditions)
        {
            var groups = shape.Lookups.GroupBy(l => (
                Ints: (l.Ints.Memory, Start: shape.StartOf(l.Ints)), l.Stride, Length: pass._lengths.LengthOf(l.Memory), Offset: l.Offset.IsConstant ? Affine.Zero : l.Offset));
            foreach (Lookup[] group in groups.Select(g => g.ToArray()))
            {
                Lookup any = group[0];
                conditions.Add(() =>
                {
                    Value start = Make(shape.StartOf(any.Ints).Plus(first)), stride = Target.Int(any.Stride);
                    Value low = any.Offset.IsConstant ? Target.Int(group.Min(l => l.Offset.Constant)) : Make(any.Offset);
                    Value high = any.Offset.IsConstant ? Target.Int(group.Max(l => l.Offset.Constant)) : low;
                    Value length = Target.Length(this[any.Memory]), result = Target.NewValue(IrType.Bool);
                    Target.Add(new Within(result, this[any.Ints.Memory], start, count, stride, low, high, length));
                    return result;
                });
            }
        }
    }
}
