package dev.sallyport.adapters.telemetry;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.AtomicLong;

/// Hands log events over to a thread of its own, and counts those for which there was no room:
/// whoever reads the output may stop reading, and no request waits for that.
final class NeverBlockingAppender extends AsyncAppender {

  private static final int ROOM = 8_192;

  private final AtomicLong lost = new AtomicLong();

  NeverBlockingAppender() {
    setQueueSize(ROOM);
    setDiscardingThreshold(0); // nothing is thrown away while there is room
    setNeverBlock(true);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (getRemainingCapacity() == 0) {
      lost.incrementAndGet();
    } else {
      super.append(event);
    }
  }

  /// How many events there was no room for; a few too low if many threads hit the wall at once.
  long lost() {
    return lost.get();
  }
}
