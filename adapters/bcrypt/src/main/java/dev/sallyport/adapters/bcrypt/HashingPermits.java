package dev.sallyport.adapters.bcrypt;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// Who may hash when: as many at once as there are permits, in the order in which they came, and
/// nobody waits in vain.
///
/// The work runs on platform threads of its own, since whole cores of it on virtual threads would
/// starve every other request; only the caller waits. Who can't have a turn in time is told at
/// once; who has not had it in time goes away, and nothing is worked for somebody who has gone.
final class HashingPermits implements AutoCloseable {

  private final Duration longestWait;
  private final int threads;
  private final ExecutorService pool;
  private final Semaphore permits;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong workNanos;
  private final LongAdder refused = new LongAdder();
  private final LongConsumer took;

  /// @param threads how many work at once, at least 1
  /// @param longestWait how long a caller waits for a turn
  /// @param work how long one piece of work takes, as far as one can guess before the first
  HashingPermits(int threads, Duration longestWait, Duration work) {
    this(threads, longestWait, work, _ -> {});
  }

  /// @param took is told how many nanoseconds each piece of work took
  HashingPermits(int threads, Duration longestWait, Duration work, LongConsumer took) {
    if (threads < 1) {
      throw new IllegalArgumentException("hashing takes at least one thread");
    }
    this.threads = threads;
    this.took = took;
    this.longestWait = longestWait;
    this.workNanos = new AtomicLong(work.toNanos());
    this.permits = new Semaphore(threads, true);
    this.pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("hashing-", 1).daemon().factory());
  }

  /// Waits for a turn and has the work done; empty if there was no turn in time, the caller was
  /// interrupted or this is closed.
  <T> Optional<T> run(Supplier<T> work) {
    try {
      if (!takeTurn()) {
        refused.increment();
        return Optional.empty();
      }
      // Given back by the work itself: it goes on when its caller is interrupted.
      var done =
          CompletableFuture.supplyAsync(() -> timed(work), pool)
              .whenComplete((_, _) -> permits.release());
      return Optional.of(done.get());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (RejectedExecutionException closed) {
      permits.release();
      return Optional.empty();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("hashing failed", failed.getCause());
    }
  }

  /// When everybody who waits now has had a turn, or has gone away.
  Duration retryAfter() {
    return longestWait;
  }

  /// How many wait for their turn now.
  int waiting() {
    return waiting.get();
  }

  /// How many had no turn in time, since the start.
  long refused() {
    return refused.sum();
  }

  private boolean takeTurn() throws InterruptedException {
    if (permits.tryAcquire(0, TimeUnit.SECONDS)) {
      return true;
    }
    try {
      return waiting.incrementAndGet() <= mostWaiting()
          && permits.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// As many as can have their turn in time. One for each thread may always wait: how much of the
  /// work before them is left, nobody knows.
  long mostWaiting() {
    return Math.max(threads, threads * longestWait.toNanos() / workNanos.get());
  }

  private <T> T timed(Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    long nanos = Math.max(1, System.nanoTime() - start);
    took.accept(nanos);
    // A slow average: one hash beside a busy neighbour must not shut the door.
    workNanos.updateAndGet(before -> Math.max(1, before + (nanos - before) / 8));
    return result;
  }

  /// Lets what has begun end, and begins nothing more.
  @Override
  public void close() {
    pool.close();
  }
}
