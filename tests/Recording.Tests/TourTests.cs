// Every row of the autograd tour.
using AutogradTour;
using Xunit;

namespace Autodiff.Recording.Tests;

public class TourTests
{
    public static TheoryData<int, string> Rows
    {
        get
        {
            TheoryData<int, string> rows = [];
            for (int k = 0; k < Tour.Examples.Count; k++) rows.Add(k, Tour.Examples[k].Title);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row(int index, string title)
    {
        Assert.Equal(title, Tour.Examples[index].Title);
        Assert.NotEmpty(Tour.Examples[index].Run());
    }
}
