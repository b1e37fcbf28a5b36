package dev.sallyport.bootstrap;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Where a command reads and writes.
///
/// @param dialogue a person who can be asked; empty if a program is at the other end
/// @param echoes whether a person would see what is read from `in` as they type it
record Terminal(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    Optional<Dialogue> dialogue,
    BooleanSupplier echoes) {

  /// The command did what it was asked for.
  static final int OK = 0;

  /// The command was refused, or failed.
  static final int FAILED = 1;

  /// The command line or the settings are wrong; nothing was tried.
  static final int MISUSED = 2;

  /// A person at a terminal.
  interface Dialogue {

    /// What the person types; empty if they end the input instead.
    Optional<String> ask(String question);

    /// The same, without echo.
    Optional<String> askHidden(String question);
  }

  /// Tells that the command did what it was asked for.
  int done(String line) {
    out.println(line);
    return OK;
  }

  /// Tells in one line why it did not.
  int failed(String line) {
    complain(line);
    return FAILED;
  }

  /// A line for the person that is no result.
  void complain(String line) {
    err.println("sallyport: " + line);
  }
}
