package dev.sallyport.adapters.memory;

import dev.sallyport.domain.password.PasswordPolicy.CommonPasswords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The passwords that attackers try first: a list of 96,444 that have leaked most often, and what
/// people make of such a word to reach a length that is asked for.
///
/// Common is a password that is on the list; that repeats a short sequence or a common password
/// (`passwordpassword`); that consists of [Runs] along the alphabet, the digits or a keyboard
/// (`qwertyuiop123456`); or that is one on the list with such a run in front of it, behind it or
/// both (`password123456789`).
///
/// The list is read at the first question and then takes 755 KB, one byte a character: one text that
/// is searched from end to end. A question takes about a millisecond, beside a hash that takes a
/// quarter of a second, so there is no index to keep.
public final class BundledCommonPasswords implements CommonPasswords {

  /// A sequence of so few characters is common when repeated, whatever it is.
  private static final int SHORT_SEQUENCE = 4;

  /// The list has no shorter ones: they would make every password of three letters and a year
  /// common.
  private static final int LEAST_LISTED = 4;

  private static final String SEPARATORS = "-_. ";

  /// Read when it is first asked for.
  private static final class Listed {
    static final String TEXT = read();
  }

  @Override
  public boolean contains(String lowerCase) {
    return isListed(lowerCase)
        || Runs.cover(lowerCase)
        || isRepetition(lowerCase)
        || isListedBesideRuns(lowerCase);
  }

  private static boolean isListed(String text) {
    return text.length() >= LEAST_LISTED
        && text.indexOf('\n') < 0
        && Listed.TEXT.contains('\n' + text + '\n');
  }

  private static boolean isRepetition(String text) {
    int period = periodOf(text);
    if (period == text.length()) {
      return false;
    }
    String unit = text.substring(0, period);
    if (SEPARATORS.indexOf(unit.charAt(period - 1)) >= 0) {
      unit = unit.substring(0, period - 1);
    }
    return period <= SHORT_SEQUENCE || isListed(unit) || Runs.cover(unit);
  }

  /// The least distance at which the text repeats itself to its end; its length if it does not.
  private static int periodOf(String text) {
    for (int period = 1; period < text.length(); period++) {
      if (text.startsWith(text.substring(period))) {
        return period;
      }
    }
    return text.length();
  }

  private static boolean isListedBesideRuns(String text) {
    int start = Runs.lengthAtStart(text);
    int end = text.length() - Runs.lengthAtEnd(text);
    return isListed(text.substring(start))
        || isListed(text.substring(0, end))
        || (start < end && isListed(text.substring(start, end)));
  }

  private static String read() {
    String name = "common-passwords.txt";
    try (InputStream list = BundledCommonPasswords.class.getResourceAsStream(name)) {
      if (list == null) {
        throw new IllegalStateException("the list of common passwords is missing from the jar");
      }
      return '\n' + new String(list.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
