// Shows the training as it runs: a live bar on a terminal, one line an epoch everywhere.
using System;
using Spectre.Console;

namespace Quickstart;

/// <summary>Shows the training as it runs.</summary>
public static class Display
{
    /// <summary>Runs the epochs; each reports its progress from 0 to 1 and returns its loss.</summary>
    public static void Run(int epochs, Func<int, Action<double>, double> epoch)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            for (int e = 0; e < epochs; e++) Console.WriteLine(Line(e, epochs, epoch(e, _ => { })));
            return;
        }

        AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("training", maxValue: epochs);
                for (int e = 0; e < epochs; e++)
                {
                    double loss = epoch(e, part => task.Value = e + part);
                    task.Description = $"epoch {e + 1} of {epochs}, loss {loss:F4}";
                    AnsiConsole.WriteLine(Line(e, epochs, loss));
                }
            });
    }

    private static string Line(int epoch, int epochs, double loss) => $"epoch {epoch + 1,2} of {epochs}   training loss {loss:F5}";
}
