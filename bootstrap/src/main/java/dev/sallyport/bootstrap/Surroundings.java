package dev.sallyport.bootstrap;

import dev.sallyport.application.port.SecretGenerator;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// The machine, as far as the program sees it. [Main] takes it from the JVM, nobody else does, and
/// tests make it up.
///
/// @param startedAs the start of a command line that starts this program again, fit for a shell
/// @param lifetime what a server does between its start and its end
record Surroundings(
    Map<String, String> environment,
    Path workingDirectory,
    InstantSource clock,
    SecretGenerator secrets,
    Terminal terminal,
    String startedAs,
    Lifetime lifetime) {

  /// How long a server runs.
  @FunctionalInterface
  interface Lifetime {

    /// Returns when it is time to stop, or lets the JVM end and stops the server before.
    void of(AutoCloseable server) throws Exception;
  }
}
