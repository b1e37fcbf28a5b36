package dev.sallyport.domain.throttle;

import java.time.Instant;

/// Failures in a row.
///
/// @param count at least 1
/// @param lastAt when the last of them was counted
public record Failures(int count, Instant lastAt) implements Tally {

  /// @throws IllegalArgumentException if there is none
  public Failures {
    if (count < 1) {
      throw new IllegalArgumentException("no failures are no tally");
    }
  }
}
