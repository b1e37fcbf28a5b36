package dev.sallyport.domain.throttle;

import dev.sallyport.domain.throttle.Decision.Allowed;
import dev.sallyport.domain.throttle.Decision.Limited;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// So many at once, and as many again in each window: a bucket of `count` that refills evenly. In
/// any stretch of time `t` it lets through at most `count + count * t / window`; there is no edge of
/// a window at which everything is free again.
///
/// @param count 1 to a million
/// @param window how long an empty bucket takes to fill, 1 second to 1 day
public record Limit(int count, Duration window) implements Throttle {

  /// The most that a bucket holds.
  public static final int GREATEST_COUNT = 1_000_000;

  /// The shortest window.
  public static final Duration LEAST_WINDOW = Duration.ofSeconds(1);

  /// The longest window.
  public static final Duration GREATEST_WINDOW = Duration.ofDays(1);

  /// @throws IllegalArgumentException if a number is out of its range
  public Limit {
    if (count < 1
        || count > GREATEST_COUNT
        || window.compareTo(LEAST_WINDOW) < 0
        || window.compareTo(GREATEST_WINDOW) > 0) {
      throw new IllegalArgumentException("a limit out of range");
    }
  }

  @Override
  public Decision debit(Optional<Tally> seen, Instant now) {
    Duration missing =
        seen.map(tally -> missing(tally, now)).orElse(Duration.ZERO).plus(interval());
    return missing.compareTo(window) > 0
        ? new Limited(missing.minus(window))
        : new Allowed(Optional.of(new Bucket(now.plus(missing))));
  }

  @Override
  public Optional<Tally> credit(Tally seen, Instant now) {
    Instant fullAt = bucket(seen).fullAt().minus(interval());
    return fullAt.isAfter(now) ? Optional.of(new Bucket(fullAt)) : Optional.empty();
  }

  @Override
  public long weight(Tally seen, Instant now) {
    return missing(seen, now).toNanos();
  }

  /// How long the bucket takes to fill up, from nothing to the whole window.
  private Duration missing(Tally seen, Instant now) {
    Duration missing = Duration.between(now, bucket(seen).fullAt());
    if (missing.isNegative() || missing.compareTo(window.plus(MOST_APART)) > 0) {
      return Duration.ZERO;
    }
    return missing.compareTo(window) > 0 ? window : missing;
  }

  private static Bucket bucket(Tally tally) {
    return switch (tally) {
      case Bucket bucket -> bucket;
      case Failures _ -> throw new IllegalArgumentException("failures under the key of a limit");
    };
  }

  /// How long one takes to flow in.
  public Duration interval() {
    return window.dividedBy(count);
  }
}
