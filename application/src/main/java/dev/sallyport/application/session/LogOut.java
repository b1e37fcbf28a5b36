package dev.sallyport.application.session;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.SessionStore;
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

/// Ends the session of a refresh token, with all its access tokens, at once.
///
/// Any token whose mac is ours will do, whatever its generation; one that was spent already is also
/// reported as reused. Everything else has no effect and gets the same answer (RFC 7009, section
/// 2.2).
public final class LogOut {

  private static final int ATTEMPTS = 3;

  private final SessionStore sessions;
  private final RefreshTokens refreshTokens;
  private final SecurityLog log;
  private final InstantSource clock;
  private final SessionPolicy policy;

  public LogOut(
      SessionStore sessions,
      RefreshTokens refreshTokens,
      SecurityLog log,
      InstantSource clock,
      SessionPolicy policy) {
    this.sessions = sessions;
    this.refreshTokens = refreshTokens;
    this.log = log;
    this.clock = clock;
    this.policy = policy;
  }

  /// How a logout ends.
  public enum Outcome {
    /// The session is over, or there was none to end.
    LOGGED_OUT,
    /// Others kept changing the session: it may still live.
    CONTENDED
  }

  /// Logs out.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if the store is down: then
  ///   nothing has ended
  public Outcome logOut(RefreshToken token, Caller caller) {
    Instant now = clock.instant();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Session> found =
          sessions
              .find(token.session())
              .filter(session -> session.end().isEmpty() && refreshTokens.isOurs(token, session));
      if (found.isEmpty()) {
        return Outcome.LOGGED_OUT;
      }
      Session seen = found.get();
      Session ended = seen.ended(EndCause.LOGGED_OUT, caller.client().address(), now, policy);
      if (CommitAndReport.run(
          () -> sessions.replace(seen, ended), () -> report(seen, token, now, caller))) {
        return Outcome.LOGGED_OUT;
      }
    }
    return Outcome.CONTENDED;
  }

  private void report(Session seen, RefreshToken token, Instant now, Caller caller) {
    if (token.generation() < seen.generation()) {
      var presented = new Presented(token, Optional.empty(), caller.client());
      var reuse = Reuse.of(seen, Reuse.Where.LOGOUT, presented, now);
      log.record(new TokenReused(seen.user(), seen.id(), reuse), caller, now);
    }
    log.record(new SessionEnded(seen.user(), seen.id(), EndCause.LOGGED_OUT), caller, now);
  }
}
