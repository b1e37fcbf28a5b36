package dev.sallyport.adapters.jwt;

import static dev.sallyport.application.port.Given.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.algorithms.Algorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import dev.sallyport.application.port.AccessTokenVerifier.Invalid;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.application.port.Given;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tokens that somebody else made, and keys that must not make any.
final class ForgeryTest {

  private static final AccessPolicy POLICY =
      new AccessPolicy(
          "https://auth.example", "https://api.example", "sallyport", Duration.ofMinutes(15));

  private final KeyRing ring = TestKeys.ring(TestKeys.RSA);
  private final JwtVerifier verifier = new JwtVerifier(ring, POLICY);
  private final RSAPublicKey publicKey = (RSAPublicKey) ring.signer().publicKey().orElseThrow();

  private static AccessClaims claims(Roles roles) {
    Given given = Given.seed(6);
    User user = given.user("alice").withRoles(roles);
    return POLICY.claimsFor(given.session(user), user, TokenId.create(new byte[16]), NOW);
  }

  private String good() {
    return new JwtIssuer(() -> ring).issue(claims(Given.roles("reader"))).text();
  }

  private static String payloadOf(String token) {
    return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8);
  }

  private void isInvalid(String token) {
    assertThat(verifier.verify(token, NOW)).isEqualTo(new Invalid());
    assertThat(verifier.verify(good(), NOW)).isInstanceOf(Verified.class);
  }

  private void isInvalid(Algorithm algorithm, String alg) {
    String kid = ring.signer().id().text();
    byte[] header = Forge.base64(Forge.header(alg, kid)).getBytes(UTF_8);
    byte[] payload = Forge.base64(payloadOf(good())).getBytes(UTF_8);
    String signature = Forge.base64(algorithm.sign(header, payload));
    isInvalid(new String(header, UTF_8) + '.' + new String(payload, UTF_8) + '.' + signature);
  }

  @Test
  @Tag("J-01")
  @Tag("J-02")
  @Tag("ASVS-6.8.2")
  @Tag("ASVS-9.1.2")
  void an_unsigned_token_is_invalid_however_none_is_spelt() {
    String kid = ring.signer().id().text();
    for (String none : List.of("none", "None", "NONE", "nOnE", "none ", "\\u006eone", " none")) {
      String unsigned =
          Forge.base64(Forge.header(none, kid)) + '.' + Forge.base64(payloadOf(good())) + '.';
      isInvalid(unsigned);
      isInvalid(unsigned + "AAAA");
    }
  }

  @Test
  @Tag("J-04")
  @Tag("ASVS-9.1.1")
  void an_edited_payload_is_invalid_under_the_old_signature() {
    String[] parts = good().split("\\.", -1);
    String edited = payloadOf(good()).replace("reader", "admin");
    isInvalid(parts[0] + '.' + Forge.base64(edited) + '.' + parts[2]);
  }

  @Test
  @Tag("J-05")
  void the_public_key_is_no_secret_in_any_of_its_forms() {
    byte[] der = publicKey.getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(der)
            + "\n-----END PUBLIC KEY-----";
    String jwk = JwkSet.of(ring);
    for (byte[] secret :
        List.of(
            (pem + "\n").getBytes(UTF_8),
            pem.getBytes(UTF_8),
            der,
            jwk.substring(jwk.indexOf('[') + 1, jwk.indexOf(']')).getBytes(UTF_8),
            publicKey.getModulus().toByteArray())) {
      isInvalid(Algorithm.HMAC256(secret), "HS256");
      isInvalid(Algorithm.HMAC256(secret), "RS256");
    }
  }

  @Test
  @Tag("J-06")
  @Tag("ASVS-9.1.2")
  void another_algorithm_of_the_same_family_is_invalid_even_by_our_own_key() throws Exception {
    var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    var factory = KeyFactory.getInstance("RSA");
    var ours =
        (RSAPrivateKey)
            factory.generatePrivate(new PKCS8EncodedKeySpec(TestKeys.RSA.material().reveal()));
    isInvalid(Algorithm.RSA384(publicKey, ours), "RS384");
    isInvalid(Algorithm.RSA512(publicKey, ours), "RS512");
    isInvalid(Algorithm.RSA256PSS(publicKey, ours), "PS256");
    isInvalid(Algorithm.RSA256PSS(publicKey, ours), "RS256");
    isInvalid(Algorithm.RSA256((RSAKey) pair.getPrivate()), "RS256");
  }

  @Test
  @Tag("J-10")
  void a_truncated_or_extended_mac_is_invalid() {
    KeyRing secret = TestKeys.ring(TestKeys.SECRET);
    var verifiesSecrets = new JwtVerifier(secret, POLICY);
    String token = new JwtIssuer(() -> secret).issue(claims(Roles.NONE)).text();
    String signed = token.substring(0, token.lastIndexOf('.') + 1);
    byte[] mac = Base64.getUrlDecoder().decode(token.substring(signed.length()));
    for (int length : new int[] {0, 1, 16, 31, 33, 64}) {
      String forged = signed + Forge.base64(Arrays.copyOf(mac, length));
      assertThat(verifiesSecrets.verify(forged, NOW)).isEqualTo(new Invalid());
    }
    assertThat(verifiesSecrets.verify(token, NOW)).isInstanceOf(Verified.class);
  }

  @Test
  @Tag("J-66")
  @Tag("ASVS-9.1.3")
  void a_token_of_another_environment_is_invalid_though_its_kid_is_ours() {
    var foreign =
        new OpenSigningKey(
            TestKeys.RSA.id(), SigningAlgorithm.RS256, TestKeys.OTHER_RSA.material());
    isInvalid(new JwtIssuer(() -> TestKeys.ring(foreign)).issue(claims(Roles.NONE)).text());
  }

  @Test
  @Tag("J-67")
  @Tag("K-12")
  void a_key_verifies_as_long_as_it_is_in_the_ring() {
    String old = good();
    KeyRing both = TestKeys.ring(TestKeys.OTHER_RSA, TestKeys.RSA);
    KeyRing newAlone = TestKeys.ring(TestKeys.OTHER_RSA);

    assertThat(new JwtVerifier(both, POLICY).verify(old, NOW)).isInstanceOf(Verified.class);
    assertThat(new JwtVerifier(newAlone, POLICY).verify(old, NOW)).isEqualTo(new Invalid());
    assertThat(both.signer().id()).isEqualTo(TestKeys.OTHER_RSA.id());
  }

  @Test
  @Tag("J-68")
  void a_token_signed_with_a_guessable_secret_is_invalid() {
    KeyRing secret = TestKeys.ring(TestKeys.SECRET);
    var verifiesSecrets = new JwtVerifier(secret, POLICY);
    String payload = payloadOf(new JwtIssuer(() -> secret).issue(claims(Roles.NONE)).text());
    for (String guess : List.of(" ", "secret", "your-256-bit-secret", "changeme", "jwt", "key")) {
      byte[] header =
          Forge.base64(Forge.header("HS256", secret.signer().id().text())).getBytes(UTF_8);
      byte[] body = Forge.base64(payload).getBytes(UTF_8);
      String signature = Forge.base64(Algorithm.HMAC256(guess).sign(header, body));
      String forged = new String(header, UTF_8) + '.' + new String(body, UTF_8) + '.' + signature;
      assertThat(verifiesSecrets.verify(forged, NOW)).isEqualTo(new Invalid());
    }
  }

  @Test
  @Tag("J-69")
  @Tag("ASVS-6.8.2")
  @Tag("ASVS-9.1.1")
  void no_single_changed_character_gets_in() {
    String good = good();
    Random random = new Random(69);
    for (int i = 0; i < 1_000; i++) {
      var mutated = new StringBuilder(good);
      int at = random.nextInt(good.length());
      char other = (char) (random.nextInt(95) + ' ');
      mutated.setCharAt(at, other);
      if (other != good.charAt(at)) {
        assertThat(verifier.verify(mutated.toString(), NOW)).isEqualTo(new Invalid());
      }
    }
    assertThat(verifier.verify(good, NOW)).isInstanceOf(Verified.class);
  }

  @Test
  void another_library_accepts_what_we_issue() throws Exception {
    var jwk = JWKSet.parse(JwkSet.of(ring)).getKeyByKeyId(ring.signer().id().text());
    var jws = JWSObject.parse(good());

    assertThat(jws.verify(new RSASSAVerifier(jwk.toRSAKey()))).isTrue();
    assertThat(jws.getHeader().toJSONObject())
        .containsOnlyKeys("alg", "kid", "typ")
        .containsEntry("typ", "at+jwt");
    assertThat(jws.getPayload().toJSONObject())
        .containsOnlyKeys(
            "iss", "aud", "sub", "client_id", "iat", "exp", "jti", "sid", "gen", "roles")
        .containsEntry("aud", "https://api.example");
    assertThat(jwk.computeThumbprint().toString()).isEqualTo(jwk.getKeyID());
  }

  @Test
  @Tag("K-10")
  void a_secret_shows_nothing_in_the_jwk_set() {
    assertThat(JwkSet.of(TestKeys.ring(TestKeys.SECRET))).isEqualTo("{\"keys\":[]}");
  }

  @Test
  @Tag("K-11")
  void the_jwk_set_shows_public_members_alone() throws Exception {
    var keys = JWKSet.parse(JwkSet.of(TestKeys.ring(TestKeys.RSA, TestKeys.OTHER_RSA)));

    assertThat(keys.getKeys()).hasSize(2);
    for (var key : keys.getKeys()) {
      assertThat(key.isPrivate()).isFalse();
      assertThat(key.toJSONObject()).containsOnlyKeys("kty", "kid", "use", "alg", "n", "e");
    }
  }

  @Test
  @Tag("K-04")
  @Tag("ASVS-11.2.3")
  void weak_keys_make_no_ring() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var small = generator.generateKeyPair().getPrivate().getEncoded();
    for (OpenSigningKey weak :
        List.of(
            rsa(small),
            rsa(new byte[] {1, 2, 3}),
            TestKeys.secret("short", "only thirty-one bytes long here".getBytes(UTF_8)),
            TestKeys.secret("zeros", new byte[32]),
            TestKeys.secret("empty", new byte[0]))) {
      assertThatThrownBy(() -> TestKeys.ring(weak)).isInstanceOf(WeakKeyException.class);
    }
  }

  private static OpenSigningKey rsa(byte[] pkcs8) {
    return new OpenSigningKey(new KeyId("weak"), SigningAlgorithm.RS256, SecretBytes.copyOf(pkcs8));
  }

  @Test
  @Tag("K-01")
  @Tag("K-02")
  @Tag("ASVS-9.1.2")
  void keys_that_do_not_go_together_make_no_ring() {
    var twin =
        new OpenSigningKey(
            TestKeys.RSA.id(), SigningAlgorithm.RS256, TestKeys.OTHER_RSA.material());
    assertThatThrownBy(() -> TestKeys.ring(TestKeys.RSA, twin))
        .isInstanceOf(WeakKeyException.class);
    assertThatThrownBy(() -> TestKeys.ring(TestKeys.RSA, TestKeys.SECRET))
        .isInstanceOf(WeakKeyException.class);
    assertThatThrownBy(() -> new KeyRing(List.of())).isInstanceOf(WeakKeyException.class);
  }

  @Test
  void the_largest_token_that_we_may_issue_passes_our_own_gate() {
    var roles =
        new Roles(
            IntStream.range(0, 32)
                .mapToObj(i -> new Role("%02d".formatted(i) + "r".repeat(62)))
                .toList());
    String name = "https://" + "a".repeat(AccessPolicy.MAX_NAMES_LENGTH / 2 - 4 - 8) + "";
    var policy = new AccessPolicy(name, name, "12345678", Duration.ofHours(1));
    Given given = Given.seed(6);
    User user = given.user("alice").withRoles(roles);
    var claims = policy.claimsFor(given.session(user), user, TokenId.create(new byte[16]), NOW);
    var withLastGeneration =
        new AccessClaims(
            claims.issuer(),
            claims.audience(),
            claims.subject(),
            claims.clientId(),
            claims.issuedAt(),
            claims.expiresAt(),
            claims.id(),
            claims.session(),
            Integer.MAX_VALUE - 1,
            claims.roles());

    String token = new JwtIssuer(() -> ring).issue(withLastGeneration).text();

    assertThat(new JwtVerifier(ring, policy).verify(token, NOW))
        .isEqualTo(new Verified(withLastGeneration, SigningAlgorithm.RS256));
  }

  @Tag("ASVS-11.2.3")
  @Tag("ASVS-11.5.1")
  @Tag("ASVS-11.6.1")
  @Test
  void a_new_rsa_key_has_full_strength_and_a_random_secret_is_random() {
    assertThat(publicKey.getModulus().bitLength()).isEqualTo(3072);
    assertThat(publicKey.getPublicExponent()).isEqualTo(BigInteger.valueOf(65_537));
    var generator = new JwtKeyGenerator(new SecureRandom());
    var one = generator.generate(SigningAlgorithm.HS256);
    var other = generator.generate(SigningAlgorithm.HS256);
    assertThat(one.material().length()).isEqualTo(32);
    assertThat(one.material()).isNotEqualTo(other.material());
    assertThat(one.id()).isNotEqualTo(other.id());
    assertThat(generator.adopt(one.material()).id()).isNotEqualTo(one.id());
  }
}
