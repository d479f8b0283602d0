// The mode that dropout and batch normalisation look at.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class TrainingFlag
{
    public static Example Example { get; } = new("is training: outside, in record, in predict and train scopes, in record(training: false)", "False, True, False, True, False", Run);

    private static string Run()
    {
        bool outside = Autograd.IsTraining, inside, predicting, training, without;
        using (Autograd.Record())
        {
            inside = Autograd.IsTraining;
            using (Autograd.Predicting()) predicting = Autograd.IsTraining;
            using (Autograd.Predicting())
            using (Autograd.Training())
                training = Autograd.IsTraining;
        }

        using (Autograd.Record(training: false)) without = Autograd.IsTraining;
        Check.That((outside, inside, predicting, training, without) == (false, true, false, true, false), "False, True, False, True, False");
        Check.That(!Autograd.IsTraining && !Autograd.IsRecording, "the scopes have ended");
        return $"{outside}, {inside}, {predicting}, {training}, {without}";
    }
}
