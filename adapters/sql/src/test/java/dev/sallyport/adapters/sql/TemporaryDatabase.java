package dev.sallyport.adapters.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A new SQLite file for each test, open while it runs.
final class TemporaryDatabase implements BeforeEachCallback, AfterEachCallback {

  /// Where the machine has it, a directory in memory: no test here is about the disk.
  private static final Path MEMORY = Path.of("/dev/shm");

  private final List<Database> open = new ArrayList<>();
  private @Nullable Path directory;

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    directory =
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "sallyport-sql")
            : Files.createTempDirectory("sallyport-sql");
    open.add(Database.open(settings()));
  }

  @Override
  public void afterEach(ExtensionContext test) throws IOException {
    closeAll();
    try (Stream<Path> files = Files.list(directory())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory());
  }

  Database database() {
    return open.getFirst();
  }

  /// The same file opened once more, as another process would.
  Database another() {
    Database another = Database.open(settings());
    open.add(another);
    return another;
  }

  void closeAll() {
    open.forEach(Database::close);
  }

  Path directory() {
    if (directory == null) {
      throw new IllegalStateException("no test runs");
    }
    return directory;
  }

  Path file() {
    return directory().resolve("sallyport.db");
  }

  DatabaseSettings.Sqlite settings() {
    return DatabaseSettings.Sqlite.ofFile(file());
  }

  /// A connection past all stores, which waits for nobody.
  Connection connect() throws SQLException {
    return SqliteConnections.writing(file(), Duration.ZERO).getConnection();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  long number(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }
}
