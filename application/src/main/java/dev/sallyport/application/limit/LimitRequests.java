package dev.sallyport.application.limit;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.RateLimiter;
import dev.sallyport.application.port.SecurityEvent.LimitExceeded;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.throttle.Decision;
import dev.sallyport.domain.throttle.Exceeded;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.LimitKeys;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Throttle;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Counts requests before anything is done for them.
public final class LimitRequests {

  private final RateLimiter limiter;
  private final LimitKeys keys;
  private final LimitPolicy policy;
  private final SecurityLog log;
  private final InstantSource clock;

  public LimitRequests(
      RateLimiter limiter,
      LimitKeys keys,
      LimitPolicy policy,
      SecurityLog log,
      InstantSource clock) {
    this.limiter = limiter;
    this.keys = keys;
    this.policy = policy;
    this.log = log;
    this.clock = clock;
  }

  /// Counts one request of this client address; empty if it may go on.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if it can't be counted
  public Optional<Exceeded> perAddress(LimitName limit, Caller caller) {
    return debit(keys.of(limit, caller.client().address()), caller);
  }

  /// Counts one request for this session; empty if it may go on. Only for who has shown a token of
  /// ours: the id of a session is no secret.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if it can't be counted
  public Optional<Exceeded> perSession(LimitName limit, SessionId session, Caller caller) {
    return debit(keys.of(limit, session), caller);
  }

  private Optional<Exceeded> debit(LimitKey key, Caller caller) {
    Instant now = clock.instant();
    Throttle throttle = policy.of(key.name());
    return switch (limiter.debit(key, throttle, now)) {
      case Decision.Allowed _ -> Optional.empty();
      case Decision.Limited(var retryAfter) -> {
        log.record(new LimitExceeded(key.name()), caller, now);
        yield Optional.of(new Exceeded(key.name(), throttle, retryAfter));
      }
    };
  }
}
