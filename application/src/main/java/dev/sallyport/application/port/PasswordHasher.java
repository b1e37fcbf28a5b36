package dev.sallyport.application.port;

import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import java.time.Duration;

/// Turns passwords into hashes, slowly on purpose. Implementations pass `PasswordHasherContract`.
///
/// As many at once as the machine can bear, then a short queue, then [NoCapacity]. Thread-safe. A
/// verification takes the same time whatever the password and the stored hash are.
public interface PasswordHasher {

  /// The outcome of hashing.
  sealed interface Hashing permits Hashed, NoCapacity {}

  /// A new hash, by the scheme and at the cost of today.
  record Hashed(PasswordHash hash) implements Hashing {}

  /// The outcome of a verification.
  sealed interface Verification permits Matches, Differs, NoCapacity {}

  /// The password is the one that was hashed.
  ///
  /// @param outdated whether the hash should be made anew: another scheme, an older pepper, a lower
  ///   cost; never true for a higher one
  record Matches(boolean outdated) implements Verification {}

  /// The password is another one, or the stored hash can't be read.
  record Differs() implements Verification {}

  /// Nothing was hashed: too many are waiting.
  ///
  /// @param retryAfter when it makes sense to ask again, at least one second
  record NoCapacity(Duration retryAfter) implements Hashing, Verification {}

  /// What becomes of a hash that was made elsewhere.
  sealed interface Adoption permits Adopted, NotAdopted {}

  /// The hash can be stored: its password matches it, and is hashed anew at the first login.
  record Adopted(PasswordHash hash) implements Adoption {}

  /// Nobody could sign in with the hash, or nobody should.
  record NotAdopted(Objection objection) implements Adoption {}

  /// Why a hash that was made elsewhere is not taken.
  enum Objection {
    /// It is of a kind that is not known here, or none at all.
    UNKNOWN_KIND,
    /// It is of a kind that is known to be broken.
    BROKEN_KIND,
    /// It is of a known kind, but is not whole, or its cost is no cost.
    MALFORMED,
    /// It costs more than the hashes that are made here: each login would take longer than the
    /// others, and tell by it who was imported.
    TOO_COSTLY
  }

  /// Hashes a password. Waits for its turn.
  Hashing hash(Password password);

  /// Compares a password with a stored hash. Waits for its turn. Never throws for a bad hash.
  Verification verify(Password password, PasswordHash stored);

  /// Takes a hash that was made elsewhere, as it stands in the file it comes from. Hashes nothing.
  Adoption adopt(String foreign);

  /// A hash that no password matches and that takes as long as any other: what is verified when
  /// there is no such user, so that nobody can tell by the time.
  PasswordHash decoy();
}
