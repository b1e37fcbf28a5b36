package dev.sallyport.bootstrap.pages;

import static java.util.stream.Collectors.joining;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a page shows of what a command prints. `…` stands for what is different each time, such as
/// a token or a time; on a line of its own, for any number of lines. All else is to the letter.
record Answer(String text) {

  /// Whether this is what was printed.
  boolean isOf(String printed) {
    return pattern().matcher(printed).matches();
  }

  /// Whether that is what has been printed so far, whatever follows.
  boolean begins(String printed) {
    return pattern().matcher(printed).lookingAt();
  }

  private Pattern pattern() {
    return Pattern.compile(
        text.lines()
            .map(line -> line.equals("…") ? "(?:.*\n)*?" : literally(line) + "\n")
            .collect(joining()));
  }

  private static String literally(String line) {
    return Stream.of(line.split("…", -1)).map(Pattern::quote).collect(joining(".+"));
  }
}
