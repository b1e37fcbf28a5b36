package dev.sallyport.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.access.AccessToken;
import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.device.DeviceTokens;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.KeyPurpose;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.recovery.ResetTokens;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionSalt;
import dev.sallyport.domain.session.Verdict;
import dev.sallyport.domain.throttle.LimitKeys;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whoever logs, joins into a message or inspects one of these by accident gives nothing away.
@Tag("I-23")
final class NothingSecretPrintsTest {

  private static final String SECRET = "a-text-that-must-not-be-seen";
  private static final byte[] NONCE = new byte[MasterKey.NONCE_LENGTH];

  private static Arguments secret(Object value, byte[] content) {
    return Arguments.of(value.getClass().getSimpleName(), value, content);
  }

  private static Arguments secret(Object value, String content) {
    return secret(value, content.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<Arguments> secrets() {
    byte[] bytes = Sample.rawBytes(0x61);
    SecretBytes secretBytes = SecretBytes.copyOf(bytes);
    var master = new MasterKey(secretBytes);
    var open = new OpenSigningKey(new KeyId("kid"), SigningAlgorithm.HS256, secretBytes);
    Session session = Sample.session(Sample.SESSION_ID, 0x61);
    var refreshToken = new RefreshTokens(Sample.ROOTS).of(session);
    byte[] mac = Arrays.copyOfRange(Base64.getUrlDecoder().decode(refreshToken.text()), 22, 54);
    var csrfToken = new CsrfTokens(Sample.ROOTS).of(session);
    var presented = new Presented(refreshToken, Optional.of(Sample.KEY), Sample.CLIENT);
    var rotate = (Verdict.Rotate) session.present(presented, Sample.NOW, Sample.POLICY);
    var hash = new PasswordHash("{plain}" + SECRET);
    var user = User.create(Sample.ALICE, new Username("alice"), hash, Roles.NONE, Sample.NOW);
    var resetToken = new ResetTokens(Sample.ROOTS).issue(user, Sample.NOW);
    var deviceToken =
        new DeviceTokens(Sample.ROOTS).issue(user, Arrays.copyOf(bytes, 16), Sample.NOW);
    return Stream.of(
        secret(secretBytes, bytes),
        secret(master, bytes),
        secret(Sample.root(1, 0x61), bytes),
        secret(Sample.root(1, 0x61).csrfKey(), bytes),
        secret(Sample.ROOTS, Sample.rawBytes(0x10)),
        secret(new RefreshTokens(Sample.ROOTS), Sample.rawBytes(0x10)),
        secret(new CsrfTokens(Sample.ROOTS), Sample.rawBytes(0x10)),
        secret(open, bytes),
        secret(Sample.signingKey(open, master, NONCE), bytes),
        secret(
            Sample.signingKey(open, master, NONCE),
            Sample.signingKey(open, master, NONCE).wrapped().bytes()),
        secret(master.wrap(KeyPurpose.ROOT_SECRET, "1", secretBytes, NONCE), bytes),
        secret(new SessionSalt(secretBytes), bytes),
        secret(session, bytes),
        secret(rotate, bytes),
        secret(rotate, Sample.KEY.digest().bytes()),
        secret(refreshToken, mac),
        secret(refreshToken, refreshToken.text()),
        secret(presented, refreshToken.text()),
        secret(presented, Sample.KEY.text()),
        secret(Sample.KEY, Sample.KEY.text()),
        secret(Sample.KEY.digest(), Sample.KEY.digest().bytes()),
        secret(csrfToken, csrfToken.text()),
        secret(deviceToken, deviceToken.text()),
        secret(resetToken, resetToken.text()),
        secret(new ResetTokens(Sample.ROOTS), Sample.rawBytes(0x10)),
        secret(new DeviceTokens(Sample.ROOTS), Sample.rawBytes(0x10)),
        secret(new LimitKeys(Sample.ROOTS), Sample.rawBytes(0x10)),
        secret(new AccessToken(SECRET), SECRET),
        secret(new Password(SECRET), SECRET),
        secret(hash, SECRET),
        secret(user, SECRET));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("secrets")
  void its_text_shows_nothing_of_its_content(String name, Object value, byte[] content) {
    String printed = value.toString();

    assertThat(spellings(content)).allSatisfy(part -> assertThat(printed).doesNotContain(part));
    assertThat(String.valueOf(List.of(value))).isEqualTo("[" + printed + "]");
  }

  /// The beginning of a secret, as it is, in hex, in base64 and as an array of Java prints.
  private static List<String> spellings(byte[] content) {
    byte[] start = Arrays.copyOf(content, 6);
    String hex = HexFormat.of().formatHex(start);
    String array = Arrays.toString(start);
    return List.of(
        new String(start, StandardCharsets.ISO_8859_1),
        hex,
        hex.toUpperCase(Locale.ROOT),
        Base64.getEncoder().encodeToString(start),
        Base64.getUrlEncoder().encodeToString(start),
        array.substring(1, array.length() - 1));
  }
}
