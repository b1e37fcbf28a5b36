package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.Machine.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command line as such: what it refuses, and what it says.
class CommandsTest {

  /// In the first lines of a command's help: an option with a value, and what stands without one.
  private static final Pattern TAKEN =
      Pattern.compile("--[a-z-]+=[A-Z]+|(?<![-A-Za-z=])[A-Z]+(?![A-Za-z])");

  private static final Pattern SUBCOMMANDS = Pattern.compile("(?s)Commands:\\n(.*)");

  private static final String PASSWORD = "a long enough pass phrase\n";

  @TempDir Path directory;
  Machine machine;

  @BeforeEach
  void a_new_machine() {
    machine = new Machine(directory);
  }

  private static void assertRefused(Ran ran, int exitCode, String... lines) {
    assertThat(ran.err().lines()).containsExactly(lines);
    assertThat(ran.exitCode()).isEqualTo(exitCode);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void every_problem_with_the_settings_is_a_line_and_nothing_is_made() {
    machine.environment.put("SALLYPORT_ACCESS_TTL", "2h");
    machine.environment.put("SALLYPORT_MASTER_KEY", "hunter2hunter2");
    assertRefused(
        machine.run("serve"),
        2,
        "sallyport: master-key: got 10 bytes (SALLYPORT_MASTER_KEY); takes 32 random bytes as"
            + " base64url, made by openssl rand -base64 32 | tr '+/' '-_' | tr -d '='",
        "sallyport: access.ttl: got \"2h\" (SALLYPORT_ACCESS_TTL); takes a duration of 10s to 1h");
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user list",
        "user roles alice",
        "user rename alice bob",
        "user disable alice",
        "user enable alice",
        "user delete alice --yes",
        "user reset-password alice",
        "session list alice",
        "session revoke 01890a5d-ac96-774b-bcce-b302099a8057",
        "session revoke-all --everyone",
        "key list",
        "migrate --from jdbc:sqlite:data/sallyport.db --to jdbc:sqlite:other.db"
      })
  void where_there_is_no_installation_a_command_makes_none(String command) {
    assertRefused(
        machine.run(command.split(" ")),
        1,
        "sallyport: there is no installation: no database "
            + directory.resolve("data/sallyport.db")
            + "; \"user add NAME\" and \"serve\" make one");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_user_that_is_added_first_makes_the_installation_and_says_where() {
    Ran ran = machine.piping(PASSWORD).run("user", "add", "Alice", "--role", "admin");
    assertThat(ran.out().lines())
        .containsExactly(
            "made a new installation in " + directory.resolve("data"), "added alice, roles: admin");
    assertThat(ran.exitCode()).isZero();
    assertThat(machine.piping(PASSWORD).run("user", "add", "bob").out())
        .isEqualToIgnoringNewLines("added bob, roles: none");
  }

  @Test
  void a_password_that_is_refused_makes_no_installation_unless_it_was_judged_there() {
    assertRefused(
        machine.piping("").run("user", "add", "alice"), 1, "sallyport: no password was given");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void another_master_key_is_told_from_the_right_one() throws IOException {
    machine.piping(PASSWORD).run("user", "add", "alice");
    byte[] other = new byte[32];
    new java.security.SecureRandom().nextBytes(other);
    Path key = directory.resolve("data/master.key");
    Files.writeString(key, Base64.getUrlEncoder().withoutPadding().encodeToString(other) + "\n");
    assertRefused(
        machine.run("user", "list"),
        1,
        "sallyport: the database "
            + directory.resolve("data/sallyport.db")
            + " was made with another master key than the one in "
            + key
            + ", or was changed: set master-key to the one it was made with, or, to change it, that one as"
            + " master-key.previous; nothing was changed");
  }

  @Test
  void a_lost_master_key_is_not_replaced_by_a_new_one() throws IOException {
    machine.piping(PASSWORD).run("user", "add", "alice");
    Path key = directory.resolve("data/master.key");
    Files.delete(key);
    assertRefused(
        machine.run("serve"),
        1,
        "sallyport: the master key "
            + key
            + " is gone, and the database "
            + directory.resolve("data/sallyport.db")
            + " can't be read without it: put it back, or set master-key");
    assertThat(key).doesNotExist();
  }

  @Test
  void a_damaged_database_is_one_line() throws IOException {
    machine.piping(PASSWORD).run("user", "add", "alice");
    Path database = directory.resolve("data/sallyport.db");
    Files.writeString(database, "This is no database.".repeat(1000));
    Ran ran = machine.run("user", "list");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err().lines()).hasSize(1).first().asString().contains(database.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serv",
        "user",
        "user add",
        "user add a b",
        "user add alice --role ADMIN",
        "user list extra",
        "user roles alice admin --none",
        "session revoke 01890A5D-AC96-774B-BCCE-B302099A8057",
        "session revoke-all",
        "session revoke-all alice --everyone",
        "key",
        "config --bogus",
        "migrate",
        "migrate --from jdbc:sqlite:data/sallyport.db",
        "migrate --from data/sallyport.db --to jdbc:sqlite:other.db",
        "migrate --from jdbc:sqlite:data/sallyport.db --to jdbc:mysql://127.0.0.1/sallyport",
        "--config"
      })
  void a_wrong_command_line_is_told_in_lines_and_makes_nothing(String command) {
    Ran ran = machine.run(command.split(" "));
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).isNotEmpty().allMatch(line -> line.startsWith("sallyport: "));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_password_in_the_url_of_a_database_is_refused_and_not_shown() {
    Ran ran =
        machine.run(
            "migrate",
            "--from",
            "jdbc:sqlite:data/sallyport.db",
            "--to",
            "jdbc:postgresql://sallyport:hunter2@127.0.0.1/sallyport");
    assertRefused(
        ran,
        2,
        "sallyport: --to: got a url with a user or a password in it, which are for database.user and"
            + " database.password; takes jdbc:sqlite:FILE or jdbc:postgresql://HOST:PORT/NAME");
  }

  @Test
  void neither_url_of_a_move_may_ask_for_less_than_the_settings_allow() {
    String local = "jdbc:postgresql://127.0.0.1:1/sallyport";
    String bare = "jdbc:postgresql://db.example.com/sallyport?sslmode=disable";
    machine.environment.put("SALLYPORT_DATABASE_USER", "sallyport");
    for (String[] urls : new String[][] {{local, bare}, {bare, local}}) {
      Ran ran = machine.run("migrate", "--from", urls[0], "--to", urls[1]);
      assertThat(ran.exitCode()).isEqualTo(2);
      assertThat(ran.err()).contains("sslmode=verify-full");
    }
  }

  @Test
  void a_name_that_nobody_can_have_is_refused_without_forging_a_line() {
    assertRefused(
        machine.run("user", "add", "a\nb\u001b[2J"),
        2,
        "sallyport: NAME: \"a?b?[2J\" is no" + " username: 1 to 128 letters, digits and . _ @ + -",
        "sallyport: sallyport user add --help shows how");
  }

  @Test
  void a_name_with_an_at_sign_in_front_is_a_name() throws IOException {
    Files.writeString(directory.resolve("args"), "x");
    Ran ran = machine.piping(PASSWORD).run("user", "add", "@args");
    assertThat(ran.out()).contains("added @args");
  }

  @Test
  void config_shows_every_setting_its_value_and_its_source() {
    machine.environment.put("SALLYPORT_MASTER_KEY", "kT3vW1-9mYz0QeXr5uBfJc7LhPa2NdGsVi8oRtUyE4M");
    Ran ran = machine.run("config");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "SETTING VALUE FROM",
            "listen 127.0.0.1:0 SALLYPORT_LISTEN",
            "master-key *** SALLYPORT_MASTER_KEY",
            "refresh.ttl 7d default");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void version_and_help_are_shown() {
    assertThat(machine.run("--version").out()).startsWith("sallyport ");
    assertThat(machine.run("--help").out())
        .contains("serve", "config", "user", "session", "key", "--config=FILE");
    assertThat(machine.run("user", "add", "--help").out()).contains("--temporary");
  }

  @Test
  void the_config_option_may_stand_before_or_behind_the_command() throws IOException {
    Files.writeString(directory.resolve("a.conf"), "access.ttl = 7m\n");
    assertThat(machine.run("--config", "a.conf", "config").out()).contains("a.conf, line 1");
    assertThat(machine.run("config", "--config", "a.conf").out()).contains("a.conf, line 1");
  }

  /// What stands on a command line, every user of the machine can read.
  @Test
  @Tag("I-25")
  void no_command_takes_a_secret_as_an_argument() {
    var taken = new TreeSet<String>();
    var left = new ArrayDeque<List<String>>(List.of(List.of()));
    while (!left.isEmpty()) {
      List<String> command = left.pop();
      var line = new ArrayList<>(command);
      line.add("--help");
      String help = machine.run(line.toArray(String[]::new)).out();
      String usage = help.split("\n(?! {8})", 2)[0];
      TAKEN.matcher(usage).results().map(MatchResult::group).forEach(taken::add);
      SUBCOMMANDS
          .matcher(help)
          .results()
          .forEach(found ->
              found
                  .group(1)
                  .lines()
                  .filter(text -> text.matches("  [a-z].*"))
                  .forEach(text -> {
                    var deeper = new ArrayList<>(command);
                    deeper.add(text.strip().split(" ", 2)[0]);
                    left.push(deeper);
                  }));
    }
    assertThat(taken)
        .containsExactlyInAnyOrder(
            "--config=FILE",
            "--from=URL",
            "--role=R",
            "--to=URL",
            "COMMAND",
            "FILE",
            "KID",
            "NAME",
            "NEW",
            "R",
            "SID");
  }
}
