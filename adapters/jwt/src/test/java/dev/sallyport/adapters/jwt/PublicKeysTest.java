package dev.sallyport.adapters.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.application.port.Given;
import dev.sallyport.domain.key.OpenSigningKey;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicKeysTest {

  static final List<OpenSigningKey> PUBLIC_KEYS = List.of(TestKeys.RSA, TestKeys.EC, TestKeys.ED);

  private static final String RSA = jwk(TestKeys.RSA);
  private static final String EC = jwk(TestKeys.EC);
  private static final String ED = jwk(TestKeys.ED);

  private static String jwk(OpenSigningKey key) {
    String set = JwkSet.of(TestKeys.ring(key));
    return set.substring(set.indexOf('[') + 1, set.lastIndexOf(']'));
  }

  private static Optional<PublicKeys> parse(String... keys) {
    return PublicKeys.parse(("{\"keys\":[" + String.join(",", keys) + "]}").getBytes(UTF_8));
  }

  private static void isRefused(String key) {
    assertThat(parse(key)).as(key).isEmpty();
    assertThat(parse(RSA, key)).as(key).isEmpty();
  }

  private static String with(String jwk, String member, String value) {
    return jwk.replaceFirst("\"" + member + "\":\"[^\"]*\"", "\"" + member + "\":" + value);
  }

  private static String added(String jwk, String member, String value) {
    return jwk.replaceFirst("}$", ",\"" + member + "\":" + value + "}");
  }

  @ParameterizedTest
  @FieldSource("PUBLIC_KEYS")
  void what_we_publish_verifies_what_we_sign(OpenSigningKey key) {
    PublicKeys keys = parse(jwk(key)).orElseThrow();

    assertThat(keys.kids()).containsExactly(key.id().text());
    assertThat(new JwtVerifier(keys, Tokens.POLICY).verify(Tokens.good(key), Given.NOW))
        .isEqualTo(new Verified(Tokens.claims(), key.algorithm()));
  }

  @Test
  void a_set_tells_the_ids_of_its_keys() {
    PublicKeys keys = parse(RSA, EC, ED).orElseThrow();

    assertThat(keys.kids()).hasSize(3);
    assertThat(PublicKeys.NONE.kids()).isEmpty();
    assertThat(parse().orElseThrow().kids()).isEmpty();
  }

  @Test
  void keys_of_types_and_algorithms_that_we_do_not_know_are_left_out() {
    PublicKeys keys =
        parse(
                RSA,
                "{\"kty\":\"LATTICE\",\"kid\":\"x\"}",
                with(EC, "alg", "\"ES384\""),
                added(ED, "x5c", "[]").replace(TestKeys.ED.id().text(), "another"))
            .orElseThrow();

    assertThat(keys.kids()).containsExactlyInAnyOrder(TestKeys.RSA.id().text(), "another");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"keys\":null}",
        "{\"keys\":{}}",
        "{\"keys\":[1]}",
        "{\"keys\":[{}]}",
        "{\"keys\":[]} ,",
        "{\"keys\":[],\"keys\":[]}"
      })
  void what_is_no_set_is_refused(String text) {
    assertThat(PublicKeys.parse(text.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void a_set_that_is_too_large_is_refused() {
    assertThat(PublicKeys.parse(new byte[PublicKeys.MAX_BYTES + 1])).isEmpty();
  }

  @Test
  @Tag("K-01")
  void two_keys_with_one_id_are_refused() {
    assertThat(parse(RSA, RSA)).isEmpty();
    assertThat(parse(RSA, with(EC, "kid", '"' + TestKeys.RSA.id().text() + '"'))).isEmpty();
  }

  private static void isRefusedAlone(String key) {
    assertThat(parse(key)).as(key).isEmpty();
  }

  @Test
  @Tag("K-02")
  @Tag("K-11")
  void secrets_and_private_members_are_refused() {
    isRefused("{\"kty\":\"oct\",\"kid\":\"a\",\"alg\":\"HS256\",\"k\":\"AAAA\"}");
    isRefused("{\"kty\":\"oct\",\"kid\":\"a\",\"alg\":\"HS256\"}");
    for (String member : List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k")) {
      isRefusedAlone(added(RSA, member, "\"AQAB\""));
    }
  }

  @Test
  @Tag("K-03")
  void a_key_that_is_for_something_else_is_refused() {
    for (String key : List.of(RSA, EC, ED)) {
      isRefusedAlone(with(key, "use", "\"enc\""));
      isRefusedAlone(with(key, "use", "7"));
      isRefusedAlone(added(key, "key_ops", "[\"encrypt\"]"));
      isRefusedAlone(added(key, "key_ops", "[\"verify\",\"encrypt\"]"));
      isRefusedAlone(added(key, "key_ops", "\"verify\""));
      assertThat(parse(added(key, "key_ops", "[\"verify\"]"))).isPresent();
    }
  }

  @Test
  @Tag("K-04")
  @Tag("ASVS-11.6.1")
  void weak_rsa_keys_are_refused() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var small = (RSAPublicKey) generator.generateKeyPair().getPublic();
    isRefusedAlone(with(RSA, "n", '"' + base64(small.getModulus()) + '"'));
    for (long exponent : new long[] {1, 2, 3, 65_536, 65_535}) {
      isRefusedAlone(with(RSA, "e", '"' + base64(BigInteger.valueOf(exponent)) + '"'));
    }
    isRefusedAlone(with(RSA, "n", '"' + base64(BigInteger.ONE.shiftLeft(3071)) + '"'));
    isRefusedAlone(
        with(RSA, "n", '"' + base64(BigInteger.ONE.shiftLeft(9000).add(BigInteger.ONE)) + '"'));
    isRefusedAlone(with(RSA, "n", '"' + base64(roca()) + '"'));
  }

  /// A number that looks as the moduli of the faulty library do: a power of 65537 modulo the product
  /// of many small primes.
  private static BigInteger roca() {
    BigInteger product =
        IntStream.rangeClosed(2, 701)
            .mapToObj(BigInteger::valueOf)
            .filter(n -> n.isProbablePrime(20))
            .reduce(BigInteger.ONE, BigInteger::multiply);
    BigInteger power = BigInteger.valueOf(65_537).modPow(BigInteger.valueOf(123_456_789), product);
    BigInteger many =
        new BigInteger(2048 - product.bitLength(), new Random(4))
            .setBit(2047 - product.bitLength());
    return many.multiply(product).add(power);
  }

  private static String base64(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return Forge.base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  @Test
  @Tag("K-05")
  @Tag("ASVS-11.6.1")
  void a_point_that_is_not_on_the_curve_is_refused() throws Exception {
    isRefusedAlone(with(EC, "crv", "\"P-384\""));
    isRefusedAlone(with(EC, "crv", "\"secp256k1\""));
    isRefusedAlone(with(EC, "x", '"' + Forge.base64(new byte[32]) + '"'));
    isRefusedAlone(with(EC, "y", '"' + Forge.base64(new byte[32]) + '"'));
    isRefusedAlone(with(EC, "x", '"' + Forge.base64(new byte[31]) + '"'));
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    var large = (ECPublicKey) generator.generateKeyPair().getPublic();
    isRefusedAlone(
        with(
            with(EC, "x", '"' + base64(large.getW().getAffineX()) + '"'),
            "y",
            '"' + base64(large.getW().getAffineY()) + '"'));
    isRefusedAlone(with(ED, "crv", "\"Ed448\""));
    isRefusedAlone(with(ED, "x", '"' + Forge.base64(new byte[31]) + '"'));
  }

  /// The points of order 1, 2, 4 and 8, each as it is written, and as RFC 8032 forbids to write it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      })
  @Tag("K-05")
  void an_ed25519_key_by_which_anybody_can_sign_is_refused(String point) {
    isRefusedAlone(with(ED, "x", '"' + Forge.base64(HexFormat.of().parseHex(point)) + '"'));
  }

  /// Half of all numbers are the `y` of no point, such as 2 and 7; the last is not of the field.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0200000000000000000000000000000000000000000000000000000000000000",
        "0700000000000000000000000000000000000000000000000000000000000000",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      })
  @Tag("K-05")
  void an_ed25519_key_that_is_no_point_is_refused(String point) {
    isRefusedAlone(with(ED, "x", '"' + Forge.base64(HexFormat.of().parseHex(point)) + '"'));
  }

  @Test
  void a_key_says_its_id_and_its_algorithm() {
    for (String key : List.of(RSA, EC, ED)) {
      isRefusedAlone(with(key, "alg", "null"));
      isRefusedAlone(with(key, "alg", "\"HS256\""));
      isRefusedAlone(with(key, "kid", "null"));
      isRefusedAlone(with(key, "kid", "7"));
      isRefusedAlone(with(key, "kid", "\"../x\""));
      isRefusedAlone(key.replace("\"alg\":", "\"ALG\":"));
    }
    isRefusedAlone(with(RSA, "alg", "\"ES256\""));
    isRefusedAlone(with(EC, "alg", "\"Ed25519\""));
    isRefusedAlone(with(ED, "alg", "\"RS256\""));
  }

  @Test
  void a_number_has_one_spelling() {
    isRefusedAlone(with(RSA, "e", "\"AAEAAQ\""));
    isRefusedAlone(with(RSA, "e", "\"AQAB=\""));
    isRefusedAlone(with(RSA, "e", "\"\""));
    isRefusedAlone(with(RSA, "e", "65537"));
  }
}
