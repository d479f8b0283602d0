// Reads reference variables: another name for a variable, an element, or a field of either.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>What each reference variable stands for: one place, or one for each leaf. Memory and indices are fixed where it is declared.</summary>
    private readonly Dictionary<ISymbol, Target[]> _references = new(SymbolEqualityComparer.Default);

    /// <summary>`ref double e = ref x[i]`, `ref readonly Vec p = ref points[i]`.</summary>
    private bool TryReadReference(ILocalSymbol local, IOperation value, List<Stmt> into)
    {
        bool isWritable = local.RefKind == RefKind.Ref;
        if (Layout.Of(local.Type) is { } layout)
        {
            if (layout.IsMemory || Storage(value, into) is not { } storage) return false;
            if (isWritable) Store(value, storage, [.. storage.Select(t => Nothing(t.Type))], null, []);
            _references[local] = storage;
            return true;
        }
        if (!Types.Of(local.Type).IsScalar) return false;
        if (value is IFieldReferenceOperation { Instance: { } owner } && LayoutOf(owner) is not null)
        {
            if (!IsStored(value) || Storage(value, into) is not { Length: 1 } field) return false;
            if (isWritable) Store(value, field, [Nothing(field[0].Type)], null, []);
            _references[local] = field;
            return true;
        }
        bool isVariable = value is ILocalReferenceOperation or IParameterReferenceOperation;
        if (!isVariable && value is not (IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true } or IImplicitIndexerReferenceOperation)) return false;
        if (isVariable || isWritable)
        {
            Target target = ReadTarget(value, into, keep: true);
            if (target.Exists) _references[local] = [target];
            else _variables[local] = Temporary(Types.Of(local.Type), local.Name);
            return true;
        }
        if (!TryReadElement(value, into, keep: true, out Expr memory, out IReadOnlyList<Expr> indices)) return false;
        _references[local] = [new Target(memory, indices)];
        return true;
    }

    private Target? ReferenceOf(IOperation? operation) =>
        operation is ILocalReferenceOperation { Local: { RefKind: not RefKind.None } local } && _references.TryGetValue(local, out Target[]? targets) && targets.Length == 1 ? targets[0] : null;
}
