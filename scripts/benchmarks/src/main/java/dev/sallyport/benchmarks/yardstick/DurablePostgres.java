package dev.sallyport.benchmarks.yardstick;

import dev.sallyport.benchmarks.process.AtExit;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A PostgreSQL on loopback that waits for the disk at every commit, as one in earnest does; the one
/// that the tests use does not.
public final class DurablePostgres implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(1);

  private final EmbeddedPostgres server;
  private final Path data;
  private final Runnable stopping = this::stop;

  private DurablePostgres(EmbeddedPostgres server, Path data) {
    this.server = server;
    this.data = data;
  }

  /// Starts it.
  ///
  /// @param directory on a disk
  public static DurablePostgres start(Path directory) {
    try {
      Path data = directory.resolve("data");
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setOverrideWorkingDirectory(directory.resolve("programs").toFile())
              .setRegisterShutdownHook(false)
              .setPGStartupWait(START)
              .setLocaleConfig("locale", "C")
              // The builder would have both off.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("unix_socket_directories", "")
              .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
              .start();
      var started = new DurablePostgres(server, data);
      AtExit.remember(started.stopping);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The superuser, who needs no password here.
  public String user() {
    return "postgres";
  }

  /// The url of its one database.
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
  }

  /// The process that all others of it belong to.
  public long pid() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    AtExit.forget(stopping);
    stop();
  }
}
