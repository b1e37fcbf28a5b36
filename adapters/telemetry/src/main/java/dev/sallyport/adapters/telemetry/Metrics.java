package dev.sallyport.adapters.telemetry;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// All that is measured, and the page on which it stands.
///
/// What happens is counted where it happens, without locks; what is there is asked for when
/// somebody reads the page. Which series there are is fixed when the server starts: the values of
/// labels are constants of enums, or words of ours, so nothing that comes from outside can make one.
public final class Metrics {

  /// The media type of the page.
  public static final String MEDIA_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final PrometheusTextFormatWriter WRITER =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();

  private final List<Supplier<MetricSnapshot>> families = new CopyOnWriteArrayList<>();

  /// The page (Prometheus text format, version 0.0.4).
  public byte[] page() {
    var page = new ByteArrayOutputStream();
    try {
      WRITER.write(
          page,
          new MetricSnapshots(families.stream().map(Supplier::get).toList()),
          EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException notInMemory) {
      throw new UncheckedIOException(notInMemory);
    }
    return page.toByteArray();
  }

  /// What there is of something now.
  ///
  /// @param now asked each time the page is written; neither waits for anything, nor, if it can't
  ///     tell, throws: it is `NaN` then
  public void gauge(String name, String help, DoubleSupplier now) {
    families.add(() ->
        GaugeSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(GaugeDataPointSnapshot.builder().value(now.getAsDouble()).build())
            .build());
  }

  /// How often something has happened, which somebody else counts.
  ///
  /// @param name without the `_total` that it has on the page
  public void counter(String name, String help, LongSupplier now) {
    seconds(name, help, now::getAsLong);
  }

  /// How many seconds something has taken, which somebody else counts.
  ///
  /// @param name without the `_total` that it has on the page
  public void seconds(String name, String help, DoubleSupplier now) {
    families.add(() ->
        CounterSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(CounterDataPointSnapshot.builder().value(now.getAsDouble()).build())
            .build());
  }

  /// Which of some states something is in now: that one is 1, the others are 0.
  public <E extends Enum<E>> void state(
      String name, String help, String label, Class<E> states, Supplier<E> now) {
    families.add(() -> {
      var gauge = GaugeSnapshot.builder().name(name).help(help);
      E current = now.get();
      for (E state : states.getEnumConstants()) {
        gauge.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(Labels.of(label, word(state)))
                .value(state == current ? 1 : 0)
                .build());
      }
      return gauge.build();
    });
  }

  /// A 1 whose labels say something that does not change while the server runs.
  public void constant(String name, String help, String label, String value) {
    families.add(() ->
        GaugeSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(
                GaugeDataPointSnapshot.builder().labels(Labels.of(label, value)).value(1).build())
            .build());
  }

  /// How long something takes.
  ///
  /// @param upTo the bounds of the histogram, in seconds, rising
  public Timing timing(String name, String help, double... upTo) {
    var timing = new Timing(upTo);
    families.add(() ->
        HistogramSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(timing.snapshot(Labels.EMPTY))
            .build());
    return timing;
  }

  /// The requests of a server.
  public RequestMetrics requests() {
    var requests = new RequestMetrics();
    families.add(requests::counts);
    families.add(requests::times);
    return requests;
  }

  /// Counts, one for each constant of an enum.
  <E extends Enum<E>> Tally<E> tally(
      String name, String help, String label, Class<E> of, Function<E, String> word) {
    var tally = new Tally<>(name, help, label, of, word);
    families.add(tally::snapshot);
    return tally;
  }

  /// A constant as the value of a label.
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
