package dev.sallyport.adapters.jwt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.domain.key.KeyId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// A public key as JSON writes it (RFC 7517, section 4; RFC 7518, section 6; RFC 8037, section 2).
final class Jwk {

  private static final JsonMapper JSON = new JsonMapper();

  private Jwk() {}

  /// The members of a key in a JWK Set: public ones alone.
  static Map<String, String> of(RingKey key, PublicKey publicKey) {
    Map<String, String> members = new LinkedHashMap<>(required(publicKey));
    members.put("kid", key.id().text());
    members.put("use", "sig");
    members.put("alg", key.algorithm());
    return members;
  }

  /// The id of a key (RFC 7638): the same key has the same one wherever it is used.
  static KeyId thumbprint(PublicKey key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(json(required(key)).getBytes(StandardCharsets.US_ASCII));
      return new KeyId(base64(digest));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }

  /// A document without white space.
  static String json(Object members) {
    try {
      return JSON.writeValueAsString(members);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("strings can be written as JSON", impossible);
    }
  }

  /// The members that make a key what it is, in the order in which a thumbprint takes them.
  private static Map<String, String> required(PublicKey key) {
    Map<String, String> members = new LinkedHashMap<>();
    switch (key) {
      case RSAPublicKey rsa -> {
        members.put("e", unsigned(rsa.getPublicExponent()));
        members.put("kty", "RSA");
        members.put("n", unsigned(rsa.getModulus()));
      }
      // Coordinates are always of full length (RFC 7518, section 6.2.1.2).
      case ECPublicKey ec -> {
        members.put("crv", "P-256");
        members.put("kty", "EC");
        members.put("x", base64(P256.coordinate(ec.getW().getAffineX())));
        members.put("y", base64(P256.coordinate(ec.getW().getAffineY())));
      }
      case EdECPublicKey ed -> {
        members.put("crv", "Ed25519");
        members.put("kty", "OKP");
        members.put("x", base64(Ed25519Keys.bytesOf(ed)));
      }
      default -> throw new IllegalArgumentException("a key of another kind");
    }
    return members;
  }

  /// Base64urlUInt (RFC 7518, section 2): big endian, without a leading zero byte.
  private static String unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    return base64(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
