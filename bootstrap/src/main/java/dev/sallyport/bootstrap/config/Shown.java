package dev.sallyport.bootstrap.config;

/// A text that somebody else wrote, made fit for a line of a terminal.
public final class Shown {

  private static final int MAX_CHARACTERS = 120;

  private Shown() {}

  /// The text in quotes, cut to a decent length, with `?` for what could move a cursor or forge a
  /// line.
  public static String quoted(String text) {
    var printable = new StringBuilder("\"");
    text.codePoints()
        .limit(MAX_CHARACTERS)
        .map(c -> isPrintable(c) ? c : '?')
        .forEach(printable::appendCodePoint);
    if (text.codePointCount(0, text.length()) > MAX_CHARACTERS) {
      printable.append('…');
    }
    return printable.append('"').toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      default -> true;
    };
  }
}
