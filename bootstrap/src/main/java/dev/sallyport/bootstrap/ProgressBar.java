package dev.sallyport.bootstrap;

import java.util.Locale;

/// How far a long command is, on a line that changes: for a person alone, who waits.
final class ProgressBar {

  private static final int WIDTH = 24;

  private final Terminal terminal;
  private final String of;
  private String shown = "";

  /// @param of what is counted, in the plural
  ProgressBar(Terminal terminal, String of) {
    this.terminal = terminal;
    this.of = of;
  }

  /// So much is done. The line is written anew only if it would be another one.
  void show(long done, long all) {
    if (terminal.dialogue().isEmpty()) {
      return;
    }
    long full = all == 0 ? WIDTH : WIDTH * done / all;
    long percent = all == 0 ? 100 : 100 * done / all;
    String line =
        String.format(
            Locale.ROOT,
            "[%s%s] %3d %%  %,d of %,d %s",
            "#".repeat((int) full),
            "-".repeat((int) (WIDTH - full)),
            percent,
            done,
            all,
            of);
    if (!line.equals(shown)) {
      shown = line;
      terminal.err().print('\r' + line);
    }
    if (done == all) {
      terminal.err().println();
    }
    terminal.err().flush();
  }
}
