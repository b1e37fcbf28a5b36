package dev.sallyport.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sallyport.domain.Sample;
import dev.sallyport.domain.key.Rfc5869;
import dev.sallyport.domain.key.RootSecrets;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RefreshTokensTest {

  private static final int TEN_THOUSAND = 10_000;

  private static final RefreshTokens TOKENS = new RefreshTokens(Sample.ROOTS);

  private final Session session = Sample.session();
  private final RefreshToken token = TOKENS.of(session);

  /// The contract, section 2, word for word.
  private static String byTheContract(int version, int root, UUID session, int generation) {
    byte[] signed =
        ByteBuffer.allocate(22)
            .put((byte) version)
            .put((byte) root)
            .putLong(session.getMostSignificantBits())
            .putLong(session.getLeastSignificantBits())
            .putInt(generation)
            .array();
    byte[] key =
        Rfc5869.hkdf(Sample.rawBytes(0x10), Sample.rawBytes(0x40), "sallyport refresh v1", 32);
    byte[] mac = Rfc5869.hmac("HmacSHA256", key, signed);
    return Base64.getUrlEncoder()
        .encodeToString(ByteBuffer.allocate(54).put(signed).put(mac).array());
  }

  private static String byTheContract(int version, int root, int generation) {
    return byTheContract(version, root, Sample.SESSION_ID.value(), generation);
  }

  private static Session rotated(Session session) {
    var presented = new Presented(TOKENS.of(session), Optional.empty(), Sample.CLIENT);
    return ((Verdict.Rotate) session.present(presented, Sample.NOW, Sample.POLICY)).next();
  }

  @Test
  void a_token_is_laid_out_as_the_contract_says() {
    assertThat(token.text()).isEqualTo(byTheContract(1, 1, 1)).hasSize(72);
    assertThat(TOKENS.of(rotated(session)).text()).isEqualTo(byTheContract(1, 1, 2));
  }

  @Test
  void a_token_is_the_same_as_ever() {
    // Computed outside Java from the contract's formulas; tokens that are out there must stay good.
    assertThat(token.text())
        .isEqualTo("AQEBmrTSPEt6vI3vASNFZ4mrAAAAAd_fWX8aiEcfFWCkFyVLkU9oN693DWtYBtHh84HYG-ee");
  }

  @Test
  void a_parsed_token_says_what_it_said() {
    RefreshToken parsed = TOKENS.parse(token.text()).orElseThrow();

    assertThat(parsed).isEqualTo(token).hasSameHashCodeAs(token);
    assertThat(parsed.session()).isEqualTo(session.id());
    assertThat(parsed.rootNumber()).isEqualTo(1);
    assertThat(parsed.generation()).isEqualTo(1);
    assertThat(parsed.text()).isEqualTo(token.text());
    assertThat(TOKENS.isOurs(parsed, session)).isTrue();
  }

  @Test
  void it_is_ours_whatever_generation_the_session_is_in() {
    Session later = rotated(rotated(session));

    assertThat(TOKENS.isOurs(token, later)).isTrue();
    assertThat(TOKENS.isOurs(TOKENS.of(later), session)).isTrue();
  }

  @Test
  void the_successor_is_the_same_however_often_it_is_asked_for() {
    Session next = rotated(session);

    assertThat(TOKENS.of(next)).isEqualTo(TOKENS.of(next)).isNotEqualTo(token);
    assertThat(TOKENS.of(rotated(session)).text()).isEqualTo(TOKENS.of(next).text());
  }

  @Test
  @Tag("R-10")
  void no_token_with_one_character_changed_is_ours() {
    assertThat(Sample.withOneCharacterChanged(token.text()))
        .hasSizeGreaterThan(72 * 63)
        .noneMatch(bad -> TOKENS.parse(bad).filter(t -> TOKENS.isOurs(t, session)).isPresent());
  }

  @ParameterizedTest
  @MethodSource("malformed")
  @Tag("R-10")
  void what_has_not_the_form_of_a_token_is_none(String text) {
    assertThat(TOKENS.parse(text)).isEmpty();
  }

  static Stream<String> malformed() {
    String good = TOKENS.of(Sample.session()).text();
    return Stream.of(
        "",
        "null",
        "undefined",
        ".",
        good.substring(1),
        good.substring(0, 71),
        good + "A",
        good + "=",
        good.substring(0, 71) + "=",
        good.substring(0, 70) + "==",
        good.substring(0, 71) + "+",
        good.substring(0, 71) + "/",
        good.substring(0, 71) + "\u0430",
        good.substring(0, 71) + " ",
        ' ' + good.substring(1),
        good.substring(0, 71) + "\n",
        '"' + good + '"',
        '"' + good.substring(2) + '"',
        URLEncoder.encode(good.substring(0, 71) + "=", StandardCharsets.UTF_8),
        "%41".repeat(24),
        "A".repeat(72),
        "A".repeat(1 << 20),
        good.repeat(2));
  }

  @Test
  @Tag("R-10")
  void another_case_is_another_token() {
    for (String other :
        List.of(token.text().toLowerCase(Locale.ROOT), token.text().toUpperCase(Locale.ROOT))) {
      assertThat(TOKENS.parse(other).filter(parsed -> TOKENS.isOurs(parsed, session))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void a_generation_below_one_is_malformed_even_with_a_good_mac(int generation) {
    assertThat(TOKENS.parse(byTheContract(1, 1, generation))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 127, 128, 255})
  void another_version_is_malformed_even_with_a_good_mac(int version) {
    assertThat(TOKENS.parse(byTheContract(version, 1, 1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 127, 128, 255})
  void a_root_number_that_we_have_not_is_malformed(int number) {
    assertThat(TOKENS.parse(byTheContract(1, number, 1))).isEmpty();
  }

  @Test
  void a_root_number_above_127_is_read_as_it_was_written() {
    var tokens = new RefreshTokens(RootSecrets.of(List.of(Sample.root(255, 9))));
    Session made =
        Session.open(
            Sample.SESSION_ID,
            Sample.ALICE,
            255,
            session.salt(),
            Sample.CLIENT,
            Sample.NOW,
            Sample.POLICY);
    RefreshToken parsed = tokens.parse(tokens.of(made).text()).orElseThrow();

    assertThat(parsed.rootNumber()).isEqualTo(255);
    assertThat(tokens.isOurs(parsed, made)).isTrue();
  }

  @Test
  void a_token_of_another_session_is_not_ours_for_this_one() {
    Session other =
        Sample.session(SessionId.create(Sample.NOW, new byte[SessionId.RANDOM_BYTES]), 0x40);

    assertThat(TOKENS.isOurs(TOKENS.of(other), session)).isFalse();
    assertThat(TOKENS.isOurs(token, other)).isFalse();
  }

  @Tag("ASVS-7.2.3")
  @Test
  void neither_a_salt_nor_a_root_secret_alone_makes_a_token() {
    var otherInstallation = new RefreshTokens(RootSecrets.of(List.of(Sample.root(1, 0x11))));
    Session otherSalt = Sample.session(Sample.SESSION_ID, 0x41);

    assertThat(TOKENS.isOurs(otherInstallation.of(session), session)).isFalse();
    assertThat(TOKENS.isOurs(TOKENS.of(otherSalt), session)).isFalse();
  }

  @Test
  void a_token_that_names_another_root_than_its_session_is_not_ours() {
    var two = new RefreshTokens(RootSecrets.of(List.of(Sample.ROOT, Sample.root(2, 2))));
    RefreshToken renumbered = two.parse(byTheContract(1, 2, 1)).orElseThrow();

    assertThat(two.isOurs(renumbered, session)).isFalse();
    assertThat(two.isOurs(token, session)).isTrue();
  }

  @Test
  void without_the_root_secret_of_a_session_there_is_no_token() {
    var gone = new RefreshTokens(RootSecrets.of(List.of(Sample.root(2, 2))));

    assertThatIllegalStateException().isThrownBy(() -> gone.of(session));
    assertThat(gone.parse(token.text())).isEmpty();
  }

  @Tag("ASVS-7.2.2")
  @Tag("ASVS-7.2.3")
  @Test
  void ten_thousand_tokens_are_all_different_and_have_no_fixed_place_in_their_macs() {
    Set<String> texts = new HashSet<>();
    List<Set<Character>> places = new ArrayList<>();
    for (int i = 0; i < TEN_THOUSAND; i++) {
      byte[] random = ByteBuffer.allocate(SessionId.RANDOM_BYTES).putInt(i).array();
      var id = SessionId.create(Sample.NOW.plus(Duration.ofMillis(i)), random);
      String text = TOKENS.of(Sample.session(id, i % 256)).text();
      assertThat(text).hasSize(72);
      texts.add(text);
      for (int place = 0; place < 72; place++) {
        if (places.size() == place) {
          places.add(new HashSet<>());
        }
        places.get(place).add(text.charAt(place));
      }
    }

    assertThat(texts).hasSize(TEN_THOUSAND);
    // The mac begins inside character 29: 22 bytes are 29.3 characters.
    assertThat(places.subList(30, 72)).allSatisfy(seen -> assertThat(seen).hasSize(64));
  }
}
