package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Forms have one reading, or none.
final class FormTest {

  private static Form form(String text) {
    return Form.parse(text).orElseThrow();
  }

  private static String fields(int count) {
    return IntStream.range(0, count).mapToObj(i -> "n" + i + "=v").collect(Collectors.joining("&"));
  }

  @Test
  void nothing_is_a_form_without_names() {
    assertThat(form("").hasOnly()).isTrue();
    assertThat(form("").get("token")).isEmpty();
  }

  @Tag("ASVS-1.1.1")
  @ParameterizedTest
  @CsvSource({
    "a=b,b",
    "a=,''",
    "a,''",
    "a=b=c,b=c",
    "a==,=",
    "a=b+c,b c",
    "a=b%20c,b c",
    "a=%2B,+",
    "a=%2b,+",
    "a=%26%3D%25,&=%",
    "%61=b,b",
    "a=%C3%A9,é",
    "a=%F0%9F%94%91,🔑",
    "a=%7F,\u007f"
  })
  void a_value_is_decoded_once(String text, String value) {
    assertThat(form(text).get("a")).contains(value);
    assertThat(form("x=y&" + text + "&z").get("a")).contains(value);
  }

  @Test
  void bytes_of_utf8_may_stand_for_themselves() {
    assertThat(form("a=" + new String("é".getBytes(UTF_8), ISO_8859_1)).get("a")).contains("é");
  }

  @Tag("ASVS-15.3.7")
  @ParameterizedTest
  @ValueSource(strings = {"a=1&a=2", "a=1&a=1", "a&a", "a=1&%61=2", "a=1&b=2&a=3"})
  void a_name_comes_once(String text) {
    assertThat(Form.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"&", "a=1&", "&a=1", "a=1&&b=2", "=", "=1", "a=1&=2"})
  void every_field_has_a_name(String text) {
    assertThat(Form.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%", "a%", "%4", "%G1", "%1G", "%zz", "%%41", "% 1", "%+1", "%-1", "%u0041"})
  void a_stray_percent_is_refused(String part) {
    assertThat(Form.parse("a=" + part)).isEmpty();
    assertThat(Form.parse(part + "=a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%80",
        "%FF",
        "%C3",
        "%C3%28",
        "%C0%80",
        "%C1%BF",
        "%E0%80%AF",
        "%ED%A0%80",
        "%F4%90%80%80",
        "%F8%88%80%80%80",
        "\u00e9",
        "\u00ff"
      })
  void what_is_no_utf8_is_refused(String part) {
    assertThat(Form.parse("a=" + part)).isEmpty();
    assertThat(Form.parse(part + "=a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "\u0000", "b%00c", "\u0100", "\uff05"})
  void neither_a_nul_nor_what_is_no_byte_gets_in(String part) {
    assertThat(Form.parse("a=" + part)).isEmpty();
    assertThat(Form.parse(part + "=a")).isEmpty();
  }

  @Test
  void there_are_at_most_64_fields() {
    assertThat(Form.parse(fields(64))).isPresent();
    assertThat(Form.parse(fields(65))).isEmpty();
  }

  @Test
  void names_are_told_apart_by_case() {
    assertThat(form("a=1&A=2").get("A")).contains("2");
    assertThat(form("after=1").hasOnly("after", "epoch")).isTrue();
    assertThat(form("After=1").hasOnly("after", "epoch")).isFalse();
  }

  @Test
  void it_prints_no_value() {
    assertThat(form("token=secret")).hasToString("Form[token]");
  }

  @Test
  void whatever_was_encoded_comes_back() {
    String value =
        IntStream.rangeClosed(1, 0x2FFF)
            .mapToObj(Character::toString)
            .collect(Collectors.joining("", "", "\ud83d\udd11"));

    assertThat(form("a=" + URLEncoder.encode(value, UTF_8)).get("a")).contains(value);
  }
}
