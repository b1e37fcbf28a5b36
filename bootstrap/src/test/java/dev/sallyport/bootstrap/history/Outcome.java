package dev.sallyport.bootstrap.history;

import java.util.Set;

/// What came back.
public sealed interface Outcome {

  /// New tokens.
  ///
  /// @param verified whether the signature of the access token is good by the published keys
  record Tokens(RefreshSecret refresh, AccessSecret access, boolean verified) implements Outcome {}

  /// The access token was accepted.
  ///
  /// @param session whose it is said to be
  record Accepted(String session, Set<String> roles) implements Outcome {}

  /// It was done: a logout, or what an operator asked for.
  record Done() implements Outcome {}

  /// 401.
  ///
  /// @param reason the word of the wire, such as `ended`
  record Refused(String reason) implements Outcome {}

  /// 503. What was asked for may have happened all the same: only its confirmation may be missing.
  record Unavailable() implements Outcome {}

  /// None came, for one reason or another. It may have happened, or may happen yet.
  record NoAnswer(String why) implements Outcome {}

  /// Any other status.
  record Other(int status) implements Outcome {}

  /// Whether nobody knows if what was asked for happened.
  default boolean isUnknown() {
    return this instanceof Unavailable || this instanceof NoAnswer || this instanceof Other;
  }
}
