package dev.sallyport.domain.user;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The name that a user signs in with, in its normalised form.
///
/// That form is `NFKC(lower(upper(NFKC(x))))` in the root locale: names that differ only in case or
/// in how their characters are composed are one name, whatever the locale of the machine. It has 1
/// to 128 code points of letters, marks, numbers and `. _ @ + -`.
public record Username(String text) {

  /// The most code points that a name may have.
  public static final int MAX_CODE_POINTS = 128;

  /// A code point can become 18 others under NFKC, so what is typed is bounded before it is folded.
  private static final int MAX_CHARS_AS_TYPED = 4 * MAX_CODE_POINTS;

  /// @throws IllegalArgumentException if the text is not a name in its normalised form; what a
  ///   person typed goes through [#parse(String)]
  public Username {
    if (!isName(text) || !fold(text).equals(text)) {
      throw new IllegalArgumentException("not a username in its normalised form");
    }
  }

  /// What a text, typed as a username, turns out to be.
  public sealed interface Parsed {}

  /// The text names this user, who may or may not exist.
  public record Named(Username username) implements Parsed {}

  /// The text is printable, but no user can ever have this name: to sign in with it is answered as
  /// with any unknown name, so that nothing is learned from the difference.
  public record NobodysName() implements Parsed {}

  /// The text is no name at all.
  public record Malformed(Reason reason) implements Parsed {}

  /// Why a text is no name at all; the words of the wire.
  public enum Reason {
    /// No characters.
    EMPTY,
    /// More than 128 code points.
    TOO_LONG,
    /// A control character, a line or paragraph separator, a bidirectional control, or ill-formed
    /// Unicode: what could forge a line of a log or of a terminal.
    CONTROL_CHARACTER
  }

  /// Folds and judges what a person typed. Never throws, whatever the text.
  public static Parsed parse(String typed) {
    if (typed.isEmpty()) {
      return new Malformed(Reason.EMPTY);
    }
    if (typed.length() > MAX_CHARS_AS_TYPED) {
      return new Malformed(Reason.TOO_LONG);
    }
    if (typed.codePoints().anyMatch(Username::isControl)) {
      return new Malformed(Reason.CONTROL_CHARACTER);
    }
    String folded = fold(typed);
    if (folded.codePointCount(0, folded.length()) > MAX_CODE_POINTS) {
      return new Malformed(Reason.TOO_LONG);
    }
    // A few characters fold further the second time: two spellings of one name must not be two.
    if (!isName(folded) || !fold(folded).equals(folded)) {
      return new NobodysName();
    }
    return new Named(new Username(folded));
  }

  /// What this name gives away of a password made from it: itself, what stands before an `@`, and the
  /// parts of that between dots and other signs.
  public List<String> contextWords() {
    int at = text.indexOf('@');
    String local = at > 0 ? text.substring(0, at) : text;
    return Stream.concat(Stream.of(text, local), Stream.of(local.split("[._@+-]")))
        .filter(word -> !word.isEmpty())
        .distinct()
        .toList();
  }

  private static String fold(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFKC);
    String lower = composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(lower, Normalizer.Form.NFKC);
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.codePointCount(0, text.length()) <= MAX_CODE_POINTS
        && text.codePoints().allMatch(Username::isNameCharacter);
  }

  private static boolean isNameCharacter(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> "._@+-".indexOf(codePoint) >= 0;
    };
  }

  private static boolean isControl(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default ->
          // The bidirectional controls of Unicode (UAX #9); the joiners beside them are harmless.
          codePoint == 0x061C
              || codePoint == 0x200E
              || codePoint == 0x200F
              || (codePoint >= 0x202A && codePoint <= 0x202E)
              || (codePoint >= 0x2066 && codePoint <= 0x2069);
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
