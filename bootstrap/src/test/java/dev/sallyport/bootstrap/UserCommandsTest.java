package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.Machine.Ran;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCommandsTest {

  private static final String PASSWORD = "a long enough pass phrase";

  @TempDir Path directory;
  Machine machine;

  @BeforeEach
  void alice_is_there() {
    machine = new Machine(directory);
    Ran ran = machine.piping(PASSWORD + "\n").run("user", "add", "alice", "--role", "ops");
    assertThat(ran.err()).isEmpty();
  }

  private void assertDone(Ran ran, String line) {
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).isEqualToIgnoringNewLines(line);
    assertThat(ran.exitCode()).isZero();
  }

  private void assertFailed(Ran ran, String line) {
    assertThat(ran.err()).isEqualToIgnoringNewLines("sallyport: " + line);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.exitCode()).isEqualTo(1);
  }

  /// The lines of the list, without ids and dates.
  private List<String> listed() {
    return machine
        .run("user", "list")
        .out()
        .lines()
        .skip(1)
        .map(line -> line.replaceAll(" {2,}\\d{4}-.*", "").replaceAll(" {2,}", " | "))
        .toList();
  }

  @Test
  void a_list_tells_names_roles_and_states() {
    machine.run("user", "add", "bob", "--temporary");
    assertThat(listed())
        .hasSize(2)
        .contains("alice | ops | enabled")
        .anyMatch(line -> line.startsWith("bob | none | temporary password until "));
  }

  @Test
  void a_name_is_taken_once() {
    assertFailed(
        machine.piping(PASSWORD).run("user", "add", "ALICE"), "there is a user of this name");
  }

  @Test
  void a_person_types_the_password_twice() {
    assertDone(
        machine.answering(PASSWORD, PASSWORD).run("user", "add", "bob"), "added bob, roles: none");
    assertFailed(
        machine.answering(PASSWORD, PASSWORD + "x").run("user", "add", "carol"),
        "the two passwords are not the same");
    assertFailed(machine.answering(PASSWORD).run("user", "add", "carol"), "no password was typed");
  }

  @Test
  void a_password_is_not_read_where_it_would_be_seen() {
    assertFailed(
        machine.piping(PASSWORD).echoing().run("user", "add", "bob"),
        "the password would be seen: it can be asked for without echo only if standard output is"
            + " the terminal too");
  }

  @Test
  void a_password_is_one_line_of_standard_input_of_which_only_the_end_is_cut() {
    // 15 characters, of which the outer ones are blanks: trimmed it would be too short.
    assertDone(
        machine.piping(" correct horse \r\nmore\n").run("user", "add", "bob"),
        "added bob, roles: none");
    assertFailed(
        machine.piping(" correct horse\n").run("user", "add", "carol"),
        "the password has fewer than 15 characters");
  }

  @Test
  void a_weak_password_is_refused_with_every_reason() {
    assertFailed(
        machine.piping("password").run("user", "add", "bob"),
        "the password has fewer than 15 characters, and is one of those that attackers try first");
    assertFailed(
        machine.piping("sallyportsallyport").run("user", "add", "bob"),
        "the password is the username, or a word that everybody would guess");
    assertFailed(
        machine.piping("x".repeat(2000)).run("user", "add", "bob"),
        "the password has more than 1024 bytes");
  }

  /// OWASP ASVS 5.0, 6.1.2, 6.2.4, 6.2.5, 6.2.11 and 6.2.12, with the words and the list that a
  /// server has.
  @Test
  void a_new_password_is_judged_by_list_and_context_and_by_nothing_else() {
    machine.environment.put("SALLYPORT_PUBLIC_URL", "https://auth.acme-widgets.example");
    String guessed = "the password is the username, or a word that everybody would guess";
    String common = "the password is one of those that attackers try first";

    for (String password :
        List.of(
            "bob.smith@example.org",
            "smith-bob@smith-bob",
            "acme-widgets2024",
            "Sallyport-Acme-Widgets",
            "auth.acme-widgets.example")) {
      assertFailed(machine.piping(password).run("user", "add", "bob.smith@example.org"), guessed);
    }
    for (String password : List.of("passwordpassword", "Password123456789", "Manchesterunited1!")) {
      assertFailed(machine.piping(password).run("user", "add", "bob.smith@example.org"), common);
    }
    assertDone(
        machine.piping("aaaa bbbb cccc dddd").run("user", "add", "bob"), "added bob, roles: none");
    assertDone(
        machine
            .piping("\ud83d\ude00\ud83d\ude01\ud83d\ude02".repeat(5) + "\n")
            .run("user", "add", "carol"),
        "added carol, roles: none");
  }

  @Test
  void a_temporary_password_is_told_once_with_its_end() {
    Ran ran = machine.run("user", "add", "bob", "--temporary");
    assertThat(ran.out())
        .containsPattern(
            "added bob, roles: none\\R"
                + "temporary password: [A-Za-z0-9_-]{22}\\R"
                + "to be changed at the first login, before \\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\\R");
  }

  @Test
  void roles_are_shown_set_and_taken_away() {
    assertDone(machine.run("user", "roles", "alice"), "ops");
    assertDone(machine.run("user", "roles", "alice", "b:write", "a"), "changed alice");
    assertDone(machine.run("user", "roles", "alice"), "a, b:write");
    assertDone(machine.run("user", "roles", "alice", "--none"), "changed alice");
    assertDone(machine.run("user", "roles", "alice"), "none");
  }

  @Test
  void more_roles_than_a_user_may_have_are_refused() {
    String[] args = new String[3 + 33];
    args[0] = "user";
    args[1] = "roles";
    args[2] = "alice";
    for (int i = 0; i < 33; i++) {
      args[3 + i] = "r" + i;
    }
    Ran ran = machine.run(args);
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("a user has at most 32 roles");
    assertDone(machine.run("user", "roles", "alice"), "ops");
  }

  @Test
  void a_user_gets_another_name() {
    machine.piping(PASSWORD).run("user", "add", "bob");
    assertFailed(machine.run("user", "rename", "alice", "bob"), "there is a user of the new name");
    assertDone(machine.run("user", "rename", "alice", "carol"), "renamed carol");
    assertFailed(machine.run("user", "roles", "alice"), "there is no user of this name");
  }

  @Test
  void a_user_is_disabled_and_enabled() {
    assertDone(machine.run("user", "disable", "alice"), "disabled alice");
    assertThat(listed()).containsExactly("alice | ops | disabled");
    assertDone(machine.run("user", "enable", "alice"), "enabled alice");
    assertThat(listed()).containsExactly("alice | ops | enabled");
  }

  @Test
  void a_reset_password_is_told() {
    assertThat(machine.run("user", "reset-password", "alice").out())
        .startsWith("reset the password of alice")
        .containsPattern("temporary password: [A-Za-z0-9_-]{22}");
    assertFailed(machine.run("user", "reset-password", "bob"), "there is no user of this name");
  }

  @Test
  void a_user_is_deleted_only_if_that_is_confirmed() {
    String refused = "nothing was deleted; it takes the name typed again, or --yes";
    assertFailed(machine.run("user", "delete", "alice"), refused);
    assertFailed(machine.answering("yes").run("user", "delete", "alice"), refused);
    assertFailed(machine.answering().run("user", "delete", "alice"), refused);
    assertThat(listed()).hasSize(1);
    assertDone(machine.answering("Alice").run("user", "delete", "alice"), "deleted alice");
    assertThat(listed()).isEmpty();
    machine.piping(PASSWORD).run("user", "add", "alice");
    assertDone(machine.run("user", "delete", "alice", "--yes"), "deleted alice");
  }
}
