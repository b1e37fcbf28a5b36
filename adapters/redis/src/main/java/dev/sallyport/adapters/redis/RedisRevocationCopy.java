package dev.sallyport.adapters.redis;

import dev.sallyport.application.port.RevocationCopy;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The shared copy of the revocations in Redis: one hash, so that an eviction takes all of it or
/// nothing, and beside it the key that says that it is valid, which Redis lets expire.
public final class RedisRevocationCopy implements RevocationCopy {

  private static final Script LOOK = Script.read("copy_look", "life", "valid");
  private static final Script STATE = Script.read("copy_state", "life", "valid");
  private static final Script BEGIN = Script.read("copy_begin", "life");
  private static final Script ADD = Script.read("copy_add", "merge");
  private static final Script FINISH = Script.read("copy_finish", "life");
  private static final Script APPLY = Script.read("copy_apply", "life", "merge");
  private static final Script RENEW = Script.read("copy_renew", "life", "valid");

  private static final Long YES = 1L;

  /// The longest that a validity or a round has left, unless the server's clock was set back.
  private static final String LONGEST = Long.toString(VALIDITY.toMillis());

  private static final int NANOS_BELOW_A_MILLI = 999_999;

  private final Redis redis;
  private final String hash;
  private final String valid;
  private final Duration validity;

  public RedisRevocationCopy(Redis redis) {
    this(redis, VALIDITY);
  }

  /// @param validity how long a round lasts: a test on a slow machine wants more time
  RedisRevocationCopy(Redis redis, Duration validity) {
    this.redis = redis;
    this.validity = validity;
    // The braces put all of them into one slot of a cluster.
    hash = '{' + redis.prefix() + "}:revocations";
    valid = '{' + redis.prefix() + "}:valid";
  }

  private String key(Round round) {
    return '{' + redis.prefix() + "}:round:" + round.name();
  }

  @Override
  public Optional<Revocation> look(CopyId copy, SessionId session) {
    Object said =
        redis.run(LOOK, List.of(hash, valid), List.of(copy.text(), session.text(), LONGEST));
    return said == null ? Optional.empty() : Optional.of(revocation(said.toString()));
  }

  private static Revocation revocation(String text) {
    if (text.isEmpty()) {
      return Revocation.NONE;
    }
    try {
      int colon = text.indexOf(':');
      return new Revocation(
          Integer.parseInt(text.substring(0, colon)),
          Instant.ofEpochMilli(Long.parseLong(text.substring(colon + 1))));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new StoreUnavailableException("redis: an entry can't be read", e);
    }
  }

  @Override
  public State state() {
    return state(redis.run(STATE, List.of(hash, valid), List.of(LONGEST)));
  }

  @Override
  public State open(Round round) {
    String lasts = Long.toString(validity.toMillis());
    return state(redis.run(STATE, List.of(hash, valid, key(round)), List.of(lasts)));
  }

  private static State state(@Nullable Object said) {
    if (!(said instanceof List<?> parts) || parts.size() != 5) {
      throw new StoreUnavailableException("redis: the state of the copy can't be read");
    }
    try {
      return new State(
          CopyId.parse(String.valueOf(parts.get(0))),
          FeedEpoch.parse(String.valueOf(parts.get(1))),
          Long.parseLong(String.valueOf(parts.get(2))),
          YES.equals(parts.get(3)),
          YES.equals(parts.get(4)));
    } catch (NumberFormatException e) {
      throw new StoreUnavailableException("redis: the state of the copy can't be read", e);
    }
  }

  @Override
  public void begin(CopyId copy, FeedEpoch epoch) {
    redis.run(BEGIN, List.of(hash, valid), List.of(copy.text(), epoch.text()));
  }

  @Override
  public boolean add(CopyId copy, List<Entry> entries) {
    return isYes(redis.run(ADD, List.of(hash), arguments(entries, copy.text())));
  }

  @Override
  public boolean finish(CopyId copy, long number, Round round) {
    return isYes(
        redis.run(
            FINISH,
            List.of(hash, valid, key(round)),
            List.of(copy.text(), Long.toString(number), LONGEST)));
  }

  @Override
  public OptionalLong apply(CopyId copy, long from, long to, List<Entry> entries, Instant past) {
    Object said =
        redis.run(
            APPLY,
            List.of(hash),
            arguments(
                entries,
                copy.text(),
                Long.toString(from),
                Long.toString(to),
                Long.toString(past.toEpochMilli())));
    return said instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  @Override
  public boolean renew(CopyId copy, long number, Round round) {
    return isYes(
        redis.run(
            RENEW,
            List.of(hash, valid, key(round)),
            List.of(copy.text(), Long.toString(number), LONGEST)));
  }

  private static List<String> arguments(List<Entry> entries, String... first) {
    List<String> arguments = new ArrayList<>(List.of(first));
    for (Entry entry : entries) {
      Revocation revocation = entry.revocation();
      arguments.add(entry.session().text());
      arguments.add(Integer.toString(revocation.leastGeneration()));
      // Rather a millisecond more than one less.
      Instant until = revocation.until().plusNanos(NANOS_BELOW_A_MILLI);
      arguments.add(Long.toString(until.toEpochMilli()));
    }
    return arguments;
  }

  private static boolean isYes(@Nullable Object said) {
    return YES.equals(said);
  }
}
