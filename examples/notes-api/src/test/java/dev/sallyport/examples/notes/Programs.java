package dev.sallyport.examples.notes;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The two fat jars as processes, in one directory.
record Programs(Path directory, Map<String, String> environment) {

  private static final String LISTENING = "listening on ";

  /// A process that serves, and where.
  record Running(Process process, String url) implements AutoCloseable {

    int port() {
      return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    /// `kill -9`.
    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  private Process start(String jar, Map<String, String> more, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-jar");
    command.add(Objects.requireNonNull(System.getProperty(jar)));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SALLYPORT_"));
    builder.environment().putAll(environment);
    builder.environment().putAll(more);
    return builder
        .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("err.txt").toFile()))
        .start();
  }

  /// Starts a server and waits until it listens.
  Running serve(String jar, Map<String, String> more) throws IOException {
    Process process = start(jar, more);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null && !line.contains(LISTENING)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new AssertionError(jar + " did not start");
    }
    return new Running(process, line.substring(line.indexOf(LISTENING) + LISTENING.length()));
  }

  /// Runs a command of Sallyport's to its end.
  void run(String input, String... arguments) throws IOException, InterruptedException {
    Process process = start("sallyport.jar", Map.of(), arguments);
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(input);
    }
    process.getInputStream().readAllBytes();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(
          String.join(" ", arguments) + ": " + Files.readString(directory.resolve("err.txt")));
    }
  }
}
