package dev.sallyport.application.session;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.SessionStore;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Ends sessions from a list: one, all of a user, or all of everybody. What is ended is over at the
/// next request of whatever process serves it.
public final class EndSessions {

  private static final int PAGE = 100;

  private final SessionStore sessions;
  private final RevocationLog revocations;
  private final SecretGenerator secrets;
  private final SecurityLog log;
  private final InstantSource clock;
  private final SessionPolicy policy;

  public EndSessions(
      SessionStore sessions,
      RevocationLog revocations,
      SecretGenerator secrets,
      SecurityLog log,
      InstantSource clock,
      SessionPolicy policy) {
    this.sessions = sessions;
    this.revocations = revocations;
    this.secrets = secrets;
    this.log = log;
    this.clock = clock;
    this.policy = policy;
  }

  /// Ends one session.
  ///
  /// @return false if there is none of this id that has not ended already
  public boolean end(SessionId id, Caller caller) {
    return sessions.find(id).filter(session -> end(session, caller)).isPresent();
  }

  /// What became of a session that somebody wanted to end.
  public enum Outcome {
    /// It is over, if not by this then before.
    OVER,
    /// There is none of this id, or it is not theirs: nobody is told which.
    NOT_THEIRS
  }

  /// Ends one session of this user.
  public Outcome endOwn(SessionId id, UserId user, Caller caller) {
    Optional<Session> own = sessions.find(id).filter(session -> session.user().equals(user));
    own.ifPresent(session -> end(session, caller));
    return own.isPresent() ? Outcome.OVER : Outcome.NOT_THEIRS;
  }

  /// Ends every session of a user, all of them or, if that can't be written, none: who asks for it
  /// from one of them must be able to ask again.
  ///
  /// @return how many were ended
  public int endAllOf(UserId user, Caller caller) {
    Instant now = clock.instant();
    // Of the last attempt of the transaction, which is the one that stands.
    var ended = new AtomicReference<List<Session>>(List.of());
    return CommitAndReport.run(
            () ->
                sessions.endAll(
                    user, now, live -> ended.updateAndGet(_ -> endedEach(live, now, caller))),
            _ -> true,
            () -> ended.get().forEach(session -> report(session, now, caller)))
        .size();
  }

  /// Ends every session of everybody, page by page, and begins another epoch of revocations: this is
  /// the step after a backup was restored, whose numbers will be given out a second time.
  ///
  /// @return how many were ended
  public int endAll(Caller caller) {
    // First: whoever follows the revocations must not take those to come for ones it has read.
    revocations.renewEpoch(FeedEpoch.create(secrets.bytes(FeedEpoch.RANDOM_BYTES)));
    Instant now = clock.instant();
    int ended = 0;
    Optional<SessionId> after = Optional.empty();
    while (true) {
      List<Session> page = sessions.live(after, PAGE, now);
      if (page.isEmpty()) {
        return ended;
      }
      ended += endEach(page, caller);
      after = Optional.of(page.getLast().id());
    }
  }

  private int endEach(List<Session> page, Caller caller) {
    return (int) page.stream().filter(session -> end(session, caller)).count();
  }

  /// An operator's word stands: it is tried until the session has ended, by whomever. Each round
  /// that is lost means that somebody else has committed a write to this one session.
  private boolean end(Session found, Caller caller) {
    Instant now = clock.instant();
    Optional<Session> seen = Optional.of(found);
    while (seen.isPresent() && seen.get().end().isEmpty()) {
      Session before = seen.get();
      Session ended = ended(before, now, caller);
      if (CommitAndReport.run(
          () -> sessions.replace(before, ended), () -> report(ended, now, caller))) {
        return true;
      }
      seen = sessions.find(found.id());
    }
    return false;
  }

  private List<Session> endedEach(List<Session> live, Instant now, Caller caller) {
    return live.stream().map(session -> ended(session, now, caller)).toList();
  }

  private Session ended(Session session, Instant now, Caller caller) {
    return session.ended(EndCause.REVOKED, caller.client().address(), now, policy);
  }

  private void report(Session ended, Instant now, Caller caller) {
    log.record(new SessionEnded(ended.user(), ended.id(), EndCause.REVOKED), caller, now);
  }
}
