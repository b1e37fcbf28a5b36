package dev.sallyport.adapters.telemetry;

import dev.sallyport.domain.throttle.LimitName;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// Picks the first event of a kind in each minute, and counts the others. Thread-safe.
///
/// Its memory is bounded: it knows so many kinds a minute, and for those that come after, all of one
/// limit are one kind, so that nobody who has many addresses can have a line for each.
final class FirstOfAMinute {

  /// How many kinds are told apart in a minute, some hundred bytes each.
  static final int MOST_KINDS = 4_096;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Instant begun = Instant.MIN;
  private Map<Kind, Integer> leftOut = new HashMap<>();
  private Map<Kind, Integer> leftOutBefore = new HashMap<>();

  /// What is alike.
  ///
  /// @param user a pseudonym, or empty
  /// @param address the part of an address that one party can be taken to hold, or empty
  record Kind(LimitName limit, String user, ByteBuffer address) {

    /// All of one limit.
    private static Kind of(LimitName limit) {
      return new Kind(limit, "", ByteBuffer.allocate(0));
    }
  }

  /// How many of a kind were left out in the minute before; empty if this one is left out too.
  synchronized OptionalLong leftOutBefore(Kind kind, Instant at) {
    // A clock that was set back begins another minute.
    if (!at.isBefore(begun.plus(MINUTE)) || at.isBefore(begun.minus(MINUTE))) {
      begun = at;
      leftOutBefore = leftOut;
      leftOut = new HashMap<>();
    }
    Kind known =
        leftOut.size() < MOST_KINDS || leftOut.containsKey(kind) ? kind : Kind.of(kind.limit);
    if (leftOut.containsKey(known)) {
      leftOut.merge(known, 1, Integer::sum);
      return OptionalLong.empty();
    }
    leftOut.put(known, 0);
    return OptionalLong.of(leftOutBefore.getOrDefault(known, 0));
  }
}
