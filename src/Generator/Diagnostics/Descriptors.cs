// Every diagnostic of the project: one descriptor per id, in the order of the ids.
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Diagnostics;

/// <summary>A page <c>docs/diagnostics/ADGxxxx.md</c> belongs to each: what is refused, why, and what to write instead.</summary>
internal static class Descriptors
{
    private const string Category = "Autodiff";

    // ---- the marked method

    public static readonly DiagnosticDescriptor NotPartial = Error("ADG0001", "The containing type is not partial",
        "'{0}' must be partial, because the derivatives of '{1}' are generated into it: write 'partial {2} {3}'");

    public static readonly DiagnosticDescriptor NoInput = Error("ADG0002", "No floating-point input",
        "'{0}' has nothing to differentiate with respect to: none of its parameters is a double, a float, or a span or array of them that is not marked [NotDifferentiable]");

    public static readonly DiagnosticDescriptor NoOutput = Error("ADG0003", "No floating-point output",
        "'{0}' has no floating-point output: return a double or float, or write to a ref or out parameter, a Span or an array of them");

    public static readonly DiagnosticDescriptor NoBody = Error("ADG0004", "The method has no body",
        "'{0}' is {1} and has no body to differentiate: move the computation to a static method with a body and mark that one");

    public static readonly DiagnosticDescriptor AsyncOrIterator = Error("ADG0005", "Asynchronous methods and iterators",
        "'{0}' is {1}, whose body does not run in one piece: move the computation to an ordinary static method and mark that one");

    public static readonly DiagnosticDescriptor FileLocal = Error("ADG0007", "File-local type",
        "'{0}' is a file-local type, which generated code in another file cannot extend: make it internal or private");

    public static readonly DiagnosticDescriptor ReturnType = Error("ADG0008", "The returned type is not supported",
        "'{0}' returns {1}, which is not supported: {2}");

    public static readonly DiagnosticDescriptor ParameterKind = Error("ADG0009", "The parameter is not supported",
        "Parameter '{0}' is {1}, which is not supported: {2}");

    public static readonly DiagnosticDescriptor MethodKind = Error("ADG0010", "The kind of method cannot be differentiated",
        "'{0}' is {1}, which cannot be differentiated: move the computation to an ordinary method of a partial type that is not virtual, and mark that one");

    public static readonly DiagnosticDescriptor UnknownInput = Error("ADG0011", "No such parameter",
        "'{0}' has no parameter '{1}' to differentiate with respect to: name one of {2}");

    public static readonly DiagnosticDescriptor ConstantInput = Error("ADG0012", "The named parameter is a constant",
        "'{0}' cannot be differentiated with respect to '{1}', because {2}: name one of {3}");

    public static readonly DiagnosticDescriptor GradientNeedsScalar = Error("ADG0013", "A gradient needs one returned number",
        "'{0}' returns {1}, so it has no gradient: ask for Derivatives.Vjp, which takes a seed for each output, or return one double or float");

    public static readonly DiagnosticDescriptor KindNotAvailable = Error("ADG0014", "The kind of derivative is not available",
        "{0} cannot be generated{1}: ask for Derivatives.Gradient, Derivatives.Jvp, Derivatives.Vjp or Derivatives.Hvp");

    public static readonly DiagnosticDescriptor Collision = Error("ADG0015", "A generated member collides",
        "The generated '{0}' collides with {1}: give the derivatives another stem, as in [Differentiable(Name = \"{2}\")]");

    public static readonly DiagnosticDescriptor InvalidName = Error("ADG0016", "The stem is not a name",
        "\"{0}\" cannot be the stem of the generated members' names: write a C# identifier");

    public static readonly DiagnosticDescriptor AggregateInput = Error("ADG0017", "Derivatives through structs are not available",
        "Parameter '{0}' of type '{1}' holds floating-point values, and differentiating with respect to them is not available: {2}, mark it [NotDifferentiable], or name the parameters to differentiate with respect to");

    public static readonly DiagnosticDescriptor ArrayWritten = Error("ADG0018", "An array that is not differentiated is written",
        "Array '{0}' receives values that depend on the differentiated inputs, but is not differentiated: name it in [Differentiable(...)], or make it a Span<{1}>");

    public static readonly DiagnosticDescriptor ConstantReadBack = Error("ADG0019", "A constant carries a derivative",
        "'{0}' is [NotDifferentiable], but receives values that depend on the differentiated inputs and is read back here: keep such values in a local, or remove [NotDifferentiable]");

    public static readonly DiagnosticDescriptor TaylorNeedsOneNumber = Error("ADG0029", "A Taylor series has one variable",
        "'{0}' {1}, so it has no Taylor series: name one double or float in [Differentiable(...)] and return one, or ask for Derivatives.Hvp");

    // ---- its body and the bodies it calls

    public static readonly DiagnosticDescriptor Statement = Error("ADG0020", "The statement is not supported",
        "{0} cannot be differentiated: {1}");

    public static readonly DiagnosticDescriptor Expression = Error("ADG0021", "The expression is not supported",
        "{0} cannot be differentiated: {1}");

    public static readonly DiagnosticDescriptor Type = Error("ADG0022", "The type is not supported",
        "{0} is of type '{1}', which is not supported in a differentiated method: {2}");

    public static readonly DiagnosticDescriptor Call = Error("ADG0023", "The call is not supported",
        "The call of '{0}' cannot be differentiated, because {1}: {2}");

    public static readonly DiagnosticDescriptor ActiveCall = Error("ADG0024", "A derivative would be lost in a call",
        "'{0}' receives values that depend on the differentiated inputs{2} and cannot be looked into, so the derivative of {1} would be lost: call a static method whose source is in this project, or pass Ad.Detach(...) of the values if the derivative is zero by intent");

    public static readonly DiagnosticDescriptor Inaccessible = Error("ADG0025", "A member is out of reach",
        "'{0}' is not accessible from '{1}', where the derivative is generated: make it internal, or pass its value as a parameter");

    public static readonly DiagnosticDescriptor MemoryReassigned = Error("ADG0026", "A span or array variable is reassigned",
        "'{0}' is a span or array and is assigned {1}: declare a new variable for other memory, or copy the elements");

    public static readonly DiagnosticDescriptor WriteToConstant = Error("ADG0027", "A write outside locals and parameters",
        "{0} is written, but a differentiated method may write only its locals, its ref and out parameters, and the spans and arrays passed to it: {1}");

    public static readonly DiagnosticDescriptor OverlappingArguments = Error("ADG0028", "Arguments share memory",
        "Arguments '{0}' and '{1}' of '{2}' may share memory, and '{3}' is {4}: pass a copy of one of them");

    public static readonly DiagnosticDescriptor TooDeep = Error("ADG0030", "The code is nested too deeply",
        "The code of '{0}' is nested too deeply to be read: split it into several statements or methods");

    public static readonly DiagnosticDescriptor CapturedVariable = Error("ADG0031", "A captured variable is changed",
        "'{0}' belongs to the method around this {1} and is changed here: return the new value, or take '{0}' as a ref parameter");

    public static readonly DiagnosticDescriptor DerivativeCall = Error("ADG0032", "A derivative cannot be called here",
        "'{0}' is a generated derivative that cannot be differentiated here, because {1}: {2}");

    public static readonly DiagnosticDescriptor DerivativeCycle = Error("ADG0033", "A derivative needs itself",
        "'{0}' cannot be called here, because it is a derivative of '{1}' and the code of {2} needs it: call it outside and pass the result as a parameter");

    public static readonly DiagnosticDescriptor DerivativeUnavailable = Error("ADG0034", "The derivative that is called cannot be generated",
        "'{0}' cannot be differentiated here, because '{1}' has errors of its own: correct those first");

    public static readonly DiagnosticDescriptor DispatchedCall = Error("ADG0040", "A derivative would be lost in a call whose body is not known",
        "'{0}' receives values that depend on the differentiated inputs{3}, but {1}, so which body runs is known only at run time and the derivative of {2} would be lost: make the type or the method sealed, call a method whose body is known, or pass Ad.Detach(...) of the values if the derivative is zero by intent");

    // ---- custom derivatives

    public static readonly DiagnosticDescriptor CustomMismatch = Error("ADG0050", "A custom derivative does not fit",
        "'{0}' cannot be the {1} of '{2}': {3}");

    public static readonly DiagnosticDescriptor CustomTarget = Error("ADG0051", "No method for a custom derivative",
        "'{0}' is marked as the {1} of '{2}', {3}");

    public static readonly DiagnosticDescriptor CustomTwice = Error("ADG0052", "Two custom derivatives of one method",
        "'{0}' and '{1}' are both marked as the {2} of '{3}': keep one of them");

    public static readonly DiagnosticDescriptor CustomMode = Error("ADG0053", "A mode of a custom derivative is missing",
        "'{0}' is differentiated by hand, but has no {1} and no source in this project to derive one from: write a method marked [{1}Of], or do not ask for {2} here");

    public static readonly DiagnosticDescriptor CustomUnused = Warning("ADG0054", "A custom derivative is not used",
        "'{0}' is marked as the {1} of '{2}', but no method marked [Differentiable] is '{2}' or calls it in that mode: remove the attribute, or mark what it is meant for",
        WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor CustomInput = Error("ADG0055", "A custom derivative lacks an input",
        "Argument '{0}' of '{1}' depends on the differentiated inputs, but the custom derivative has none with respect to it: name it in [Differentiable(...)] of '{1}' and give its derivative, or pass Ad.Detach(...) of it");

    public static readonly DiagnosticDescriptor CustomSecond = Error("ADG0056", "A custom derivative has no second derivative",
        "'{0}' is differentiated by hand, by '{1}', whose own derivative is not available and which {2} needs: do not ask for it here, write '{1}' in this project if it has no source there, or let '{0}' be differentiated from its source");

    public static readonly DiagnosticDescriptor CustomSecondMode = Error("ADG0057", "A custom derivative has no Vjp for second derivatives",
        "'{0}' is differentiated by hand in forward mode only, by '{1}', and {2} goes through reverse mode, which would not follow it: write a method marked [VjpOf] too");

    // ---- structs

    public static readonly DiagnosticDescriptor NotRebuildable = Error("ADG0060", "The struct cannot be rebuilt",
        "A value of '{0}' cannot be made of its fields, because nothing accessible sets '{1}': make it settable (a field, an init property, a parameter of the primary constructor or of a constructor that only assigns), or pass its numbers");

    public static readonly DiagnosticDescriptor ContainerField = Error("ADG0061", "The container has a field that is not supported",
        "'{0}' of type '{1}' holds arrays of numbers, but its '{2}' {3}, so it cannot be differentiated: use numbers, arrays of one or two dimensions, and structs and classes of such, or mark that field or the parameter [NotDifferentiable]");

    public static readonly DiagnosticDescriptor ContainerNotSettable = Error("ADG0062", "A number in a container cannot be set",
        "A derivative of type '{0}' is filled in place, but nothing accessible sets its '{1}': make it settable (a field, or a property whose setter is not init), hold it in an array, or mark it [NotDifferentiable]");

    // ---- returned arrays

    public static readonly DiagnosticDescriptor ReturnedMemory = Error("ADG0063", "A returned array is not the method's own",
        "'{0}' returns '{1}', which is no array that it made itself, so its derivative would belong to two arrays: return a copy, as in {2}");

    public static readonly DiagnosticDescriptor SecondReturn = Error("ADG0064", "How long the returned array is shows too late",
        "'{0}' returns an array from inside a loop, or one of several whose length is not known before the ways part: make one array, fill it on each way, and return it at the end");

    public static readonly DiagnosticDescriptor ContainerMade = Error("ADG0065", "An object with arrays is made of differentiated values",
        "A '{0}' holds arrays and is made here of values that depend on the differentiated inputs{1}, and what it holds is followed in parameters only: use variables for its arrays and numbers, or take the object as a parameter and write its elements");

    // ---- generic code

    public static readonly DiagnosticDescriptor Constraint = Error("ADG0070", "A type parameter lacks a constraint",
        "'{0}' stands for numbers, but its constraints do not give what the derivatives of '{1}' are written with: add 'where {0} : IFloatingPointIeee754<{0}>'");

    public static readonly DiagnosticDescriptor OpenMember = Error("ADG0071", "A member of a type that is not known",
        "Which '{0}' runs is decided by the type argument for '{1}', so it cannot be differentiated here: mark a method that calls this one at a concrete type, or pass the function as a delegate or a value as a parameter");

    public static readonly DiagnosticDescriptor SecondNumber = Error("ADG0072", "Two type parameters for numbers",
        "'{0}' has two type parameters that stand for floating-point types, '{1}' and '{2}', and derivatives are written in one: use '{1}' for both, or double or float for one of them");

    // ---- statements and operations that no derivative follows

    public static readonly DiagnosticDescriptor CatchClause = Error("ADG0080", "A catch clause",
        "A catch clause cannot be differentiated, because the derivative belongs to the one path that the run took and an exception leaves it in the middle: let exceptions leave the method, and catch them around the call of its derivative");

    public static readonly DiagnosticDescriptor FinallyFlow = Error("ADG0081", "A finally block takes part in what is differentiated",
        "{0} in a finally block cannot be differentiated, because the block runs on every way out of the try block and has no part in the reverse sweep: do it before or after the try statement");

    public static readonly DiagnosticDescriptor Dynamic = Error("ADG0082", "A dynamic operation",
        "{0} is bound at run time, so what it computes is not known and it has no derivative: give the values a static type");

    public static readonly DiagnosticDescriptor Pointer = Error("ADG0083", "A pointer",
        "{0} cannot be differentiated, because what it points to is not known: index a span or an array");

    public static readonly DiagnosticDescriptor Label = Error("ADG0084", "A goto or a label",
        "{0} cannot be differentiated, because the reverse sweep has no structure to follow back: write a loop with break or continue, or a switch with goto case");

    public static readonly DiagnosticDescriptor Query = Error("ADG0085", "LINQ over differentiated values",
        "{0} cannot be differentiated, because it hands values to library code by delegates and enumerators: write a loop");

    // ---- batches

    public static readonly DiagnosticDescriptor NotBatchable = Error("ADG0086", "The method has no members over batches",
        "'{0}' cannot be run over a batch of items, because {1}: {2}, or leave out Derivatives.Batch");

    public static readonly DiagnosticDescriptor BatchInput = Error("ADG0087", "No value for each item",
        "'{0}' cannot have a value for each item of a batch, because {1}: {2}");

    // ---- what is right and perhaps not meant

    public static readonly DiagnosticDescriptor AlwaysZero = Warning("ADG0101", "The derivative is always zero",
        "No result of '{0}' depends on '{1}', so its derivative is always zero: mark it [NotDifferentiable], or name the inputs to differentiate with respect to");

    public static readonly DiagnosticDescriptor IntegerCast = Warning("ADG0102", "A cast to an integer flows back into a result",
        "The integer '{0}' depends on the differentiated inputs and flows back into a floating-point result, but its derivative is zero: keep the floating-point value, or write Ad.Detach(...) inside the cast if it counts as a constant");

    public static readonly DiagnosticDescriptor EqualityChooses = Warning("ADG0103", "Equality of floating-point values chooses what is differentiated",
        "'{0}' is true at single points only, and what it chooses there is differentiated as if the inputs could not change: compare with a tolerance or with < and >, or write Ad.Detach(...) around the compared value if this is meant");

    public static readonly DiagnosticDescriptor NotRecordable = Error("ADG0115", "The method cannot be recorded on variables",
        "'{0}' cannot have an overload over variables, because {1}: {2}, or leave out Derivatives.Variable");

    // ---- remarks, on request

    public static readonly DiagnosticDescriptor ScalarLoop = new("ADG0120", "A loop is not vectorised",
        "Not vectorised is {0}", Category, DiagnosticSeverity.Info, isEnabledByDefault: false);

    public static readonly DiagnosticDescriptor OuterLoop = new("ADG0125", "An outer loop runs one trip at a time",
        "One trip at a time runs {0}", Category, DiagnosticSeverity.Info, isEnabledByDefault: false);

    // ---- the compiler itself

    public static readonly DiagnosticDescriptor InternalError = Error("ADG9999", "Internal error",
        "The derivatives of '{0}' could not be generated, because of an error in the generator itself (pass {1}): {2}");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NotPartial, NoInput, NoOutput, NoBody, AsyncOrIterator, FileLocal, ReturnType, ParameterKind, MethodKind, UnknownInput, ConstantInput,
        GradientNeedsScalar, KindNotAvailable, Collision, InvalidName, AggregateInput, ArrayWritten, ConstantReadBack, Statement, Expression, Type, Call,
        ActiveCall, Inaccessible, MemoryReassigned, WriteToConstant, OverlappingArguments, TaylorNeedsOneNumber, TooDeep, CapturedVariable, DerivativeCall, DerivativeCycle,
        DerivativeUnavailable, DispatchedCall,
        CustomMismatch, CustomTarget, CustomTwice, CustomMode, CustomUnused, CustomInput, CustomSecond, CustomSecondMode, NotRebuildable, ContainerField, ContainerNotSettable, ReturnedMemory, SecondReturn, ContainerMade, Constraint, OpenMember, SecondNumber, CatchClause, FinallyFlow, Dynamic, Pointer, Label, Query,
        NotBatchable, BatchInput,
        AlwaysZero, IntegerCast, EqualityChooses, NotRecordable, ScalarLoop, OuterLoop, InternalError,
    ];

    private static DiagnosticDescriptor Warning(string id, string title, string message, params string[] tags) =>
        new(id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, customTags: tags);

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
