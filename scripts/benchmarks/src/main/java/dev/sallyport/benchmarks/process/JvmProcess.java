package dev.sallyport.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A server in a JVM of its own, on loopback. It says where by a line that ends with
/// `listening on URL`; what it writes to standard error goes to a file. None outlives this process.
public final class JvmProcess implements AutoCloseable {

  private static final String LISTENING = "listening on ";
  private static final long PATIENCE_SECONDS = 120;
  private final Process process;
  private final InetSocketAddress address;
  private final Runnable killing;

  private JvmProcess(Process process, InetSocketAddress address, Runnable killing) {
    this.process = process;
    this.address = address;
    this.killing = killing;
  }

  /// The `java` that runs this.
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// Starts it, and waits until it listens.
  ///
  /// @param command all of its command line
  /// @param settings what it gets in its environment; nothing else there begins with `SALLYPORT_`
  /// @param directory where it runs, and where its log goes
  /// @throws IllegalStateException if it ends, or does not listen within two minutes
  public static JvmProcess start(
      List<String> command, Map<String, String> settings, Path directory) {
    try {
      Path log = directory.resolve("stderr.log");
      Process process =
          prepare(command, settings, directory)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      Runnable killing = () -> kill(process);
      AtExit.remember(killing);
      var listening = new CompletableFuture<InetSocketAddress>();
      Thread.ofPlatform().daemon().start(() -> follow(process, listening));
      try {
        return new JvmProcess(process, listening.get(PATIENCE_SECONDS, TimeUnit.SECONDS), killing);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        kill(process);
        AtExit.forget(killing);
        throw new IllegalStateException(
            "did not start: " + String.join(" ", command) + "\n" + Files.readString(log), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs a command to its end.
  ///
  /// @param input what it reads from standard input
  /// @throws IllegalStateException if it fails
  public static void run(
      List<String> command, Map<String, String> settings, Path directory, String input) {
    try {
      Process process = prepare(command, settings, directory).redirectErrorStream(true).start();
      Runnable killing = () -> kill(process);
      AtExit.remember(killing);
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      int exit = process.waitFor();
      AtExit.forget(killing);
      if (exit != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void kill(Process process) {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ProcessBuilder prepare(
      List<String> command, Map<String, String> settings, Path directory) {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SALLYPORT_"));
    builder.environment().putAll(settings);
    return builder;
  }

  /// Reads what it says to the end, so that it never waits for us.
  private static void follow(Process process, CompletableFuture<InetSocketAddress> listening) {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int at = line.indexOf(LISTENING);
        if (at >= 0) {
          URI url = URI.create(line.substring(at + LISTENING.length()).strip());
          listening.complete(new InetSocketAddress(url.getHost(), url.getPort()));
        }
      }
      listening.completeExceptionally(new IOException("it has ended"));
    } catch (IOException e) {
      listening.completeExceptionally(e);
    }
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return address;
  }

  /// Its process id.
  public long pid() {
    return process.pid();
  }

  /// The time on cores that it has had.
  public Duration cpu() {
    return Cpu.of(process.pid());
  }

  /// The part of it that its JIT compilers have had.
  public Duration cpuOfCompilers() {
    return Cpu.ofCompilers(process.pid());
  }

  /// The memory that it holds.
  public Memory memory() {
    return Memory.of(process.pid());
  }

  /// Stops it by SIGTERM; by SIGKILL if that takes longer than half a minute.
  @Override
  public void close() {
    process.toHandle().destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill(process);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    AtExit.forget(killing);
  }
}
