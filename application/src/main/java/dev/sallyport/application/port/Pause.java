package dev.sallyport.application.port;

import java.time.Duration;

/// Waiting, handed in: a test lets no time pass, and a server that stops lets nobody wait.
public interface Pause {

  /// Waits.
  ///
  /// @return false if nobody should wait any longer, and then at once
  boolean elapse(Duration time);
}
