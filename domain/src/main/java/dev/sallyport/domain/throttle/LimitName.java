package dev.sallyport.domain.throttle;

/// What is counted, each apart from all others.
public enum LimitName {
  /// Logins of one client address, whatever comes of them.
  LOGIN_PER_ADDRESS("login-per-address"),
  /// Failed logins of one user from one client address, in browsers that we do not know.
  LOGIN_FAILURES("login-failures"),
  /// Failed logins of one user in all browsers that we do not know.
  LOGIN_FAILURES_PER_DAY("login-failures-per-day"),
  /// Failed logins of one user in one browser that the user has signed in with before.
  LOGIN_FAILURES_OF_DEVICE("login-failures-of-device"),
  /// Rotations of one session.
  REFRESH_PER_SESSION("refresh-per-session"),
  /// Refreshes of one client address.
  REFRESH_PER_ADDRESS("refresh-per-address"),
  /// Logouts of one client address.
  LOGOUT_PER_ADDRESS("logout-per-address"),
  /// Reads of the CSRF token of one client address.
  CSRF_PER_ADDRESS("csrf-per-address"),
  /// Reads of the public keys of one client address.
  KEYS_PER_ADDRESS("keys-per-address"),
  /// Reads of the metadata of one client address.
  METADATA_PER_ADDRESS("metadata-per-address"),
  /// Passwords set by a token, from one client address, whatever comes of it.
  RESET_PER_ADDRESS("reset-per-address");

  private final String text;

  LimitName(String text) {
    this.text = text;
  }

  /// As clients and the log read it.
  public String text() {
    return text;
  }
}
