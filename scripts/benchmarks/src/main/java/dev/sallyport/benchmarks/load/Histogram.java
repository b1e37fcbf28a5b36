package dev.sallyport.benchmarks.load;

import java.util.Arrays;

/// Durations, counted so finely that a percentile is at most one part in 128 too long, whatever its
/// size. Not thread-safe; [#add(Histogram)] brings those of several threads together.
public final class Histogram {

  private static final int BITS = 7;
  private static final int STEPS = 1 << BITS;

  private final long[] counts = new long[(Long.SIZE - BITS) * STEPS];
  private long count;
  private long longest;

  /// Counts a duration in nanoseconds; a negative one counts as zero.
  public void record(long nanos) {
    long value = Math.max(0, nanos);
    counts[slot(value)]++;
    count++;
    longest = Math.max(longest, value);
  }

  /// Counts all that another one has counted.
  public void add(Histogram other) {
    Arrays.setAll(counts, slot -> counts[slot] + other.counts[slot]);
    count += other.count;
    longest = Math.max(longest, other.longest);
  }

  /// How many were counted.
  public long count() {
    return count;
  }

  /// The longest, in nanoseconds; 0 if none was counted.
  public long longest() {
    return longest;
  }

  /// The least duration, in nanoseconds, that this share of all do not exceed; 0 if none was counted.
  ///
  /// @param share above 0, at most 1: 0.99 for the 99th percentile
  public long percentile(double share) {
    long wanted = (long) Math.ceil(count * share);
    long seen = 0;
    for (int slot = 0; slot < counts.length; slot++) {
      seen += counts[slot];
      if (seen >= wanted && seen > 0) {
        return Math.min(longest, greatestOf(slot));
      }
    }
    return 0;
  }

  /// Values below 128 have a slot each; from there on every doubling has 128 slots.
  private static int slot(long value) {
    int shift = Math.max(0, Long.SIZE - BITS - 1 - Long.numberOfLeadingZeros(value));
    return shift * STEPS + (int) (value >>> shift);
  }

  private static long greatestOf(int slot) {
    if (slot < 2 * STEPS) {
      return slot;
    }
    int shift = slot / STEPS - 1;
    long step = (long) slot % STEPS + STEPS;
    return ((step + 1) << shift) - 1;
  }
}
