package dev.sallyport.domain.throttle;

import java.time.Instant;
import java.util.Optional;

/// A limit that is turned off: nothing is counted.
public record Unlimited() implements Throttle {

  @Override
  public Decision debit(Optional<Tally> seen, Instant now) {
    return new Decision.Allowed(Optional.empty());
  }

  @Override
  public Optional<Tally> credit(Tally seen, Instant now) {
    return Optional.empty();
  }

  @Override
  public long weight(Tally seen, Instant now) {
    return 0;
  }
}
