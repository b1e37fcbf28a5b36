package dev.sallyport.bootstrap;

import dev.sallyport.application.port.SecretGenerator;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// The machine, as far as the program sees it. [Main] takes it from the JVM, nobody else does, and
/// tests make it up.
///
/// @param cores how many passwords can be hashed at once, at least 1
/// @param logging for servers, and for commands that programs run
/// @param silence for commands that a person runs: they see the result, not our diary
/// @param startedAs the start of a command line that starts this program again, fit for a shell
record Surroundings(
    Map<String, String> environment,
    Path workingDirectory,
    InstantSource clock,
    SecureRandom random,
    int cores,
    Terminal terminal,
    String startedAs,
    Logging logging,
    Logging silence,
    Lifetime lifetime,
    Pause pause) {

  /// What becomes of all that is logged.
  @FunctionalInterface
  interface Logging {
    /// Begins; what it returns ends it.
    Log start();
  }

  /// What is being logged, until it is closed.
  @FunctionalInterface
  interface Log extends AutoCloseable {
    /// How many lines were lost so far, because nobody took them.
    default long lost() {
      return 0;
    }

    @Override
    void close();
  }

  /// How long a server runs.
  @FunctionalInterface
  interface Lifetime {
    /// Returns when it is time to stop.
    void untilItEnds() throws InterruptedException;
  }

  /// Lets time pass.
  @FunctionalInterface
  interface Pause {
    /// Returns when this much time is over, or earlier if the process is to end.
    void wait(Duration time);
  }

  /// Lets time pass, as a use case asks for it.
  boolean elapse(Duration time) {
    pause.wait(time);
    return true;
  }

  SecretGenerator secrets() {
    return count -> {
      byte[] bytes = new byte[count];
      random.nextBytes(bytes);
      return bytes;
    };
  }
}
