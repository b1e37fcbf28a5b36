package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is sent to the real server, its log has one line of strict JSON for it, in printable
/// ASCII, and nothing of what was sent but the user agent, in its place.
final class LogInjectionIT {

  private static final String FORGED =
      "{\"ts\":\"2026-01-01T00:00:00.000Z\",\"event\":\"authn_login_success\",\"canary\":1}";

  /// What breaks lines, moves cursors or turns text around, somewhere.
  private static final List<String> HOSTILE =
      List.of(
          "canary\n2026-01-01 INFO login ok user=admin",
          "canary\r\n" + FORGED + "\r\n",
          "canary\r" + FORGED,
          "canary\r\n " + FORGED,
          "canary\r\nX-Canary: 1",
          "canary%0d%0a" + FORGED,
          "canary\\r\\n" + FORGED,
          "canary\u001b[2J\u001b[1;1H\u001b]0;owned\u0007",
          "canary\u009b2J\u0085" + FORGED,
          "canary\u2028" + FORGED + "\u2029",
          "canary\u202eevil\u202c\u2066x\u2069\u200f",
          "canary\u560a\u560d" + FORGED, // their low bytes are a line feed and a carriage return
          "canary\u000b\f\b\u0000\u007f",
          "canary\",\"event\":\"authn_login_success",
          "canary${jndi:ldap://127.0.0.1/a}%s%n{}");

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @TempDir private Path directory;

  private Server server;
  private final List<RawRequest.Answer> answers = new ArrayList<>();

  @BeforeEach
  void serve() {
    // Else most of what is sent here would only be told to wait.
    server =
        new Program(directory)
            .withWideLimits()
            .with("SALLYPORT_LIMITS_LOGIN_FAILURES", "45")
            .serve();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void login(String target, String headers, String username, String password) {
    String body =
        STRICT.createObjectNode().put("username", username).put("password", password).toString();
    answers.add(RawRequest.post(url(), target, headers, body));
  }

  private URI url() {
    return server.url();
  }

  /// The lines of the log, each of which is what a line may be.
  private List<JsonNode> lines() {
    server.close();
    assertThat(server.log()).allMatch(line -> line.matches("[ -~]+"));
    return server.log().stream().map(LogInjectionIT::parse).toList();
  }

  private static JsonNode parse(String line) {
    try {
      JsonNode parsed = STRICT.readTree(line);
      assertThat(parsed.isObject()).as(line).isTrue();
      return parsed;
    } catch (IOException notJson) {
      throw new UncheckedIOException(line, notJson);
    }
  }

  private static String event(JsonNode line) {
    return line.path("event").asText();
  }

  /// One line for each answer, and, but for start and stop and keys, for nothing else.
  private static void areOneForEach(List<RawRequest.Answer> answers, List<JsonNode> lines) {
    var told =
        lines.stream()
            .filter(line -> line.has("event"))
            .filter(line -> !List.of("sys_startup", "sys_shutdown").contains(event(line)))
            .filter(line -> !event(line).startsWith("crypto_"))
            .map(line -> line.get("request_id").asText())
            .toList();
    assertThat(told)
        .containsAll(answers.stream().flatMap(a -> a.requestId().stream()).toList())
        .doesNotHaveDuplicates()
        .hasSizeLessThanOrEqualTo(answers.size());
    assertThat(lines)
        .extracting(LogInjectionIT::event)
        .contains("sys_startup", "sys_shutdown")
        .doesNotContain("authn_login_success");
  }

  @Test
  @Tag("I-20")
  @Tag("I-22")
  void a_name_is_in_no_line_and_makes_none() {
    for (String name : HOSTILE) {
      login("/auth/login", "", name, "a wrong passphrase");
      login("/auth/login", "", "alice", name);
      answers.add(RawRequest.post(url(), "/auth/login", "", "{\"username\":\"" + name));
    }
    assertThat(answers).allMatch(answer -> List.of(400, 401).contains(answer.status()));
    assertThat(answers).extracting(RawRequest.Answer::status).contains(400, 401);

    List<JsonNode> lines = lines();

    assertThat(server.log()).noneMatch(line -> line.contains("canary"));
    areOneForEach(answers, lines);
    assertThat(lines)
        .extracting(LogInjectionIT::event)
        .contains("authn_login_fail", "input_validation_fail");
  }

  @Test
  @Tag("I-20")
  @Tag("I-22")
  void a_password_in_the_place_of_the_name_is_only_a_pseudonym() {
    login("/auth/login", "", "canary-horse-battery", "alice");

    List<JsonNode> lines = lines();

    assertThat(server.log()).noneMatch(line -> line.contains("canary"));
    assertThat(lines)
        .filteredOn(line -> event(line).equals("authn_login_fail"))
        .singleElement()
        .satisfies(line -> assertThat(line.get("name_hmac").asText()).hasSize(22));
  }

  @Test
  @Tag("I-21")
  void no_header_leaves_its_place_and_no_path_is_there() {
    String long6 = "canary".repeat(1_000);
    String long8 = "canary".repeat(1_365);
    for (String text : HOSTILE) {
      login("/auth/login", "User-Agent: " + text + "\r\n", "alice", "a wrong passphrase");
      login("/auth/login", "User-Agent: " + long6 + text + "\r\n", "alice", "wrong passphrase");
      login("/auth/login", "Referer: https://a.example/" + text + "\r\n", "alice", "wrong one");
      login("/auth/login?" + text, "", "alice", "a wrong passphrase");
      login("/" + text, "", "alice", "a wrong passphrase");
    }
    for (String header : List.of("User-Agent", "Referer", "Origin", "X-Request-Id", "Cookie")) {
      login("/auth/login", header + ": " + long8 + "\r\n", "alice", "a wrong passphrase");
    }
    login("/auth/login?" + long8, "", "alice", "a wrong passphrase");
    login("/" + long8, "", "alice", "a wrong passphrase");
    login("/canary%0D%0A", "", "alice", "a wrong passphrase");
    login("/canary%E2%80%A8", "", "alice", "a wrong passphrase");
    login("/canary", "", "alice", "a wrong passphrase");

    List<JsonNode> lines = lines();

    assertThat(answers).extracting(RawRequest.Answer::status).contains(400, 401, 404, 414, 431);
    assertThat(lines)
        .extracting(LogInjectionIT::event)
        .contains("authn_login_fail", "input_validation_fail")
        .doesNotContain("authn_login_success");
    for (JsonNode line : lines) {
      String agent = line.path("user_agent").asText();
      assertThat(agent.length()).isLessThanOrEqualTo(256);
      assertThat(line.toString().replace(STRICT.valueToTree(agent).toString(), ""))
          .doesNotContain("canary");
      assertThat(line.has("canary")).isFalse();
    }
    assertThat(lines)
        .extracting(line -> line.path("user_agent").asText())
        .anyMatch(agent -> agent.startsWith("canarycanary") && agent.length() == 256);
  }
}
