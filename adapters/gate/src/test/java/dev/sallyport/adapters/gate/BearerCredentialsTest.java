package dev.sallyport.adapters.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.gate.BearerCredentials.Absent;
import dev.sallyport.adapters.gate.BearerCredentials.Malformed;
import dev.sallyport.adapters.gate.BearerCredentials.Token;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerCredentialsTest {

  /// The grammar as RFC 9110, section 5.6.2, and RFC 6750, section 2.1, write it.
  private static final Pattern SCHEME =
      Pattern.compile(
          "bearer(?![!#$%&'*+.^_`|~0-9A-Za-z-]).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern CREDENTIALS =
      Pattern.compile("bearer ([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "bEaReR "})
  void one_space_and_one_token_make_credentials(String head) {
    for (String token : List.of("a", "a.b-c_d~e+f/g", "a=", "a==", "eyJ.eyJ.x")) {
      assertThat(BearerCredentials.read(List.of(head + token))).isEqualTo(new Token(token));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer", "Bearer ", "Bearer  a", "Bearer\ta", "Bearer a b", "Bearer a ", "Bearer =",
        "Bearer a=b", "Bearer a,b", "Bearer \"a\"", "Bearer,a", "Bearer=a", "Bearer ä",
            "Bearer\u0085a"
      })
  void a_line_of_the_scheme_that_is_anything_else_is_malformed(String line) {
    assertThat(BearerCredentials.read(List.of(line))).isEqualTo(new Malformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Basic YTpi", "Bearers a", "Bearer2 a", "Bearer-x a", "Beare", " Bearer a"})
  void a_line_of_another_scheme_is_none(String line) {
    assertThat(BearerCredentials.read(List.of(line))).isEqualTo(new Absent());
  }

  @Test
  void no_line_is_none_and_two_are_malformed() {
    assertThat(BearerCredentials.read(List.of())).isEqualTo(new Absent());
    assertThat(BearerCredentials.read(List.of("Bearer a", "Bearer a"))).isEqualTo(new Malformed());
  }

  @Test
  void it_reads_as_the_grammar_does() {
    var random = new Random(20_261_124);
    String alphabet = "bearerBEARER  aZ09._~+/-=,;!#|\"\t\u0085\u00e9\u0130\u017f\u212a";
    for (int i = 0; i < 200_000; i++) {
      var line = new StringBuilder(random.nextBoolean() ? "Bearer" : "");
      for (int more = random.nextInt(8); more > 0; more--) {
        line.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String text = line.toString();
      var credentials = CREDENTIALS.matcher(text);
      var expected =
          !SCHEME.matcher(text).matches()
              ? new Absent()
              : credentials.matches() ? new Token(credentials.group(1)) : new Malformed();
      assertThat(BearerCredentials.read(List.of(text))).as(text).isEqualTo(expected);
    }
  }
}
