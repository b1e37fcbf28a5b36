package dev.sallyport.adapters.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The steps from an empty database to the one that this version works with. They only go forward,
/// and a database remembers the text of each by its SHA-256.
record Migrations(List<Migration> all) {

  /// One step.
  ///
  /// @param name starts with its number, such as `001_users.sql`
  /// @param sql statements, each ended by a semicolon
  record Migration(String name, String sql) {

    String sha256() {
      try {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
      }
    }
  }

  /// In the header of every database of ours, so that no other application's is taken for one:
  /// `SALY`.
  static final int APPLICATION_ID = 0x53414C59;

  private static final List<String> SQLITE =
      List.of(
          "001_users_sessions_keys.sql",
          "002_lives_of_signing_keys.sql",
          "003_feed_and_clients.sql",
          "004_password_versions.sql");

  /// Those for SQLite, as they lie in the jar.
  static Migrations ofSqlite() {
    return new Migrations(
        SQLITE.stream()
            .map(name -> new Migration(name, read("migrations/sqlite/" + name)))
            .toList());
  }

  private static String read(String resource) {
    try (InputStream in = Migrations.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + resource);
      }
      // Whatever a checkout makes of line ends, the checksum stays.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new IllegalStateException("can't be read from the jar: " + resource, e);
    }
  }

  /// Applies those that the database has not seen, all in one transaction: of processes that start
  /// together, one applies them and the others wait for it and find them done.
  ///
  /// @param connection in autocommit mode, and ready to wait long for another writer; to be closed
  ///     if this throws, which undoes what was not committed
  /// @throws DatabaseRefusedException if the database is newer than this version, was made by
  ///     another text of a migration, or belongs to another application
  void apply(Connection connection) throws SQLException {
    // Before anything is read: what two statements see of a database that another process is just
    // making does not fit together.
    execute(connection, "BEGIN IMMEDIATE");
    List<Migration> pending = pending(connection);
    if (pending.size() == all.size()) {
      begin(connection);
    }
    for (Migration migration : pending) {
      execute(connection, migration.sql());
      remember(connection, migration);
    }
    execute(connection, "COMMIT");
  }

  private static void begin(Connection connection) throws SQLException {
    execute(connection, "PRAGMA application_id = " + APPLICATION_ID);
    execute(
        connection,
        "CREATE TABLE schema_migrations (name TEXT NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL)"
            + " STRICT, WITHOUT ROWID");
  }

  private static void remember(Connection connection, Migration migration) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO schema_migrations (name, sha256) VALUES (?, ?)")) {
      insert.setString(1, migration.name());
      insert.setString(2, migration.sha256());
      insert.executeUpdate();
    }
  }

  /// Those that the database has not seen yet; throws if it has seen anything else.
  private List<Migration> pending(Connection connection) throws SQLException {
    int application = number(connection, "PRAGMA application_id");
    if (application != APPLICATION_ID) {
      boolean empty = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
      if (application != 0 || !empty) {
        throw new DatabaseRefusedException("the database belongs to another application");
      }
      return all;
    }
    List<String> applied = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT name, sha256 FROM schema_migrations ORDER BY name")) {
      while (rows.next()) {
        int position = applied.size();
        applied.add(rows.getString("name"));
        if (position < all.size()) {
          refuseUnlessSame(all.get(position), rows.getString("name"), rows.getString("sha256"));
        }
      }
    }
    if (applied.size() > all.size()) {
      throw new DatabaseRefusedException(
          "the database was made by a newer version: it has "
              + applied.getLast()
              + ", this version ends with "
              + all.getLast().name());
    }
    return all.subList(applied.size(), all.size());
  }

  private static void refuseUnlessSame(Migration ours, String name, String sha256) {
    if (!ours.name().equals(name) || !ours.sha256().equals(sha256)) {
      throw new DatabaseRefusedException(
          "the database was made by another text of " + ours.name() + " than this version has");
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getInt(1);
    }
  }

  /// The one place with plain statements: what comes here is a text of this jar, and a migration is
  /// many statements in one text.
  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
