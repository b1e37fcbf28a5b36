package dev.sallyport.domain.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.Sample;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class RootSecretTest {

  private static final byte[] NO_SALT = {};
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  private final byte[] secret = Sample.rawBytes(0x10);
  private final SecretBytes salt = Sample.bytes(0x40);

  @Test
  void what_we_compare_with_is_hkdf() {
    // RFC 5869, appendix A.1
    assertThat(
            Rfc5869.hkdf(
                hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
                hex("000102030405060708090a0b0c"),
                hex("f0f1f2f3f4f5f6f7f8f9"),
                42))
        .asHexString()
        .isEqualToIgnoringCase(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    // and appendix A.3, without salt
    assertThat(Rfc5869.hkdf(hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), NO_SALT, "", 42))
        .asHexString()
        .isEqualToIgnoringCase(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  }

  @Tag("ASVS-11.2.1")
  @Test
  void every_key_derives_as_the_contract_says() {
    assertThat(Sample.ROOT.refreshTokenKey(salt).of(MESSAGE))
        .isEqualTo(hmacSha256(Rfc5869.hkdf(secret, salt.reveal(), "sallyport refresh v1", 32)));
    assertThat(Sample.ROOT.csrfKey().of(MESSAGE))
        .isEqualTo(hmacSha256(Rfc5869.hkdf(secret, NO_SALT, "sallyport csrf v1", 32)));
    assertThat(Sample.ROOT.csrfRandom(salt))
        .isEqualTo(Rfc5869.hkdf(secret, salt.reveal(), "sallyport csrf random v1", 16));
    assertThat(Sample.ROOT.logKey().of(MESSAGE))
        .isEqualTo(hmacSha256(Rfc5869.hkdf(secret, NO_SALT, "sallyport log v1", 32)));
    assertThat(Sample.ROOT.pepper().of(MESSAGE))
        .isEqualTo(
            Rfc5869.hmac(
                "HmacSHA384", Rfc5869.hkdf(secret, NO_SALT, "sallyport password v1", 48), MESSAGE))
        .hasSize(48);
  }

  @Test
  void no_two_purposes_share_a_key() {
    assertThat(
            List.of(
                text(Sample.ROOT.refreshTokenKey(salt)),
                text(Sample.ROOT.refreshTokenKey(Sample.bytes(0x41))),
                text(Sample.ROOT.csrfKey()),
                text(Sample.ROOT.logKey()),
                text(Sample.ROOT.pepper()),
                text(Sample.root(2, 0x11).refreshTokenKey(salt))))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_mac_over_parts_is_the_mac_over_all_of_them() {
    Hmac key = Sample.ROOT.csrfKey();

    assertThat(key.of(new byte[] {1, 2}, new byte[] {3})).isEqualTo(key.of(new byte[] {1, 2, 3}));
  }

  @Test
  void a_number_fits_one_byte_and_a_secret_has_256_bits() {
    assertThatIllegalArgumentException().isThrownBy(() -> Sample.root(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Sample.root(256, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RootSecret(1, SecretBytes.copyOf(new byte[31])));
    assertThat(Sample.root(255, 1).number()).isEqualTo(255);
  }

  @Test
  void the_highest_number_is_for_everything_new() {
    var roots = RootSecrets.of(List.of(Sample.root(2, 2), Sample.root(10, 10), Sample.root(3, 3)));

    assertThat(roots.current()).isEqualTo(Sample.root(10, 10));
    assertThat(roots.byNumber(3)).contains(Sample.root(3, 3));
    assertThat(roots.byNumber(4)).isEmpty();
  }

  @Test
  void an_installation_has_a_root_secret_and_no_number_twice() {
    assertThatIllegalArgumentException().isThrownBy(() -> RootSecrets.of(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RootSecrets.of(List.of(Sample.root(1, 1), Sample.root(1, 2))));
  }

  private static byte[] hmacSha256(byte[] key) {
    return Rfc5869.hmac("HmacSHA256", key, MESSAGE);
  }

  private static String text(Hmac key) {
    return HexFormat.of().formatHex(key.of(MESSAGE), 0, 32);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
