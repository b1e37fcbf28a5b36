package dev.sallyport.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// The time on cores that a process has had, in user mode and in the kernel, as Linux counts it:
/// in hundredths of a second.
public final class Cpu {

  /// `USER_HZ`, the same on every architecture that there is a Java 25 for.
  private static final long NANOS_PER_TICK = 10_000_000;

  /// Counted from behind the name, which is in brackets and may hold anything.
  private static final int USER = 11;

  private static final int SYSTEM = 12;
  private static final int USER_OF_REAPED = 13;
  private static final int SYSTEM_OF_REAPED = 14;

  private Cpu() {}

  /// What a process has had.
  ///
  /// @throws UncheckedIOException if there is no such process
  public static Duration of(long pid) {
    try {
      String[] fields = fields(Path.of("/proc", Long.toString(pid), "stat"));
      return ticks(Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the JIT compilers of a JVM have had, those of their threads that have not ended; to the
  /// nanosecond.
  static Duration ofCompilers(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.map(Cpu::ifCompiler).reduce(Duration.ZERO, Duration::plus);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Duration ifCompiler(Path thread) {
    try {
      // C1 and C2; Linux keeps 15 characters.
      if (!Files.readString(thread.resolve("comm")).matches("C[12] CompilerThre\\s*")) {
        return Duration.ZERO;
      }
      String[] fields = Files.readString(thread.resolve("schedstat")).split(" ", 2);
      return Duration.ofNanos(Long.parseLong(fields[0]));
    } catch (IOException ended) {
      return Duration.ZERO;
    }
  }

  /// What a process has had, its children that have ended, and those that run; nothing if there is
  /// no such process any more.
  static Duration ofFamily(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .map(process -> withReaped(process.pid()).orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Optional<Duration> withReaped(long pid) {
    try {
      String[] fields = fields(Path.of("/proc", Long.toString(pid), "stat"));
      return Optional.of(
          ticks(
              Long.parseLong(fields[USER])
                  + Long.parseLong(fields[SYSTEM])
                  + Long.parseLong(fields[USER_OF_REAPED])
                  + Long.parseLong(fields[SYSTEM_OF_REAPED])));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static String[] fields(Path stat) throws IOException {
    String text = Files.readString(stat);
    return text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
  }

  /// What all processes of the machine have had, and what the host of a virtual machine has taken
  /// away meanwhile.
  static Duration ofMachine() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      String[] fields = lines.findFirst().orElseThrow().trim().split(" +", -1);
      long busy = 0;
      // user, nice, system, (idle, iowait,) irq, softirq, steal
      for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
        busy += Long.parseLong(fields[field]);
      }
      return ticks(busy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Duration ticks(long ticks) {
    return Duration.ofNanos(ticks * NANOS_PER_TICK);
  }
}
