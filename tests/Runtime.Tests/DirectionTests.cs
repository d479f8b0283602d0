// What Jacobians and Hessians are put together with: unit directions in lanes, columns put into place, rows alike, vectors on the tape.
using System;
using System.Linq;
using System.Runtime.Intrinsics;
using Autodiff.Numerics;
using Xunit;

namespace Autodiff.Runtime.Tests;

public sealed class DirectionTests
{
    [Fact]
    public void A_unit_direction_is_one_in_its_lane_and_zero_where_there_is_none()
    {
        for (int lane = -3; lane < 12; lane++)
        {
            Vector256<double> four = Derivative.UnitOf4(lane);
            Vector512<double> eight = Derivative.UnitOf8(lane);
            for (int k = 0; k < 4; k++) Assert.Equal(k == lane ? 1 : 0, four[k]);
            for (int k = 0; k < 8; k++) Assert.Equal(k == lane ? 1 : 0, eight[k]);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Columns_go_where_they_belong_and_others_nowhere(int lanes)
    {
        foreach (int columns in new[] { 1, 2, 3, 4, 5, 8, 9, 20 })
        {
            for (int column = -lanes; column <= columns + 1; column++)
            {
                double[] matrix = [.. Enumerable.Repeat(-1.0, 3 * columns)];
                if (lanes == 4) Derivative.Put(Vector256.Create(10.0, 11, 12, 13), matrix, 1, columns, column);
                else Derivative.Put(Vector512.Create(10.0, 11, 12, 13, 14, 15, 16, 17), matrix, 1, columns, column);
                for (int k = 0; k < matrix.Length; k++)
                {
                    int lane = k - columns - column;
                    bool isPut = k >= columns && k < 2 * columns && lane >= 0 && lane < lanes;
                    Assert.Equal(isPut ? 10 + lane : -1, matrix[k]);
                }
            }
        }
    }

    [Fact]
    public void Rows_alike_are_new_and_zero()
    {
        double[][] rows = [[1, 2], [], [3]];
        Assert.Equal(3, Derivative.CountOf(rows));
        float[][] like = Derivative.RowsLike<float, double>(rows);
        Assert.Equal([2, 0, 1], like.Select(r => r.Length));
        Assert.All(like, r => Assert.All(r, e => Assert.Equal(0f, e)));
        Assert.Equal("rows", Assert.Throws<ArgumentNullException>(() => Derivative.CountOf((double[][]?)null, "rows")).ParamName);
        rows[1] = null!;
        Assert.Equal("rows", Assert.Throws<ArgumentException>(() => Derivative.CountOf(rows)).ParamName);
    }

    [Fact]
    public void The_tape_gives_vectors_back_in_the_opposite_order()
    {
        Tape tape = default;
        try
        {
            for (int i = 0; i < 300; i++)
            {
                tape.Push(Vector256.Create((double)i));
                tape.Push(Vector512.Create(0.5 + i));
                tape.Push((double)i);
            }
            for (int i = 299; i >= 0; i--)
            {
                Assert.Equal(i, tape.PopDouble());
                Assert.Equal(Vector512.Create(0.5 + i), tape.PopVector512());
                Assert.Equal(Vector256.Create((double)i), tape.PopVector256());
            }
        }
        finally
        {
            tape.Dispose();
        }
    }

    [Fact]
    public void A_zero_tangent_stays_zero_beside_an_infinite_partial()
    {
        Vector256<double> tangents = Vector256.Create(0.0, 1, -2, 0);
        Assert.Equal(Vector256.Create(0, double.PositiveInfinity, double.NegativeInfinity, 0), Wide.StrongZero(tangents, double.PositiveInfinity));
        Assert.Equal(Vector256<double>.Zero, Wide.StrongZero(0.0, Vector256.Create(double.PositiveInfinity)));
        Assert.Equal(Vector256.Create(6.0), Wide.StrongZero(2.0, Vector256.Create(3.0)));
        Assert.Equal(Vector512.Create(6.0), Wide.StrongZero(Vector512.Create(2.0), 3.0));
        Assert.Equal(Vector512<double>.Zero, Wide.StrongZero(Vector512<double>.Zero, double.NaN));
        Assert.Equal(Vector512<double>.Zero, Wide.StrongZero(0.0, Vector512.Create(double.NaN)));
    }
}
