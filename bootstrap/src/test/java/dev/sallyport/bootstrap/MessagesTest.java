package dev.sallyport.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.sallyport.bootstrap.Machine.Ran;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What somebody reads who has never used the program, and does what is wrong: lines that say what,
/// where, and what to do instead.
final class MessagesTest {

  private static final String PASSWORD = "a long enough pass phrase";
  private static final String HASH = "$2b$10$abcdefghijklmnopqrstuuTJN.poKq7XPJEXYitdyympuxqvqrWr.";
  private static final Pattern OF_A_COMMAND = Pattern.compile("  ([a-z][a-z-]*) +(.*)");

  /// What nobody can do anything with, and the parser's own words.
  private static final Pattern NOT_FOR_PEOPLE =
      Pattern.compile("\tat |Exception|\\bnull\\b|index \\d|positional|[Uu]nmatched|java\\.");

  @TempDir Path directory;
  Machine machine;

  @BeforeEach
  void a_new_machine() {
    machine = new Machine(directory);
  }

  private static void isForPeople(Ran ran) {
    assertThat(ran.err().lines()).isNotEmpty().allMatch(line -> line.startsWith("sallyport: "));
    assertThat(ran.err() + ran.out()).doesNotContainPattern(NOT_FOR_PEOPLE);
  }

  private static String[] words(String command) {
    return command.isEmpty() ? new String[0] : command.split(" ", -1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          serv                            | there is no command "serv"; did you mean serve?
          users list                      | there is no command "users"; did you mean user?
          import users.txt                | there is no command "import"
          help                            | there is no command "help"
          user ad                         | there is no command "user ad"; did you mean add?
          serve now                       | serve takes no argument
          user add alice s3cret           | user add takes NAME and no more
          user rename alice bob carol     | user rename takes NAME NEW and no more
          explain eyJhbGciOiJub25lIn0     | explain takes no argument
          completion zsh                  | completion takes no argument
          --bogus                         | there is no option "--bogus"
          user list --jason               | there is no option "--jason"
          user add alice --rol ops        | there is no option "--rol"; did you mean --role?
          user add --json alice           | there is no option "--json"
          user add alice --role           | Missing required parameter for option '--role' (R)
          user add alice --role OPS       | --role: "OPS" is no role: up to 64 of a-z, 0-9 and : . _ -, a letter or digit first
          user add a/b                    | NAME: "a/b" is no username: 1 to 128 letters, digits and . _ @ + -
          user add                        | Missing required parameter: 'NAME'
          user                            | Missing required subcommand
          session revoke 7                | SID: "7" is no session id: a UUID in lower case
          key revoke a/b                  | KID: "a/b" is no key id: 1 to 64 of A-Z, a-z, 0-9, _ and -
          client add A                    | NAME: "A" is no name of a service: up to 64 of a-z, 0-9 and . _ -, a letter or digit first
          --config=a --config=b config    | option '--config' (FILE) should be specified only once
          """)
  void a_wrong_command_line_is_told_with_what_would_be_right(String command, String line) {
    Ran ran = machine.run(words(command));

    assertThat(ran.err().lines()).hasSize(2).first().isEqualTo("sallyport: " + line);
    assertThat(ran.err()).endsWith(" --help shows how" + System.lineSeparator());
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    isForPeople(ran);
  }

  @Test
  void what_is_no_role_is_told_as_that() {
    Ran ran = machine.run("user", "roles", "alice", "ops", "OPS");

    assertThat(ran.err())
        .isEqualToIgnoringNewLines(
            "sallyport: R: \"OPS\" is no role: up to 64 of a-z, 0-9 and : . _ -, a letter or digit"
                + " first");
    assertThat(ran.exitCode()).isEqualTo(2);
  }

  /// In an order in which each is reached by what the one above shows.
  private Map<String, String> helpOfEveryCommand() {
    Map<String, String> help = new LinkedHashMap<>();
    var left = new ArrayDeque<>(List.of(""));
    while (!left.isEmpty()) {
      String command = left.pop();
      Ran ran = machine.run(words((command + " --help").strip()));
      assertThat(ran.err()).isEmpty();
      assertThat(ran.exitCode()).isZero();
      help.put(command, ran.out());
      commandsIn(ran.out()).keySet().forEach(name -> left.add((command + ' ' + name).strip()));
    }
    return help;
  }

  /// What the list of commands says of each.
  private static Map<String, String> commandsIn(String help) {
    Map<String, String> commands = new LinkedHashMap<>();
    String name = "";
    for (String line :
        help.split("Commands:\\R", 2).length < 2
            ? List.<String>of()
            : help.split("Commands:\\R", 2)[1].lines().toList()) {
      var begun = OF_A_COMMAND.matcher(line);
      if (begun.matches()) {
        name = begun.group(1);
        commands.put(name, begun.group(2));
      } else {
        commands.merge(name, line.strip(), (text, more) -> text + ' ' + more);
      }
    }
    return commands;
  }

  @Test
  void every_command_argument_and_option_is_explained_in_whole_sentences() {
    Map<String, String> help = helpOfEveryCommand();

    assertThat(help).hasSizeGreaterThan(25);
    help.forEach((command, text) -> {
      assertThat(commandsIn(text))
          .as("the commands of sallyport %s", command)
          .allSatisfy((_, description) -> assertThat(description).endsWith("."));
      assertThat(text.lines().filter(line -> line.matches(" {2,6}[-\\[A-Z].*")))
          .as("sallyport %s --help", command)
          .allMatch(line -> line.matches(".*\\S {2,}\\S.*"));
    });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          short             | the password has fewer than 15 characters, and is one of those that attackers try first
          passwordpassword  | the password is one of those that attackers try first
          """)
  void a_password_that_is_refused_says_why(String password, String line) {
    for (boolean atTerminal : new boolean[] {false, true}) {
      Machine here =
          atTerminal ? machine.answering(password, password) : machine.piping(password + "\n");
      Ran ran = here.run("user", "add", "alice");
      assertThat(ran.err()).isEqualToIgnoringNewLines("sallyport: " + line);
      assertThat(ran.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void a_password_that_is_too_long_says_how_long_it_may_be() {
    Ran ran = machine.piping("kitchen table ".repeat(10) + "\n").run("user", "add", "alice");

    assertThat(ran.err())
        .isEqualToIgnoringNewLines("sallyport: the password has more than 128 characters");
  }

  /// A terminal of another encoding: whatever was typed, each character would be the same one, and
  /// nobody could sign in with it.
  @Test
  void a_password_that_was_not_understood_is_not_set() {
    String typed = "kitchen t\uFFFD\uFFFDble and chairs";

    Ran ran = machine.answering(typed, typed).run("user", "add", "alice");

    assertThat(ran.err())
        .isEqualToIgnoringNewLines(
            "sallyport: the password has characters that are none in the locale of this terminal:"
                + " set LC_ALL=C.UTF-8, or give it on standard input");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_byte_order_mark_is_told_as_what_it_is() throws IOException {
    Files.writeString(directory.resolve("bom.conf"), "\uFEFFaccess.ttl = 5m\n", UTF_8);
    assertThat(machine.run("--config", "bom.conf", "config").err())
        .isEqualToIgnoringNewLines(
            "sallyport: bom.conf: got UTF-8 with a byte order mark in front; takes a file of"
                + " settings");

    machine.piping(PASSWORD).run("user", "add", "alice");
    Files.writeString(directory.resolve("users"), "\uFEFFbob:" + HASH + "\ncarol:" + HASH, UTF_8);
    assertThat(machine.run("user", "import", "users").err().lines())
        .containsExactly(
            "sallyport: line 1: it begins with a byte order mark: save the file as UTF-8 without"
                + " one",
            "sallyport: to import: 1, there already: 0, refused: 1; nothing was changed");
  }

  @Test
  void of_many_bad_lines_the_first_are_told_and_how_many_more_there_are() throws IOException {
    machine.piping(PASSWORD).run("user", "add", "alice");
    Files.writeString(directory.resolve("users"), "this is another file\n".repeat(1_000));

    Ran ran = machine.run("user", "import", "users");

    assertThat(ran.err().lines())
        .hasSize(22)
        .contains(
            "sallyport: line 20: it has no colon between a name and a hash",
            "sallyport: and 980 more lines",
            "sallyport: to import: 0, there already: 0, refused: 1000; nothing was changed");
    isForPeople(ran);
  }

  @Test
  void what_could_not_be_shown_is_no_success() {
    for (String command : List.of("user add alice --temporary", "config", "user list")) {
      var err = new StringWriter();

      Ran ran = machine.run(new FullDisk(), err, words(command));

      assertThat(ran.exitCode()).as(command).isEqualTo(1);
      assertThat(err.toString())
          .as(command)
          .isEqualToIgnoringNewLines(
              "sallyport: standard output is full or was closed: not all that was to be shown was");
    }
  }

  @Test
  void whoever_has_seen_enough_of_it_is_told_nothing() {
    assertThatCode(() -> writeWhere("Broken pipe")).doesNotThrowAnyException();
    assertThatIOException().isThrownBy(() -> writeWhere("No space left on device"));
  }

  private static void writeWhere(String mishap) throws IOException {
    var broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(mishap);
          }
        };
    new Main.UntilNobodyReads(broken).write("text".getBytes(UTF_8), 0, 4);
  }

  private static final class FullDisk extends Writer {
    @Override
    public void write(char[] text, int from, int length) throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
