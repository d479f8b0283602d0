// A tour in ten lines, then a network trained on real data with a generated gradient.
using System;
using System.Diagnostics;
using System.Linq;
using Quickstart;
using Spectre.Console;

// The tour: call the function's gradient as if it had always been there.
double[] x = [0, 1, 2, 3];
double[] xGradient = new double[x.Length];
double y = Tour.TwiceSquared(x);
Tour.TwiceSquaredGradient(x, xGradient);
Console.WriteLine($"y = 2·xᵀx on [{string.Join(", ", x)}] is {y}, its gradient [{string.Join(", ", xGradient)}]");
double a = -0.3;
double value = Tour.PiecewiseGradient(a, out double aGradient);
Console.WriteLine($"piecewise({a}) is {value}, its derivative {aGradient}, value / a is {value / a}");
bool tourRight = xGradient.SequenceEqual([0, 4, 8, 12]) && aGradient == value / a;
Console.WriteLine();

var clock = Stopwatch.StartNew();
Digits training = Digits.Read("optdigits.train.csv");
Digits test = Digits.Read("optdigits.test.csv");
var trainer = new Trainer(training);
Console.WriteLine($"{Network.Inputs}-{Network.Hidden}-{Network.Classes} perceptron, {Network.ParameterCount} parameters, {training.Count} training and {test.Count} test images");
Console.WriteLine($"seed {Trainer.Seed}, {Trainer.Epochs} epochs, batches of {Trainer.BatchSize}, rate {Trainer.Rate} falling to {Trainer.FinalRate}, momentum {Trainer.Momentum}, input noise ±{Trainer.Noise}");

(double[] images, int[] labels) = trainer.RandomBatch();
double error = GradientCheck.LargestError(trainer.Parameters, images, labels);
bool gradientRight = error <= GradientCheck.Tolerance;
Console.WriteLine($"gradient check against central differences, all parameters, random batch: largest relative error {error:E1} ({(gradientRight ? "ok" : "WRONG")}, bound {GradientCheck.Tolerance:E0})");
Console.WriteLine();

Display.Run(Trainer.Epochs, trainer.Epoch);
int right = Enumerable.Range(0, test.Count).Count(i => Network.Classify(trainer.Parameters, test.Image(i)) == test.Labels[i]);
double accuracy = (double)right / test.Count;
(double primal, double gradient) = trainer.Time();
double bytesPerStep = (double)trainer.AllocatedBytes / (trainer.Steps - 1);

Console.WriteLine();
Console.WriteLine($"test accuracy            {accuracy:P2} ({right} of {test.Count})");
Console.WriteLine($"primal                   {primal:F2} µs per example");
Console.WriteLine($"gradient                 {gradient:F2} µs per example, {gradient / primal:F2} times the primal");
Console.WriteLine($"managed bytes per step   {bytesPerStep:0.##}");
Console.WriteLine($"time                     {clock.Elapsed.TotalSeconds:F1} s");

bool good = tourRight && gradientRight && accuracy >= 0.95 && trainer.AllocatedBytes == 0;
if (!good) AnsiConsole.MarkupLine("[red]Something above is not as it should be.[/]");
return good ? 0 : 1;
