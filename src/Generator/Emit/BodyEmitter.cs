// From the IR of one method to the statements of its C# body: blocks, assignments and copies.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

/// <summary>The target of a call: the method and the C# text that names it.</summary>
internal sealed record Callee(Method Method, string Text);

internal sealed partial class BodyEmitter
{
    private readonly BodyTree _tree;
    private readonly Uses _uses;
    private readonly Inlining _inlining;
    private readonly LiveRanges _ranges;
    private readonly Coalescing _variables;
    private readonly MemoryPlan _memory;
    private readonly Naming _naming;
    private readonly Expressions _expressions;
    private readonly TypeNames _names;
    private readonly Func<string, Callee> _callee;
    private readonly Dictionary<Block, Queue<Variable>> _declaredBefore = [];
    private readonly HashSet<Variable> _mayBeUndefined = [];
    private List<Code> _out = [];
    // Where memory of the innermost open outermost loop is declared.
    private (List<Code> List, int At) _hoist;

    public BodyEmitter(Method method, TypeNames names, Func<string, Callee> callee, IEnumerable<string> reserved)
    {
        (_names, _callee) = (names, callee);
        _tree = new BodyTree(method);
        _uses = new Uses(_tree);
        _inlining = new Inlining(_tree, _uses, MethodOf);
        _ranges = new LiveRanges(_tree, _uses, _inlining, MethodOf);
        _variables = new Coalescing(_tree, _inlining, _ranges);
        _memory = new MemoryPlan(_tree, _inlining, _variables, MethodOf);
        ShareScopes(_tree.Root);
        _naming = new Naming(method, reserved);
        List<Variable> variables = _variables.Variables.ToList();
        _naming.Name(variables, _tree, MethodOf);
        _expressions = new Expressions(_tree, _inlining, _variables, _memory, names) { CallText = CallText };
        foreach (Variable variable in variables.OrderBy(v => v.First)) PlaceDeclaration(variable);
        FindUndefined(_tree.Root);
    }

    private Method MethodOf(Call call) => _callee(call.Method).Method;
    private Expr Text(Value value) => _expressions[value];
    private void Line(string text, bool isDeclaration = false) => _out.Add(new Code(text, null) { IsDeclaration = isDeclaration });

    private List<Code> Collect(Action emit)
    {
        List<Code> outer = _out;
        _out = [];
        emit();
        List<Code> inner = _out;
        _out = outer;
        return inner;
    }

    // ---- declarations

    /// <summary>A variable first written deeper than its scope is declared before the statement that writes it.</summary>
    private void PlaceDeclaration(Variable variable)
    {
        if (variable.Parameter is not null)
        {
            variable.IsDeclared = true;
            return;
        }
        Block home = Naming.HomeOf(variable);
        Block? written = variable.Ranges.SelectMany(r => r.Writes).Where(w => !w.Block.EndsInThrow).OrderBy(w => w.Position).FirstOrDefault().Block;
        if (variable.IsHoisted || (written is not null && ReferenceEquals(Scope(written), Scope(home))) || variable.Ranges.All(r => r.Reads.Count == 0)) return;
        if (!_declaredBefore.TryGetValue(home, out Queue<Variable>? queue)) _declaredBefore[home] = queue = new Queue<Variable>();
        queue.Enqueue(variable);
    }

    private static Block Scope(Block block)
    {
        while (block.SharesScopeOf is not null) block = block.SharesScopeOf;
        return block;
    }

    private void DeclareBefore(Node node)
    {
        if (!_declaredBefore.TryGetValue(node.Parent, out Queue<Variable>? queue)) return;
        while (queue.Count > 0 && queue.Peek().First <= node.End)
        {
            Variable variable = queue.Dequeue();
            if (variable.IsDeclared) continue;
            string value = _mayBeUndefined.Contains(variable) ? " = " + _expressions.Default(variable.Type) : "";
            Line($"{TypeText(variable)} {variable.Name}{value};", true);
            variable.IsDeclared = true;
        }
    }

    // A span that is assigned more than once may get one of the method's own scoped parameters.
    private string TypeText(Variable variable)
    {
        bool isScoped = variable.Type.Shape is Shape.Span or Shape.ReadOnlySpan && (variable.Ranges.Count > 1 || variable.Ranges[0].Writes.Count > 1)
            && _tree.Method.Surface.Parameters.Any(p => p.Scoped);
        return (isScoped ? "scoped " : "") + _names.Of(variable.Type);
    }

    private void FindUndefined(Block block)
    {
        foreach (Node node in block.Nodes)
        {
            if (!_inlining.IsStatement(node)) continue;
            if (node.Instr is If i && !node.IsExpression)
                for (int k = 0; k < i.Results.Count; k++)
                    if ((_tree.IsUndefined(i.Then.Yields[k]) && !node.First!.EndsInThrow) || (!i.IsTry && _tree.IsUndefined(i.Else.Yields[k]) && !node.Second!.EndsInThrow)) _mayBeUndefined.Add(_variables.Of(i.Results[k])!);
            if (node.First is not null) FindUndefined(node.First);
            if (node.Second is not null) FindUndefined(node.Second);
        }
    }

    /// <summary>Blocks that are emitted without braces of their own: what follows a throw.</summary>
    private void ShareScopes(Block block)
    {
        foreach (Node node in block.Nodes)
        {
            if (!_inlining.IsStatement(node)) continue;
            if (node.Instr is If { IsTry: false } && !node.IsExpression)
            {
                if (node.First!.EndsInThrow) node.Second!.SharesScopeOf = block;
                else if (node.Second!.EndsInThrow) node.First!.SharesScopeOf = block;
            }
            if (node.First is not null) ShareScopes(node.First);
            if (node.Second is not null) ShareScopes(node.Second);
        }
    }

    // ---- assignments

    /// <summary>A value whose place is here gets its variable.</summary>
    private void Define(Node node, Value result) => Set(_variables.Of(result)!, node, () => _expressions.Compute(node).Text);

    /// <summary>A variable gets the value of another one, or of an expression that stands at the end of a block.</summary>
    private void Assign(Variable target, Value source) =>
        Set(target, _expressions.IsInline(source) ? _tree.Definition[source.Id] : null, () => Text(source).Text);

    private void Set(Variable target, Node? computed, Func<string> text)
    {
        if (!target.IsDeclared)
        {
            Line($"{TypeText(target)} {target.Name} = {text()};", true);
            target.IsDeclared = true;
        }
        else
        {
            Line(computed?.Instr is Let let && Compound(target, let) is string compound ? compound : $"{target.Name} = {text()};");
        }
    }

    private bool Holds(Value value, Variable variable) => !_expressions.IsInline(value) && ReferenceEquals(_variables.Of(value), variable);

    /// <summary><c>x += y</c> where the new value of a variable is made from its old one.</summary>
    private string? Compound(Variable target, Let let)
    {
        if (OpText.Symbol(let.Op) is not string symbol || let.Op >= Op.Equal) return null;
        if (let.Op is Op.Div or Op.Rem && target.Type.IsInteger && _expressions.IsZero(let.Args[1])) return null;
        if (Holds(let.Args[0], target)) return Compound(target.Name, symbol, let.Args[1], target.Type);
        if (Holds(let.Args[1], target) && OpText.IsCommutative(let.Op)) return Compound(target.Name, symbol, let.Args[0], target.Type);
        return null;
    }

    private string Compound(string target, string symbol, Value operand, IrType type)
    {
        // x += -y is x -= y.
        if (symbol is "+" or "-" && _expressions.Negated(operand) is Expr negated)
            return Step(target, symbol == "+" ? "-" : "+", negated.Text, type.IsInteger && negated.Text == "1");
        return Step(target, symbol, Text(operand).Text, symbol is "+" or "-" && type.IsInteger && _expressions.IsOne(operand));
    }

    private static string Step(string target, string symbol, string operand, bool isOne) =>
        isOne ? $"{target}{symbol}{symbol};" : $"{target} {symbol}= {operand};";
}
