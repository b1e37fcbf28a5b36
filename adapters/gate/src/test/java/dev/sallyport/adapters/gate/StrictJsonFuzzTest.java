package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.adapters.gate.StrictJson.Document;
import dev.sallyport.adapters.gate.StrictJson.Limits;
import java.io.IOException;

/// Whatever a fuzzer comes up with as JSON: nothing is thrown, and what our reader accepts, another
/// one reads too, and as the same.
final class StrictJsonFuzzTest {

  @FuzzTest(maxDuration = "4s")
  void what_is_read_is_read_the_same_by_another_reader(byte[] bytes) throws IOException {
    if (StrictJson.parse(bytes, Limits.BODY) instanceof Document(Json value)
        && !Readings.isSame(value, Readings.JACKSON.readTree(bytes))) {
      throw new AssertionError("read as something else: " + new String(bytes, UTF_8));
    }
  }
}
