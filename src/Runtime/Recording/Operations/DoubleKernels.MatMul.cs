// The product of matrices, with a rule written by hand.
using System;
using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autodiff;

internal sealed partial class DoubleKernels
{
    public override Variable<double> MatMul(Variable<double> a, Variable<double> b, int rows, int inner, int columns, ReadOnlySpan<nint> shape) =>
        Product(a, b, rows, inner, columns, false, false, shape);

    private static Variable<double> Product(Variable<double> a, Variable<double> b, int rows, int inner, int columns, bool transposeA, bool transposeB, ReadOnlySpan<nint> shape)
    {
        var call = Operation<double>.Begin<ProductOperation>();
        (call.Rows, call.Between, call.Columns, call.TransposeA, call.TransposeB) = (rows, inner, columns, transposeA, transposeB);
        call.Input(a, "a");
        call.Input(b, "b");
        Variable<double> y = call.Output(shape);
        call.Run();
        return y;
    }

    /// <summary>
    /// The rule is written by hand because both adjoints of a product are products again, of the same hand-tuned kernel: a compiled loop would be right and many times slower. Being products, they
    /// are also recorded as such where a backward pass is recorded, so that derivatives of any order exist.
    /// </summary>
    private sealed class ProductOperation : Operation<double>
    {
        public int Rows, Between, Columns;
        public bool TransposeA, TransposeB;

        public override string Name => "MatMul";

        internal override bool HasOwnRule => true;

        protected override void Forward() => MultiplyAdd(In(0), TransposeA, In(1), TransposeB, Out(0), Rows, Between, Columns);

        protected override void Backward()
        {
            ReadOnlySpan<double> a = In(0), b = In(1), seed = Seed(0);
            if (Inputs[0].RequiresGradient)
            {
                if (TransposeA) MultiplyAdd(b, TransposeB, seed, true, Adjoint(0), Between, Columns, Rows);
                else MultiplyAdd(seed, false, b, !TransposeB, Adjoint(0), Rows, Columns, Between);
            }
            if (!Inputs[1].RequiresGradient) return;
            if (TransposeB) MultiplyAdd(seed, true, a, TransposeA, Adjoint(1), Columns, Rows, Between);
            else MultiplyAdd(a, !TransposeA, seed, false, Adjoint(1), Between, Rows, Columns);
        }

        protected override ulong ValuesFor(int input) => input == 0 ? 0b10u : 0b01u;

        internal override Variable<double>?[] BackwardOnVariables(Variable<double>[] inputs, Variable<double> seed)
        {
            (Variable<double> a, Variable<double> b) = (inputs[0], inputs[1]);
            return
            [
                !Inputs[0].RequiresGradient ? null : TransposeA ? Product(b, seed, Between, Columns, Rows, TransposeB, true, a.Lengths) : Product(seed, b, Rows, Columns, Between, false, !TransposeB, a.Lengths),
                !Inputs[1].RequiresGradient ? null : TransposeB ? Product(seed, a, Columns, Rows, Between, true, TransposeA, b.Lengths) : Product(a, seed, Between, Rows, Columns, !TransposeA, false, b.Lengths),
            ];
        }
    }

    /// <summary>Adds to y, rows × columns, the product of a, rows × inner, and b, inner × columns, of which either may lie transposed.</summary>
    private static void MultiplyAdd(ReadOnlySpan<double> a, bool transposeA, ReadOnlySpan<double> b, bool transposeB, Span<double> y, int rows, int inner, int columns)
    {
        if (rows == 0 || inner == 0 || columns == 0) return;
        (int row, int column) = transposeA ? (1, rows) : (inner, 1);
        if (!transposeB || columns == 1)
        {
            MultiplyAdd(a[..(rows * inner)], row, column, b[..(inner * columns)], y[..(rows * columns)], rows, inner, columns);
            return;
        }
        double[] turned = ArrayPool<double>.Shared.Rent(inner * columns);
        for (int j = 0; j < columns; j++)
            for (int p = 0; p < inner; p++) turned[(p * columns) + j] = b[(j * inner) + p];
        MultiplyAdd(a[..(rows * inner)], row, column, turned.AsSpan(0, inner * columns), y[..(rows * columns)], rows, inner, columns);
        ArrayPool<double>.Shared.Return(turned);
    }

    // Four rows of y and two vectors of columns stay in registers while the sum runs; the lengths are what the caller has cut the spans to.
    private static void MultiplyAdd(ReadOnlySpan<double> a, int row, int column, ReadOnlySpan<double> b, Span<double> y, int rows, int inner, int columns)
    {
        int width = Vector<double>.Count, j = 0;
        ref double a0 = ref MemoryMarshal.GetReference(a), b0 = ref MemoryMarshal.GetReference(b), y0 = ref MemoryMarshal.GetReference(y);
        for (; j + (2 * width) <= columns; j += 2 * width)
        {
            int i = 0;
            for (; i + 4 <= rows; i += 4) FourRows(ref Unsafe.Add(ref a0, i * row), row, column, ref Unsafe.Add(ref b0, j), ref Unsafe.Add(ref y0, (i * columns) + j), inner, columns);
            for (; i < rows; i++)
            {
                OneRow(ref Unsafe.Add(ref a0, i * row), column, ref Unsafe.Add(ref b0, j), ref Unsafe.Add(ref y0, (i * columns) + j), inner, columns);
                OneRow(ref Unsafe.Add(ref a0, i * row), column, ref Unsafe.Add(ref b0, j + width), ref Unsafe.Add(ref y0, (i * columns) + j + width), inner, columns);
            }
        }
        for (; j + width <= columns; j += width)
            for (int i = 0; i < rows; i++) OneRow(ref Unsafe.Add(ref a0, i * row), column, ref Unsafe.Add(ref b0, j), ref Unsafe.Add(ref y0, (i * columns) + j), inner, columns);
        for (; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                double sum = 0;
                for (int p = 0; p < inner; p++) sum += Unsafe.Add(ref a0, (i * row) + (p * column)) * Unsafe.Add(ref b0, (p * columns) + j);
                Unsafe.Add(ref y0, (i * columns) + j) += sum;
            }
        }
    }

    private static void FourRows(ref double a, int row, int column, ref double b, ref double y, int inner, int columns)
    {
        nuint width = (nuint)Vector<double>.Count;
        Vector<double> s0 = default, t0 = default, s1 = default, t1 = default, s2 = default, t2 = default, s3 = default, t3 = default;
        for (int p = 0; p < inner; p++)
        {
            ref double at = ref Unsafe.Add(ref a, p * column);
            Vector<double> u = Vector.LoadUnsafe(ref b, (nuint)(p * columns)), v = Vector.LoadUnsafe(ref b, (nuint)(p * columns) + width);
            Vector<double> x = new(at);
            (s0, t0) = (Vector.FusedMultiplyAdd(x, u, s0), Vector.FusedMultiplyAdd(x, v, t0));
            x = new(Unsafe.Add(ref at, row));
            (s1, t1) = (Vector.FusedMultiplyAdd(x, u, s1), Vector.FusedMultiplyAdd(x, v, t1));
            x = new(Unsafe.Add(ref at, 2 * row));
            (s2, t2) = (Vector.FusedMultiplyAdd(x, u, s2), Vector.FusedMultiplyAdd(x, v, t2));
            x = new(Unsafe.Add(ref at, 3 * row));
            (s3, t3) = (Vector.FusedMultiplyAdd(x, u, s3), Vector.FusedMultiplyAdd(x, v, t3));
        }
        Put(ref y, s0, t0);
        Put(ref Unsafe.Add(ref y, columns), s1, t1);
        Put(ref Unsafe.Add(ref y, 2 * columns), s2, t2);
        Put(ref Unsafe.Add(ref y, 3 * columns), s3, t3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref double y, Vector<double> s, Vector<double> t)
    {
        nuint width = (nuint)Vector<double>.Count;
        Vector.StoreUnsafe(Vector.LoadUnsafe(ref y) + s, ref y);
        Vector.StoreUnsafe(Vector.LoadUnsafe(ref y, width) + t, ref y, width);
    }

    private static void OneRow(ref double a, int column, ref double b, ref double y, int inner, int columns)
    {
        Vector<double> s = default;
        for (int p = 0; p < inner; p++) s = Vector.FusedMultiplyAdd(new Vector<double>(Unsafe.Add(ref a, p * column)), Vector.LoadUnsafe(ref b, (nuint)(p * columns)), s);
        Vector.StoreUnsafe(Vector.LoadUnsafe(ref y) + s, ref y);
    }
}
