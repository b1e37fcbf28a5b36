package dev.sallyport.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What figures were measured on.
///
/// @param memory in GiB
/// @param jdk name and version
public record Machine(String cpu, int cores, long memory, String kernel, String jdk) {

  private static final double KIB_PER_GIB = 1024 * 1024;

  /// This one.
  public static Machine here() {
    return new Machine(
        field("/proc/cpuinfo", "model name").replaceAll("\\s+", " "),
        Runtime.getRuntime().availableProcessors(),
        Math.round(
            Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", ""))
                / KIB_PER_GIB),
        System.getProperty("os.name") + ' ' + System.getProperty("os.version"),
        System.getProperty("java.vendor.version", System.getProperty("java.vendor"))
            + ", "
            + System.getProperty("java.vm.name"));
  }

  /// Of a file of lines `name : value`; the architecture's name where there is no such line.
  private static String field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
