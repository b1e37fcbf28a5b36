package dev.sallyport.adapters.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.math.BigInteger;
import java.security.spec.ECPoint;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class JwkSetTest {

  static final List<OpenSigningKey> PUBLIC_KEYS = List.of(TestKeys.RSA, TestKeys.EC, TestKeys.ED);

  private static Set<String> membersOf(OpenSigningKey key) {
    return switch (key.algorithm()) {
      case RS256 -> Set.of("kty", "kid", "use", "alg", "n", "e");
      case ES256 -> Set.of("kty", "kid", "use", "alg", "crv", "x", "y");
      case ED25519 -> Set.of("kty", "kid", "use", "alg", "crv", "x");
      case HS256 -> Set.of();
    };
  }

  @ParameterizedTest
  @FieldSource("PUBLIC_KEYS")
  @Tag("K-11")
  void each_kind_of_key_shows_its_public_members_alone(OpenSigningKey key) throws Exception {
    var read = JWKSet.parse(JwkSet.of(TestKeys.ring(key))).getKeys().getFirst();

    assertThat(read.isPrivate()).isFalse();
    assertThat(read.toJSONObject().keySet()).isEqualTo(membersOf(key));
    assertThat(read.toJSONObject())
        .containsEntry("use", "sig")
        .containsEntry("alg", key.algorithm().text());
  }

  @ParameterizedTest
  @FieldSource("PUBLIC_KEYS")
  void the_id_of_a_key_is_its_thumbprint(OpenSigningKey key) throws Exception {
    var read = JWKSet.parse(JwkSet.of(TestKeys.ring(key))).getKeys().getFirst();

    assertThat(read.computeThumbprint().toString())
        .isEqualTo(read.getKeyID())
        .isEqualTo(key.id().text());
  }

  /// RFC 8037, appendices A.1 to A.3.
  @Test
  void the_thumbprint_of_an_ed25519_key_is_that_of_the_rfc() {
    byte[] x =
        HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    assertThat(Jwk.thumbprint(Ed25519Keys.publicKey(x)))
        .isEqualTo(new KeyId("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
  }

  /// Leading zero bytes are kept (RFC 7518, section 6.2.1.2); one key in 128 has some.
  @Test
  void a_coordinate_has_its_full_length() throws Exception {
    BigInteger number =
        Stream.iterate(BigInteger.ONE, BigInteger.ONE::add)
            .filter(candidate -> isShort(P256.publicPoint(candidate)))
            .findFirst()
            .orElseThrow();
    byte[] pkcs8 = P256.privateKey(number).getEncoded();
    var key =
        new OpenSigningKey(TestKeys.EC.id(), SigningAlgorithm.ES256, SecretBytes.copyOf(pkcs8));

    String set = JwkSet.of(TestKeys.ring(key));

    assertThat(PublicKeys.parse(set.getBytes(UTF_8))).isPresent();
    var read = JWKSet.parse(set).getKeys().getFirst().toECKey();
    assertThat(List.of(read.getX().decode(), read.getY().decode())).allMatch(x -> x.length == 32);
  }

  private static boolean isShort(ECPoint point) {
    return Math.min(point.getAffineX().bitLength(), point.getAffineY().bitLength()) <= 248;
  }
}
