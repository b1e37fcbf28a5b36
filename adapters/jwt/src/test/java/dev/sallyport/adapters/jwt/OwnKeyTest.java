package dev.sallyport.adapters.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class OwnKeyTest {

  static final List<OpenSigningKey> KEYS = List.of(TestKeys.RSA, TestKeys.EC, TestKeys.ED);

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static String pem(OpenSigningKey key) {
    return pem("PRIVATE KEY", key.material().reveal());
  }

  /// As another library writes it.
  private static String jwk(OpenSigningKey key) {
    PrivateKey privateKey = RingKey.privateKey(key.algorithm(), key.material().reveal());
    var publicKey = RingKey.publicOf(privateKey);
    return switch (publicKey) {
      case RSAPublicKey rsa ->
          new RSAKey.Builder(rsa).privateKey((RSAPrivateKey) privateKey).build().toJSONString();
      case ECPublicKey ec ->
          new ECKey.Builder(Curve.P_256, ec)
              .privateKey((ECPrivateKey) privateKey)
              .build()
              .toJSONString();
      case EdECPublicKey ed ->
          "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\",\"d\":\"%s\"}"
              .formatted(
                  Forge.base64(Ed25519Keys.bytesOf(ed)),
                  Forge.base64(((EdECPrivateKey) privateKey).getBytes().orElseThrow()));
      default -> throw new AssertionError();
    };
  }

  private static OpenSigningKey read(String text, OpenSigningKey like) {
    return OwnKey.read(text.getBytes(UTF_8), like.algorithm());
  }

  private static void isRefused(String text, SigningAlgorithm algorithm, String why) {
    assertThatThrownBy(() -> OwnKey.read(text.getBytes(UTF_8), algorithm))
        .as(why)
        .isInstanceOf(WeakKeyException.class)
        .hasMessageContaining(why)
        .satisfies(e -> {
          for (String word : text.split("[\",:{}\\s-]+", -1)) {
            if (word.length() > 20) {
              assertThat(e.getMessage()).doesNotContain(word);
            }
          }
        });
  }

  @ParameterizedTest
  @FieldSource("KEYS")
  void a_key_is_the_same_in_every_form_and_has_its_thumbprint_as_id(OpenSigningKey key) {
    assertThat(read(pem(key), key)).isEqualTo(key);
    assertThat(read(pem(key).replace("\n", "\r\n"), key)).isEqualTo(key);
    assertThat(read(jwk(key), key)).isEqualTo(key);
    String decorated =
        jwk(key)
            .replaceFirst(
                "}$",
                ",\"kid\":\"mine\",\"use\":\"sig\",\"key_ops\":[\"sign\"],\"alg\":\""
                    + key.algorithm().text()
                    + "\"}");
    assertThat(read(" " + decorated + "\n", key)).isEqualTo(key);
  }

  @Test
  @Tag("K-06")
  void what_is_no_key_in_pkcs8_is_refused_with_what_to_do() {
    byte[] der = TestKeys.RSA.material().reveal();
    SigningAlgorithm rs = SigningAlgorithm.RS256;
    isRefused("", rs, "neither PEM nor a JWK");
    isRefused("secret", rs, "neither PEM nor a JWK");
    isRefused(pem("RSA PRIVATE KEY", der), rs, "openssl pkcs8 -topk8");
    isRefused(pem("EC PRIVATE KEY", der), rs, "openssl pkcs8 -topk8");
    isRefused(
        pem("EC PARAMETERS", new byte[10]) + pem("EC PRIVATE KEY", der),
        rs,
        "openssl pkcs8 -topk8");
    isRefused(
        pem("RSA PRIVATE KEY", der).replaceFirst("-\n", "-\nProc-Type: 4,ENCRYPTED\n"),
        rs,
        "openssl pkcs8 -topk8");
    isRefused(pem("ENCRYPTED PRIVATE KEY", der), rs, "an encrypted key; decrypt it");
    isRefused(pem("CERTIFICATE", der), rs, "no PRIVATE KEY");
    isRefused(pem("PUBLIC KEY", der), rs, "no PRIVATE KEY");
    isRefused(pem(TestKeys.RSA) + "x", rs, "beside one whole block");
    isRefused(pem(TestKeys.RSA) + pem(TestKeys.RSA), rs, "beside one whole block");
    isRefused(pem(TestKeys.RSA).replace("END", "FIN"), rs, "a block that is broken");
    isRefused(pem("PRIVATE KEY", new byte[] {1, 2, 3}), rs, "than a private key of RSA");
    isRefused(pem("PRIVATE KEY", Arrays.copyOf(der, der.length + 1)), rs, "than a private key");
  }

  @Test
  @Tag("K-05")
  void a_key_of_another_kind_or_curve_is_refused() throws Exception {
    isRefused(pem(TestKeys.EC), SigningAlgorithm.RS256, "than a private key of RSA");
    isRefused(pem(TestKeys.RSA), SigningAlgorithm.ES256, "than a private key of EC");
    isRefused(pem(TestKeys.RSA), SigningAlgorithm.ED25519, "than a private key of Ed25519");
    isRefused(jwk(TestKeys.EC), SigningAlgorithm.RS256, "kty is not RSA");
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    byte[] large = generator.generateKeyPair().getPrivate().getEncoded();
    isRefused(pem("PRIVATE KEY", large), SigningAlgorithm.ES256, "not a key on P-256");
    isRefused(
        jwk(TestKeys.EC).replace("P-256", "P-384"), SigningAlgorithm.ES256, "crv is not P-256");
  }

  @Test
  @Tag("K-05")
  @Tag("ASVS-11.6.1")
  void halves_that_do_not_fit_each_other_are_refused() {
    for (OpenSigningKey key : List.of(TestKeys.EC, TestKeys.ED)) {
      OpenSigningKey other = TestKeys.make(key.algorithm());
      String mixed = with(jwk(key), "d", member(jwk(other), "d"));
      isRefused(mixed, key.algorithm(), "does not fit");
    }
    String other = jwk(TestKeys.OTHER_RSA);
    for (String member : List.of("d", "p", "q", "dp", "dq", "qi", "n")) {
      assertThatThrownBy(
              () -> read(with(jwk(TestKeys.RSA), member, member(other, member)), TestKeys.RSA))
          .as(member)
          .isInstanceOf(WeakKeyException.class);
    }
  }

  /// As OpenSSL writes it: with the public point in it.
  private static String ecPem(OpenSigningKey key, OpenSigningKey publicOne) {
    var number = (ECPrivateKey) RingKey.privateKey(key.algorithm(), key.material().reveal());
    var other = (ECPrivateKey) RingKey.privateKey(key.algorithm(), publicOne.material().reveal());
    HexFormat hex = HexFormat.of();
    String der =
        "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420"
            + hex.formatHex(P256.coordinate(number.getS()))
            + "a144034200"
            + hex.formatHex(P256.bytesOf(P256.publicPoint(other.getS())));
    return pem("PRIVATE KEY", hex.parseHex(der));
  }

  /// RFC 8410, section 7, version 2.
  private static String edPem(OpenSigningKey key, OpenSigningKey publicOne) {
    var seed = (EdECPrivateKey) RingKey.privateKey(key.algorithm(), key.material().reveal());
    PublicKey other =
        RingKey.publicOf(RingKey.privateKey(key.algorithm(), publicOne.material().reveal()));
    HexFormat hex = HexFormat.of();
    String der =
        "3051020101300506032b657004220420"
            + hex.formatHex(seed.getBytes().orElseThrow())
            + "812100"
            + hex.formatHex(Ed25519Keys.bytesOf(other));
    return pem("PRIVATE KEY", hex.parseHex(der));
  }

  @Test
  @Tag("K-05")
  void a_public_key_beside_the_private_one_in_pem_has_to_be_its_own() {
    OpenSigningKey otherEc = TestKeys.make(SigningAlgorithm.ES256);
    OpenSigningKey otherEd = TestKeys.make(SigningAlgorithm.ED25519);

    assertThat(read(ecPem(TestKeys.EC, TestKeys.EC), TestKeys.EC)).isEqualTo(TestKeys.EC);
    isRefused(ecPem(TestKeys.EC, otherEc), SigningAlgorithm.ES256, "its own public one");
    assertThat(read(edPem(TestKeys.ED, TestKeys.ED), TestKeys.ED)).isEqualTo(TestKeys.ED);
    isRefused(edPem(TestKeys.ED, otherEd), SigningAlgorithm.ED25519, "its own public one");
  }

  private static String member(String jwk, String name) {
    return jwk.replaceAll(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
  }

  private static String with(String jwk, String name, String value) {
    return jwk.replaceFirst("\"" + name + "\":\"[^\"]+\"", "\"" + name + "\":\"" + value + "\"");
  }

  @Test
  @Tag("K-04")
  @Tag("ASVS-11.6.1")
  void a_weak_key_is_refused() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    byte[] small = generator.generateKeyPair().getPrivate().getEncoded();
    isRefused(pem("PRIVATE KEY", small), SigningAlgorithm.RS256, "1024 bits; it takes 2048");
  }

  @Test
  @Tag("K-03")
  void a_jwk_for_something_else_is_refused() {
    String jwk = jwk(TestKeys.EC);
    SigningAlgorithm es = SigningAlgorithm.ES256;
    isRefused(jwk.replaceFirst("}$", ",\"use\":\"enc\"}"), es, "use is not sig");
    isRefused(jwk.replaceFirst("}$", ",\"key_ops\":[\"encrypt\"]}"), es, "key_ops");
    isRefused(jwk.replaceFirst("}$", ",\"key_ops\":[\"sign\",\"verify\"]}"), es, "key_ops");
    isRefused(jwk.replaceFirst("}$", ",\"alg\":\"ES384\"}"), es, "alg is not ES256");
    isRefused(jwk.replaceFirst("}$", ",\"x5u\":\"http://127.0.0.1\"}"), es, "exactly the members");
    isRefused(jwk.replaceFirst("\"d\":\"[^\"]+\",?", ""), es, "exactly the members");
    isRefused(jwk + "x", es, "malformed");
    isRefused(jwk.replaceFirst("}$", ",\"kty\":\"EC\"}"), es, "malformed");
  }

  @Test
  void a_secret_is_set_elsewhere() {
    isRefused("{\"kty\":\"oct\",\"k\":\"AAAA\"}", SigningAlgorithm.HS256, "a secret");
    isRefused(pem(TestKeys.RSA), SigningAlgorithm.HS256, "a secret");
  }
}
