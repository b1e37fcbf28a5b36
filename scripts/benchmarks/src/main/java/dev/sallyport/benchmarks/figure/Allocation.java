package dev.sallyport.benchmarks.figure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a JVM allocates, by the log of its serial collector: each collection says how much was in
/// the space where objects begin, which was empty after the one before. What is there between two
/// collections is not seen: some MiB at either end of hundreds.
final class Allocation {

  private static final Pattern EDEN = Pattern.compile("Eden: (\\d+)K\\(\\d+K\\)->");

  private final Path log;
  private final long before;

  private Allocation(Path log, long before) {
    this.log = log;
    this.before = before;
  }

  /// The option that has a JVM write that log.
  static String logTo(Path log) {
    return "-Xlog:gc+heap=info:file=" + log + "::filecount=0";
  }

  /// What is allocated from now on.
  static Allocation since(Path log) {
    return new Allocation(log, total(log));
  }

  /// What was allocated since, in KiB.
  ///
  /// @throws IllegalStateException if nothing was collected, or not by the serial collector
  double kib() {
    long kib = total(log) - before;
    if (kib == 0) {
      throw new IllegalStateException("nothing was collected, or by another collector: " + log);
    }
    return kib;
  }

  private static long total(Path log) {
    try {
      Matcher collections = EDEN.matcher(Files.readString(log));
      return collections.results().mapToLong(one -> Long.parseLong(one.group(1))).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
