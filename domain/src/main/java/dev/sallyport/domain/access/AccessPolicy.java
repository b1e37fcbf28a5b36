package dev.sallyport.domain.access;

import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What access tokens say, and which of them are believed.
///
/// @param issuer `iss`, compared exactly
/// @param audience `aud`, one string, compared exactly
/// @param clientId `client_id` (RFC 9068, section 2.2)
/// @param ttl the life of a token; one that claims a longer life is refused
/// @param leeway how long after its `exp` a token is still believed: nothing at the server itself,
///     some seconds where the clock is another machine's
public record AccessPolicy(
    String issuer, String audience, String clientId, Duration ttl, Duration leeway) {

  /// How far in the future a token may have been issued: another node's clock may be ahead of ours.
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  /// The most characters of issuer, audience and client id together: with them and every role that a
  /// user may have, a token still fits the 4 KiB that any gate of ours takes.
  public static final int MAX_NAMES_LENGTH = 160;

  /// @throws IllegalArgumentException if one of the texts is empty or not printable ASCII, or they are
  ///     too long together, or the leeway is negative
  public AccessPolicy {
    String names = issuer + audience + clientId;
    boolean printable = names.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\');
    if (issuer.isEmpty()
        || audience.isEmpty()
        || clientId.isEmpty()
        || names.length() > MAX_NAMES_LENGTH
        || !printable) {
      throw new IllegalArgumentException("issuer, audience or client id can't stand in a token");
    }
    if (leeway.isNegative()) {
      throw new IllegalArgumentException("a leeway is not negative");
    }
  }

  /// Without leeway, as the server has it.
  public AccessPolicy(String issuer, String audience, String clientId, Duration ttl) {
    this(issuer, audience, clientId, ttl, Duration.ZERO);
  }

  /// The claims of a new token for the current generation of a session. It does not outlive the
  /// session: of one that is past its absolute end nothing could be revoked any more.
  public AccessClaims claimsFor(Session session, User owner, TokenId id, Instant now) {
    Instant issuedAt = now.truncatedTo(ChronoUnit.SECONDS);
    Instant sessionEnd = session.endsAt().truncatedTo(ChronoUnit.SECONDS);
    Instant fullLife = issuedAt.plus(ttl);
    return new AccessClaims(
        issuer,
        audience,
        owner.id(),
        clientId,
        issuedAt,
        fullLife.isBefore(sessionEnd) ? fullLife : sessionEnd,
        id,
        session.id(),
        session.generation(),
        owner.roles());
  }

  /// What the claims of a token, whose signature is ours, are worth: the first of the reasons that
  /// speak against them, expiry last.
  public enum Validity {
    /// They may be believed, if no revocation speaks against it.
    VALID,
    /// The token has expired; nothing else is wrong with it.
    EXPIRED,
    WRONG_ISSUER,
    WRONG_AUDIENCE,
    WRONG_CLIENT,
    /// It expires no later than it was issued.
    NO_LIFE,
    /// It lives longer than any of ours.
    LIFE_TOO_LONG,
    /// A session has no such generation.
    NO_GENERATION,
    /// It was issued later than now, by more than clocks differ.
    FROM_THE_FUTURE
  }

  /// Judges the claims of a token whose signature is ours.
  public Validity judge(AccessClaims claims, Instant now) {
    if (!claims.issuer().equals(issuer)) {
      return Validity.WRONG_ISSUER;
    }
    if (!claims.audience().equals(audience)) {
      return Validity.WRONG_AUDIENCE;
    }
    if (!claims.clientId().equals(clientId)) {
      return Validity.WRONG_CLIENT;
    }
    Duration life = Duration.between(claims.issuedAt(), claims.expiresAt());
    if (!life.isPositive()) {
      return Validity.NO_LIFE;
    }
    if (life.compareTo(ttl) > 0) {
      return Validity.LIFE_TOO_LONG;
    }
    if (claims.generation() < 1) {
      return Validity.NO_GENERATION;
    }
    if (claims.issuedAt().isAfter(now.plus(CLOCK_SKEW))) {
      return Validity.FROM_THE_FUTURE;
    }
    return now.isBefore(claims.expiresAt().plus(leeway)) ? Validity.VALID : Validity.EXPIRED;
  }
}
