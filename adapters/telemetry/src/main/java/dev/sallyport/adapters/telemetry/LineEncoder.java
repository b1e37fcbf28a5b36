package dev.sallyport.adapters.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes log events in one of two forms, and those of the security log as they are.
final class LineEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};

  private final ServerLog.Format format;

  LineEncoder(ServerLog.Format format) {
    this.format = format;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return (text(event) + '\n').getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte @Nullable [] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte @Nullable [] footerBytes() {
    return NOTHING;
  }

  private String text(ILoggingEvent event) {
    if (event.getLoggerName().equals(JsonSecurityLog.LOGGER)) {
      return event.getFormattedMessage();
    }
    return switch (format) {
      case JSON -> json(event);
      case PLAIN -> plain(event);
    };
  }

  private static String json(ILoggingEvent event) {
    var line = new LinkedHashMap<String, Object>();
    line.put("ts", OneLineJson.timestamp(event.getInstant()));
    line.put("level", event.getLevel().toString());
    line.put("logger", event.getLoggerName());
    line.put("message", message(event));
    List<String> trace = trace(event);
    if (!trace.isEmpty()) {
      line.put("exception", String.join("\n", trace));
    }
    return OneLineJson.write(line);
  }

  private static String plain(ILoggingEvent event) {
    String logger = event.getLoggerName();
    var lines =
        new StringBuilder(OneLineJson.timestamp(event.getInstant()))
            .append(" %-5s ".formatted(event.getLevel()))
            .append(logger.substring(logger.lastIndexOf('.') + 1))
            .append(": ")
            .append(visible(message(event)));
    trace(event).forEach(line -> lines.append("\n  ").append(visible(line.strip())));
    return lines.toString();
  }

  private static String message(ILoggingEvent event) {
    @Nullable String message = event.getFormattedMessage();
    return message == null ? "" : Redaction.of(message);
  }

  private static List<String> trace(ILoggingEvent event) {
    var thrown = event.getThrowableProxy();
    return thrown == null ? List.of() : StackTrace.linesOf(thrown);
  }

  /// The text with everything that a terminal would obey rather than show written as an escape.
  private static String visible(String text) {
    var shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (isObeyed(c)) {
            shown.append("\\u{%x}".formatted(c));
          } else {
            shown.appendCodePoint(c);
          }
        });
    return shown.toString();
  }

  private static boolean isObeyed(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT, // the bidirectional controls are among these
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
