package dev.sallyport.application.oauth;

import dev.sallyport.application.port.OAuthClientStore;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.oauth.OAuthClientSecret;
import java.util.Optional;

/// Decides whether somebody is the service that they say they are. Asks the database each time, so
/// that one that was removed is refused at once.
public final class AuthenticateClient {

  /// What the secret of nobody is compared with: nothing has this SHA-256 that anybody knows of.
  private static final SecretBytes NOBODYS = SecretBytes.copyOf(new byte[32]);

  private final OAuthClientStore clients;

  public AuthenticateClient(OAuthClientStore clients) {
    this.clients = clients;
  }

  /// The client; empty if there is none of this id, or its secret is another one, which take the
  /// same steps.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if the store is down
  public Optional<OAuthClient> authenticate(OAuthClientId id, OAuthClientSecret secret) {
    Optional<OAuthClient> found = clients.find(id);
    SecretBytes expected = found.map(OAuthClient::secretDigest).orElse(NOBODYS);
    boolean fits = expected.equals(secret.digest());
    return found.filter(_ -> fits);
  }
}
