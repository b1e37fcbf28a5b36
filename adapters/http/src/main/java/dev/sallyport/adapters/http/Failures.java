package dev.sallyport.adapters.http;

import dev.sallyport.application.port.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What nobody nearby could do anything about: the one place that turns it into a 503 or a 500, and
/// into one record of the log.
///
/// Messages of exceptions do not go into the log, let alone into an answer: they quote what the
/// caller sent, SQL, or a URL with its password. The classes and the places do, and that finds the
/// cause. The message of [StoreUnavailableException] is our own and has no values.
///
/// A store that is down fails every request, and all of them for the same reason: of those there is
/// one line a second, without places. What nobody foresaw is logged in full each time.
final class Failures {

  /// When it makes sense to try again what failed for a reason that passes by itself.
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final Logger LOG = System.getLogger("dev.sallyport.http");

  private static final int MOST_FRAMES = 40;
  private static final int MOST_CAUSES = 8;

  private final OncePer second;
  private final LongAdder untold = new LongAdder();

  /// @param nanoTime as [System#nanoTime] has it
  Failures(LongSupplier nanoTime) {
    this.second = new OncePer(Duration.ofSeconds(1), nanoTime);
  }

  /// Logs what was thrown, and tells what to answer.
  Answer answerTo(Throwable thrown, String requestId) {
    if (thrown instanceof StoreUnavailableException unavailable) {
      tell(unavailable, requestId);
      return Answer.unavailable(RETRY_AFTER);
    }
    LOG.log(Level.ERROR, () -> "request " + requestId + " failed" + describe(thrown, MOST_FRAMES));
    return Answer.of(Problem.INTERNAL);
  }

  private void tell(StoreUnavailableException unavailable, String requestId) {
    if (!second.isDue()) {
      untold.increment();
      return;
    }
    long others = untold.sumThenReset();
    LOG.log(
        Level.WARNING,
        () ->
            "request "
                + requestId
                + " was answered 503: "
                + unavailable.getMessage()
                + describe(unavailable.getCause(), 0)
                + (others == 0 ? "" : "; and " + others + " more before it"));
  }

  private static String describe(@Nullable Throwable thrown, int mostFrames) {
    var text = new StringBuilder();
    String between = mostFrames == 0 ? ", caused by " : System.lineSeparator() + "caused by ";
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      text.append(i == 0 ? ": " : between).append(cause.getClass().getName());
      StackTraceElement[] frames = cause.getStackTrace();
      for (int f = 0; f < Math.min(frames.length, mostFrames); f++) {
        text.append(System.lineSeparator()).append("\tat ").append(frames[f]);
      }
      cause = cause.getCause();
    }
    return text.toString();
  }
}
