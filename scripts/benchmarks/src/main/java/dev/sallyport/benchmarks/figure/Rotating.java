package dev.sallyport.benchmarks.figure;

import dev.sallyport.domain.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/// Callers of whom each rotates a session of its own, from generation to generation.
final class Rotating {

  /// How a session is rotated.
  @FunctionalInterface
  interface By {
    /// Rotates it.
    ///
    /// @throws Exception if it was not rotated
    void rotate(Session seen, Session next) throws Exception;
  }

  private final Session[] current;
  private final By by;

  /// @param from the number of the first of their sessions
  Rotating(Sessions sessions, int from, int callers, By by) {
    this(sessions, from, 1, callers, by);
  }

  /// @param from the number of the first of their sessions
  /// @param apart how far that of the next one is from it
  Rotating(Sessions sessions, int from, int apart, int callers, By by) {
    this.current = new Session[callers];
    this.by = by;
    for (int caller = 0; caller < callers; caller++) {
      current[caller] = sessions.first(from + caller * apart);
    }
  }

  Callers.Result run(Duration duration) {
    return Callers.run(current.length, duration, this::rotate);
  }

  Callers.Result whileGoing(BooleanSupplier goOn) {
    return Callers.run(current.length, goOn, this::rotate);
  }

  private void rotate(int caller) throws Exception {
    Session next = Sessions.rotated(current[caller], Instant.now());
    by.rotate(current[caller], next);
    current[caller] = next;
  }
}
