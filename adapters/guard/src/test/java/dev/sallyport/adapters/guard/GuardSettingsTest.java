package dev.sallyport.adapters.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GuardSettingsTest {

  private static final String ISSUER = "https://auth.example.org";
  private static final String SECRET = "q3J5c2VjcmV0LW9mLXRoZS1mZWVkLTMyLWJ5dGVzISE";
  private static final GuardSettings GOOD = GuardSettings.of(ISSUER, SECRET);

  @Test
  void the_servers_defaults_are_the_guards() {
    assertThat(GOOD.audience()).isEqualTo(ISSUER);
    assertThat(GOOD.clientId()).isEqualTo("sallyport");
    assertThat(GOOD.maxStaleness()).isEqualTo(Duration.ofSeconds(30));
    assertThat(GOOD.whenStale()).isEqualTo(GuardSettings.WhenStale.REFUSE);
    assertThat(GuardSettings.withoutRevocations(ISSUER).feedSecret()).isEmpty();
  }

  @Tag("ASVS-1.3.6")
  @Tag("ASVS-12.3.1")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://auth.example.org",
        "http://localhost:8080",
        "http://auth.localhost:1",
        "http://127.0.0.1:8080",
        "http://[::1]:8080"
      })
  void it_asks_over_tls_or_on_this_machine(String url) {
    assertThatCode(() -> GOOD.withServerUrl(URI.create(url))).doesNotThrowAnyException();
  }

  @Tag("ASVS-1.3.6")
  @Tag("ASVS-12.2.1")
  @Tag("ASVS-12.3.1")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://auth.example.org",
        "http://127.0.0.1.example.org",
        "http://notlocalhost",
        "http://user@localhost:1",
        "https://auth.example.org?x",
        "https://auth.example.org#x",
        "ftp://localhost",
        "file:///etc/passwd",
        "localhost"
      })
  void anything_else_could_be_listened_to_or_is_no_server(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GOOD.withServerUrl(URI.create(url)))
        .withMessageStartingWith("guard.server-url takes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "q3J5c2VjcmV0LW9mLXRoZS1mZWVkLTMyLWJ5dGVzISE="})
  void a_weak_or_malformed_secret_is_refused_and_not_shown(String secret) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GuardSettings.of(ISSUER, secret))
        .withMessage("guard.feed-secret takes 32 bytes or more, base64url");
  }

  @Test
  void staleness_has_its_bounds() {
    for (Duration good : new Duration[] {Duration.ofSeconds(3), Duration.ofMinutes(5)}) {
      assertThat(GOOD.withMaxStaleness(good).maxStaleness()).isEqualTo(good);
    }
    for (Duration bad : new Duration[] {Duration.ofMillis(2999), Duration.ofMillis(300_001)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> GOOD.withMaxStaleness(bad))
          .withMessage("guard.max-staleness takes 3s to 5m");
    }
  }

  @Test
  void names_that_no_token_can_carry_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> GOOD.withAudience(""));
    assertThatIllegalArgumentException().isThrownBy(() -> GOOD.withClientId("a\"b"));
  }

  @Test
  void the_secret_does_not_print() {
    assertThat(GOOD.toString()).doesNotContain(SECRET);
  }
}
