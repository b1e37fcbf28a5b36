package dev.sallyport.adapters.jwt;

import dev.sallyport.adapters.gate.Base64Url;
import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads keys that are written as JSON (RFC 7517, section 4), strictly: every number in its one
/// spelling, nothing that speaks against signing.
final class JwkReader {

  private static final Set<String> PRIVATE_MEMBERS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  private final JsonObject jwk;
  private final SigningAlgorithm algorithm;

  /// @param algorithm which the key has to be for
  JwkReader(JsonObject jwk, SigningAlgorithm algorithm) {
    this.jwk = jwk;
    this.algorithm = algorithm;
  }

  /// The `kty` of the keys of an algorithm (RFC 7518, section 6.1; RFC 8037, section 2).
  static String typeOf(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case RS256 -> "RSA";
      case ES256 -> "EC";
      case ED25519 -> "OKP";
      case HS256 -> "oct";
    };
  }

  /// Whether it shows anything that only its owner may know.
  static boolean isPrivate(JsonObject jwk) {
    return jwk.members().keySet().stream().anyMatch(PRIVATE_MEMBERS::contains);
  }

  /// Refuses a key that says it is for something else (RFC 7517, sections 4.2 to 4.4).
  ///
  /// @param operation `sign` or `verify`, the only one that `key_ops` may name
  /// @throws WeakKeyException if it does
  void requireFor(String operation) {
    if (!jwk.string("kty").equals(Optional.of(typeOf(algorithm)))) {
      throw new WeakKeyException("a JWK whose kty is not " + typeOf(algorithm));
    }
    if (jwk.member("alg") != null && !is("alg", algorithm.text())) {
      throw new WeakKeyException("a JWK whose alg is not " + algorithm.text());
    }
    if (jwk.member("use") != null && !is("use", "sig")) {
      throw new WeakKeyException("a JWK whose use is not sig");
    }
    boolean otherOperation =
        jwk.member("key_ops") != null
            && jwk.strings("key_ops").filter(List.of(operation)::equals).isEmpty();
    if (otherOperation) {
      throw new WeakKeyException("a JWK whose key_ops are not " + operation + " alone");
    }
  }

  /// The public key.
  ///
  /// @throws WeakKeyException if a member is missing or malformed
  PublicKey publicKey() {
    return switch (algorithm) {
      case RS256 -> publicKey("RSA", new RSAPublicKeySpec(unsigned("n"), unsigned("e")));
      case ES256 -> {
        requireCurve("P-256");
        var point = new ECPoint(coordinate("x"), coordinate("y"));
        if (!P256.isOnCurve(point)) {
          throw new WeakKeyException("a point that is not on P-256");
        }
        yield publicKey("EC", new ECPublicKeySpec(point, P256.PARAMETERS));
      }
      case ED25519 -> {
        requireCurve("Ed25519");
        yield Ed25519Keys.publicKey(bytes("x"));
      }
      case HS256 -> throw new WeakKeyException("a secret is no public key");
    };
  }

  /// The private key.
  ///
  /// @throws WeakKeyException if a member is missing or malformed
  PrivateKey privateKey() {
    return switch (algorithm) {
      case RS256 ->
          privateKey(
              "RSA",
              new RSAPrivateCrtKeySpec(
                  unsigned("n"),
                  unsigned("e"),
                  unsigned("d"),
                  unsigned("p"),
                  unsigned("q"),
                  unsigned("dp"),
                  unsigned("dq"),
                  unsigned("qi")));
      case ES256 -> {
        requireCurve("P-256");
        yield P256.privateKey(coordinate("d"));
      }
      case ED25519 -> {
        requireCurve("Ed25519");
        yield Ed25519Keys.privateKey(bytes("d"));
      }
      case HS256 -> throw new WeakKeyException("a secret is no private key");
    };
  }

  private void requireCurve(String curve) {
    if (!is("crv", curve)) {
      throw new WeakKeyException("a JWK whose crv is not " + curve);
    }
  }

  private boolean is(String member, String value) {
    return jwk.string(member).filter(value::equals).isPresent();
  }

  private byte[] bytes(String member) {
    byte[] bytes =
        jwk.string(member).isPresent() ? Base64Url.decode(jwk.string(member).get()) : null;
    if (bytes == null || bytes.length == 0) {
      throw new WeakKeyException("a JWK without a good " + member);
    }
    return bytes;
  }

  /// Base64urlUInt (RFC 7518, section 2): no leading zero byte.
  private BigInteger unsigned(String member) {
    byte[] bytes = bytes(member);
    if (bytes[0] == 0) {
      throw new WeakKeyException("a JWK without a good " + member);
    }
    return new BigInteger(1, bytes);
  }

  /// Always of full length (RFC 7518, section 6.2.1.2).
  private BigInteger coordinate(String member) {
    byte[] bytes = bytes(member);
    if (bytes.length != P256.COORDINATE_BYTES) {
      throw new WeakKeyException("a JWK without a good " + member);
    }
    return new BigInteger(1, bytes);
  }

  private static PublicKey publicKey(String kind, KeySpec spec) {
    try {
      return KeyFactory.getInstance(kind).generatePublic(spec);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new WeakKeyException("a JWK that is no " + kind + " key");
    }
  }

  private static PrivateKey privateKey(String kind, KeySpec spec) {
    try {
      return KeyFactory.getInstance(kind).generatePrivate(spec);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new WeakKeyException("a JWK that is no " + kind + " key");
    }
  }
}
