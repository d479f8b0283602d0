// What the members over batches ask of the member builder: spans in the place of numbers, an element of each in every trip.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>A span with a number of each item: one of F's parameters, of its results, or of derivatives.</summary>
internal sealed record BatchSpan(Value Memory, IrType Element);

internal sealed partial class MemberBuilder
{
    private readonly HashSet<int> _batched = [];
    private readonly Dictionary<int, BatchSpan> _items = [];

    /// <summary>The span that says how many items there are.</summary>
    private Guarded? _first;

    private bool IsBatched(EntryParameter p) => _batched.Contains(p.Position);

    /// <summary>One of F's own parameters, or a leaf of one, as a span; what F gives back is written to it.</summary>
    private void AddItems(SurfaceParameter p, int position)
    {
        bool isWritten = p.Passing is Passing.Ref or Passing.Out;
        string name = p.Part is { } part ? Fresh(LeafName(part.Whole.Name, part)) : p.Name;
        BatchSpan span = _items[position] = AddSpan(name, Parameters[position].Type, isWritten, p.IsExtended && p.Part is null);
        if (isWritten || _first is not null) return;
        _first = _derivativeMemory.Single(d => d.Value == span.Memory);
    }

    private BatchSpan AddSpan(string name, IrType element, bool isWritten, bool isExtended = false, int rows = 1)
    {
        IrType type = isWritten ? IrType.Span(element.Element) : IrType.ReadOnlySpan(element.Element);
        Value memory = AddParameter(name, type, Passing.ByValue, out _);
        if (isExtended) _surface[_surface.Count - 1] = _surface[_surface.Count - 1] with { IsExtended = true };
        _derivativeMemory.Add(new Guarded(name, element.Element.ToString(), memory, isWritten, 1));
        if (rows > 1) _buffers.Add((memory, () => (Builder.Int(rows), Count())));
        return new BatchSpan(memory, element);
    }

    /// <summary>A span for a number of each item behind F's parameters: <paramref name="rows"/> numbers of all items, one after the other.</summary>
    public BatchSpan AddItems(EntryParameter p, string suffix, int rows = 1) =>
        AddSpan(Fresh((p.Part is { } part ? LeafName(p.Name, part) : p.Name) + suffix, p.Position), p.Type, isWritten: true, rows: rows);

    /// <summary>Spans for what F returns; none if it returns nothing.</summary>
    public BatchSpan[] AddReturned()
    {
        if (HasFloatReturn) return [AddSpan(Fresh("result"), ReturnType, isWritten: true)];
        return [.. Parameters.Where(p => p.IsReturned).Select(p => AddSpan(Fresh(LeafName("result", p.Part!)), p.Type, isWritten: true))];
    }

    /// <summary>A name in the manner of the derivatives' names: positionX for Position.X, whatever fields of its own a struct has for it.</summary>
    private static string LeafName(string whole, Part part) =>
        whole + string.Concat(part.Path.Split('.').Select(step => StemOf(step)).Where(step => step.Length > 0).Select(step => char.ToUpperInvariant(step[0]) + step.Substring(1)));

    /// <summary>All spans are as long as the first; none that is written shares memory with another.</summary>
    public void GuardBatch()
    {
        HashSet<Value> ofOtherLength = [.. _buffers.Select(b => b.Buffer)];
        for (int k = 0; k < _derivativeMemory.Count; k++)
            if (_derivativeMemory[k] != _first && !ofOtherLength.Contains(_derivativeMemory[k].Value)) _derivativeMemory[k] = _derivativeMemory[k] with { Of = _first!.Value };
        Guards();
    }

    // Several at once: a batch has a span for each number of an item.
    private void GuardOverlaps(string guard, List<Guarded> memory)
    {
        const int atOnce = 8;
        for (int j = 0; j < memory.Count; j++)
        {
            List<Value> others = [];
            for (int k = 0; k < memory.Count; k++)
            {
                if (k == j || !memory[j].IsWritten || (k > j && memory[k].IsWritten) || !MayShare(memory[j].Element, memory[k].Element)) continue;
                if (IsOfNumbers(memory[j]) && IsOfNumbers(memory[k]) && memory[j].Element == memory[k].Element) others.Add(memory[k].Value);
                else Builder.Guard($"{guard}NoOverlap({{0}}{memory[j].Path}, {{1}}{memory[k].Path})", memory[j].Value, memory[k].Value);
            }
            for (int from = 0; from < others.Count; from += atOnce)
            {
                Value[] some = [memory[j].Value, .. others.Skip(from).Take(atOnce)];
                Builder.Guard($"{guard}Apart({string.Join(", ", some.Select((_, n) => "{" + n + "}"))})", some);
            }
        }
    }

    private bool IsOfNumbers(Guarded memory) => memory.Path.Length == 0 && Builder.TypeOf(memory.Value).Shape is Shape.Span or Shape.ReadOnlySpan;

    /// <summary>The number of items.</summary>
    public Value Count() => Builder.Length(_first!.Value);

    /// <summary>The consecutive rows of a buffer that <see cref="AddItems(EntryParameter, string, int)"/> made with several.</summary>
    public BatchSpan[] RowsOf(BatchSpan buffer, int rows, Value count)
    {
        if (rows == 1) return [buffer];
        string? name = Builder.HintOf(buffer.Memory);
        return [.. Enumerable.Range(0, rows).Select(r => buffer with { Memory = Builder.Slice(buffer.Memory, r == 0 ? Builder.Int(0) : r == 1 ? count : Builder.Mul(Builder.Int(r), count), count, name + r) })];
    }

    /// <summary>One trip for each item: <paramref name="body"/> gets F's arguments of the item and its number, and gives what F yields first.</summary>
    public void ForEachItem(Value count, IReadOnlyList<BatchSpan> returned, Func<Value[], Value, Value[]> body)
    {
        Value index = Builder.NewValue(IrType.I32, "i");
        Builder.Begin(index);
        Value[] arguments = [.. PrimalValues];
        foreach (EntryParameter p in Parameters.Where(p => IsBatched(p) && p.Index >= 0))
        {
            arguments[p.Index] = Builder.Load(_items[p.Position].Memory, index);
            if (Entry.Values[Entry.Body.Parameters[p.Index].Id].Hint is { } hint) Builder.SetHint(arguments[p.Index], hint);
        }
        Value[] results = body(arguments, index);
        foreach (EntryParameter p in Parameters.Where(p => IsBatched(p) && p.Result >= 0)) Builder.Store(_items[p.Position].Memory, results[p.Result], index);
        int[] yields = HasFloatReturn ? [Entry.Surface.ReturnResult] : [.. Parameters.Where(p => p.IsReturned).Select(p => p.Result)];
        for (int k = 0; k < returned.Count; k++) Builder.Store(returned[k].Memory, results[yields[k]], index);
        Region region = Builder.End();
        Builder.Add(new For(default, Builder.Int(0), count, 1, default, region, HasExit: false, HasTrips: false));
    }

    /// <summary>A member that returns nothing.</summary>
    public Method FinishBatch(string summary)
    {
        PutBack();
        Surface surface = new(
            Name, _request.Modifiers, "void", -1, [.. _surface],
            Documentation: [$"<summary>{summary}</summary>"],
            Attributes: [$"global::Autodiff.DerivativeMember(\"{Entry.Surface.Name}\", global::Autodiff.Derivatives.Batch)"]);
        return Builder.ToMethod(Entry.Key + "!" + _kind, [.. _parameters], [], surface);
    }
}
