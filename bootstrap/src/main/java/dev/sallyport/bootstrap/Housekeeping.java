package dev.sallyport.bootstrap;

import dev.sallyport.application.key.RotateSigningKeys;
import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.session.PurgeSessions;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What a server does once a minute, on a thread of its own: it forgets expired sessions, publishes
/// the successor of a signing key that has reached its age, and erases keys that nothing needs.
final class Housekeeping implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
  private static final int SECONDS_TO_END = 5;

  private final PurgeSessions purgeSessions;
  private final RotateSigningKeys signingKeys;
  private final Duration maxKeyAge;
  private final Supplier<Caller> server;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("housekeeping").daemon(true).factory());

  /// @param maxKeyAge how long a signing key that we made signs
  /// @param server who does it, for the security log
  Housekeeping(
      PurgeSessions purgeSessions,
      RotateSigningKeys signingKeys,
      Duration maxKeyAge,
      Supplier<Caller> server) {
    this.purgeSessions = purgeSessions;
    this.signingKeys = signingKeys;
    this.maxKeyAge = maxKeyAge;
    this.server = server;
  }

  /// Starts, at once: a server may have been down while a key reached its age.
  void start() {
    // Its future never completes: it runs until the thread ends, whatever happens.
    var _ = thread.scheduleWithFixedDelay(this::keepHouse, 0, 1, TimeUnit.MINUTES);
  }

  private void keepHouse() {
    attempt("expired sessions could not be purged", purgeSessions::purge);
    attempt(
        "the signing keys could not be rotated",
        () -> signingKeys.rotateByAge(maxKeyAge, server.get()));
    attempt("old signing keys could not be erased", signingKeys::purge);
  }

  /// What a task throws, an error too, would quietly be its last run; a database that is down now may
  /// be up in a minute.
  private static void attempt(String failure, Runnable task) {
    try {
      task.run();
    } catch (StoreUnavailableException down) {
      LOG.log(System.Logger.Level.WARNING, failure + ": " + down.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, failure, e);
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
