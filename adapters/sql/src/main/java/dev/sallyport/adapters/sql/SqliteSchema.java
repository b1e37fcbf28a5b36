package dev.sallyport.adapters.sql;

import dev.sallyport.adapters.sql.Migrations.Applied;
import dev.sallyport.adapters.sql.Migrations.Migration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// How a SQLite file comes to the tables that this version works with.
final class SqliteSchema {

  /// In the header of every database of ours, so that no other application's is taken for one:
  /// `SALY`.
  private static final int APPLICATION_ID = 0x53414C59;

  /// Marks the file as ours; also where it is marked already SQLite writes a page.
  static final String MARK_AS_OURS = "PRAGMA application_id = " + APPLICATION_ID;

  private SqliteSchema() {}

  /// Applies the migrations that the database has not seen, all in one transaction: of processes
  /// that start together, one applies them and the others wait for it and find them done.
  ///
  /// @param connection in autocommit mode, and ready to wait long for another writer; to be closed
  ///     if this throws, which undoes what was not committed
  /// @throws DatabaseRefusedException if the database is too new for this version, was made by
  ///     another text of a migration, or belongs to another application
  static void migrate(Connection connection, Migrations migrations) throws SQLException {
    // Before anything is read: what two statements see of a database that another process is just
    // making does not fit together.
    execute(connection, "BEGIN IMMEDIATE");
    boolean isNew = isNew(connection);
    if (isNew) {
      begin(connection);
    }
    MovedMark.refuse(connection);
    List<Migration> pending = migrations.pendingAfter(applied(connection));
    if (!pending.isEmpty() && !tellsAdditive(connection)) {
      execute(
          connection,
          "ALTER TABLE schema_migrations ADD COLUMN additive INTEGER NOT NULL DEFAULT 0");
    }
    for (Migration migration : pending) {
      execute(connection, migration.sql());
      remember(connection, migration);
    }
    execute(connection, "COMMIT");
  }

  private static boolean isNew(Connection connection) throws SQLException {
    int application = number(connection, "PRAGMA application_id");
    if (application == APPLICATION_ID) {
      return false;
    }
    boolean empty = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
    if (application != 0 || !empty) {
      throw new DatabaseRefusedException("the database belongs to another application");
    }
    return true;
  }

  private static void begin(Connection connection) throws SQLException {
    execute(connection, MARK_AS_OURS);
    execute(
        connection,
        "CREATE TABLE schema_migrations (name TEXT NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL)"
            + " STRICT, WITHOUT ROWID");
  }

  /// Whether the table has the column `additive`, which versions before it did not make.
  private static boolean tellsAdditive(Connection connection) throws SQLException {
    return number(
            connection,
            "SELECT count(*) FROM pragma_table_info('schema_migrations') WHERE name = 'additive'")
        == 1;
  }

  private static List<Applied> applied(Connection connection) throws SQLException {
    String additive = tellsAdditive(connection) ? "additive" : "0";
    List<Applied> applied = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, sha256, " + additive + " FROM schema_migrations ORDER BY name")) {
      while (rows.next()) {
        applied.add(new Applied(rows.getString(1), rows.getString(2), rows.getInt(3) != 0));
      }
    }
    return applied;
  }

  private static void remember(Connection connection, Migration migration) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO schema_migrations (name, sha256, additive) VALUES (?, ?, ?)")) {
      insert.setString(1, migration.name());
      insert.setString(2, migration.sha256());
      insert.setInt(3, migration.isAdditive() ? 1 : 0);
      insert.executeUpdate();
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getInt(1);
    }
  }

  /// Plain statements: what comes here is a text of this jar, and a migration is many statements in
  /// one text.
  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
