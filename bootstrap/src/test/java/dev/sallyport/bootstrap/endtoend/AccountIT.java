package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Program.Result;
import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import dev.sallyport.bootstrap.endtoend.Visitor.Reply;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people do with their own accounts, and administrators with those of others.
final class AccountIT {

  private static final String PASSWORD = "a long enough passphrase";
  private static final String FRESH = "kitchen table and chairs";
  private static final String THIRD = "another good passphrase";

  @TempDir private Path directory;

  private static String temporaryOf(Result result) {
    Matcher found = Pattern.compile("temporary password: (\\S+)").matcher(result.out());
    assertThat(found.find()).as(result.toString()).isTrue();
    return found.group(1);
  }

  @Test
  void a_password_that_must_be_changed_lets_nobody_in_before() {
    Program program = new Program(directory);
    String first = temporaryOf(program.run("", "user", "add", "bob", "--temporary"));
    try (Server server = program.serve()) {
      var bob = new Visitor(server.url());
      Reply due = bob.logIn("bob", first);
      assertThat(due.status()).isEqualTo(403);
      assertThat(due.body().path("type").asText()).endsWith(":password-change-required");
      assertThat(due.held()).isEmpty();
      assertThat(bob.logIn("bob", first, "bob").status()).isEqualTo(400);
      assertThat(bob.logIn("bob", first, first).status()).isEqualTo(400);
      Held held = bob.logIn("bob", first, FRESH).tokens();
      assertThat(bob.me(held).status()).isEqualTo(200);
      assertThat(bob.logIn("bob", first).status()).isEqualTo(401);

      String second = temporaryOf(program.run("", "user", "reset-password", "bob"));
      assertThat(bob.me(held).reason()).isEqualTo("revoked");
      assertThat(bob.refresh(held).reason()).isEqualTo("ended");
      assertThat(bob.logIn("bob", FRESH).status()).isEqualTo(401);
      assertThat(bob.logIn("bob", second).status()).isEqualTo(403);
      assertThat(bob.logIn("bob", second, THIRD).status()).isEqualTo(200);
    }
  }

  @Test
  @Tag("R-08")
  void a_user_sees_to_their_own_account() {
    Program program = new Program(directory);
    program.run(PASSWORD + "\n", "user", "add", "alice");
    try (Server server = program.serve()) {
      var alice = new Visitor(server.url());
      Held one = alice.logIn("alice", PASSWORD).tokens();
      Held two = alice.logIn("alice", PASSWORD).tokens();
      var listed = alice.ask(two, "GET", "/auth/sessions", "").body().path("sessions");
      assertThat(listed).hasSize(2);
      assertThat(listed.get(0).path("current").asBoolean()).isTrue();
      String sid = listed.get(1).path("sid").asText();

      assertThat(alice.ask(two, "DELETE", "/auth/sessions/" + sid, "").status()).isEqualTo(204);
      assertThat(alice.me(one).reason()).isEqualTo("revoked");
      String change =
          "{\"current_password\":\"%s\",\"new_password\":\"%s\"}".formatted(PASSWORD, FRESH);
      Held three = alice.ask(two, "POST", "/auth/password", change).tokens();
      assertThat(alice.me(two).reason()).isEqualTo("revoked");
      assertThat(alice.refresh(two).reason()).isEqualTo("ended");
      Held four = alice.refresh(three).tokens();

      assertThat(alice.ask(four, "POST", "/auth/logout-all", "").status()).isEqualTo(204);
      assertThat(alice.me(four).reason()).isEqualTo("revoked");
      assertThat(alice.refresh(four).reason()).isEqualTo("ended");
    }
  }

  @Test
  @Tag("R-08")
  void an_administrator_sees_to_the_accounts_of_others() {
    Program program = new Program(directory);
    program.run(PASSWORD + "\n", "user", "add", "root", "--role", "sallyport-admin");
    try (Server server = program.serve()) {
      var visitor = new Visitor(server.url());
      Held root = visitor.logIn("root", PASSWORD).tokens();
      Reply made = visitor.ask(root, "POST", "/admin/users", "{\"username\":\"carol\"}");
      assertThat(made.status()).isEqualTo(201);
      String carol = "/admin/users/" + made.body().path("sub").asText();

      String token =
          visitor.ask(root, "POST", carol + "/reset", "").body().path("reset_token").asText();
      assertThat(visitor.resetPassword(token, FRESH).status()).isEqualTo(204);
      assertThat(visitor.resetPassword(token, THIRD).status()).isEqualTo(400);
      Held held = visitor.logIn("carol", FRESH).tokens();
      assertThat(visitor.ask(held, "GET", "/admin/users", "").status()).isEqualTo(403);

      visitor.ask(root, "PATCH", carol, "{\"roles\":[\"sallyport-admin\"]}");
      assertThat(visitor.me(held).reason()).isEqualTo("revoked");
      Held next = visitor.refresh(held).tokens();
      assertThat(visitor.ask(next, "GET", "/admin/users", "").body().path("users")).hasSize(2);

      assertThat(visitor.ask(root, "DELETE", carol + "/sessions", "").status()).isEqualTo(204);
      assertThat(visitor.me(next).reason()).isEqualTo("revoked");
      assertThat(visitor.ask(root, "DELETE", carol, "").status()).isEqualTo(204);
      assertThat(visitor.logIn("carol", FRESH).status()).isEqualTo(401);
      assertThat(program.run("", "user", "list").out()).doesNotContain("carol");
    }
  }
}
