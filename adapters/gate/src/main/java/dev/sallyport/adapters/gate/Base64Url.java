package dev.sallyport.adapters.gate;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Base64url without padding, the one spelling that RFC 7515, section 2, allows.
///
/// The JDK's decoder takes padding, and unused bits that are not zero, so that many texts stand for
/// the same bytes. Here every sequence of bytes has exactly one text.
public final class Base64Url {

  /// Looked up, since each character of each token is.
  private static final boolean[] LETTERS = letters();

  private Base64Url() {}

  /// The bytes that a text stands for; null if it is not their one spelling.
  public static byte @Nullable [] decode(String text) {
    if (text.length() % 4 == 1 || !isSpelt(text)) {
      return null; // without this check the JDK's decoder would throw, or take padding
    }
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    return encode(bytes).equals(text) ? bytes : null;
  }

  /// The one text that stands for these bytes.
  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Whether a text has no characters but those of the alphabet; true for the empty text.
  static boolean isSpelt(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isLetter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether this is one of the alphabet, `[A-Za-z0-9_-]`.
  static boolean isLetter(char c) {
    return c < LETTERS.length && LETTERS[c];
  }

  private static boolean[] letters() {
    var letters = new boolean[128];
    for (char c :
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
      letters[c] = true;
    }
    return letters;
  }
}
