// Runs the tour and prints a table; with "-- cost" it measures what recording costs.
using System;
using System.Linq;
using AutogradTour;

if (args.Contains("cost"))
{
    Cost.Run();
    return 0;
}

int failed = 0;
foreach (Example example in Tour.Examples)
{
    string outcome;
    bool passed = true;
    try
    {
        outcome = example.Run();
    }
    catch (Exception e)
    {
        (passed, outcome) = (false, e.Message);
        failed++;
    }

    Console.WriteLine($"{(passed ? "pass" : "FAIL")}  {example.Title}");
    Console.WriteLine($"      expected  {example.Expected}");
    Console.WriteLine($"      found     {outcome}");
}

Console.WriteLine($"{Tour.Examples.Count - failed} of {Tour.Examples.Count} rows pass.");
return failed == 0 ? 0 : 1;
