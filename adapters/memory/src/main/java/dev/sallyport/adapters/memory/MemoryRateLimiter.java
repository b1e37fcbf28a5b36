package dev.sallyport.adapters.memory;

import dev.sallyport.application.port.RateLimiter;
import dev.sallyport.domain.throttle.Decision;
import dev.sallyport.domain.throttle.LimitKey;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.throttle.Throttle;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/// The limits of one node, in memory that does not grow with what comes: each limit has a table of
/// its own, so that a flood of one kind leaves the others alone. A restart forgets all counts.
public final class MemoryRateLimiter implements RateLimiter {

  /// How many keys of one limit are remembered: some 70 bytes each, and only once they come.
  static final int PLACES = 1 << 15;

  private final Map<LimitName, TallyTable> tables = new EnumMap<>(LimitName.class);

  public MemoryRateLimiter() {
    for (LimitName limit : LimitName.values()) {
      tables.put(limit, new TallyTable(PLACES));
    }
  }

  @Override
  public Decision debit(LimitKey key, Throttle throttle, Instant now) {
    return table(key).debit(key, throttle, now);
  }

  @Override
  public void credit(LimitKey key, Throttle throttle, Instant now) {
    table(key).credit(key, throttle, now);
  }

  @Override
  public void clear(LimitKey key) {
    table(key).clear(key);
  }

  /// How many keys are remembered.
  int size() {
    return tables.values().stream().mapToInt(TallyTable::size).sum();
  }

  private TallyTable table(LimitKey key) {
    TallyTable table = tables.get(key.name());
    if (table == null) {
      throw new IllegalStateException("every limit has a table");
    }
    return table;
  }
}
