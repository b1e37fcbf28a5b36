package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers on one database, and the command line: each follows what another does to the keys.
final class KeysIT {

  private static final String PASSWORD = "a long enough passphrase";
  private static final Duration SOON = Duration.ofSeconds(2);

  @TempDir private Path directory;

  /// Asks again and again; each question is a request, so this does not spin.
  private static void becomesTrueSoon(String what, BooleanSupplier question) {
    long begun = System.nanoTime();
    while (!question.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(what).isLessThan(SOON);
    }
  }

  private static String keys(Visitor visitor) {
    return visitor
        .get("/.well-known/jwks.json")
        .body()
        .path("keys")
        .findValuesAsText("kid")
        .toString();
  }

  @Test
  void two_servers_follow_each_other_within_two_seconds() {
    Program program = new Program(directory);
    program.run(PASSWORD + "\n", "user", "add", "alice");
    try (Server one = program.serve();
        Server two = program.serve()) {
      var atOne = new Visitor(one.url());
      var atTwo = new Visitor(two.url());
      Held held = atOne.logIn("alice", PASSWORD).tokens();
      assertThat(atTwo.me(held).status()).isEqualTo(200);
      String first = keys(atOne);
      assertThat(keys(atTwo)).isEqualTo(first);

      String rotated = program.run("", "key", "rotate").out();
      String next = rotated.replaceAll("(?s)the new key (\\S+) .*", "$1");
      becomesTrueSoon("published at one", () -> keys(atOne).contains(next));
      becomesTrueSoon("published at two", () -> keys(atTwo).contains(next));
      assertThat(atTwo.me(atOne.logIn("alice", PASSWORD).tokens()).status()).isEqualTo(200);

      String old = first.substring(1, first.length() - 1);
      assertThat(program.run("", "key", "revoke", old).out()).contains(next + " signs");
      becomesTrueSoon("refused at one", () -> atOne.me(held).status() == 401);
      becomesTrueSoon("refused at two", () -> atTwo.me(held).status() == 401);
      Held fresh = atTwo.refresh(held).tokens();
      assertThat(atOne.me(fresh).status()).isEqualTo(200);
      assertThat(keys(atOne)).isEqualTo("[" + next + "]");
    }
  }

  @Test
  void a_server_on_another_algorithm_takes_the_others_with_it() {
    Program rsa = new Program(directory);
    rsa.run(PASSWORD + "\n", "user", "add", "alice");
    try (Server one = rsa.serve()) {
      var atOne = new Visitor(one.url());
      Held held = atOne.logIn("alice", PASSWORD).tokens();
      Program secret = new Program(directory).with("SALLYPORT_SIGNING_ALGORITHM", "HS256");
      try (Server two = secret.serve()) {
        var atTwo = new Visitor(two.url());
        assertThat(atTwo.me(held).status()).isEqualTo(401);
        becomesTrueSoon("no public key", () -> keys(atOne).equals("[]"));
        assertThat(atOne.me(held).status()).isEqualTo(401);
        Held fresh = atOne.refresh(held).tokens();
        assertThat(atTwo.me(fresh).status()).isEqualTo(200);
        assertThat(atOne.me(fresh).status()).isEqualTo(200);
      }
    }
  }
}
