package dev.sallyport.bootstrap;

import java.util.ArrayDeque;
import java.util.Deque;

/// What has been opened, to be closed in reverse order: whatever is in use is closed after its users.
final class Closing implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /// Remembers to close this, and returns it.
  <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /// Closes everything, also if some of it can't be closed.
  ///
  /// @throws IllegalStateException if something could not be closed; the rest is closed
  @Override
  public void close() {
    var failed = new IllegalStateException("something could not be closed");
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        failed.addSuppressed(e);
      }
    }
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }
}
