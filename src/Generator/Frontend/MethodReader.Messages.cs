// Reads messages whose text C# makes by a handler or a format: assertions, string.Create, FormattableString.
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>Debug.Assert(condition, $"…") and Debug.WriteLineIf: C# makes the text only where it is shown, so it is made in a branch.</summary>
    private bool TryReadConditionalMessage(IInvocationOperation invocation, string note, List<Stmt> into)
    {
        IMethodSymbol method = invocation.TargetMethod;
        if (!Types.Is(method.ContainingType, "System.Diagnostics", "Debug") || !InOrder(invocation.Arguments)) return false;
        if (!invocation.Arguments.Any(a => a.Value is IInterpolatedStringHandlerCreationOperation) || method.Parameters[0].Type.SpecialType != SpecialType.System_Boolean) return false;
        bool assert = method.Name == "Assert";
        Expr condition = Keep(Read(invocation.Arguments[0].Value), "condition", into);
        var args = new List<Expr>();
        string text = Types.Text(method.ContainingType) + "." + method.Name + (assert ? "(false" : "(true");
        foreach (IArgumentOperation argument in invocation.Arguments.Skip(1))
        {
            text += ", {" + args.Count + "}";
            args.Add(argument.Value is IInterpolatedStringHandlerCreationOperation { Content: IInterpolatedStringOperation content }
                ? Concatenation(content, Types.Of(_context.Compilation.GetSpecialType(SpecialType.System_String))) : Read(argument.Value));
        }
        Stmt show = new BlockStmt([new ExprStmt(Effect(Types.Void, text + ")", args, invocation.Syntax, ReadContext.Name(method), changesState: false, SiteTrust.Formatting), note)]);
        into.Add(assert ? new IfStmt(condition, new BlockStmt([]), show) : new IfStmt(condition, show, null));
        return true;
    }

    /// <summary>string.Create(culture, $"…"), with the values as arguments of a format.</summary>
    private Expr? TryReadFormatted(IInvocationOperation invocation)
    {
        if (invocation.TargetMethod is not { Name: "Create", ContainingType.SpecialType: SpecialType.System_String, Parameters.Length: 2 }) return null;
        if (invocation.Arguments[1].Value is not IInterpolatedStringHandlerCreationOperation { Content: IInterpolatedStringOperation content }) return null;
        Expr provider = Read(invocation.Arguments[0].Value);
        return Composite(content, TypeOf(invocation), "string.Format({0}, ", [provider]);
    }

    /// <summary>An interpolated string that is kept as a format with its values.</summary>
    private Expr ReadFormattable(IInterpolatedStringOperation content, IrType type) =>
        Composite(content, type, "global::System.Runtime.CompilerServices.FormattableStringFactory.Create(", []);

    private Expr Composite(IInterpolatedStringOperation content, IrType type, string call, List<Expr> args)
    {
        var format = new StringBuilder();
        var texts = new List<string>();
        foreach (Hole hole in HolesOf(content))
        {
            format.Append(hole.Literal?.Replace("{", "{{").Replace("}", "}}"));
            if (hole.Value is null) continue;
            format.Append('{').Append(texts.Count);
            if (hole.Width is { } width) format.Append(',').Append(Text.Integer(width));
            if (hole.Format is { } shape) format.Append(':').Append(shape);
            format.Append('}');
            texts.Add("{" + args.Count + "}");
            args.Add(ReadConcatenated(hole.Value));
        }
        return Format(type, call + string.Join(", ", texts.Prepend(Text.Quote(format.ToString()))) + ")", content.Syntax, [.. args]);
    }

    /// <summary>A piece of an interpolated string: text, or a value with its width and format.</summary>
    private readonly struct Hole(string? literal, IOperation? value, int? width, string? format)
    {
        public string? Literal { get; } = literal;
        public IOperation? Value { get; } = value;
        public int? Width { get; } = width;
        public string? Format { get; } = format;
    }

    /// <summary>The pieces, whether C# concatenates them or hands them to a handler.</summary>
    private static IEnumerable<Hole> HolesOf(IInterpolatedStringOperation content)
    {
        foreach (IInterpolatedStringContentOperation part in content.Parts)
        {
            switch (part)
            {
                case IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string text } }: yield return new Hole(text, null, null, null); break;
                case IInterpolationOperation hole:
                    yield return new Hole(null, hole.Expression, hole.Alignment?.ConstantValue.Value as int?, hole.FormatString?.ConstantValue.Value as string);
                    break;
                case IInterpolatedStringAppendOperation { Kind: OperationKind.InterpolatedStringAppendLiteral, AppendCall: IInvocationOperation literal }:
                    yield return new Hole(literal.Arguments[0].Value.ConstantValue.Value as string, null, null, null);
                    break;
                case IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation append }:
                    yield return new Hole(null, append.Arguments[0].Value, ConstantOf(append, "alignment") as int?, ConstantOf(append, "format") as string);
                    break;
            }
        }
    }

    private static object? ConstantOf(IInvocationOperation append, string parameter) =>
        append.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter)?.Value.ConstantValue.Value;

    /// <summary>An interpolated string becomes a concatenation, so that its text has no braces of its own.</summary>
    private Expr Concatenation(IInterpolatedStringOperation operation, IrType type)
    {
        var parts = new List<string> { "\"\"" };
        var args = new List<Expr>();
        foreach (Hole hole in HolesOf(operation))
        {
            if (hole.Literal is not null) parts.Add(Text.Quote(hole.Literal));
            if (hole.Value is null) continue;
            args.Add(ReadConcatenated(hole.Value));
            string part = "{" + (args.Count - 1) + "}";
            if (hole.Format is not null)
            {
                if (!args[args.Count - 1].Type.IsScalar) return Unsupported(hole.Value, "A format in a formatted string", "convert the value to a string");
                // An open number type has the general form only.
                part += ".ToString(" + Text.Quote(hole.Format) + (args[args.Count - 1].Type.Element == Scalar.Generic ? ", null)" : ")");
            }
            if (hole.Width is { } width) part = $"(\"\" + {part}).{(width < 0 ? "PadRight" : "PadLeft")}({System.Math.Abs(width)})";
            parts.Add(part);
        }
        if (parts.Count > 1 && parts[1][0] == '"') parts.RemoveAt(0);
        string text = parts.Count == 1 ? parts[0] : "(" + string.Join(" + ", parts) + ")";
        return Format(type, text, operation.Syntax, [.. args]);
    }
}
