package dev.sallyport.adapters.memory;

import dev.sallyport.domain.password.PasswordPolicy.CommonPasswords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/// The passwords that attackers try first: a list of 253,300 that have leaked, the 100,000 commonest
/// of ten million among them, and what people make of such a word to reach a length that is asked
/// for.
///
/// Common is a password that is on the list; that repeats a short sequence or a common password
/// (`passwordpassword`); that consists of [Runs] along the alphabet, the digits or a keyboard
/// (`qwertyuiop123456`); that is one on the list with such a run in front of it, behind it or
/// both (`password123456789`); or that is one on the list, one such repeated, or one single run,
/// with separators strewn in (`pass word pass word`, `1-2-3-4-5-6-7-8`).
///
/// The list is read at the first question and then takes 2.3 MB; a question takes microseconds.
public final class BundledCommonPasswords implements CommonPasswords {

  /// A sequence of so few characters is common when repeated, whatever it is.
  private static final int SHORT_SEQUENCE = 4;

  private static final String SEPARATORS = "-_.@ ";
  private static final Pattern EACH_SEPARATOR = Pattern.compile("[" + SEPARATORS + "]");

  /// Read when it is first asked for.
  private static final class Listed {
    static final SortedLines LINES = read();
  }

  @Override
  public boolean contains(String lowerCase) {
    return isListed(lowerCase)
        || Runs.cover(lowerCase)
        || isRepetition(lowerCase, SHORT_SEQUENCE)
        || isListedBesideRuns(lowerCase)
        || isCommonWithSeparators(lowerCase);
  }

  /// The list has none of fewer than four characters: they would make every password of three
  /// letters and a year common.
  private static boolean isListed(String text) {
    return Listed.LINES.contains(text);
  }

  /// Whether a common password, or anything that is short enough, comes again and again, with
  /// nothing or one separator in between.
  private static boolean isRepetition(String text, int shortEnough) {
    int period = periodOf(text);
    if (period == text.length()) {
      return false;
    }
    String unit = text.substring(0, period);
    if (SEPARATORS.indexOf(unit.charAt(period - 1)) >= 0) {
      unit = unit.substring(0, period - 1);
    }
    return period <= shortEnough || isListed(unit) || Runs.cover(unit);
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

  /// Several runs with separators between them are left alone: four words of one letter each are a
  /// choice of words.
  private static boolean isCommonWithSeparators(String text) {
    String joined = EACH_SEPARATOR.matcher(text).replaceAll("");
    return !joined.isEmpty()
        && (isListed(joined)
            || isRepetition(joined, 0)
            || Runs.lengthAtStart(joined) == joined.length());
  }

  private static SortedLines read() {
    String name = "common-passwords.txt";
    try (InputStream list = BundledCommonPasswords.class.getResourceAsStream(name)) {
      if (list == null) {
        throw new IllegalStateException("the list of common passwords is missing from the jar");
      }
      return SortedLines.read(list);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
