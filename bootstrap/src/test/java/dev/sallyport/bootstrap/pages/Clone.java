package dev.sallyport.bootstrap.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What somebody has who has just cloned this repository and built it: a directory of links to its
/// files, in which everything that a page makes is new.
record Clone(Path directory) implements AutoCloseable {

  /// What is made in a clone, by whoever works in this one.
  private static final Set<String> NOT_IN_A_CLONE =
      Set.of(".git", "data", "sallyport.properties", "target", "bootstrap");

  private static @Nullable Path archive;

  static Clone in(Path directory) throws IOException, InterruptedException {
    Path root = Path.of("..").toRealPath();
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.toList()) {
        if (!NOT_IN_A_CLONE.contains(entry.getFileName().toString())) {
          Files.createSymbolicLink(directory.resolve(entry.getFileName()), entry);
        }
      }
    }
    // The link to the jar is the newest, so that scripts/run finds nothing changed. Its
    // target is a folder of its own, for the class archive that scripts/run makes there.
    Path bootstrap = Files.createDirectory(directory.resolve("bootstrap"));
    for (String name : new String[] {"pom.xml", "src"}) {
      Files.createSymbolicLink(bootstrap.resolve(name), root.resolve("bootstrap").resolve(name));
    }
    Path target = Files.createDirectory(bootstrap.resolve("target"));
    Path jar = Path.of(Objects.requireNonNull(System.getProperty("sallyport.jar"))).toRealPath();
    Files.createSymbolicLink(target.resolve("sallyport.jar"), jar);
    Files.createSymbolicLink(target.resolve("sallyport.jsa"), archive(root, jar));
    // Where the README says that it can be run anywhere.
    Files.createSymbolicLink(directory.resolve("sallyport.jar"), jar);
    return new Clone(directory);
  }

  /// One for all clones of this JVM.
  private static synchronized Path archive(Path root, Path jar)
      throws IOException, InterruptedException {
    Path made = archive;
    if (made == null) {
      made = jar.resolveSibling("sallyport-pages-" + ProcessHandle.current().pid() + ".jsa");
      made.toFile().deleteOnExit();
      Process process =
          new ProcessBuilder(
                  root.resolve("scripts/class-archive").toString(), jar.toString(), made.toString())
              .redirectErrorStream(true)
              .start();
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      archive = made;
    }
    return made;
  }

  /// Takes the links away, which JUnit would warn of one by one.
  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
