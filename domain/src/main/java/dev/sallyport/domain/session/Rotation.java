package dev.sallyport.domain.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The rotation, or the login, that made a session's current generation.
///
/// @param key the digest of the idempotency key that the request came with, if any
/// @param by who asked for it
public record Rotation(Instant at, Optional<IdempotencyKeyDigest> key, Client by) {

  /// Whether its answer may be given once more, to somebody who presents the token that it spent:
  /// within the retry window with its own key, and, if the policy has a leeway, within that when
  /// neither request has a key. A wrong key never does.
  boolean mayBeRepeated(
      Optional<IdempotencyKeyDigest> presented, Instant now, SessionPolicy policy) {
    if (key.isEmpty() && presented.isEmpty()) {
      return isWithin(policy.leeway(), now);
    }
    return key.isPresent() && key.equals(presented) && isWithin(policy.retryWindow(), now);
  }

  /// A request that was under way when the rotation was made has looked at the clock before it: so a
  /// window counts both ways, and one of zero is never open.
  private boolean isWithin(Duration window, Instant now) {
    return Duration.between(at, now).abs().compareTo(window) < 0;
  }
}
