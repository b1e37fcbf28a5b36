package dev.sallyport.benchmarks.report;

import java.util.List;

/// One figure, measured in rounds: ours, and in the same round what it is measured by.
///
/// @param what what was measured
/// @param unit the unit of both values, such as `requests/s`; empty for a mere number
/// @param yardstick what ours is measured by; empty if it stands alone
/// @param rounds at least one, in the order in which they were measured
/// @param target of the ratio, or of ours where it stands alone
public record Comparison(
    String what, String unit, String yardstick, List<Round> rounds, Target target) {

  /// What a round has shown.
  ///
  /// @param yardstick 1 where ours stands alone
  public record Round(double ours, double yardstick) {

    double ratio() {
      return ours / yardstick;
    }
  }

  /// @throws IllegalArgumentException if there is no round, or a yardstick that is not above zero
  public Comparison {
    rounds = List.copyOf(rounds);
    if (rounds.isEmpty() || !rounds.stream().allMatch(round -> round.yardstick() > 0)) {
      throw new IllegalArgumentException("nothing was measured of: " + what);
    }
  }

  /// A figure without a yardstick: its target is one for the value itself.
  public static Comparison alone(String what, String unit, List<Double> values, Target target) {
    return new Comparison(
        what, unit, "", values.stream().map(value -> new Round(value, 1)).toList(), target);
  }

  /// Whether it has a yardstick.
  public boolean isCompared() {
    return !yardstick.isEmpty();
  }

  /// Ours over the rounds.
  public Spread ours() {
    return Spread.of(rounds.stream().map(Round::ours).toList());
  }

  /// The yardstick over the rounds.
  public Spread yardsticks() {
    return Spread.of(rounds.stream().map(Round::yardstick).toList());
  }

  /// Ours by the yardstick, round by round; of a figure that stands alone, the figure.
  public Spread ratio() {
    return Spread.of(rounds.stream().map(Round::ratio).toList());
  }

  /// Whether it has a target at all.
  public boolean hasTarget() {
    return !target.equals(Target.none());
  }

  /// Whether the median is what is wanted.
  public boolean isMet() {
    return target.isMetBy(ratio().median());
  }
}
