package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands of `docs/operations.md` do what the page says of them. They are run as they stand
/// there, but for the directories.
@Timeout(180)
final class OperationsPageIT {

  private static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final String PASSWORD = "a long enough passphrase";

  @TempDir private Path directory;
  private Program program;

  @BeforeEach
  void an_installation_with_a_user() throws IOException {
    program = new Program(directory);
    assertThat(program.run(PASSWORD + "\n", "user", "add", "alice").exit()).isZero();
    Files.createDirectory(directory.resolve("backups"));
    Files.createDirectory(directory.resolve("bin"));
    script("sallyport", String.join(" ", program.command()) + " \"$@\"");
    // The test starts and stops the server itself.
    script("systemctl", "true");
    // Where nobody has installed it: the same library, from the jar.
    Path shell = directory.resolve("Sqlite3.java");
    Files.writeString(
        shell,
        """
        void main(String[] args) throws Exception {
          try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + args[0])) {
            connection.createStatement().execute(args[1]);
          }
        }
        """);
    script(
        "sqlite3",
        System.getProperty("java.home")
            + "/bin/java -cp "
            + Objects.requireNonNull(System.getProperty("sallyport.jar"))
            + " "
            + shell
            + " \"$@\"");
  }

  private void script(String name, String command) throws IOException {
    Path file = directory.resolve("bin").resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /// Runs a block of the page that has `<!-- run: NAME -->` on top.
  private String run(String block) throws Exception {
    String script =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.equals("<!-- run: " + block + " -->"))
            .skip(2)
            .takeWhile(line -> !line.equals("```"))
            .collect(joining("\n"))
            .replace("/var/lib/sallyport", directory.resolve("data").toString())
            .replace("/var/backups/sallyport", directory.resolve("backups").toString());
    assertThat(script).isNotEmpty();
    Process bash =
        program
            .prepare(new ProcessBuilder("bash", "-euc", "PATH=$PWD/bin:$PATH\n" + script))
            .redirectErrorStream(true)
            .start();
    bash.getOutputStream().close();
    String printed = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(bash.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(printed).isZero();
    return printed;
  }

  @Test
  void after_a_restored_backup_nothing_that_was_issued_before_is_good() throws Exception {
    Held kept;
    Held unknown;
    try (Server server = program.serve()) {
      var alice = new Visitor(server.url());
      kept = alice.logIn("alice", PASSWORD).tokens();
      run("backup");
      assertThat(alice.refresh(kept).status()).isEqualTo(200);
      unknown = alice.logIn("alice", PASSWORD).tokens();
      assertThat(alice.me(unknown).status()).isEqualTo(200);
    }

    String printed = run("restore");

    assertThat(printed).contains("ended 1 session").contains("revoked ");
    try (Server server = program.serve()) {
      var alice = new Visitor(server.url());
      // The session of this one is in no database: nothing but its key can tell.
      assertThat(alice.me(unknown).status()).isEqualTo(401);
      assertThat(alice.me(kept).status()).isEqualTo(401);
      // Spent, and in the backup it was not: it would have been good a second time.
      assertThat(alice.refresh(kept).reason()).isEqualTo("ended");
      assertThat(alice.refresh(unknown).reason()).isEqualTo("unknown");
      Held anew = alice.logIn("alice", PASSWORD).tokens();
      assertThat(alice.me(anew).status()).isEqualTo(200);
    }
  }

  @Test
  void after_a_theft_what_was_stolen_is_good_for_nothing() throws Exception {
    try (Server server = program.serve()) {
      var alice = new Visitor(server.url());
      Held stolen = alice.logIn("alice", PASSWORD).tokens();

      assertThat(run("keys")).contains("signs", "the new key ");
      assertThat(alice.me(stolen).status()).isEqualTo(200);

      assertThat(run("device")).contains("live", "ended 1 session");
      assertThat(alice.me(stolen).reason()).isEqualTo("revoked");
      assertThat(alice.refresh(stolen).reason()).isEqualTo("ended");

      assertThat(run("everything")).contains("root secret 2 is in use", "; ");
    }
  }
}
