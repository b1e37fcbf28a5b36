package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.report.Comparison;
import java.util.List;

/// Measures one thing, in rounds in which ours and the yardstick take turns.
public interface Measurement {

  /// What is measured, for who waits for it.
  String name();

  /// Measures it. All that it starts has ended when this returns or throws.
  ///
  /// @return one figure or more
  /// @throws RuntimeException if it can't be measured here and now; the message says why
  List<Comparison> measure(Bench bench);
}
