// Allocation counts and the pool's events are per process, so these tests run one at a time.
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
