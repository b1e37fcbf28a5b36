package dev.sallyport.bootstrap;

import dev.sallyport.application.session.PurgeSessions;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Forgets expired sessions once a minute, on a thread of its own.
final class Purging implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Purging.class.getName());
  private static final int SECONDS_TO_END = 5;

  private final PurgeSessions purgeSessions;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("purge").daemon(true).factory());

  Purging(PurgeSessions purgeSessions) {
    this.purgeSessions = purgeSessions;
  }

  void start() {
    // Its future never completes: it runs until the thread ends, whatever happens.
    var _ = thread.scheduleWithFixedDelay(this::purge, 1, 1, TimeUnit.MINUTES);
  }

  /// What it throws would quietly be its last run; a database that is down now may be up in a minute.
  private void purge() {
    try {
      purgeSessions.purge();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "expired sessions could not be purged", e);
    }
  }

  /// Lets what runs come to its end, for some seconds: it holds the database.
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
