package dev.sallyport.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientTest {

  private static final ClientAddress ADDRESS = new ClientAddress("2001:db8::7");

  private static String kept(String userAgent) {
    return new Client(ADDRESS, userAgent).userAgent();
  }

  @Test
  @Tag("I-21")
  @Tag("ASVS-1.3.3")
  void of_a_user_agent_only_what_prints_is_kept() {
    assertThat(kept("Mozilla/5.0 (X11)")).isEqualTo("Mozilla/5.0 (X11)");
    assertThat(kept("a\r\nSet-Cookie: x")).isEqualTo("a??Set-Cookie: x");
    assertThat(kept("\u001b[31m\u007f\u202e\u00e9\ud83d\ude00")).isEqualTo("?[31m????");
    assertThat(kept("")).isEmpty();
  }

  @Test
  @Tag("I-21")
  @Tag("ASVS-1.3.3")
  void a_long_one_is_cut_even_through_a_pair_of_surrogates() {
    assertThat(kept("a".repeat(8192))).isEqualTo("a".repeat(256));
    assertThat(kept("a".repeat(255) + "\ud83d\ude00")).isEqualTo("a".repeat(255) + "?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1.2.3.4 ", "a\nb", "\u00e9"})
  void an_address_prints(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ClientAddress(text));
  }

  @Test
  void an_address_is_short() {
    assertThat(new ClientAddress("1".repeat(64)).text()).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> new ClientAddress("1".repeat(65)));
  }
}
