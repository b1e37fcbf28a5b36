package dev.sallyport.domain.session;

/// Why a refresh token is refused.
public enum Refusal {
  /// Not one of ours, as far as can be told: no such session, or another mac. Nothing changes,
  /// since a guess must not be able to end a session.
  UNKNOWN,
  /// The session was idle too long or is past its absolute end.
  EXPIRED,
  /// The session was ended, or its user was disabled.
  ENDED,
  /// The token was spent already: the session has ended with this.
  REPLAYED
}
