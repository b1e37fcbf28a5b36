package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementContext;

/// The revocation of a session, read from its row at every call: the truth, without a cache.
public final class SqlRevocationList implements RevocationList {

  /// The revocation of the session of this id.
  private static final String OF =
      "SELECT least_generation, revoked_until FROM sessions WHERE id = :id";

  private final Database database;

  public SqlRevocationList(Database database) {
    this.database = database;
  }

  @Override
  public Revocation of(SessionId session) {
    return database.read(
        "read the revocation of a session",
        handle ->
            handle
                .createQuery(OF)
                .bind("id", session.bytes())
                .map(SqlRevocationList::revocation)
                .findOne()
                .orElse(Revocation.NONE));
  }

  private static Revocation revocation(ResultSet row, StatementContext statement)
      throws SQLException {
    try {
      return SessionRows.revocation(row);
    } catch (IllegalArgumentException e) {
      throw new StoreUnavailableException("database: a row of sessions can't be read", e);
    }
  }
}
