// Members over batches: which parameters have a value for each item, and which methods have no such members.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

internal sealed partial class Signature
{
    private HashSet<int> _batched = [];

    /// <summary>Indices of the parameters that members over batches have spans for: what is differentiated or named, and what the method gives back.</summary>
    public ImmutableArray<int> Batched => [.. _batched.OrderBy(k => k)];

    /// <summary>Surface indices of what stands for one value of each item.</summary>
    public IEnumerable<int> BatchedOnSurface
    {
        get
        {
            if ((Generate & DerivativeKinds.Batch) == 0) yield break;
            int at = Implied;
            foreach (IParameterSymbol parameter in _method.Parameters)
                for (int leaf = Layout.Of(parameter)?.Leaves.Count ?? 1; leaf > 0; leaf--, at++)
                    if (_batched.Contains(parameter.Ordinal)) yield return at;
        }
    }

    private void ReadBatch()
    {
        bool isAsked = (Generate & DerivativeKinds.Batch) != 0;
        string[] candidates = [.. _method.Parameters.Where(p => !Differentiated.Contains(p.Ordinal) && WhyNotItems(p) is null).Select(p => "'" + p.Name + "'")];
        string known = candidates.Length == 0 ? "leave out Batch" : "name one of " + string.Join(", ", candidates);
        var named = new List<IParameterSymbol>();
        foreach ((string? name, Location location) in NamesOfItems())
        {
            IParameterSymbol? parameter = _method.Parameters.FirstOrDefault(p => p.Name == name);
            string? why = !isAsked ? "no members over batches are asked for" : parameter is null ? $"'{_method.Name}' has no such parameter" : WhyNotItems(parameter);
            if (why is not null) Report(Descriptors.BatchInput, location, name ?? "null", why, isAsked ? known : "add Derivatives.Batch to Generate, or leave out Batch");
            else named.Add(parameter!);
        }
        if (!isAsked) return;
        _batched = [.. _method.Parameters.Where(p => Differentiated.Contains(p.Ordinal) || p.RefKind is RefKind.Ref or RefKind.Out).Concat(named).Select(p => p.Ordinal)];
        CheckBatch();
    }

    private void CheckBatch()
    {
        bool isRefused = false;
        void Refuse(string why, string remedy, Location? location = null)
        {
            Report(Descriptors.NotBatchable, location ?? GenerateLocation, _method.Name, why, remedy);
            isRefused = true;
        }

        if (Fields.Length > 0 || Receiver is not null) Refuse("it is differentiated with respect to its receiver", "pass what is differentiated as parameters");
        foreach (IParameterSymbol parameter in _method.Parameters)
        {
            Location location = LocationOf(parameter);
            string name = "'" + parameter.Name + "'";
            Layout? layout = Layout.Of(parameter);
            bool isMemory = Types.Of(parameter.Type).IsMemory || layout is { IsMemory: true } or { HoldsMemory: true };
            if (!_batched.Contains(parameter.Ordinal))
            {
                if (isMemory && !IsConstant(parameter) && Layout.IsOutput(parameter) && (layout?.Shape ?? Types.Of(parameter.Type).Shape) == Shape.Span)
                    Refuse(name + " gives back many numbers for one item", "give them back by out parameters or in a struct", location);
            }
            else if (isMemory) Refuse(name + " holds many numbers for one item", "pass them as numbers or in a struct", location);
            else if (WhyNotItems(parameter) is { } reason) Refuse(reason, "pass its numbers, or by value what is the same for all items", location);
        }
        if (Types.Of(_method.ReturnType).IsMemory || Layout.Of(_method.ReturnType) is { IsMemory: true } or { HoldsMemory: true })
            Refuse("it returns many numbers for one item", "give them back by out parameters or in a struct", ReturnLocation());
        else if (Layout.Of(_method.ReturnType) is { } returned && OtherLeaf(returned) is { } other)
            Refuse($"it returns '{Types.Show(_method.ReturnType)}', whose '{other}' is no number", "give the numbers back", ReturnLocation());
        if (isRefused) Generate &= ~DerivativeKinds.Batch;
    }

    /// <summary>Why the parameter cannot have one value for each item, each of its numbers in a span of its own; null if it can.</summary>
    private static string? WhyNotItems(IParameterSymbol parameter)
    {
        string type = "'" + Types.Show(parameter.Type) + "'";
        if (Layout.Of(parameter) is { } layout)
            return layout.IsMemory || layout.HoldsMemory ? $"'{parameter.Name}' holds many numbers for one item"
                : OtherLeaf(layout) is { } other ? $"{type} holds '{other}', which is no number" : null;
        IrType own = Types.Of(parameter.Type);
        return own.IsMemory ? $"'{parameter.Name}' holds many numbers for one item" : own.IsScalar ? null : $"{type} is no number";
    }

    /// <summary>A field of the struct that no span of numbers holds.</summary>
    private static string? OtherLeaf(Layout layout) => layout.Leaves.FirstOrDefault(l => !l.Type.IsScalar)?.Name;

    /// <summary>The names given in Batch, each with its place.</summary>
    private IEnumerable<(string? Name, Location Location)> NamesOfItems()
    {
        TypedConstant given = _attribute.NamedArguments.FirstOrDefault(a => a.Key == "Batch").Value;
        if (given.Kind != TypedConstantKind.Array || given.IsNull) yield break;
        ExpressionSyntax? written = _syntax?.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Batch")?.Expression;
        SyntaxNode[] places = written switch
        {
            CollectionExpressionSyntax collection => [.. collection.Elements],
            ImplicitArrayCreationExpressionSyntax array => [.. array.Initializer.Expressions],
            ArrayCreationExpressionSyntax { Initializer: { } initializer } => [.. initializer.Expressions],
            _ => [],
        };
        for (int k = 0; k < given.Values.Length; k++)
            yield return (given.Values[k].Value as string, places.Length == given.Values.Length ? places[k].GetLocation() : ArgumentLocation("Batch"));
    }

    /// <summary>What all items share is read only: an item sees what the one before it wrote, and the sweeps of a Jacobian would repeat it.</summary>
    public void CheckShared(Program program)
    {
        if ((Generate & DerivativeKinds.Batch) == 0) return;
        if (program.Entry.IsOpaque) Report(Descriptors.NotBatchable, GenerateLocation, _method.Name, "it is differentiated by hand", "mark a method that calls it");
        MemoryEffects effects = new(key => program.Find(key));
        foreach (SurfaceParameter p in program.Entry.Surface.Parameters)
            if (p.Parameter >= 0 && program.Entry.TypeOf(program.Entry.Body.Parameters[p.Parameter]).IsMemory && effects.Writes(program.Entry.Key, p.Parameter))
                Report(Descriptors.NotBatchable, GenerateLocation, _method.Name, $"it writes to '{p.Part?.Whole.Name ?? p.Name}', which all items share", "allocate it inside, or give its numbers back by out parameters");
    }

    /// <summary>Whether a batch has Jacobians of several rows, for which the method is swept several times.</summary>
    public bool SweepsBatch => (Generate & DerivativeKinds.Batch) != 0
        && (!Types.Of(_method.ReturnType).IsFloat || _method.Parameters.Any(p => p.RefKind is RefKind.Ref or RefKind.Out && Layout.IsOutput(p)));
}
