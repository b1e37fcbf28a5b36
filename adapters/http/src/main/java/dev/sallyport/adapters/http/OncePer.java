package dev.sallyport.adapters.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Lets one pass in each while, however many come. Thread-safe.
final class OncePer {

  private final long interval;
  private final LongSupplier nanoTime;
  private final AtomicLong next;

  /// @param nanoTime as [System#nanoTime] has it
  OncePer(Duration interval, LongSupplier nanoTime) {
    this.interval = interval.toNanos();
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong());
  }

  /// Whether it is time for one more; then it is not again for a while.
  boolean isDue() {
    long now = nanoTime.getAsLong();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + interval);
  }
}
