package dev.sallyport.adapters.sql;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;

/// Until when somebody waits.
record Deadline(long nanos) {

  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  boolean isPast() {
    return nanos - System.nanoTime() <= 0;
  }

  /// The milliseconds that are left, at least 1.
  ///
  /// @throws SQLTimeoutException if none are
  int millisLeft() throws SQLException {
    long left = nanos - System.nanoTime();
    if (left <= 0) {
      throw new SQLTimeoutException("it takes too long");
    }
    return Math.toIntExact(Math.max(1, left / 1_000_000));
  }
}
