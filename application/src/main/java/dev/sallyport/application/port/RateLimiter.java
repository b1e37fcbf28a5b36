package dev.sallyport.application.port;

import dev.sallyport.domain.throttle.Decision;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.Throttle;
import java.time.Instant;

/// What was counted under each key, and by how much longer. Every step is atomic: of any number of
/// debits at once no more are allowed than one after the other. Thread-safe, and bounded in memory,
/// whatever keys come: one that has to give something up gives up the lightest
/// ([Throttle#weight]). Implementations pass `RateLimiterContract`.
///
/// A count may be lost, as by a restart; it is never made up.
public interface RateLimiter {

  /// Counts one more, if the rule allows it.
  ///
  /// @throws StoreUnavailableException if it can't be counted: nothing is let through uncounted
  Decision debit(LimitKey key, Throttle throttle, Instant now);

  /// Takes one debit back: what was counted did not happen after all.
  void credit(LimitKey key, Throttle throttle, Instant now);

  /// Forgets all that was counted under this key.
  void clear(LimitKey key);
}
