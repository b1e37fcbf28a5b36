package dev.sallyport.domain.throttle;

import java.time.Duration;

/// How often what may be tried (contract, section 6).
///
/// @param loginPerAddress logins of one client address, whatever comes of them, and as many passwords
///     set by a token
/// @param loginFailures failed logins of one user from one client address
/// @param loginFailuresPerDay failed logins of one user in all browsers that we do not know
/// @param loginFailuresOfDevice failed logins of one user in one browser that we know
/// @param refreshPerSession rotations of one session
/// @param refreshPerAddress refreshes of one client address, and as many each of its logouts and of
///     its reads of CSRF token, public keys and metadata
public record LimitPolicy(
    Throttle loginPerAddress,
    Throttle loginFailures,
    Throttle loginFailuresPerDay,
    Throttle loginFailuresOfDevice,
    Throttle refreshPerSession,
    Throttle refreshPerAddress) {

  /// The most failures that may cost nothing: as many as all strangers together have at once.
  public static final int GREATEST_LOGIN_FAILURES = 45;

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);
  private static final Duration DAY = Duration.ofDays(1);

  /// A bucket of half of them, refilled with the other half in a day: no day sees more than 90
  /// (NIST SP 800-63B-4, 3.2.2, wants at most 100), and half an hour after an attack has ended an
  /// unknown browser has its next try.
  private static final Limit NINETY_A_DAY = new Limit(GREATEST_LOGIN_FAILURES, DAY);

  /// The policy that follows from the settings.
  ///
  /// @param loginFailures how many failures are free: after them each try waits longer, and a known
  ///     browser counts as an unknown one; 0 for no limit on failures at all
  /// @throws IllegalArgumentException if it is negative or too great
  public static LimitPolicy of(
      Throttle loginPerAddress,
      int loginFailures,
      Throttle refreshPerSession,
      Throttle refreshPerAddress) {
    if (loginFailures > GREATEST_LOGIN_FAILURES) {
      throw new IllegalArgumentException("more free failures than a day has");
    }
    boolean off = loginFailures == 0;
    return new LimitPolicy(
        loginPerAddress,
        off ? new Unlimited() : new Backoff(loginFailures, FIRST_DELAY, LONGEST_DELAY, DAY),
        off ? new Unlimited() : NINETY_A_DAY,
        off ? new Unlimited() : new Limit(loginFailures, DAY),
        refreshPerSession,
        refreshPerAddress);
  }

  /// The rule of a limit.
  public Throttle of(LimitName limit) {
    return switch (limit) {
      case LOGIN_PER_ADDRESS, RESET_PER_ADDRESS -> loginPerAddress;
      case LOGIN_FAILURES -> loginFailures;
      case LOGIN_FAILURES_PER_DAY -> loginFailuresPerDay;
      case LOGIN_FAILURES_OF_DEVICE -> loginFailuresOfDevice;
      case REFRESH_PER_SESSION -> refreshPerSession;
      case REFRESH_PER_ADDRESS,
          LOGOUT_PER_ADDRESS,
          CSRF_PER_ADDRESS,
          KEYS_PER_ADDRESS,
          METADATA_PER_ADDRESS ->
          refreshPerAddress;
    };
  }

  /// No limits at all.
  public static LimitPolicy unlimited() {
    return of(new Unlimited(), 0, new Unlimited(), new Unlimited());
  }
}
