package dev.sallyport.adapters.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL server for tests, on a port of its own on 127.0.0.1, which can be stopped,
/// killed and started again.
///
/// It keeps everything in memory where the machine has /dev/shm. Acknowledged commits survive the
/// end of the server, however it comes (not that of the machine: nothing is synced to a disk). The
/// superuser [#SUPERUSER] needs no password; every other role does.
public final class PostgresServer implements AutoCloseable {

  /// The role that may do anything, without a password.
  public static final String SUPERUSER = "postgres";

  private static final Duration START = Duration.ofMinutes(1);

  private static @Nullable PostgresServer shared;

  private final Path data;
  private final AtomicInteger databases = new AtomicInteger();
  private final Thread atExit = new Thread(this::discard, "stop PostgreSQL");
  private int port;
  private @Nullable EmbeddedPostgres running;

  private final Map<String, String> settings;

  private PostgresServer(Path data, Map<String, String> settings) {
    this.data = data;
    this.settings = settings;
  }

  /// The one server of this JVM that all tests share which leave it running, each with a
  /// [database of its own][#newDatabase]. It is started when it is first asked for, and stopped at
  /// exit.
  public static synchronized PostgresServer shared() {
    PostgresServer server = shared;
    if (server == null) {
      server = start();
      shared = server;
    }
    return server;
  }

  /// A server of the caller's own, who may stop it and has to close it.
  public static PostgresServer start() {
    return start(Map.of());
  }

  /// The same with more settings of `postgresql.conf`.
  public static PostgresServer start(Map<String, String> settings) {
    try {
      var server =
          new PostgresServer(
              Files.createTempDirectory(memory(), "sallyport-postgres"), Map.copyOf(settings));
      Runtime.getRuntime().addShutdownHook(server.atExit);
      server.startAgain();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A directory in memory, if there is one with room for a database and its programs.
  private static Path memory() throws IOException {
    Path shm = Path.of("/dev/shm");
    boolean roomy =
        Files.isWritable(shm) && Files.getFileStore(shm).getUsableSpace() > 512L * 1024 * 1024;
    return roomy ? shm : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /// Where the programs are unpacked, once for all runs of a user: not where they can't be run from.
  private static Path programs() throws IOException {
    Path tmp = Path.of(System.getProperty("java.io.tmpdir"));
    Path base = mayRunFrom(memory()) ? memory() : tmp;
    return base.resolve("sallyport-postgres-programs-" + System.getProperty("user.name"));
  }

  private static boolean mayRunFrom(Path directory) throws IOException {
    Path mounts = Path.of("/proc/mounts");
    if (!Files.isReadable(mounts)) {
      return true;
    }
    return Files.readAllLines(mounts).stream()
        .map(line -> List.of(line.split(" ", -1)))
        .filter(mount -> mount.get(1).equals(directory.toString()))
        .noneMatch(mount -> List.of(mount.get(3).split(",", -1)).contains("noexec"));
  }

  /// Starts it after [#stop] or [#kill]: on the same port, with the same data.
  public synchronized void startAgain() {
    if (running != null) {
      throw new IllegalStateException("it runs");
    }
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data.resolve("data"))
              .setOverrideWorkingDirectory(programs().toFile())
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(START)
              .setLocaleConfig("locale", "C")
              // The builder would have it off: a commit would be acknowledged before it is written.
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "200")
              .setServerConfig("shared_buffers", "32MB")
              .setServerConfig("unix_socket_directories", "")
              .setErrorRedirector(log())
              .setOutputRedirector(log())
              .setDataDirectoryCustomizer(_ -> askForPasswords());
      settings.forEach(builder::setServerConfig);
      if (port != 0) {
        builder.setPort(port);
      }
      running = builder.start();
      port = running.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder.Redirect log() {
    return ProcessBuilder.Redirect.appendTo(data.resolve("log").toFile());
  }

  private void askForPasswords() {
    List<String> rules =
        Stream.of("127.0.0.1/32", "::1/128")
            .flatMap(from ->
                Stream.of(
                    "host all " + SUPERUSER + " " + from + " trust",
                    "host all all " + from + " scram-sha-256"))
            .toList();
    try {
      Files.write(data.resolve("data/pg_hba.conf"), rules);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops it as an operator would: who is connected is thrown out.
  public synchronized void stop() {
    try {
      server().close();
      running = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Kills all its processes, as `kill -9` does.
  public synchronized void kill() {
    EmbeddedPostgres killed = server();
    try {
      List<String> pidFile = Files.readAllLines(data.resolve("data/postmaster.pid"));
      long pid = Long.parseLong(pidFile.getFirst().strip());
      ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
      List<ProcessHandle> workers = postmaster.descendants().toList();
      // The first one first, so that it starts no others.
      List<ProcessHandle> all = Stream.concat(Stream.of(postmaster), workers.stream()).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle process : all) {
        process.onExit().get(START.toSeconds(), TimeUnit.SECONDS);
      }
      running = null;
      // Lets go of its lock; there is nothing left that it could stop.
      killed.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("it does not die", e);
    }
  }

  private EmbeddedPostgres server() {
    return Objects.requireNonNull(running, "it does not run");
  }

  /// The TCP port on 127.0.0.1, the same for its whole life.
  public synchronized int port() {
    return port;
  }

  /// The JDBC url of a database, without user and password.
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  /// Makes an empty database that nobody else uses.
  ///
  /// @return its name, for [#url]
  public String newDatabase() {
    return newDatabase("template0");
  }

  /// Makes a copy of a database that nobody is connected to.
  ///
  /// @return its name, for [#url]
  public String newDatabase(String template) {
    String name = "sallyport_" + databases.incrementAndGet();
    execute(SUPERUSER, "CREATE DATABASE " + name + " TEMPLATE " + template + " STRATEGY file_copy");
    return name;
  }

  /// Throws whoever is connected out of a database, and removes it.
  public void drop(String database) {
    execute(SUPERUSER, "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
  }

  /// A connection as [#SUPERUSER].
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), SUPERUSER, "");
  }

  /// Runs statements as [#SUPERUSER], each a transaction of its own.
  public void execute(String database, String... statements) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The number in the first column of the first row, asked as [#SUPERUSER].
  public long number(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Stops it, if it runs, and forgets its data.
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    discard();
  }

  private synchronized void discard() {
    if (running != null) {
      stop();
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
