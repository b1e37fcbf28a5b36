package dev.sallyport.bootstrap.config;

import dev.sallyport.bootstrap.config.Setting.Bad;
import dev.sallyport.bootstrap.config.Setting.Good;
import dev.sallyport.bootstrap.config.Setting.Reading;
import dev.sallyport.domain.key.SecretBytes;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/// Random bytes as base64url without padding (RFC 4648, section 5), in their one canonical spelling.
///
/// What can be told not to come from a generator is refused: a chosen word in whatever coat is found
/// by whoever has one token and a dictionary.
final class SecretText {

  /// 43 random characters have some 31 different ones, 64 hexadecimal digits some 16; so few are
  /// less likely than one in a thousand million.
  private static final int FEWEST_DIFFERENT_CHARACTERS = 11;

  /// Keys that stand in a specification, and so in every dictionary.
  private static final Set<String> PUBLISHED =
      Set.of(
          // RFC 7515, appendix A.1
          "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
          // RFC 7520, section 3.5
          "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
          // The alphabet itself, in the two orders that come to mind
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
          "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

  private SecretText() {}

  /// Reads a secret.
  ///
  /// @param least the fewest bytes
  /// @param most the most bytes
  static Reading<SecretBytes> read(String text, int least, int most) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      return new Bad<>("something that is not base64url");
    }
    if (bytes.length < least || bytes.length > most) {
      return new Bad<>(bytes.length + " bytes");
    }
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
      return new Bad<>("base64url with padding or unused bits");
    }
    if (isSequence(bytes)) {
      return new Bad<>("a sequence of bytes that no generator makes");
    }
    if (isPrintable(bytes)) {
      return new Bad<>("a text, not random bytes");
    }
    if (isPublished(text)) {
      return new Bad<>("a key that is published in a specification");
    }
    if (isRepeated(text) || text.chars().distinct().count() < FEWEST_DIFFERENT_CHARACTERS) {
      return new Bad<>("a text that repeats itself");
    }
    return new Good<>(SecretBytes.copyOf(bytes));
  }

  /// A published key, or one cut to length or made longer.
  private static boolean isPublished(String text) {
    return PUBLISHED.stream().anyMatch(key -> key.startsWith(text) || text.startsWith(key));
  }

  /// One byte repeated, or counting up or down.
  private static boolean isSequence(byte[] bytes) {
    var steps = new HashSet<Byte>();
    for (int i = 1; i < bytes.length; i++) {
      steps.add((byte) (bytes[i] - bytes[i - 1]));
    }
    return steps.size() <= 1;
  }

  private static boolean isPrintable(byte[] bytes) {
    for (byte b : bytes) {
      if (b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  /// A word written again and again, the last time perhaps not to its end.
  private static boolean isRepeated(String text) {
    for (int period = 1; period <= text.length() / 2; period++) {
      if (text.startsWith(text.substring(period))) {
        return true;
      }
    }
    return false;
  }
}
