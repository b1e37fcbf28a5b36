package dev.sallyport.application.share;

import dev.sallyport.application.port.RevocationCopy;
import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// The revocations in the shared copy while that may be believed, and in the database otherwise.
public final class SharedRevocationList implements RevocationList {

  private final RevocationCopy copy;
  private final Supplier<Optional<CopyId>> named;
  private final RevocationList database;
  private final AtomicLong fromCopy = new AtomicLong();
  private final AtomicLong fromDatabase = new AtomicLong();

  /// @param named the copy that the database names, as far as this node knows; no other counts
  /// @param database asked whenever the copy does not count
  public SharedRevocationList(
      RevocationCopy copy, Supplier<Optional<CopyId>> named, RevocationList database) {
    this.copy = copy;
    this.named = named;
    this.database = database;
  }

  @Override
  public Revocation of(SessionId session) {
    Optional<Revocation> believed = look(session);
    (believed.isPresent() ? fromCopy : fromDatabase).incrementAndGet();
    return believed.orElseGet(() -> database.of(session));
  }

  private Optional<Revocation> look(SessionId session) {
    try {
      return named.get().flatMap(id -> copy.look(id, session));
    } catch (StoreUnavailableException down) {
      return Optional.empty();
    }
  }

  /// How many were answered by the copy.
  public long answeredByCopy() {
    return fromCopy.get();
  }

  /// How many were answered by the database.
  public long answeredByDatabase() {
    return fromDatabase.get();
  }
}
