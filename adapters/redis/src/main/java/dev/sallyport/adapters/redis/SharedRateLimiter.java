package dev.sallyport.adapters.redis;

import dev.sallyport.application.port.RateLimiter;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.throttle.Decision;
import dev.sallyport.domain.throttle.Decision.Allowed;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.Throttle;
import java.time.Instant;

/// The limits that all nodes share while that can be had, and this node's own otherwise; never none.
///
/// What the shared limits allow is counted here as well, so that an outage does not set back what
/// somebody has used up at this node already.
public final class SharedRateLimiter implements RateLimiter {

  private final RateLimiter shared;
  private final RateLimiter local;

  public SharedRateLimiter(RateLimiter shared, RateLimiter local) {
    this.shared = shared;
    this.local = local;
  }

  @Override
  public Decision debit(LimitKey key, Throttle throttle, Instant now) {
    Decision decision;
    try {
      decision = shared.debit(key, throttle, now);
    } catch (StoreUnavailableException down) {
      return local.debit(key, throttle, now);
    }
    if (decision instanceof Allowed) {
      local.debit(key, throttle, now);
    }
    return decision;
  }

  @Override
  public void credit(LimitKey key, Throttle throttle, Instant now) {
    local.credit(key, throttle, now);
    try {
      shared.credit(key, throttle, now);
    } catch (StoreUnavailableException down) {
      // It stays counted there, which is what a limit may err on.
    }
  }

  @Override
  public void clear(LimitKey key) {
    local.clear(key);
    try {
      shared.clear(key);
    } catch (StoreUnavailableException down) {
      // It stays counted there, which is what a limit may err on.
    }
  }
}
