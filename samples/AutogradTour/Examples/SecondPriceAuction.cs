// The structure of the program comes from the data: who pays what is decided by sorting.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class SecondPriceAuction
{
    public static Example Example { get; } = new("second-price auction: gradient of the winner's payment with respect to each bid", "0 for the winner, 1 for the second", Run);

    private static string Run()
    {
        Variable<double> bids = Variable.Create(3.0, 9, 4, 7, 1);
        Variable<double> payment;
        using (Autograd.Record())
        {
            int[] order = new int[bids.Count];
            for (int k = 0; k < order.Length; k++) order[k] = k;
            Array.Sort(order, (i, j) => bids.Values[j].CompareTo(bids.Values[i]));
            payment = bids[order[1]];
        }

        payment.Backward();
        Check.Near(7, payment.Value);
        Check.Near([0, 0, 0, 1, 0], bids.Gradient);
        return $"pays {payment.Value}, gradient {Check.Show(bids.Gradient)}";
    }
}
