// Recording: how each primal value that the reverse sweep needs gets there, by the cheapest way that applies.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Analysis;

/// <summary>Ways to get a primal value back in the reverse sweep.</summary>
internal enum Recovery : byte
{
    /// <summary>Still in scope: a top-level value of a joined method, a parameter that is passed again.</summary>
    Visible,
    /// <summary>Computed again from recoverable values, or loaded again where no later write can have hit the element.</summary>
    Recompute,
    /// <summary>Handed out of a branch that no loop encloses, as one more result of the If.</summary>
    Hoist,
    /// <summary>One element per trip in memory allocated before the outermost loop; all enclosing loops are counted.</summary>
    Slot,
    /// <summary>Pushed on the tape.</summary>
    Tape,
}

/// <summary>
/// Decides for every needed value. Values no expression can give back (carried values, transcendental results, elements overwritten later) are recorded first; a
/// cheap expression over visible and recorded values is computed again; what remains is recorded. Indices of counted loops and integers that grow by a
/// constant per trip are always recomputed.
/// </summary>
internal sealed class Recording
{
    private const int Budget = 6;
    private const int Unrecoverable = 1 << 20;

    private readonly Structure _structure;
    private readonly Activity _activity;
    private readonly Overwrites _overwrites;
    private readonly bool _joined;
    private readonly Pattern _pattern;
    private readonly Dictionary<Value, Recovery> _storage = [];
    private readonly Dictionary<(RegionNode, Recovery), List<Value>> _byRegion = [];
    private readonly bool _constantsHold;
    private readonly Dictionary<Value, int> _costs = [];

    /// <param name="asked">Values that the sweep asks for, and where: the innermost mirrored region around all places that ask.</param>
    /// <param name="ahead">Values, and memory whose shadow is, made ready in the region that defines them.</param>
    public Recording(
        Structure structure, Activity activity, Overwrites overwrites, bool joined, Pattern pattern, IReadOnlyDictionary<Value, RegionNode> asked, IEnumerable<(int Id, bool IsShadow)> ahead)
    {
        IEnumerable<Value> needs = asked.Keys;
        (_structure, _activity, _overwrites, _joined, _pattern) = (structure, activity, overwrites, joined, pattern);
        _constantsHold = !structure.Method.Body.All().Any(MayChangeConstants);
        List<Value> hidden = [.. needs.Where(v => !IsVisible(v) && IsRecordable(v)).OrderBy(v => v.Id)];
        foreach (Value value in hidden)
            if (IsLeaf(value)) Store(value);
        foreach (Value value in hidden)
            if (!_storage.ContainsKey(value) && Cost(value, Budget) > (HoistFrom(value) ? 1 : Budget) && !StoresLeaves(value)) Store(value);
        UsesTape = _storage.ContainsValue(Recovery.Tape);
        FindPlaces(asked, ahead);
        foreach (Value value in _storage.Keys.OrderBy(v => ReferenceEquals(PlaceOf(v), _structure.RegionOf(v))).ThenBy(v => v.Id))
        {
            var place = (PlaceOf(value), _storage[value]);
            if (!_byRegion.TryGetValue(place, out List<Value>? values)) _byRegion[place] = values = [];
            values.Add(value);
        }
    }

    public bool UsesTape { get; }

    public Recovery Of(Value value) => _storage.TryGetValue(value, out Recovery way) ? way : IsVisible(value) ? Recovery.Visible : Recovery.Recompute;

    /// <summary>True if the value, or memory handle, can be had in the reverse sweep at all.</summary>
    public bool IsRecoverable(Value value)
    {
        if (_storage.ContainsKey(value) || IsVisible(value)) return true;
        return _structure.Method.TypeOf(value).IsMemory
            ? IsRecoverableHandle(value, _structure, _joined, _pattern) && HandleParts(value).All(IsRecoverable)
            : Cost(value, Budget) < Unrecoverable;
    }

    /// <summary>
    /// The region in which a value is recorded: its own, or, on the tape, the branch in which alone the reverse sweep asks for it.
    /// </summary>
    public RegionNode PlaceOf(Value value) => _places.TryGetValue(value, out RegionNode? place) ? place : _structure.RegionOf(value);

    private readonly Dictionary<Value, RegionNode> _places = [];

    private void FindPlaces(IReadOnlyDictionary<Value, RegionNode> asked, IEnumerable<(int Id, bool IsShadow)> ahead)
    {
        if (!UsesTape) return;
        foreach (KeyValuePair<Value, RegionNode> need in asked) Ask(need.Key, need.Value, []);
        foreach ((int id, bool isShadow) in ahead)
        {
            Value value = new(id);
            foreach (Value part in isShadow ? HandleParts(value) : [value]) Ask(part, _structure.RegionOf(value), []);
        }
        foreach (Value value in _places.Keys.ToArray())
        {
            // Down from the value's own region through branches only.
            RegionNode own = _structure.RegionOf(value);
            RegionNode place = _places[value];
            for (RegionNode node = place; !ReferenceEquals(node, own); node = node.Parent!)
                if (node.Kind is not (RegionKind.Then or RegionKind.Else) || node.Owner is If { IsTry: true }) place = node.Parent!;
            _places[value] = place;
        }

        void Ask(Value value, RegionNode place, HashSet<Value> seen)
        {
            if (!seen.Add(value)) return;
            if (_storage.TryGetValue(value, out Recovery way))
            {
                if (way != Recovery.Tape) return;
                RegionNode common = place;
                if (_places.TryGetValue(value, out RegionNode? known))
                    while (!common.Encloses(known)) common = common.Parent!;
                // What is asked for around its own region has its record there.
                _places[value] = _structure.RegionOf(value).Encloses(common) ? common : _structure.RegionOf(value);
                return;
            }
            if (IsVisible(value)) return;
            if (_structure.DefinitionOf(value) is { } definition)
                foreach (Value operand in definition.Operands()) Ask(operand, place, seen);
            else if (Induction.Find(value, _structure) is { } induction)
            {
                Ask(induction.Init, place, seen);
                if (_structure.RegionOf(value).Owner is For loop) Ask(loop.Lower, place, seen);
            }
        }
    }

    /// <summary>Values recorded in a region in one way: first those from around it, then its own in order of definition.</summary>
    public IReadOnlyList<Value> In(RegionNode node, Recovery way) => _byRegion.TryGetValue((node, way), out List<Value>? values) ? values : [];

    public IEnumerable<Value> Stored(Recovery way) => _storage.Where(s => s.Value == way).Select(s => s.Key).OrderBy(v => v.Id);

    /// <summary>Bytes that one trip of a loop records, nested loops not counted: what tests state as "records b bytes per trip".</summary>
    public int BytesPerTrip(RegionNode loop) =>
        _storage.Where(s => s.Value is Recovery.Slot or Recovery.Tape && ReferenceEquals(InnermostLoop(s.Key), loop))
            .Sum(s => Size(s.Value == Recovery.Slot ? SlotElement(s.Key) : _structure.Method.TypeOf(s.Key).Element));

    /// <summary>
    /// What a slot holds: the value, or, for a condition of a loop that may run in vectors, a number of the loop's type, 1 or 0, because arrays of conditions have no lanes.
    /// </summary>
    public Scalar SlotElement(Value value)
    {
        Scalar own = _structure.Method.TypeOf(value).Element;
        if (own != Scalar.Bool) return own;
        Region body = InnermostLoop(value)!.Region;
        if (body.All().Any(i => i is For or While or Call or Effect or Let { Op: Op.Opaque })) return own;
        Scalar[] floats = [.. body.All().SelectMany(i => i.Results()).Select(_structure.Method.TypeOf).Where(t => t.IsFloat).Select(t => t.Element).Distinct()];
        return floats.Length == 1 && floats[0] != Scalar.Generic ? floats[0] : own;
    }

    /// <summary>The counted loops around a slot value, outermost first.</summary>
    public List<RegionNode> LoopsAround(Value value)
    {
        List<RegionNode> loops = [];
        for (RegionNode? node = _structure.RegionOf(value); node is not null; node = node.Parent)
            if (node.IsLoop) loops.Insert(0, node);
        return loops;
    }

    /// <summary>True if the memory handle can be had again in the reverse sweep: slices of visible roots.</summary>
    public static bool IsRecoverableHandle(Value memory, Structure structure, bool joined, Pattern pattern)
    {
        while (true)
        {
            switch (structure.DefinitionOf(memory))
            {
                case Slice slice: memory = slice.Memory; continue;
                case Row row: memory = row.Memory; continue;
                case Let { Op: Op.Detach or Op.Convert } let: memory = let.Args[0]; continue;
                case Let { Op: Op.Opaque }: return true;
                case null: return joined || IsStableParameter(memory, structure, pattern);
                default: return joined && structure.RegionOf(memory).Kind == RegionKind.Root;
            }
        }
    }

    /// <summary>
    /// True if an integer is a function, without loads or calls, of top-level values and of indices of counted loops: then the trips of the loop it bounds can
    /// be counted before the outermost loop runs.
    /// </summary>
    public static bool IsCountable(Value value, Structure structure)
    {
        RegionNode node = structure.RegionOf(value);
        if (node.Kind == RegionKind.Root) return true;
        return structure.DefinitionOf(value) switch
        {
            null => node.Kind == RegionKind.ForBody && node.Region.Parameters[0] == value,
            Let { Op: Op.Div or Op.Rem } let => IsCountable(let.Args[0], structure) && structure.DefinitionOf(let.Args[1]) is Let { Op: Op.Constant, Literal.Bits: > 0 },
            Let { Op: Op.Constant or Op.Add or Op.Sub or Op.Mul or Op.Min or Op.Max or Op.Neg or Op.Length or Op.Convert or Op.ShiftRight } let =>
                structure.Method.TypeOf(value).IsInteger && let.Args.All(a => IsCountable(a, structure)),
            _ => false,
        };
    }

    private static bool IsStableParameter(Value memory, Structure structure, Pattern pattern)
    {
        EquatableArray<Value> parameters = structure.Root.Region.Parameters;
        for (int k = 0; k < parameters.Count; k++)
            if (parameters[k] == memory) return pattern.IsStable(k);
        return false;
    }

    private bool IsVisible(Value value)
    {
        if (_structure.RegionOf(value).Kind != RegionKind.Root) return false;
        if (_joined) return true;
        if (_structure.DefinitionOf(value) is not null) return false;
        return !_structure.Method.TypeOf(value).IsMemory || IsStableParameter(value, _structure, _pattern);
    }

    private bool IsRecordable(Value value) => _structure.Method.TypeOf(value).IsScalar;

    private void Store(Value value)
    {
        _storage[value] = HoistFrom(value) ? Recovery.Hoist : HasSlots(value) ? Recovery.Slot : Recovery.Tape;
        _costs.Clear();
    }

    /// <summary>
    /// Records what the value is made of instead of the value, if all of that is known before the innermost loop around the value and so is recorded less often.
    /// </summary>
    private bool StoresLeaves(Value value)
    {
        if (InnermostLoop(value) is not { } loop) return false;
        HashSet<Value> leaves = [], seen = [];
        if (!Collect(value, 8) || leaves.Count is 0 or > 2) return false;
        foreach (Value leaf in leaves) Store(leaf);
        if (Cost(value, Budget) <= Budget) return true;
        foreach (Value leaf in leaves) _storage.Remove(leaf);
        _costs.Clear();
        return false;

        bool Collect(Value part, int depth)
        {
            if (depth == 0) return false;
            if (!seen.Add(part) || _storage.ContainsKey(part) || IsVisible(part)) return true;
            if (!IsLeaf(part) && _structure.DefinitionOf(part) is Let or Load)
                return _structure.DefinitionOf(part)!.Operands().Where(o => !_structure.Method.TypeOf(o).IsMemory).All(o => Collect(o, depth - 1));
            if (!IsLeaf(part)) return true;
            leaves.Add(part);
            return IsRecordable(part) && (InnermostLoop(part) is not { } outer || (!ReferenceEquals(outer, loop) && outer.Encloses(loop)));
        }
    }

    // A leaf is what no expression over other values gives back.
    private bool IsLeaf(Value value) => Compute(value, Budget, depth: 0, shallow: true) >= Unrecoverable;

    private int Cost(Value value, int limit, int depth = 8)
    {
        if (_storage.ContainsKey(value) || IsVisible(value)) return 0;
        if (_costs.TryGetValue(value, out int known)) return known;
        if (limit < 0 || depth == 0) return Unrecoverable;
        int cost = Compute(value, limit, depth, shallow: false);
        if (depth == 8) _costs[value] = cost;
        return cost;
    }

    // Shallow asks only whether the kind of definition can be repeated at all, whatever its operands.
    private int Compute(Value value, int limit, int depth, bool shallow)
    {
        RegionNode node = _structure.RegionOf(value);
        int Sum(int own, IEnumerable<Value> parts)
        {
            if (shallow) return own;
            int total = own;
            foreach (Value part in parts)
            {
                if (total > limit) return Unrecoverable;
                total += Cost(part, limit - total, depth - 1);
            }
            return total > limit ? Unrecoverable : total;
        }

        switch (_structure.DefinitionOf(value))
        {
            case null when node.Kind == RegionKind.ForBody && node.Region.Parameters[0] == value: return 0;
            case null: return Induction.Find(value, _structure) is { } induction ? Sum(2, [induction.Init]) : Unrecoverable;
            case Let { Op: Op.Constant or Op.Undefined }: return 0;
            case Let { Op: Op.Length } i: return _structure.Method.TypeOf(value).IsScalar && IsLengthKnown(i) ? 0 : Sum(0, i.Args);
            case Let { Op: Op.Opaque } i:
                return _constantsHold || i.Args.All(a => _structure.Method.TypeOf(a).IsScalar) ? Sum(2, i.Args) : Unrecoverable;
            case Let i:
            {
                int own = RuleTable.Cost(i.Op);
                return own > limit ? Unrecoverable : Sum(own, i.Args);
            }
            case Load i when !_overwrites.Hits(i) && IsRecoverableHandle(i.Memory, _structure, _joined, _pattern):
                return Sum(1, i.Indices.Concat(HandleParts(i.Memory)));
            case Slice or Row: return IsRecoverableHandle(value, _structure, _joined, _pattern) ? Sum(1, HandleParts(value)) : Unrecoverable;
            default: return Unrecoverable;
        }
    }

    // A shadow is as long as its memory.
    private bool IsLengthKnown(Let length) =>
        (_activity.IsActive(length.Args[0]) || IsRecoverableHandle(length.Args[0], _structure, _joined, _pattern)) && !HandleParts(length.Args[0]).Any();

    /// <summary>The starts and lengths that a slice chain is made of.</summary>
    public IEnumerable<Value> HandleParts(Value memory)
    {
        while (_structure.DefinitionOf(memory) is { } definition && !IsVisible(memory))
        {
            switch (definition)
            {
                case Row row: yield return row.Index; memory = row.Memory; break;
                case Slice slice: yield return slice.Start; yield return slice.Length; memory = slice.Memory; break;
                case Let { Op: Op.Detach or Op.Convert } let: memory = let.Args[0]; break;
                default: yield break;
            }
        }
    }

    // C# that gets hold of an object may change what its members say.
    private bool MayChangeConstants(Instr instruction) => instruction switch
    {
        Effect { ReadsOnly: false, Throws: false } i => i.Args.Any(a => _structure.Method.TypeOf(a).Shape == Shape.Opaque),
        Call i => i.Args.Any(a => _structure.Method.TypeOf(a).Shape == Shape.Opaque),
        _ => false,
    };

    private RegionNode? InnermostLoop(Value value)
    {
        RegionNode? node = _structure.RegionOf(value);
        while (node is not null && !node.IsLoop) node = node.Parent;
        return node;
    }

    private bool HoistFrom(Value value)
    {
        if (!_joined || !IsRecordable(value)) return false;
        for (RegionNode? node = _structure.RegionOf(value); node is not null; node = node.Parent)
            if (node.IsLoop) return false;
        return true;
    }

    // Slots need the trips of all enclosing loops to be countable before the outermost starts; that loop must be at top level, as is the memory.
    private bool HasSlots(Value value)
    {
        if (!_joined) return false;
        RegionNode? outermost = null;
        for (RegionNode? node = _structure.RegionOf(value); node is not null; node = node.Parent)
        {
            if (!node.IsLoop) continue;
            if (node.Owner is not For { HasExit: false } loop) return false;
            if (!IsCountable(loop.Lower, _structure) || !IsCountable(loop.Upper, _structure)) return false;
            outermost = node;
        }
        return outermost is { Parent.Kind: RegionKind.Root };
    }

    private static int Size(Scalar element) => element switch
    {
        Scalar.Bool or Scalar.I8 or Scalar.U8 => 1,
        Scalar.I16 or Scalar.U16 or Scalar.Char => 2,
        Scalar.F32 or Scalar.I32 or Scalar.U32 => 4,
        _ => 8,
    };
}
