// Sets, once for all tests, what the compiler lets tests watch: every read and every pass.
using System;
using System.Runtime.CompilerServices;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Tests.Infrastructure;

/// <summary>
/// The compiler must survive its own faults, so tests need some: a method whose name begins with <see cref="FailsInReader"/> or
/// <see cref="FailsInCompiler"/> fails there.
/// </summary>
internal static class Hooks
{
    public const string FailsInReader = "FailsInReader", FailsInCompiler = "FailsInCompiler";

    [ModuleInitializer]
    internal static void Set()
    {
        ReadCache.BeforeRead = BeforeRead;
        DerivativeCompiler.AfterPass = AfterPass;
    }

    private static void BeforeRead(IMethodSymbol method)
    {
        PipelineRun.CountRead(method);
        if (method.Name.StartsWith(FailsInReader, StringComparison.Ordinal)) throw new InvalidOperationException("The test asked for it.\nSecond line.");
    }

    private static void AfterPass(Program program, string pass)
    {
        Verifier.Require(program, pass);
        if (program.Entry.Surface.Name.StartsWith(FailsInCompiler, StringComparison.Ordinal)) throw new InvalidOperationException("The test asked for it.\nSecond line.");
    }
}
