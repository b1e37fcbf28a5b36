package dev.sallyport.domain.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.Sample;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MasterKeyTest {

  private static final byte[] NONCE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

  private final MasterKey master = new MasterKey(Sample.bytes(0x70));
  private final MasterKey otherMaster = new MasterKey(Sample.bytes(0x71));
  private final SecretBytes key = Sample.bytes(0x20);
  private final WrappedKey wrapped = master.wrap(KeyPurpose.ROOT_SECRET, "1", key, NONCE);

  @Test
  void a_wrapped_key_opens_as_it_was() {
    assertThat(master.unwrap(KeyPurpose.ROOT_SECRET, "1", wrapped)).contains(key);
  }

  @Tag("ASVS-11.3.1")
  @Tag("ASVS-11.3.2")
  @Test
  void a_wrapped_key_is_nonce_ciphertext_and_tag_without_the_key() {
    assertThat(wrapped.bytes()).hasSize(12 + 32 + 16).startsWith(NONCE);
    assertThat(HexFormat.of().formatHex(wrapped.bytes()))
        .doesNotContain(HexFormat.of().formatHex(key.reveal(), 0, 4));
  }

  @Tag("ASVS-11.3.3")
  @Test
  void it_does_not_open_under_another_master_key_id_or_purpose() {
    assertThat(otherMaster.unwrap(KeyPurpose.ROOT_SECRET, "1", wrapped)).isEmpty();
    assertThat(master.unwrap(KeyPurpose.ROOT_SECRET, "2", wrapped)).isEmpty();
    assertThat(master.unwrap(KeyPurpose.SIGNING_KEY, "1", wrapped)).isEmpty();
  }

  @Tag("ASVS-11.2.5")
  @Tag("ASVS-11.3.3")
  @Test
  void it_does_not_open_with_any_bit_flipped() {
    byte[] good = wrapped.bytes();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(master.unwrap(KeyPurpose.ROOT_SECRET, "1", new WrappedKey(bad)))
          .as("bit %s", bit)
          .isEmpty();
    }
  }

  @Test
  void it_does_not_open_truncated_or_extended() {
    byte[] good = wrapped.bytes();
    for (int length = 0; length < good.length; length++) {
      var cut = new WrappedKey(Arrays.copyOf(good, length));
      assertThat(master.unwrap(KeyPurpose.ROOT_SECRET, "1", cut)).as("%s bytes", length).isEmpty();
    }
    var longer = new WrappedKey(Arrays.copyOf(good, good.length + 1));
    assertThat(master.unwrap(KeyPurpose.ROOT_SECRET, "1", longer)).isEmpty();
  }

  @Test
  void a_nonce_has_96_bits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> master.wrap(KeyPurpose.ROOT_SECRET, "1", key, new byte[16]));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 31, 33, 64})
  void a_master_key_of_another_length_is_refused(int length) {
    byte[] bytes = Arrays.copyOf(Sample.rawBytes(1), length);

    assertThatIllegalArgumentException().isThrownBy(() -> new MasterKey(SecretBytes.copyOf(bytes)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 'a', 0xFF})
  void a_master_key_of_one_byte_repeated_is_refused(int b) {
    byte[] bytes = new byte[MasterKey.LENGTH];
    Arrays.fill(bytes, (byte) b);

    assertThatIllegalArgumentException().isThrownBy(() -> new MasterKey(SecretBytes.copyOf(bytes)));
  }

  @Test
  void the_labels_of_the_purposes_are_for_ever() {
    assertThat(KeyPurpose.values())
        .extracting(KeyPurpose::label)
        .containsExactly("sallyport root secret v1", "sallyport signing key v1");
  }

  @Test
  void a_signing_key_is_bound_to_its_id_and_its_algorithm() {
    var open = new OpenSigningKey(new KeyId("kid-1"), SigningAlgorithm.RS256, key);
    SigningKey stored = Sample.signingKey(open, master, NONCE);
    SigningKey renamed = withName(stored, new KeyId("kid-2"), SigningAlgorithm.RS256);
    SigningKey rebound = withName(stored, stored.id(), SigningAlgorithm.HS256);

    assertThat(stored.open(master)).contains(open);
    assertThat(stored.open(otherMaster)).isEmpty();
    assertThat(renamed.open(master)).isEmpty();
    assertThat(rebound.open(master)).isEmpty();
  }

  private static SigningKey withName(SigningKey key, KeyId id, SigningAlgorithm algorithm) {
    return new SigningKey(
        id,
        algorithm,
        key.wrapped(),
        key.origin(),
        key.createdAt(),
        key.signsFrom(),
        key.revokedAt());
  }

  @Test
  void nobody_holds_the_array_of_a_secret() {
    byte[] given = Sample.rawBytes(1);
    SecretBytes secret = SecretBytes.copyOf(given);
    given[0]++;
    secret.reveal()[1]++;

    assertThat(secret).isEqualTo(Sample.bytes(1)).isNotEqualTo(Sample.bytes(2));
    assertThat(secret.length()).isEqualTo(32);
  }

  @Test
  void a_key_id_is_a_short_text_of_the_base64url_alphabet() {
    assertThat(KeyId.parse("a")).contains(new KeyId("a"));
    assertThat(KeyId.parse("A-z_09".repeat(10) + "abcd")).isPresent();
    for (String bad :
        new String[] {"", "a b", "../../dev/null", "a=", "é", "a\n", "x' --", "a".repeat(65)}) {
      assertThat(KeyId.parse(bad)).as(bad).isEmpty();
      assertThatIllegalArgumentException().isThrownBy(() -> new KeyId(bad));
    }
  }

  @Test
  void an_algorithm_is_named_exactly() {
    assertThat(SigningAlgorithm.parse("RS256")).contains(SigningAlgorithm.RS256);
    assertThat(SigningAlgorithm.parse("HS256")).contains(SigningAlgorithm.HS256);
    assertThat(SigningAlgorithm.parse("ES256")).contains(SigningAlgorithm.ES256);
    assertThat(SigningAlgorithm.parse("Ed25519")).contains(SigningAlgorithm.ED25519);
    for (String bad :
        new String[] {"", "none", "rs256", "RS256 ", "Hs256", "RS384", "ED25519", "EdDSA"}) {
      assertThat(SigningAlgorithm.parse(bad)).as(bad).isEmpty();
    }
  }
}
