package dev.sallyport.adapters.telemetry;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// Counts, one for each constant of an enum: so no label can have a value from outside. Thread-safe,
/// and free of locks.
final class Tally<E extends Enum<E>> {

  private final String name;
  private final String help;
  private final String label;
  private final Function<E, String> word;
  private final Map<E, LongAdder> counts;

  /// @param name without the `_total` that it has on the page
  /// @param word the label's value for a constant
  Tally(String name, String help, String label, Class<E> of, Function<E, String> word) {
    this.name = name;
    this.help = help;
    this.label = label;
    this.word = word;
    this.counts = new EnumMap<>(of);
    for (E one : of.getEnumConstants()) {
      counts.put(one, new LongAdder());
    }
  }

  void add(E one) {
    Objects.requireNonNull(counts.get(one)).increment();
  }

  MetricSnapshot snapshot() {
    var counter = CounterSnapshot.builder().name(name).help(help);
    counts.forEach((one, count) ->
        counter.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(Labels.of(label, word.apply(one)))
                .value((double) count.sum())
                .build()));
    return counter.build();
  }
}
