package dev.sallyport.adapters.jwt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The public keys as a JWK Set (RFC 7517, section 5): public members alone, and nothing at all of a
/// secret.
public final class JwkSet {

  private static final JsonMapper JSON = new JsonMapper();

  private JwkSet() {}

  private record Jwk(String kty, String kid, String use, String alg, String n, String e) {}

  /// The document for `/.well-known/jwks.json`.
  public static String of(KeyRing ring) {
    List<Jwk> keys =
        ring.keys().stream()
            .flatMap(key ->
                key.publicKey().stream()
                    .map(rsa ->
                        new Jwk(
                            "RSA",
                            key.id().text(),
                            "sig",
                            key.algorithm(),
                            unsigned(rsa.getModulus()),
                            unsigned(rsa.getPublicExponent()))))
            .toList();
    try {
      return JSON.writeValueAsString(Map.of("keys", keys));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("strings can be written as JSON", impossible);
    }
  }

  /// The thumbprint of a key (RFC 7638): the same key has the same id wherever it is used.
  static String thumbprint(RSAPublicKey key) {
    // The members in the order of the RFC, which knows no white space; base64url needs no escapes.
    String canonical =
        "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}"
            .formatted(unsigned(key.getPublicExponent()), unsigned(key.getModulus()));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(canonical.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }

  /// Base64urlUInt (RFC 7518, section 2): big endian, without a leading zero byte.
  private static String unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }
}
