package dev.sallyport.adapters.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real Redis on a free port of 127.0.0.1, for tests: stopped, killed and started again at will.
/// Its data lie in a directory of their own and are gone when it is closed. By default it saves
/// nothing, so that it has forgotten everything after a restart; options say otherwise.
///
/// Options are those of `redis.conf`, a list such as `"--maxmemory", "4mb"`.
public final class RedisServer implements AutoCloseable {

  /// Where the program comes from.
  public enum Program {
    /// The `redis-server` on the PATH.
    INSTALLED,
    /// The one in embedded-redis, which the build brings along.
    EMBEDDED
  }

  private static final Duration LONGEST_START = Duration.ofSeconds(30);
  private static final int MOST_PORTS_TRIED = 10;
  private static final int MOST_CLUSTER_PORT = 55_535;
  private static final String READY = "Ready to accept connections";
  private static final String TAKEN = "Address already in use";

  private final Path directory;
  private final List<String> program;
  private final List<String> options;
  private final int port;
  private final Thread whenTestsEnd = new Thread(this::kill);
  private @Nullable Process process;
  private int starts;

  private RedisServer(Program program, Path directory, int port, List<String> options) {
    this.directory = directory;
    this.port = port;
    this.options = List.copyOf(options);
    this.program = List.of(executable(program, directory));
    Runtime.getRuntime().addShutdownHook(whenTestsEnd);
  }

  /// Starts the one that the machine has, or else the one that the build brings.
  public static RedisServer start(String... options) {
    return start(installed().isPresent() ? Program.INSTALLED : Program.EMBEDDED, options);
  }

  /// Starts this one.
  public static RedisServer start(Program program, String... options) {
    for (int attempt = 1; ; attempt++) {
      // Between the choice of a port and its use somebody else may take it.
      var server = new RedisServer(program, temporary(), freePort(), Arrays.asList(options));
      try {
        server.launch();
        return server;
      } catch (IllegalStateException e) {
        server.close();
        if (attempt == MOST_PORTS_TRIED || !String.valueOf(e.getMessage()).contains(TAKEN)) {
          throw e;
        }
      }
    }
  }

  /// A port that nobody listens on now, and low enough for a node of a cluster, which also listens
  /// on the one that is greater by 10,000.
  public static int freePort() {
    while (true) {
      try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        if (socket.getLocalPort() <= MOST_CLUSTER_PORT) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public int port() {
    return port;
  }

  /// As `redis.url` takes it.
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /// Where its data and its logs are.
  public Path directory() {
    return directory;
  }

  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  /// Starts it again after [#stop] or [#kill], on the same port and with the same data.
  ///
  /// @param more options on top of the first ones
  public void startAgain(String... more) {
    for (int attempt = 1; ; attempt++) {
      try {
        launch(more);
        return;
      } catch (IllegalStateException e) {
        // Whoever tried to connect meanwhile may have got this very port for their own end.
        if (attempt == MOST_PORTS_TRIED || !String.valueOf(e.getMessage()).contains(TAKEN)) {
          throw e;
        }
        pause(500);
      }
    }
  }

  private void launch(String... more) {
    if (isRunning()) {
      throw new IllegalStateException("it is running");
    }
    Path log = directory.resolve("log-" + ++starts + ".txt");
    var command = new ArrayList<>(program);
    command.addAll(List.of("--bind", "127.0.0.1", "--dir", directory.toString()));
    command.addAll(List.of("--daemonize", "no", "--save", "", "--appendfsync", "always"));
    if (!options.contains("--tls-port")) {
      command.addAll(List.of("--port", Integer.toString(port)));
    }
    for (String option : Stream.concat(options.stream(), Stream.of(more)).toList()) {
      command.add(option.replace("{port}", Integer.toString(port)));
    }
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitReady(log);
  }

  private void awaitReady(Path log) {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (true) {
      boolean alive = isRunning();
      String said = read(log);
      if (said.contains(READY)) {
        return;
      }
      if (!alive || System.nanoTime() > deadline) {
        kill();
        throw new IllegalStateException("redis-server did not start:\n" + said);
      }
      pause(10);
    }
  }

  /// Ends it as an operator does; saves what its options say.
  public void stop() {
    end(Process::destroy);
  }

  /// Ends it at once, as `kill -9` does.
  public void kill() {
    end(Process::destroyForcibly);
  }

  private void end(Consumer<Process> how) {
    if (process != null) {
      how.accept(process);
      try {
        if (!process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Lets it stand still (`SIGSTOP`): connections stay open, and nothing answers.
  public void freeze() {
    signal("-STOP");
  }

  /// Lets it go on.
  public void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    if (process == null) {
      throw new IllegalStateException("it is not running");
    }
    try {
      var kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill " + signal + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(whenTestsEnd);
    } catch (IllegalStateException ending) {
      // Then it does nothing any more.
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String executable(Program program, Path directory) {
    return switch (program) {
      case INSTALLED ->
          installed()
              .orElseThrow(() -> new IllegalStateException("no redis-server on the PATH"))
              .toString();
      case EMBEDDED -> unpacked(directory).toString();
    };
  }

  /// Those that this machine can start.
  static List<Program> programs() {
    return installed().isPresent()
        ? List.of(Program.INSTALLED, Program.EMBEDDED)
        : List.of(Program.EMBEDDED);
  }

  private static Optional<Path> installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path unpacked(Path directory) {
    String name =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> "redis-server-6.2.6-v5-linux-amd64";
          case "aarch64" -> "redis-server-6.2.7-linux-arm64";
          default -> throw new IllegalStateException("install redis-server on this machine");
        };
    Path file = directory.resolve("redis-server");
    try (InputStream in = RedisServer.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalStateException("embedded-redis has no " + name);
      }
      Files.copy(in, file);
      if (!file.toFile().setExecutable(true)) {
        throw new IllegalStateException(file + " can't be made executable");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("sallyport-redis-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
