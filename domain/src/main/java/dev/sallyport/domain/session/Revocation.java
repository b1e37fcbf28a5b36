package dev.sallyport.domain.session;

import java.time.Instant;

/// Which access tokens of a session must be refused although they have not expired.
///
/// @param leastGeneration the least generation that is still accepted; [#NO_GENERATION] if none is
/// @param until when the last token that this refuses has expired anyway: from then on the
///   revocation has nothing left to say and may be forgotten
public record Revocation(int leastGeneration, Instant until) {

  /// As least generation: none is accepted.
  public static final int NO_GENERATION = Integer.MAX_VALUE;

  /// Nothing is revoked.
  public static final Revocation NONE = new Revocation(0, Instant.EPOCH);

  /// @throws IllegalArgumentException if the generation is negative
  public Revocation {
    if (leastGeneration < 0) {
      throw new IllegalArgumentException("a generation is not negative");
    }
  }

  /// Whether an access token of this generation is refused now.
  public boolean refuses(int generation, Instant now) {
    return generation < leastGeneration && now.isBefore(until);
  }

  /// Both revocations in one: the greater least generation, the later end. The order does not
  /// matter, so caches that see them in another order end up the same.
  public Revocation and(Revocation other) {
    return new Revocation(
        Math.max(leastGeneration, other.leastGeneration),
        until.isAfter(other.until) ? until : other.until);
  }
}
