package dev.sallyport.domain.throttle;

import dev.sallyport.domain.throttle.Decision.Allowed;
import dev.sallyport.domain.throttle.Decision.Limited;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Some failures are free; after each further one, trying again takes twice as long, up to a bound.
/// It slows guessing down and never locks anybody out: what is refused is not counted, so whoever
/// keeps trying does not lengthen the delay.
///
/// Each try is counted as a failure before its outcome is known, so that a hundred at once are not
/// a hundred free ones; who succeeds clears the tally.
///
/// @param free how many failures cost nothing, at least 1
/// @param first the delay after the last free failure, more than zero
/// @param longest the bound of the delay
/// @param memory how long after the last failure all are forgotten; longer than `longest`
public record Backoff(int free, Duration first, Duration longest, Duration memory)
    implements Throttle {

  /// The delay doubles at most so often: then it is at any sensible bound, and a shift would soon
  /// overflow.
  public static final int MOST_DOUBLINGS = 30;

  /// @throws IllegalArgumentException if the numbers don't fit each other
  public Backoff {
    if (free < 1
        || !first.isPositive()
        || longest.compareTo(first) < 0
        || memory.compareTo(longest) <= 0) {
      throw new IllegalArgumentException("a back-off out of range");
    }
  }

  @Override
  public Decision debit(Optional<Tally> seen, Instant now) {
    Optional<Failures> before =
        seen.map(Backoff::failures).filter(failures -> !isForgotten(failures, now));
    if (before.isEmpty()) {
      return new Allowed(Optional.of(new Failures(1, now)));
    }
    Failures failures = before.get();
    Duration since = Duration.between(failures.lastAt(), now);
    Duration left = delayAfter(failures.count()).minus(since.isNegative() ? Duration.ZERO : since);
    return left.isPositive()
        ? new Limited(left)
        : new Allowed(Optional.of(new Failures(oneMore(failures.count()), now)));
  }

  @Override
  public Optional<Tally> credit(Tally seen, Instant now) {
    Failures failures = failures(seen);
    int before = failures.count() - 1;
    // It was let through, so the delay before it was over: nobody is to wait for that once more.
    return before == 0
        ? Optional.empty()
        : Optional.of(new Failures(before, failures.lastAt().minus(delayAfter(before))));
  }

  @Override
  public long weight(Tally seen, Instant now) {
    Failures failures = failures(seen);
    return isForgotten(failures, now) ? 0 : failures.count();
  }

  /// How long after this many failures the next try has to wait.
  private Duration delayAfter(int count) {
    if (count < free) {
      return Duration.ZERO;
    }
    Duration delay = first.multipliedBy(1L << Math.min(count - free, MOST_DOUBLINGS));
    return delay.compareTo(longest) < 0 ? delay : longest;
  }

  private boolean isForgotten(Failures failures, Instant now) {
    Duration since = Duration.between(failures.lastAt(), now);
    return since.compareTo(memory) >= 0 || since.plus(MOST_APART).isNegative();
  }

  private int oneMore(int count) {
    return Math.min(count + 1, free + MOST_DOUBLINGS);
  }

  private static Failures failures(Tally tally) {
    return switch (tally) {
      case Failures failures -> failures;
      case Bucket _ -> throw new IllegalArgumentException("a bucket under the key of a back-off");
    };
  }
}
