package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.bootstrap.Machine.Ran;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `--json` makes of lists.
class ListingTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String SECRET = "fVb3nT0oQkZr8yLxWm2sHc5uJd9aEgPiKt6wRzYq1Xo";

  @TempDir Path directory;
  Machine machine;

  @BeforeEach
  void alice_is_there() {
    machine = new Machine(directory);
    machine
        .piping("a long enough pass phrase\n")
        .run("user", "add", "alice", "--role", "ops", "--role", "admin");
  }

  private List<JsonNode> listed(String... args) throws JsonProcessingException {
    Ran ran = machine.run(args);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    List<JsonNode> objects = new ArrayList<>();
    for (String line : ran.out().lines().toList()) {
      objects.add(MAPPER.readTree(line));
    }
    return objects;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void users() throws JsonProcessingException {
    machine.run("user", "add", "bob", "--temporary");

    List<JsonNode> users = listed("user", "list", "--json");

    assertThat(users).hasSize(2);
    JsonNode alice = users.getFirst();
    assertThat(names(alice))
        .containsExactly("sub", "username", "roles", "disabled", "temporary_until", "created_at");
    assertThat(alice.get("username").textValue()).isEqualTo("alice");
    assertThat(alice.get("roles").toString()).isEqualTo("[\"admin\",\"ops\"]");
    assertThat(alice.get("disabled").isBoolean()).isTrue();
    assertThat(alice.get("temporary_until").isNull()).isTrue();
    assertThat(users.getLast().get("temporary_until").textValue()).startsWith("20").endsWith("Z");
  }

  @Test
  void nobody_has_a_session_yet() throws JsonProcessingException {
    assertThat(listed("session", "list", "alice", "--json")).isEmpty();
  }

  @Test
  void services() throws JsonProcessingException {
    machine.run("client", "add", "billing");

    List<JsonNode> services = listed("client", "list", "--json");

    assertThat(services.getFirst().get("client_id").textValue()).isEqualTo("billing");
    assertThat(names(services.getFirst())).containsExactly("client_id", "created_at");
  }

  @Test
  void settings_whose_secrets_are_masked() throws JsonProcessingException {
    machine.environment.put("SALLYPORT_MASTER_KEY", SECRET);

    List<JsonNode> settings = listed("config", "--json");

    assertThat(settings)
        .allSatisfy(one -> assertThat(names(one)).containsExactly("setting", "value", "from"));
    assertThat(settings.toString()).doesNotContain(SECRET);
  }
}
