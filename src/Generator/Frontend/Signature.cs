// Reads the attribute and the signature of a marked method: what is differentiated, what is generated, and what makes that impossible.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

/// <summary>One attribute on one method, as far as declarations tell.</summary>
internal sealed partial class Signature
{
    public const DerivativeKinds SecondOrder = DerivativeKinds.Hvp | DerivativeKinds.Hessian | DerivativeKinds.HessianDiagonal;
    private const DerivativeKinds OfOneNumber = DerivativeKinds.Gradient | SecondOrder;
    private const DerivativeKinds Available = OfOneNumber | DerivativeKinds.Jvp | DerivativeKinds.Vjp | DerivativeKinds.Jacobian | DerivativeKinds.Taylor | DerivativeKinds.Batch | DerivativeKinds.Variable;

    private readonly ReadContext _context;
    private readonly IMethodSymbol _method;
    private readonly AttributeData _attribute;
    private readonly AttributeSyntax? _syntax;

    public Signature(ReadContext context, IMethodSymbol method, AttributeData attribute)
    {
        _context = context;
        _method = method;
        _attribute = attribute;
        _syntax = attribute.ApplicationSyntaxReference?.GetSyntax(context.Token) as AttributeSyntax;
    }

    public string Stem { get; private set; } = "";
    public DerivativeKinds Generate { get; private set; }
    /// <summary>Leaves a member to the user, who wrote it.</summary>
    public void Leave(DerivativeKinds kind) => (Generate, IsLeft) = (Generate & ~kind, Generate == kind);

    /// <summary>The user wrote everything that was asked for.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>Nothing can be differentiated with respect to, and that is said: there is nothing to look for in the body, or in all that it calls.</summary>
    public bool HasNoInput { get; private set; }

    public LaneChoice Lanes { get; private set; }
    /// <summary>Indices of the differentiated parameters, and of those marked [NotDifferentiable].</summary>
    public ImmutableArray<int> Differentiated { get; private set; } = [];
    public ImmutableArray<int> Constant { get; private set; } = [];

    /// <summary>Fields and automatic properties of the receiver that are differentiated, in order of declaration.</summary>
    public ImmutableArray<ISymbol> Fields { get; private set; } = [];
    /// <summary>How many parameters of the entry stand before the written ones: the receiver and its differentiated fields.</summary>
    public int Implied => _method.IsStatic ? 0 : 1 + Fields.Length + (Receiver?.Leaves.Count ?? 0);
    /// <summary>The layout of the receiver, a struct, if it is differentiated as a whole.</summary>
    public Layout? Receiver { get; private set; }
    private IEnumerable<int> ImpliedInputs => Receiver is null ? Fields.Select((_, k) => 1 + k) : Enumerable.Range(0, Receiver.Leaves.Count).Where(k => Receiver.Leaves[k].IsDifferentiable).Select(k => 1 + k);
    /// <summary>Surface indices of what is differentiated, and of what is marked [NotDifferentiable].</summary>
    public IEnumerable<int> DifferentiatedOnSurface => ImpliedInputs.Concat(Flat(Differentiated, floats: true));
    public IEnumerable<int> ConstantOnSurface => Flat(Constant, floats: false);

    /// <summary>The surface parameters that carry the derivative of a C# parameter: itself, or its floating-point leaves.</summary>
    public IEnumerable<int> OnSurface(int parameter) => Flat([parameter], floats: true);

    /// <summary>The surface parameters, one for each leaf, of these C# parameters.</summary>
    private IEnumerable<int> Flat(ImmutableArray<int> parameters, bool floats)
    {
        int at = Implied;
        foreach (IParameterSymbol parameter in _method.Parameters)
        {
            (IrType Type, bool IsConstant)[] leaves = Layout.Of(parameter) is { } layout ? [.. layout.Leaves.Select(l => (l.Type, l.IsConstant))] : [(Types.Of(parameter.Type), false)];
            foreach ((IrType type, bool isConstant) in leaves)
            {
                bool isMeant = parameters.Contains(parameter.Ordinal);
                if (floats ? isMeant && type.IsDifferentiable && !isConstant : isMeant || isConstant) yield return at;
                at++;
            }
        }
    }

    private Location AttributeLocation => _syntax?.GetLocation() ?? MethodLocation;
    private Location MethodLocation => _method.Locations.FirstOrDefault() ?? Location.None;

    public Location GenerateLocation => ArgumentLocation("Generate");

    /// <summary>Kinds as C# names them, for messages.</summary>
    public static string Show(DerivativeKinds kinds) => string.Join(", ", kinds.ToString().Split(',').Select(k => "Derivatives." + k.Trim()));

    private Location ArgumentLocation(string name) =>
        _syntax?.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name)?.GetLocation() ?? AttributeLocation;

    private void Report(DiagnosticDescriptor descriptor, Location location, params object[] args) => _context.Report(descriptor, location, args);

    /// <summary>Reports all that is wrong with the declaration; the body is read whatever comes of it.</summary>
    public void Read()
    {
        ReadArguments();
        if (!CheckMethod()) return;
        CheckTypes();
        CheckParameters();
        ReadInputs();
        CheckOutputs();
        CheckWholes();
        CheckTaylor();
        ReadBatch();
    }

    /// <summary>A series has one variable and one value.</summary>
    private void CheckTaylor()
    {
        if ((Generate & DerivativeKinds.Taylor) == 0) return;
        if (NumberOf(_method) is { } number)
        {
            Report(Descriptors.KindNotAvailable, GenerateLocation, Show(DerivativeKinds.Taylor), $" yet for methods over '{number.Name}' (a method that calls this one at double can have it)");
            Generate &= ~DerivativeKinds.Taylor;
            return;
        }
        int inputs = DifferentiatedOnSurface.Count();
        bool isScalar = Fields.Length == 0 && Receiver is null && Differentiated.Length == 1 && Types.Of(_method.Parameters[Differentiated[0]].Type).IsFloat;
        if (isScalar && Types.Of(_method.ReturnType).IsFloat) return;
        string reason = !Types.Of(_method.ReturnType).IsFloat ? $"returns {Types.Describe(_method.ReturnType)}" : inputs == 1 && !isScalar ? "is differentiated with respect to what is not one number" : $"has {inputs} differentiated inputs";
        Report(Descriptors.TaylorNeedsOneNumber, GenerateLocation, _method.Name, reason);
        Generate &= ~DerivativeKinds.Taylor;
    }

    // ---- the attribute

    private void ReadArguments()
    {
        Stem = _method.Name;
        bool explicitly = false;
        foreach (KeyValuePair<string, TypedConstant> named in _attribute.NamedArguments)
        {
            switch (named.Key)
            {
                case "Name" when named.Value.Value is string stem:
                    if (SyntaxFacts.IsValidIdentifier(stem)) Stem = stem;
                    else Report(Descriptors.InvalidName, ArgumentLocation("Name"), stem);
                    break;
                case "Vectorize" when named.Value.Value is false: Lanes = LaneChoice.None; break;
                case "Lanes" when named.Value.Value is int lanes && Lanes != LaneChoice.None: Lanes = (LaneChoice)lanes; break;
                case "Generate" when named.Value.Value is int kinds:
                    Generate = (DerivativeKinds)kinds;
                    explicitly = true;
                    break;
            }
        }
        bool returnsNumber = Types.Of(_method.ReturnType).IsFloat;
        if (!explicitly) Generate = (returnsNumber ? DerivativeKinds.Gradient : 0) | DerivativeKinds.Jvp | DerivativeKinds.Vjp;
        else if (Generate == DerivativeKinds.None) Report(Descriptors.KindNotAvailable, ArgumentLocation("Generate"), "An empty set of derivatives", "");
        else if ((Generate & ~Available) is not DerivativeKinds.None and var missing)
            Report(Descriptors.KindNotAvailable, ArgumentLocation("Generate"), Show(missing), " yet");
        if ((Generate & DerivativeKinds.Variable) != 0 && (Layout.Of(_method.ReturnType) is not null || Names().Any(n => n.Name == "this") || _method.Parameters.Any(p => (Layout.Of(p) is { HoldsFloats: true } || Types.Of(p.Type).IsJagged) && !p.HasAttribute("NotDifferentiableAttribute"))))
            Report(Descriptors.KindNotAvailable, ArgumentLocation("Generate"), Show(DerivativeKinds.Variable), " yet for methods over structs, tuples or arrays of arrays");
        if ((Generate & OfOneNumber) != 0 && !returnsNumber && IsReturnable(_method.ReturnType))
            Report(Descriptors.GradientNeedsScalar, ArgumentLocation("Generate"), _method.Name, Types.Describe(_method.ReturnType));
        Generate &= Available;
    }

    // ---- the method and its types

    private bool CheckMethod()
    {
        string name = _method.Name;
        if (_method.ContainingType.TypeKind == TypeKind.Extension)
        {
            Report(Descriptors.MethodKind, MethodLocation, name, "a member of an extension block");
            return false;
        }
        if (_method.MethodKind != MethodKind.Ordinary)
        {
            Report(Descriptors.MethodKind, MethodLocation, _method.ToDisplayString(new SymbolDisplayFormat()), _method.MethodKind switch
            {
                MethodKind.LocalFunction => "a local function",
                MethodKind.UserDefinedOperator or MethodKind.Conversion => "an operator",
                MethodKind.PropertyGet or MethodKind.PropertySet => "an accessor",
                _ => "no ordinary method",
            });
            return false;
        }
        string? without = _method.IsAbstract ? "abstract" : _method.IsExtern ? "extern"
            : ReadContext.Declaration(_method, _context.Token) is null ? "partial without an implementation" : null;
        if (without is not null) Report(Descriptors.NoBody, MethodLocation, name, without);
        else if ((_method.IsVirtual || _method.IsOverride) && !_method.IsSealed && !_method.ContainingType.IsSealed && !_method.ContainingType.IsValueType)
            Report(Descriptors.MethodKind, MethodLocation, name, "a virtual method, and which body runs is known only at run time");
        if (_method.IsAsync) Report(Descriptors.AsyncOrIterator, MethodLocation, name, "asynchronous");
        else if (IsIterator()) Report(Descriptors.AsyncOrIterator, MethodLocation, name, "an iterator");
        else CheckReturn();
        CheckTypeParameters();
        return true;
    }

    /// <summary>The type parameter that stands for a floating-point type, of the method or its types, or null.</summary>
    public static ITypeParameterSymbol? NumberOf(IMethodSymbol method) => TypeParametersOf(method).FirstOrDefault(Types.IsNumber);

    private static IEnumerable<ITypeParameterSymbol> TypeParametersOf(IMethodSymbol method) =>
        method.TypeArguments.Concat(method.Nest().SelectMany(t => t.TypeArguments)).OfType<ITypeParameterSymbol>();

    private void CheckTypeParameters()
    {
        ITypeParameterSymbol[] numbers = [.. TypeParametersOf(_method).Where(Types.IsNumber)];
        foreach (ITypeParameterSymbol parameter in numbers)
        {
            Location location = parameter.Locations.FirstOrDefault() ?? MethodLocation;
            if (!Types.IsFloatingPoint(parameter)) Report(Descriptors.Constraint, location, parameter.Name, _method.Name);
            else if (!SymbolEqualityComparer.Default.Equals(parameter, numbers[0])) Report(Descriptors.SecondNumber, location, _method.Name, numbers[0].Name, parameter.Name);
        }
    }

    private bool IsIterator() =>
        ReadContext.Declaration(_method, _context.Token) is { } declaration
        && declaration.DescendantNodes(n => n is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or ExpressionSyntax)).OfType<YieldStatementSyntax>().Any();

    private static bool IsReturnable(ITypeSymbol type) => Types.IsArrayOfFloats(type) || !Types.Of(type).IsMemory && (!Types.IsAggregateOfFloats(type) || Layout.Of(type) is { IsMemory: false, HoldsMemory: false });

    private void CheckReturn()
    {
        ITypeSymbol type = _method.ReturnType;
        Location location = ReturnLocation();
        if (_method.ReturnsByRef || _method.ReturnsByRefReadonly) Report(Descriptors.ReturnType, location, _method.Name, "a reference", "return the value");
        else if (!IsReturnable(type) || Types.Refusal(type) is not null)
            Report(Descriptors.ReturnType, location, _method.Name, Types.Describe(type), Types.Of(type).IsMemory || type is IArrayTypeSymbol
                ? "write the result to a Span that is passed as a parameter" : "return one number, and give others back by out parameters");
    }

    private Location ReturnLocation() =>
        _method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(_context.Token) is MethodDeclarationSyntax syntax ? syntax.ReturnType.GetLocation() : MethodLocation;

    private void CheckTypes()
    {
        foreach (INamedTypeSymbol type in _method.Nest())
        {
            foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
            {
                if (reference.GetSyntax(_context.Token) is not TypeDeclarationSyntax syntax) continue;
                if (!syntax.Modifiers.Any(SyntaxKind.PartialKeyword))
                    Report(Descriptors.NotPartial, syntax.Identifier.GetLocation(), type.Name, _method.Name, Keyword(type), type.Name);
            }
            if (type.IsFileLocal) Report(Descriptors.FileLocal, type.Locations[0], type.Name);
        }
    }

    public static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };

    // ---- parameters

    /// <summary>Why neither a marked method nor a method it calls may have the parameter, or null.</summary>
    public static (string What, string Remedy)? RefusalOf(IParameterSymbol parameter)
    {
        IrType type = Types.Of(parameter.Type);
        bool written = parameter.RefKind is RefKind.Ref or RefKind.Out;
        string passing = parameter.RefKind switch { RefKind.Ref => "a ref ", RefKind.Out => "an out ", _ => "a " };
        if (Types.Refusal(parameter.Type) is { } remedy) return ("of type '" + Types.Show(parameter.Type) + "'", remedy);
        if (written && Layout.Of(parameter) is { HoldsMemory: true }) return (passing + "value of type '" + Types.Show(parameter.Type) + "', which holds arrays", "pass it by value: the elements of its arrays can be written");
        if (written && (type.IsMemory || Layout.Of(parameter) is { IsMemory: true })) return (passing + Types.Describe(parameter.Type).Replace("an ", "").Replace("a ", ""), "pass it by value: its elements can be written");
        if (written && !type.IsScalar && Layout.Of(parameter) is null) return (passing + "parameter of type '" + Types.Show(parameter.Type) + "'", "pass it by value, or pass its numbers");
        return null;
    }

    private Location LocationOf(IParameterSymbol parameter) => parameter.Locations.FirstOrDefault() ?? MethodLocation;

    private void CheckParameters()
    {
        foreach (IParameterSymbol parameter in _method.Parameters)
            if (RefusalOf(parameter) is { } refusal) Report(Descriptors.ParameterKind, LocationOf(parameter), parameter.Name, refusal.What, refusal.Remedy);
    }

    /// <summary>What the derivatives written by hand of the method itself cannot take; they are known once it is known which are asked for (<see cref="ReadContext.Ask"/>).</summary>
    public void CheckCustom()
    {
        if (_context.CustomOf(_method) is null || ExternalParts.WhyNot(_method, _context) is not { } whyNot) return;
        const string remedy = "give the numbers as parameters of their own, and fill spans of them";
        if (_method.Parameters.FirstOrDefault(p => Layout.Of(p) is not null || Types.Of(p.Type).IsJagged) is { } whole)
            Report(Descriptors.ParameterKind, LocationOf(whole), whole.Name, "a parameter of a method that is differentiated by hand (" + whyNot + ")", remedy);
        else Report(Descriptors.ReturnType, ReturnLocation(), _method.Name, Types.Describe(_method.ReturnType) + " and is differentiated by hand (" + whyNot + ")", remedy);
    }

    /// <summary>Structs that come out of generated code must be made there, and those that go in must be read there.</summary>
    private void CheckWholes()
    {
        foreach (IParameterSymbol parameter in _method.Parameters)
            if (Layout.Of(parameter) is { } layout) CheckWhole(layout, LocationOf(parameter), parameter.RefKind is RefKind.Ref or RefKind.Out || layout.Shape is Shape.Span or Shape.Array || Differentiated.Contains(parameter.Ordinal));
        if (Layout.Of(_method.ReturnType) is { IsMemory: false, HoldsMemory: false } returned) CheckWhole(returned, ReturnLocation(), made: true);
    }

    private void CheckWhole(Layout layout, Location location, bool made)
    {
        layout = layout.Element ?? layout;
        ISymbol? missing = null;
        if (layout.IsContainer)
        {
            if (made && layout.Unsettable(_context) is { } unset) Report(Descriptors.ContainerNotSettable, location, Types.Show(layout.Type), unset.Name);
        }
        else if (made) layout.Rebuild(_context, out missing);
        if (missing is not null) Report(Descriptors.NotRebuildable, location, Types.Show(layout.Type), missing.Name);
        else if (layout.Leaves.Select(l => Layout.PathOf(l, _context, out ISymbol? hidden) is null ? hidden : null).FirstOrDefault(h => h is not null) is { } hidden)
            _context.RequireAccess(hidden is IPropertySymbol { GetMethod: { } getter } && _context.CanName(hidden) ? getter : hidden, location);
    }

    /// <summary>Has an entry value that can be differentiated: float scalars and memory, but no out.</summary>
    internal static bool IsInput(IParameterSymbol parameter) => Layout.IsDifferentiable(parameter.Type) && parameter.RefKind != RefKind.Out;

    internal static bool IsConstant(IParameterSymbol parameter) => parameter.HasAttribute("NotDifferentiableAttribute");

    private void ReadInputs()
    {
        Constant = [.. _method.Parameters.Where(IsConstant).Select(p => p.Ordinal)];
        string[] candidates = [.. _method.Parameters.Where(p => IsInput(p) && !IsConstant(p)).Select(p => p.Name)];
        string known = candidates.Length == 0 ? "a double, a float, or a span or array of them" : string.Join(", ", candidates.Select(c => "'" + c + "'"));
        var named = new SortedSet<int>();
        var fields = new List<ISymbol>();
        Location receiverLocation = MethodLocation;
        bool any = false;
        foreach ((string? name, Location location) in Names())
        {
            any = true;
            IParameterSymbol? parameter = _method.Parameters.FirstOrDefault(p => p.Name == name);
            if (parameter is null && name is not null && ReceiverFields.Find(_method, name) is { } field)
            {
                if (ReceiverFields.WhyConstant(field) is { } reason) Report(Descriptors.ConstantInput, location, _method.Name, name, reason, ReceiverFields.Known(_method, candidates));
                else if (!fields.Contains(field, SymbolEqualityComparer.Default)) fields.Add(field);
            }
            else if (parameter is null && name == "this" && !_method.IsStatic)
            {
                Layout? whole = Layout.Of(_method.ContainingType);
                string? reason = whole is null ? _method.ContainingType.IsValueType ? "it holds no number that can be differentiated" : "only a struct can be differentiated as a whole (name its fields)"
                    : whole.HoldsMemory ? "it holds arrays (name its fields)" : !whole.HoldsFloats ? "it holds no number that can be differentiated" : null;
                if (reason is not null) Report(Descriptors.ConstantInput, location, _method.Name, name, reason, ReceiverFields.Known(_method, candidates));
                else (Receiver, receiverLocation) = (whole, location);
            }
            else if (parameter is null) Report(Descriptors.UnknownInput, location, _method.Name, name ?? "null", known);
            else if (WhyConstant(parameter) is { } why) Report(Descriptors.ConstantInput, location, _method.Name, parameter.Name, why, known);
            else named.Add(parameter.Ordinal);
        }
        if (any)
        {
            Differentiated = [.. named];
            // The whole has its fields already.
            if (Receiver is not null && fields.Count > 0) Report(Descriptors.ConstantInput, receiverLocation, _method.Name, "this", $"its field '{fields[0].Name}' is named too", ReceiverFields.Known(_method, candidates));
            Fields = Receiver is null ? [.. fields.OrderBy(f => f, ReceiverFields.Order)] : [];
            if (Receiver is not null) CheckWhole(Receiver, receiverLocation, made: true);
            return;
        }
        foreach (IParameterSymbol parameter in _method.Parameters)
            if (!IsConstant(parameter) && Layout.WhyNotContainer(parameter.Type) is { } reason)
                Report(Descriptors.ContainerField, LocationOf(parameter), parameter.Name, Types.Show(parameter.Type), Layout.NameOf(reason.Field), reason.Why);
            else if (!IsConstant(parameter) && RefusalOf(parameter) is null && Layout.Of(parameter) is null && (Types.IsAggregateOfFloats(parameter.Type) || Layout.IsOfContainers(parameter.Type)))
                Report(Descriptors.AggregateInput, LocationOf(parameter), parameter.Name, Types.Show(parameter.Type), Layout.Instead(parameter.Type));
        Differentiated = [.. _method.Parameters.Where(p => IsInput(p) && !IsConstant(p)).Select(p => p.Ordinal)];
        HasNoInput = Differentiated.IsEmpty && !_method.Parameters.Any(p => Types.IsAggregateOfFloats(p.Type) || Layout.WhyNotContainer(p.Type) is not null || Layout.IsOfContainers(p.Type));
        if (HasNoInput) Report(Descriptors.NoInput, MethodLocation, _method.Name);
    }

    private static string? WhyConstant(IParameterSymbol parameter) =>
        IsConstant(parameter) ? "it is marked [NotDifferentiable]"
        : parameter.RefKind == RefKind.Out ? "an out parameter has no value on entry"
        : Layout.WhyNotContainer(parameter.Type) is { } reason ? $"'{Types.Show(parameter.Type)}' holds arrays, and its '{Layout.NameOf(reason.Field)}' {reason.Why}"
        : (Types.IsAggregateOfFloats(parameter.Type) || Layout.IsOfContainers(parameter.Type)) && Layout.Of(parameter) is null ? "derivatives through '" + Types.Show(parameter.Type) + "' are not available yet"
        : IsInput(parameter) ? null
        : "'" + Types.Show(parameter.Type) + "' is a constant";

    /// <summary>The names given, each with its place.</summary>
    private IEnumerable<(string? Name, Location Location)> Names()
    {
        AttributeArgumentSyntax[] places = [.. (_syntax?.ArgumentList?.Arguments ?? default).Where(a => a.NameEquals is null)];
        TypedConstant[] values = [.. _attribute.ConstructorArguments.SelectMany(a => a.Kind == TypedConstantKind.Array ? a.Values.IsDefault ? [] : a.Values : [a])];
        for (int i = 0; i < values.Length; i++)
            yield return (values[i].Value as string, places.Length == values.Length ? places[i].Expression.GetLocation() : places.FirstOrDefault()?.GetLocation() ?? AttributeLocation);
    }

    private void CheckOutputs()
    {
        bool output = Types.Of(_method.ReturnType).IsDifferentiable || !IsReturnable(_method.ReturnType)
            || Layout.Of(_method.ReturnType) is { HoldsFloats: true }
            || _method.Parameters.Any(p => Layout.IsOutput(p) && !IsConstant(p));
        if (!output && !_method.IsAsync && !IsIterator()) Report(Descriptors.NoOutput, MethodLocation, _method.Name);
    }

    /// <summary>Where a finding behind the lowering about a parameter belongs.</summary>
    public Location LocationOf(int parameter) => LocationOf(_method.Parameters[parameter]);

    public Location CollisionLocation => AttributeLocation;
}
