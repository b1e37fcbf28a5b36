package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.JwsGate;
import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.adapters.gate.JwsGate.VerificationKey;
import dev.sallyport.adapters.jwt.TokenDiagnosis.Judged;
import dev.sallyport.adapters.jwt.TokenDiagnosis.MalformedClaims;
import dev.sallyport.adapters.jwt.TokenDiagnosis.NotOpened;
import dev.sallyport.adapters.jwt.TokenDiagnosis.OtherClaims;
import dev.sallyport.application.port.AccessTokenVerifier;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.time.Instant;

/// Verifies access tokens: the gate first, then exactly our claims by type, then by value.
public final class JwtVerifier implements AccessTokenVerifier {

  /// The `typ` of an access token (RFC 9068, section 2.1): no other JWT of ours has it.
  static final String TYP = "at+jwt";

  private final JwsGate gate = new JwsGate(TYP);
  private final KeyLookup keys;
  private final AccessPolicy policy;

  public JwtVerifier(KeyLookup keys, AccessPolicy policy) {
    this.keys = keys;
    this.policy = policy;
  }

  @Override
  public Verification verify(String presented, Instant now) {
    return switch (examine(presented, now)) {
      case NotOpened _, OtherClaims _, MalformedClaims _ -> new Invalid();
      case Judged(var claims, var algorithm, var validity) ->
          switch (validity) {
            case VALID -> new Verified(claims, algorithm);
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

  /// What [#verify] bases its verdict on: for the operator alone, since a caller may not learn more
  /// than the verdict.
  public TokenDiagnosis examine(String presented, Instant now) {
    return switch (gate.open(presented, keys)) {
      case JwsGate.Refused(var why) -> new NotOpened(why);
      case JwsGate.Opened(var key, var json) ->
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
