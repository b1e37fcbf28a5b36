package dev.sallyport.adapters.memory;

import java.util.List;
import java.util.stream.Stream;

/// Runs along the alphabet, the digits or a keyboard, forwards and backwards, on over the end
/// (`890123`), and of one character (`aaaa`).
final class Runs {

  /// Two neighbours say nothing yet: half of all words have such a pair.
  private static final int LEAST = 3;

  private static final List<String> ROWS =
      Stream.of(
              "abcdefghijklmnopqrstuvwxyz",
              "1234567890",
              "!@#$%^&*()",
              "qwertyuiopasdfghjklzxcvbnm",
              "qwertzuiopasdfghjklyxcvbnm",
              "azertyuiopqsdfghjklmwxcvbn",
              "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
              "1qazxsw23edcvfr45tgbnhy67ujm",
              "qazwsxedcrfvtgbyhnujm",
              "1q2w3e4r5t6y7u8i9o0p",
              "a1b2c3d4e5f6g7h8i9")
          .flatMap(row -> Stream.of(row, new StringBuilder(row).reverse().toString()))
          .map(row -> row + row)
          .toList();

  private Runs() {}

  /// Whether the text consists of nothing but runs.
  static boolean cover(String text) {
    int at = 0;
    while (at < text.length()) {
      int length = lengthAtStart(text.substring(at));
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return !text.isEmpty();
  }

  /// How long the run is that the text begins with; 0 if it begins with none.
  static int lengthAtStart(String text) {
    int length = LEAST;
    if (!isRun(text, 0, length)) {
      return 0;
    }
    while (isRun(text, 0, length + 1)) {
      length++;
    }
    return length;
  }

  /// How long the run is that the text ends with; 0 if it ends with none.
  static int lengthAtEnd(String text) {
    return lengthAtStart(new StringBuilder(text).reverse().toString());
  }

  private static boolean isRun(String text, int from, int to) {
    if (to > text.length()) {
      return false;
    }
    String piece = text.substring(from, to);
    return ROWS.stream().anyMatch(row -> row.contains(piece))
        || piece.chars().allMatch(c -> c == piece.charAt(0));
  }
}
