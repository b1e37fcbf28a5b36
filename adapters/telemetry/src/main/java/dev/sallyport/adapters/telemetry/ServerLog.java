package dev.sallyport.adapters.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// How everything in this process logs: to one stream, without secrets, and never in the way of a
/// request. Whatever a library logs by SLF4J, `System.Logger` or `java.util.logging` ends here.
public final class ServerLog implements AutoCloseable {

  /// What lines look like.
  public enum Format {
    /// For people at a terminal: time, level, class, text.
    PLAIN,
    /// For machines: one JSON object a line.
    JSON
  }

  /// Libraries that tell the story of their life at INFO.
  private static final List<String> TALKATIVE =
      List.of("org.eclipse.jetty", "io.javalin", "com.zaxxer.hikari", "org.jdbi", "org.sqlite");

  private final LoggerContext context;
  private final NeverBlockingAppender appender;

  private ServerLog(LoggerContext context, NeverBlockingAppender appender) {
    this.context = context;
    this.appender = appender;
  }

  /// Begins to log. Called once, before anything else is.
  ///
  /// @param out where lines go; left open when the log is closed
  public static ServerLog start(Format format, PrintStream out) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    var appender = new NeverBlockingAppender();
    appender.setContext(context);
    appender.addAppender(writer(context, format, out));
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    TALKATIVE.forEach(library -> context.getLogger(library).setLevel(Level.WARN));
    context.start();
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    return new ServerLog(context, appender);
  }

  /// Writes lines to a stream, in the thread that logs, and leaves the stream open.
  static OutputStreamAppender<ILoggingEvent> writer(
      LoggerContext context, Format format, PrintStream out) {
    var encoder = new LineEncoder(format);
    encoder.setContext(context);
    encoder.start();
    var writer = new OutputStreamAppender<ILoggingEvent>();
    writer.setContext(context);
    writer.setEncoder(encoder);
    writer.setOutputStream(new LeftOpen(out));
    writer.start();
    return writer;
  }

  /// How many lines were lost because nobody took them off our hands.
  public long lost() {
    return appender.lost();
  }

  /// Writes what is waiting, for a second at most, and logs nothing more.
  @Override
  public void close() {
    SLF4JBridgeHandler.uninstall();
    context.stop();
  }

  private static final class LeftOpen extends FilterOutputStream {
    LeftOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
