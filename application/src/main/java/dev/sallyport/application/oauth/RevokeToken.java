package dev.sallyport.application.oauth;

import dev.sallyport.application.port.AccessTokenVerifier;
import dev.sallyport.application.port.AccessTokenVerifier.Expired;
import dev.sallyport.application.port.AccessTokenVerifier.Invalid;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.SessionStore;
import dev.sallyport.application.session.CommitAndReport;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionPolicy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Ends the session of a token that a service hands in (RFC 7009): of a refresh token whose mac is
/// ours, whatever its generation, and of an access token that is right and has not expired. Anything
/// else has no effect, and gets the same answer.
public final class RevokeToken {

  private static final int ATTEMPTS = 3;

  private final AccessTokenVerifier accessTokens;
  private final RefreshTokens refreshTokens;
  private final SessionStore sessions;
  private final SecurityLog log;
  private final InstantSource clock;
  private final SessionPolicy policy;

  public RevokeToken(
      AccessTokenVerifier accessTokens,
      RefreshTokens refreshTokens,
      SessionStore sessions,
      SecurityLog log,
      InstantSource clock,
      SessionPolicy policy) {
    this.accessTokens = accessTokens;
    this.refreshTokens = refreshTokens;
    this.sessions = sessions;
    this.log = log;
    this.clock = clock;
    this.policy = policy;
  }

  /// How a revocation ends.
  public enum Outcome {
    /// The session is over, or there was none to end.
    REVOKED,
    /// Others kept changing the session: it may still live.
    CONTENDED
  }

  /// Revokes the text that was presented as a token, of whatever kind.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if the store is down: then
  ///   nothing has ended
  public Outcome revoke(String presented, Caller caller) {
    Instant now = clock.instant();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Session> found = sessionOf(presented, now).filter(s -> s.end().isEmpty());
      if (found.isEmpty()) {
        return Outcome.REVOKED;
      }
      Session seen = found.get();
      var by = caller.client().address();
      Session ended = seen.ended(EndCause.TOKEN_REVOKED, by, now, policy);
      if (CommitAndReport.run(
          () -> sessions.replace(seen, ended), () -> report(seen, presented, caller, now))) {
        return Outcome.REVOKED;
      }
    }
    return Outcome.CONTENDED;
  }

  private Optional<Session> sessionOf(String presented, Instant now) {
    Optional<RefreshToken> refresh = refreshTokens.parse(presented);
    if (refresh.isPresent()) {
      return sessions
          .find(refresh.get().session())
          .filter(session -> refreshTokens.isOurs(refresh.get(), session));
    }
    return switch (accessTokens.verify(presented, now)) {
      case Invalid() -> Optional.empty();
      case Expired(_) -> Optional.empty();
      case Verified(var claims, _) -> sessionOf(claims);
    };
  }

  /// With HS256 every verifier can sign: what the session never issued ends nothing.
  private Optional<Session> sessionOf(AccessClaims claims) {
    return sessions
        .find(claims.session())
        .filter(session -> session.user().equals(claims.subject()))
        .filter(session -> claims.generation() <= session.generation());
  }

  private void report(Session seen, String presented, Caller caller, Instant now) {
    refreshTokens
        .parse(presented)
        .filter(token -> token.generation() < seen.generation())
        .map(token -> new Presented(token, Optional.empty(), caller.client()))
        .map(spent -> Reuse.of(seen, Reuse.Where.REVOCATION, spent, now))
        .ifPresent(
            reuse -> log.record(new TokenReused(seen.user(), seen.id(), reuse), caller, now));
    log.record(new SessionEnded(seen.user(), seen.id(), EndCause.TOKEN_REVOKED), caller, now);
  }
}
