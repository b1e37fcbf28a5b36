package dev.sallyport.adapters.jwt;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import dev.sallyport.adapters.gate.JwsGate.Refusal;
import dev.sallyport.adapters.jwt.TokenDiagnosis.Judged;
import dev.sallyport.adapters.jwt.TokenDiagnosis.NotOpened;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.domain.access.AccessPolicy.Validity;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// 100,000 good tokens, each changed a little. None gets in, and nothing is thrown; what does get in,
/// another library would let in too.
final class MutationsTest {

  /// Fewer by another provider, which computes the signatures and nothing else.
  private static final int OF_EACH_ALGORITHM = TestKeys.PROVIDER.current() == null ? 25_000 : 5_000;

  static final List<OpenSigningKey> KEYS = TestKeys.ALL;

  @ParameterizedTest
  @FieldSource("KEYS")
  @Tag("J-69")
  @Tag("ASVS-9.1.1")
  @Tag("ASVS-11.2.5")
  void no_changed_token_gets_in(OpenSigningKey key) throws Exception {
    var random = new Random(20_261_124);
    JwtVerifier verifier = Tokens.verifier(key);
    JWSVerifier oracle = oracle(key);
    String good = Tokens.good(key);
    int changed = 0;
    int twins = 0;
    while (changed < OF_EACH_ALGORITHM) {
      String mutated = mutated(good, random);
      if (mutated.equals(good)) {
        continue;
      }
      changed++;
      TokenDiagnosis found = verifier.examine(mutated, NOW);
      // The gate survives a key that throws; here none may.
      assertThat(found).as(mutated).isNotEqualTo(new NotOpened(Refusal.SIGNATURE_NOT_CHECKED));
      if (found instanceof Judged(_, _, var validity)) {
        assertThat(validity).as(mutated).isEqualTo(Validity.VALID);
        assertThat(isEcdsaTwin(good, mutated)).as(mutated).isTrue();
        twins++;
        assertThat(JWSObject.parse(mutated).verify(oracle)).as(mutated).isTrue();
      }
    }
    assertThat(twins > 0).isEqualTo(key.algorithm() == SigningAlgorithm.ES256);
    assertThat(verifier.verify(good, NOW)).isInstanceOf(Verified.class);
    assertThat(JWSObject.parse(good).verify(oracle)).isTrue();
  }

  private static JWSVerifier oracle(OpenSigningKey key) throws Exception {
    if (key.algorithm().isSymmetric()) {
      return new MACVerifier(key.material().reveal());
    }
    var jwk = JWKSet.parse(JwkSet.of(TestKeys.ring(key))).getKeys().getFirst();
    return switch (key.algorithm()) {
      case RS256 -> new RSASSAVerifier(jwk.toRSAKey());
      case ES256 -> new ECDSAVerifier(jwk.toECKey());
      case ED25519 -> new Ed25519Verifier(jwk.toOctetKeyPair());
      case HS256 -> throw new AssertionError();
    };
  }

  /// The same `r`, and the other `s`, which every library accepts: a token has two forms.
  private static boolean isEcdsaTwin(String good, String other) {
    byte[] one = Tokens.signature(good);
    byte[] two = Tokens.signature(other);
    return Arrays.equals(Tokens.signed(good), Tokens.signed(other))
        && one.length == 64
        && two.length == 64
        && Arrays.equals(one, 0, 32, two, 0, 32)
        && number(one).add(number(two)).equals(P256.PARAMETERS.getOrder());
  }

  private static BigInteger number(byte[] signature) {
    return new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
  }

  /// Most changes are told without asking the key; some reach the signature.
  private static String mutated(String good, Random random) {
    String[] parts = Tokens.parts(good);
    int part = random.nextInt(3);
    int at = random.nextInt(good.length());
    return switch (random.nextInt(16)) {
      case 0 -> good.substring(0, at);
      case 1 -> good.substring(at);
      case 2 -> good.substring(0, at) + good.substring(Math.min(good.length(), at + 1));
      case 3 -> good.substring(0, at) + character(random) + good.substring(at);
      case 4 -> good.substring(0, at) + character(random) + good.substring(at + 1);
      case 5 -> good.substring(0, at) + good.charAt(at) + good.substring(at);
      case 6 -> swapped(good, at, random.nextInt(good.length()));
      case 7 -> parts[random.nextInt(3)] + '.' + parts[random.nextInt(3)] + '.' + parts[part];
      case 8 -> joined(parts, part, parts[part] + "=".repeat(1 + random.nextInt(2)));
      case 9 -> joined(parts, part, withLastBitsChanged(parts[part], random));
      case 10 -> joined(parts, part, Forge.base64(flipped(decoded(parts[part]), random)));
      case 11 -> joined(parts, 0, Forge.base64(edited(text(parts[0]), random)));
      case 12 -> joined(parts, 1, Forge.base64(edited(text(parts[1]), random)));
      case 13 -> joined(parts, 2, Forge.base64(Arrays.copyOf(decoded(parts[2]), at % 513)));
      case 14 -> joined(parts, 2, Forge.base64(negated(decoded(parts[2]))));
      default -> good + character(random) + good;
    };
  }

  private static String joined(String[] parts, int at, String part) {
    String[] other = parts.clone();
    other[at] = part;
    return String.join(".", other);
  }

  private static char character(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> (char) random.nextInt(0x80);
      case 1 -> (char) random.nextInt(0x1_0000);
      default ->
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
              .charAt(random.nextInt(65));
    };
  }

  private static String swapped(String text, int one, int other) {
    var changed = new StringBuilder(text);
    changed.setCharAt(one, text.charAt(other));
    changed.setCharAt(other, text.charAt(one));
    return changed.toString();
  }

  private static byte[] decoded(String part) {
    return Base64.getUrlDecoder().decode(part);
  }

  private static String text(String part) {
    return new String(decoded(part), StandardCharsets.UTF_8);
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    return changed;
  }

  /// The other `s` of ECDSA; nonsense for the other algorithms.
  private static byte[] negated(byte[] signature) {
    byte[] changed = signature.clone();
    if (signature.length == 64) {
      byte[] other = P256.PARAMETERS.getOrder().subtract(number(signature)).toByteArray();
      Arrays.fill(changed, 32, 64, (byte) 0);
      int length = Math.min(other.length, 32);
      System.arraycopy(other, other.length - length, changed, 64 - length, length);
    } else {
      changed[0] = (byte) ~changed[0];
    }
    return changed;
  }

  private static String withLastBitsChanged(String part, Random random) {
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = letters.indexOf(part.charAt(part.length() - 1));
    return part.substring(0, part.length() - 1) + letters.charAt(last ^ (1 + random.nextInt(3)));
  }

  /// The JSON of a header or a payload, changed as an attacker would.
  private static String edited(String json, Random random) {
    String member = "\"%s\":%s".formatted(word(random), value(random));
    return switch (random.nextInt(6)) {
      case 0 -> json.replaceFirst("}$", "," + member + "}");
      case 1 -> json.replaceFirst("\\{", "{" + member + ",");
      case 2 -> json + value(random);
      case 3 -> ' ' + json;
      case 4 -> json.replaceFirst("\"[a-z_]+\":(\"[^\"]*\"|\\d+|\\[[^]]*])", member);
      default -> json.replaceFirst("\"" + word(random) + "\":(\"[^\"]*\"|\\d+|\\[[^]]*])", member);
    };
  }

  private static String word(Random random) {
    List<String> words =
        List.of("alg", "kid", "typ", "crit", "jwk", "jku", "b64", "exp", "iat", "roles", "sub");
    return words.get(random.nextInt(words.size()));
  }

  private static String value(Random random) {
    List<String> values =
        List.of(
            "\"none\"", "\"HS256\"", "null", "9999999999", "1e400", "[\"admin\"]", "{}", "true");
    return values.get(random.nextInt(values.size()));
  }
}
