// Names of C# variables: those of the source where there are any, unique in their scope, never in the way of anything the text mentions.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal sealed class Naming
{
    private static readonly HashSet<string> Keywords = new((
        "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit "
        + "extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out "
        + "override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw "
        + "true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while "
        // Contextual ones that are something else at the start of a statement.
        + "await dynamic nameof scoped var yield").Split(' '));

    private static readonly string[] IndexNames = ["i", "j", "k", "l", "m"];

    private readonly Dictionary<string, List<(int Start, int End)>> _used = [];
    private readonly Dictionary<(string, int), int> _nextNumber = [];
    private readonly HashSet<string> _reserved;

    public Naming(Method method, IEnumerable<string> reserved)
    {
        _reserved = [.. reserved, .. TypeNames.All, "nint", "nuint", "_"];
        foreach (SurfaceParameter parameter in method.Surface.Parameters) _reserved.Add(Plain(parameter.Name));
    }

    /// <summary>The name as it must be written: keywords with @.</summary>
    public static string Escape(string name) => Keywords.Contains(name) ? "@" + name : name;

    private static string Plain(string name) => name.TrimStart('@');

    public void Name(IEnumerable<Variable> variables, BodyTree tree, Func<Call, Method> methodOf)
    {
        // The plain name goes to the widest scope.
        List<Variable> ordered = variables.OrderBy(v => HomeOf(v).ScopeStart).ThenBy(v => v.First).ToList();
        foreach (Variable variable in ordered)
            if (variable.Parameter is not null) variable.Name = variable.Parameter.Implied ?? Escape(Plain(variable.Parameter.Name));
        foreach (Variable variable in ordered)
            if (variable.Parameter is null && variable.Hint is not null) variable.Name = Fresh(variable.Hint, HomeOf(variable));
        foreach (Variable variable in ordered)
            if (variable.Name == "") variable.Name = Fresh(Suggest(variable, tree, methodOf), HomeOf(variable));
    }

    /// <summary>The innermost block that all ranges of the variable are declared in.</summary>
    public static Block HomeOf(Variable variable)
    {
        Block home = variable.Ranges[0].Home;
        foreach (LiveRange range in variable.Ranges)
            while (!home.Contains(range.Home)) home = home.Parent!;
        return home;
    }

    /// <summary>A name that nothing in the scope of the block has yet.</summary>
    public string Fresh(string wanted, Block block)
    {
        string name = Identifier(wanted);
        if (IsFree(name, block)) return Take(name, block);
        int letter = Array.IndexOf(IndexNames, name);
        for (int k = letter + 1; letter >= 0 && k < IndexNames.Length; k++)
            if (IsFree(IndexNames[k], block)) return Take(IndexNames[k], block);
        (string, int) key = (name, block.ScopeStart);
        if (!_nextNumber.TryGetValue(key, out int number)) number = 2;
        string separator = name[name.Length - 1] is >= '0' and <= '9' ? "_" : "";
        while (!IsFree(name + separator + number, block)) number++;
        _nextNumber[key] = number + 1;
        return Take(name + separator + number, block);
    }

    private bool IsFree(string name, Block block)
    {
        if (_reserved.Contains(name)) return false;
        if (!_used.TryGetValue(name, out List<(int Start, int End)>? scopes)) return true;
        foreach ((int start, int end) in scopes)
            if (start <= block.ScopeEnd && block.ScopeStart <= end) return false;
        return true;
    }

    private string Take(string name, Block block)
    {
        if (!_used.TryGetValue(name, out List<(int, int)>? scopes)) _used[name] = scopes = [];
        scopes.Add((block.ScopeStart, block.ScopeEnd));
        return Escape(name);
    }

    private static string Identifier(string wanted)
    {
        string name = new(wanted.Where(c => char.IsLetterOrDigit(c) || c == '_').ToArray());
        if (name.Length == 0 || name.All(c => c == '_')) return "t";
        return char.IsDigit(name[0]) ? "_" + name : name;
    }

    // ---- names for values that the source does not name

    private static string Suggest(Variable variable, BodyTree tree, Func<Call, Method> methodOf)
    {
        LiveRange range = variable.Ranges.OrderBy(r => r.First).First();
        Node? node = tree.Definition[range.Value.Id];
        if (node is null) return range.Home.Kind == BlockKind.Loop ? IndexNames[LoopDepth(range.Home) % IndexNames.Length] : "value";
        return node.Instr switch
        {
            For { HasTrips: true } i when i.Results[i.Results.Count - 1] == range.Value => "trips",
            While { HasTrips: true } i when i.Results[i.Results.Count - 1] == range.Value => "trips",
            Load i => Element(i.Memory, i.Indices, tree),
            VectorLoad i => (tree.HintOf(i.Memory) ?? "loaded") + "Lanes",
            Within => "inside",
            Gather i => (tree.HintOf(i.Memory) ?? "loaded") + "Lanes",
            Allocate => "buffer",
            Row i => tree.HintOf(i.Memory) is string whole ? whole + "Row" : "row",
            Slice i => tree.HintOf(i.Memory) is string memory ? memory + "Slice" : "slice",
            Replay => "saved",
            CreateTape => "tape",
            Call i => Returned(i, range.Value, methodOf),
            If => range.Type.IsBool ? "chosen" : "value",
            Let i => Suggest(i, tree),
            _ => "value",
        };
    }

    private static int LoopDepth(Block block)
    {
        int depth = -1;
        for (Block? b = block; b is not null; b = b.Parent)
            if (b.Kind == BlockKind.Loop && b.Owner!.Instr is For) depth++;
        return depth;
    }

    // x[i] is xi, x[i - 1] xPrevious, xAdjoint[i] adjoint, weights[i] weightsI, anything else "xElement".
    private static string Element(Value memory, EquatableArray<Value> indices, BodyTree tree)
    {
        if (tree.HintOf(memory) is not string name) return "element";
        foreach (string role in new[] { "Adjoint", "Tangent", "Gradient" })
            if (name.EndsWith(role, StringComparison.Ordinal)) return role.ToLowerInvariant();
        if (name.EndsWith("ecord", StringComparison.Ordinal)) return "recorded";
        if (indices.Count == 1 && tree.LetOf(indices[0]) is { Op: Op.Add or Op.Sub } step && tree.LetOf(step.Args[1]) is { Op: Op.Constant, Literal.Bits: 1 })
            return name + (step.Op == Op.Sub ? "Previous" : "Next");
        string suffix = string.Concat(indices.Select(index => tree.HintOf(index) is { Length: 1 } letter ? letter : "?"));
        return name + (suffix.Contains("?") ? "Element" : name.Length == 1 ? suffix : suffix.ToUpperInvariant());
    }

    // What the called method calls it.
    private static string Returned(Call call, Value result, Func<Call, Method> methodOf)
    {
        Method method = methodOf(call);
        for (int k = 0; k < call.Results.Count; k++)
        {
            if (call.Results[k] != result) continue;
            foreach (SurfaceParameter parameter in method.Surface.Parameters)
                if (parameter.Result == k) return Plain(parameter.Name);
            return method.Values[method.Body.Yields[k].Id].Hint ?? "result";
        }
        return "result";
    }

    /// <summary>What is read from an object is called as it is there, without underscores.</summary>
    private static string Member(string text)
    {
        string name = text.TrimStart('_', '@');
        return name.Length > 0 && char.IsLetter(name[0]) && name.All(char.IsLetterOrDigit) ? char.ToLowerInvariant(name[0]) + name.Substring(1) : "constant";
    }

    private static string Suggest(Let let, BodyTree tree) => let.Op switch
    {
        Op.Add or Op.LaneSum => "sum",
        Op.FusedMultiplyAdd when tree.TypeOf(let.Result).Lanes > 1 => "sum",
        Op.LaneMax => "max",
        Op.LaneMin => "min",
        Op.Sub => "difference",
        Op.Mul or Op.StrongZeroMul => "product",
        Op.Div => "quotient",
        Op.Rem => "remainder",
        Op.Neg => "negative",
        Op.Convert => tree.HintOf(let.Args[0]) is string name ? name + "Value" : "converted",
        Op.Length => "length",
        Op.Select => "selected",
        Op.Opaque => let.Text is { } text && text.StartsWith("{0}.", StringComparison.Ordinal) ? Member(text.Substring(4)) : "constant",
        Op.Broadcast => "all",
        Op.And or Op.Or or Op.Xor or Op.Not when tree.TypeOf(let.Result).IsBool => "condition",
        Op.And or Op.Or or Op.Xor or Op.Not or Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned => "bits",
        >= Op.Equal and <= Op.GreaterOrEqual => "condition",
        >= Op.IsNaN and <= Op.IsRealNumber => "condition",
        Op.Sqrt or Op.Cbrt or Op.RootN => "root",
        Op.Pow => "power",
        _ => char.ToLowerInvariant(let.Op.ToString()[0]) + let.Op.ToString().Substring(1),
    };
}
