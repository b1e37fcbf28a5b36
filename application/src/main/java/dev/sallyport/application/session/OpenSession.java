package dev.sallyport.application.session;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent.LoginSucceeded;
import dev.sallyport.application.port.SecurityEvent.LoginSucceededAfterFailures;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.SessionStore;
import dev.sallyport.application.port.SessionStore.Replacement;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.session.SessionSalt;
import dev.sallyport.domain.user.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Opens a session for a user whose password was right: always a new one, never one that the client
/// brought (OWASP ASVS 5.0, 7.2.4).
public final class OpenSession {

  private static final int ATTEMPTS = 3;

  private final SessionStore sessions;
  private final UserStore users;
  private final RefreshTokens refreshTokens;
  private final IssueTokens issueTokens;
  private final SecretGenerator secrets;
  private final SecurityLog log;
  private final SessionPolicy policy;

  public OpenSession(
      SessionStore sessions,
      UserStore users,
      RefreshTokens refreshTokens,
      IssueTokens issueTokens,
      SecretGenerator secrets,
      SecurityLog log,
      SessionPolicy policy) {
    this.sessions = sessions;
    this.users = users;
    this.refreshTokens = refreshTokens;
    this.issueTokens = issueTokens;
    this.secrets = secrets;
    this.log = log;
    this.policy = policy;
  }

  /// How opening ends.
  public sealed interface Outcome {}

  /// The session is open and durable.
  public record Opened(IssuedTokens tokens) implements Outcome {}

  /// The user's password or state changed while it was being verified: what was verified no longer
  /// holds.
  public record OwnerChanged() implements Outcome {}

  /// Others kept changing what this depends on: nothing was opened.
  public record Contended() implements Outcome {}

  /// Opens a session.
  ///
  /// @param verified the user as read before the password was hashed
  /// @param failures how often the password was wrong before; the log is to tell
  /// @param presented the refresh cookie that came along: if it is ours, its session ends with this
  public Outcome open(
      User verified, int failures, Optional<RefreshToken> presented, Instant now, Caller caller) {
    User owner = verified;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var opened = openOnce(owner, failures, presented, now, caller);
      if (opened.isPresent()) {
        return new Opened(opened.get());
      }
      Optional<User> again =
          users.find(owner.id()).filter(user -> user.stillAccepts(verified.passwordHash()));
      if (again.isEmpty()) {
        return new OwnerChanged();
      }
      owner = again.get(); // the same password and enabled: it goes on, with the roles of now
    }
    return new Contended();
  }

  private Optional<IssuedTokens> openOnce(
      User owner, int failures, Optional<RefreshToken> presented, Instant now, Caller caller) {
    var session =
        Session.open(
            SessionId.create(now, secrets.bytes(SessionId.RANDOM_BYTES)),
            owner.id(),
            refreshTokens.roots().current().number(),
            new SessionSalt(SecretBytes.copyOf(secrets.bytes(SessionSalt.LENGTH))),
            caller.client(),
            now,
            policy);
    IssuedTokens tokens = issueTokens.issue(session, owner, now);
    Optional<Replacement> replaced = presented.flatMap(token -> endOf(token, now, caller));
    // Of the last attempt of the transaction, which is the one that stands.
    var displaced = new AtomicReference<List<Session>>(List.of());
    Optional<List<Session>> opened =
        CommitAndReport.run(
            () ->
                sessions.open(
                    session,
                    owner,
                    replaced,
                    live -> displaced.updateAndGet(_ -> displacedBy(live, now, caller))),
            Optional::isPresent,
            () -> {
              replaced.ifPresent(r -> reportEnd(r.next(), EndCause.REPLACED, now, caller));
              displaced.get().forEach(ended -> reportEnd(ended, EndCause.EVICTED, now, caller));
            });
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    log.record(
        failures == 0
            ? new LoginSucceeded(owner.id(), session.id())
            : new LoginSucceededAfterFailures(owner.id(), session.id(), failures),
        caller,
        now);
    return Optional.of(tokens);
  }

  private Optional<Replacement> endOf(RefreshToken token, Instant now, Caller caller) {
    return sessions
        .find(token.session())
        .filter(session -> session.end().isEmpty() && refreshTokens.isOurs(token, session))
        .map(seen -> new Replacement(seen, ended(seen, EndCause.REPLACED, now, caller)));
  }

  private List<Session> displacedBy(List<Session> live, Instant now, Caller caller) {
    // Who was idle too long is over, though not ended: nobody has to go for it.
    List<Session> inUse = live.stream().filter(session -> session.isLive(now)).toList();
    return policy.displacedBy(inUse).stream()
        .map(session -> ended(session, EndCause.EVICTED, now, caller))
        .toList();
  }

  private Session ended(Session session, EndCause cause, Instant now, Caller caller) {
    return session.ended(cause, caller.client().address(), now, policy);
  }

  private void reportEnd(Session session, EndCause cause, Instant now, Caller caller) {
    log.record(new SessionEnded(session.user(), session.id(), cause), caller, now);
  }
}
