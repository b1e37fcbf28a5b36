package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.Machine.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserImportTest {

  // Computed by libxcrypt.
  private static final String BOB = "$2y$05$abcdefghijklmnopqrstuuEDImGeV1uDGMbFy/wRj5vzXcIFGMU42";
  private static final String CAROL =
      "$2b$10$abcdefghijklmnopqrstuuTJN.poKq7XPJEXYitdyympuxqvqrWr.";
  private static final String COSTLY =
      "$2a$12$abcdefghijklmnopqrstuuOeZ2hQ32AyBh8ZYFFLfYoUxWKOV2GcS";

  @TempDir Path directory;
  Machine machine;

  @BeforeEach
  void alice_is_there() {
    machine = new Machine(directory);
    Ran ran = machine.piping("a long enough pass phrase\n").run("user", "add", "alice");
    assertThat(ran.err()).isEmpty();
  }

  private Ran imported(String text, String... options) throws IOException {
    Files.writeString(directory.resolve("users.txt"), text);
    String[] args = new String[3 + options.length];
    args[0] = "user";
    args[1] = "import";
    args[2] = "users.txt";
    System.arraycopy(options, 0, args, 3, options.length);
    return machine.run(args);
  }

  private void assertRefused(Ran ran, String... lines) {
    assertThat(ran.err().lines())
        .containsExactlyElementsOf(
            List.of(lines).stream().map(line -> "sallyport: " + line).toList());
    assertThat(ran.exitCode()).isEqualTo(1);
  }

  /// The names and roles of the list.
  private List<String> listed() {
    return machine
        .run("user", "list")
        .out()
        .lines()
        .skip(1)
        .map(line -> line.replaceAll(" +enabled .*", "").replaceAll(" {2,}", " | "))
        .toList();
  }

  @Test
  void a_line_makes_a_user_with_its_roles() throws IOException {
    Ran ran =
        imported(
            "# users of the old program\n"
                + "\n"
                + ("bob:" + BOB + "\n")
                + ("Carol@Example.org:" + CAROL + ":ops,b:write\r\n")
                + ("dave:" + CAROL.replace("$2b$", "$2a$")));

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).isEqualToIgnoringNewLines("imported: 3, there already: 0, refused: 0");
    assertThat(ran.exitCode()).isZero();
    assertThat(listed())
        .containsExactly(
            "alice | none", "bob | none", "carol@example.org | b:write, ops", "dave | none");
  }

  @Test
  void a_dry_run_tells_the_same_and_changes_nothing() throws IOException {
    String text = "bob:" + BOB + "\nalice:" + CAROL + ":admin\n";

    Ran dry = imported(text, "--dry-run");
    assertThat(dry.exitCode()).isZero();
    assertThat(dry.err()).isEmpty();
    assertThat(dry.out().lines())
        .containsExactly(
            "line 2: there is a user alice",
            "to import: 1, there already: 1, refused: 0; nothing was changed");
    assertThat(listed()).containsExactly("alice | none");

    assertThat(imported(text).out().lines())
        .containsExactly(
            "line 2: there is a user alice", "imported: 1, there already: 1, refused: 0");
    assertThat(listed()).containsExactly("alice | none", "bob | none");

    assertThat(imported(text).out().lines())
        .containsExactly(
            "line 1: there is a user bob",
            "line 2: there is a user alice",
            "imported: 0, there already: 2, refused: 0");
  }

  @Test
  void every_bad_line_is_told_by_number_and_reason_and_one_stops_all() throws IOException {
    String secret = "hunter2-hunter2";
    String text =
        String.join(
            "\n",
            "bob:" + BOB,
            secret,
            "carol:" + secret,
            "not a name:" + CAROL,
            "dave:" + CAROL.replace("$2b$", "$2x$"),
            "erin:" + CAROL.substring(1),
            "frank:" + CAROL + "x",
            "grace:" + COSTLY,
            "heidi:" + CAROL + ":Admin",
            "ivan:" + CAROL + ":",
            "BOB:" + CAROL,
            "judy:" + CAROL + ":" + roles(33),
            "mallory:" + CAROL + " ");

    Ran ran = imported(text);

    assertRefused(
        ran,
        "line 2: it has no colon between a name and a hash",
        "line 3: its hash is not of bcrypt: $2a$, $2b$ or $2y$",
        "line 4: its name is no username: 1 to 128 letters, digits and . _ @ + -",
        "line 5: its hash is of a broken bcrypt: it takes $2a$, $2b$ or $2y$",
        "line 6: its hash is not of bcrypt: $2a$, $2b$ or $2y$",
        "line 7: its hash is not whole, or its cost is none of 04 to 31",
        "line 8: the cost of its hash is above password.bcrypt-cost, which is 10",
        "line 9: it has a role that is none: up to 64 of a-z, 0-9 and : . _ -, a letter or digit"
            + " first, a comma between two",
        "line 10: it has a role that is none: up to 64 of a-z, 0-9 and : . _ -, a letter or digit"
            + " first, a comma between two",
        "line 11: line 1 has the same name",
        "line 12: it has more than 32 roles",
        "line 13: its hash is not whole, or its cost is none of 04 to 31",
        "to import: 1, there already: 0, refused: 12; nothing was changed");
    assertThat(ran.out() + ran.err()).doesNotContain(secret, CAROL.substring(7));
    assertThat(listed()).containsExactly("alice | none");
    assertThat(imported(text, "--dry-run")).isEqualTo(ran);
  }

  private static String roles(int count) {
    return IntStream.range(0, count).mapToObj(i -> "r" + i).collect(Collectors.joining(","));
  }

  @Test
  void a_line_that_is_not_utf_8_is_told() throws IOException {
    Files.write(
        directory.resolve("users.txt"),
        ("jürgen:" + BOB + "\n\uFEFFbob:" + BOB).getBytes(StandardCharsets.ISO_8859_1));

    assertRefused(
        machine.run("user", "import", "users.txt"),
        "line 1: it is not UTF-8",
        "line 2: its name is no username: 1 to 128 letters, digits and . _ @ + -",
        "to import: 0, there already: 0, refused: 2; nothing was changed");
  }

  @Test
  void a_file_that_cannot_be_read_is_told() throws IOException {
    assertRefused(
        machine.run("user", "import", "missing"),
        "no users were read from missing: there is no such file");
    assertRefused(
        machine.run("user", "import", "data"), "no users were read from data: it is a directory");
    Files.write(directory.resolve("big"), new byte[16 * 1024 * 1024 + 1]);
    assertRefused(
        machine.run("user", "import", "big"),
        "no users were read from big: it has more than 16 MiB");
  }

  @Test
  void an_empty_file_imports_nobody() throws IOException {
    assertThat(imported("").out())
        .isEqualToIgnoringNewLines("imported: 0, there already: 0, refused: 0");
  }

  @Test
  void nothing_is_imported_where_there_is_no_installation(@TempDir Path elsewhere)
      throws IOException {
    Files.writeString(elsewhere.resolve("users.txt"), "bob:" + BOB);
    Ran ran = new Machine(elsewhere).run("user", "import", "users.txt");

    assertThat(ran.err()).contains("there is no installation");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(elsewhere.resolve("data")).doesNotExist();
  }
}
