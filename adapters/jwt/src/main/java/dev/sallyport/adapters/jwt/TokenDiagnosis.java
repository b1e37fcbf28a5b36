package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.JwsGate;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.util.List;
import java.util.SortedSet;

/// What a text, presented as an access token, was found to be, and at which check it is refused: what
/// an operator may know and a caller may not. In the order of the checks.
public sealed interface TokenDiagnosis {

  /// The gate did not let it through: it is not a token, or no key of ours has signed it.
  record NotOpened(JwsGate.Refusal why) implements TokenDiagnosis {}

  /// A key of ours has signed it, and it has not exactly the claims of an access token.
  ///
  /// @param missing which of them it has not
  /// @param added which others it has; their names are those of whoever signed
  record OtherClaims(SortedSet<String> missing, SortedSet<String> added)
      implements TokenDiagnosis {}

  /// It has exactly the claims, and these are not of the form in which we write them.
  record MalformedClaims(List<String> names) implements TokenDiagnosis {}

  /// It can be read; the validity says whether it is believed. Whether it was revoked is not asked
  /// here.
  ///
  /// @param algorithm that of the key that verified it
  record Judged(AccessClaims claims, SigningAlgorithm algorithm, AccessPolicy.Validity validity)
      implements TokenDiagnosis {}
}
