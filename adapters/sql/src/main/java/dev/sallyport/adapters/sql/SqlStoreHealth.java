package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.StoreHealth;
import dev.sallyport.application.port.StoreUnavailableException;

/// Whether the database answers a read. It does not try to write: anybody may ask, and must not be
/// able to make those wait who write.
public final class SqlStoreHealth implements StoreHealth {

  /// Reads one page that is always there.
  private static final String PROBE = "SELECT last FROM revocation_counter";

  private final Database database;
  private volatile long lastRevocation;

  public SqlStoreHealth(Database database) {
    this.database = database;
  }

  /// The number of the last revocation in the database, when that last said that it is up; 0 before.
  public long lastRevocation() {
    return lastRevocation;
  }

  @Override
  public boolean isUp() {
    try {
      lastRevocation =
          database.read("probe it", handle -> handle.createQuery(PROBE).mapTo(Long.class).one());
      return true;
    } catch (StoreUnavailableException e) {
      return false;
    }
  }
}
