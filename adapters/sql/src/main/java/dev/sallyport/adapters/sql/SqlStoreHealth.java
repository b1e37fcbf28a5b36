package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.StoreHealth;
import dev.sallyport.application.port.StoreUnavailableException;

/// Whether the database answers a read. It does not try to write: anybody may ask, and must not be
/// able to make those wait who write.
public final class SqlStoreHealth implements StoreHealth {

  /// Reads one page that is always there.
  private static final String PROBE = "SELECT last FROM revocation_counter";

  private final Database database;

  public SqlStoreHealth(Database database) {
    this.database = database;
  }

  @Override
  public boolean isUp() {
    try {
      return database.read(
          "probe it", handle -> handle.createQuery(PROBE).mapTo(Long.class).one() >= 0);
    } catch (StoreUnavailableException e) {
      return false;
    }
  }
}
