package dev.sallyport.adapters.telemetry;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An exception as lines of text, its causes behind it, without the secrets of its messages.
final class StackTrace {

  private static final int MOST_CAUSES = 16;

  /// Libraries whose messages quote what they were given: a line of a request, the arguments of a
  /// statement. Nothing tells a password from a word in there, so such messages are left out.
  private static final List<String> QUOTING =
      List.of("com.fasterxml.jackson.", "com.auth0.jwt.", "org.jdbi.", "io.javalin.");

  private StackTrace() {}

  static List<String> linesOf(IThrowableProxy thrown) {
    var lines = new ArrayList<String>();
    String prefix = "";
    @Nullable IThrowableProxy next = thrown;
    for (int i = 0; next != null && i < MOST_CAUSES; i++) {
      lines.add(prefix + headline(next));
      StackTraceElementProxy[] frames = next.getStackTraceElementProxyArray();
      int own = frames.length - next.getCommonFrames();
      for (int frame = 0; frame < own; frame++) {
        lines.add("\tat " + frames[frame].getStackTraceElement());
      }
      prefix = "Caused by: ";
      next = next.getCause();
    }
    return lines;
  }

  private static String headline(IThrowableProxy thrown) {
    String name = thrown.getClassName();
    @Nullable String message = thrown.getMessage();
    return message == null || QUOTING.stream().anyMatch(name::startsWith)
        ? name
        : name + ": " + Redaction.of(message);
  }
}
