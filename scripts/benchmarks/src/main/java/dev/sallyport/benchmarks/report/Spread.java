package dev.sallyport.benchmarks.report;

import java.util.Arrays;
import java.util.List;

/// The median of some values, the least and the greatest.
///
/// @param median the one in the middle; of an even number the mean of the two there
public record Spread(double median, double least, double greatest) {

  /// Of at least one value, none of which is NaN.
  ///
  /// @throws IllegalArgumentException if there is none, or one is NaN
  public static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0 || Arrays.stream(sorted).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException("a spread is that of numbers");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
