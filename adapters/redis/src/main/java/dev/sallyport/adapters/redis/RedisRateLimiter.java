package dev.sallyport.adapters.redis;

import dev.sallyport.application.port.RateLimiter;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.throttle.Backoff;
import dev.sallyport.domain.throttle.Bucket;
import dev.sallyport.domain.throttle.Decision;
import dev.sallyport.domain.throttle.Decision.Allowed;
import dev.sallyport.domain.throttle.Decision.Limited;
import dev.sallyport.domain.throttle.Failures;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.Throttle;
import dev.sallyport.domain.throttle.Unlimited;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The limits that all nodes share: a key each in Redis, which forgets it when nothing is left to
/// remember. Each step is one script, and judges as the rules of the domain do.
public final class RedisRateLimiter implements RateLimiter {

  private static final Script DEBIT_LIMIT = Script.read("debit_limit");
  private static final Script CREDIT_LIMIT = Script.read("credit_limit");
  private static final Script DEBIT_BACKOFF = Script.read("debit_backoff");
  private static final Script CREDIT_BACKOFF = Script.read("credit_backoff");

  /// Redis counts the time by its own clock, and nodes may read theirs this far apart, one behind
  /// the other.
  private static final String SLACK = Long.toString(2 * Throttle.MOST_APART.toMillis());

  private static final String APART = nanos(Throttle.MOST_APART);
  private static final String DOUBLINGS = Integer.toString(Backoff.MOST_DOUBLINGS);

  private final Redis redis;

  public RedisRateLimiter(Redis redis) {
    this.redis = redis;
  }

  @Override
  public Decision debit(LimitKey key, Throttle throttle, Instant now) {
    return switch (throttle) {
      case Unlimited unlimited -> unlimited.debit(Optional.empty(), now);
      case Limit limit -> {
        List<Long> said = run(DEBIT_LIMIT, key, bucketArguments(limit, now));
        yield said.getFirst() == 0
            ? limited(said)
            : new Allowed(Optional.of(new Bucket(instant(said, 1))));
      }
      case Backoff backoff -> {
        List<Long> said =
            run(
                DEBIT_BACKOFF,
                key,
                at(
                    now,
                    Integer.toString(backoff.free()),
                    nanos(backoff.first()),
                    nanos(backoff.longest()),
                    nanos(backoff.memory()),
                    DOUBLINGS,
                    APART,
                    SLACK));
        yield said.getFirst() == 0
            ? limited(said)
            : new Allowed(
                Optional.of(new Failures(Math.toIntExact(said.get(1)), instant(said, 2))));
      }
    };
  }

  @Override
  public void credit(LimitKey key, Throttle throttle, Instant now) {
    switch (throttle) {
      case Unlimited _ -> {}
      case Limit limit -> redis.run(CREDIT_LIMIT, name(key), bucketArguments(limit, now));
      case Backoff backoff ->
          redis.run(
              CREDIT_BACKOFF,
              name(key),
              List.of(
                  Integer.toString(backoff.free()),
                  nanos(backoff.first()),
                  nanos(backoff.longest()),
                  nanos(backoff.memory()),
                  DOUBLINGS,
                  SLACK));
    }
  }

  @Override
  public void clear(LimitKey key) {
    redis.delete(name(key));
  }

  private static List<String> bucketArguments(Limit limit, Instant now) {
    return at(now, nanos(limit.window()), nanos(limit.interval()), APART, SLACK);
  }

  /// The arguments of a script: first the time, as seconds and nanoseconds.
  private static List<String> at(Instant now, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(now.getEpochSecond()));
    arguments.add(Integer.toString(now.getNano()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private List<Long> run(Script script, LimitKey key, List<String> arguments) {
    if (redis.run(script, name(key), arguments) instanceof List<?> said) {
      return said.stream().map(Long.class::cast).toList();
    }
    throw new StoreUnavailableException("redis: " + script.name() + " has said nothing");
  }

  private String name(LimitKey key) {
    HexFormat hex = HexFormat.of();
    return redis.prefix()
        + ":limit:"
        + key.name().text()
        + ':'
        + hex.toHexDigits(key.high())
        + hex.toHexDigits(key.low());
  }

  private static Limited limited(List<Long> said) {
    return new Limited(Duration.ofNanos(said.get(1)));
  }

  private static Instant instant(List<Long> said, int index) {
    return Instant.ofEpochSecond(said.get(index), said.get(index + 1));
  }

  private static String nanos(Duration duration) {
    return Long.toString(duration.toNanos());
  }
}
