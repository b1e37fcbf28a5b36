package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.FeedEpoch;
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
      SELECT epoch, last, id, least_generation, revoked_until, revocation_number
      FROM revocation_counter
      LEFT JOIN sessions ON revocation_number > :number AND revoked_until > :now
      ORDER BY revocation_number
      LIMIT :limit
      """;

  /// Puts another epoch in the place of the one that is there.
  private static final String RENEW = "UPDATE revocation_counter SET epoch = :epoch";

  private final Database database;

  public SqlRevocationLog(Database database) {
    this.database = database;
  }

  @Override
  public long mark() {
    return database.mark();
  }

  @Override
  public boolean goesOn(long earlier, long later) {
    return database.goesOn(earlier, later);
  }

  @Override
  public Revocations after(long number, Instant now, int atMost) {
    // One more than wanted tells whether there is more, and where the next number begins.
    List<Row> rows = read(number, now, atMost + 1L);
    if (rows.isEmpty()) {
      throw new StoreUnavailableException("database: the row of revocation_counter is gone");
    }
    Row first = rows.getFirst();
    if (rows.size() <= atMost) {
      return new Revocations(first.epoch(), first.last(), entries(rows), false);
    }
    long cut = rows.getLast().number();
    List<Row> whole = rows.stream().filter(row -> row.number() < cut).toList();
    return whole.isEmpty()
        ? ofFirstNumber(number, now, 2L * atMost)
        : new Revocations(first.epoch(), whole.getLast().number(), entries(whole), true);
  }

  /// For a number that has more entries than anybody asked for: all of it, and nothing else.
  private Revocations ofFirstNumber(long number, Instant now, long limit) {
    List<Row> rows = read(number, now, limit);
    Row first = rows.getFirst();
    List<Row> whole = rows.stream().filter(row -> row.number() == first.number()).toList();
    if (whole.size() == limit) {
      return ofFirstNumber(number, now, 2 * limit);
    }
    boolean more = whole.size() < rows.size();
    long last = more ? first.number() : first.last();
    return new Revocations(first.epoch(), last, entries(whole), more);
  }

  @Override
  public void renewEpoch(FeedEpoch next) {
    database.writeOnce(
        "begin another epoch of revocations",
        handle -> handle.createUpdate(RENEW).bind("epoch", next.bytes()).execute());
  }

  private List<Row> read(long number, Instant now, long limit) {
    return database.read(
        "read the revocations",
        handle ->
            handle
                .createQuery(AFTER)
                .bind("number", number)
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map(SqlRevocationLog::row)
                .list());
  }

  private static List<Entry> entries(List<Row> rows) {
    return rows.stream().flatMap(row -> row.entry().stream()).toList();
  }

  /// @param last the number of the last revocation of all
  /// @param number that of this one
  private record Row(FeedEpoch epoch, long last, long number, Optional<Entry> entry) {}

  private static Row row(ResultSet row, StatementContext statement) throws SQLException {
    try {
      var epoch = FeedEpoch.create(row.getBytes("epoch"));
      long last = row.getLong("last");
      if (row.getBytes("id") == null) {
        return new Row(epoch, last, last, Optional.empty());
      }
      var entry = new Entry(new SessionId(Columns.uuid(row, "id")), SessionRows.revocation(row));
      return new Row(epoch, last, row.getLong("revocation_number"), Optional.of(entry));
    } catch (IllegalArgumentException e) {
      throw new StoreUnavailableException("database: a row of sessions can't be read", e);
    }
  }
}
