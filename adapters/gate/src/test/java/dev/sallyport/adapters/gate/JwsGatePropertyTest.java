package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.gate.JwsGate.Opened;
import dev.sallyport.adapters.gate.JwsGate.Refused;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class JwsGatePropertyTest {

  private final JwsGate gate = new JwsGate("at+jwt");

  @Property(tries = 5_000, seed = "20261124")
  void random_text_is_refused(@ForAll String text) {
    assertThat(gate.open(text, _ -> Optional.of(HmacKey.K1))).isInstanceOf(Refused.class);
  }

  @Property(tries = 5_000, seed = "20261124")
  void whatever_was_signed_is_opened_only_as_an_object(@ForAll byte[] payload) {
    String token = HmacKey.token(payload);

    if (gate.open(token, _ -> Optional.of(HmacKey.K1)) instanceof Opened) {
      assertThat(new String(payload, UTF_8).strip()).startsWith("{").endsWith("}");
    }
  }
}
