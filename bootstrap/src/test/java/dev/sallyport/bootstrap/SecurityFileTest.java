package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.bootstrap.Machine.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What operators do leaves a trace in the directory of the installation, whoever sees the output.
class SecurityFileTest {

  private static final String PASSWORD = "a long enough passphrase\n";
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  @TempDir Path directory;
  Machine machine;
  Path file;

  @BeforeEach
  void a_new_machine() {
    machine = new Machine(directory);
    file = directory.resolve("data/security.log");
  }

  private List<JsonNode> lines() throws IOException {
    return Files.readAllLines(file).stream().map(SecurityFileTest::parse).toList();
  }

  private static JsonNode parse(String line) {
    try {
      return STRICT.readTree(line);
    } catch (IOException notJson) {
      throw new UncheckedIOException(line, notJson);
    }
  }

  private List<String> events() throws IOException {
    return lines().stream().map(line -> line.get("event").asText()).toList();
  }

  @Test
  void each_change_is_a_line_whether_a_person_or_a_program_made_it() throws IOException {
    machine.piping(PASSWORD).run("user", "add", "alice", "--role", "admin");
    machine.answering("alice").run("user", "roles", "alice", "reader");
    machine.answering("alice").run("user", "delete", "alice");

    assertThat(events())
        .containsExactly("user_created", "privilege_permissions_changed", "user_deleted");
    JsonNode first = lines().getFirst();
    assertThat(first.get("address").asText()).isEqualTo("-");
    assertThat(first.get("user_agent").asText()).isEqualTo("command line");
    assertThat(first.get("request_id").asText()).hasSize(16);
    assertThat(first.get("roles").toString()).isEqualTo("[\"admin\"]");
  }

  @Test
  void keys_services_and_sessions_leave_their_lines_too() throws IOException {
    machine.piping(PASSWORD).run("user", "add", "alice");
    machine.whileServing(() -> {}).run("serve");
    machine.run("key", "rotate");
    machine.run("client", "add", "notes");

    assertThat(events()).containsExactly("user_created", "crypto_key_added", "oauth_client_added");
  }

  @Tag("ASVS-16.4.2")
  @Test
  void it_is_for_its_owner_alone() throws IOException {
    machine.piping(PASSWORD).run("user", "add", "alice");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void what_could_leave_no_trace_is_not_done() throws IOException {
    machine.piping(PASSWORD).run("user", "add", "alice");
    Files.delete(file);
    Files.createDirectory(file);

    Ran ran = machine.run("user", "disable", "alice");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .startsWith("sallyport: the security log " + file + " can't be written: ")
        .endsWith("; nothing was done\n");
    Files.delete(file);
    assertThat(machine.run("user", "list").out()).contains("enabled").doesNotContain("disabled");
  }

  @Test
  void a_file_that_others_can_read_is_refused() throws IOException {
    machine.piping(PASSWORD).run("user", "add", "alice");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    Ran ran = machine.run("user", "disable", "alice");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("rw-r-----", "chmod 600", "nothing was done");
    assertThat(events()).containsExactly("user_created");
  }

  @Test
  void not_even_a_new_master_key_goes_without_its_line() throws IOException {
    String old = "kT3vW1-9mYz0QeXr5uBfJc7LhPa2NdGsVi8oRtUyE4M";
    machine.environment.put("SALLYPORT_MASTER_KEY", old);
    machine.piping(PASSWORD).run("user", "add", "alice");
    machine.environment.put("SALLYPORT_MASTER_KEY", old.replace('k', 'K'));
    machine.environment.put("SALLYPORT_MASTER_KEY_PREVIOUS", old);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));

    assertThat(machine.run("user", "list").err()).contains("nothing was done");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    machine.run("user", "list");

    assertThat(events()).containsExactly("user_created", "crypto_master_key_changed");
  }

  @Test
  void a_file_that_was_moved_away_is_made_anew() throws IOException {
    machine.piping(PASSWORD).run("user", "add", "alice");
    Files.move(file, directory.resolve("kept.log"));

    machine.run("user", "disable", "alice");

    assertThat(events()).containsExactly("user_updated");
  }

  @Test
  void a_line_that_can_not_be_written_is_shown_instead() throws IOException {
    var complaints = new ArrayList<String>();
    Path data = directory.resolve("data");
    SecurityFile closed = SecurityFile.open(new DataDirectory(data), complaints::add);
    closed.close();

    closed.add("{\"event\":\"user_created\"}");

    assertThat(complaints)
        .containsExactly(
            "the security log "
                + file
                + " can't be written: it is closed already; keep its line:"
                + " {\"event\":\"user_created\"}");
  }

  @Tag("ASVS-16.2.3")
  @Test
  void a_server_writes_nothing_there() throws IOException {
    machine.whileServing(() -> {}).run("serve");

    assertThat(file).doesNotExist();
  }
}
