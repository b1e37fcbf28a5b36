package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.sql.PostgresServer;
import dev.sallyport.bootstrap.endtoend.Program.Result;
import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An installation moves from SQLite to PostgreSQL under a server that runs.
@Timeout(180)
final class MigrateIT {

  private static final String PASSWORD = "a long enough passphrase";
  private static final String DATABASE_PASSWORD = "the database's own password";

  @TempDir private Path directory;

  private final PostgresServer postgres = PostgresServer.shared();

  private String emptyDatabase() {
    String name = postgres.newDatabase();
    String role = "owner_of_" + name;
    postgres.execute(
        PostgresServer.SUPERUSER,
        "CREATE ROLE " + role + " LOGIN PASSWORD '" + DATABASE_PASSWORD.replace("'", "''") + "'",
        "ALTER DATABASE " + name + " OWNER TO " + role);
    return name;
  }

  @Test
  void sessions_users_and_keys_go_on_in_the_new_database_and_nowhere_else() throws Exception {
    String name = emptyDatabase();
    String url = postgres.url(name);
    String source = "jdbc:sqlite:" + directory.resolve("data/sallyport.db");
    Files.writeString(directory.resolve("password"), DATABASE_PASSWORD);
    Files.setPosixFilePermissions(
        directory.resolve("password"), PosixFilePermissions.fromString("rw-------"));
    var here = new Program(directory);
    var there =
        new Program(directory)
            .with("SALLYPORT_DATABASE_USER", "owner_of_" + name)
            .with("SALLYPORT_DATABASE_PASSWORD_FILE", directory.resolve("password").toString());
    assertThat(here.run(PASSWORD + "\n", "user", "add", "alice", "--role", "reader").exit())
        .isZero();
    Held live;
    Held ended;
    Held spent;
    String keys;
    try (Server server = here.serve()) {
      var alice = new Visitor(server.url());
      live = alice.logIn("alice", PASSWORD).tokens();
      ended = alice.logIn("alice", PASSWORD).tokens();
      assertThat(alice.logOut(ended).status()).isEqualTo(204);
      spent = alice.logIn("alice", PASSWORD).tokens();
      assertThat(alice.refresh(spent).status()).isEqualTo(200);
      keys = alice.get("/.well-known/jwks.json").body().toString();

      Result migrated = there.run("", "migrate", "--from", source, "--to", url);
      assertThat(migrated.exit()).as(migrated.err()).isZero();
      assertThat(migrated.out())
          .contains("moved users: 1, sessions: 3, ", "the installation is in " + url + " now");

      assertThat(alice.refresh(live).status()).isEqualTo(503);
      assertThat(alice.logIn("alice", PASSWORD).status()).isEqualTo(503);
      assertThat(alice.me(live).status()).isEqualTo(503);
      assertThat(alice.get("/health").status()).isEqualTo(503);
    }

    Result old = here.run("", "serve");
    assertThat(old.exit()).isEqualTo(1);
    assertThat(old.err())
        .contains("sallyport.db: this installation was moved to " + url + ": start there");
    Result again = there.run("", "migrate", "--from", source, "--to", url);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("moved to " + url);

    try (Server server = there.with("SALLYPORT_DATABASE_URL", url).serve()) {
      var alice = new Visitor(server.url());
      assertThat(alice.get("/.well-known/jwks.json").body().toString()).isEqualTo(keys);
      assertThat(alice.me(live).status()).isEqualTo(200);
      assertThat(alice.me(ended).reason()).isEqualTo("revoked");
      assertThat(alice.refresh(live).status()).isEqualTo(200);
      assertThat(alice.refresh(spent).reason()).isEqualTo("replayed");
      assertThat(alice.refresh(ended).reason()).isEqualTo("ended");
      assertThat(alice.logIn("alice", PASSWORD).status()).isEqualTo(200);
    }
    assertThat(Files.readString(directory.resolve("data/security.log")))
        .contains("\"event\":\"sys_installation_moved\"")
        .contains("\"to\":\"" + url + '"')
        .doesNotContain(DATABASE_PASSWORD);
    assertThat(here.printed() + there.printed()).doesNotContain(DATABASE_PASSWORD);
  }
}
