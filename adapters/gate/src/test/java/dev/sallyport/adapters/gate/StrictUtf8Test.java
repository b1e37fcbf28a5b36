package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StrictUtf8Test {

  @Test
  void every_code_point_but_the_surrogates_comes_back() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      String text = Character.toString(codePoint);
      boolean surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
      boolean comesBack = text.equals(StrictUtf8.decode(text.getBytes(UTF_8)));
      if (comesBack == surrogate || StrictUtf8.canExpress(text) == surrogate) {
        fail("code point " + Integer.toHexString(codePoint));
      }
    }
  }

  @Test
  void of_all_short_byte_sequences_those_are_refused_that_a_reporting_decoder_refuses() {
    for (int a = 0; a < 256; a++) {
      agree((byte) a);
      for (int b = 0; b < 256; b++) {
        agree((byte) a, (byte) b);
      }
    }
  }

  @Test
  void of_random_byte_sequences_too() {
    var random = new Random(2);
    byte[] marks = {0x41, (byte) 0xc0, (byte) 0xe0, (byte) 0xed, (byte) 0xef, (byte) 0xf0, -12, -8};
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] =
            random.nextInt(3) == 0
                ? marks[random.nextInt(marks.length)]
                : (byte) (0x80 + random.nextInt(0x40));
      }
      agree(bytes);
    }
  }

  private static void agree(byte... bytes) {
    if (!Objects.equals(StrictUtf8.decode(bytes), reported(bytes))) {
      fail(HexFormat.of().formatHex(bytes));
    }
  }

  private static @Nullable String reported(byte[] bytes) {
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
    return result.isError() ? null : text.flip().toString();
  }
}
