package dev.sallyport.adapters.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What the HTTP interface logs while a test reads along; nobody else does meanwhile.
final class HttpLog extends Handler implements AutoCloseable {

  private final Logger logger = Logger.getLogger("dev.sallyport.http");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  private HttpLog() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  /// Reads from now on.
  static HttpLog read() {
    return new HttpLog();
  }

  List<LogRecord> records() {
    return List.copyOf(records);
  }

  void forget() {
    records.clear();
  }

  @Override
  public void publish(LogRecord record) {
    records.add(record);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
