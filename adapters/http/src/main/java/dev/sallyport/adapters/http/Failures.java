package dev.sallyport.adapters.http;

import dev.sallyport.application.port.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What nobody nearby could do anything about: the one place that turns it into a 503 or a 500, and
/// into one record of the log.
///
/// Messages of exceptions do not go into the log, let alone into an answer: they quote what the
/// caller sent, SQL, or a URL with its password. The classes and the places do, and that finds the
/// cause. The message of [StoreUnavailableException] is our own and has no values.
final class Failures {

  /// When it makes sense to try again what failed for a reason that passes by itself.
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final Logger LOG = System.getLogger("dev.sallyport.http");

  private static final int MOST_FRAMES = 40;
  private static final int MOST_CAUSES = 8;

  private Failures() {}

  /// Logs what was thrown, and tells what to answer.
  static Answer answerTo(Throwable thrown, String requestId) {
    if (thrown instanceof StoreUnavailableException unavailable) {
      LOG.log(
          Level.WARNING,
          () ->
              "request "
                  + requestId
                  + ": "
                  + unavailable.getMessage()
                  + describe(unavailable.getCause()));
      return Answer.unavailable(RETRY_AFTER);
    }
    LOG.log(Level.ERROR, () -> "request " + requestId + " failed" + describe(thrown));
    return Answer.of(Problem.INTERNAL);
  }

  private static String describe(@Nullable Throwable thrown) {
    var text = new StringBuilder();
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      text.append(i == 0 ? ": " : System.lineSeparator() + "caused by ")
          .append(cause.getClass().getName());
      StackTraceElement[] frames = cause.getStackTrace();
      for (int f = 0; f < Math.min(frames.length, MOST_FRAMES); f++) {
        text.append(System.lineSeparator()).append("\tat ").append(frames[f]);
      }
      cause = cause.getCause();
    }
    return text.toString();
  }
}
