// A quadratic form of a vector, and of a column with the product of matrices.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class DotProduct
{
    public static Example Example { get; } = new("y = 2 x·x, x = [0,1,2,3]; also as a column with its transpose", "gradient [0,4,8,12], y = 28", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(0.0, 1, 2, 3);
        Variable<double> y;
        using (Autograd.Record()) y = 2 * Variable.Dot(x, x);
        y.Backward();
        Check.Near(28, y.Value);
        Check.Near([0, 4, 8, 12], x.Gradient);

        Variable<double> column = Variable.Create([0.0, 1, 2, 3], [4, 1]);
        using (Autograd.Record()) y = 2 * column.Transpose().MatMul(column);
        y.Backward();
        Check.Near(28, y.Value);
        Check.Near([0, 4, 8, 12], column.Gradient);
        return $"{Check.Show(column.Gradient)}, y = {y.Value}";
    }
}
