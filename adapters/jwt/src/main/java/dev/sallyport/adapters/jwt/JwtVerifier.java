package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.JwsGate;
import dev.sallyport.adapters.gate.JwsGate.Inspection;
import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.adapters.gate.JwsGate.Opened;
import dev.sallyport.adapters.gate.JwsGate.VerificationKey;
import dev.sallyport.adapters.jwt.TokenDiagnosis.Judged;
import dev.sallyport.adapters.jwt.TokenDiagnosis.MalformedClaims;
import dev.sallyport.adapters.jwt.TokenDiagnosis.NotOpened;
import dev.sallyport.adapters.jwt.TokenDiagnosis.OtherClaims;
import dev.sallyport.application.port.AccessTokenVerifier;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.access.AccessPolicy.Validity;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.time.Instant;

/// Verifies access tokens: the gate first, then exactly our claims by type, then by value.
///
/// A token that was verified lately is known again by its hash, which spares the signature and the
/// parsing and nothing else: its key has to be in use still, and its claims are judged as of now. By
/// a secret nothing is remembered: a mac costs hardly more than the hash.
public final class JwtVerifier implements AccessTokenVerifier {

  /// The `typ` of an access token (RFC 9068, section 2.1): no other JWT of ours has it.
  static final String TYP = "at+jwt";

  private final JwsGate gate = new JwsGate(TYP);
  private final VerifiedTokens verified;
  private final KeyLookup keys;
  private final AccessPolicy policy;

  public JwtVerifier(KeyLookup keys, AccessPolicy policy) {
    this(keys, policy, new VerifiedTokens(VerifiedTokens.PLACES));
  }

  JwtVerifier(KeyLookup keys, AccessPolicy policy, VerifiedTokens verified) {
    this.keys = keys;
    this.policy = policy;
    this.verified = verified;
  }

  @Override
  public Verification verify(String presented, Instant now) {
    if (presented.length() > JwsGate.MAX_TOKEN_LENGTH) {
      return new Invalid(); // whatever anybody sends, no more than this is hashed
    }
    byte[] digest = VerifiedTokens.digest(presented);
    Verified known = verified.find(digest, keys);
    return known != null && policy.judge(known.claims(), now) == Validity.VALID
        ? known
        : verifyAnew(presented, digest, now);
  }

  private Verification verifyAnew(String presented, byte[] digest, Instant now) {
    Inspection inspection = gate.open(presented, keys);
    return switch (examine(inspection, now)) {
      case NotOpened _, OtherClaims _, MalformedClaims _ -> new Invalid();
      case Judged(var claims, var algorithm, var validity) ->
          switch (validity) {
            case VALID -> {
              var good = new Verified(claims, algorithm);
              if (!algorithm.isSymmetric() && inspection instanceof Opened opened) {
                verified.add(digest, opened.kid(), opened.key(), good);
              }
              yield good;
            }
            case EXPIRED -> new Expired(claims);
            case WRONG_ISSUER,
                WRONG_AUDIENCE,
                WRONG_CLIENT,
                NO_LIFE,
                LIFE_TOO_LONG,
                NO_GENERATION,
                FROM_THE_FUTURE ->
                new Invalid();
          };
    };
  }

  /// What [#verify] bases its verdict on, found anew each time: for the operator alone, since a
  /// caller may not learn more than the verdict.
  public TokenDiagnosis examine(String presented, Instant now) {
    return examine(gate.open(presented, keys), now);
  }

  private TokenDiagnosis examine(Inspection inspection, Instant now) {
    return switch (inspection) {
      case JwsGate.Refused(var why) -> new NotOpened(why);
      case Opened(_, var key, var json) ->
          switch (ClaimsReader.read(json)) {
            case ClaimsReader.Unreadable(var why) -> why;
            case ClaimsReader.Read(var claims) ->
                new Judged(claims, algorithmOf(key), policy.judge(claims, now));
          };
    };
  }

  private static SigningAlgorithm algorithmOf(VerificationKey key) {
    return SigningAlgorithm.parse(key.algorithm()).orElseThrow();
  }
}
