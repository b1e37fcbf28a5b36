package dev.sallyport.adapters.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/// The lines that are logged while something is done.
final class Captured {

  private Captured() {}

  static String text(ServerLog.Format format, Runnable logging) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new PrintStream(bytes, true, UTF_8)) {
      try (var _ = ServerLog.start(format, out)) {
        logging.run();
      }
    }
    return bytes.toString(UTF_8);
  }

  static List<String> lines(ServerLog.Format format, Runnable logging) {
    return List.of(text(format, logging).split("\n", -1)).stream()
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
