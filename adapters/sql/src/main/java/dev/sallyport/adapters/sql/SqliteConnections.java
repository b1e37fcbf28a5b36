package dev.sallyport.adapters.sql;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/// Makes connections to one SQLite file, each with our settings in the place of the lax defaults,
/// and read back: SQLite takes a pragma that it does not know without a word.
final class SqliteConnections extends SQLiteDataSource {

  /// How each connection is set, as SQLite reads it back.
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("synchronous", "2"), // FULL: what is acknowledged survives a power cut
          Map.entry("fullfsync", "1"), // the same on macOS, where fsync alone does not do it
          Map.entry("checkpoint_fullfsync", "1"),
          Map.entry("foreign_keys", "1"),
          Map.entry("trusted_schema", "0"), // a doctored file runs no function of its own choice
          Map.entry("cell_size_check", "1"), // and is found out early
          Map.entry("secure_delete", "1"), // what is deleted is overwritten
          // 16 MiB, four times the default: a page that changes again is written back once. Its
          // index still has one part only, and a reader looks into each part for every page.
          Map.entry("wal_autocheckpoint", "4000"),
          Map.entry("temp_store", "2"), // nothing spills into a file elsewhere
          Map.entry("mmap_size", "0")); // a read error is an error, not a signal

  private final Map<String, String> settings;

  private SqliteConnections(SQLiteConfig config, Path file, Map<String, String> settings) {
    super(config);
    this.settings = settings;
    setUrl("jdbc:sqlite:" + file);
  }

  /// Connections that can write.
  ///
  /// @param patience how long to wait for another writer, of another process too
  static SqliteConnections writing(Path file, Duration patience) {
    return create(file, patience, SQLiteOpenMode.READWRITE, Map.of("query_only", "0"));
  }

  /// Connections that can't write.
  ///
  /// @param patience how long to wait while another process recovers the file
  static SqliteConnections reading(Path file, Duration patience) {
    return create(file, patience, SQLiteOpenMode.READONLY, Map.of("query_only", "1"));
  }

  private static SqliteConnections create(
      Path file, Duration patience, SQLiteOpenMode mode, Map<String, String> more) {
    var config = new SQLiteConfig();
    // Without CREATE: the file was made before, with the right mode.
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.resetOpenMode(SQLiteOpenMode.READWRITE);
    config.setOpenMode(mode);
    config.setBusyTimeout(Math.toIntExact(patience.toMillis()));
    config.setPragma(SQLiteConfig.Pragma.LIMIT_ATTACHED, "0");
    var settings = new LinkedHashMap<>(SETTINGS);
    settings.putAll(more);
    return new SqliteConnections(config, file, settings);
  }

  @Override
  public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    SQLiteConnection connection = super.getConnection(user, password);
    try (Statement statement = connection.createStatement()) {
      for (var setting : settings.entrySet()) {
        statement.execute("PRAGMA " + setting.getKey() + " = " + setting.getValue());
      }
      verify(statement);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void verify(Statement statement) throws SQLException {
    for (var setting : settings.entrySet()) {
      try (ResultSet read = statement.executeQuery("PRAGMA " + setting.getKey())) {
        if (!read.next() || !setting.getValue().equals(read.getString(1))) {
          throw new SQLException("SQLite does not take PRAGMA " + setting.getKey());
        }
      }
    }
  }
}
