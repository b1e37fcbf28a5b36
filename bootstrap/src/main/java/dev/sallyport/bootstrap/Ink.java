package dev.sallyport.bootstrap;

import java.util.Map;

/// How lines stand out on a terminal (ECMA-48, SGR), or do not.
enum Ink {
  /// In bold.
  BOLD("\u001b[1m", "\u001b[0m"),
  /// As all other lines: in a pipe, a file, or where a person wants it so.
  PLAIN("", "");

  private final String begin;
  private final String end;

  Ink(String begin, String end) {
    this.begin = begin;
    this.end = end;
  }

  /// What a terminal takes.
  ///
  /// @param environment in which `NO_COLOR`, if it is not empty, and `TERM=dumb` refuse it
  static Ink on(Terminal terminal, Map<String, String> environment) {
    boolean refused =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || "dumb".equals(environment.get("TERM"));
    return terminal.dialogue().isPresent() && !refused ? BOLD : PLAIN;
  }

  /// A line that stands out.
  String strong(String line) {
    return begin + line + end;
  }
}
