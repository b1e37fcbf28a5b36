package dev.sallyport.adapters.guard;

import dev.sallyport.adapters.gate.Base64Url;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.session.SessionPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// What a guard has to know.
///
/// @param issuer `iss` of the server's tokens, exactly; the server's `issuer` setting
/// @param serverUrl where keys and revocations are fetched: `https`, or `http` on loopback
/// @param audience `aud` of the tokens, exactly; the server's `audience` setting
/// @param clientId `client_id` of the tokens, exactly; the server's `client-id` setting
/// @param feedSecret the server's `feed.secret`; empty for a guard that can't see a logout
/// @param maxStaleness `guard.max-staleness`: how old the knowledge of revocations may be, 3 s to
///     5 min
/// @param whenStale what happens to requests when it is older
public record GuardSettings(
    String issuer,
    URI serverUrl,
    String audience,
    String clientId,
    Optional<String> feedSecret,
    Duration maxStaleness,
    WhenStale whenStale) {

  private static final Duration LEAST_STALENESS = Duration.ofSeconds(3);
  private static final Duration GREATEST_STALENESS = Duration.ofMinutes(5);
  private static final int LEAST_SECRET_BYTES = 32;

  /// How long after its `exp` a token is still believed: this clock is not the server's.
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  /// What happens to requests while the guard does not know the latest revocations.
  public enum WhenStale {
    /// They are refused, with 503.
    REFUSE,
    /// They are let in by their signature alone: a logout is then not felt until the token expires.
    ACCEPT
  }

  /// @throws IllegalArgumentException if a value is not one that a guard can work with; the message
  ///     never shows the secret
  public GuardSettings {
    if (!isTrustworthy(serverUrl)) {
      throw new IllegalArgumentException("guard.server-url takes https, or http on loopback");
    }
    if (feedSecret.isPresent() && !isStrong(feedSecret.get())) {
      throw new IllegalArgumentException("guard.feed-secret takes 32 bytes or more, base64url");
    }
    if (maxStaleness.compareTo(LEAST_STALENESS) < 0
        || maxStaleness.compareTo(GREATEST_STALENESS) > 0) {
      throw new IllegalArgumentException("guard.max-staleness takes 3s to 5m");
    }
    policy(issuer, audience, clientId); // which refuses names that no token can carry
  }

  /// The usual guard, with the server's defaults: it follows the revocations.
  ///
  /// @param issuer the server's issuer, which is its URL too
  /// @param feedSecret the server's `feed.secret`
  public static GuardSettings of(String issuer, String feedSecret) {
    return defaults(issuer, Optional.of(feedSecret));
  }

  /// A guard that can't see a logout: whoever has a token is let in until it expires. For services
  /// where that is good enough, and no feed secret can be kept.
  public static GuardSettings withoutRevocations(String issuer) {
    return defaults(issuer, Optional.empty());
  }

  private static GuardSettings defaults(String issuer, Optional<String> feedSecret) {
    return new GuardSettings(
        issuer,
        URI.create(issuer),
        issuer,
        "sallyport",
        feedSecret,
        Duration.ofSeconds(30),
        WhenStale.REFUSE);
  }

  /// The same, with keys and revocations fetched from there.
  public GuardSettings withServerUrl(URI other) {
    return new GuardSettings(
        issuer, other, audience, clientId, feedSecret, maxStaleness, whenStale);
  }

  /// The same for tokens of another audience.
  public GuardSettings withAudience(String other) {
    return new GuardSettings(
        issuer, serverUrl, other, clientId, feedSecret, maxStaleness, whenStale);
  }

  /// The same for tokens of another client id.
  public GuardSettings withClientId(String other) {
    return new GuardSettings(
        issuer, serverUrl, audience, other, feedSecret, maxStaleness, whenStale);
  }

  /// The same with another `guard.max-staleness`.
  public GuardSettings withMaxStaleness(Duration other) {
    return new GuardSettings(issuer, serverUrl, audience, clientId, feedSecret, other, whenStale);
  }

  /// The same with another answer to stale knowledge.
  public GuardSettings withWhenStale(WhenStale other) {
    return new GuardSettings(
        issuer, serverUrl, audience, clientId, feedSecret, maxStaleness, other);
  }

  /// Which claims are believed. The lifetime is the longest that a server can be set to.
  AccessPolicy policy() {
    return policy(issuer, audience, clientId);
  }

  private static AccessPolicy policy(String issuer, String audience, String clientId) {
    return new AccessPolicy(issuer, audience, clientId, SessionPolicy.GREATEST_ACCESS_TTL, LEEWAY);
  }

  private static boolean isTrustworthy(URI url) {
    String host = url.getHost();
    if (host == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      return false;
    }
    boolean loopback =
        host.equals("localhost")
            || host.endsWith(".localhost")
            || host.equals("[::1]")
            || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    return "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && loopback);
  }

  private static boolean isStrong(String secret) {
    byte[] bytes = Base64Url.decode(secret);
    return bytes != null && bytes.length >= LEAST_SECRET_BYTES;
  }

  @Override
  public String toString() {
    return "GuardSettings[" + issuer + ", " + serverUrl + ", secret ***]";
  }
}
