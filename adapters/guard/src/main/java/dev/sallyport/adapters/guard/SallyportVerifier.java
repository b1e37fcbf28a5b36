package dev.sallyport.adapters.guard;

import dev.sallyport.adapters.gate.BearerCredentials;
import dev.sallyport.adapters.gate.BearerCredentials.Absent;
import dev.sallyport.adapters.gate.BearerCredentials.Token;
import dev.sallyport.adapters.guard.Admission.Admitted;
import dev.sallyport.adapters.guard.Admission.Malformed;
import dev.sallyport.adapters.guard.Admission.Refused;
import dev.sallyport.adapters.guard.Admission.TokenRequired;
import dev.sallyport.adapters.guard.Admission.Unavailable;
import dev.sallyport.adapters.jwt.JwtVerifier;
import dev.sallyport.application.access.AuthenticateRequest.Reason;
import dev.sallyport.application.port.AccessTokenVerifier;
import dev.sallyport.application.port.AccessTokenVerifier.Expired;
import dev.sallyport.application.port.AccessTokenVerifier.Invalid;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.session.Revocation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Tells the requests to let in from all others, for a service of any kind. Thread-safe; one for a
/// service.
///
/// It judges as the server does, with the server's own gate and verifier; what differs is where the keys and
/// the revocations come from, and 30 s of leeway for `exp`.
public final class SallyportVerifier implements AutoCloseable {

  private final AccessTokenVerifier accessTokens;
  private final RevocationList revocations;
  private final InstantSource clock;
  private final Optional<FeedFollower> follower;

  private SallyportVerifier(
      AccessTokenVerifier accessTokens,
      RevocationList revocations,
      InstantSource clock,
      Optional<FeedFollower> follower) {
    this.accessTokens = accessTokens;
    this.revocations = revocations;
    this.clock = clock;
    this.follower = follower;
  }

  /// Starts to follow the server in a thread of its own, and does not wait for it: requests are
  /// refused until the first complete feed has come.
  ///
  /// @param clock `InstantSource.system()`, but for tests
  /// @param jitter spreads the questions of many guards after an outage; need not be unguessable
  public static SallyportVerifier start(
      GuardSettings settings, InstantSource clock, RandomGenerator jitter) {
    SallyportVerifier verifier = of(settings, clock, jitter);
    verifier.follower.ifPresent(FeedFollower::start);
    return verifier;
  }

  /// One whose follower is not started.
  static SallyportVerifier of(GuardSettings settings, InstantSource clock, RandomGenerator jitter) {
    var fetch = new ServerFetch(settings.serverUrl(), KeyCache.TIMEOUT);
    var keys = new KeyCache(fetch, clock);
    var tokens = new JwtVerifier(keys, settings.policy());
    if (settings.feedSecret().isEmpty()) {
      return new SallyportVerifier(tokens, _ -> Revocation.NONE, clock, Optional.empty());
    }
    var freshness = new Freshness(settings.maxStaleness(), settings.whenStale());
    var revocations = new FollowedRevocations(freshness, clock);
    var follower =
        new FeedFollower(
            fetch, keys, revocations, settings, settings.feedSecret().get(), clock, jitter);
    return new SallyportVerifier(tokens, revocations, clock, Optional.of(follower));
  }

  /// Judges a request by all its `Authorization` lines.
  public Admission admit(List<String> authorization) {
    return switch (BearerCredentials.read(authorization)) {
      case Absent() -> new TokenRequired();
      case BearerCredentials.Malformed() -> new Malformed();
      case Token(String text) -> admit(text);
    };
  }

  /// Judges the text that was presented as an access token.
  public Admission admit(String accessToken) {
    Instant now = clock.instant();
    try {
      return switch (accessTokens.verify(accessToken, now)) {
        case Invalid() -> new Refused(Reason.INVALID);
        case Expired(_) -> new Refused(Reason.EXPIRED);
        case Verified(var claims, _) -> admit(claims, now);
      };
    } catch (StoreUnavailableException _) {
      return new Unavailable();
    }
  }

  private Admission admit(AccessClaims claims, Instant now) {
    return revocations.of(claims.session()).refuses(claims.generation(), now)
        ? new Refused(Reason.REVOKED)
        : new Admitted(
            new Principal(claims.subject(), claims.session(), claims.generation(), claims.roles()));
  }

  FeedFollower follower() {
    return follower.orElseThrow();
  }

  /// Stops to follow the server.
  @Override
  public void close() {
    follower.ifPresent(FeedFollower::close);
  }
}
