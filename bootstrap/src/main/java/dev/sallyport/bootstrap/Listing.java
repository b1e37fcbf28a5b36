package dev.sallyport.bootstrap;

import dev.sallyport.adapters.telemetry.OneLineJson;
import java.util.Map;

/// What a command lists: in columns for a person, or with `--json` for a program, one object a line,
/// whose members have the names that they have over HTTP.
final class Listing {

  static final String JSON = "One JSON object a line instead of columns.";

  private final Terminal terminal;
  private final boolean json;
  private final TextTable table;

  /// @param titles of the columns
  Listing(Terminal terminal, boolean json, String... titles) {
    this.terminal = terminal;
    this.json = json;
    this.table = new TextTable(titles);
  }

  /// One more thing.
  ///
  /// @param object for a program
  /// @param cells for a person, one for each title
  void add(Map<String, ?> object, String... cells) {
    if (json) {
      terminal.out().println(OneLineJson.write(object));
    } else {
      table.add(cells);
    }
  }

  /// Ends the list.
  int done() {
    if (!json) {
      table.print(terminal.out());
    }
    return Terminal.OK;
  }
}
