package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.JwsGate;
import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.adapters.gate.JwsGate.VerificationKey;
import dev.sallyport.application.port.AccessTokenVerifier;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Verifies access tokens: the gate first, then exactly our claims by type, then by value.
public final class JwtVerifier implements AccessTokenVerifier {

  /// The `typ` of an access token (RFC 9068, section 2.1): no other JWT of ours has it.
  static final String TYP = "at+jwt";

  private static final Set<String> CLAIMS =
      Set.of("iss", "aud", "sub", "client_id", "iat", "exp", "jti", "sid", "gen", "roles");

  /// The end of the year 9999: seconds beyond it are no time that anybody meant.
  private static final long LAST_SECOND = 253_402_300_799L;

  private final JwsGate gate = new JwsGate(TYP);
  private final KeyLookup keys;
  private final AccessPolicy policy;

  public JwtVerifier(KeyLookup keys, AccessPolicy policy) {
    this.keys = keys;
    this.policy = policy;
  }

  @Override
  public Verification verify(String presented, Instant now) {
    return switch (gate.open(presented, keys)) {
      case JwsGate.Refused(_) -> new Invalid();
      case JwsGate.Opened(var key, var json) ->
          read(json).map(claims -> judge(claims, key, now)).orElseGet(Invalid::new);
    };
  }

  private Verification judge(AccessClaims claims, VerificationKey key, Instant now) {
    return switch (policy.judge(claims, now)) {
      case VALID -> new Verified(claims, algorithmOf(key));
      case EXPIRED -> new Expired(claims);
      case INVALID -> new Invalid();
    };
  }

  private static SigningAlgorithm algorithmOf(VerificationKey key) {
    return SigningAlgorithm.parse(key.algorithm()).orElseThrow();
  }

  /// Empty if a claim is missing, added, or not of the form in which we write it.
  private static Optional<AccessClaims> read(JsonObject json) {
    if (!json.hasExactly(CLAIMS)) {
      return Optional.empty();
    }
    Optional<String> issuer = json.string("iss");
    Optional<String> audience = json.string("aud");
    Optional<UserId> subject = json.string("sub").flatMap(UserId::parse);
    Optional<String> clientId = json.string("client_id");
    Optional<Instant> issuedAt = second(json.integer("iat"));
    Optional<Instant> expiresAt = second(json.integer("exp"));
    Optional<TokenId> id = json.string("jti").flatMap(TokenId::parse);
    Optional<SessionId> session = json.string("sid").flatMap(SessionId::parse);
    OptionalLong generation = json.integer("gen");
    Optional<Roles> roles = json.strings("roles").flatMap(JwtVerifier::roles);
    if (issuer.isEmpty()
        || audience.isEmpty()
        || subject.isEmpty()
        || clientId.isEmpty()
        || issuedAt.isEmpty()
        || expiresAt.isEmpty()
        || id.isEmpty()
        || session.isEmpty()
        || generation.isEmpty()
        || generation.getAsLong() < 1
        || generation.getAsLong() > Integer.MAX_VALUE
        || roles.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new AccessClaims(
            issuer.get(),
            audience.get(),
            subject.get(),
            clientId.get(),
            issuedAt.get(),
            expiresAt.get(),
            id.get(),
            session.get(),
            (int) generation.getAsLong(),
            roles.get()));
  }

  private static Optional<Instant> second(OptionalLong value) {
    return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= LAST_SECOND
        ? Optional.of(Instant.ofEpochSecond(value.getAsLong()))
        : Optional.empty();
  }

  /// Empty if one is no role, or they are not in the one order in which we write them.
  private static Optional<Roles> roles(List<String> texts) {
    List<Role> roles = texts.stream().map(Role::parse).flatMap(Optional::stream).toList();
    return roles.size() == texts.size()
        ? Roles.of(roles).filter(read -> read.list().equals(roles))
        : Optional.empty();
  }
}
