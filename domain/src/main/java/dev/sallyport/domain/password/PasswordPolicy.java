package dev.sallyport.domain.password;

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

  /// Why a new password is refused; the words of the wire.
  public enum Weakness {
    /// Fewer code points than the policy asks for.
    TOO_SHORT,
    /// More than 128 code points.
    TOO_LONG,
    /// On the list of common passwords, whatever its case.
    COMMON,
    /// The username or another word of the context, once or repeated, whatever the case.
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
    if (common.contains(lower)) {
      weaknesses.add(Weakness.COMMON);
    }
    if (Stream.of(contextWords, userWords)
        .flatMap(List::stream)
        .anyMatch(word -> repeats(lower, word.toLowerCase(Locale.ROOT)))) {
      weaknesses.add(Weakness.CONTEXT_WORD);
    }
    return weaknesses;
  }

  /// Whether the text is the word once or more often, with nothing or one separator in between.
  private static boolean repeats(String text, String word) {
    String rest = text;
    while (!word.isEmpty() && rest.startsWith(word)) {
      rest = rest.substring(word.length());
      if (rest.isEmpty()) {
        return true;
      }
      if ("-_. ".indexOf(rest.charAt(0)) >= 0) {
        rest = rest.substring(1);
      }
    }
    return false;
  }
}
