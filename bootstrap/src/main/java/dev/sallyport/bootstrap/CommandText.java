package dev.sallyport.bootstrap;

import java.util.Map;
import java.util.Optional;

/// A command line that starts this program again, on the same installation, in the same directory.
final class CommandText {

  private CommandText() {}

  /// The text, fit for a shell.
  ///
  /// @param startedAs how it was started, fit for a shell already
  /// @param whereabouts variables that name the installation
  static String of(
      String startedAs, Map<String, String> whereabouts, Optional<String> configFile) {
    var text = new StringBuilder();
    whereabouts.forEach(
        (name, value) -> text.append(name).append('=').append(quoted(value)).append(' '));
    text.append(startedAs);
    configFile.ifPresent(file -> text.append(" --config ").append(quoted(file)));
    return text.toString();
  }

  /// A word as a shell takes it for just that word.
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@%+=,-]+") ? word : '\'' + word.replace("'", "'\\''") + '\'';
  }
}
