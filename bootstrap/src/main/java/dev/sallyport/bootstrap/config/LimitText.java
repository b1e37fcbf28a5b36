package dev.sallyport.bootstrap.config;

import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.Throttle;
import dev.sallyport.domain.throttle.Unlimited;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A limit as people write it in a setting: how many and in how long, such as `20/1m`; `0` for none.
final class LimitText {

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})/(.+)");

  private LimitText() {}

  /// Empty if the text has not this form, or a number is out of its range.
  static Optional<Throttle> parse(String text) {
    if (text.equals("0")) {
      return Optional.of(new Unlimited());
    }
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? DurationText.parse(matcher.group(2))
            .flatMap(window -> limit(Integer.parseInt(matcher.group(1)), window))
        : Optional.empty();
  }

  private static Optional<Throttle> limit(int count, Duration window) {
    boolean fits =
        count <= Limit.GREATEST_COUNT
            && window.compareTo(Limit.LEAST_WINDOW) >= 0
            && window.compareTo(Limit.GREATEST_WINDOW) <= 0;
    return fits ? Optional.of(new Limit(count, window)) : Optional.empty();
  }
}
