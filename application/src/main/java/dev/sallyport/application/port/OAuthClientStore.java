package dev.sallyport.application.port;

import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import java.util.List;
import java.util.Optional;

/// The services that may introspect and revoke tokens. Implementations pass
/// `OAuthClientStoreContract`.
///
/// Every write is one atomic step, durable when it returns, and seen by every call that starts
/// after it. Thread-safe. Every method may throw [StoreUnavailableException].
public interface OAuthClientStore {

  /// The client of this id.
  Optional<OAuthClient> find(OAuthClientId id);

  /// Adds a client.
  ///
  /// @return false if there is one of this id; nothing was written
  boolean add(OAuthClient client);

  /// Removes a client.
  ///
  /// @return false if there is none
  boolean remove(OAuthClientId id);

  /// All clients, in the order of their ids.
  List<OAuthClient> all();
}
