// Printed from Kernels.Tiles.cs by a test: the same kernels on floats.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Autodiff.Numerics.KernelLanes;
using S = float;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace Autodiff.Numerics;

public static unsafe partial class Kernels
{
    // Every row past the last is the last one again; its sums are not written. All sums are named locals: the compiler keeps them in registers.

    [MethodImpl(Hot)]
    private static void Tile8x3(S* a, nint row, nint column, S* b, S* c, nint cRow, int depth, int rows, int width)
    {
        V s00 = V.Zero, s01 = V.Zero, s02 = V.Zero;
        V s10 = V.Zero, s11 = V.Zero, s12 = V.Zero;
        V s20 = V.Zero, s21 = V.Zero, s22 = V.Zero;
        V s30 = V.Zero, s31 = V.Zero, s32 = V.Zero;
        V s40 = V.Zero, s41 = V.Zero, s42 = V.Zero;
        V s50 = V.Zero, s51 = V.Zero, s52 = V.Zero;
        V s60 = V.Zero, s61 = V.Zero, s62 = V.Zero;
        V s70 = V.Zero, s71 = V.Zero, s72 = V.Zero;
        S* a0 = a, a1 = rows > 1 ? a0 + row : a0, a2 = rows > 2 ? a1 + row : a1, a3 = rows > 3 ? a2 + row : a2, a4 = rows > 4 ? a3 + row : a3, a5 = rows > 5 ? a4 + row : a4, a6 = rows > 6 ? a5 + row : a5, a7 = rows > 7 ? a6 + row : a6;
        for (int p = 0; p < depth; p++, b += 3 * V.Count)
        {
            V b0 = Load(b), b1 = Load(b + V.Count), b2 = Load(b + 2 * V.Count);
            V e = Vector512.Create(*a0);
            s00 = Vector512.FusedMultiplyAdd(e, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(e, b1, s01);
            s02 = Vector512.FusedMultiplyAdd(e, b2, s02);
            e = Vector512.Create(*a1);
            s10 = Vector512.FusedMultiplyAdd(e, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(e, b1, s11);
            s12 = Vector512.FusedMultiplyAdd(e, b2, s12);
            e = Vector512.Create(*a2);
            s20 = Vector512.FusedMultiplyAdd(e, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(e, b1, s21);
            s22 = Vector512.FusedMultiplyAdd(e, b2, s22);
            e = Vector512.Create(*a3);
            s30 = Vector512.FusedMultiplyAdd(e, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(e, b1, s31);
            s32 = Vector512.FusedMultiplyAdd(e, b2, s32);
            e = Vector512.Create(*a4);
            s40 = Vector512.FusedMultiplyAdd(e, b0, s40);
            s41 = Vector512.FusedMultiplyAdd(e, b1, s41);
            s42 = Vector512.FusedMultiplyAdd(e, b2, s42);
            e = Vector512.Create(*a5);
            s50 = Vector512.FusedMultiplyAdd(e, b0, s50);
            s51 = Vector512.FusedMultiplyAdd(e, b1, s51);
            s52 = Vector512.FusedMultiplyAdd(e, b2, s52);
            e = Vector512.Create(*a6);
            s60 = Vector512.FusedMultiplyAdd(e, b0, s60);
            s61 = Vector512.FusedMultiplyAdd(e, b1, s61);
            s62 = Vector512.FusedMultiplyAdd(e, b2, s62);
            e = Vector512.Create(*a7);
            s70 = Vector512.FusedMultiplyAdd(e, b0, s70);
            s71 = Vector512.FusedMultiplyAdd(e, b1, s71);
            s72 = Vector512.FusedMultiplyAdd(e, b2, s72);
            a0 += column;
            a1 += column;
            a2 += column;
            a3 += column;
            a4 += column;
            a5 += column;
            a6 += column;
            a7 += column;
        }
        AddTo(c, s00, width);
        AddTo(c + V.Count, s01, width - V.Count);
        AddTo(c + 2 * V.Count, s02, width - 2 * V.Count);
        if (rows > 1)
        {
            c += cRow;
            AddTo(c, s10, width);
            AddTo(c + V.Count, s11, width - V.Count);
            AddTo(c + 2 * V.Count, s12, width - 2 * V.Count);
        }
        if (rows > 2)
        {
            c += cRow;
            AddTo(c, s20, width);
            AddTo(c + V.Count, s21, width - V.Count);
            AddTo(c + 2 * V.Count, s22, width - 2 * V.Count);
        }
        if (rows > 3)
        {
            c += cRow;
            AddTo(c, s30, width);
            AddTo(c + V.Count, s31, width - V.Count);
            AddTo(c + 2 * V.Count, s32, width - 2 * V.Count);
        }
        if (rows > 4)
        {
            c += cRow;
            AddTo(c, s40, width);
            AddTo(c + V.Count, s41, width - V.Count);
            AddTo(c + 2 * V.Count, s42, width - 2 * V.Count);
        }
        if (rows > 5)
        {
            c += cRow;
            AddTo(c, s50, width);
            AddTo(c + V.Count, s51, width - V.Count);
            AddTo(c + 2 * V.Count, s52, width - 2 * V.Count);
        }
        if (rows > 6)
        {
            c += cRow;
            AddTo(c, s60, width);
            AddTo(c + V.Count, s61, width - V.Count);
            AddTo(c + 2 * V.Count, s62, width - 2 * V.Count);
        }
        if (rows > 7)
        {
            c += cRow;
            AddTo(c, s70, width);
            AddTo(c + V.Count, s71, width - V.Count);
            AddTo(c + 2 * V.Count, s72, width - 2 * V.Count);
        }
    }

    [MethodImpl(Hot)]
    private static void Tile8x2(S* a, nint row, nint column, S* b, S* c, nint cRow, int depth, int rows, int width)
    {
        V s00 = V.Zero, s01 = V.Zero;
        V s10 = V.Zero, s11 = V.Zero;
        V s20 = V.Zero, s21 = V.Zero;
        V s30 = V.Zero, s31 = V.Zero;
        V s40 = V.Zero, s41 = V.Zero;
        V s50 = V.Zero, s51 = V.Zero;
        V s60 = V.Zero, s61 = V.Zero;
        V s70 = V.Zero, s71 = V.Zero;
        S* a0 = a, a1 = rows > 1 ? a0 + row : a0, a2 = rows > 2 ? a1 + row : a1, a3 = rows > 3 ? a2 + row : a2, a4 = rows > 4 ? a3 + row : a3, a5 = rows > 5 ? a4 + row : a4, a6 = rows > 6 ? a5 + row : a5, a7 = rows > 7 ? a6 + row : a6;
        for (int p = 0; p < depth; p++, b += 2 * V.Count)
        {
            V b0 = Load(b), b1 = Load(b + V.Count);
            V e = Vector512.Create(*a0);
            s00 = Vector512.FusedMultiplyAdd(e, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(e, b1, s01);
            e = Vector512.Create(*a1);
            s10 = Vector512.FusedMultiplyAdd(e, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(e, b1, s11);
            e = Vector512.Create(*a2);
            s20 = Vector512.FusedMultiplyAdd(e, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(e, b1, s21);
            e = Vector512.Create(*a3);
            s30 = Vector512.FusedMultiplyAdd(e, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(e, b1, s31);
            e = Vector512.Create(*a4);
            s40 = Vector512.FusedMultiplyAdd(e, b0, s40);
            s41 = Vector512.FusedMultiplyAdd(e, b1, s41);
            e = Vector512.Create(*a5);
            s50 = Vector512.FusedMultiplyAdd(e, b0, s50);
            s51 = Vector512.FusedMultiplyAdd(e, b1, s51);
            e = Vector512.Create(*a6);
            s60 = Vector512.FusedMultiplyAdd(e, b0, s60);
            s61 = Vector512.FusedMultiplyAdd(e, b1, s61);
            e = Vector512.Create(*a7);
            s70 = Vector512.FusedMultiplyAdd(e, b0, s70);
            s71 = Vector512.FusedMultiplyAdd(e, b1, s71);
            a0 += column;
            a1 += column;
            a2 += column;
            a3 += column;
            a4 += column;
            a5 += column;
            a6 += column;
            a7 += column;
        }
        AddTo(c, s00, width);
        AddTo(c + V.Count, s01, width - V.Count);
        if (rows > 1)
        {
            c += cRow;
            AddTo(c, s10, width);
            AddTo(c + V.Count, s11, width - V.Count);
        }
        if (rows > 2)
        {
            c += cRow;
            AddTo(c, s20, width);
            AddTo(c + V.Count, s21, width - V.Count);
        }
        if (rows > 3)
        {
            c += cRow;
            AddTo(c, s30, width);
            AddTo(c + V.Count, s31, width - V.Count);
        }
        if (rows > 4)
        {
            c += cRow;
            AddTo(c, s40, width);
            AddTo(c + V.Count, s41, width - V.Count);
        }
        if (rows > 5)
        {
            c += cRow;
            AddTo(c, s50, width);
            AddTo(c + V.Count, s51, width - V.Count);
        }
        if (rows > 6)
        {
            c += cRow;
            AddTo(c, s60, width);
            AddTo(c + V.Count, s61, width - V.Count);
        }
        if (rows > 7)
        {
            c += cRow;
            AddTo(c, s70, width);
            AddTo(c + V.Count, s71, width - V.Count);
        }
    }

    [MethodImpl(Hot)]
    private static void Tile8x1(S* a, nint row, nint column, S* b, S* c, nint cRow, int depth, int rows, int width)
    {
        V s00 = V.Zero;
        V s10 = V.Zero;
        V s20 = V.Zero;
        V s30 = V.Zero;
        V s40 = V.Zero;
        V s50 = V.Zero;
        V s60 = V.Zero;
        V s70 = V.Zero;
        S* a0 = a, a1 = rows > 1 ? a0 + row : a0, a2 = rows > 2 ? a1 + row : a1, a3 = rows > 3 ? a2 + row : a2, a4 = rows > 4 ? a3 + row : a3, a5 = rows > 5 ? a4 + row : a4, a6 = rows > 6 ? a5 + row : a5, a7 = rows > 7 ? a6 + row : a6;
        for (int p = 0; p < depth; p++, b += 1 * V.Count)
        {
            V b0 = Load(b);
            V e = Vector512.Create(*a0);
            s00 = Vector512.FusedMultiplyAdd(e, b0, s00);
            e = Vector512.Create(*a1);
            s10 = Vector512.FusedMultiplyAdd(e, b0, s10);
            e = Vector512.Create(*a2);
            s20 = Vector512.FusedMultiplyAdd(e, b0, s20);
            e = Vector512.Create(*a3);
            s30 = Vector512.FusedMultiplyAdd(e, b0, s30);
            e = Vector512.Create(*a4);
            s40 = Vector512.FusedMultiplyAdd(e, b0, s40);
            e = Vector512.Create(*a5);
            s50 = Vector512.FusedMultiplyAdd(e, b0, s50);
            e = Vector512.Create(*a6);
            s60 = Vector512.FusedMultiplyAdd(e, b0, s60);
            e = Vector512.Create(*a7);
            s70 = Vector512.FusedMultiplyAdd(e, b0, s70);
            a0 += column;
            a1 += column;
            a2 += column;
            a3 += column;
            a4 += column;
            a5 += column;
            a6 += column;
            a7 += column;
        }
        AddTo(c, s00, width);
        if (rows > 1)
        {
            c += cRow;
            AddTo(c, s10, width);
        }
        if (rows > 2)
        {
            c += cRow;
            AddTo(c, s20, width);
        }
        if (rows > 3)
        {
            c += cRow;
            AddTo(c, s30, width);
        }
        if (rows > 4)
        {
            c += cRow;
            AddTo(c, s40, width);
        }
        if (rows > 5)
        {
            c += cRow;
            AddTo(c, s50, width);
        }
        if (rows > 6)
        {
            c += cRow;
            AddTo(c, s60, width);
        }
        if (rows > 7)
        {
            c += cRow;
            AddTo(c, s70, width);
        }
    }

    [MethodImpl(Hot)]
    private static void Tile4x3(S* a, nint row, nint column, S* b, S* c, nint cRow, int depth, int rows, int width)
    {
        V s00 = V.Zero, s01 = V.Zero, s02 = V.Zero;
        V s10 = V.Zero, s11 = V.Zero, s12 = V.Zero;
        V s20 = V.Zero, s21 = V.Zero, s22 = V.Zero;
        V s30 = V.Zero, s31 = V.Zero, s32 = V.Zero;
        S* a0 = a, a1 = rows > 1 ? a0 + row : a0, a2 = rows > 2 ? a1 + row : a1, a3 = rows > 3 ? a2 + row : a2;
        for (int p = 0; p < depth; p++, b += 3 * V.Count)
        {
            V b0 = Load(b), b1 = Load(b + V.Count), b2 = Load(b + 2 * V.Count);
            V e = Vector512.Create(*a0);
            s00 = Vector512.FusedMultiplyAdd(e, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(e, b1, s01);
            s02 = Vector512.FusedMultiplyAdd(e, b2, s02);
            e = Vector512.Create(*a1);
            s10 = Vector512.FusedMultiplyAdd(e, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(e, b1, s11);
            s12 = Vector512.FusedMultiplyAdd(e, b2, s12);
            e = Vector512.Create(*a2);
            s20 = Vector512.FusedMultiplyAdd(e, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(e, b1, s21);
            s22 = Vector512.FusedMultiplyAdd(e, b2, s22);
            e = Vector512.Create(*a3);
            s30 = Vector512.FusedMultiplyAdd(e, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(e, b1, s31);
            s32 = Vector512.FusedMultiplyAdd(e, b2, s32);
            a0 += column;
            a1 += column;
            a2 += column;
            a3 += column;
        }
        AddTo(c, s00, width);
        AddTo(c + V.Count, s01, width - V.Count);
        AddTo(c + 2 * V.Count, s02, width - 2 * V.Count);
        if (rows > 1)
        {
            c += cRow;
            AddTo(c, s10, width);
            AddTo(c + V.Count, s11, width - V.Count);
            AddTo(c + 2 * V.Count, s12, width - 2 * V.Count);
        }
        if (rows > 2)
        {
            c += cRow;
            AddTo(c, s20, width);
            AddTo(c + V.Count, s21, width - V.Count);
            AddTo(c + 2 * V.Count, s22, width - 2 * V.Count);
        }
        if (rows > 3)
        {
            c += cRow;
            AddTo(c, s30, width);
            AddTo(c + V.Count, s31, width - V.Count);
            AddTo(c + 2 * V.Count, s32, width - 2 * V.Count);
        }
    }

    [MethodImpl(Hot)]
    private static void Tile4x2(S* a, nint row, nint column, S* b, S* c, nint cRow, int depth, int rows, int width)
    {
        V s00 = V.Zero, s01 = V.Zero;
        V s10 = V.Zero, s11 = V.Zero;
        V s20 = V.Zero, s21 = V.Zero;
        V s30 = V.Zero, s31 = V.Zero;
        S* a0 = a, a1 = rows > 1 ? a0 + row : a0, a2 = rows > 2 ? a1 + row : a1, a3 = rows > 3 ? a2 + row : a2;
        for (int p = 0; p < depth; p++, b += 2 * V.Count)
        {
            V b0 = Load(b), b1 = Load(b + V.Count);
            V e = Vector512.Create(*a0);
            s00 = Vector512.FusedMultiplyAdd(e, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(e, b1, s01);
            e = Vector512.Create(*a1);
            s10 = Vector512.FusedMultiplyAdd(e, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(e, b1, s11);
            e = Vector512.Create(*a2);
            s20 = Vector512.FusedMultiplyAdd(e, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(e, b1, s21);
            e = Vector512.Create(*a3);
            s30 = Vector512.FusedMultiplyAdd(e, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(e, b1, s31);
            a0 += column;
            a1 += column;
            a2 += column;
            a3 += column;
        }
        AddTo(c, s00, width);
        AddTo(c + V.Count, s01, width - V.Count);
        if (rows > 1)
        {
            c += cRow;
            AddTo(c, s10, width);
            AddTo(c + V.Count, s11, width - V.Count);
        }
        if (rows > 2)
        {
            c += cRow;
            AddTo(c, s20, width);
            AddTo(c + V.Count, s21, width - V.Count);
        }
        if (rows > 3)
        {
            c += cRow;
            AddTo(c, s30, width);
            AddTo(c + V.Count, s31, width - V.Count);
        }
    }

    [MethodImpl(Hot)]
    private static void Tile4x1(S* a, nint row, nint column, S* b, S* c, nint cRow, int depth, int rows, int width)
    {
        V s00 = V.Zero;
        V s10 = V.Zero;
        V s20 = V.Zero;
        V s30 = V.Zero;
        S* a0 = a, a1 = rows > 1 ? a0 + row : a0, a2 = rows > 2 ? a1 + row : a1, a3 = rows > 3 ? a2 + row : a2;
        for (int p = 0; p < depth; p++, b += 1 * V.Count)
        {
            V b0 = Load(b);
            V e = Vector512.Create(*a0);
            s00 = Vector512.FusedMultiplyAdd(e, b0, s00);
            e = Vector512.Create(*a1);
            s10 = Vector512.FusedMultiplyAdd(e, b0, s10);
            e = Vector512.Create(*a2);
            s20 = Vector512.FusedMultiplyAdd(e, b0, s20);
            e = Vector512.Create(*a3);
            s30 = Vector512.FusedMultiplyAdd(e, b0, s30);
            a0 += column;
            a1 += column;
            a2 += column;
            a3 += column;
        }
        AddTo(c, s00, width);
        if (rows > 1)
        {
            c += cRow;
            AddTo(c, s10, width);
        }
        if (rows > 2)
        {
            c += cRow;
            AddTo(c, s20, width);
        }
        if (rows > 3)
        {
            c += cRow;
            AddTo(c, s30, width);
        }
    }
}
