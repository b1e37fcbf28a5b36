package dev.sallyport.application.session;

import dev.sallyport.application.port.SessionStore;
import dev.sallyport.domain.csrf.CsrfToken;
import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Tells the holder of a refresh cookie the CSRF token of its session: for a page on another,
/// allowed origin, which can't read our cookie.
///
/// Any generation will do, and no replay is judged: reading spends nothing.
public final class ReadCsrfToken {

  private final SessionStore sessions;
  private final RefreshTokens refreshTokens;
  private final CsrfTokens csrfTokens;
  private final InstantSource clock;

  public ReadCsrfToken(
      SessionStore sessions,
      RefreshTokens refreshTokens,
      CsrfTokens csrfTokens,
      InstantSource clock) {
    this.sessions = sessions;
    this.refreshTokens = refreshTokens;
    this.csrfTokens = csrfTokens;
    this.clock = clock;
  }

  /// How reading ends.
  public sealed interface Outcome {}

  /// The token of the session, and how long its cookie may live.
  public record Read(CsrfToken token, Duration refreshTtl) implements Outcome {}

  /// No such session, or it is over.
  public record Refused(Refusal why) implements Outcome {}

  /// Reads the token.
  public Outcome read(RefreshToken token) {
    Instant now = clock.instant();
    Optional<Session> found =
        sessions.find(token.session()).filter(session -> refreshTokens.isOurs(token, session));
    if (found.isEmpty()) {
      return new Refused(Refusal.UNKNOWN);
    }
    Session session = found.get();
    if (session.end().isPresent()) {
      return new Refused(Refusal.ENDED);
    }
    return session.isLive(now)
        ? new Read(csrfTokens.of(session), Duration.between(now, session.idleUntil()))
        : new Refused(Refusal.EXPIRED);
  }
}
