package dev.sallyport.bootstrap.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// The fat jar, run as processes in one working directory. Everything that they ever print is kept,
/// so that a test can look for what must not be in it.
public final class Program {

  /// How long anything may take before the test gives up; nothing waits for it when all is well.
  private static final long PATIENCE_SECONDS = 60;

  private static final String WIDE = "1000000/1s";

  private final Path directory;
  private final Map<String, String> settings = new LinkedHashMap<>();

  /// As the server is run elsewhere, but for the compiler: what lives for a second gains nothing from
  /// the better one, which takes as much work again as the start.
  private final List<String> jvm =
      new ArrayList<>(
          List.of(
              "-Xmx256m",
              "-XX:+UseSerialGC",
              "-XX:+UseCompactObjectHeaders",
              "-XX:TieredStopAtLevel=1"));

  private final Queue<String> printed = new ConcurrentLinkedQueue<>();
  private final Queue<String> logged = new ConcurrentLinkedQueue<>();

  /// @param directory where it runs, and where it keeps its data unless told otherwise
  public Program(Path directory) {
    this(directory, ClassArchive.options());
  }

  Program(Path directory, List<String> jvmOptions) {
    this.directory = directory;
    jvm.addAll(jvmOptions);
    settings.put("SALLYPORT_LISTEN", "127.0.0.1:0");
    settings.put("SALLYPORT_ADMIN_LISTEN", "off");
    // Else it would follow the port, and a server started anew would not know its own tokens.
    settings.put("SALLYPORT_ISSUER", "https://auth.example");
    // As quick as is allowed: no test here is about the time that a hash takes.
    settings.put("SALLYPORT_PASSWORD_BCRYPT_COST", "10");
  }

  /// This program with one more setting, by its name in the environment.
  public Program with(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /// This program with limits that no test reaches: for those that do in a minute what nobody does.
  public Program withWideLimits() {
    return with("SALLYPORT_LIMITS_LOGIN_PER_ADDRESS", WIDE)
        .with("SALLYPORT_LIMITS_LOGIN_FAILURES", "45")
        .with("SALLYPORT_LIMITS_REFRESH_PER_SESSION", WIDE)
        .with("SALLYPORT_LIMITS_REFRESH_PER_ADDRESS", WIDE);
  }

  /// This program with signatures that take a tenth of the default's work: for those that sign
  /// thousands of times.
  public Program withQuickSignatures() {
    return with("SALLYPORT_SIGNING_ALGORITHM", "ES256");
  }

  /// This program with the default of a setting that is otherwise made quick here.
  Program without(String name) {
    settings.remove(name);
    return this;
  }

  /// This program on a JVM with more options, such as `-Xmx64m`; the last of a kind counts.
  Program onJvm(String... options) {
    jvm.addAll(List.of(options));
    return this;
  }

  Path directory() {
    return directory;
  }

  /// All that any process of this program has printed so far.
  public String printed() {
    return String.join("\n", printed) + '\n' + logged();
  }

  /// Of that what nobody has asked for: all but the results of commands.
  String logged() {
    return String.join("\n", logged);
  }

  /// What a command came to.
  public record Result(int exit, String out, String err) {}

  /// Runs a command to its end.
  public Result run(String input, String... arguments) {
    try {
      Process process = start(arguments);
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var out = CompletableFuture.supplyAsync(() -> readAll(process.getInputStream(), printed));
      var err = CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream(), logged));
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not end: " + String.join(" ", arguments));
      }
      return new Result(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Starts a server and waits until it listens.
  public Server serve() {
    try {
      return new Server(start("serve"), this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(command());
    command.addAll(List.of(arguments));
    return prepare(new ProcessBuilder(command)).start();
  }

  /// What stands before the arguments on its command line.
  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.add("-jar");
    command.add(Objects.requireNonNull(System.getProperty("sallyport.jar")));
    return command;
  }

  /// Gives another process the directory and the environment of this program.
  ProcessBuilder prepare(ProcessBuilder builder) {
    builder.environment().keySet().removeIf(name -> name.startsWith("SALLYPORT_"));
    builder.environment().putAll(settings);
    return builder.directory(directory.toFile());
  }

  private String readAll(InputStream in, Queue<String> to) {
    try (in) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      to.add(text);
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Keeps what a server said of its own accord.
  void keep(String line) {
    logged.add(line);
  }
}
