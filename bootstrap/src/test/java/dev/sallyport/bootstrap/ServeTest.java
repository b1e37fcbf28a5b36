package dev.sallyport.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as a command: what it prints, and that the commands work beside it.
class ServeTest {

  private static final String PASSWORD = "a \"long\" enough \\ pass phrase";
  private static final Pattern LISTENING =
      Pattern.compile("^listening on (http://127\\.0\\.0\\.1:(\\d+))$", Pattern.MULTILINE);

  @TempDir Path directory;
  Machine machine;
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  @BeforeEach
  void a_new_machine() {
    machine = new Machine(directory);
  }

  /// Serves as long as the test does this.
  private void serving(Surroundings.Lifetime test) {
    var ran = machine.whileServing(test).run(out, err, "serve");
    assertThat(err.toString()).isEmpty();
    assertThat(ran.exitCode()).isZero();
  }

  private String url() {
    Matcher matcher = LISTENING.matcher(out.toString());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> get(String path, String... headers) throws InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url() + path));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private String logIn(String password) throws InterruptedException {
    var answer =
        send(
            HttpRequest.newBuilder(URI.create(url() + "/auth/login"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"username\":\"alice\",\"password\":\"" + password + "\"}")));
    assertThat(answer.statusCode()).isEqualTo(200);
    Matcher token = Pattern.compile("\"access_token\":\"([^\"]+)\"").matcher(answer.body());
    assertThat(token.find()).isTrue();
    return "Bearer " + token.group(1);
  }

  @Test
  void it_tells_where_it_is_and_where_it_listens() {
    serving(() -> assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}"));
    assertThat(out.toString().lines())
        .startsWith(
            "made a new installation in " + directory.resolve("data"), "listening on " + url());
  }

  @Test
  void without_a_command_it_serves_too() {
    var ran = machine.whileServing(() -> get("/health")).run(out, err);

    assertThat(ran.exitCode()).isZero();
    assertThat(out.toString()).contains("listening on ");
  }

  @Test
  void without_a_command_it_tells_in_the_same_words_why_it_can_not_serve() throws IOException {
    Files.writeString(directory.resolve("data"), "in the way");

    var bare = machine.run();

    assertThat(bare.exitCode()).isEqualTo(1);
    assertThat(bare.err()).hasLineCount(1);
    assertThat(bare).isEqualTo(machine.run("serve"));
  }

  @Test
  void it_stops_listening_when_it_ends() throws IOException {
    serving(() -> {});
    int port = URI.create(url()).getPort();
    try (var socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(socket.isBound()).isTrue();
    }
  }

  @Tag("ASVS-6.3.2")
  @Test
  void the_first_steps_are_shown_until_there_is_a_user() {
    serving(() -> {});
    assertThat(out.toString().lines())
        .contains("scripts/run user add alice")
        .anyMatch(line -> line.endsWith("/demo"))
        .anyMatch(line -> line.endsWith(" docs/README.md"));
    machine.piping(PASSWORD).run("user", "add", "alice");
    out.getBuffer().setLength(0);
    serving(() -> {});
    assertThat(out.toString().lines()).containsExactly("listening on " + url());
  }

  @Test
  void the_first_steps_work_as_pasted() {
    serving(() -> {
      machine.piping(PASSWORD).run("user", "add", "alice");
      List<String> answers = paste(lines("printf ", "A="), PASSWORD);
      assertThat(answers)
          .filteredOn(line -> line.startsWith("HTTP/1.1 "))
          .extracting(String::strip)
          .containsExactly("HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 204 No Content");
    });
  }

  private List<String> lines(String... starts) {
    var lines = new ArrayList<String>();
    for (String start : starts) {
      out.toString().lines().filter(line -> line.startsWith(start)).forEach(lines::add);
    }
    assertThat(lines).hasSize(3);
    return lines;
  }

  private static List<String> paste(List<String> lines, String typed) {
    try {
      Process bash =
          new ProcessBuilder("bash", "-c", String.join("\n", lines))
              .redirectErrorStream(true)
              .start();
      try (var keyboard = bash.outputWriter(UTF_8)) {
        keyboard.write(typed + "\n");
      }
      try (var screen = bash.inputReader(UTF_8)) {
        return screen.lines().toList();
      }
    } catch (IOException e) {
      throw new AssertionError("this test needs bash and curl", e);
    }
  }

  @Test
  void a_command_beside_the_server_is_felt_at_the_next_request() {
    String password = "a long enough pass phrase";
    serving(() -> {
      machine.piping(password).run("user", "add", "alice");
      String first = logIn(password);
      assertThat(get("/auth/me", "Authorization", first).statusCode()).isEqualTo(200);
      assertThat(machine.run("session", "list", "alice").out())
          .containsPattern("127\\.0\\.0\\.1 +live +Java-http-client");
      assertThat(machine.run("session", "revoke-all", "alice").out())
          .isEqualToIgnoringNewLines("ended 1 session");
      assertThat(get("/auth/me", "Authorization", first).statusCode()).isEqualTo(401);

      String second = logIn(password);
      String id = machine.run("session", "list", "alice").out().lines().toList().get(1);
      assertThat(machine.run("session", "revoke", id.substring(0, 36)).exitCode()).isZero();
      assertThat(get("/auth/me", "Authorization", second).statusCode()).isEqualTo(401);

      String third = logIn(password);
      machine.run("user", "roles", "alice", "admin");
      assertThat(get("/auth/me", "Authorization", third).statusCode()).isEqualTo(401);
      assertThat(machine.run("session", "revoke-all", "--everyone").out())
          .isEqualToIgnoringNewLines("ended 1 session");
    });
  }

  @Test
  void the_key_that_signs_is_listed_and_published() {
    serving(() -> {
      String[] key = machine.run("key", "list").out().lines().toList().get(1).split(" +", -1);
      assertThat(key[1]).isEqualTo("RS256");
      assertThat(key[4]).isEqualTo("signs");
      assertThat(get("/.well-known/jwks.json").body()).contains("\"" + key[0] + "\"");
    });
  }

  @Test
  void with_hs256_nothing_is_published_and_tokens_are_good() {
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "HS256");
    serving(() -> {
      machine.piping("a long enough pass phrase").run("user", "add", "alice");
      String token = logIn("a long enough pass phrase");
      assertThat(get("/auth/me", "Authorization", token).statusCode()).isEqualTo(200);
      assertThat(get("/.well-known/jwks.json").body()).isEqualTo("{\"keys\":[]}");
    });
  }

  @Test
  void a_port_that_is_taken_is_one_line_and_leaves_no_installation() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      machine.environment.put("SALLYPORT_LISTEN", "127.0.0.1:" + taken.getLocalPort());
      var ran = machine.run("serve");
      assertThat(ran.err())
          .isEqualToIgnoringNewLines(
              "sallyport: listen: 127.0.0.1:"
                  + taken.getLocalPort()
                  + " can't be had: it is in use, is no address of this machine, or takes more"
                  + " rights; set another one, such as SALLYPORT_LISTEN=127.0.0.1:8081");
      assertThat(ran.exitCode()).isEqualTo(1);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whoever_names_no_command_serves() {
    var ran =
        machine
            .whileServing(() -> assertThat(get("/health").statusCode()).isEqualTo(200))
            .run(out, err);
    assertThat(ran.exitCode()).isZero();
  }
}
