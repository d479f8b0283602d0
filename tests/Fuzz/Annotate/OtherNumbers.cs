// Rewrites sources over double into the same over float, or over an open number type, so that what differentiates in one is asked of the others too.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Autodiff.Fuzz.Annotate;

/// <summary>Which numbers the marked sources are written in.</summary>
public enum Numbers { AsWritten, Single, Generic }

/// <summary>
/// Of a file at a time, by what the compiler knows of it. What C# does not say in the other type (constants of open types, attribute arguments) stays or stops compiling, and is then left out.
/// </summary>
internal sealed class OtherNumbers(SemanticModel model, Numbers numbers, IReadOnlySet<INamedTypeSymbol> opened) : CSharpSyntaxRewriter
{
    private const string Open = "TNumber";

    private static readonly HashSet<string> s_singleFunctions = [.. typeof(MathF).GetMembers().Select(m => m.Name)];
    private static readonly HashSet<string> s_openFunctions =
    [
        .. new[] { typeof(IFloatingPointIeee754<>) }.Concat(typeof(IFloatingPointIeee754<>).GetInterfaces()).SelectMany(t => t.GetMembers()).Select(m => m.Name),
    ];

    public static IReadOnlyDictionary<string, SyntaxTree> Rewrite(CSharpCompilation compilation, IEnumerable<string> files, Numbers numbers)
    {
        HashSet<string> own = [.. files];
        SyntaxTree[] trees = [.. compilation.SyntaxTrees.Where(t => own.Contains(t.FilePath))];
        HashSet<INamedTypeSymbol> opened = new(SymbolEqualityComparer.Default);
        if (numbers == Numbers.Generic)
            foreach (SyntaxTree tree in trees)
                foreach (TypeDeclarationSyntax type in tree.GetRoot().DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<TypeDeclarationSyntax>())
                    if (type.TypeParameterList is null && compilation.GetSemanticModel(tree).GetDeclaredSymbol(type) is { } symbol
                        && symbol.DeclaringSyntaxReferences.All(r => own.Contains(r.SyntaxTree.FilePath) || !Path.IsPathRooted(r.SyntaxTree.FilePath))) opened.Add(symbol);
        return trees.ToDictionary(t => t.FilePath, t => t.WithRootAndOptions(
            CSharpSyntaxTree.ParseText(new OtherNumbers(compilation.GetSemanticModel(t), numbers, opened).Visit(t.GetRoot())!.ToFullString(), SourceProject.Parse).GetRoot(), SourceProject.Parse));
    }

    private TypeSyntax Number => numbers == Numbers.Single ? PredefinedType(Token(SyntaxKind.FloatKeyword)) : IdentifierName(Open);

    public override SyntaxNode? VisitAttribute(AttributeSyntax node) => node;

    public override SyntaxNode? VisitPredefinedType(PredefinedTypeSyntax node) => node.Keyword.IsKind(SyntaxKind.DoubleKeyword) ? Number.WithTriviaFrom(node) : node;

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        SyntaxNode? visited = base.Visit(node);
        return numbers == Numbers.Generic && node is ExpressionSyntax expression && visited is ExpressionSyntax written && IsWidened(expression) ? Created(written) : visited;
    }

    /// <summary>An integer or a float where a double is wanted: C# converts it silently, but not to an open type.</summary>
    private bool IsWidened(ExpressionSyntax expression)
    {
        TypeInfo info = model.GetTypeInfo(expression);
        return info is { ConvertedType.SpecialType: SpecialType.System_Double, Type.SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Single } && info.Type.SpecialType != SpecialType.System_Decimal
            && !(expression.Parent is MemberAccessExpressionSyntax access && access.Name == expression)
            && expression.Parent is not (MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax or CheckedExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression });
    }

    private static ExpressionSyntax Created(ExpressionSyntax value) => ParseExpression($"{Open}.CreateChecked({value.WithoutTrivia()})").WithTriviaFrom(value);

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        if (node.Token.Value is not double value) return node;
        return numbers == Numbers.Single
            ? LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(node.Token.Text.TrimEnd('d', 'D') + "f", (float)value)).WithTriviaFrom(node)
            : ParseExpression($"{Open}.CreateChecked({value.ToString("R", CultureInfo.InvariantCulture)}{(value == Math.Floor(value) && Math.Abs(value) < 1e15 ? ".0" : "")})").WithTriviaFrom(node);
    }

    public override SyntaxNode? VisitCastExpression(CastExpressionSyntax node)
    {
        if (numbers != Numbers.Generic) return base.VisitCastExpression(node);
        SpecialType from = model.GetTypeInfo(node.Expression).Type?.SpecialType ?? SpecialType.None, to = model.GetTypeInfo(node).Type?.SpecialType ?? SpecialType.None;
        var inner = (ExpressionSyntax)Visit(node.Expression)!;
        if (to == SpecialType.System_Double) return from == SpecialType.System_Double ? inner : Created(inner);
        return from == SpecialType.System_Double && to is >= SpecialType.System_SByte and <= SpecialType.System_Single
            ? ParseExpression($"{node.Type}.CreateTruncating({inner.WithoutTrivia()})").WithTriviaFrom(node) : node.WithExpression(inner);
    }

    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        bool isMath = node.Expression is IdentifierNameSyntax { Identifier.ValueText: "Math" } && model.GetSymbolInfo(node.Expression).Symbol is INamedTypeSymbol { Name: "Math" };
        bool ofDoubles = model.GetSymbolInfo(node).Symbol switch
        {
            IMethodSymbol method => method.ReturnType.SpecialType == SpecialType.System_Double || method.Parameters.Any(p => p.Type.SpecialType == SpecialType.System_Double),
            IFieldSymbol field => field.Type.SpecialType == SpecialType.System_Double,
            _ => false,
        };
        if (!isMath || !ofDoubles) return base.VisitMemberAccessExpression(node);
        string name = node.Name.Identifier.ValueText;
        if (numbers == Numbers.Single) return s_singleFunctions.Contains(name) ? node.WithExpression(IdentifierName("MathF").WithTriviaFrom(node.Expression)) : node;
        name = name switch { "PI" => "Pi", "IEEERemainder" => "Ieee754Remainder", _ => name };
        return s_openFunctions.Contains(name) || s_openFunctions.Contains("get_" + name)
            ? node.WithExpression(IdentifierName(Open).WithTriviaFrom(node.Expression)).WithName(IdentifierName(name).WithTriviaFrom(node.Name)) : node;
    }

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node)
    {
        var written = (FieldDeclarationSyntax)base.VisitFieldDeclaration(node)!;
        if (numbers != Numbers.Generic || !node.Modifiers.Any(SyntaxKind.ConstKeyword) || !node.Declaration.Type.IsKind(SyntaxKind.PredefinedType) || node.Declaration.Type.ToString() != "double") return written;
        return written.WithModifiers(TokenList(written.Modifiers.SelectMany(m => m.IsKind(SyntaxKind.ConstKeyword)
            ? new[] { Token(SyntaxKind.StaticKeyword).WithLeadingTrivia(m.LeadingTrivia).WithTrailingTrivia(Space), Token(SyntaxKind.ReadOnlyKeyword).WithTrailingTrivia(Space) } : [m])));
    }

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node)
    {
        var written = (LocalDeclarationStatementSyntax)base.VisitLocalDeclarationStatement(node)!;
        return numbers == Numbers.Generic && node.IsConst && node.Declaration.Type.ToString() == "double"
            ? written.WithModifiers(TokenList(written.Modifiers.Where(m => !m.IsKind(SyntaxKind.ConstKeyword)))).WithLeadingTrivia(node.GetLeadingTrivia()) : written;
    }

    // ---- types that become generic

    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) =>
        opened.Count > 0 && model.GetSymbolInfo(node).Symbol is INamedTypeSymbol type && opened.Contains(type)
            ? GenericName(node.Identifier.WithTrailingTrivia(), TypeArgumentList(SingletonSeparatedList<TypeSyntax>(IdentifierName(Open)))).WithTrailingTrivia(node.GetTrailingTrivia()) : node;

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node) => Opened(node, (TypeDeclarationSyntax)base.VisitClassDeclaration(node)!);
    public override SyntaxNode? VisitStructDeclaration(StructDeclarationSyntax node) => Opened(node, (TypeDeclarationSyntax)base.VisitStructDeclaration(node)!);
    public override SyntaxNode? VisitRecordDeclaration(RecordDeclarationSyntax node) => Opened(node, (TypeDeclarationSyntax)base.VisitRecordDeclaration(node)!);
    public override SyntaxNode? VisitInterfaceDeclaration(InterfaceDeclarationSyntax node) => Opened(node, (TypeDeclarationSyntax)base.VisitInterfaceDeclaration(node)!);

    private TypeDeclarationSyntax Opened(TypeDeclarationSyntax node, TypeDeclarationSyntax written)
    {
        if (model.GetDeclaredSymbol(node) is not INamedTypeSymbol symbol || !opened.Contains(symbol)) return written;
        SyntaxTriviaList after = written.Identifier.TrailingTrivia;
        written = written.WithIdentifier(written.Identifier.WithTrailingTrivia())
            .WithTypeParameterList(TypeParameterList(SingletonSeparatedList(TypeParameter(Open))).WithTrailingTrivia(after.Count > 0 ? after : TriviaList(Space)));
        var constraint = TypeParameterConstraintClause(
            Token(SyntaxKind.WhereKeyword).WithLeadingTrivia(Space).WithTrailingTrivia(Space), IdentifierName(Open).WithTrailingTrivia(Space), Token(SyntaxKind.ColonToken).WithTrailingTrivia(Space),
            SingletonSeparatedList<TypeParameterConstraintSyntax>(TypeConstraint(ParseTypeName($"global::System.Numerics.IFloatingPointIeee754<{Open}>")))).WithTrailingTrivia(Space);
        return written.WithConstraintClauses(SingletonList(constraint));
    }

    // ---- what does not compile so

    /// <summary>The tree without the members that have the errors, or null if they lie elsewhere.</summary>
    public static SyntaxTree? Without(SyntaxTree tree, IEnumerable<Diagnostic> errors)
    {
        SyntaxNode root = tree.GetRoot();
        MemberDeclarationSyntax[] bad = [.. errors.Select(e => root.FindNode(e.Location.SourceSpan).AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault(m => m is not (BaseNamespaceDeclarationSyntax or GlobalStatementSyntax)))
            .OfType<MemberDeclarationSyntax>().Distinct()];
        return bad.Length == 0 ? null : tree.WithRootAndOptions(root.RemoveNodes(bad, SyntaxRemoveOptions.KeepUnbalancedDirectives)!, tree.Options);
    }
}
