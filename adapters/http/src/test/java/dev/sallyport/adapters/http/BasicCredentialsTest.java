package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.oauth.OAuthClientSecret;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Credentials of HTTP Basic have one spelling. One case for each fault.
final class BasicCredentialsTest {

  private static String base64(String pair) {
    return Base64.getEncoder().encodeToString(pair.getBytes(ISO_8859_1));
  }

  private static void isRefused(String... lines) {
    assertThat(BasicCredentials.read(List.of(lines))).isEmpty();
  }

  @Tag("ASVS-1.1.1")
  @ParameterizedTest
  @CsvSource({
    "notes:secret,secret",
    "notes:,''",
    "notes:a:b,a:b",
    "notes:a%3Ab,a:b",
    "notes:a+b,a b",
    "notes:a%2Bb,a+b",
    "n%6Ftes:secret,secret"
  })
  void id_and_secret_are_decoded_once(String pair, String secret) {
    for (String scheme : List.of("Basic ", "basic ", "BASIC ")) {
      var read = BasicCredentials.read(List.of(scheme + base64(pair))).orElseThrow();

      assertThat(read.id()).isEqualTo(new OAuthClientId("notes"));
      assertThat(read.secret().digest()).isEqualTo(OAuthClientSecret.presented(secret).digest());
    }
  }

  @Test
  void there_is_one_line() {
    String good = "Basic " + base64("notes:secret");

    isRefused();
    isRefused(good, good);
    isRefused(good, "Bearer x");
    isRefused(good + ", " + good);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "B",
        "B ",
        "B  G",
        "B\tG",
        "B G ",
        " B G",
        "B G\t",
        "B G,",
        "B G G",
        "BG",
        "Bearer G",
        "B \"G\"",
        "B G\nB G",
        "B G\n"
      })
  void the_line_has_one_form(String form) {
    isRefused(form.replaceFirst("^( ?)B(?!e)", "$1Basic").replace("G", base64("notes:secret1")));
  }

  @Test
  void base64_is_canonical() {
    assertThat(base64("notes:secret")).isEqualTo("bm90ZXM6c2VjcmV0");
    isRefused("Basic bm90ZXM6c2VjcmV0="); // padding that does not belong
    assertThat(base64("notes:secre")).isEqualTo("bm90ZXM6c2VjcmU=");
    isRefused("Basic bm90ZXM6c2VjcmU"); // padding missing
    isRefused("Basic bm90ZXM6c2VjcmV="); // bits where there are none
    assertThat(base64("notes:secr")).isEqualTo("bm90ZXM6c2Vjcg==");
    isRefused("Basic bm90ZXM6c2Vjcg=");
    isRefused("Basic bm90ZXM6c2Vjch==");
    isRefused("Basic bm90ZXM6c2Vjcg===");
    isRefused("Basic bm90ZXM6c2V jcmV0");
    isRefused("Basic bm90ZXM6\u00e9");
  }

  @Test
  void the_alphabet_is_the_one_of_basic() {
    assertThat(base64("notes:>>>???")).isEqualTo("bm90ZXM6Pj4+Pz8/");
    isRefused("Basic bm90ZXM6Pj4-Pz8_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "notes",
        "notes%3Asecret",
        ":secret",
        "Notes:secret",
        "no tes:secret",
        "notes :secret",
        "notes\u0000:secret",
        "-notes:secret",
        "notes:sec\u0000ret",
        "notes:sec%00ret",
        "notes:%",
        "notes:%4",
        "notes:%G1",
        "%G1:secret",
        "notes:\u00e9",
        "notes:%ff",
        "\u00e9:secret"
      })
  void a_pair_that_is_none_is_refused(String pair) {
    isRefused("Basic " + base64(pair));
  }

  @Test
  void a_name_has_at_most_64_characters() {
    assertThat(BasicCredentials.read(List.of("Basic " + base64("a".repeat(64) + ":s"))))
        .isPresent();
    isRefused("Basic " + base64("a".repeat(65) + ":s"));
  }

  @Test
  void it_prints_no_secret() {
    assertThat(BasicCredentials.read(List.of("Basic " + base64("notes:hunter2"))).toString())
        .contains("notes")
        .doesNotContain("hunter2");
  }
}
