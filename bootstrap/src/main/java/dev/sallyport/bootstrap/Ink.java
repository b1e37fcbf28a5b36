package dev.sallyport.bootstrap;

import java.util.Map;

/// How lines stand out on a terminal (ECMA-48, SGR), or do not.
enum Ink {
  /// In bold and in colours.
  COLOURED("\u001b[1m", "\u001b[36m", "\u001b[0m"),
  /// As all other lines: in a pipe, a file, or where a person wants it so.
  PLAIN("", "", "");

  private final String bold;
  private final String cyan;
  private final String end;

  Ink(String bold, String cyan, String end) {
    this.bold = bold;
    this.cyan = cyan;
    this.end = end;
  }

  /// What a terminal takes.
  ///
  /// @param environment in which `NO_COLOR`, if it is not empty, and `TERM=dumb` refuse it
  static Ink on(Terminal terminal, Map<String, String> environment) {
    boolean refused =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || "dumb".equals(environment.get("TERM"));
    return terminal.dialogue().isPresent() && !refused ? COLOURED : PLAIN;
  }

  /// A line to paste, which stands out.
  String command(String line) {
    return bold + line + end;
  }

  /// Where to look: an address, a page.
  String address(String text) {
    return cyan + text + end;
  }
}
