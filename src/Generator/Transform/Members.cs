// The members of the contract: a differentiated method with F's own parameters, then derivative parameters, guards first.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Signatures follow the declared types of F only, never its body. Each method here builds the pattern of its mode, asks the transform for the derivative, and puts the
/// result behind the contract's parameters: Gradient sets, Vjp adds, mutable parameters enter with the adjoint of their final and leave with that of their entry value.
/// </summary>
internal static partial class Members
{
    public static Method Gradient(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "Gradient");
        List<Value> gradients = [];
        foreach (EntryParameter p in m.Parameters.Where(p => p.IsDifferentiated && p.IsMemory))
            gradients.Add(m.AddMemory(p, "Gradient", adjoint: true));
        m.Guards();
        Value[] results = GradientInto(m, derivation, gradients);
        Queue<Value> adjoints = new(results.Skip(m.PrimalYields));
        foreach (EntryParameter p in m.Parameters.Where(p => p.IsDifferentiated && p.Index >= 0 && !p.IsMemory))
            m.AddOut(p, "Gradient", adjoints.Dequeue());
        return m.Finish(results, $"Value of <c>{request.Stem}</c> and its gradient with respect to {m.Named}; sets the gradient.");
    }

    /// <summary>The method with its reverse sweep; sets the gradient buffers. Results: those of the method, then the gradients of scalars.</summary>
    private static Value[] GradientInto(MemberBuilder m, Derivation derivation, IReadOnlyList<Value> gradients)
    {
        foreach (Value gradient in gradients) m.Builder.Fill(gradient, m.Builder.Zero(m.Builder.TypeOf(gradient).ElementType));
        Pattern pattern = m.Pattern(p => p.IsDifferentiated, returned: true, mutable: false);
        Method joined = ReverseMode.Joined(derivation, m.Entry.Key, pattern, m.Entry.Key + "!Gradient", m.Name);
        Value seed = m.Builder.Constant(m.ReturnType, 1.0);
        return m.Inline(joined, [.. m.PrimalValues, seed, .. gradients]);
    }

    public static Method Vjp(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "Vjp");
        List<Value> seeds = [], shadows = [];
        Dictionary<EntryParameter, Value> entering = [];
        if (m.HasFloatReturn) seeds.Add(m.AddSeed());
        Value[] returnedSeeds = [.. m.Parameters.Where(p => p.IsReturned && p.CarriesDerivative).Select(p => m.AddValue(p, "Adjoint"))];
        foreach (EntryParameter p in m.Parameters.Where(p => p.CarriesDerivative && !p.IsReturned))
        {
            if (p.IsMemory) shadows.Add(m.AddMemory(p, "Adjoint", adjoint: true));
            else if (p.IsOut) seeds.Add(m.AddValue(p, "Adjoint"));
            else
            {
                entering[p] = m.AddRef(p, "Adjoint");
                if (p.IsRef) seeds.Add(entering[p]);
            }
        }
        seeds.AddRange(returnedSeeds);
        m.Guards();
        string summary = $"Value of <c>{request.Stem}</c>; adds the product of the seeds with its Jacobian with respect to {m.Named} to the adjoints.";
        // Structs are taken apart around the user's own method.
        if (m.Entry.Custom?.Vjp is { } own && m.Parameters.All(p => p.Part is null)) return Forwarder(m, derivation.Find(own), summary);

        Pattern pattern = m.Pattern(p => p.IsMemory ? p.CarriesDerivative : p.IsDifferentiated, returned: true, mutable: true);
        Method joined = ReverseMode.Joined(derivation, m.Entry.Key, pattern, m.Entry.Key + "!Vjp", m.Name);
        Value[] results = m.Inline(joined, [.. m.PrimalValues, .. seeds, .. shadows]);
        Queue<Value> adjoints = new(results.Skip(m.PrimalYields));
        int shadow = 0;
        foreach (EntryParameter p in m.Parameters.Where(p => p.CarriesDerivative && !p.IsOut))
        {
            if (p.IsMemory)
            {
                Value memory = shadows[shadow++];
                if (!p.IsDifferentiated) m.Builder.Fill(memory, m.Builder.Zero(p.Type.ElementType));
            }
            else if (!p.IsDifferentiated) m.SetRef(p, "Adjoint", m.Builder.Zero(p.Type));
            else
            {
                Value adjoint = adjoints.Dequeue();
                m.SetRef(p, "Adjoint", p.IsRef ? adjoint : m.Builder.Add(entering[p], adjoint));
            }
        }
        return m.Finish(results, summary);
    }

    /// <summary>The user's own Vjp has the parameters of the member, in the same order.</summary>
    private static Method Forwarder(MemberBuilder m, Method own, string summary)
    {
        Value[] results = [.. own.Body.Yields.Select(y => m.Builder.NewValue(own.TypeOf(y), own.Values[y.Id].Hint))];
        m.Builder.Add(new Call(new(results), own.Key, new([.. m.BodyParameters])));
        Queue<Value> adjoints = new(results.Skip(m.PrimalYields));
        foreach (EntryParameter p in m.Parameters.Where(p => p.CarriesDerivative && !p.IsOut && !p.IsMemory)) m.SetRef(p, "Adjoint", adjoints.Dequeue());
        return m.Finish(results, summary);
    }

    public static Method Jvp(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "Jvp");
        List<Value> tangents = [];
        List<Value> ignored = [];
        foreach (EntryParameter p in m.Parameters.Where(p => p.CarriesDerivative))
        {
            if (p.IsMemory)
            {
                Value memory = m.AddMemory(p, "Tangent", adjoint: false);
                tangents.Add(memory);
                if (!p.IsDifferentiated) ignored.Add(memory);
            }
            else if (p.IsOut) m.ReserveOut(p, "Tangent");
            else
            {
                Value tangent = p.IsRef ? m.AddRef(p, "Tangent") : m.AddValue(p, "Tangent");
                if (p.IsDifferentiated) tangents.Add(tangent);
            }
        }
        m.Guards();
        foreach (Value memory in ignored) m.Builder.Fill(memory, m.Builder.Zero(m.Builder.TypeOf(memory).ElementType));

        Pattern pattern = m.Pattern(p => p.IsMemory ? p.CarriesDerivative : p.IsDifferentiated, returned: true, mutable: true);
        Method derived = ForwardMode.Differentiate(derivation, m.Entry.Key, pattern);
        Value[] results = m.Inline(derived, [.. m.PrimalValues, .. tangents]);
        Queue<Value> outputs = new(results.Skip(m.PrimalYields));
        Value? returned = m.HasFloatReturn ? outputs.Dequeue() : null;
        foreach (EntryParameter p in m.Parameters.Where(p => p.CarriesDerivative && !p.IsMemory && (p.IsRef || p.IsOut)))
        {
            if (p.IsRef) m.SetRef(p, "Tangent", outputs.Dequeue());
            else m.SetOut(p, "Tangent", outputs.Dequeue());
        }
        if (returned is { } tangentOfReturn) m.AddOut("tangent", tangentOfReturn);
        return m.Finish(results, $"Value of <c>{request.Stem}</c> and its directional derivative along the tangents of {m.Named}.");
    }
}
