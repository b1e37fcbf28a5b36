package dev.sallyport.domain.session;

import dev.sallyport.domain.session.Verdict.Ahead;
import dev.sallyport.domain.session.Verdict.Refuse;
import dev.sallyport.domain.session.Verdict.Repeat;
import dev.sallyport.domain.session.Verdict.Replay;
import dev.sallyport.domain.session.Verdict.Rotate;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;

/// One user's stay on one device, from login until it ends.
///
/// A session has exactly one live refresh token, the one of its current generation; every earlier
/// one is spent. A spent token that comes back means that two parties hold the chain and nobody can
/// tell which is the thief, so the whole session ends (RFC 9700, section 4.14.2).
///
/// @param rootNumber the root secret that this session's tokens derive from
/// @param generation 1 at login, one more at every rotation
/// @param lastRotation what made the current generation
/// @param idleUntil when the current refresh token expires; never after `endsAt`
/// @param endsAt the absolute end, which nothing moves
/// @param end present once the session has been ended
/// @param revocation which access tokens are refused; part of the session, so that no second write
///   can be lost
/// @param version raised by every write
public record Session(
    SessionId id,
    UserId user,
    int rootNumber,
    SessionSalt salt,
    int generation,
    Rotation lastRotation,
    Instant startedAt,
    Instant idleUntil,
    Instant endsAt,
    Optional<End> end,
    Revocation revocation,
    long version) {

  /// The generation at which a session ends, some two thousand million rotations after its start.
  private static final int LAST_GENERATION = Integer.MAX_VALUE - 1;

  /// @throws IllegalArgumentException if the generation or the times contradict each other
  public Session {
    if (generation < 1 || generation > LAST_GENERATION || idleUntil.isAfter(endsAt)) {
      throw new IllegalArgumentException("a session that can't be");
    }
  }

  /// A session as a login opens it.
  public static Session open(
      SessionId id,
      UserId user,
      int rootNumber,
      SessionSalt salt,
      Client by,
      Instant now,
      SessionPolicy policy) {
    Instant endsAt = now.plus(policy.sessionMax());
    return new Session(
        id,
        user,
        rootNumber,
        salt,
        1,
        new Rotation(now, Optional.empty(), by),
        now,
        earlier(now.plus(policy.refreshTtl()), endsAt),
        endsAt,
        Optional.empty(),
        Revocation.NONE,
        1);
  }

  /// Judges a token that this session has issued: the caller has checked its mac.
  public Verdict present(Presented presented, Instant now, SessionPolicy policy) {
    if (end.isPresent()) {
      return new Refuse(Refusal.ENDED);
    }
    if (!isLive(now) || presented.token().generation() >= LAST_GENERATION) {
      return new Refuse(Refusal.EXPIRED);
    }
    int spent = presented.token().generation();
    var key = presented.key().map(IdempotencyKey::digest);
    if (spent < generation) {
      return spent == generation - 1 && lastRotation.mayBeRepeated(key, now, policy)
          ? new Repeat(this)
          : new Replay(ended(EndCause.REPLAYED, presented.by().address(), now, policy));
    }
    Session next = rotated(spent + 1, new Rotation(now, key, presented.by()), policy);
    return spent == generation ? new Rotate(next) : new Ahead(next);
  }

  /// Whether this session can still be refreshed, and its access tokens stand for somebody.
  public boolean isLive(Instant now) {
    return end.isEmpty() && now.isBefore(idleUntil) && now.isBefore(endsAt);
  }

  /// This session, ended: no refresh any more, and no access token that it issued is accepted. One
  /// that has ended already stays as it is, with its first cause.
  public Session ended(EndCause cause, ClientAddress by, Instant now, SessionPolicy policy) {
    return end.isPresent()
        ? this
        : revoked(Optional.of(new End(now, cause, by)), Revocation.NO_GENERATION, now, policy);
  }

  /// This session, whose access tokens so far are refused: the next request must refresh, and gets
  /// what has changed, such as new roles. One that has ended stays as it is.
  public Session withStaleAccess(Instant now, SessionPolicy policy) {
    return end.isPresent() ? this : revoked(end, generation + 1, now, policy);
  }

  private Session revoked(Optional<End> to, int least, Instant now, SessionPolicy policy) {
    return new Session(
        id,
        user,
        rootNumber,
        salt,
        generation,
        lastRotation,
        startedAt,
        idleUntil,
        endsAt,
        to,
        refusing(least, now, policy),
        version + 1);
  }

  /// What is revoked already, and every generation below `least` for as long as its tokens live.
  private Revocation refusing(int least, Instant now, SessionPolicy policy) {
    // A clock that was set back would end the revocation before the tokens from ahead of it expire.
    Instant lastIssue = later(now, lastRotation.at());
    return revocation.and(new Revocation(least, policy.revokedUntil(lastIssue)));
  }

  private Session rotated(int to, Rotation rotation, SessionPolicy policy) {
    return new Session(
        id,
        user,
        rootNumber,
        salt,
        to,
        rotation,
        startedAt,
        earlier(rotation.at().plus(policy.refreshTtl()), endsAt),
        endsAt,
        end,
        revocation,
        version + 1);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
