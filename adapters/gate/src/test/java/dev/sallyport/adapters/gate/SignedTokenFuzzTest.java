package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.adapters.gate.JwsGate.Opened;
import java.io.IOException;
import java.util.Optional;

/// Whatever a fuzzer comes up with as header and payload, signed by our own key: only the three
/// members open it, and the claims are those of the payload.
final class SignedTokenFuzzTest {

  @FuzzTest(maxDuration = "4s")
  void only_a_good_header_opens_a_signed_token(FuzzedDataProvider data) throws IOException {
    String good = HmacKey.GOOD_HEADER;
    byte[] header = data.consumeBoolean() ? good.getBytes(UTF_8) : data.consumeBytes(200);
    byte[] payload = data.consumeRemainingAsBytes();
    String input = Base64Url.encode(header) + '.' + Base64Url.encode(payload);
    String token = input + '.' + Base64Url.encode(HmacKey.K1.sign(input.getBytes(US_ASCII)));
    if (new JwsGate("at+jwt").open(token, SignedTokenFuzzTest::keys)
        instanceof Opened(_, _, var claims)) {
      JsonNode head = Readings.JACKSON.readTree(header);
      if (head.size() != 3
          || !head.path("typ").asText().equals("at+jwt")
          || !head.path("alg").asText().equals("HS256")
          || !Readings.isSame(claims, Readings.JACKSON.readTree(payload))) {
        throw new AssertionError("opened: " + token);
      }
    }
  }

  private static Optional<HmacKey> keys(String kid) {
    return kid.equals("k1") ? Optional.of(HmacKey.K1) : Optional.empty();
  }
}
