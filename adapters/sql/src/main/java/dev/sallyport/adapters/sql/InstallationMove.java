package dev.sallyport.adapters.sql;

import static java.util.stream.Collectors.joining;

import dev.sallyport.application.port.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Moves an installation from one database to another, row by row: users, sessions with what was
/// revoked of them, keys as they are wrapped, services, and the revocation number with its epoch.
///
/// No token can be rotated in both. From before the source is taken out of use until the copy is
/// committed, one transaction keeps the target locked; nobody serves from either meanwhile. Whatever
/// ends this half-way, one of three states is found by the next try: the source in use and the
/// target empty, the source taken out of use and the target empty (the copying goes on), or the copy
/// there and the source still to be told so.
public final class InstallationMove {

  /// How long to wait for somebody who writes to a file.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int BATCH = 1_000;
  private static final String AWAY = MovedMark.away("");

  /// These tables are empty in a database that no installation is in.
  private static final List<String> EMPTY_WITHOUT_INSTALLATION =
      MovedMark.TABLES.stream().filter(table -> !table.equals("revocation_counter")).toList();

  private final DatabaseSettings from;
  private final DatabaseSettings to;

  /// @param to where it goes: a database without an installation, which has a schema or not
  public InstallationMove(DatabaseSettings from, DatabaseSettings to) {
    this.from = from;
    this.to = to;
  }

  /// Told from time to time.
  @FunctionalInterface
  public interface Progress {
    /// So many rows are copied, of all that there are.
    void copied(long rows, long ofAll);
  }

  /// How [#move] ends.
  public sealed interface Outcome {}

  /// The installation is in the target, and the source is out of use.
  ///
  /// @param rows how many each table has
  public record Moved(Map<String, Long> rows) implements Outcome {
    /// Keeps a copy.
    public Moved {
      rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    }
  }

  /// The target has an installation already; nothing was changed.
  public record TargetInUse() implements Outcome {}

  /// The installation is not in the source; nothing was changed.
  ///
  /// @param target where it was, or was being, moved to before
  /// @param complete whether it got there
  public record MovedElsewhere(String target, boolean complete) implements Outcome {}

  /// Whether the source was taken out of use by an earlier try that did not get to its end.
  ///
  /// @throws StoreUnavailableException if the source can't be read
  public static boolean isUnderWay(DatabaseSettings source) {
    try (Connection connection = connect(source)) {
      return MovedMark.read(connection).filter(mark -> !mark.complete()).isPresent();
    } catch (SQLException e) {
      throw new StoreUnavailableException("database: read whether it was moved", e);
    }
  }

  /// Moves.
  ///
  /// @throws DatabaseRefusedException if the target can't be used as it is
  /// @throws StoreUnavailableException if it could not be moved; either the source is in use as
  ///     before and nothing is in the target, or the message says to try again
  public Outcome move(Progress progress) {
    // The schema, if it has none yet.
    Database.open(to).close();
    try (Connection source = connect(from);
        Connection target = connect(to)) {
      return move(new Side(source), new Side(target), progress);
    } catch (SQLException e) {
      throw new StoreUnavailableException("database: move the installation", e);
    }
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return switch (settings) {
      case DatabaseSettings.Sqlite sqlite ->
          SqliteConnections.writing(sqlite.file(), PATIENCE).getConnection();
      case DatabaseSettings.Postgres postgres ->
          PostgresConnections.migrating(postgres).getConnection();
    };
  }

  private Outcome move(Side source, Side target, Progress progress) throws SQLException {
    target.begin();
    target.lock(MovedMark.TABLES);
    Optional<MovedMark> before = MovedMark.read(source.connection);
    boolean otherTarget = before.filter(mark -> !mark.target().equals(to.name())).isPresent();
    if (otherTarget || before.filter(MovedMark::complete).isPresent()) {
      target.rollback();
      return new MovedElsewhere(before.get().target(), before.get().complete());
    }
    if (!target.isEmpty()) {
      boolean copied = before.isPresent() && target.roots("").containsAll(source.roots(AWAY));
      Outcome outcome = copied ? new Moved(target.count("")) : new TargetInUse();
      target.rollback();
      if (copied) {
        source.change(MovedMark::complete);
      }
      return outcome;
    }
    if (before.isEmpty()) {
      source.change(connection -> MovedMark.put(connection, to.name()));
    } else {
      source.change(before.get()::takeOver);
    }
    int attempt = before.map(MovedMark::attempt).orElse(0) + 1;
    Map<String, Long> rows;
    try {
      rows = copy(source, target, progress);
    } catch (SQLException | RuntimeException e) {
      giveBack(source, target, attempt, e);
      throw e;
    }
    // If the answer to this gets lost, nobody knows whether the copy is there: the source stays out
    // of use, and the next try will see.
    target.commit();
    source.change(MovedMark::complete);
    return new Moved(rows);
  }

  /// What was not committed is not there, so the source may be used again, unless another attempt
  /// has taken over since: when the link to the target breaks, the lock there is gone.
  private static void giveBack(Side source, Side target, int attempt, Exception reason) {
    try {
      target.rollback();
    } catch (SQLException gone) {
      // Then the server rolls back by itself.
      reason.addSuppressed(gone);
    }
    try {
      source.rollback();
      source.change(connection -> MovedMark.takeBack(connection, attempt));
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private static Map<String, Long> copy(Side source, Side target, Progress progress)
      throws SQLException {
    source.beginReading();
    long all = source.count(AWAY).values().stream().mapToLong(Long::longValue).sum();
    Map<String, Long> rows = new LinkedHashMap<>();
    long done = 0;
    for (String table : MovedMark.TABLES) {
      List<String> columns = columns(source, target, table);
      target.clear(table);
      TableContents sent = copy(source, target, table, columns, done, all, progress);
      if (!target.contents(table, columns).equals(sent)) {
        throw new SQLException("what arrived in " + table + " is not what was sent");
      }
      done += sent.rows();
      rows.put(table, sent.rows());
    }
    source.rollback();
    return rows;
  }

  /// The columns of a table. If the target has others, it can't take it.
  private static List<String> columns(Side source, Side target, String table) throws SQLException {
    List<String> columns = source.columns(MovedMark.away(table));
    if (!columns.equals(target.columns(table))) {
      throw new SQLException("the two databases have other columns in " + table);
    }
    return columns;
  }

  private static TableContents copy(
      Side source,
      Side target,
      String table,
      List<String> columns,
      long before,
      long all,
      Progress progress)
      throws SQLException {
    String insert =
        "INSERT INTO "
            + table
            + " ("
            + String.join(", ", columns)
            + ") VALUES ("
            + columns.stream().map(_ -> "?").collect(joining(", "))
            + ")";
    TableContents sent = TableContents.EMPTY;
    try (Statement read = source.streaming();
        ResultSet rows = read.executeQuery(select(MovedMark.away(table), columns));
        PreparedStatement write = target.connection.prepareStatement(insert)) {
      while (rows.next()) {
        List<@Nullable Object> values = values(rows, columns.size());
        sent = sent.with(values);
        bind(write, values);
        write.addBatch();
        if (sent.rows() % BATCH == 0) {
          write.executeBatch();
          progress.copied(before + sent.rows(), all);
        }
      }
      write.executeBatch();
      progress.copied(before + sent.rows(), all);
    }
    return sent;
  }

  private static void bind(PreparedStatement write, List<@Nullable Object> values)
      throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      write.setObject(i + 1, values.get(i));
    }
  }

  private static List<@Nullable Object> values(ResultSet row, int count) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      values.add(TableContents.plain(row.getObject(i)));
    }
    return values;
  }

  private static String select(String table, List<String> columns) {
    return "SELECT " + String.join(", ", columns) + " FROM " + table;
  }

  /// One of the two databases.
  private static final class Side {

    private final Connection connection;
    private final boolean sqlite;

    Side(Connection connection) throws SQLException {
      this.connection = connection;
      sqlite = connection.getMetaData().getDatabaseProductName().equals("SQLite");
      if (!sqlite) {
        connection.setAutoCommit(false);
      }
    }

    @FunctionalInterface
    interface Change {
      void on(Connection connection) throws SQLException;
    }

    /// Makes a change, as one transaction.
    void change(Change change) throws SQLException {
      begin();
      try {
        change.on(connection);
      } catch (SQLException | RuntimeException e) {
        rollback();
        throw e;
      }
      commit();
    }

    /// Begins to write. SQLite's driver would begin as a reader, and fail when it turns writer.
    void begin() throws SQLException {
      if (sqlite) {
        execute("BEGIN IMMEDIATE");
      }
    }

    /// Begins to read what is there at one moment.
    void beginReading() throws SQLException {
      if (sqlite) {
        execute("BEGIN");
      } else {
        connection.rollback();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      }
    }

    void commit() throws SQLException {
      if (sqlite) {
        execute("COMMIT");
      } else {
        connection.commit();
      }
    }

    void rollback() throws SQLException {
      if (!sqlite) {
        connection.rollback();
      } else if (!connection.isClosed()) {
        rollbackIfBegun();
      }
    }

    /// SQLite ends a transaction by itself after some errors.
    private void rollbackIfBegun() {
      try {
        execute("ROLLBACK");
      } catch (SQLException noneBegun) {
        // As it should be.
      }
    }

    /// Keeps everybody else from writing, until the transaction ends.
    void lock(List<String> tables) throws SQLException {
      if (!sqlite) {
        execute("LOCK TABLE " + String.join(", ", tables) + " IN EXCLUSIVE MODE");
      }
    }

    boolean isEmpty() throws SQLException {
      for (String table : EMPTY_WITHOUT_INSTALLATION) {
        if (number("SELECT count(*) FROM " + table) > 0) {
          return false;
        }
      }
      return true;
    }

    void clear(String table) throws SQLException {
      execute("DELETE FROM " + table);
    }

    Map<String, Long> count(String prefix) throws SQLException {
      Map<String, Long> rows = new LinkedHashMap<>();
      for (String table : MovedMark.TABLES) {
        rows.put(table, number("SELECT count(*) FROM " + prefix + table));
      }
      return rows;
    }

    /// The wrapped root secrets, by which one installation is told from another.
    Set<String> roots(String prefix) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT wrapped FROM " + prefix + "root_secrets")) {
        Set<String> roots = new HashSet<>();
        while (rows.next()) {
          roots.add(Arrays.toString(rows.getBytes(1)));
        }
        return roots;
      }
    }

    /// The columns of a table, by name.
    List<String> columns(String table) throws SQLException {
      try (PreparedStatement all = connection.prepareStatement("SELECT * FROM " + table)) {
        ResultSetMetaData head = all.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= head.getColumnCount(); i++) {
          columns.add(head.getColumnName(i));
        }
        return columns.stream().sorted().toList();
      }
    }

    TableContents contents(String table, List<String> columns) throws SQLException {
      TableContents contents = TableContents.EMPTY;
      try (Statement read = streaming();
          ResultSet rows = read.executeQuery(select(table, columns))) {
        while (rows.next()) {
          contents = contents.with(values(rows, columns.size()));
        }
      }
      return contents;
    }

    /// A statement whose rows come a batch at a time.
    Statement streaming() throws SQLException {
      Statement statement = connection.createStatement();
      statement.setFetchSize(BATCH);
      return statement;
    }

    private long number(String sql) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getLong(1);
      }
    }

    private void execute(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate(sql);
      }
    }
  }
}
