package dev.sallyport.domain.throttle;

import java.time.Duration;
import java.util.Optional;

/// Whether something may be tried.
public sealed interface Decision {

  /// It may, and was counted.
  ///
  /// @param next what was counted so far, this one included; empty if nothing is counted
  record Allowed(Optional<Tally> next) implements Decision {}

  /// It may not, and was not counted: who keeps trying waits no longer for it.
  ///
  /// @param retryAfter until it may, if nobody else tries meanwhile; more than zero
  record Limited(Duration retryAfter) implements Decision {}
}
