package dev.sallyport.bootstrap.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// The classes of the fat jar, as a JVM has loaded them once (AppCDS): the many processes of these
/// tests need a third less work to start with it. A JVM that finds it unfit, as after the jar was
/// built anew, does without.
final class ClassArchive {

  private static final List<String> OPTIONS = make();

  private ClassArchive() {}

  /// For every JVM that runs the jar.
  static List<String> options() {
    return OPTIONS;
  }

  private static List<String> make() {
    Path jar = Path.of(Objects.requireNonNull(System.getProperty("sallyport.jar")));
    // Each JVM that runs tests makes its own: several do at the same time.
    Path archive =
        jar.resolveSibling("sallyport-tests-" + ProcessHandle.current().pid() + ".jsa")
            .toAbsolutePath();
    try {
      // Beside the jar, where the next build clears it away.
      Path target = Objects.requireNonNull(archive.getParent());
      Path directory = Files.createTempDirectory(target, "sallyport-archive");
      archive.toFile().deleteOnExit();
      try (Server server =
          new Program(directory, List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"))
              .serve()) {
        var visitor = new Visitor(server.url());
        // Refused, but by code that every test goes through.
        visitor.logIn("nobody", "a long enough passphrase");
      }
      return Files.exists(archive)
          ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-Xlog:all=error:stderr")
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
