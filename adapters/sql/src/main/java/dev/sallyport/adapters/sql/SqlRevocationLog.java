package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/// The revocations, read from the sessions that they are part of, by an index of the revoked ones
/// alone.
public final class SqlRevocationLog implements RevocationLog {

  /// The last revocation number, and beside it each revocation above `:number` that is in force at
  /// `:now`: of one moment, since it is one statement. One row with nulls if there is none.
  static final String AFTER =
      """
      SELECT last, id, least_generation, revoked_until
      FROM revocation_counter
      LEFT JOIN sessions ON revocation_number > :number AND revoked_until > :now
      ORDER BY revocation_number
      """;

  private final Database database;

  public SqlRevocationLog(Database database) {
    this.database = database;
  }

  @Override
  public long mark() {
    return database.mark();
  }

  @Override
  public Revocations after(long number, Instant now) {
    List<Row> rows =
        database.read(
            "read the revocations",
            handle ->
                handle
                    .createQuery(AFTER)
                    .bind("number", number)
                    .bind("now", now.toEpochMilli())
                    .map(SqlRevocationLog::row)
                    .list());
    if (rows.isEmpty()) {
      throw new StoreUnavailableException("database: the row of revocation_counter is gone");
    }
    return new Revocations(
        rows.getFirst().last(), rows.stream().flatMap(row -> row.entry().stream()).toList());
  }

  private record Row(long last, Optional<Entry> entry) {}

  private static Row row(ResultSet row, StatementContext statement) throws SQLException {
    long last = row.getLong("last");
    if (row.getBytes("id") == null) {
      return new Row(last, Optional.empty());
    }
    try {
      var id = new SessionId(Columns.uuid(row, "id"));
      return new Row(last, Optional.of(new Entry(id, SessionRows.revocation(row))));
    } catch (IllegalArgumentException e) {
      throw new StoreUnavailableException("database: a row of sessions can't be read", e);
    }
  }
}
