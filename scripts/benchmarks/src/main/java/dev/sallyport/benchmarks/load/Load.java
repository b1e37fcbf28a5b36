package dev.sallyport.benchmarks.load;

/// What a load came to.
///
/// @param answers how many came, all of the status that was expected
/// @param perSecond answers a second, from the first answer to the last one before the end: what was
///     at work when either came is as much, so that long requests do not count as slow ones
/// @param latencies how long each took
public record Load(long answers, double perSecond, Histogram latencies) {}
