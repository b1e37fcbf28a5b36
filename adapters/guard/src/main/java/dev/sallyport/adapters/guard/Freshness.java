package dev.sallyport.adapters.guard;

import dev.sallyport.adapters.guard.GuardSettings.WhenStale;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The rule for how old the knowledge of revocations may be.
record Freshness(Duration maxStaleness, WhenStale whenStale) {

  /// Whether requests may be let in.
  ///
  /// @param completeAsOf up to when all revocations are known; empty if none ever was
  boolean suffices(Optional<Instant> completeAsOf, Instant now) {
    return switch (whenStale) {
      case ACCEPT -> true;
      case REFUSE -> completeAsOf.filter(known -> isFresh(known, now)).isPresent();
    };
  }

  /// False too while the clock is before what is known: it was set back, and nobody knows how old
  /// that knowledge is.
  private boolean isFresh(Instant known, Instant now) {
    return !now.isBefore(known) && !now.isAfter(known.plus(maxStaleness));
  }
}
