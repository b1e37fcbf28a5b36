package dev.sallyport.application.session;

import dev.sallyport.application.limit.LimitRequests;
import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.RefreshContended;
import dev.sallyport.application.port.SecurityEvent.RefreshRefused;
import dev.sallyport.application.port.SecurityEvent.SessionAhead;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityEvent.TokenRefreshed;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.SessionStore;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.IdempotencyKey;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.session.Verdict.Ahead;
import dev.sallyport.domain.session.Verdict.Refuse;
import dev.sallyport.domain.session.Verdict.Repeat;
import dev.sallyport.domain.session.Verdict.Replay;
import dev.sallyport.domain.session.Verdict.Rotate;
import dev.sallyport.domain.throttle.Exceeded;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.user.User;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Trades a refresh token for its successor and a fresh access token (contract, section 2).
///
/// Read the session, let it judge, commit what it says if nobody changed it meanwhile. Of any
/// number of requests with one token exactly one wins the swap; the others read again, and what
/// they hold is by then a spent token.
///
/// A session rotates so often and not more. Only what would rotate is counted, and only after the
/// mac was found to be ours, since the id of a session is no secret: nobody else can use the count
/// up. A spent token is judged whatever the count: else a thief who keeps refreshing would keep its
/// rightful holder from being heard.
public final class RefreshSession {

  /// Who loses a swap judges afresh this often. Each loss means that somebody else has committed,
  /// so a lone client never gets here, and a flood of one token ends its session in the second
  /// round.
  private static final int ATTEMPTS = 3;

  private final SessionStore sessions;
  private final UserStore users;
  private final RefreshTokens refreshTokens;
  private final IssueTokens issueTokens;
  private final LimitRequests limitRequests;
  private final SecurityLog log;
  private final InstantSource clock;
  private final SessionPolicy policy;

  public RefreshSession(
      SessionStore sessions,
      UserStore users,
      RefreshTokens refreshTokens,
      IssueTokens issueTokens,
      LimitRequests limitRequests,
      SecurityLog log,
      InstantSource clock,
      SessionPolicy policy) {
    this.sessions = sessions;
    this.users = users;
    this.refreshTokens = refreshTokens;
    this.issueTokens = issueTokens;
    this.limitRequests = limitRequests;
    this.log = log;
    this.clock = clock;
    this.policy = policy;
  }

  /// How a refresh ends.
  public sealed interface Outcome {}

  /// The successor, and whose it is.
  public record Refreshed(IssuedTokens tokens) implements Outcome {}

  /// No successor.
  public record Refused(Refusal why) implements Outcome {}

  /// The session was refreshed too often; the token is as good as it was.
  public record Limited(Exceeded exceeded) implements Outcome {}

  /// Others kept changing the session or its user: nothing was decided, the token is as good as it
  /// was.
  public record Contended() implements Outcome {}

  /// Refreshes the session of this token.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if a store is down; the token
  ///   is then as good as it was, or, if only the answer was lost, its successor can be had with
  ///   the same key
  public Outcome refresh(RefreshToken token, Optional<IdempotencyKey> key, Caller caller) {
    Instant now = clock.instant();
    var presented = new Presented(token, key, caller.client());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var outcome = decideAndCommit(presented, now, caller);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    log.record(new RefreshContended(token.session()), caller, now);
    return new Contended();
  }

  /// Empty when another request changed the session or its user first: the new state must be judged
  /// afresh.
  private Optional<Outcome> decideAndCommit(Presented presented, Instant now, Caller caller) {
    RefreshToken token = presented.token();
    Optional<Session> found = sessions.find(token.session());
    if (found.isEmpty() || !refreshTokens.isOurs(token, found.get())) {
      return refused(token, Refusal.UNKNOWN, now, caller);
    }
    Session seen = found.get();
    Optional<User> owner = users.find(seen.user()).filter(user -> !user.disabled());
    if (owner.isEmpty()) {
      return refused(token, Refusal.ENDED, now, caller);
    }
    return switch (seen.present(presented, now, policy)) {
      case Rotate(var next) ->
          limited(seen, caller)
              .or(() ->
                  rotate(seen, next, owner.get(), now)
                      .map(tokens -> refreshed(next, tokens, now, caller)));
      case Ahead(var next) ->
          limited(seen, caller)
              .or(() ->
                  rotate(seen, next, owner.get(), now)
                      .map(tokens -> refreshedAhead(seen, next, tokens, token, now, caller)));
      case Repeat(var current) -> {
        IssuedTokens tokens = issueTokens.issue(current, owner.get(), now);
        log.record(event(current, true), caller, now);
        yield Optional.of(new Refreshed(tokens));
      }
      case Replay(var ended) ->
          CommitAndReport.run(
                  () -> sessions.replace(seen, ended),
                  () -> reportReplay(seen, presented, now, caller))
              ? Optional.of(new Refused(Refusal.REPLAYED))
              : Optional.<Outcome>empty();
      case Refuse(var why) -> refused(token, why, now, caller);
    };
  }

  private Optional<Outcome> limited(Session session, Caller caller) {
    return limitRequests
        .perSession(LimitName.REFRESH_PER_SESSION, session.id(), caller)
        .map(Limited::new);
  }

  private Optional<IssuedTokens> rotate(Session seen, Session next, User owner, Instant now) {
    IssuedTokens tokens = issueTokens.issue(next, owner, now);
    return sessions.replace(seen, next, owner) ? Optional.of(tokens) : Optional.empty();
  }

  private Outcome refreshedAhead(
      Session seen,
      Session next,
      IssuedTokens tokens,
      RefreshToken token,
      Instant now,
      Caller caller) {
    log.record(
        new SessionAhead(seen.user(), seen.id(), token.generation(), seen.generation()),
        caller,
        now);
    return refreshed(next, tokens, now, caller);
  }

  private Outcome refreshed(Session next, IssuedTokens tokens, Instant now, Caller caller) {
    log.record(event(next, false), caller, now);
    return new Refreshed(tokens);
  }

  private void reportReplay(Session seen, Presented presented, Instant now, Caller caller) {
    var reuse = Reuse.of(seen, Reuse.Where.REFRESH, presented, now);
    log.record(new TokenReused(seen.user(), seen.id(), reuse), caller, now);
    log.record(new SessionEnded(seen.user(), seen.id(), EndCause.REPLAYED), caller, now);
  }

  private Optional<Outcome> refused(RefreshToken token, Refusal why, Instant now, Caller caller) {
    log.record(new RefreshRefused(token.session(), why), caller, now);
    return Optional.of(new Refused(why));
  }

  private static SecurityEvent event(Session session, boolean repeated) {
    return new TokenRefreshed(session.user(), session.id(), session.generation(), repeated);
  }
}
