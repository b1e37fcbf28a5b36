package dev.sallyport.adapters.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/// What tells that an installation is not here any more: its tables have other names, and one more
/// table says where it went.
///
/// Whoever still has the database open, a server of an older version too, finds no table from the
/// very commit on: it can neither write nor take what it reads for the truth, so it answers 503. An
/// older version that starts finds a migration which it does not know, and refuses.
///
/// @param target the url of the database that it went to
/// @param complete whether it is there; else it was on its way, and nothing was copied for good
/// @param attempt which try has the source now, from 1: an earlier one may still be at work, on a
///     link that is dead, and must not give back what a later one moves
record MovedMark(String target, boolean complete, int attempt) {

  /// All tables of an installation, each after those that it refers to.
  static final List<String> TABLES =
      List.of(
          "users",
          "sessions",
          "revocation_counter",
          "root_secrets",
          "signing_keys",
          "oauth_clients");

  private static final String AWAY = "moved_";

  /// The last of all migrations by its name, which starts with no digit.
  private static final String MIGRATION = "moved to ";

  /// The name of a table once the installation has moved.
  static String away(String table) {
    return AWAY + table;
  }

  /// The mark of a database; empty if the installation is here, or there is none.
  static Optional<MovedMark> read(Connection connection) throws SQLException {
    if (!exists(connection)) {
      return Optional.empty();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT target, complete, attempt FROM installation_moved")) {
      return row.next()
          ? Optional.of(
              new MovedMark(
                  row.getString("target"), row.getInt("complete") == 1, row.getInt("attempt")))
          : Optional.empty();
    }
  }

  private static boolean exists(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(null, connection.getSchema(), "installation_moved", null)) {
      return tables.next();
    }
  }

  /// Refuses to open a database from which the installation has moved, or was about to.
  ///
  /// @throws DatabaseRefusedException if it has a mark
  static void refuse(Connection connection) throws SQLException {
    Optional<MovedMark> mark = read(connection);
    if (mark.isPresent()) {
      String target = mark.get().target();
      throw new DatabaseRefusedException(
          mark.get().complete()
              ? "this installation was moved to " + target + ": start there"
              : "this installation was being moved to "
                  + target
                  + ", and that has not ended: run the same \"migrate\" again");
    }
  }

  /// Takes the installation away from whoever uses it, as the first attempt, within the transaction
  /// of the caller.
  static void put(Connection connection, String target) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.executeUpdate("ALTER TABLE " + table + " RENAME TO " + away(table));
      }
      statement.executeUpdate(
          "CREATE TABLE installation_moved ("
              + "one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), target TEXT NOT NULL,"
              + " complete INTEGER NOT NULL CHECK (complete IN (0, 1)), attempt INTEGER NOT NULL)");
    }
    insert(
        connection,
        "INSERT INTO installation_moved (one, target, complete, attempt) VALUES (1, ?, 0, 1)",
        target);
    insert(connection, insertMigration(connection), MIGRATION + target);
  }

  /// A SQLite file may lack the column `additive`, and has a default for it otherwise.
  private static String insertMigration(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("SQLite")
        ? "INSERT INTO schema_migrations (name, sha256) VALUES (?, '')"
        : "INSERT INTO schema_migrations (name, sha256, additive) VALUES (?, '', FALSE)";
  }

  private static void insert(Connection connection, String sql, String value) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, value);
      insert.executeUpdate();
    }
  }

  /// Goes on with what an earlier attempt has left, within the transaction of the caller.
  ///
  /// @throws SQLException if it is not there as it was read
  void takeOver(Connection connection) throws SQLException {
    one(
        connection,
        "UPDATE installation_moved SET attempt = attempt + 1 WHERE complete = 0 AND attempt = ?",
        attempt);
  }

  private static void one(Connection connection, String sql, int attempt) throws SQLException {
    try (PreparedStatement change = connection.prepareStatement(sql)) {
      change.setInt(1, attempt);
      if (change.executeUpdate() != 1) {
        throw new SQLException("another \"migrate\" is at work on it");
      }
    }
  }

  /// Says that the installation has arrived.
  static void complete(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE installation_moved SET complete = 1");
    }
  }

  /// Gives the installation back, as if nothing had been, within the transaction of the caller.
  ///
  /// @throws SQLException if this attempt has it no more: another one has moved it, or is about to
  static void takeBack(Connection connection, int attempt) throws SQLException {
    one(connection, "DELETE FROM installation_moved WHERE complete = 0 AND attempt = ?", attempt);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DROP TABLE installation_moved");
      statement.executeUpdate("DELETE FROM schema_migrations WHERE name LIKE '" + MIGRATION + "%'");
      for (String table : TABLES) {
        statement.executeUpdate("ALTER TABLE " + away(table) + " RENAME TO " + table);
      }
    }
  }
}
