package dev.sallyport.adapters.memory;

import dev.sallyport.domain.throttle.Decision;
import dev.sallyport.domain.throttle.Decision.Allowed;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.Tally;
import dev.sallyport.domain.throttle.Throttle;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The tallies of one limit, in a table that never grows: a key has its place in one of many small
/// sets, and where that set is full, the tally that weighs the least gives way.
///
/// Keys are HMACs, so nobody can pick names that meet in one set. To wash out the count of a victim,
/// an attacker needs as many keys as the table has places, each tried more often than the victim's.
final class TallyTable {

  /// How many keys a set holds.
  private static final int WAYS = 8;

  private final AtomicReferenceArray<@Nullable Set> sets;

  /// @param places how many tallies fit: a power of two, at least 8
  TallyTable(int places) {
    if (Integer.bitCount(places) != 1 || places < WAYS) {
      throw new IllegalArgumentException("not a number of places");
    }
    sets = new AtomicReferenceArray<>(places / WAYS);
  }

  /// As [dev.sallyport.application.port.RateLimiter#debit].
  Decision debit(LimitKey key, Throttle throttle, Instant now) {
    Set set = setOf(key);
    synchronized (set) {
      int way = set.find(key);
      Decision decision = throttle.debit(set.tally(way), now);
      if (decision instanceof Allowed(var next) && next.isPresent()) {
        set.put(way < 0 ? set.lightest(throttle, now) : way, key, next.get());
      }
      return decision;
    }
  }

  /// As [dev.sallyport.application.port.RateLimiter#credit].
  void credit(LimitKey key, Throttle throttle, Instant now) {
    Set set = setOf(key);
    synchronized (set) {
      int way = set.find(key);
      Optional<Tally> next = set.tally(way).flatMap(tally -> throttle.credit(tally, now));
      next.ifPresentOrElse(tally -> set.put(way, key, tally), () -> set.remove(way));
    }
  }

  /// As [dev.sallyport.application.port.RateLimiter#clear].
  void clear(LimitKey key) {
    Set set = setOf(key);
    synchronized (set) {
      set.remove(set.find(key));
    }
  }

  /// How many tallies there are.
  int size() {
    int size = 0;
    for (int i = 0; i < sets.length(); i++) {
      Set set = sets.get(i);
      size += set == null ? 0 : set.size();
    }
    return size;
  }

  private Set setOf(LimitKey key) {
    int index = Math.floorMod(key.high(), sets.length());
    Set set = sets.get(index);
    if (set != null) {
      return set;
    }
    var fresh = new Set();
    return sets.compareAndSet(index, null, fresh) ? fresh : setOf(key);
  }

  /// A few keys and their tallies; whoever uses it holds its lock.
  private static final class Set {

    private final long[] high = new long[WAYS];
    private final long[] low = new long[WAYS];
    private final @Nullable Tally[] tallies = new @Nullable Tally[WAYS];

    /// Where a key is; -1 if it is not here.
    int find(LimitKey key) {
      for (int way = 0; way < WAYS; way++) {
        if (tallies[way] != null && high[way] == key.high() && low[way] == key.low()) {
          return way;
        }
      }
      return -1;
    }

    Optional<Tally> tally(int way) {
      return way < 0 ? Optional.empty() : Optional.ofNullable(tallies[way]);
    }

    /// A free place, or else that of the tally that would be missed the least.
    int lightest(Throttle throttle, Instant now) {
      int lightest = 0;
      long least = Long.MAX_VALUE;
      for (int way = 0; way < WAYS && least > 0; way++) {
        Tally tally = tallies[way];
        long weight = tally == null ? 0 : throttle.weight(tally, now);
        if (weight < least) {
          least = weight;
          lightest = way;
        }
      }
      return lightest;
    }

    void put(int way, LimitKey key, Tally tally) {
      high[way] = key.high();
      low[way] = key.low();
      tallies[way] = tally;
    }

    void remove(int way) {
      if (way >= 0) {
        tallies[way] = null;
      }
    }

    synchronized int size() {
      int size = 0;
      for (Tally tally : tallies) {
        size += tally == null ? 0 : 1;
      }
      return size;
    }
  }
}
