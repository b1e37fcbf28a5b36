package dev.sallyport.application.share;

import dev.sallyport.application.port.Pause;
import dev.sallyport.application.port.RevocationCopy;
import dev.sallyport.application.port.RevocationCounter;
import dev.sallyport.application.port.RevocationSpread;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.CopyId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Spreads a revocation without touching the shared copy: it waits until every validity has lapsed
/// that was given before the commit. A copy that is valid after that was renewed from a database
/// that had the revocation.
public final class WaitOutCopies implements RevocationSpread {

  /// How long after a commit nobody believes a copy without it: the validity, and something for
  /// clocks that run at different rates.
  public static final Duration LAPSE = RevocationCopy.VALIDITY.plusMillis(100);

  /// How many wait at once. Each holds a thread; who comes when so many are there gets 503.
  private static final int MOST_WAITERS = 64;

  private final RevocationCounter counter;
  private final Pause pause;
  private final LongSupplier nanoTime;
  private final Semaphore waiters = new Semaphore(MOST_WAITERS);
  private final AtomicLong spread = new AtomicLong();

  /// @param nanoTime as [System#nanoTime] has it
  public WaitOutCopies(RevocationCounter counter, Pause pause, LongSupplier nanoTime) {
    this.counter = counter;
    this.pause = pause;
    this.nanoTime = nanoTime;
  }

  @Override
  public void spread(long number, Optional<CopyId> copy) {
    spread(number, copy, _ -> false);
  }

  @Override
  public void spreadEarlier(long number) {
    spreadEarlier(number, _ -> false);
  }

  /// A quicker way than waiting.
  @FunctionalInterface
  interface Confirmation {
    /// Whether this copy, which the database has named after the revocation was committed, has come
    /// to its number.
    boolean of(CopyId copy);
  }

  void spread(long number, Optional<CopyId> copy, Confirmation confirmation) {
    long committed = nanoTime.getAsLong();
    // Where the database names none, none is believed, and one that it names later is made from it.
    if (copy.isPresent() && !confirmation.of(copy.get())) {
      waitOut(committed);
    }
    spread.accumulateAndGet(number, Math::max);
  }

  void spreadEarlier(long number, Confirmation confirmation) {
    // Numbers are given out in the order of the commits, so what was waited for stands for all
    // before.
    if (number > spread.get()) {
      var now = counter.read();
      spread(now.number(), now.copy(), confirmation);
    }
  }

  private void waitOut(long since) {
    if (!waiters.tryAcquire()) {
      throw new StoreUnavailableException("shared copy: too many wait until it has lapsed");
    }
    try {
      long left = LAPSE.toNanos() - (nanoTime.getAsLong() - since);
      if (left > 0 && !pause.elapse(Duration.ofNanos(left))) {
        throw new StoreUnavailableException("shared copy: the server stops while some wait for it");
      }
    } finally {
      waiters.release();
    }
  }
}
