package dev.sallyport.application.share;

import dev.sallyport.application.port.Pause;
import dev.sallyport.application.port.RevocationSpread;
import dev.sallyport.domain.session.CopyId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/// Spreads what a command has revoked by one wait at its end: a command has succeeded when it ends,
/// however many sessions it was about.
public final class WaitOutAtEnd implements RevocationSpread, AutoCloseable {

  private final Pause pause;
  private final LongSupplier nanoTime;
  private OptionalLong lastCommit = OptionalLong.empty();

  /// @param nanoTime as [System#nanoTime] has it
  public WaitOutAtEnd(Pause pause, LongSupplier nanoTime) {
    this.pause = pause;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void spread(long number, Optional<CopyId> copy) {
    if (copy.isPresent()) {
      lastCommit = OptionalLong.of(nanoTime.getAsLong());
    }
  }

  @Override
  public void spreadEarlier(long number) {
    // Whoever has committed it waits, and a command acknowledges nothing but its own work.
  }

  @Override
  public synchronized void close() {
    if (lastCommit.isPresent()) {
      long left = WaitOutCopies.LAPSE.toNanos() - (nanoTime.getAsLong() - lastCommit.getAsLong());
      if (left > 0) {
        pause.elapse(Duration.ofNanos(left));
      }
    }
  }
}
