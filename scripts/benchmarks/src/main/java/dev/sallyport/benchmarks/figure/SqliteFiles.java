package dev.sallyport.benchmarks.figure;

import dev.sallyport.adapters.sql.Database;
import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.adapters.sql.SqlUserStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// SQLite files as Sallyport makes them, filled fast.
final class SqliteFiles {

  private SqliteFiles() {}

  static DatabaseSettings settings(Path file) {
    return DatabaseSettings.Sqlite.ofFile(file);
  }

  /// Makes a file with one user, whose are so many sessions.
  static void fill(Path file, Sessions sessions, int count, Sessions.State state) {
    try (Database database = Database.open(settings(file))) {
      var _ = new SqlUserStore(database).add(sessions.owner());
    }
    insert(file, sessions, count, state);
  }

  /// Puts sessions into a file that exists. Nothing of this waits for the disk until all is in.
  static void insert(Path file, Sessions sessions, int count, Sessions.State state) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous = OFF");
      statement.execute("PRAGMA cache_size = -200000");
      sessions.insert(connection, count, state);
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
