package dev.sallyport.domain.password;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// What a *new* password must be like: long enough, not too long, not a common one and not a word
/// that the context gives away, its user's name first of all. There are no rules of composition and
/// no expiry (NIST SP 800-63B-4, section 3.1.1.2; OWASP ASVS 5.0, 6.2).
///
/// @param minCodePoints the least length in code points, 8 to 64
/// @param common the passwords that attackers try first
/// @param contextWords words that everybody would guess here: the product, the host of the service
public record PasswordPolicy(int minCodePoints, CommonPasswords common, List<String> contextWords) {

  /// The least length that any setting may ask for.
  public static final int LOWEST_MIN = 8;

  /// The greatest least length that any setting may ask for.
  public static final int HIGHEST_MIN = 64;

  /// The most code points of a new password.
  public static final int MAX_CODE_POINTS = 128;

  /// @throws IllegalArgumentException if the least length is out of its range
  public PasswordPolicy {
    contextWords = List.copyOf(contextWords);
    if (minCodePoints < LOWEST_MIN || minCodePoints > HIGHEST_MIN) {
      throw new IllegalArgumentException("least password length out of range");
    }
  }

  /// The passwords that attackers try first.
  @FunctionalInterface
  public interface CommonPasswords {
    /// Whether a password is among them.
    ///
    /// @param lowerCase a password in lower case (root locale)
    boolean contains(String lowerCase);
  }

  /// The most digits and signs around a guessable word that make it no better: a year and an
  /// exclamation mark are what everybody adds, and what every guesser tries.
  private static final int MOST_PADDING = 6;

  private static final String SEPARATORS = "-_.@ ";

  /// Why a new password is refused; the words of the wire.
  public enum Weakness {
    /// Fewer code points than the policy asks for.
    TOO_SHORT,
    /// More than 128 code points.
    TOO_LONG,
    /// Among the common passwords, whatever its case and with up to six digits or signs around it.
    COMMON,
    /// Nothing but the username or other words of the context, once or repeated, whatever the case
    /// and with up to six digits or signs around them.
    CONTEXT_WORD,
    /// The password that must be changed; found by the use case that changes it.
    UNCHANGED
  }

  /// Everything that is wrong with a new password; a fresh set, empty if it may be set.
  ///
  /// @param userWords words that the user gives away, the name first of all; case does not matter
  public Set<Weakness> weaknessesOf(Password password, List<String> userWords) {
    var weaknesses = EnumSet.noneOf(Weakness.class);
    if (password.codePoints() < minCodePoints) {
      weaknesses.add(Weakness.TOO_SHORT);
    }
    if (password.codePoints() > MAX_CODE_POINTS) {
      weaknesses.add(Weakness.TOO_LONG);
    }
    String lower = password.text().toLowerCase(Locale.ROOT);
    String unpadded = withoutPadding(lower);
    if (common.contains(lower) || common.contains(unpadded)) {
      weaknesses.add(Weakness.COMMON);
    }
    List<String> words =
        Stream.of(contextWords, userWords)
            .flatMap(List::stream)
            .filter(word -> !word.isEmpty())
            .map(word -> word.toLowerCase(Locale.ROOT))
            .toList();
    if (consistsOf(words, lower) || consistsOf(words, unpadded)) {
      weaknesses.add(Weakness.CONTEXT_WORD);
    }
    return weaknesses;
  }

  /// The text from its first letter to its last, if there is one and no more stands around it than
  /// people add; else the text.
  private static String withoutPadding(String text) {
    int[] codePoints = text.codePoints().toArray();
    int start = 0;
    int end = codePoints.length;
    while (start < end && !Character.isLetter(codePoints[start])) {
      start++;
    }
    while (start < end && !Character.isLetter(codePoints[end - 1])) {
      end--;
    }
    boolean isPadded = start < end && codePoints.length - (end - start) <= MOST_PADDING;
    return isPadded ? new String(codePoints, start, end - start) : text;
  }

  /// Whether the text is made of these words, in any order and number, with nothing or one separator
  /// in between.
  private static boolean consistsOf(List<String> words, String text) {
    var reached = new BitSet();
    reached.set(0);
    for (int at = 0; at < text.length(); at = reached.nextSetBit(at + 1)) {
      for (String word : words) {
        if (text.startsWith(word, at)) {
          int end = at + word.length();
          reached.set(end);
          if (end < text.length() && SEPARATORS.indexOf(text.charAt(end)) >= 0) {
            reached.set(end + 1);
          }
        }
      }
      if (reached.nextSetBit(at + 1) < 0) {
        return false;
      }
    }
    return true;
  }
}
