package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing cut off.
///
/// The JDK replaces what it can't convert (U+FFFD in a text, `?` in bytes). A replacement never
/// converts back to what it stands for, so what survives the way there and back is well-formed.
final class StrictUtf8 {

  private StrictUtf8() {}

  /// The text that the bytes stand for; null if they are not well-formed.
  static @Nullable String decode(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    return Arrays.equals(text.getBytes(UTF_8), bytes) ? text : null;
  }

  /// Whether UTF-8 can express the text, that is, whether no surrogate in it is alone.
  static boolean canExpress(String text) {
    return new String(text.getBytes(UTF_8), UTF_8).equals(text);
  }
}
