package dev.sallyport.benchmarks.report;

/// What a figure is to be.
public sealed interface Target {

  /// No target: the figure is told, and that is all.
  static Target none() {
    return new None();
  }

  /// At least this.
  record AtLeast(double least) implements Target {}

  /// At most this.
  record AtMost(double most) implements Target {}

  /// Anything.
  record None() implements Target {}

  /// Whether a value is what is wanted.
  default boolean isMetBy(double value) {
    return switch (this) {
      case AtLeast(double least) -> value >= least;
      case AtMost(double most) -> value <= most;
      case None() -> true;
    };
  }

  /// As it stands in a table; empty if there is none.
  default String text() {
    return switch (this) {
      case AtLeast(double least) -> "at least " + Digits.text(least);
      case AtMost(double most) -> "at most " + Digits.text(most);
      case None() -> "";
    };
  }
}
