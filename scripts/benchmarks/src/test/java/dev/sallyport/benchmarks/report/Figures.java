package dev.sallyport.benchmarks.report;

import dev.sallyport.benchmarks.report.Comparison.Round;
import java.util.List;

/// Figures of every kind.
final class Figures {

  static final Comparison MET =
      new Comparison(
          "protected route",
          "requests/s",
          "bare Javalin",
          List.of(new Round(9_000, 10_000), new Round(8_800, 10_000), new Round(9_500, 10_000)),
          new Target.AtLeast(0.85));

  static final Comparison MISSED =
      new Comparison(
          "refresh, CPU",
          "µs",
          "bare Javalin",
          List.of(new Round(900, 100), new Round(850, 100)),
          new Target.AtMost(8));

  static final Comparison ALONE =
      Comparison.alone("resident memory", "MiB", List.of(140.4), new Target.AtMost(160));

  static final Comparison WITHOUT_TARGET =
      new Comparison("a | b <c>", "", "d & e", List.of(new Round(1, 4)), Target.none());

  static final List<Comparison> ALL = List.of(MET, MISSED, ALONE, WITHOUT_TARGET);

  private Figures() {}
}
