// Printed from Kernels.Products.cs by a test: the same kernels on floats.
using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Autodiff.Numerics.KernelLanes;
using static Autodiff.Numerics.KernelShapes;
using S = float;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace Autodiff.Numerics;

public static unsafe partial class Kernels
{
    /// <summary>C = A B.</summary>
    /// <param name="a">rows × inner, row-major.</param>
    /// <param name="b">inner × columns, row-major.</param>
    /// <param name="c">The result, rows × columns, row-major.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="inner">Columns of A, rows of B.</param>
    /// <param name="columns">Columns of B and C.</param>
    public static void MatMul(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns) =>
        MatMul(a, inner, b, columns, c, columns, rows, inner, columns);

    /// <summary>C = A B, each matrix with the distance between the starts of its rows.</summary>
    /// <inheritdoc cref="MatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>
    public static void MatMul(ReadOnlySpan<S> a, int aStride, ReadOnlySpan<S> b, int bStride, Span<S> c, int cStride, int rows, int inner, int columns) =>
        Plain(a, aStride, b, bStride, c, cStride, rows, inner, columns, false);

    /// <summary>Adds A B to C.</summary>
    /// <inheritdoc cref="MatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>
    public static void AddMatMul(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns) =>
        AddMatMul(a, inner, b, columns, c, columns, rows, inner, columns);

    /// <summary>Adds A B to C, each matrix with the distance between the starts of its rows.</summary>
    /// <inheritdoc cref="MatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>
    public static void AddMatMul(ReadOnlySpan<S> a, int aStride, ReadOnlySpan<S> b, int bStride, Span<S> c, int cStride, int rows, int inner, int columns) =>
        Plain(a, aStride, b, bStride, c, cStride, rows, inner, columns, true);

    /// <summary>C = A Bᵀ.</summary>
    /// <param name="a">rows × inner, row-major.</param>
    /// <param name="b">columns × inner, row-major.</param>
    /// <param name="c">The result, rows × columns, row-major.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="inner">Columns of A and of B.</param>
    /// <param name="columns">Rows of B, columns of C.</param>
    public static void MatMulTransposed(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns) =>
        MatMulTransposed(a, inner, b, inner, c, columns, rows, inner, columns);

    /// <summary>C = A Bᵀ, each matrix with the distance between the starts of its rows.</summary>
    /// <inheritdoc cref="MatMulTransposed(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>
    public static void MatMulTransposed(ReadOnlySpan<S> a, int aStride, ReadOnlySpan<S> b, int bStride, Span<S> c, int cStride, int rows, int inner, int columns) =>
        SecondTransposed(a, aStride, b, bStride, c, cStride, rows, inner, columns, false);

    /// <summary>Adds A Bᵀ to C.</summary>
    /// <inheritdoc cref="MatMulTransposed(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>
    public static void AddMatMulTransposed(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns) =>
        AddMatMulTransposed(a, inner, b, inner, c, columns, rows, inner, columns);

    /// <summary>Adds A Bᵀ to C, each matrix with the distance between the starts of its rows.</summary>
    /// <inheritdoc cref="MatMulTransposed(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>
    public static void AddMatMulTransposed(ReadOnlySpan<S> a, int aStride, ReadOnlySpan<S> b, int bStride, Span<S> c, int cStride, int rows, int inner, int columns) =>
        SecondTransposed(a, aStride, b, bStride, c, cStride, rows, inner, columns, true);

    /// <summary>C = Aᵀ B.</summary>
    /// <param name="a">inner × rows, row-major.</param>
    /// <param name="b">inner × columns, row-major.</param>
    /// <param name="c">The result, rows × columns, row-major.</param>
    /// <param name="rows">Columns of A, rows of C.</param>
    /// <param name="inner">Rows of A and of B.</param>
    /// <param name="columns">Columns of B and C.</param>
    public static void TransposedMatMul(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns) =>
        TransposedMatMul(a, rows, b, columns, c, columns, rows, inner, columns);

    /// <summary>C = Aᵀ B, each matrix with the distance between the starts of its rows.</summary>
    /// <inheritdoc cref="TransposedMatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>
    public static void TransposedMatMul(ReadOnlySpan<S> a, int aStride, ReadOnlySpan<S> b, int bStride, Span<S> c, int cStride, int rows, int inner, int columns) =>
        FirstTransposed(a, aStride, b, bStride, c, cStride, rows, inner, columns, false);

    /// <summary>Adds Aᵀ B to C.</summary>
    /// <inheritdoc cref="TransposedMatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>
    public static void AddTransposedMatMul(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns) =>
        AddTransposedMatMul(a, rows, b, columns, c, columns, rows, inner, columns);

    /// <summary>Adds Aᵀ B to C, each matrix with the distance between the starts of its rows.</summary>
    /// <inheritdoc cref="TransposedMatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>
    public static void AddTransposedMatMul(ReadOnlySpan<S> a, int aStride, ReadOnlySpan<S> b, int bStride, Span<S> c, int cStride, int rows, int inner, int columns) =>
        FirstTransposed(a, aStride, b, bStride, c, cStride, rows, inner, columns, true);

    /// <summary>C = A Aᵀ, both triangles.</summary>
    /// <param name="a">rows × columns, row-major.</param>
    /// <param name="c">The result, rows × rows, row-major.</param>
    /// <param name="rows">Rows of A, rows and columns of C.</param>
    /// <param name="columns">Columns of A.</param>
    public static void SymmetricRankK(ReadOnlySpan<S> a, Span<S> c, int rows, int columns) => RankK(a, columns, c, rows, rows, columns, false);

    /// <summary>Adds A Aᵀ to the lower triangle of C and copies that to the upper one.</summary>
    /// <inheritdoc cref="SymmetricRankK(ReadOnlySpan{S}, Span{S}, int, int)"/>
    public static void AddSymmetricRankK(ReadOnlySpan<S> a, Span<S> c, int rows, int columns) => RankK(a, columns, c, rows, rows, columns, true);

    private static void Plain(ReadOnlySpan<S> a, int aStride, ReadOnlySpan<S> b, int bStride, Span<S> c, int cStride, int rows, int inner, int columns, bool add)
    {
        Factor(a, rows, inner, aStride, nameof(a), nameof(b), inner, columns);
        Factor(b, inner, columns, bStride, nameof(b), nameof(a), rows, inner);
        Factor<S>(c, rows, columns, cStride, nameof(c), nameof(a), rows, inner);
        Distinct(a, b, c);
        fixed (S* p = a, q = b, r = c) Product(p, aStride, 1, q, bStride, 1, r, cStride, rows, inner, columns, add, false);
    }

    private static void SecondTransposed(ReadOnlySpan<S> a, int aStride, ReadOnlySpan<S> b, int bStride, Span<S> c, int cStride, int rows, int inner, int columns, bool add)
    {
        Factor(a, rows, inner, aStride, nameof(a), nameof(b), columns, inner);
        Factor(b, columns, inner, bStride, nameof(b), nameof(a), rows, inner);
        Factor<S>(c, rows, columns, cStride, nameof(c), nameof(a), rows, inner);
        Distinct(a, b, c);
        fixed (S* p = a, q = b, r = c) Product(p, aStride, 1, q, 1, bStride, r, cStride, rows, inner, columns, add, false);
    }

    private static void FirstTransposed(ReadOnlySpan<S> a, int aStride, ReadOnlySpan<S> b, int bStride, Span<S> c, int cStride, int rows, int inner, int columns, bool add)
    {
        Factor(a, inner, rows, aStride, nameof(a), nameof(b), inner, columns);
        Factor(b, inner, columns, bStride, nameof(b), nameof(a), inner, rows);
        Factor<S>(c, rows, columns, cStride, nameof(c), nameof(a), inner, rows);
        Distinct(a, b, c);
        fixed (S* p = a, q = b, r = c) Product(p, 1, aStride, q, bStride, 1, r, cStride, rows, inner, columns, add, false);
    }

    private static void Distinct(ReadOnlySpan<S> a, ReadOnlySpan<S> b, ReadOnlySpan<S> c)
    {
        Apart(c, a, nameof(c), nameof(a));
        Apart(c, b, nameof(c), nameof(b));
    }

    private static void RankK(ReadOnlySpan<S> a, int aStride, Span<S> c, int cStride, int rows, int columns, bool add)
    {
        Matrix(a, rows, columns, aStride, nameof(a));
        Factor<S>(c, rows, rows, cStride, nameof(c), nameof(a), rows, columns);
        Apart(c, a, nameof(c), nameof(a));
        fixed (S* p = a, r = c) Product(p, aStride, 1, p, 1, aStride, r, cStride, rows, columns, rows, add, true);
        fixed (S* r = c) Mirror(r, cStride, rows);
    }

    /// <summary>Copies the lower triangle to the upper one, block by block, since one of the two is walked across its rows.</summary>
    [MethodImpl(Hot)]
    private static void Mirror(S* c, nint stride, int rows)
    {
        for (int block = 0; block < rows; block += 8)
            for (int i = block; i < rows; i++)
                for (int j = block; j < Math.Min(block + 8, i); j++) c[j * stride + i] = c[i * stride + j];
    }

    // ---- the product: element (i, p) of A at a[i aRow + p aColumn], element (p, j) of B likewise

    /// <summary>C (+)= A B; with <paramref name="lowerOnly"/> tiles wholly above the diagonal are left out.</summary>
    [SkipLocalsInit]
    private static void Product(S* a, nint aRow, nint aColumn, S* b, nint bRow, nint bColumn, S* c, nint cRow, int rows, int inner, int columns, bool add, bool lowerOnly)
    {
        if (!add)
            for (int i = 0; i < rows; i++) new Span<S>(c + i * cRow, columns).Clear();
        if (!Simd)
        {
            ScalarProduct(a, aRow, aColumn, b, bRow, bColumn, c, cRow, rows, inner, columns);
            return;
        }
        // The rows of a large A lie far apart and compete for the same cache sets: they are copied block by block.
        int blockRows = rows > BlockRows && inner > Depth ? BlockRows : rows;
        S[]? block = blockRows < rows ? ArrayPool<S>.Shared.Rent(blockRows * Depth) : null;
        const int Line = 64;
        int tileColumns = 3 * V.Count, size = Math.Min(Depth, inner) * Math.Min(3, (columns + V.Count - 1) / V.Count) * Line;
        byte* memory = stackalloc byte[size + Line];
        S* panel = (S*)(((nuint)memory + (Line - 1)) & ~(nuint)(Line - 1));
        fixed (S* copy = block)
            for (int p = 0; p < inner; p += Depth)
            {
                int depth = Math.Min(Depth, inner - p);
                for (int from = 0; from < rows; from += blockRows)
                {
                    int to = Math.Min(rows, from + blockRows);
                    if (copy != null) PackRows(a + from * aRow + p * aColumn, aRow, aColumn, copy, to - from, depth);
                    for (int j = 0; j < (lowerOnly ? Math.Min(columns, to) : columns); j += tileColumns)
                    {
                        int width = Math.Min(tileColumns, columns - j);
                        int vectors = (width + V.Count - 1) / V.Count;
                        Pack(b + p * bRow + j * bColumn, bRow, bColumn, panel, depth, width, vectors * V.Count);
                        int first = lowerOnly ? Math.Max(from, j / TileRows * TileRows) : from;
                        for (int i = first; i < to; i += TileRows)
                        {
                            S* tile = c + i * cRow + j;
                            if (copy != null) Tile(vectors, copy + (i - from) * Depth, 1, TileRows, panel, tile, cRow, depth, Math.Min(TileRows, to - i), width);
                            else Tile(vectors, a + i * aRow + p * aColumn, aRow, aColumn, panel, tile, cRow, depth, Math.Min(TileRows, to - i), width);
                        }
                    }
                }
            }
        if (block != null) ArrayPool<S>.Shared.Return(block);
    }

    /// <summary>Copies rows of A so that the elements that a tile reads together lie side by side.</summary>
    [MethodImpl(Hot)]
    private static void PackRows(S* a, nint row, nint column, S* copy, int rows, int depth)
    {
        for (int i = 0; i < rows; i += TileRows, copy += TileRows * Depth)
            for (int r = 0; r < Math.Min(TileRows, rows - i); r++)
            {
                S* from = a + (i + r) * row, to = copy + r;
                for (int p = 0; p < depth; p++) to[p * TileRows] = from[p * column];
            }
    }

    [MethodImpl(Hot)]
    private static void Pack(S* b, nint row, nint column, S* panel, int depth, int width, int padded)
    {
        if (column != 1)
        {
            // Transposed: read along its rows, scattered into the panel, which the cache holds.
            for (int j = 0; j < width; j++)
                for (int p = 0; p < depth; p++) panel[p * padded + j] = b[j * column + p * row];
            for (int p = 0; p < depth && width < padded; p++) new Span<S>(panel + p * padded + width, padded - width).Clear();
            return;
        }
        for (int p = 0; p < depth; p++, b += row, panel += padded)
        {
            int j = 0;
            for (; j <= width - V.Count; j += V.Count) Load(b + j).Store(panel + j);
            if (j < width) LoadFirst(b + j, width - j).Store(panel + j);
        }
    }

    private static void Tile(int vectors, S* a, nint aRow, nint aColumn, S* panel, S* c, nint cRow, int depth, int rows, int width)
    {
        if (rows > 4)
        {
            if (vectors == 3) Tile8x3(a, aRow, aColumn, panel, c, cRow, depth, rows, width);
            else if (vectors == 2) Tile8x2(a, aRow, aColumn, panel, c, cRow, depth, rows, width);
            else Tile8x1(a, aRow, aColumn, panel, c, cRow, depth, rows, width);
        }
        else
        {
            if (vectors == 3) Tile4x3(a, aRow, aColumn, panel, c, cRow, depth, rows, width);
            else if (vectors == 2) Tile4x2(a, aRow, aColumn, panel, c, cRow, depth, rows, width);
            else Tile4x1(a, aRow, aColumn, panel, c, cRow, depth, rows, width);
        }
    }

    /// <summary>Adds rows of sums to C, the last vector masked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(S* c, V sums, int count)
    {
        if (count >= V.Count) (Load(c) + sums).Store(c);
        else StoreFirst(c, LoadFirst(c, count) + sums, count);
    }

    [MethodImpl(Hot)]
    private static void ScalarProduct(S* a, nint aRow, nint aColumn, S* b, nint bRow, nint bColumn, S* c, nint cRow, int rows, int inner, int columns)
    {
        for (int i = 0; i < rows; i++)
            for (int p = 0; p < inner; p++)
            {
                S factor = a[i * aRow + p * aColumn];
                S* from = b + p * bRow, to = c + i * cRow;
                for (int j = 0; j < columns; j++) to[j] += factor * from[j * bColumn];
            }
    }
}
