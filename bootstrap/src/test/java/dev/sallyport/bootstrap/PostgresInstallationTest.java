package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.sql.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An installation on PostgreSQL, made and opened from several machines.
class PostgresInstallationTest {

  private static final String MASTER_KEY = "kT3vW1-9mYz0QeXr5uBfJc7LhPa2NdGsVi8oRtUyE4M";
  private static final String PASSWORD = "a \"long\" enough \\ pass phrase";

  @TempDir Path directory;

  private final PostgresServer server = PostgresServer.shared();
  private final String name = server.newDatabase();

  @AfterEach
  void drop() {
    server.drop(name);
  }

  private Machine machine(String of) throws IOException {
    var machine = new Machine(Files.createDirectory(directory.resolve(of)));
    machine.environment.put("SALLYPORT_DATABASE_URL", server.url(name));
    machine.environment.put("SALLYPORT_DATABASE_USER", PostgresServer.SUPERUSER);
    return machine;
  }

  private Machine withKey(String of) throws IOException {
    Machine machine = machine(of);
    machine.environment.put("SALLYPORT_MASTER_KEY", MASTER_KEY);
    return machine;
  }

  @Test
  void nodes_that_start_together_for_the_first_time_end_with_one_set_of_keys() throws Exception {
    int nodes = 3;
    var allUp = new CyclicBarrier(nodes);
    try (ExecutorService threads = Executors.newFixedThreadPool(nodes)) {
      List<Future<Machine.Ran>> served = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        Machine node =
            withKey("node" + i)
                .whileServing(() -> {
                  try {
                    allUp.await();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
        served.add(threads.submit(() -> node.run("serve")));
      }
      for (Future<Machine.Ran> each : served) {
        assertThat(each.get().err()).isEmpty();
        assertThat(each.get().exitCode()).isZero();
      }
    }
    assertThat(server.number(name, "SELECT count(*) FROM root_secrets")).isEqualTo(1);
    assertThat(server.number(name, "SELECT count(*) FROM signing_keys")).isEqualTo(1);
  }

  @Test
  void a_user_that_one_machine_added_another_one_knows() throws Exception {
    var added = withKey("one").piping(PASSWORD + "\n").run("user", "add", "alice");
    assertThat(added.err()).isEmpty();
    assertThat(added.out()).contains("made a new installation in " + server.url(name));

    assertThat(withKey("other").run("user", "list").out()).contains("alice");
    assertThat(directory.resolve("one/data/security.log")).isNotEmptyFile();
  }

  @Test
  void a_second_machine_that_makes_a_master_key_of_its_own_is_told_to_set_the_one_of_the_first()
      throws Exception {
    assertThat(machine("one").piping(PASSWORD + "\n").run("user", "add", "alice").exitCode())
        .isZero();
    assertThat(machine("one2").run("user", "list").err())
        .contains("several nodes on one database need the same master-key");

    Machine second = machine("two");
    var refused = second.run("serve");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("several nodes on one database need the same master-key");
    assertThat(second.directory.resolve("data/master.key")).doesNotExist();
  }

  @Test
  void a_command_that_makes_no_installation_leaves_an_empty_database_empty() throws Exception {
    var refused = withKey("one").run("user", "list");

    assertThat(refused.err()).contains("there is no installation").contains(server.url(name));
    assertThat(server.number(name, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isZero();
  }

  @Test
  void a_database_that_is_down_is_one_line_at_start() throws Exception {
    Machine machine = withKey("one");
    machine.environment.put("SALLYPORT_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/" + name);

    var refused = machine.run("serve");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err().lines()).singleElement().asString().contains("127.0.0.1:1");
  }

  @Tag("ASVS-13.2.2")
  @Test
  void the_owner_makes_the_tables_and_a_role_without_rights_to_change_them_serves()
      throws Exception {
    String database = name;
    server.execute(
        database,
        "CREATE ROLE sallyport_owner LOGIN PASSWORD 'owner'",
        "CREATE ROLE sallyport LOGIN PASSWORD 'serves'",
        "ALTER DATABASE " + database + " OWNER TO sallyport_owner",
        "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC",
        "GRANT CONNECT ON DATABASE " + database + " TO sallyport",
        "ALTER SCHEMA public OWNER TO sallyport_owner",
        "GRANT USAGE ON SCHEMA public TO sallyport",
        "ALTER DEFAULT PRIVILEGES FOR ROLE sallyport_owner IN SCHEMA public"
            + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sallyport");
    Machine node = withKey("node");
    node.environment.put("SALLYPORT_DATABASE_USER", "sallyport");
    node.environment.put("SALLYPORT_DATABASE_PASSWORD", "serves");
    assertThat(node.run("serve").err()).contains("needs 001_").contains("owns the tables");

    Machine owner = withKey("owner");
    owner.environment.put("SALLYPORT_DATABASE_USER", "sallyport_owner");
    owner.environment.put("SALLYPORT_DATABASE_PASSWORD", "owner");
    assertThat(owner.piping(PASSWORD + "\n").run("user", "add", "alice").err()).isEmpty();

    var served = node.whileServing(() -> {}).run("serve");
    assertThat(served.err()).isEmpty();
    assertThat(served.exitCode()).isZero();
    assertThat(node.run("session", "revoke-all", "alice").exitCode()).isZero();
    assertThat(node.run("key", "rotate").exitCode()).isZero();
  }
}
