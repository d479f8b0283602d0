// Mini-batch gradient descent with momentum; every buffer is made once.
using System;
using System.Diagnostics;

namespace Quickstart;

/// <summary>Trains the network on a set of digits.</summary>
public sealed class Trainer
{
    public const int Seed = 2026;
    public const int Epochs = 60;
    public const int BatchSize = 16;
    public const double Rate = 0.1;
    public const double FinalRate = 0.002;
    public const double Momentum = 0.9;

    /// <summary>Uniform noise of this size is added to the inputs of each step, so that the network does not learn pixels by heart.</summary>
    public const double Noise = 0.25;

    private readonly Digits _digits;
    private readonly Random _random = new(Seed);
    private readonly int[] _order;
    private readonly double[] _gradient = new double[Network.ParameterCount];
    private readonly double[] _velocity = new double[Network.ParameterCount];
    private readonly double[] _images = new double[BatchSize * Network.Inputs];
    private readonly int[] _labels = new int[BatchSize];

    public Trainer(Digits digits)
    {
        _digits = digits;
        _order = new int[digits.Count];
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        for (int i = 0; i < Parameters.Length; i++)
        {
            int inputs = i < Network.HiddenParameters ? Network.Inputs : Network.Hidden;
            Parameters[i] = ((2 * _random.NextDouble()) - 1) / Math.Sqrt(inputs);
        }
    }

    public double[] Parameters { get; } = new double[Network.ParameterCount];

    public int StepsPerEpoch => _digits.Count / BatchSize;

    /// <summary>Managed bytes that the steps taken so far have allocated, the first one (which fills the pools) aside.</summary>
    public long AllocatedBytes { get; private set; }

    public int Steps { get; private set; }

    /// <summary>One pass over the data in random order; returns the mean loss.</summary>
    public double Epoch(int epoch, Action<double> progress)
    {
        _random.Shuffle(_order);
        double rate = Rate * Math.Pow(FinalRate / Rate, epoch / (Epochs - 1.0));
        double sum = 0;
        for (int step = 0; step < StepsPerEpoch; step++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            sum += Step(step * BatchSize, rate);
            if (Steps++ > 0) AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
            if (step % 10 == 9) progress((step + 1.0) / StepsPerEpoch);
        }

        progress(1);
        return sum / StepsPerEpoch;
    }

    /// <summary>Fills the batch buffers from random places.</summary>
    public (double[] Images, int[] Labels) RandomBatch()
    {
        _random.Shuffle(_order);
        Fill(0);
        return (_images, _labels);
    }

    /// <summary>Microseconds an example for the loss alone and for the loss with its gradient: the best of several rounds each.</summary>
    public (double Primal, double Gradient) Time()
    {
        Fill(0);
        double primal = double.PositiveInfinity;
        double gradient = double.PositiveInfinity;
        double sink = 0;
        for (int round = 0; round < 30; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int repeat = 0; repeat < 20; repeat++) sink += Network.Loss(Parameters, _images, _labels);
            primal = Math.Min(primal, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            start = Stopwatch.GetTimestamp();
            for (int repeat = 0; repeat < 20; repeat++) sink += Network.LossGradient(Parameters, _images, _labels, _gradient);
            gradient = Math.Min(gradient, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        GC.KeepAlive(sink);
        return (primal / (20 * BatchSize), gradient / (20 * BatchSize));
    }

    private double Step(int first, double rate)
    {
        Fill(first);
        for (int i = 0; i < _images.Length; i++) _images[i] += Noise * ((2 * _random.NextDouble()) - 1);
        double loss = Network.LossGradient(Parameters, _images, _labels, _gradient);
        for (int i = 0; i < Parameters.Length; i++)
        {
            _velocity[i] = (Momentum * _velocity[i]) - (rate * _gradient[i]);
            Parameters[i] += _velocity[i];
        }

        return loss;
    }

    private void Fill(int first)
    {
        for (int e = 0; e < BatchSize; e++)
        {
            int index = _order[first + e];
            _digits.Image(index).CopyTo(_images.AsSpan(e * Network.Inputs));
            _labels[e] = _digits.Labels[index];
        }
    }
}
