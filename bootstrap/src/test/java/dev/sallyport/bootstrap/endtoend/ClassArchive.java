package dev.sallyport.bootstrap.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// The class archive of the fat jar: the many processes of these tests need half of the work to
/// start with it. A JVM that finds it unfit, as after the jar was built anew, does without.
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
    archive.toFile().deleteOnExit();
    try {
      var builder =
          new ProcessBuilder(
              script().toString(), jar.toAbsolutePath().toString(), archive.toString());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      int exit = builder.inheritIO().start().waitFor();
      return exit == 0
          ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-Xlog:all=error:stderr")
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Tests of several modules run the jar, each in its own folder of the repository.
  private static Path script() {
    for (Path folder = Path.of("").toAbsolutePath(); ; folder = folder.resolve("..").normalize()) {
      Path script = folder.resolve("scripts").resolve("class-archive");
      if (Files.exists(script)) {
        return script;
      }
      if (folder.getParent() == null) {
        throw new IllegalStateException("run in no folder of the repository");
      }
    }
  }
}
