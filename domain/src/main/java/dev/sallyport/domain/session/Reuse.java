package dev.sallyport.domain.session;

import java.time.Duration;
import java.time.Instant;

/// A spent refresh token that came back, and all that can be known of it afterwards: the evidence.
///
/// @param where what it was presented for
/// @param presented the generation that came back
/// @param current the generation that was live until then, greater than `presented`
/// @param lastRotation when and by whom the live one was made
/// @param by who presented the spent one
/// @param key how its idempotency key compares to the one of the last rotation
/// @param at when it was presented
public record Reuse(
    Where where,
    int presented,
    int current,
    Rotation lastRotation,
    Client by,
    Key key,
    Instant at) {

  /// What a refresh token can be presented for.
  public enum Where {
    /// A successor.
    REFRESH,
    /// The end of its session, by its holder.
    LOGOUT,
    /// The end of its session, by a service that was given it (RFC 7009). Then `by` is the service.
    REVOCATION
  }

  /// How the idempotency keys of two requests compare.
  public enum Key {
    /// Neither came with one, or none belongs there.
    NONE,
    /// Both came with the same: it was one request, sent twice.
    SAME,
    /// They came with different ones, or one of them without: they were two requests.
    OTHER
  }

  /// @throws IllegalArgumentException if the token was not spent
  public Reuse {
    if (presented < 1 || presented >= current) {
      throw new IllegalArgumentException("a token that was not spent");
    }
  }

  /// The evidence, from a session as it was when one of its spent tokens was presented.
  public static Reuse of(Session seen, Where where, Presented presented, Instant now) {
    return new Reuse(
        where,
        presented.token().generation(),
        seen.generation(),
        seen.lastRotation(),
        presented.by(),
        where == Where.REFRESH ? compare(seen.lastRotation(), presented) : Key.NONE,
        now);
  }

  private static Key compare(Rotation last, Presented presented) {
    var key = presented.key().map(IdempotencyKey::digest);
    if (key.isEmpty() && last.key().isEmpty()) {
      return Key.NONE;
    }
    return key.equals(last.key()) ? Key.SAME : Key.OTHER;
  }

  /// How far behind the live token it was, at least 1.
  public int generationsApart() {
    return current - presented;
  }

  /// How long the live token had been there; negative if a clock was set back, or the request was
  /// under way already when the live one was made.
  public Duration sinceRotation() {
    return Duration.between(lastRotation.at(), at);
  }

  /// What it most probably was.
  public ReuseClass likely() {
    return ReuseClass.of(generationsApart(), sinceRotation(), by.resembles(lastRotation.by()), key);
  }
}
