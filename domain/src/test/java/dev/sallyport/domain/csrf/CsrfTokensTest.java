package dev.sallyport.domain.csrf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sallyport.domain.Sample;
import dev.sallyport.domain.key.Rfc5869;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.session.Verdict;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsrfTokensTest {

  private final CsrfTokens tokens = new CsrfTokens(Sample.ROOTS);
  private final RefreshTokens refreshTokens = new RefreshTokens(Sample.ROOTS);
  private final Session session = Sample.session();
  private final RefreshToken cookie = refreshTokens.of(session);
  private final String good = tokens.of(session).text();

  private boolean passes(String text) {
    return tokens.verify(text, text, cookie);
  }

  /// The contract, section 4, word for word, for a random half of this choice.
  private static String byTheContract(byte[] random, SessionId session) {
    byte[] key = Rfc5869.hkdf(Sample.rawBytes(0x10), new byte[0], "sallyport csrf v1", 32);
    byte[] mac = Rfc5869.hmac("HmacSHA256", key, session.bytes(), random);
    var base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString(random) + '.' + base64.encodeToString(mac);
  }

  @Test
  void a_token_is_made_as_the_contract_says() {
    byte[] random =
        Rfc5869.hkdf(Sample.rawBytes(0x10), Sample.rawBytes(0x40), "sallyport csrf random v1", 16);

    assertThat(good).isEqualTo(byTheContract(random, session.id())).hasSize(66);
  }

  @Test
  void it_passes_when_header_and_cookie_are_it() {
    assertThat(passes(good)).isTrue();
  }

  @Test
  void it_is_the_same_for_the_whole_life_of_a_session() {
    var presented = new Presented(cookie, Optional.empty(), Sample.CLIENT);
    Session next = ((Verdict.Rotate) session.present(presented, Sample.NOW, Sample.POLICY)).next();

    assertThat(tokens.of(session)).isEqualTo(tokens.of(session));
    assertThat(tokens.of(next)).isEqualTo(tokens.of(session));
    assertThat(tokens.verify(good, good, refreshTokens.of(next))).isTrue();
  }

  @Test
  void its_random_half_tells_sessions_apart() {
    Session other = Sample.session(Sample.SESSION_ID, 0x41);

    assertThat(tokens.of(other).text().substring(0, 22)).isNotEqualTo(good.substring(0, 22));
  }

  @Test
  @Tag("X-03")
  void a_header_that_is_not_the_cookie_is_refused() {
    String other = byTheContract(new byte[16], session.id());

    assertThat(passes(other)).as("signed for this session, whatever its random half").isTrue();
    assertThat(tokens.verify(good, other, cookie)).isFalse();
    assertThat(tokens.verify(other, good, cookie)).isFalse();
    assertThat(tokens.verify(good, "", cookie)).isFalse();
    assertThat(tokens.verify("", good, cookie)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aaaa",
        "",
        ".",
        "null",
        "aaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "..................................................................",
        "\uff21aaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "=aaaaaaaaaaaaaaaaaaaa=.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      })
  @Tag("X-04")
  @Tag("X-07")
  void a_pair_that_an_attacker_chose_is_refused(String text) {
    assertThat(passes(text)).isFalse();
  }

  @Test
  @Tag("X-05")
  @Tag("X-06")
  void a_token_of_another_session_is_refused() {
    Session other =
        Sample.session(SessionId.create(Sample.NOW, new byte[SessionId.RANDOM_BYTES]), 0x40);
    String foreign = tokens.of(other).text();
    String ofTheEnded =
        tokens
            .of(
                other.ended(
                    EndCause.LOGGED_OUT, Sample.CLIENT.address(), Sample.NOW, Sample.POLICY))
            .text();

    assertThat(passes(foreign)).isFalse();
    assertThat(passes(ofTheEnded)).isFalse();
    assertThat(tokens.verify(good, good, refreshTokens.of(other))).isFalse();
  }

  @Test
  void a_token_of_another_installation_is_refused() {
    var others = new CsrfTokens(RootSecrets.of(List.of(Sample.root(1, 0x11))));

    assertThat(passes(others.of(session).text())).isFalse();
  }

  @Test
  @Tag("X-07")
  void no_token_with_one_character_changed_passes() {
    assertThat(Sample.withOneCharacterChanged(good)).isNotEmpty().noneMatch(this::passes);
  }

  @Test
  @Tag("X-07")
  void unused_bits_of_either_half_are_no_second_spelling() {
    String half = good.substring(0, 22);
    String mac = good.substring(23);
    for (int bits = 1; bits < 16; bits++) {
      String other = half.substring(0, 21) + flipped(half.charAt(21), bits);
      assertThat(Base64.getUrlDecoder().decode(other))
          .as("means the same bytes")
          .isEqualTo(Base64.getUrlDecoder().decode(half));
      assertThat(passes(other + '.' + mac)).isFalse();
    }
    for (int bits = 1; bits < 4; bits++) {
      String other = mac.substring(0, 42) + flipped(mac.charAt(42), bits);
      assertThat(Base64.getUrlDecoder().decode(other))
          .isEqualTo(Base64.getUrlDecoder().decode(mac));
      assertThat(passes(half + '.' + other)).isFalse();
    }
  }

  private static char flipped(char c, int bits) {
    return Sample.BASE64URL.charAt(Sample.BASE64URL.indexOf(c) ^ bits);
  }

  @Test
  @Tag("X-07")
  void a_token_of_another_length_or_case_is_refused() {
    assertThat(passes(good.substring(1))).isFalse();
    assertThat(passes(good.substring(0, 65))).isFalse();
    assertThat(passes(good + 'A')).isFalse();
    assertThat(passes(good + '=')).isFalse();
    assertThat(passes(' ' + good)).isFalse();
    assertThat(passes('"' + good + '"')).isFalse();
    assertThat(passes(good.toUpperCase(Locale.ROOT))).isFalse();
    assertThat(passes(good.repeat(10_000))).isFalse();
  }

  @Test
  void a_root_secret_that_is_gone_makes_and_passes_nothing() {
    var without = new CsrfTokens(RootSecrets.of(List.of(Sample.root(2, 2))));

    assertThat(without.verify(good, good, cookie)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> without.of(session));
  }

  @Test
  void a_token_has_66_characters_and_equals_its_like() {
    assertThatIllegalArgumentException().isThrownBy(() -> new CsrfToken(good + 'A'));
    assertThat(new CsrfToken(good))
        .isEqualTo(tokens.of(session))
        .hasSameHashCodeAs(tokens.of(session))
        .isNotEqualTo(new CsrfToken(good.toUpperCase(Locale.ROOT)));
  }
}
