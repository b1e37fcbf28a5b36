package dev.sallyport.application.port;

import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKey;
import java.util.List;
import java.util.Optional;

/// The keys that sign access tokens, wrapped. Implementations pass `SigningKeyStoreContract`.
///
/// Durable when it returns, thread-safe; every method may throw [StoreUnavailableException].
public interface SigningKeyStore {

  /// All keys, the newest first.
  List<SigningKey> all();

  /// Adds a key, if the newest key of its algorithm is still the one that the caller saw: of two
  /// processes that start together, one makes the key and the other takes it.
  ///
  /// @param newestSeen empty if there was none
  /// @return false if another key came first; nothing was written
  boolean add(SigningKey key, Optional<KeyId> newestSeen);

  /// The newest key of an algorithm, of a list as [#all] returns it.
  static Optional<SigningKey> newest(List<SigningKey> newestFirst, SigningAlgorithm algorithm) {
    return newestFirst.stream().filter(key -> key.algorithm() == algorithm).findFirst();
  }
}
