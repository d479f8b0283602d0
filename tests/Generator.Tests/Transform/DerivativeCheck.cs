// Checks both modes of an IR program against each other and against differences, and the same again for the derivative programs themselves.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

/// <summary>
/// All float parameters are active. Inputs and outputs are flattened: inputs are scalars and contents of float memory on entry, outputs are float yields and final contents of
/// mutable float memory.
/// </summary>
internal static class DerivativeCheck
{
    /// <summary>Level 1 checks the program; level 2 also its joined reverse sweep and its forward sweep as programs; and so on.</summary>
    public static void Run(Generators.Ir.Program program, int levels, params object[] args)
    {
        Verifier.Require(program, "primal");
        Pattern pattern = AllActive(program.Entry);
        Derivation forward = new(program), reverse = new(program);
        Method jvp = ForwardMode.Differentiate(forward, program.Entry.Key, pattern);
        Method vjp = ReverseMode.Joined(reverse, program.Entry.Key, pattern, program.Entry.Key + "!Joined", "Joined");
        Generators.Ir.Program jvpProgram = new([jvp, .. forward.Derived, .. program.Methods]);
        Generators.Ir.Program vjpProgram = new([vjp, .. reverse.Derived, .. program.Methods]);
        Verifier.Require(jvpProgram, "ForwardMode");
        Verifier.Require(vjpProgram, "ReverseMode");
        Generators.Ir.Program simpleJvp = Simplified(jvpProgram), simpleVjp = Simplified(vjpProgram);

        Random random = new(7);
        double[] inputs = Flatten(args, mutableOnly: false);
        for (int round = 0; round < 2; round++)
        {
            double[] u = [.. inputs.Select(_ => random.NextDouble() * 2 - 1)];
            double[] primal = Outputs(program, args);
            double[] v = [.. primal.Select(_ => random.NextDouble() * 2 - 1)];

            double[] pushed = Pushed(jvpProgram, program.Entry, args, u, primal);
            double[] pulled = Pulled(vjpProgram, program.Entry, args, v, primal);
            double left = v.Zip(pushed, (a, b) => a * b).Sum(), right = pulled.Zip(u, (a, b) => a * b).Sum();
            double scale = 1 + v.Zip(pushed, (a, b) => Math.Abs(a * b)).Sum() + pulled.Zip(u, (a, b) => Math.Abs(a * b)).Sum();
            Assert.True(Math.Abs(left - right) <= 1e-11 * scale, $"<v, J u> = {left:R}, <Jᵀ v, u> = {right:R}\n{Printer.Print(vjpProgram)}");

            Assert.Equal(pushed, Pushed(simpleJvp, program.Entry, args, u, primal));
            Assert.Equal(pulled, Pulled(simpleVjp, program.Entry, args, v, primal));

            double[] differences = Differences(program, args, inputs, u);
            for (int k = 0; k < pushed.Length; k++)
            {
                double size = 1 + Math.Abs(pushed[k]) + Math.Abs(primal[k]);
                Assert.True(Math.Abs(differences[k] - pushed[k]) <= 2e-6 * size, $"output {k}: Jvp {pushed[k]:R}, differences {differences[k]:R}\n{Printer.Print(jvpProgram)}");
            }
        }
        if (levels <= 1) return;
        double[] seeds = [.. Outputs(program, args).Select(_ => random.NextDouble() * 2 - 1)];
        Run(simpleVjp, levels - 1, ReverseArgs(vjpProgram.Entry, program.Entry, args, seeds));
        Run(jvpProgram, levels - 1, ForwardArgs(program.Entry, args, [.. inputs.Select(_ => random.NextDouble() * 2 - 1)]));
    }

    private static Generators.Ir.Program Simplified(Generators.Ir.Program program)
    {
        Generators.Ir.Program simple = program.With(program.Methods.Select(m => Simplify.Run(m)));
        Verifier.Require(simple, "Simplify");
        return simple;
    }

    public static Pattern AllActive(Method method)
    {
        bool[] parameters = [.. method.Body.Parameters.Select(p => method.TypeOf(p).IsDifferentiable)];
        return new Pattern(
            new(parameters), method.Body.Yields.Select(y => method.TypeOf(y).IsFloat).ToEquatableArray(),
            method.Body.Parameters.Select(_ => true).ToEquatableArray());
    }

    private static object Clone(object arg) => arg is Memory m ? Memory.Of((Array)Contents(m).Clone()) : arg;
    private static double[] Contents(Memory m) => [.. Enumerable.Range(0, m.Length).Select(k => (double)m.Read([k]))];
    private static bool IsFloatMemory(object arg) => arg is Memory { Data: double[] };

    private static double[] Flatten(object[] args, bool mutableOnly, Method? method = null)
    {
        List<double> flat = [];
        for (int k = 0; k < args.Length; k++)
        {
            if (mutableOnly && (!IsFloatMemory(args[k]) || method!.TypeOf(method.Body.Parameters[k]).Shape == Shape.ReadOnlySpan)) continue;
            if (args[k] is double d) flat.Add(d);
            else if (IsFloatMemory(args[k])) flat.AddRange(Contents((Memory)args[k]));
        }
        return [.. flat];
    }

    private static object[] With(object[] args, double[] inputs)
    {
        int next = 0;
        return [.. args.Select(a => a is double ? inputs[next++]
            : IsFloatMemory(a) ? Memory.Of(Enumerable.Range(0, ((Memory)a).Length).Select(_ => inputs[next++]).ToArray()) : Clone(a))];
    }

    private static double[] Outputs(Generators.Ir.Program program, object[] args)
    {
        object[] own = [.. args.Select(Clone)];
        object[] yields = new Interpreter(program).Run(own);
        return [.. yields.OfType<double>(), .. Flatten(own, mutableOnly: true, program.Entry)];
    }

    private static object[] ForwardArgs(Method primal, object[] args, double[] u)
    {
        int next = 0;
        List<object> all = [.. args.Select(Clone)];
        foreach (object arg in args)
        {
            if (arg is double) all.Add(u[next++]);
            else if (IsFloatMemory(arg)) all.Add(Memory.Of(Enumerable.Range(0, ((Memory)arg).Length).Select(_ => u[next++]).ToArray()));
        }
        return [.. all];
    }

    private static double[] Pushed(Generators.Ir.Program jvp, Method primal, object[] args, double[] u, double[] outputs)
    {
        object[] all = ForwardArgs(primal, args, u);
        object[] yields = new Interpreter(jvp).Run(all);
        int count = primal.Body.Yields.Count;
        double[] values = [.. yields.Take(count).OfType<double>(), .. Flatten([.. all.Take(args.Length)], true, primal)];
        Assert.Equal(outputs, values);
        return [.. yields.Skip(count).Cast<double>(), .. Flatten([.. all.Skip(args.Length)], true, ShadowOf(primal, all.Length - args.Length, jvp.Entry))];
    }

    // The tangent parameters as a method of their own, for their types.
    private static Method ShadowOf(Method primal, int count, Method derivative) =>
        derivative with { Body = derivative.Body with { Parameters = derivative.Body.Parameters.Skip(primal.Body.Parameters.Count).Take(count).ToEquatableArray() } };

    private static object[] ReverseArgs(Method joined, Method primal, object[] args, double[] v)
    {
        int scalars = primal.Body.Yields.Count(y => primal.TypeOf(y).IsFloat), next = scalars;
        List<object> all = [.. args.Select(Clone), .. v.Take(scalars).Cast<object>()];
        for (int k = 0; k < args.Length; k++)
        {
            if (!IsFloatMemory(args[k])) continue;
            bool isOutput = primal.TypeOf(primal.Body.Parameters[k]).Shape != Shape.ReadOnlySpan;
            all.Add(Memory.Of(Enumerable.Range(0, ((Memory)args[k]).Length).Select(_ => isOutput ? v[next++] : 0.0).ToArray()));
        }
        return [.. all];
    }

    private static double[] Pulled(Generators.Ir.Program vjp, Method primal, object[] args, double[] v, double[] outputs)
    {
        object[] all = ReverseArgs(vjp.Entry, primal, args, v);
        object[] yields = new Interpreter(vjp).Run(all);
        int count = primal.Body.Yields.Count;
        double[] values = [.. yields.Take(count).OfType<double>(), .. Flatten([.. all.Take(args.Length)], true, primal)];
        Assert.Equal(outputs, values);
        Queue<double> scalars = new(yields.Skip(count).Cast<double>());
        int shadow = args.Length + primal.Body.Yields.Count(y => primal.TypeOf(y).IsFloat);
        List<double> pulled = [];
        foreach (object arg in args)
        {
            if (arg is double) pulled.Add(scalars.Dequeue());
            else if (IsFloatMemory(arg)) pulled.AddRange(Contents((Memory)all[shadow++]));
        }
        return [.. pulled];
    }

    // Central differences, extrapolated once.
    private static double[] Differences(Generators.Ir.Program program, object[] args, double[] inputs, double[] u)
    {
        double[] Slope(double h)
        {
            double[] plus = Outputs(program, With(args, [.. inputs.Zip(u, (x, d) => x + h * d)]));
            double[] minus = Outputs(program, With(args, [.. inputs.Zip(u, (x, d) => x - h * d)]));
            return [.. plus.Zip(minus, (a, b) => (a - b) / (2 * h))];
        }
        double[] wide = Slope(2e-4), narrow = Slope(1e-4);
        return [.. narrow.Zip(wide, (n, w) => n + (n - w) / 3)];
    }
}
