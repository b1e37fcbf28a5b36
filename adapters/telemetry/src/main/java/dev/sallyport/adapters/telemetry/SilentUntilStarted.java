package dev.sallyport.adapters.telemetry;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/// Keeps logback from looking for configuration files: [ServerLog] alone says what is logged, where
/// and how. Public, with its constructor, because `ServiceLoader` wants it so.
public final class SilentUntilStarted extends ContextAwareBase implements Configurator {

  /// For `ServiceLoader`.
  public SilentUntilStarted() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
