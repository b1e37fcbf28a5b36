package dev.sallyport.domain.session;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What ended a session. [#word()] stands in the database, in the log and in a list of sessions.
public enum EndCause {
  /// Its holder logged out.
  LOGGED_OUT,
  /// A spent refresh token came back.
  REPLAYED,
  /// Somebody signed in over its cookie in the same browser.
  REPLACED,
  /// Its owner opened more sessions than one may have, and it was the oldest.
  EVICTED,
  /// Its owner or an operator ended it from a list.
  REVOKED,
  /// A service handed in one of its tokens to be revoked (RFC 7009).
  TOKEN_REVOKED,
  /// Its owner chose a new password.
  PASSWORD_CHANGED,
  /// An operator had a new password made.
  PASSWORD_RESET,
  /// Its owner was disabled.
  USER_DISABLED,
  /// Its owner was deleted.
  USER_DELETED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /// The cause as one lower-case word, such as `logged_out`.
  public String word() {
    return word;
  }

  /// The cause of this word; empty if there is none.
  public static Optional<EndCause> parse(String word) {
    return Arrays.stream(values()).filter(cause -> cause.word.equals(word)).findFirst();
  }
}
