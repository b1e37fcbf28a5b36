package dev.sallyport.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

  private static Origin origin(String text) {
    return Origin.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://auth.example.com",
        "https://auth.example.com:8443",
        "https://xn--bcher-kva.example",
        "https://10.0.0.1",
        "https://[2001:db8::1]:8443",
        "https://[1:0:0:2::3]",
        "https://[::]",
        "http://localhost:8080"
      })
  void is_spelt_as_browsers_spell_it(String text) {
    assertThat(origin(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "http://localhost:3000",
        "http://app.localhost",
        "http://127.0.0.1",
        "http://127.1.2.3",
        "http://[::1]"
      })
  void of_this_machine_is_loopback(String text) {
    assertThat(origin(text).isLoopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://notlocalhost",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://128.0.0.1",
        "http://[::2]"
      })
  void of_another_machine_is_not(String text) {
    assertThat(origin(text).isLoopback()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, https://auth.example.com, true",
    "https://example.com, https://auth.example.com:8443, true",
    "http://localhost:3000, http://localhost:8080, true",
    "http://app.example.com, https://auth.example.com, false",
    "https://example.org, https://example.com, false",
    "http://127.0.0.1:1, http://localhost:1, false",
    "https://10.0.0.1, https://11.0.0.1, false"
  })
  void shares_a_site_or_not(String one, String other, boolean same) {
    assertThat(origin(one).isSameSiteAs(origin(other))).isEqualTo(same);
  }

  @Test
  void allowed_but_of_another_site_is_warned_of(@TempDir Path directory) {
    var configured =
        new Trial(directory)
            .with(Settings.PUBLIC_URL, "https://auth.example.com")
            .with(Settings.ALLOWED_ORIGINS, "https://app.example.com, https://app.example.org")
            .configured();
    assertThat(configured.config().web().allowedOrigins())
        .isEqualTo(List.of(origin("https://app.example.com"), origin("https://app.example.org")));
    assertThat(configured.warnings())
        .containsExactly(
            "allowed-origins: https://app.example.org is another site than"
                + " https://auth.example.com, so browsers will not send it our cookies with"
                + " SameSite=Strict");
  }
}
