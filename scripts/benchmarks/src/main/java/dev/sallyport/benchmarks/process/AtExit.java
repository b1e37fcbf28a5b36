package dev.sallyport.benchmarks.process;

import java.util.ArrayDeque;
import java.util.Deque;

/// What has to be undone when this process ends before it has done so itself, as by Ctrl-C: the last
/// thing first, so that a server has ended before its directory is removed.
public final class AtExit {

  private static final Deque<Runnable> TO_DO = new ArrayDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtExit::undo, "undo what was begun"));
  }

  private AtExit() {}

  /// Remembers that this has to be done.
  public static synchronized void remember(Runnable undoing) {
    TO_DO.push(undoing);
  }

  /// It was done.
  public static synchronized void forget(Runnable undoing) {
    TO_DO.remove(undoing);
  }

  private static synchronized void undo() {
    while (!TO_DO.isEmpty()) {
      try {
        TO_DO.pop().run();
      } catch (RuntimeException e) {
        // The others still have to be undone.
        System.err.println("Not undone: " + e);
      }
    }
  }
}
