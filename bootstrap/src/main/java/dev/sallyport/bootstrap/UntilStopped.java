package dev.sallyport.bootstrap;

import dev.sallyport.application.port.Pause;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waiting that ends when the server stops.
final class UntilStopped implements Pause, AutoCloseable {

  private final CountDownLatch stopped = new CountDownLatch(1);

  @Override
  public boolean elapse(Duration time) {
    try {
      return !stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
