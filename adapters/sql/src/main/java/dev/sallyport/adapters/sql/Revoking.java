package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.RevocationSpread;
import dev.sallyport.domain.session.CopyId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;

/// Transactions that may revoke: what they have revoked is spread after the commit, and before
/// anybody hears of it.
record Revoking(Database database, RevocationSpread spread) {

  /// What a transaction has raised.
  ///
  /// @param copy the shared copy that was named then
  record Raised(long number, Optional<CopyId> copy) {}

  /// What such a transaction does.
  @FunctionalInterface
  interface Work<T> {
    Optional<T> on(Handle handle, SessionWrites writes);
  }

  /// As [Database#write].
  <T> Optional<T> write(String what, Work<T> work) {
    // It may be done again from its beginning: what the last attempt has raised counts.
    var raised = new AtomicReference<>(Optional.<Raised>empty());
    Optional<T> done =
        database.write(
            what,
            handle -> {
              var writes = new SessionWrites(handle, database);
              Optional<T> result = work.on(handle, writes);
              raised.set(writes.raised());
              return result;
            });
    if (done.isPresent()) {
      raised.get().ifPresent(revoked -> spread.spreadCommitted(revoked.number(), revoked.copy()));
    }
    return done;
  }
}
