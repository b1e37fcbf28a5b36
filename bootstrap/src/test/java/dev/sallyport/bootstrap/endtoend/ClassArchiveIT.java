package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The class archive that `scripts/class-archive` makes: it is used with its own jar, and with no
/// other one.
@Timeout(120)
final class ClassArchiveIT {

  private static final Path SCRIPTS = Path.of("..", "scripts");

  /// How Java tells that a class of ours came from an archive.
  private static final String ARCHIVED = "dev.sallyport.bootstrap.Main source: shared objects file";

  @TempDir private Path directory;

  private static String run(String... command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private static String version(Path jar, Path archive, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + SCRIPTS.resolve("java-options"),
                "-XX:SharedArchiveFile=" + archive));
    command.addAll(List.of(more));
    command.addAll(List.of("-jar", jar.toString(), "--version"));
    return run(command.toArray(String[]::new));
  }

  @Test
  void it_is_used_until_the_jar_is_another_one_and_then_new_code_runs_without_a_word()
      throws Exception {
    Path jar = directory.resolve("sallyport.jar");
    Path archive = directory.resolve("sallyport.jsa");
    Files.copy(Path.of(Objects.requireNonNull(System.getProperty("sallyport.jar"))), jar);
    run(SCRIPTS.resolve("class-archive").toString(), jar.toString(), archive.toString());

    assertThat(version(jar, archive, "-Xlog:class+load")).contains(ARCHIVED);

    try (var inJar = FileSystems.newFileSystem(jar)) {
      Path manifest = inJar.getPath("META-INF", "MANIFEST.MF");
      String text = Files.readString(manifest);
      Files.writeString(
          manifest, text.replaceAll("(Implementation-Version: )\\S+", "$1another-one"));
    }
    assertThat(version(jar, archive)).isEqualTo("sallyport another-one\n");
    assertThat(version(jar, archive, "-Xlog:class+load")).doesNotContain(ARCHIVED);
  }

  @Test
  void a_jar_that_does_not_start_makes_none() throws Exception {
    Path jar = directory.resolve("sallyport.jar");
    Files.writeString(jar, "no jar");
    Path archive = directory.resolve("sallyport.jsa");
    Process process =
        new ProcessBuilder(
                SCRIPTS.resolve("class-archive").toString(), jar.toString(), archive.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(printed).contains("the server does not start").contains("sallyport.jar");
    assertThat(archive).doesNotExist();
  }
}
