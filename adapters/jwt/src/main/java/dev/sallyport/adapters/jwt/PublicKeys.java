package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.Json;
import dev.sallyport.adapters.gate.Json.JsonArray;
import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.adapters.gate.StrictJson;
import dev.sallyport.adapters.gate.StrictJson.Document;
import dev.sallyport.adapters.gate.StrictJson.Limits;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The public keys of another server, from its JWK Set (RFC 7517, section 5), each bound to its
/// algorithm.
public final class PublicKeys implements KeyLookup {

  /// The most bytes of a set: some sixty RSA keys of 4,096 bits.
  public static final int MAX_BYTES = 65_536;

  private static final Limits LIMITS = new Limits(MAX_BYTES, 5, 2_048, 8_192, 64, 20);

  /// No key: every token is by an unknown one.
  public static final PublicKeys NONE = new PublicKeys(Map.of());

  private final Map<String, RingKey> byKid;

  private PublicKeys(Map<String, RingKey> byKid) {
    this.byKid = byKid;
  }

  /// Reads a set. A key of a type or for an algorithm that we do not know is left out (RFC 7517,
  /// section 5); otherwise all is good or nothing is.
  ///
  /// @return empty if it is no JWK Set, two of its keys have one id, or one is malformed, weak,
  ///     secret, or for something else than to verify signatures
  public static Optional<PublicKeys> parse(byte[] jwkSet) {
    if (!(StrictJson.parse(jwkSet, LIMITS) instanceof Document(JsonObject set))
        || !(set.member("keys") instanceof JsonArray(var keys))) {
      return Optional.empty();
    }
    Map<String, RingKey> byKid = new LinkedHashMap<>();
    for (Json key : keys) {
      if (!(key instanceof JsonObject jwk) || JwkReader.isPrivate(jwk)) {
        return Optional.empty();
      }
      if (isForeign(jwk)) {
        continue;
      }
      try {
        RingKey read = read(jwk);
        if (byKid.putIfAbsent(read.id().text(), read) != null) {
          return Optional.empty();
        }
      } catch (WeakKeyException _) {
        return Optional.empty();
      }
    }
    return Optional.of(new PublicKeys(byKid));
  }

  /// A key of a type that we know must say for which of our algorithms it is; one that says another
  /// is somebody else's.
  private static boolean isForeign(JsonObject jwk) {
    boolean knownType =
        Arrays.stream(SigningAlgorithm.values())
            .map(JwkReader::typeOf)
            .anyMatch(type -> jwk.string("kty").equals(Optional.of(type)));
    boolean otherAlgorithm =
        jwk.string("alg").filter(alg -> SigningAlgorithm.parse(alg).isEmpty()).isPresent();
    return (jwk.string("kty").isPresent() && !knownType) || otherAlgorithm;
  }

  private static RingKey read(JsonObject jwk) {
    KeyId id =
        jwk.string("kid")
            .flatMap(KeyId::parse)
            .orElseThrow(() -> new WeakKeyException("a JWK without a good kid"));
    SigningAlgorithm algorithm =
        jwk.string("alg")
            .flatMap(SigningAlgorithm::parse)
            .orElseThrow(() -> new WeakKeyException("a JWK without alg"));
    var reader = new JwkReader(jwk, algorithm);
    reader.requireFor("verify");
    return RingKey.ofPublic(id, algorithm, reader.publicKey(), new SignatureProvider());
  }

  @Override
  public Optional<RingKey> byKid(String kid) {
    return Optional.ofNullable(byKid.get(kid));
  }

  /// The ids of the keys.
  public Set<String> kids() {
    return Set.copyOf(byKid.keySet());
  }

  @Override
  public String toString() {
    return "PublicKeys" + byKid.keySet();
  }
}
