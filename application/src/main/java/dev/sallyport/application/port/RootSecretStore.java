package dev.sallyport.application.port;

import dev.sallyport.domain.key.WrappedKey;
import java.time.Instant;
import java.util.List;

/// The root secrets, wrapped. Implementations pass `RootSecretStoreContract`.
///
/// Durable when it returns, thread-safe; every method may throw [StoreUnavailableException].
public interface RootSecretStore {

  /// A root secret as it is kept.
  ///
  /// @param number 1 to 255
  record WrappedRootSecret(int number, WrappedKey wrapped, Instant createdAt) {}

  /// All root secrets, the lowest number first.
  List<WrappedRootSecret> all();

  /// Adds a root secret if its number is free: of two processes that start together, one makes the
  /// first secret and the other takes it.
  ///
  /// @return false if the number is taken; nothing was written
  boolean add(WrappedRootSecret secret);
}
