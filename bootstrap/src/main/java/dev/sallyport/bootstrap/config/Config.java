package dev.sallyport.bootstrap.config;

import dev.sallyport.adapters.http.TrustedProxies;
import dev.sallyport.adapters.redis.RedisSettings;
import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.throttle.LimitPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Everything that is set, checked: each part of the server gets its own slice. It does not print
/// its secrets.
///
/// @param feedSecret what services read the revocation feed with; without it there is no feed
/// @param redis what all nodes share; without it each has limits of its own
public record Config(
    Web web,
    Tokens tokens,
    Signing signing,
    Storage storage,
    SessionPolicy sessions,
    Passwords passwords,
    LimitPolicy limits,
    Optional<SecretBytes> feedSecret,
    Optional<RedisSettings> redis) {

  /// The same with another database.
  public Config withDatabase(DatabaseSettings database) {
    var other =
        new Storage(
            storage.directory(), database, storage.masterKey(), storage.previousMasterKey());
    return new Config(web, tokens, signing, other, sessions, passwords, limits, feedSecret, redis);
  }

  /// Where browsers meet us.
  ///
  /// @param adminListen where metrics and health are; empty for nowhere
  /// @param publicUrl the origin that browsers see; empty for `http://localhost` with the bound port
  /// @param allowedOrigins other origins whose pages may call us
  /// @param trustedProxies whose word counts for where a request came from
  /// @param demo whether there is the demo page
  public record Web(
      Listen listen,
      Optional<Listen> adminListen,
      Optional<Origin> publicUrl,
      List<Origin> allowedOrigins,
      TrustedProxies trustedProxies,
      boolean demo) {

    /// The origin that browsers see, once the port is known.
    public Origin publicUrlAt(int boundPort) {
      return publicUrl.orElseGet(() -> new Origin("http", "localhost", boundPort));
    }

    /// The origins of our own pages: `public-url`, or while that is unset each way to spell this
    /// machine.
    public List<Origin> ownOriginsAt(int boundPort) {
      return publicUrl
          .map(List::of)
          .orElseGet(() ->
              List.of(
                  new Origin("http", "localhost", boundPort),
                  new Origin("http", "127.0.0.1", boundPort),
                  new Origin("http", "[::1]", boundPort)));
    }
  }

  /// What access tokens say.
  ///
  /// @param issuer empty for `public-url`
  /// @param audience empty for the issuer
  public record Tokens(Optional<String> issuer, Optional<String> audience, String clientId) {}

  /// How access tokens are signed.
  ///
  /// @param maxAge how long a key that we made signs
  /// @param keyFile the operator's own private key, absolute; not for `HS256`
  /// @param hs256Secret the operator's own secret, for `HS256` alone
  /// @param provider who computes the other signatures
  public record Signing(
      SigningAlgorithm algorithm,
      Duration maxAge,
      Optional<Path> keyFile,
      Optional<SecretBytes> hs256Secret,
      CryptoProvider provider) {}

  /// What is kept, and where.
  ///
  /// @param directory absolute; of its owner alone
  /// @param database which one, and how it is reached
  /// @param masterKey empty for the one that is made in `directory`
  /// @param previousMasterKey the master key until now, where it is being changed
  public record Storage(
      Path directory,
      DatabaseSettings database,
      Optional<MasterKey> masterKey,
      Optional<MasterKey> previousMasterKey) {}

  /// What new passwords are like.
  ///
  /// @param bcryptCost the binary logarithm of the rounds
  /// @param minLength the least code points of a new password
  public record Passwords(int bcryptCost, int minLength) {}

  /// What access tokens say and which are believed, once the port is known.
  public AccessPolicy accessPolicyAt(int boundPort) {
    String issuer = tokens.issuer().orElseGet(() -> web.publicUrlAt(boundPort).text());
    return new AccessPolicy(
        issuer, tokens.audience().orElse(issuer), tokens.clientId(), sessions.accessTtl());
  }
}
