package dev.sallyport.bootstrap.history;

/// What must be true of every history, whatever broke meanwhile.
public enum Rule {
  /// Of all who present one generation, those are given a successor who sent one and the same key,
  /// or else one of them.
  ONE_WINNER,
  /// A generation has one successor, the next one: who is given it again is given the same token.
  ONE_SUCCESSOR,
  /// A generation does not rotate any more once the successor of its successor was acknowledged.
  NO_RETURN_OF_THE_SPENT,
  /// After an acknowledged end no token of the session is accepted: after a logout, a replay, what
  /// an operator did, and after somebody was told that it has ended.
  NO_LIFE_AFTER_THE_END,
  /// After an acknowledged change of roles no token is accepted that was there before it, and
  /// nobody has the old roles; once an access token was refused as revoked it stays so.
  NO_STALE_ACCESS,
  /// A token is refused as ended, replayed, revoked or expired only if something may have made it
  /// so, and never as unknown or invalid.
  NO_REFUSAL_WITHOUT_A_CAUSE,
  /// An access token is good by the published keys when it is issued.
  VERIFIABLE,
  /// An access token stands for its own session.
  NO_MIX_UP,
  /// There is no 500.
  NO_INTERNAL_ERROR,
  /// There is no answer that does not belong to the question.
  NO_STRANGE_ANSWER,
  /// A client is answered in time, or cut off in time.
  IN_TIME
}
