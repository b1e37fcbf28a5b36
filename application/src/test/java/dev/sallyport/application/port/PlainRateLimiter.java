package dev.sallyport.application.port;

import dev.sallyport.domain.throttle.Decision;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.Tally;
import dev.sallyport.domain.throttle.Throttle;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A limiter that never forgets, one step after the other.
public final class PlainRateLimiter implements RateLimiter {

  private final Map<LimitKey, Tally> tallies = new HashMap<>();

  @Override
  public synchronized Decision debit(LimitKey key, Throttle throttle, Instant now) {
    Decision decision = throttle.debit(Optional.ofNullable(tallies.get(key)), now);
    if (decision instanceof Decision.Allowed(var next)) {
      put(key, next);
    }
    return decision;
  }

  @Override
  public synchronized void credit(LimitKey key, Throttle throttle, Instant now) {
    Tally seen = tallies.get(key);
    if (seen != null) {
      put(key, throttle.credit(seen, now));
    }
  }

  @Override
  public synchronized void clear(LimitKey key) {
    tallies.remove(key);
  }

  private void put(LimitKey key, Optional<Tally> next) {
    next.ifPresentOrElse(tally -> tallies.put(key, tally), () -> tallies.remove(key));
  }
}
