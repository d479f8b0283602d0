// The functions by which a method's text controls its own differentiation.
namespace Autodiff;

/// <summary>Functions by which a method's text controls its own differentiation.</summary>
public static class Ad
{
    /// <summary>Returns <paramref name="x"/> unchanged; its derivative is zero.</summary>
    public static double Detach(double x) => x;
}
