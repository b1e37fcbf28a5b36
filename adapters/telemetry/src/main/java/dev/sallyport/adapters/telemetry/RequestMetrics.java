package dev.sallyport.adapters.telemetry;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// The requests of each line of the table of routes, by what they came to, and how long they took.
public final class RequestMetrics {

  private static final double[] UP_TO = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};

  private final Map<String, Timing> timings = new ConcurrentSkipListMap<>();
  private final Map<String, Map<String, Series>> series = new ConcurrentSkipListMap<>();

  /// What a request came to.
  private enum Answered {
    SUCCESS("2xx"),
    REDIRECT("3xx"),
    CLIENT_ERROR("4xx"),
    SERVER_ERROR("5xx"),
    /// None: the connection was lost, or cut off.
    NOTHING("none");

    private final String word;

    Answered(String word) {
      this.word = word;
    }

    private static Answered by(int status) {
      return switch (status / 100) {
        case 2 -> SUCCESS;
        case 3 -> REDIRECT;
        case 4 -> CLIENT_ERROR;
        case 5 -> SERVER_ERROR;
        default -> NOTHING;
      };
    }
  }

  /// What counts the requests of a line of the table.
  public static final class Series {
    private final Timing timing;
    private final Map<Answered, LongAdder> counts = new EnumMap<>(Answered.class);

    private Series(Timing timing) {
      this.timing = timing;
      for (Answered one : Answered.values()) {
        counts.put(one, new LongAdder());
      }
    }

    /// One more.
    ///
    /// @param status 0 if there was no answer
    public void ended(int status, long nanos) {
      Objects.requireNonNull(counts.get(Answered.by(status))).increment();
      timing.took(nanos);
    }
  }

  /// What counts the requests of this route and method from now on. Only for what is known before
  /// the first request.
  public Series of(String route, String method) {
    var timing = timings.computeIfAbsent(route, _ -> new Timing(UP_TO));
    return series
        .computeIfAbsent(route, _ -> new ConcurrentSkipListMap<>())
        .computeIfAbsent(method, _ -> new Series(timing));
  }

  MetricSnapshot counts() {
    var counter =
        CounterSnapshot.builder()
            .name("sallyport_http_requests")
            .help("Requests that have ended, by line of the table of routes and class of status.");
    series.forEach((route, byMethod) ->
        byMethod.forEach((method, one) ->
            one.counts.forEach((answered, count) ->
                counter.dataPoint(
                    CounterDataPointSnapshot.builder()
                        .labels(
                            Labels.of("route", route, "method", method, "status", answered.word))
                        .value((double) count.sum())
                        .build()))));
    return counter.build();
  }

  MetricSnapshot times() {
    var histogram =
        HistogramSnapshot.builder()
            .name("sallyport_http_request_duration_seconds")
            .help("From the arrival of a request's head until its answer was taken.");
    timings.forEach(
        (route, timing) -> histogram.dataPoint(timing.snapshot(Labels.of("route", route))));
    return histogram.build();
  }
}
