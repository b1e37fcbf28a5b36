package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.RevocationCounter;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The one row of the table `revocation_counter`.
public final class SqlRevocationCounter implements RevocationCounter {

  private static final String READ = "SELECT epoch, last, copy FROM revocation_counter";

  /// Names another copy, unless another is named than `:seen`. The parameter stands once, since
  /// PostgreSQL must be able to tell its type.
  private static final String NAME =
      "UPDATE revocation_counter SET copy = :next WHERE copy IS NOT DISTINCT FROM :seen";

  private final Database database;

  public SqlRevocationCounter(Database database) {
    this.database = database;
  }

  @Override
  public Count read() {
    return database
        .read(
            "read the revocation number",
            handle -> handle.createQuery(READ).map(SqlRevocationCounter::count).findOne())
        .orElseThrow(
            () -> new StoreUnavailableException("database: the row of revocation_counter is gone"));
  }

  @Override
  public boolean name(Optional<CopyId> seen, Optional<CopyId> next) {
    return database.writeOnce(
        "name a shared copy",
        handle ->
            handle.createUpdate(NAME).bind("seen", bytes(seen)).bind("next", bytes(next)).execute()
                == 1);
  }

  private static byte @Nullable [] bytes(Optional<CopyId> copy) {
    return copy.map(CopyId::bytes).orElse(null);
  }

  private static Count count(ResultSet row, StatementContext statement) throws SQLException {
    try {
      return new Count(
          FeedEpoch.create(row.getBytes("epoch")), row.getLong("last"), copy(row.getBytes("copy")));
    } catch (IllegalArgumentException e) {
      throw new StoreUnavailableException("database: the revocation number can't be read", e);
    }
  }

  /// The copy that a column names.
  static Optional<CopyId> copy(byte @Nullable [] bytes) {
    return Optional.ofNullable(bytes).map(CopyId::create);
  }
}
