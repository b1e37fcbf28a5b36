package dev.sallyport.bootstrap.config;

import java.util.ArrayList;
import java.util.List;

/// The settings as a file has them: `name = value`, one a line, `#` before a comment.
///
/// There are no escapes and no continued lines, so a path or a secret stands there as it is; what
/// Java's own reader of properties does to a backslash has surprised enough people.
///
/// @param entries in the order of the file
/// @param broken the numbers of the lines that are neither a setting nor a comment; what they say is
///     not repeated, since it may be half a secret
record SettingsFile(List<Entry> entries, List<Integer> broken) {

  /// One setting.
  ///
  /// @param line its number, from 1
  record Entry(String name, String value, int line) {}

  /// Reads the text of a file. Never throws, whatever the text.
  static SettingsFile parse(String text) {
    List<Entry> entries = new ArrayList<>();
    List<Integer> broken = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      int equals = line.indexOf('=');
      if (equals > 0) {
        if (!line.startsWith("#")) {
          String name = line.substring(0, equals).strip();
          entries.add(new Entry(name, line.substring(equals + 1).strip(), i + 1));
        }
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        broken.add(i + 1);
      }
    }
    return new SettingsFile(List.copyOf(entries), List.copyOf(broken));
  }
}
