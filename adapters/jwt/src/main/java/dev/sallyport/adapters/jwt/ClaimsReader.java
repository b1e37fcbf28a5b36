package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.jwt.TokenDiagnosis.MalformedClaims;
import dev.sallyport.adapters.jwt.TokenDiagnosis.OtherClaims;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Reads the claims of one token: exactly ours, each of the one form in which we write it.
final class ClaimsReader {

  private static final Set<String> CLAIMS =
      Set.of("iss", "aud", "sub", "client_id", "iat", "exp", "jti", "sid", "gen", "roles");

  /// The end of the year 9999: seconds beyond it are no time that anybody meant.
  private static final long LAST_SECOND = 253_402_300_799L;

  /// What came of it.
  sealed interface Reading {}

  record Read(AccessClaims claims) implements Reading {}

  record Unreadable(TokenDiagnosis why) implements Reading {}

  private final JsonObject json;
  private final List<String> malformed = new ArrayList<>();

  private ClaimsReader(JsonObject json) {
    this.json = json;
  }

  static Reading read(JsonObject json) {
    return json.hasExactly(CLAIMS)
        ? new ClaimsReader(json).read()
        : new Unreadable(
            new OtherClaims(
                without(CLAIMS, json.members().keySet()),
                without(json.members().keySet(), CLAIMS)));
  }

  private static SortedSet<String> without(Set<String> all, Set<String> some) {
    var rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private Reading read() {
    Optional<String> issuer = well("iss", json.string("iss"));
    Optional<String> audience = well("aud", json.string("aud"));
    Optional<UserId> subject = well("sub", json.string("sub").flatMap(UserId::parse));
    Optional<String> clientId = well("client_id", json.string("client_id"));
    Optional<Instant> issuedAt = well("iat", second(json.integer("iat")));
    Optional<Instant> expiresAt = well("exp", second(json.integer("exp")));
    Optional<TokenId> id = well("jti", json.string("jti").flatMap(TokenId::parse));
    Optional<SessionId> session = well("sid", json.string("sid").flatMap(SessionId::parse));
    Optional<Integer> generation = well("gen", generation(json.integer("gen")));
    Optional<Roles> roles = well("roles", json.strings("roles").flatMap(ClaimsReader::roles));
    return malformed.isEmpty()
        ? new Read(
            new AccessClaims(
                issuer.orElseThrow(),
                audience.orElseThrow(),
                subject.orElseThrow(),
                clientId.orElseThrow(),
                issuedAt.orElseThrow(),
                expiresAt.orElseThrow(),
                id.orElseThrow(),
                session.orElseThrow(),
                generation.orElseThrow(),
                roles.orElseThrow()))
        : new Unreadable(new MalformedClaims(List.copyOf(malformed)));
  }

  private <T> Optional<T> well(String name, Optional<T> value) {
    if (value.isEmpty()) {
      malformed.add(name);
    }
    return value;
  }

  private static Optional<Instant> second(OptionalLong value) {
    return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= LAST_SECOND
        ? Optional.of(Instant.ofEpochSecond(value.getAsLong()))
        : Optional.empty();
  }

  private static Optional<Integer> generation(OptionalLong value) {
    return value.isPresent() && value.getAsLong() >= 1 && value.getAsLong() <= Integer.MAX_VALUE
        ? Optional.of((int) value.getAsLong())
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
