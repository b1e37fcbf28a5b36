package dev.sallyport.application.oauth;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.OAuthClientStore;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent.ClientAdded;
import dev.sallyport.application.port.SecurityEvent.ClientRemoved;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.oauth.OAuthClientSecret;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Adds and removes the services that may ask about tokens.
public final class ChangeClients {

  private final OAuthClientStore clients;
  private final SecretGenerator secrets;
  private final SecurityLog log;
  private final InstantSource clock;

  public ChangeClients(
      OAuthClientStore clients, SecretGenerator secrets, SecurityLog log, InstantSource clock) {
    this.clients = clients;
    this.secrets = secrets;
    this.log = log;
    this.clock = clock;
  }

  /// Adds a client.
  ///
  /// @return its secret, which nobody can read again; empty if there is a client of this id
  public Optional<OAuthClientSecret> add(OAuthClientId id, Caller caller) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var secret = OAuthClientSecret.create(secrets.bytes(OAuthClientSecret.RANDOM_BYTES));
    if (!clients.add(new OAuthClient(id, secret.digest(), now))) {
      return Optional.empty();
    }
    log.record(new ClientAdded(id), caller, now);
    return Optional.of(secret);
  }

  /// Removes a client, whose next request is refused.
  ///
  /// @return false if there is none of this id
  public boolean remove(OAuthClientId id, Caller caller) {
    boolean removed = clients.remove(id);
    if (removed) {
      log.record(new ClientRemoved(id), caller, clock.instant());
    }
    return removed;
  }
}
