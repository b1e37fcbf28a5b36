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
import java.util.stream.Collectors;

/// How a PostgreSQL database comes to the tables that this version works with.
final class PostgresSchema {

  /// The advisory lock of who migrates: `SALYPORT`.
  private static final long LOCK = 0x53414C59504F5254L;

  /// Below it, versions are not maintained any more.
  private static final int LEAST_SERVER = 140_000;

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /// The tables of the schema that we would make ours in, and whether each is our table of
  /// migrations: others like that name too, but not with these columns. It is one statement, since
  /// another node may be about to commit them all.
  private static final String TABLES =
      """
      SELECT c.relname,
        c.relname = 'schema_migrations' AND 2 = (
          SELECT count(*) FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attname IN ('sha256', 'additive')) AS ours
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      ORDER BY c.relname
      """;

  private PostgresSchema() {}

  /// Whether the tables are there.
  ///
  /// @throws DatabaseRefusedException if those of another application are
  static boolean exists(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        if (rows.getBoolean("ours")) {
          return true;
        }
        tables.add(rows.getString("relname"));
      }
    }
    if (!tables.isEmpty()) {
      throw new DatabaseRefusedException(
          "belongs to another application: its tables are "
              + tables.stream().limit(5).collect(Collectors.joining(", "))
              + (tables.size() > 5 ? ", ..." : ""));
    }
    return false;
  }

  /// Applies the migrations that the database has not seen, all in one transaction: of nodes that
  /// start together, one applies them and the others wait for it and find them done. Where there is
  /// nothing to do, nothing is asked for that a role without rights on the schema does not have.
  ///
  /// @param connection ready to wait long; to be closed if this throws, which undoes what was not
  ///     committed
  /// @throws DatabaseRefusedException if the database is too new for this version, was made by
  ///     another text of a migration, belongs to another application, does not keep what it
  ///     acknowledges, or may not be changed by this role
  static void migrate(Connection connection, Migrations migrations) throws SQLException {
    refuseIfUnfit(connection);
    MovedMark.refuse(connection);
    if (exists(connection) && migrations.pendingAfter(applied(connection)).isEmpty()) {
      return;
    }
    connection.setAutoCommit(false);
    execute(connection, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
    boolean isNew = !exists(connection);
    List<Migration> pending = migrations.pendingAfter(isNew ? List.of() : applied(connection));
    try {
      if (isNew) {
        execute(
            connection,
            "CREATE TABLE schema_migrations (name TEXT COLLATE \"C\" PRIMARY KEY, sha256 TEXT NOT"
                + " NULL, additive BOOLEAN NOT NULL)");
      }
      for (Migration migration : pending) {
        execute(connection, migration.sql());
        remember(connection, migration);
      }
    } catch (SQLException e) {
      if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw new DatabaseRefusedException(
            "needs "
                + String.join(", ", pending.stream().map(Migration::name).toList())
                + ", which this role may not do: run any command once as the role that owns the"
                + " tables",
            e);
      }
      throw e;
    }
    connection.commit();
  }

  private static void refuseIfUnfit(Connection connection) throws SQLException {
    if (number(connection, "SELECT current_setting('server_version_num')::INTEGER")
        < LEAST_SERVER) {
      throw new DatabaseRefusedException("is kept by a PostgreSQL before 14, which is too old");
    }
    if (texts(connection, "SHOW synchronous_commit").contains("off")) {
      throw new DatabaseRefusedException(
          "would acknowledge what it may lose: synchronous_commit is off; turn it on for this role,"
              + " database or server");
    }
    if (!texts(connection, "SHOW server_encoding").contains("UTF8")) {
      throw new DatabaseRefusedException("does not keep every name: its encoding must be UTF8");
    }
  }

  private static List<Applied> applied(Connection connection) throws SQLException {
    List<Applied> applied = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, sha256, additive FROM schema_migrations ORDER BY name")) {
      while (rows.next()) {
        applied.add(new Applied(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
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
      insert.setBoolean(3, migration.isAdditive());
      insert.executeUpdate();
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  /// Plain statements: what comes here is a text of this jar, and a migration is many statements in
  /// one text.
  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
