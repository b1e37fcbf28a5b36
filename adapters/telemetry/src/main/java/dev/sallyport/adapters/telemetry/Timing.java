package dev.sallyport.adapters.telemetry;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// How long something takes: how often it took up to so long. Thread-safe, and free of locks.
public final class Timing {

  private static final double NANOS = 1e9;

  private final double[] seconds;
  private final long[] nanos;
  private final LongAdder[] counts;
  private final LongAdder sum = new LongAdder();

  /// @param upTo the bounds, in seconds, rising; what takes longer than the last is counted too
  Timing(double... upTo) {
    seconds = new double[upTo.length + 1];
    nanos = new long[upTo.length + 1];
    for (int i = 0; i < upTo.length; i++) {
      seconds[i] = upTo[i];
      nanos[i] = (long) (upTo[i] * NANOS);
    }
    seconds[upTo.length] = Double.POSITIVE_INFINITY;
    nanos[upTo.length] = Long.MAX_VALUE;
    counts = Stream.generate(LongAdder::new).limit(seconds.length).toArray(LongAdder[]::new);
  }

  /// It took so long once more.
  public void took(long nanoseconds) {
    int bucket = 0;
    while (nanoseconds > nanos[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(nanoseconds);
  }

  HistogramDataPointSnapshot snapshot(Labels labels) {
    long[] now = new long[counts.length];
    for (int i = 0; i < now.length; i++) {
      now[i] = counts[i].sum();
    }
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(ClassicHistogramBuckets.of(seconds, now))
        .sum(sum.sum() / NANOS)
        .build();
  }
}
