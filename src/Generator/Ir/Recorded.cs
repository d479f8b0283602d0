// What the overload over variables is made of: the parameters of a method as the recorder sees them, and the methods that go backward.
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Generators.Ir;

/// <summary>What a parameter is to the recorder.</summary>
internal enum RecordedRole : byte
{
    /// <summary>Kept in the node as it is.</summary>
    Constant,
    /// <summary>A variable that the method only reads.</summary>
    Input,
    /// <summary>A span or out parameter that the method fills: a new variable.</summary>
    Output,
    /// <summary>A span or ref parameter whose entry value counts: a variable enters, and another one leaves.</summary>
    Update,
}

/// <summary>One parameter of the entry, in the order of its surface.</summary>
internal sealed record RecordedParameter(SurfaceParameter Surface, IrType Type, RecordedRole Role, bool IsDifferentiated)
{
    public bool IsInput => Role is RecordedRole.Input or RecordedRole.Update;
    public bool IsOutput => Role is RecordedRole.Output or RecordedRole.Update;
}

/// <summary>
/// Goes backward once: takes the inputs and constants of what it differentiates, then a seed for each of its outputs (a span may be overwritten), then for each differentiated input the span to
/// which its adjoint is added. <see cref="Values"/>: for each of these inputs, as bits, which input values its adjoint depends on.
/// </summary>
internal sealed record Pull(Method Method, EquatableArray<ulong> Values);

/// <summary>
/// The overload over variables of one entry. <see cref="Pulls"/>: the method's own, that of this one, and so on. <see cref="IsReturned"/>: the returned number is the first output.
/// </summary>
internal sealed record RecordedMethod(Scalar Element, EquatableArray<RecordedParameter> Parameters, bool IsReturned, string CallText, EquatableArray<Pull> Pulls)
{
    public IEnumerable<RecordedParameter> Inputs => Parameters.Where(p => p.IsInput);

    /// <summary>Which parameters become variables, from the declared types and from what the body does with spans.</summary>
    public static RecordedParameter[] ParametersOf(DerivativeRequest request)
    {
        Method entry = request.Program.Entry;
        return [.. entry.Surface.Parameters.Select((p, k) => Of(p, k))];

        RecordedParameter Of(SurfaceParameter p, int k)
        {
            IrType type = entry.TypeOf(p.Parameter >= 0 ? entry.Body.Parameters[p.Parameter] : entry.Body.Yields[p.Result]);
            bool named = request.Differentiated.Contains(k), constant = request.Constant.Contains(k);
            RecordedRole role = !type.IsDifferentiable ? RecordedRole.Constant
                : type.Shape == Shape.ReadOnlySpan ? RecordedRole.Input
                : type.Shape == Shape.Span ? named && IsRead(entry, entry.Body.Parameters[p.Parameter]) ? RecordedRole.Update : RecordedRole.Output
                : !type.IsScalar ? RecordedRole.Constant
                : p.Passing == Passing.Out ? RecordedRole.Output
                : p.Passing == Passing.Ref ? RecordedRole.Update
                : named ? RecordedRole.Input : RecordedRole.Constant;
            return new RecordedParameter(p, type, role, named && !constant);
        }
    }

    /// <summary>Whether anything but whole stores is done with the memory.</summary>
    private static bool IsRead(Method method, Value memory) => method.Body.All().Any(i => i switch
    {
        Store store => store.Indices.Contains(memory) || store.Operand == memory,
        Fill or VectorStore => false,
        Let { Op: Op.Length } => false,
        _ => i.Operands().Contains(memory),
    });
}
