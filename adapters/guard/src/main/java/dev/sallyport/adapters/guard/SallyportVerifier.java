package dev.sallyport.adapters.guard;

import dev.sallyport.adapters.gate.BearerCredentials;
import dev.sallyport.adapters.gate.BearerCredentials.Absent;
import dev.sallyport.adapters.gate.BearerCredentials.Token;
import dev.sallyport.adapters.guard.Admission.Admitted;
import dev.sallyport.adapters.guard.Admission.Malformed;
import dev.sallyport.adapters.guard.Admission.TokenRequired;
import dev.sallyport.adapters.guard.Admission.Unavailable;
import dev.sallyport.adapters.jwt.JwtVerifier;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.AuthenticateRequest.Authenticated;
import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.Revocation;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Tells the requests to let in from all others, for a service of any kind. Thread-safe; one for a
/// service.
///
/// It judges as the server does, with the server's own classes; what differs is where the keys and
/// the revocations come from, and 30 s of leeway for `exp`.
public final class SallyportVerifier implements AutoCloseable {

  private final AuthenticateRequest authenticate;
  private final Optional<FeedFollower> follower;

  private SallyportVerifier(AuthenticateRequest authenticate, Optional<FeedFollower> follower) {
    this.authenticate = authenticate;
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
  static SallyportVerifier of(
      GuardSettings settings, InstantSource clock, RandomGenerator jitter) {
    var fetch = new ServerFetch(settings.serverUrl(), KeyCache.TIMEOUT);
    var keys = new KeyCache(fetch, clock);
    var tokens = new JwtVerifier(keys, settings.policy());
    if (settings.feedSecret().isEmpty()) {
      RevocationList none = _ -> Revocation.NONE;
      return new SallyportVerifier(
          AuthenticateRequest.trustingClaims(tokens, none, clock), Optional.empty());
    }
    var freshness = new Freshness(settings.maxStaleness(), settings.whenStale());
    var revocations = new FollowedRevocations(freshness, clock);
    var follower =
        new FeedFollower(
            fetch, keys, revocations, settings, settings.feedSecret().get(), clock, jitter);
    return new SallyportVerifier(
        AuthenticateRequest.trustingClaims(tokens, revocations, clock), Optional.of(follower));
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
    try {
      return switch (authenticate.authenticate(accessToken)) {
        case Authenticated(var principal) -> new Admitted(principal);
        case AuthenticateRequest.Refused(var reason) -> new Admission.Refused(reason);
      };
    } catch (StoreUnavailableException _) {
      return new Unavailable();
    }
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
