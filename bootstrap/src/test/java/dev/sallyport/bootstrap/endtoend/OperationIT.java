package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Program.Result;
import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line beside a running server, and starts that must not succeed.
final class OperationIT {

  private static final String PASSWORD = "a long enough passphrase";

  @TempDir private Path directory;

  private static String sidOf(Held held) {
    int from = held.access().indexOf('.') + 1;
    String payload = held.access().substring(from, held.access().lastIndexOf('.'));
    String json = new String(Base64.getUrlDecoder().decode(payload), UTF_8);
    return json.replaceAll(".*\"sid\":\"([0-9a-f-]+)\".*", "$1");
  }

  @Test
  @Tag("N-06")
  @Tag("R-08")
  @Tag("J-49")
  @Tag("ASVS-7.4.5")
  void what_the_command_line_ends_is_refused_at_the_next_request() {
    Program program = new Program(directory);
    program.run(PASSWORD + "\n", "user", "add", "alice", "--role", "reader");
    try (Server server = program.serve()) {
      var alice = new Visitor(server.url());
      Held one = alice.logIn("alice", PASSWORD).tokens();
      Held two = alice.logIn("alice", PASSWORD).tokens();
      assertThat(alice.me(one).status()).isEqualTo(200);

      assertThat(program.run("", "session", "revoke", sidOf(one)).exit()).isZero();
      assertThat(alice.me(one).reason()).isEqualTo("revoked");
      assertThat(alice.refresh(one).reason()).isEqualTo("ended");
      assertThat(alice.me(two).status()).isEqualTo(200);

      assertThat(program.run("", "user", "roles", "alice", "writer").exit()).isZero();
      assertThat(alice.me(two).reason()).isEqualTo("revoked");
      Held refreshed = alice.refresh(two).tokens();
      assertThat(alice.me(refreshed).body().path("roles").toString()).isEqualTo("[\"writer\"]");

      assertThat(program.run("", "user", "rename", "alice", "alicia").exit()).isZero();
      assertThat(alice.me(refreshed).reason()).isEqualTo("revoked");
      Held renamed = alice.refresh(refreshed).tokens();
      assertThat(alice.me(renamed).body().path("username").asText()).isEqualTo("alicia");

      assertThat(program.run("", "user", "disable", "alicia").exit()).isZero();
      assertThat(alice.me(renamed).status()).isEqualTo(401);
      assertThat(alice.refresh(renamed).status()).isEqualTo(401);
      assertThat(alice.logIn("alicia", PASSWORD).status()).isEqualTo(401);

      assertThat(program.run("", "user", "enable", "alicia").exit()).isZero();
      assertThat(alice.me(renamed).status()).isEqualTo(401);
      Held three = alice.logIn("alicia", PASSWORD).tokens();
      assertThat(program.run("", "session", "revoke-all", "--everyone").exit()).isZero();
      assertThat(alice.me(three).reason()).isEqualTo("revoked");

      Held four = alice.logIn("alicia", PASSWORD).tokens();
      assertThat(program.run("", "user", "delete", "alicia", "--yes").exit()).isZero();
      assertThat(alice.me(four).status()).isEqualTo(401);
      assertThat(alice.logIn("alicia", PASSWORD).status()).isEqualTo(401);
    }
  }

  @Test
  void another_master_key_opens_nothing_and_says_so() throws Exception {
    Program program = new Program(directory);
    program.run(PASSWORD + "\n", "user", "add", "alice");
    Files.delete(directory.resolve("data/master.key"));

    Result missing = program.run("", "serve");
    Program other =
        new Program(directory)
            .with("SALLYPORT_MASTER_KEY", "kT3vW1-9mYz0QeXr5uBfJc7LhPa2NdGsVi8oRtUyE4M");
    Result foreign = other.run("", "serve");

    assertThat(missing.exit()).isNotZero();
    assertThat(foreign.exit()).isNotZero();
    assertThat(foreign.err()).contains("master key").doesNotContain("\tat ");
    assertThat(foreign.out() + foreign.err()).doesNotContain("kT3vW1");
  }

  @Test
  void all_problems_with_settings_are_told_at_once_and_nothing_starts() {
    Program program =
        new Program(directory)
            .with("SALLYPORT_REFRESH_TTL", "soon")
            .with("SALLYPORT_PASSWORD_BCRYPT_COST", "9")
            .with("SALLYPORT_SIGNING_ALGORITHM", "none")
            .with("SALLYPORT_HS256_SECRET", "c2VjcmV0")
            .with("SALLYPORT_NO_SUCH_SETTING", "1");

    Result result = program.run("", "serve");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err())
        .contains("refresh.ttl", "password.bcrypt-cost", "signing.algorithm", "hs256.secret")
        .containsIgnoringCase("no_such_setting")
        .doesNotContain("c2VjcmV0")
        .doesNotContain("\tat ");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void hs256_works_from_login_to_logout_with_a_secret_to_share() {
    Program program =
        new Program(directory)
            .with("SALLYPORT_SIGNING_ALGORITHM", "HS256")
            .with("SALLYPORT_HS256_SECRET", "kT3vW1-9mYz0QeXr5uBfJc7LhPa2NdGsVi8oRtUyE4M");
    program.run(PASSWORD + "\n", "user", "add", "alice");
    Held held;
    try (Server server = program.serve()) {
      var alice = new Visitor(server.url());
      held = alice.logIn("alice", PASSWORD).tokens();
      assertThat(alice.me(held).status()).isEqualTo(200);
      assertThat(alice.get("/.well-known/jwks.json").body().toString()).isEqualTo("{\"keys\":[]}");
    }
    try (Server again = program.serve()) {
      var alice = new Visitor(again.url());
      assertThat(alice.refresh(held).status()).isEqualTo(200);
      assertThat(alice.logOut(alice.logIn("alice", PASSWORD).tokens()).status()).isEqualTo(204);
    }
  }
}
