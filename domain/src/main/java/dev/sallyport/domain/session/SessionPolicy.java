package dev.sallyport.domain.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// How long sessions and their tokens live.
///
/// @param accessTtl the life of an access token: 10 seconds to 1 hour
/// @param refreshTtl the life of a refresh token, from its last use
/// @param sessionMax the life of a session, which no rotation moves; at least `refreshTtl`
/// @param retryWindow how long a lost answer can be asked for again with its key; at most
///   `refreshTtl`
/// @param leeway the same without a key; zero for never; at most `retryWindow`
/// @param maxPerUser how many live sessions a user may have, at least 1
public record SessionPolicy(
    Duration accessTtl,
    Duration refreshTtl,
    Duration sessionMax,
    Duration retryWindow,
    Duration leeway,
    int maxPerUser) {

  /// The least life of an access token.
  public static final Duration LEAST_ACCESS_TTL = Duration.ofSeconds(10);

  /// The greatest life of an access token.
  public static final Duration GREATEST_ACCESS_TTL = Duration.ofHours(1);

  /// How much longer than its tokens a revocation lasts, for clocks that differ.
  private static final Duration REVOCATION_SLACK = Duration.ofSeconds(60);

  /// The defaults of the contract, section 7.
  public static final SessionPolicy DEFAULT =
      new SessionPolicy(
          Duration.ofMinutes(15),
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofMinutes(15),
          Duration.ZERO,
          20);

  /// @throws IllegalArgumentException if these lives do not fit each other
  public SessionPolicy {
    if (accessTtl.compareTo(LEAST_ACCESS_TTL) < 0
        || accessTtl.compareTo(GREATEST_ACCESS_TTL) > 0
        || !refreshTtl.isPositive()
        || refreshTtl.compareTo(sessionMax) > 0
        || retryWindow.isNegative()
        || retryWindow.compareTo(refreshTtl) > 0
        || leeway.isNegative()
        || leeway.compareTo(retryWindow) > 0
        || maxPerUser < 1) {
      throw new IllegalArgumentException("lives that do not fit each other");
    }
  }

  /// When every access token that exists at `now` has expired, with some slack for clocks. Counted
  /// with the longest life that any setting allows, not with ours: a command may run with other
  /// settings than the server whose tokens it revokes.
  public Instant revokedUntil(Instant now) {
    return now.plus(GREATEST_ACCESS_TTL).plus(REVOCATION_SLACK);
  }

  /// Those that must go when a user with these live sessions opens one more: the oldest.
  public List<Session> displacedBy(List<Session> live) {
    int tooMany = Math.max(0, live.size() + 1 - maxPerUser);
    return live.stream()
        .sorted(Comparator.comparing(Session::startedAt).thenComparing(s -> s.id().text()))
        .limit(tooMany)
        .toList();
  }
}
