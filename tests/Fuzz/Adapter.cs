// Writes, for one marked method, functions of flat numbers that call it and its derivatives: what makes any signature testable alike.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Fuzz;

/// <summary>How a parameter takes part: the layout of points, outputs and derivatives follows the parameters in order.</summary>
internal sealed record Part(string Name, string Type, string Element, int Rank, bool IsFloat, RefKind Ref, bool IsReadOnly, bool IsDifferentiated, bool IsConstant)
{
    public bool IsInput => Ref != RefKind.Out;
    /// <summary>Its final contents are an output.</summary>
    public bool IsOutput => IsFloat && (Rank > 0 ? !IsReadOnly : Ref is RefKind.Ref or RefKind.Out);
    public bool IsSpan => Type.Contains("Span<");
    /// <summary>Has a tangent and an adjoint.</summary>
    public bool HasDerivative => IsFloat && !IsConstant && (IsDifferentiated || (IsOutput && (IsSpan || Rank == 0)));
}

/// <summary>
/// Points are flat doubles and one size for each parameter: the length of memory, the value of an integer. After those of the parameters stand the number of entries and
/// of rows that are returned, which the primal sets, and by how much matrices are wider than high. Every function has the form (point, sizes, a, b, outputs); what a and b are depends on the function.
/// </summary>
internal sealed class Adapter
{
    public delegate void Function(double[] point, int[] sizes, double[] a, double[] b, double[] outputs);

    private readonly string _call, _stem, _return;
    private readonly int _returnRank;

    private Adapter(string call, string stem, string returned, int returnRank, Part[] parts, bool hasGradient) =>
        (_call, _stem, _return, _returnRank, Parts, HasGradient) = (call, stem, returned, returnRank, parts, hasGradient);

    public Part[] Parts { get; }
    public bool HasGradient { get; }
    public bool Returns => _return != "void";
    /// <summary>Name by which reflection finds it.</summary>
    public string ClassName { get; private set; } = "";
    public string Stem => _stem;
    /// <summary>Something is rounded to float on the way.</summary>
    public bool IsSingle { get; private init; }

    public static IEnumerable<Adapter> Of(SemanticModel model, SyntaxTree tree)
    {
        bool isSingle = tree.ToString().Contains("float");
        foreach (MethodDeclarationSyntax syntax in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            if (model.GetDeclaredSymbol(syntax) is not { } method) continue;
            foreach (AttributeData attribute in method.GetAttributes().Where(a => a.AttributeClass?.Name == "DifferentiableAttribute"))
            {
                yield return For(method, attribute, isSingle);
            }
        }
    }

    /// <summary>Null if points cannot be made for the method's parameters, or if its derivatives cannot be called from where it stands.</summary>
    public static Adapter? TryFor(IMethodSymbol method, AttributeData attribute, ITypeSymbol number)
    {
        // A type open in its numbers is tried at one of them, from outside.
        bool isClosed = method.ContainingType is { TypeParameters: { Length: 1 } open, ContainingType: null } && open[0].ConstraintTypes.Any(c => c.Name.StartsWith("IFloatingPoint", StringComparison.Ordinal))
            && method is { IsStatic: true, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal };
        if (isClosed) method = method.ContainingType.Construct(number).GetMembers(method.Name).OfType<IMethodSymbol>().First(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, method.OriginalDefinition));
        bool made = method.IsStatic || method.ContainingType is { IsAbstract: false, TypeKind: TypeKind.Class or TypeKind.Struct }
            && method.ContainingType.InstanceConstructors.Any(c => c.Parameters.Length == 0) && !method.ContainingType.GetMembers().Any(m => m is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true });
        bool known = method.Parameters.All(p => p.Type is not IArrayTypeSymbol { ElementType: IArrayTypeSymbol } && Annotate.Shapes.IsKnown(p.Type))
            && (method.ReturnsVoid || (Annotate.Shapes.IsFloats(method.ReturnType) && method.ReturnType is not (IArrayTypeSymbol { Rank: > 2 } or IArrayTypeSymbol { ElementType: IArrayTypeSymbol })));
        bool generic = method.IsGenericMethod || (method.ContainingType.IsGenericType && !isClosed);
        return made && known && !generic && method.ExplicitInterfaceImplementations.IsEmpty && attribute.NamedArguments.All(n => n.Key != "Generate")
            && attribute.ConstructorArguments.SelectMany(a => a.Values).All(v => method.Parameters.Any(p => p.Name == v.Value as string))
            ? For(method, attribute, UsesSingle(method)) : null;
    }

    private static bool UsesSingle(IMethodSymbol method) =>
        // Behind an alias the word does not stand in the source.
        method.Parameters.Select(p => p.Type).Append(method.ReturnType).Any(t => t.ToDisplayString().Contains("float")) ||
        method.ContainingType.DeclaringSyntaxReferences.Any(r => r.GetSyntax().DescendantNodes().OfType<PredefinedTypeSyntax>().Any(t => t.Keyword.IsKind(SyntaxKind.FloatKeyword)))
        || method.DeclaringSyntaxReferences.Any(r => r.SyntaxTree.ToString().Contains("MathF."));

    private static Adapter For(IMethodSymbol method, AttributeData attribute, bool isSingle)
    {
        string[] named = [.. attribute.ConstructorArguments.SelectMany(a => a.Values).Select(v => (string)v.Value!)];
        string stem = attribute.NamedArguments.FirstOrDefault(n => n.Key == "Name").Value.Value as string ?? method.Name;
        string returned = method.ReturnsVoid ? "void" : method.ReturnType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        int rank = method.ReturnType is IArrayTypeSymbol array ? array.Rank : method.ReturnType is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" } ? 1 : 0;
        Part[] parts = [.. method.Parameters.Select(p => PartOf(p, named))];
        string type = method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return new Adapter(method.IsStatic ? type : $"new {type}()", stem, returned, rank, parts, returned is "double" or "float")
        {
            Original = Escaped(method.Name), IsSingle = isSingle, Around = method.ContainingType.IsGenericType ? null : method.ContainingType,
        };
    }

    private static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private string Original { get; init; } = "";

    private INamedTypeSymbol? Around { get; init; }

    /// <summary>Inside the partial type of the method, where everything private is in reach.</summary>
    public string WriteInside(string className)
    {
        string text = Write(className), name = className;
        for (INamedTypeSymbol? type = Around; type is not null; type = type.ContainingType)
        {
            string kind = type switch
            {
                { TypeKind: TypeKind.Interface } => "interface",
                { IsRecord: true, IsValueType: true } => "record struct",
                { IsRecord: true } => "record",
                { IsValueType: true } => "struct",
                _ => "class",
            };
            text = $"partial {kind} {Escaped(type.Name)}\n{{\n{text}}}\n";
            name = $"{type.Name}+{name}";
            if (type.ContainingType is null && type.ContainingNamespace is { IsGlobalNamespace: false } space)
            {
                text = $"namespace {space.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted))}\n{{\n{text}}}\n";
                name = $"{space.ToDisplayString()}.{name}";
            }
        }
        ClassName = name;
        return text;
    }

    private static Part PartOf(IParameterSymbol parameter, string[] named)
    {
        (ITypeSymbol element, int rank) = parameter.Type switch
        {
            IArrayTypeSymbol array => (array.ElementType, array.Rank),
            INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" } span => (span.TypeArguments[0], 1),
            _ => (parameter.Type, 0),
        };
        bool isFloat = element.SpecialType is SpecialType.System_Double or SpecialType.System_Single;
        bool isConstant = parameter.GetAttributes().Any(a => a.AttributeClass?.Name == "NotDifferentiableAttribute");
        return new Part(
            parameter.Name, parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), element.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), rank, isFloat,
            parameter.RefKind, parameter.Type.Name == "ReadOnlySpan", !isConstant && isFloat && (named.Length == 0 ? parameter.RefKind != RefKind.Out : named.Contains(parameter.Name)), isConstant);
    }

    public string Write(string className)
    {
        ClassName = className;
        StringBuilder text = new();
        text.Append($"public static class {className}\n{{\n");
        Member(text, "Primal", () =>
        {
            Result(text, Original, Arguments());
        });
        Member(text, "Jvp", () =>
        {
            // a: tangents of the inputs; b: tangents of the outputs, filled.
            Vectors(text, "t", "a", p => p.IsInput);
            List<string> args = Arguments();
            for (int k = 0; k < Parts.Length; k++)
                if (Parts[k].HasDerivative) args.Add(Parts[k] is { Rank: > 0 } ? $"t{k}" : Parts[k].Ref switch { RefKind.Ref => $"ref t{k}", RefKind.Out => $"out t{k}", _ => $"t{k}" });
            if (Returns) args.Add($"out {_return} tangent");
            Result(text, _stem + "Jvp", args);
            Outputs(text, "b", "t", "tangent", p => p.HasDerivative);
        });
        Member(text, "Vjp", () =>
        {
            // a: adjoints of the inputs, in and out; b: seeds of the outputs.
            Vectors(text, "t", "a", p => p.IsInput);
            Seeds(text);
            if (_returnRank > 0) ReturnedSeed(text);
            List<string> args = Arguments();
            if (Returns) args.Add(_returnRank == 0 ? $"({_return})b[0]" : "seed");
            for (int k = 0; k < Parts.Length; k++)
                if (Parts[k].HasDerivative) args.Add(Parts[k].Rank > 0 || Parts[k].Ref == RefKind.Out ? $"t{k}" : $"ref t{k}");
            Result(text, _stem + "Vjp", args);
            Leaving(text, p => p.IsInput);
        });
        if (HasGradient)
            Member(text, "Gradient", () =>
            {
                // a: gradients, in with garbage and out.
                Vectors(text, "t", "a", p => p.IsInput);
                List<string> args = Arguments();
                for (int k = 0; k < Parts.Length; k++)
                    if (Parts[k].IsDifferentiated) args.Add(Parts[k].Rank > 0 ? $"t{k}" : $"out t{k}");
                Result(text, _stem + "Gradient", args);
                Leaving(text, p => p.IsInput);
            });
        text.Append("}\n");
        return text.ToString();
    }

    private void Member(StringBuilder text, string name, Action body)
    {
        text.Append($"  public static void {name}(double[] point, int[] sizes, double[] a, double[] b, double[] outputs)\n  {{\n    int at = 0;\n");
        for (int k = 0; k < Parts.Length; k++) Declare(text, $"p{k}", Parts[k], k, "point");
        body();
        text.Append("  }\n");
    }

    // A variable of the part's shape, filled from a flat vector (float parts) or from the size (all others).
    private static void Declare(StringBuilder text, string name, Part part, int k, string from)
    {
        string type = part.Element;
        if (!part.IsInput) text.Append($"    {type} {name} = default;\n");
        else if (part.Rank == 0)
            text.Append(part.IsFloat ? $"    {type} {name} = ({type}){from}[at++];\n"
                : type == "bool" ? $"    bool {name} = sizes[{k}] % 2 == 1;\n"
                : IsInteger(type) ? $"    {type} {name} = ({type})sizes[{k}];\n"
                : type == "string" ? $"    string {name} = \"text\";\n" : $"    {type} {name} = default!;\n");
        else if (type == "bool") text.Append($"    bool[] {name} = new bool[sizes[{k}]];\n    for (int i = 0; i < {name}.Length; i++) {name}[i] = i % 3 == 1;\n");
        else if (part.Rank == 1)
            text.Append($"    {type}[] {name} = new {type}[sizes[{k}]];\n    for (int i = 0; i < {name}.Length; i++) {name}[i] = "
                + (part.IsFloat ? $"({type}){from}[at++];\n" : $"({type})(i * 7 % {name}.Length);\n"));
        else
            text.Append($"    {type}[,] {name} = new {type}[sizes[{k}], sizes[{k}] + sizes[^1]];\n"
                + $"    for (int i = 0; i < {name}.GetLength(0); i++) for (int j = 0; j < {name}.GetLength(1); j++) {name}[i, j] = ({type}){from}[at++];\n");
    }

    private static bool IsInteger(string type) => type is "int" or "uint" or "long" or "ulong" or "byte" or "sbyte" or "short" or "ushort" or "char" or "nint" or "nuint";

    private void Vectors(StringBuilder text, string name, string from, Func<Part, bool> included)
    {
        text.Append("    at = 0;\n");
        for (int k = 0; k < Parts.Length; k++)
            if (Parts[k].IsFloat) Declare(text, $"{name}{k}", Parts[k], k, from);
    }

    private List<string> Arguments() =>
        [.. Parts.Select((p, k) => p.Ref switch { RefKind.Ref => $"ref p{k}", RefKind.Out => $"out p{k}", RefKind.In or RefKind.RefReadOnlyParameter => $"in p{k}", _ => $"p{k}" })];

    private void Result(StringBuilder text, string method, List<string> args)
    {
        text.Append("    " + (Returns ? $"{_return} result = " : "") + $"{_call}.{method}({string.Join(", ", args)});\n");
        Outputs(text, "outputs", "p", "result", _ => true);
    }

    private void Outputs(StringBuilder text, string to, string name, string result, Func<Part, bool> included)
    {
        text.Append("    at = 0;\n");
        if (_returnRank > 0) text.Append($"    foreach (var e in {result}) {to}[at++] = e;\n    sizes[^3] = at;\n" + (_returnRank == 2 ? $"    sizes[^2] = {result}.GetLength(0) > 0 ? {result}.GetLength(0) : -{result}.GetLength(1);\n" : ""));
        else if (Returns) text.Append($"    {to}[at++] = {result};\n");
        for (int k = 0; k < Parts.Length; k++)
        {
            if (!Parts[k].IsOutput) continue;
            string value(string element) => included(Parts[k]) ? element : "0";
            text.Append(Parts[k].Rank switch
            {
                0 => $"    {to}[at++] = {value(name + k)};\n",
                _ => $"    foreach (var e in p{k}) {to}[at++] = 0;\n",
            });
            if (Parts[k].Rank > 0 && included(Parts[k])) text.Append($"    at -= p{k}.Length;\n    foreach (var e in {name}{k}) {to}[at++] = e;\n");
        }
    }

    private void ReturnedSeed(StringBuilder text)
    {
        string element = _return[.._return.IndexOf('[', StringComparison.Ordinal)];
        if (_returnRank == 1)
        {
            text.Append($"    {element}[] seed = new {element}[sizes[^3]];\n    for (int i = 0; i < seed.Length; i++) seed[i] = ({element})b[i];\n");
            return;
        }
        // Without rows, there are columns all the same.
        text.Append($"    {element}[,] seed = new {element}[System.Math.Max(sizes[^2], 0), sizes[^2] <= 0 ? -sizes[^2] : sizes[^3] / sizes[^2]];\n    at = 0;\n")
            .Append($"    for (int i = 0; i < seed.GetLength(0); i++) for (int j = 0; j < seed.GetLength(1); j++) seed[i, j] = ({element})b[at++];\n");
    }

    // Outputs that are inputs too enter with their seed instead.
    private void Seeds(StringBuilder text)
    {
        text.Append(_returnRank > 0 ? "    at = sizes[^3];\n" : Returns ? "    at = 1;\n" : "    at = 0;\n");
        for (int k = 0; k < Parts.Length; k++)
        {
            Part part = Parts[k];
            if (!part.IsOutput) continue;
            text.Append(part.Rank switch
            {
                0 => $"    t{k} = ({part.Element})b[at++];\n",
                1 => $"    for (int i = 0; i < p{k}.Length; i++) t{k}[i] = ({part.Element})b[at++];\n",
                _ => $"    for (int i = 0; i < p{k}.GetLength(0); i++) for (int j = 0; j < p{k}.GetLength(1); j++) t{k}[i, j] = ({part.Element})b[at++];\n",
            });
        }
    }

    private void Leaving(StringBuilder text, Func<Part, bool> included)
    {
        text.Append("    at = 0;\n");
        for (int k = 0; k < Parts.Length; k++)
        {
            if (!Parts[k].IsFloat || !included(Parts[k])) continue;
            text.Append(Parts[k].Rank == 0 ? $"    a[at++] = t{k};\n" : $"    foreach (var e in t{k}) a[at++] = e;\n");
        }
    }

    // ---- layout of a point

    public int CountOf(Part part, int size, int wider) => !part.IsFloat ? 0 : part.Rank switch { 0 => 1, 1 => size, _ => size * (size + wider) };

    public int Inputs(int[] sizes) => Parts.Select((p, k) => p.IsInput ? CountOf(p, sizes[k], sizes[^1]) : 0).Sum();

    public int OutputCount(int[] sizes) => (_returnRank > 0 ? sizes[^3] : Returns ? 1 : 0) + Parts.Select((p, k) => p.IsOutput ? CountOf(p, sizes[k], sizes[^1]) : 0).Sum();

    /// <summary>As many outputs as may be returned before it is known how many are.</summary>
    public int OutputsAtMost(int[] sizes) => OutputCount(sizes) + (_returnRank > 0 ? 4096 : 0);
}
