package dev.sallyport.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The memory that a process holds, in MiB.
///
/// @param resident what it holds now (`VmRSS`)
/// @param peak the most that it has held (`VmHWM`)
public record Memory(double resident, double peak) {

  private static final double KIB_PER_MIB = 1024;

  /// That of a process that runs.
  public static Memory of(long pid) {
    try {
      String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
      return new Memory(kib(status, "VmRSS:") / KIB_PER_MIB, kib(status, "VmHWM:") / KIB_PER_MIB);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long kib(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
