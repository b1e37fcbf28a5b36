package dev.sallyport.adapters.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/// What is logged until [ServerLog] starts, and where nobody starts it, as in tests: warnings, to
/// standard error. It also keeps logback from looking for configuration files.
///
/// Public, with its constructor, because `ServiceLoader` wants it so.
public final class WarningsUntilStarted extends ContextAwareBase implements Configurator {

  /// For `ServiceLoader`.
  public WarningsUntilStarted() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(ServerLog.writer(context, ServerLog.Format.PLAIN, System.err));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
