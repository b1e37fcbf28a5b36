package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.StoreUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What outsiders, and readers of the log, learn when something goes wrong.
final class InformationTest {

  private static final String SECRET = "jdbc:postgresql://db.internal/x?password=hunter2";

  private final HttpLog log = HttpLog.read();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        TestServer.start(
            Route.get(
                "/fails",
                Access.PUBLIC,
                _ -> fail(new IllegalStateException(SECRET, new IOException(SECRET)))),
            Route.get("/auth/long", Access.PUBLIC, _ -> Answer.ok("x".repeat(30_000))),
            Route.get("/overflows", Access.PUBLIC, _ -> overflow(0)),
            Route.get("/out-of-memory", Access.PUBLIC, _ -> fail(new OutOfMemoryError(SECRET))),
            Route.get("/asserts", Access.PUBLIC, _ -> fail(new AssertionError(SECRET))),
            Route.get(
                "/down",
                Access.PUBLIC,
                _ ->
                    fail(
                        new StoreUnavailableException("sessions: find", new IOException(SECRET)))));
  }

  @AfterEach
  void stop() {
    server.close();
    log.close();
  }

  private static Answer fail(Throwable thrown) {
    return InformationTest.<RuntimeException, Answer>throwIt(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable, T> T throwIt(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private static Answer overflow(int depth) {
    return depth < 0 ? Answer.noContent() : overflow(depth + 1);
  }

  @Tag("I-11")
  @Tag("I-12")
  @Tag("ASVS-16.3.4")
  @Tag("ASVS-16.5.1")
  @Tag("ASVS-16.5.4")
  @Test
  void whatever_a_route_throws_is_answered_the_same_and_logged_once_without_its_text()
      throws IOException {
    for (String path : List.of("/fails", "/overflows", "/out-of-memory", "/asserts")) {
      log.forget();

      var reply = server.send(Ask.get(path)).isProblem(500, "internal");

      assertThat(reply.body())
          .doesNotContain("hunter2", "Exception", "Error", "sallyport.adapters");
      assertThat(log.records()).hasSize(1);
      assertThat(log.records().getFirst().getMessage())
          .contains(reply.one("X-Request-Id"))
          .contains(path.equals("/overflows") ? "StackOverflowError" : "InformationTest")
          .doesNotContain("hunter2");
      assertThat(log.records().getFirst().getThrown()).isNull();
      assertThat(reply.errors()).isEmpty();
    }
    server.send(Ask.get("/health")).isOk();
  }

  @Tag("I-10")
  @Tag("ASVS-16.3.4")
  @Tag("ASVS-16.5.1")
  @Tag("ASVS-16.5.2")
  @Test
  void a_store_that_is_down_is_a_503_whose_cause_only_the_log_tells() throws IOException {
    var reply = server.send(Ask.get("/down")).isProblem(503, "unavailable");

    assertThat(reply.one("Retry-After")).isEqualTo("1");
    assertThat(reply.body()).doesNotContain("sessions", "hunter2");
    assertThat(log.records()).hasSize(1);
    assertThat(log.records().getFirst().getMessage())
        .contains(reply.one("X-Request-Id"), "sessions: find", "java.io.IOException")
        .doesNotContain("hunter2");
  }

  @Tag("I-13")
  @Tag("ASVS-13.4.2")
  @Tag("ASVS-16.5.1")
  @Test
  void a_problem_says_what_it_is_and_nothing_else() throws IOException {
    var reply = server.send(Ask.get("/nowhere?token=S3cret")).isProblem(404, "not-found");

    var members = new ArrayList<String>();
    reply.json().fieldNames().forEachRemaining(members::add);
    assertThat(members).containsExactly("type", "title", "status", "request_id");
    assertThat(reply.text("type")).isEqualTo("urn:sallyport:problem:not-found");
    assertThat(reply.text("title")).isEqualTo("There is nothing here.");
  }

  @Tag("I-02")
  @Tag("I-04")
  @Tag("ASVS-13.4.5")
  @Tag("ASVS-13.4.6")
  @Test
  void health_says_ok_or_unavailable() throws IOException {
    assertThat(server.send(Ask.get("/health")).isOk().body()).isEqualTo("{\"status\":\"ok\"}");

    server.database.takeDown();

    var down = server.send(Ask.get("/health")).isProblem(503, "unavailable");
    assertThat(down.one("Retry-After")).isEqualTo("1");
  }

  @Tag("K-13")
  @Tag("K-14")
  @Test
  void the_keys_may_be_kept_for_five_minutes() throws IOException {
    var reply = server.send(Ask.get("/.well-known/jwks.json?kid=../x")).isOk();

    assertThat(reply.body()).isEqualTo(TestServer.JWKS);
    assertThat(reply.one("Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(server.send(Ask.of("HEAD", "/.well-known/jwks.json")).status()).isEqualTo(200);
    server.send(Ask.post("/.well-known/jwks.json")).isProblem(405, "method-not-allowed");
  }

  @Tag("ASVS-10.4.4")
  @Test
  void the_metadata_name_keys_endpoints_and_algorithms_for_every_page() throws IOException {
    var reply = server.send(Ask.get("/.well-known/oauth-authorization-server")).isOk();

    assertThat(reply.body())
        .isEqualTo(
            """
            {"issuer":"urn:example:issuer",\
            "jwks_uri":"https://app.example/.well-known/jwks.json",\
            "response_types_supported":[],\
            "grant_types_supported":[],\
            "revocation_endpoint":"https://app.example/oauth/revoke",\
            "revocation_endpoint_auth_methods_supported":["client_secret_basic"],\
            "introspection_endpoint":"https://app.example/oauth/introspect",\
            "introspection_endpoint_auth_methods_supported":["client_secret_basic"],\
            "access_token_signing_alg_values_supported":["RS256"]}\
            """);
    assertThat(reply.one("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(reply.one("Cache-Control")).isEqualTo("public, max-age=300");
  }

  @Tag("I-06")
  @Test
  void nothing_is_compressed() throws IOException {
    var browser = server.signIn();

    // Frameworks begin at some length: the second answer is above any.
    for (Ask ask : List.of(browser.refreshing(), Ask.get("/auth/long"), Ask.get("/nowhere"))) {
      for (String coding :
          List.of("gzip", "gzip, br, zstd, deflate", "*", "gzip;q=1, identity;q=0")) {
        var reply = server.send(ask.with("Accept-Encoding", coding));

        assertThat(reply.status()).as("and none was begun").isLessThan(500);
        assertThat(reply.all("Content-Encoding")).isEmpty();
        assertThat(reply.all("Transfer-Encoding")).isEmpty();
        assertThat(Integer.parseInt(reply.one("Content-Length"))).isEqualTo(reply.body().length());
      }
    }
  }

  @Tag("I-21")
  @Test
  void of_a_long_or_odd_header_a_session_keeps_a_line_that_prints() throws IOException {
    var reply =
        server.send(
            TestServer.login("alice", TestServer.PASSWORD)
                .with("User-Agent", "Agent\u00e2\u0080\u00ae\u0085\u00a0/1 " + "x".repeat(6_000))
                .with("Referer", "https://evil.example/" + "y".repeat(1_000)));

    String agent = server.sessionOf(Browser.of(reply.isOk())).lastRotation().by().userAgent();
    assertThat(agent).startsWith("Agent?").hasSize(256).matches("[ -~]+");
    server
        .send(Ask.get("/auth/me").with("User-Agent", "a".repeat(8_200)))
        .isProblem(431, "headers-too-large");
    server
        .sendRaw("GET /health HTTP/1.1\r\nHost: localhost:PORT\r\nUser-Agent: a\rforged: b\r\n\r\n")
        .isProblem(400, "invalid-request");
    server
        .sendRaw("GET /a\rb HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n")
        .isProblem(400, "invalid-request");
    assertThat(log.records()).as("nothing of it is logged here").isEmpty();
  }

  @Tag("ASVS-14.2.2")
  @Tag("ASVS-14.3.2")
  @Test
  void only_keys_may_be_kept_by_a_cache() throws IOException {
    for (String path : List.of("/health", "/auth/me", "/auth/csrf", "/nowhere")) {
      assertThat(server.send(Ask.get(path)).one("Cache-Control")).isEqualTo("no-store");
    }
  }
}
