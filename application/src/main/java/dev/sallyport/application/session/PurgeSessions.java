package dev.sallyport.application.session;

import dev.sallyport.application.port.SessionStore;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/// Forgets sessions on which nothing depends any more, in steps so small that no writer waits long.
public final class PurgeSessions {

  /// One hundred rows take a writer some ten milliseconds; a single DELETE of all stalls it for
  /// seconds.
  private static final int STEP = 100;

  /// At most this many steps a call, so that a call ends; the next one goes on.
  private static final int STEPS = 100;

  private final SessionStore sessions;
  private final InstantSource clock;
  private final LongAdder purged = new LongAdder();

  public PurgeSessions(SessionStore sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /// Purges some ten thousand sessions at most.
  ///
  /// @return how many were forgotten
  public int purge() {
    int forgotten = 0;
    for (int step = 0; step < STEPS; step++) {
      int some = sessions.purge(clock.instant(), STEP);
      forgotten += some;
      purged.add(some);
      if (some < STEP) {
        break;
      }
    }
    return forgotten;
  }

  /// How many were forgotten by this since it was made.
  public long purged() {
    return purged.sum();
  }
}
