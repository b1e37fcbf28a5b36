package dev.sallyport.bootstrap.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A length of time as people write it in a setting: a whole number and one unit, such as `10s`,
/// `15m`, `1h` or `7d`.
final class DurationText {

  /// Six digits are eleven days in seconds and 2,700 years in days: nobody needs more, and nothing
  /// overflows.
  private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,5})([smhd])");

  private DurationText() {}

  /// Empty if the text has not this form.
  static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }
}
