package dev.sallyport.domain.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.user.Username.Malformed;
import dev.sallyport.domain.user.Username.Named;
import dev.sallyport.domain.user.Username.NobodysName;
import dev.sallyport.domain.user.Username.Reason;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UsernameTest {

  private static void assertNames(String typed, String name) {
    assertThat(Username.parse(typed)).isEqualTo(new Named(new Username(name)));
  }

  @Tag("ASVS-2.2.1")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "alice",
        "alice.b_c+d-e@example.org",
        "żółć",
        "例え",
        "1",
        "-",
        "a\u0301\u0323"
      })
  void a_name_is_letters_marks_numbers_and_five_signs(String typed) {
    assertThat(Username.parse(typed)).isInstanceOf(Named.class);
  }

  @ParameterizedTest
  @CsvSource({
    "Alice, alice",
    "ALICE, alice",
    "aLiCe@EXAMPLE.org, alice@example.org",
    "stra\u00dfe, strasse",
    // both small sigmas are one
    "\u03bf\u03b4\u03bf\u03c2, \u03bf\u03b4\u03bf\u03c2",
    "\u03bf\u03b4\u03bf\u03c3, \u03bf\u03b4\u03bf\u03c2",
    "\u039f\u0394\u039f\u03a3, \u03bf\u03b4\u03bf\u03c2",
    // composed and decomposed
    "z\u0307, \u017c",
    "\u00c5, \u00e5",
    "\u212b, \u00e5",
    // the Kelvin sign and the long s
    "\u212a, k",
    "\u017f, s",
  })
  @Tag("T-19")
  void names_that_differ_in_case_or_composition_are_one(String typed, String name) {
    assertNames(typed, name);
  }

  @Test
  @Tag("L-12")
  void ligatures_and_full_width_letters_fold_as_documented() {
    assertNames("\ufb00", "ff");
    assertNames("o\ufb03ce", "office");
    assertNames("\uff41\uff44\uff4d\uff49\uff4e", "admin");
    assertNames("\uff21\uff24\uff2d\uff29\uff2e", "admin");
    assertNames("adm\u0131n", "admin");
    assertNames("\u24d0\u2460\u00b2", "a12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0430dmin", // Cyrillic a
        "\u03b1dmin", // Greek alpha
        "adm\u0456n", // Ukrainian i
        "adm\u0130n", // dotted capital I: a dot above stays
      })
  @Tag("L-12")
  void a_look_alike_in_another_script_is_another_name(String typed) {
    assertThat(Username.parse(typed))
        .isInstanceOf(Named.class)
        .isNotEqualTo(new Named(new Username("admin")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin ",
        " admin",
        "a b",
        "admin\u00a0",
        "ad\u200bmin",
        "ad\u200dmin",
        "ad\u00admin",
        "\ufeffadmin",
        "admin'--",
        "' OR '1'='1",
        "\"; DROP TABLE users;--",
        "%",
        "rl:ip:1.2.3.4",
        "*",
        "{a}",
        "${jndi:ldap://127.0.0.1/a}",
        "*)(uid=*",
        "<script>",
        "a/b",
        "a\\b",
        "\ud83d\ude00",
        "a\u00b4",
        "\u037a", // becomes a space and a mark
      })
  @Tag("L-01")
  @Tag("L-12")
  void a_printable_text_that_can_be_no_name_is_nobodys(String typed) {
    assertThat(Username.parse(typed)).isEqualTo(new NobodysName());
  }

  @Test
  void what_would_fold_further_the_next_time_is_nobodys() {
    // The capital sharp s becomes a small one, which becomes two letters.
    assertThat(Username.parse("STRA\u1e9eE")).isEqualTo(new NobodysName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adm\u0000in",
        "a\tb",
        "a\rb",
        "a\nb",
        "x\r\nFLUSHALL\r\n",
        "a\u001b[31m",
        "a\u007f",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\u202eb",
        "a\u200eb",
        "a\u2066b",
        "a\u061cb",
        "a\ud800",
        "\udc00a",
      })
  @Tag("L-09")
  @Tag("ASVS-1.3.3")
  void what_could_forge_a_line_is_malformed(String typed) {
    assertThat(Username.parse(typed)).isEqualTo(new Malformed(Reason.CONTROL_CHARACTER));
  }

  @Test
  @Tag("L-18")
  void a_name_has_1_to_128_code_points() {
    assertNames("a".repeat(128), "a".repeat(128));
    assertNames("\ud801\udc28".repeat(128), "\ud801\udc28".repeat(128));
    assertThat(Username.parse("")).isEqualTo(new Malformed(Reason.EMPTY));
    assertThat(Username.parse("a".repeat(129))).isEqualTo(new Malformed(Reason.TOO_LONG));
    assertThat(Username.parse("a".repeat(1 << 20))).isEqualTo(new Malformed(Reason.TOO_LONG));
  }

  @Test
  void what_grows_too_long_when_it_is_folded_is_too_long() {
    assertNames("\ufb03".repeat(42), "ffi".repeat(42));
    assertThat(Username.parse("\ufb03".repeat(43))).isEqualTo(new Malformed(Reason.TOO_LONG));
    // One code point that becomes eighteen.
    assertThat(Username.parse("\ufdfa".repeat(512))).isEqualTo(new Malformed(Reason.TOO_LONG));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Alice", "a b", "\ufb00", "z\u0307", "a\u0000", "\ud800", "a\u202e"})
  void only_a_normalised_text_is_a_name(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Username(text));
  }

  @Test
  @Tag("L-13")
  void the_locale_of_the_machine_does_not_matter() {
    Locale before = Locale.getDefault();
    try {
      for (String language : new String[] {"tr", "az", "lt", "el", "en"}) {
        Locale.setDefault(Locale.forLanguageTag(language));
        assertNames("ADMIN", "admin");
        assertNames("Istanbul", "istanbul");
        assertNames("adm\u0131n", "admin");
        assertNames("\u0130", "i\u0307");
        assertNames("\u00cc", "\u00ec");
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void a_name_gives_itself_away_and_what_stands_before_an_at() {
    assertThat(new Username("alice").contextWords()).containsExactly("alice");
    assertThat(new Username("alice@example.org").contextWords())
        .containsExactly("alice@example.org", "alice");
    assertThat(new Username("@alice").contextWords()).containsExactly("@alice", "alice");
    assertThat(new Username("alice.b_smith+1@example.org").contextWords())
        .containsExactly(
            "alice.b_smith+1@example.org", "alice.b_smith+1", "alice", "b", "smith", "1");
    assertThat(new Username("...").contextWords()).containsExactly("...");
  }

  @Provide
  Arbitrary<String> typed() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(12),
        Arbitraries.strings()
            .withChars("aAiIıİßſΣςσſKﬀéÉ\u0301\u0307\u0345\u1f80ǅ.@ ")
            .ofMaxLength(12));
  }

  @Property(tries = 2000)
  void whatever_a_text_names_is_in_normal_form(@ForAll("typed") String typed) {
    if (Username.parse(typed) instanceof Named(var name)) {
      assertThat(Username.parse(name.text())).isEqualTo(new Named(name));
      assertThat(name.text().codePointCount(0, name.text().length())).isBetween(1, 128);
    }
  }

  @Property(tries = 2000)
  void the_case_that_it_was_typed_in_does_not_matter(@ForAll("typed") String typed) {
    if (Username.parse(typed) instanceof Named(var name)) {
      assertThat(Username.parse(name.text().toUpperCase(Locale.ROOT))).isEqualTo(new Named(name));
    }
  }

  @Example
  void every_single_code_point_is_judged_without_a_throw_and_folds_once_and_for_all() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String typed = Character.toString(c);
      if (Username.parse(typed) instanceof Named(var name)) {
        assertThat(Username.parse(name.text())).isEqualTo(new Named(name));
      }
    }
  }
}
