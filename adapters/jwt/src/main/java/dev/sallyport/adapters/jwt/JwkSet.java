package dev.sallyport.adapters.jwt;

import java.util.List;
import java.util.Map;

/// The public keys as a JWK Set (RFC 7517, section 5): public members alone, and nothing at all of a
/// secret.
public final class JwkSet {

  private JwkSet() {}

  /// The document for `/.well-known/jwks.json`.
  public static String of(KeyRing ring) {
    List<Map<String, String>> keys =
        ring.keys().stream()
            .flatMap(key -> key.publicKey().stream().map(known -> Jwk.of(key, known)))
            .toList();
    return Jwk.json(Map.of("keys", keys));
  }
}
