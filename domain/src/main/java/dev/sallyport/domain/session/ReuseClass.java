package dev.sallyport.domain.session;

import java.time.Duration;

/// What a spent refresh token that came back most probably was, for the eyes of whoever reads the
/// log. It changes nothing in what happens: the session ends in any case, since nobody can tell the
/// thief from the owner for certain, and what looks harmless here is what a careful thief would try
/// to look like.
///
/// So the benefit of a doubt goes to [#THEFT]. The other two are for what clients are known to do by
/// themselves, and each needs everything that can be seen to speak for it: the token that was spent
/// last, and the client that spent it. A client is the same if its user agent is the same text and
/// its address is near the other ([ClientAddress#isNear]): both can be forged, and a phone that goes
/// from one network to another looks like a thief.
public enum ReuseClass {
  /// A client asks once more for an answer that it lost: with the key of the lost request, from
  /// wherever, or, if neither request had a key, as the same client. It came too late, or has no key
  /// at all: this client should send an `Idempotency-Key`.
  RETRY,

  /// Two requests of one client with one token, at nearly the same time: two tabs, or two threads,
  /// each of which refreshes for itself. This client should refresh in one place.
  RACE,

  /// Anything else: somebody else, or an older token than the last that was spent, or a second
  /// request where the key says that it is no retry.
  THEFT;

  /// How near to each other two requests are at nearly the same time. Two tabs that wake up together
  /// are within a second or two; a slow network may hold one of them up for some more.
  public static final Duration RACE_WINDOW = Duration.ofSeconds(10);

  /// @param generationsApart how far the token is behind the live one, at least 1
  /// @param sinceRotation how long before the live one was made; negative if a clock was set back, or
  ///   the request was under way already
  /// @param sameClient whether who presents it looks like who spent it
  static ReuseClass of(
      int generationsApart, Duration sinceRotation, boolean sameClient, Reuse.Key key) {
    if (generationsApart > 1) {
      return THEFT;
    }
    if (key == Reuse.Key.SAME) {
      return RETRY;
    }
    if (!sameClient) {
      return THEFT;
    }
    if (sinceRotation.abs().compareTo(RACE_WINDOW) < 0) {
      return RACE;
    }
    return switch (key) {
      case NONE, SAME -> RETRY;
      case OTHER -> THEFT;
    };
  }
}
