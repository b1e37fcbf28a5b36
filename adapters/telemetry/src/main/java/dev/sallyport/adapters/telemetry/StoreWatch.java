package dev.sallyport.adapters.telemetry;

import dev.sallyport.application.port.StoreHealth;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Asks a store once a second how it is, on a thread of its own, so that whoever wants to know is
/// told at once, however many there are and however long the store takes: a store that takes too
/// long is down. Each change is one line of the log.
public final class StoreWatch implements StoreHealth, AutoCloseable {

  private static final Logger LOG = System.getLogger(StoreWatch.class.getName());

  /// How long the store has for an answer.
  static final Duration PATIENCE = Duration.ofMillis(1500);

  private final String name;
  private final StoreHealth store;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("store-watch").daemon().factory());

  /// What is known; replaced as a whole.
  private volatile Known known;

  /// @param up what the last answer was
  /// @param askedAt since when another answer is awaited
  private record Known(boolean up, boolean asking, long askedAt) {}

  /// A watch that takes a store to be up until it has asked it: it was opened a moment ago.
  ///
  /// @param name of the store, for the log
  /// @param nanoTime as [System#nanoTime] has it
  public StoreWatch(String name, StoreHealth store, LongSupplier nanoTime) {
    this.name = name;
    this.store = store;
    this.nanoTime = nanoTime;
    this.known = new Known(true, false, 0);
  }

  /// Asks from now on.
  public void start() {
    // Its future never completes: it runs until the thread ends, whatever happens.
    var _ = thread.scheduleWithFixedDelay(this::ask, 0, 1, TimeUnit.SECONDS);
  }

  /// Asks once, and waits for the answer.
  void ask() {
    boolean before = known.up;
    known = new Known(before, true, nanoTime.getAsLong());
    boolean up = answer();
    known = new Known(up, false, 0);
    if (up != before) {
      LOG.log(
          up ? Level.INFO : Level.WARNING,
          name + (up ? " answers again" : " does not answer: what needs it is answered 503"));
    }
  }

  /// Whatever it throws, an error too, must not be the last time that it is asked.
  private boolean answer() {
    try {
      return store.isUp();
    } catch (RuntimeException | Error e) {
      return false;
    }
  }

  @Override
  public boolean isUp() {
    Known now = known;
    return now.up && !(now.asking && nanoTime.getAsLong() - now.askedAt > PATIENCE.toNanos());
  }

  /// Asks no more.
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
