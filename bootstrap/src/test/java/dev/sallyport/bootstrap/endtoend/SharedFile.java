package dev.sallyport.bootstrap.endtoend;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One SQLite file, for nodes on one machine.
final class SharedFile implements Shared {

  private final String url;

  SharedFile(Path directory) {
    url = "jdbc:sqlite:" + directory.resolve("shared.db");
  }

  @Override
  public Program joined(Program program, int node) {
    return joined(program);
  }

  @Override
  public Program joined(Program program) {
    return program.with("SALLYPORT_DATABASE_URL", url);
  }

  @Override
  public List<Mishap> mishaps(int nodes) {
    var held = new AtomicReference<@Nullable Connection>();
    return List.of(
        new Mishap(
            "somebody else writes to the file",
            () -> held.set(locked()),
            () -> close(held.getAndSet(null))));
  }

  private Connection locked() {
    try {
      Connection connection = DriverManager.getConnection(url);
      try (var statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 10000");
        statement.execute("BEGIN IMMEDIATE");
      }
      return connection;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void close(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {}
}
