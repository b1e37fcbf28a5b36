package dev.sallyport.adapters.gate;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.adapters.gate.JwsGate.Opened;
import java.util.Optional;

/// Whatever a fuzzer comes up with as a token: nothing is thrown, and none gets in, since nobody has
/// the key.
final class JwsGateFuzzTest {

  @FuzzTest(maxDuration = "4s")
  void no_text_gets_through_the_gate(FuzzedDataProvider data) {
    String text =
        data.consumeBoolean()
            ? base64(data, 200) + '.' + base64(data, 200) + '.' + base64(data, 64)
            : data.consumeRemainingAsString();
    if (new JwsGate("at+jwt").open(text, JwsGateFuzzTest::keys) instanceof Opened) {
      throw new AssertionError("opened: " + text);
    }
  }

  private static String base64(FuzzedDataProvider data, int most) {
    return Base64Url.encode(data.consumeBytes(most));
  }

  private static Optional<HmacKey> keys(String kid) {
    return kid.equals("k1") ? Optional.of(HmacKey.K1) : Optional.empty();
  }
}
