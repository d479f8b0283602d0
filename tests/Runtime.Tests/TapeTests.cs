// The tape gives back what was recorded, last in, first out, and keeps no memory.
using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class TapeTests
{
    [Fact]
    public void Values_come_back_in_the_opposite_order()
    {
        Tape tape = default;
        try
        {
            tape.Push(1.5);
            tape.Push(2.5);
            tape.Push(-0.0);
            tape.Push(double.NaN);
            Assert.Equal(double.NaN, tape.PopDouble());
            Assert.True(double.IsNegative(tape.PopDouble()));
            Assert.Equal(2.5, tape.PopDouble());
            Assert.Equal(1.5, tape.PopDouble());
        }
        finally
        {
            tape.Dispose();
        }
    }

    [Fact]
    public void Each_type_has_its_own_stack()
    {
        Tape tape = default;
        try
        {
            tape.Push(1.0);
            tape.Push(2f);
            tape.Push(3);
            tape.Push(4L);
            tape.Push(true);
            Assert.Equal(1.0, tape.PopDouble());
            Assert.Equal(2f, tape.PopFloat());
            Assert.Equal(3, tape.PopInt());
            Assert.Equal(4L, tape.PopLong());
            Assert.True(tape.PopBool());
        }
        finally
        {
            tape.Dispose();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(100_000)]
    public void Bits_survive_word_and_growth_boundaries(int count)
    {
        Tape tape = default;
        try
        {
            for (int i = 0; i < count; i++)
                tape.Push(Bit(i));
            for (int i = count - 1; i >= 0; i--)
                Assert.Equal(Bit(i), tape.PopBool());
            Assert.Equal("InvalidOperationException", Caught(ref tape, static (ref Tape t) => t.PopBool()));
        }
        finally
        {
            tape.Dispose();
        }

        static bool Bit(int i) => (i * 2654435761L >> 7 & 1) != 0;
    }

    [Fact]
    public void Going_back_and_forth_over_a_word_boundary_keeps_the_older_bits()
    {
        Tape tape = default;
        try
        {
            for (int i = 0; i < 64; i++)
                tape.Push(i % 3 == 0);
            for (int trip = 0; trip < 10; trip++)
            {
                tape.Push(true);
                tape.Push(false);
                Assert.False(tape.PopBool());
                Assert.True(tape.PopBool());
                Assert.True(tape.PopBool());
                tape.Push(63 % 3 == 0);
            }

            for (int i = 63; i >= 0; i--)
                Assert.Equal(i % 3 == 0, tape.PopBool());
        }
        finally
        {
            tape.Dispose();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_random_sequence_of_pushes_and_pops_behaves_as_five_stacks(int seed)
    {
        Random random = new(seed);
        Stack<double> doubles = new();
        Stack<float> floats = new();
        Stack<int> ints = new();
        Stack<long> longs = new();
        Stack<bool> bits = new();
        Tape tape = default;
        try
        {
            for (int step = 0; step < 60_000; step++)
            {
                // Long runs of pushes, then of pops, so that the stacks grow over several arrays and shrink to nothing.
                bool push = random.NextDouble() < (step / 5_000 % 2 == 0 ? 0.8 : 0.3);
                switch (random.Next(5))
                {
                    case 0 when push:
                        doubles.Push(random.NextDouble());
                        tape.Push(doubles.Peek());
                        break;
                    case 0 when doubles.Count > 0:
                        Assert.Equal(doubles.Pop(), tape.PopDouble());
                        break;
                    case 1 when push:
                        floats.Push(random.NextSingle());
                        tape.Push(floats.Peek());
                        break;
                    case 1 when floats.Count > 0:
                        Assert.Equal(floats.Pop(), tape.PopFloat());
                        break;
                    case 2 when push:
                        ints.Push(random.Next(int.MinValue, int.MaxValue));
                        tape.Push(ints.Peek());
                        break;
                    case 2 when ints.Count > 0:
                        Assert.Equal(ints.Pop(), tape.PopInt());
                        break;
                    case 3 when push:
                        longs.Push(random.NextInt64(long.MinValue, long.MaxValue));
                        tape.Push(longs.Peek());
                        break;
                    case 3 when longs.Count > 0:
                        Assert.Equal(longs.Pop(), tape.PopLong());
                        break;
                    case 4 when push:
                        bits.Push(random.Next(2) == 0);
                        tape.Push(bits.Peek());
                        break;
                    case 4 when bits.Count > 0:
                        Assert.Equal(bits.Pop(), tape.PopBool());
                        break;
                }
            }

            while (doubles.Count > 0)
                Assert.Equal(doubles.Pop(), tape.PopDouble());
            while (floats.Count > 0)
                Assert.Equal(floats.Pop(), tape.PopFloat());
            while (ints.Count > 0)
                Assert.Equal(ints.Pop(), tape.PopInt());
            while (longs.Count > 0)
                Assert.Equal(longs.Pop(), tape.PopLong());
            while (bits.Count > 0)
                Assert.Equal(bits.Pop(), tape.PopBool());
        }
        finally
        {
            tape.Dispose();
        }
    }

    [Fact]
    public void Taking_from_an_empty_tape_says_so_for_every_type()
    {
        Tape tape = default;
        const string Message = "More values were taken from the tape than were recorded.";
        Assert.Equal(Message, MessageOf(ref tape, static (ref Tape t) => t.PopDouble()));
        Assert.Equal(Message, MessageOf(ref tape, static (ref Tape t) => t.PopFloat()));
        Assert.Equal(Message, MessageOf(ref tape, static (ref Tape t) => t.PopInt()));
        Assert.Equal(Message, MessageOf(ref tape, static (ref Tape t) => t.PopLong()));
        Assert.Equal(Message, MessageOf(ref tape, static (ref Tape t) => t.PopBool()));
    }

    [Fact]
    public void A_tape_is_still_right_after_one_pop_too_many()
    {
        Tape tape = default;
        try
        {
            tape.Push(1.0);
            tape.PopDouble();
            Assert.Equal("InvalidOperationException", Caught(ref tape, static (ref Tape t) => t.PopDouble()));
            tape.Push(2.0);
            Assert.Equal(2.0, tape.PopDouble());
        }
        finally
        {
            tape.Dispose();
        }
    }

    [Fact]
    public void An_unused_tape_rents_nothing()
    {
        using PoolWatch watch = new();
        Tape tape = default;
        tape.Dispose();
        Assert.Equal(0, watch.Rented + watch.Returned);
    }

    [Fact]
    public void The_first_sixty_four_bits_rent_nothing()
    {
        using PoolWatch watch = new();
        Tape tape = default;
        for (int i = 0; i < 64; i++)
            tape.Push(true);
        Assert.Equal(0, watch.Rented);
        tape.Push(true);
        Assert.Equal(1, watch.Rented);
        tape.Dispose();
        Assert.Empty(watch.Outstanding);
    }

    [Fact]
    public void Everything_rented_is_returned_once() => OnThreadOfItsOwn(() =>
    {
        using PoolWatch watch = new();
        Tape tape = default;
        Fill(ref tape, 3_000);
        Assert.NotEmpty(watch.Outstanding);
        tape.Dispose();
        tape.Dispose();
        Assert.True(watch.Rented >= 10);
        Assert.Empty(watch.Outstanding);
    });

    [Fact]
    public void Everything_rented_is_returned_when_the_work_throws()
    {
        using PoolWatch watch = new();
        Assert.Throws<TimeZoneNotFoundException>(Work);
        Assert.True(watch.Rented >= 5);
        Assert.Empty(watch.Outstanding);

        static void Work()
        {
            Tape tape = default;
            try
            {
                Fill(ref tape, 1_000);
                throw new TimeZoneNotFoundException();
            }
            finally
            {
                tape.Dispose();
            }
        }
    }

    [Fact]
    public void A_disposed_tape_is_empty_and_may_be_used_again()
    {
        Tape tape = default;
        Fill(ref tape, 100);
        tape.Dispose();
        Assert.Equal("InvalidOperationException", Caught(ref tape, static (ref Tape t) => t.PopDouble()));
        Assert.Equal("InvalidOperationException", Caught(ref tape, static (ref Tape t) => t.PopBool()));
        tape.Push(7);
        Assert.Equal(7, tape.PopInt());
        tape.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public void A_warm_tape_allocates_nothing(int count) =>
        Assert.Equal(0, Allocation.InSteadyState(() =>
        {
            Tape tape = default;
            try
            {
                Fill(ref tape, count);
                for (int i = 0; i < count; i++)
                    tape.PopDouble();
            }
            finally
            {
                tape.Dispose();
            }
        }));

    private static void Fill(ref Tape tape, int count)
    {
        for (int i = 0; i < count; i++)
        {
            tape.Push((double)i);
            tape.Push((float)i);
            tape.Push(i);
            tape.Push((long)i);
            tape.Push(i % 2 == 0);
        }
    }

    private delegate object Pop(ref Tape tape);

    private static string Caught(ref Tape tape, Pop pop)
    {
        try
        {
            return "popped " + pop(ref tape);
        }
        catch (Exception exception)
        {
            return exception.GetType().Name;
        }
    }

    private static string MessageOf(ref Tape tape, Pop pop)
    {
        try
        {
            return "popped " + pop(ref tape);
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(5000)]
    public void Two_numbers_at_once_are_those_two_one_after_the_other(int before)
    {
        Tape tape = default;
        try
        {
            for (int k = 0; k < before; k++) tape.Push((double)k);
            tape.Push(-1.0, -2.0);
            tape.Push(-3.0);
            tape.Push(-4.0, -5.0);
            tape.Pop(out double first, out double second);
            Assert.Equal((-5.0, -4.0), (first, second));
            tape.Pop(out first, out second);
            Assert.Equal((-3.0, -2.0), (first, second));
            Assert.Equal(-1.0, tape.PopDouble());
            for (int k = before - 1; k >= 0; k--) Assert.Equal(k, tape.PopDouble());
        }
        finally
        {
            tape.Dispose();
        }
    }

    [Fact]
    public void Taking_two_where_one_is_left_fails()
    {
        Tape tape = default;
        try
        {
            tape.Push(1.0);
            bool failed = false;
            try
            {
                tape.Pop(out _, out _);
            }
            catch (InvalidOperationException)
            {
                failed = true;
            }

            Assert.True(failed);
            Assert.Equal(1.0, tape.PopDouble());
        }
        finally
        {
            tape.Dispose();
        }
    }

    [Fact]
    public void A_tape_begins_as_large_as_the_last_one_of_its_thread_grew_and_forgets_that_again() => OnThreadOfItsOwn(() =>
    {
        Assert.Equal(5, Rents(3_000));
        Assert.Equal(1, Rents(3_000));
        Assert.Equal(1, Rents(3));
        for (int k = 0; k < 10; k++) Rents(3);
        Assert.True(Rents(3_000) > 3);

        static int Rents(int count)
        {
            using PoolWatch watch = new();
            Tape tape = default;
            for (int k = 0; k < count; k++) tape.Push((double)k);
            for (int k = count - 1; k >= 0; k--) Assert.Equal(k, tape.PopDouble());
            tape.Dispose();
            Assert.Empty(watch.Outstanding);
            return watch.Rented;
        }
    });

    // What a tape begins with depends on those before it on the same thread.
    private static void OnThreadOfItsOwn(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) ExceptionDispatchInfo.Capture(failure).Throw();
    }
}
