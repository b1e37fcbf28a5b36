package dev.sallyport.adapters.jwt;

import static dev.sallyport.application.port.Given.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.algorithms.Algorithm;
import dev.sallyport.adapters.gate.JwsGate.Refusal;
import dev.sallyport.adapters.jwt.TokenDiagnosis.NotOpened;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.AuthenticateRequest.Authenticated;
import dev.sallyport.application.access.AuthenticateRequest.Reason;
import dev.sallyport.application.access.AuthenticateRequest.Refused;
import dev.sallyport.application.port.AccessTokenVerifier.Invalid;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.session.Revocation;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Signatures by real keys of each algorithm: in forms that are not theirs, and by others.
final class AsymmetricSignaturesTest {

  static final List<OpenSigningKey> PUBLIC_KEYS = List.of(TestKeys.RSA, TestKeys.EC, TestKeys.ED);

  private static final BigInteger N = P256.PARAMETERS.getOrder();

  private static void isRefused(OpenSigningKey key, String token, Refusal why) {
    assertThat(Tokens.verifier(key).examine(token, NOW)).as(token).isEqualTo(new NotOpened(why));
    assertThat(Tokens.verifier(key).verify(token, NOW)).as(token).isEqualTo(new Invalid());
    assertThat(Tokens.verifier(key).verify(Tokens.good(key), NOW)).isInstanceOf(Verified.class);
  }

  private static byte[] es256(BigInteger r, BigInteger s) {
    byte[] both = new byte[64];
    put(r, both, 32);
    put(s, both, 64);
    return both;
  }

  /// Big endian, ending there.
  private static void put(BigInteger number, byte[] into, int end) {
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, 32);
    System.arraycopy(bytes, bytes.length - length, into, end - length, length);
  }

  @ParameterizedTest
  @FieldSource("PUBLIC_KEYS")
  @Tag("J-05")
  @Tag("ASVS-9.1.2")
  void the_public_key_is_no_secret_in_any_of_its_forms(OpenSigningKey key) {
    PublicKey publicKey = TestKeys.ring(key).signer().publicKey().orElseThrow();
    byte[] der = publicKey.getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(der)
            + "\n-----END PUBLIC KEY-----";
    String jwk = JwkSet.of(TestKeys.ring(key));
    byte[] raw = Arrays.copyOfRange(der, der.length - 32, der.length);
    for (byte[] secret :
        List.of(
            (pem + "\n").getBytes(UTF_8),
            pem.getBytes(UTF_8),
            der,
            jwk.substring(jwk.indexOf('[') + 1, jwk.indexOf(']')).getBytes(UTF_8),
            raw)) {
      String[] parts =
          Tokens.parts(
              Tokens.withHeader(
                  Tokens.good(key), head -> head.replace(key.algorithm().text(), "HS256")));
      byte[] mac =
          Algorithm.HMAC256(secret).sign(parts[0].getBytes(UTF_8), parts[1].getBytes(UTF_8));
      isRefused(key, parts[0] + '.' + parts[1] + '.' + Forge.base64(mac), Refusal.WRONG_ALGORITHM);
    }
  }

  @ParameterizedTest
  @FieldSource("PUBLIC_KEYS")
  @Tag("J-07")
  @Tag("ASVS-9.1.2")
  void an_algorithm_has_one_name(OpenSigningKey key) {
    for (String name :
        List.of("EdDSA", "ed25519", "ED25519", "es256", "ES256K", "ES384", "rs256", "PS256", "")) {
      RingKey signer = TestKeys.ring(key).signer();
      String payload =
          new String(Base64.getUrlDecoder().decode(Tokens.parts(Tokens.good(key))[1]), UTF_8);
      isRefused(
          key,
          Forge.signed(signer, Forge.header(name, key.id().text()), payload),
          Refusal.WRONG_ALGORITHM);
    }
  }

  @Test
  @Tag("J-08")
  void numbers_out_of_their_range_sign_nothing() {
    BigInteger one = BigInteger.ONE;
    for (byte[] psychic :
        List.of(
            new byte[64],
            es256(BigInteger.ZERO, one),
            es256(one, BigInteger.ZERO),
            es256(N, one),
            es256(one, N),
            es256(N, N),
            es256(N.subtract(one), one),
            es256(one, one))) {
      isRefused(
          TestKeys.EC,
          Tokens.withSignature(Tokens.good(TestKeys.EC), psychic),
          Refusal.WRONG_SIGNATURE);
    }
  }

  @Test
  @Tag("J-09")
  void a_signature_in_the_form_of_certificates_is_invalid() throws Exception {
    String token = Tokens.good(TestKeys.EC);
    var signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(RingKey.privateKey(TestKeys.EC.algorithm(), TestKeys.EC.material().reveal()));
    signing.update(Tokens.signed(token));

    isRefused(TestKeys.EC, Tokens.withSignature(token, signing.sign()), Refusal.SIGNATURE_LENGTH);
  }

  @ParameterizedTest
  @FieldSource("PUBLIC_KEYS")
  @Tag("J-10")
  @Tag("J-11")
  void a_signature_has_one_length(OpenSigningKey key) {
    String token = Tokens.good(key);
    byte[] good = Tokens.signature(token);
    for (int length : new int[] {1, good.length / 2, good.length - 1, good.length + 1}) {
      isRefused(
          key, Tokens.withSignature(token, Arrays.copyOf(good, length)), Refusal.SIGNATURE_LENGTH);
    }
    isRefused(
        key,
        Tokens.withSignature(token, Arrays.copyOf(good, 2 * good.length)),
        Refusal.SIGNATURE_LENGTH);
    isRefused(key, Tokens.withSignature(token, new byte[0]), Refusal.EMPTY_SEGMENT);
  }

  @Test
  @Tag("J-11")
  void the_number_of_an_ed25519_signature_is_below_the_order() {
    String token = Tokens.good(TestKeys.ED);
    byte[] good = Tokens.signature(token);
    // L = 2^252 + 27742317777372353535851937790883648493; the half is little endian.
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    BigInteger more = littleEndian(Arrays.copyOfRange(good, 32, 64)).add(order);
    byte[] malleated = Arrays.copyOf(good, 64);
    byte[] bytes = more.toByteArray();
    for (int i = 0; i < 32; i++) {
      int from = bytes.length - 1 - i;
      malleated[32 + i] = from < 0 ? 0 : bytes[from];
    }

    isRefused(TestKeys.ED, Tokens.withSignature(token, malleated), Refusal.WRONG_SIGNATURE);
  }

  private static BigInteger littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  @Test
  @Tag("J-12")
  void the_other_form_of_an_ecdsa_signature_dies_with_the_session_too() {
    String token = Tokens.good(TestKeys.EC);
    byte[] good = Tokens.signature(token);
    var r = new BigInteger(1, Arrays.copyOfRange(good, 0, 32));
    var s = new BigInteger(1, Arrays.copyOfRange(good, 32, 64));
    String twin = Tokens.withSignature(token, es256(r, N.subtract(s)));
    assertThat(twin).isNotEqualTo(token);

    for (String form : List.of(token, twin)) {
      assertThat(authenticate(_ -> Revocation.NONE, form)).isInstanceOf(Authenticated.class);
      assertThat(
              authenticate(
                  _ -> new Revocation(Revocation.NO_GENERATION, NOW.plusSeconds(99)), form))
          .isEqualTo(new Refused(Reason.REVOKED));
    }
  }

  private static AuthenticateRequest.Outcome authenticate(RevocationList list, String token) {
    var database = new InMemoryDatabase();
    return new AuthenticateRequest(
            Tokens.verifier(TestKeys.EC),
            list,
            database.sessions(),
            database.users(),
            new SettableClock(NOW))
        .authenticate(token);
  }

  @ParameterizedTest
  @FieldSource("PUBLIC_KEYS")
  void a_key_of_another_algorithm_does_not_help(OpenSigningKey key) {
    for (OpenSigningKey other : PUBLIC_KEYS) {
      if (!other.equals(key)) {
        isRefused(key, Tokens.good(other), Refusal.UNKNOWN_KEY);
        String renamed =
            Tokens.withHeader(
                Tokens.good(other), head -> head.replace(other.id().text(), key.id().text()));
        isRefused(key, renamed, Refusal.WRONG_ALGORITHM);
      }
    }
  }

  /// RFC 8032, section 7.1: the public key of a seed, and what it signs.
  @Tag("ASVS-11.2.1")
  @Tag("ASVS-11.4.3")
  @ParameterizedTest
  @MethodSource("rfc8032")
  void ed25519_is_that_of_the_rfc(String seed, String publicKey, String message, String signature) {
    HexFormat hex = HexFormat.of();
    PublicKey known = Ed25519Keys.publicOf(hex.parseHex(seed));
    assertThat(known).isEqualTo(Ed25519Keys.publicKey(hex.parseHex(publicKey)));
    var algorithm =
        new JcaAlgorithm(
            SigningAlgorithm.ED25519,
            known,
            Ed25519Keys.privateKey(hex.parseHex(seed)),
            TestKeys.PROVIDER);

    assertThat(hex.formatHex(algorithm.sign(hex.parseHex(message)))).isEqualTo(signature);
  }

  static List<Arguments> rfc8032() {
    return List.of(
        Arguments.of(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Arguments.of(
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
  }

  /// RFC 6979, appendix A.2.5: the public point of a private number.
  @Tag("ASVS-11.2.1")
  @Tag("ASVS-11.4.3")
  @Test
  void p256_is_that_of_the_rfc() {
    var number =
        new BigInteger("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16);
    var point = P256.publicPoint(number);

    assertThat(point.getAffineX().toString(16))
        .isEqualTo("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
    assertThat(point.getAffineY().toString(16))
        .isEqualTo("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    assertThat(P256.isOnCurve(point)).isTrue();
    assertThat(P256.publicPoint(BigInteger.ONE)).isEqualTo(P256.PARAMETERS.getGenerator());
  }

  @Test
  void no_byte_of_an_ed25519_signature_may_change() {
    String token = Tokens.good(TestKeys.ED);
    var verifier = Tokens.verifier(TestKeys.ED);
    for (int at = 0; at < 64; at++) {
      byte[] changed = Tokens.signature(token);
      changed[at] ^= (byte) (1 << (at % 8));
      assertThat(verifier.examine(Tokens.withSignature(token, changed), NOW))
          .isEqualTo(new NotOpened(Refusal.WRONG_SIGNATURE));
    }
  }
}
