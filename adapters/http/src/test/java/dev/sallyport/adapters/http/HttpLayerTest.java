package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bytes that are no request, or two, or one that two servers would read differently.
final class HttpLayerTest {

  private static final String START = "POST /auth/logout HTTP/1.1\r\nHost: localhost:PORT\r\n";
  private static final String SMUGGLED =
      "GET /health HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n";

  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// The head of a request, of these lines.
  private String head(String... lines) {
    return here(String.join("\r\n", lines) + "\r\n\r\n");
  }

  private String loginHead(String... lines) {
    return head(
        "POST /auth/login HTTP/1.1",
        "Host: localhost:PORT",
        "Content-Type: application/json",
        String.join("\r\n", lines));
  }

  private String here(String bytes) {
    return bytes.replace("PORT", Integer.toString(server.port));
  }

  /// The refusal, after which the connection is closed and what came behind was not looked at.
  private void isRefusedAndClosed(String bytes) throws IOException {
    try (var wire = server.connect()) {
      var reply = wire.send(here(bytes)).reply().isProblem(400, "invalid-request");

      assertThat(reply.one("Connection")).isEqualTo("close");
      assertThat(wire.isClosed()).as("closed, with no second answer").isTrue();
    }
  }

  @Tag("H-01")
  @Tag("H-02")
  @Tag("H-03")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 5 5\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length: \r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: \u000bchunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: identity, chunked, chunked\r\n"
      })
  void framing_that_can_be_read_in_two_ways_is_refused(String lines) throws IOException {
    isRefusedAndClosed(START + lines + "\r\n0\r\n\r\n" + SMUGGLED);
  }

  @Tag("H-05")
  @Tag("H-06")
  @Tag("H-07")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: a\r\n b: c\r\n",
        "X: a\r\n\tb\r\n",
        "X : a\r\n",
        " X: a\r\n",
        "X\u0000: a\r\n",
        "X: a\u0000b\r\n",
        "X: a\rb\r\n",
        "X\r\n",
        "X: a\n",
        "X@Y: a\r\n",
        ": a\r\n",
        "Host: localhost:PORT\r\n",
        "Host: evil.example\r\n"
      })
  void a_header_line_that_is_none_is_refused(String lines) throws IOException {
    isRefusedAndClosed(START + lines + "\r\n" + SMUGGLED);
  }

  @Tag("H-07")
  @Tag("H-10")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: evil:80@x\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET http://evil.example/health HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
        "GET http://u@localhost:PORT/health HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
        "GET /health\tHTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
        "GET /health HTTP/1.1 x\r\nHost: localhost:PORT\r\n\r\n",
        "GET /health#x HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
        "GET health HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
        "GE<T /health HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
        "GET /health HTTP/1.1\nHost: localhost:PORT\n\n",
        "GET /health HTTP/1.0\r\n\r\n",
        "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\r\n\r\n"
      })
  void a_request_that_is_not_exactly_one_is_refused(String bytes) throws IOException {
    try (var wire = server.connect()) {
      wire.send(here(bytes)).reply().isProblem(400, "invalid-request");
    }
  }

  @Tag("H-10")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health\r\n\r\n",
        "GET /health HTTP/0.9\r\nHost: x\r\n\r\n",
        "GET /health HTTP/3.0\r\nHost: localhost:PORT\r\n\r\n",
        "GET /health HTTP/2.0\r\nHost: localhost:PORT\r\n\r\n",
        "GET /health HTTP/1.2\r\nHost: localhost:PORT\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void no_other_version_is_spoken(String bytes) throws IOException {
    try (var wire = server.connect()) {
      assertThat(wire.send(here(bytes)).reply().status()).isIn(400, 505);
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Tag("H-10")
  @Test
  void nothing_is_upgraded() throws IOException {
    // A client may offer h2c, as the JDK's own does, and a server may take no notice (RFC 9110,
    // section 7.8).
    var reply =
        server.send(
            Ask.get("/health")
                .with("Connection", "Upgrade, HTTP2-Settings")
                .with("Upgrade", "h2c")
                .with("HTTP2-Settings", "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA"));
    reply.isOk();
    for (String upgrade : List.of("websocket", "WebSocket", "h2c, websocket")) {
      server
          .send(
              Ask.get("/auth/me")
                  .with("Connection", "Upgrade")
                  .with("Upgrade", upgrade)
                  .with("Sec-WebSocket-Version", "13")
                  .with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="))
          .isProblem(400, "invalid-request");
    }
    server
        .send(Ask.get("/auth/me").with("Sec-WebSocket-Version", "13"))
        .isProblem(401, "token-required");
  }

  @Tag("H-04")
  @Tag("H-19")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "5;a=\"x\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "g\r\nhello\r\n0\r\n\r\n",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "5\nhello\n0\n\n",
        "\r\n\r\n"
      })
  void a_bad_chunk_is_refused_and_what_follows_is_not_run(String chunks) throws IOException {
    try (var wire = server.connect()) {
      var reply =
          wire.send(loginHead("Transfer-Encoding: chunked") + chunks + here(SMUGGLED)).reply();

      assertThat(reply.status()).isIn(400, 413);
      assertThat(reply.one("Connection")).isEqualTo("close");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Tag("H-04")
  @ParameterizedTest
  @ValueSource(strings = {"80000000", "7fffffff", "100000000", "4001"})
  void a_chunk_larger_than_a_body_is_cut_off(String size) throws IOException {
    try (var wire = server.connect()) {
      var reply =
          wire.send(loginHead("Transfer-Encoding: chunked") + size + "\r\n" + " ".repeat(0x4001))
              .reply();

      assertThat(reply.status()).isIn(400, 413);
      assertThat(reply.one("Connection")).isEqualTo("close");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void a_chunked_body_is_a_body_like_any() throws IOException {
    String json = "{\"username\":\"alice\",\"password\":\"" + TestServer.PASSWORD + "\"}";
    String chunked = Integer.toHexString(json.length()) + "\r\n" + json + "\r\n0\r\n\r\n";
    server
        .send(
            new Ask("POST", "/auth/login", List.of(), chunked)
                .with("Content-Type", "application/json")
                .with("Transfer-Encoding", "chunked"))
        .isOk();
  }

  @Tag("H-08")
  @Tag("H-09")
  @Test
  void a_host_that_the_caller_makes_up_is_never_seen_again() throws IOException {
    var reply =
        server.sendRaw(
            head(
                "GET /nowhere HTTP/1.1",
                "Host: evil.example",
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Prefix: /evil",
                "Forwarded: host=evil.example",
                "Connection: close"));

    assertThat(reply.isProblem(404, "not-found").toString()).doesNotContain("evil");
  }

  @Tag("H-11")
  @Test
  void a_request_line_of_more_than_4_kib_is_too_long() throws IOException {
    int around = "GET /health? HTTP/1.1".length();
    server.send(Ask.get("/health?" + "x".repeat(4_096 - around))).isOk();
    server.send(Ask.get("/health?" + "x".repeat(4_097 - around))).isProblem(414, "uri-too-long");
    server.send(Ask.get("/health?" + "x".repeat(16_384))).isProblem(414, "uri-too-long");
  }

  @Tag("H-11")
  @Test
  void headers_of_more_than_8_kib_are_too_large() throws IOException {
    var rest =
        ("Host: localhost:" + server.port + "\r\n" + "Connection: close\r\n" + "X: \r\n").length();
    server.send(Ask.get("/health").with("X", "x".repeat(8_192 - rest))).isOk();
    server
        .send(Ask.get("/health").with("X", "x".repeat(8_193 - rest)))
        .isProblem(431, "headers-too-large");
    server
        .send(Ask.get("/health").with("X", "x".repeat(14_000)))
        .isProblem(431, "headers-too-large");
    Ask many = Ask.get("/health");
    for (int i = 0; i < 200; i++) {
      many = many.with("X-" + i, "1");
    }
    server.send(many).isOk();
  }

  @Tag("H-12")
  @Test
  void a_method_that_is_not_in_the_table_is_not_allowed() throws IOException {
    for (String method : List.of("TRACE", "PUT", "PROPFIND", "get", "Post", "QUERY", "FOO")) {
      var reply =
          server.send(
              Ask.of(method, "/auth/me").with("X-Secret", "echo-me").with("Content-Length", "0"));

      assertThat(reply.isProblem(405, "method-not-allowed").one("Allow")).isEqualTo("GET, HEAD");
      assertThat(reply.body()).doesNotContain("echo-me");
    }
    try (var wire = server.connect()) {
      var reply =
          wire.send(here("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n"))
              .reply();
      assertThat(reply.status()).isIn(400, 404, 405, 501);
    }
  }

  @Tag("H-14")
  @Test
  void a_body_that_says_it_is_too_large_is_not_waited_for() throws IOException {
    for (String path : List.of("/auth/login", "/auth/refresh", "/auth/logout")) {
      try (var wire = server.connect()) {
        var reply =
            wire.send(
                    head(
                        "POST " + path + " HTTP/1.1",
                        "Host: localhost:PORT",
                        "Content-Type: application/json",
                        "Content-Length: 16385"))
                .reply()
                .isProblem(413, "too-large");

        assertThat(reply.one("Connection")).isEqualTo("close");
        assertThat(wire.isClosed()).isTrue();
      }
    }
    String exactly = "{\"username\":\"" + "a".repeat(16_384 - 15) + "\"}";
    assertThat(exactly).hasSize(16_384);
    server.send(Ask.json("/auth/login", exactly)).isProblem(400, "invalid-request");
    server.send(Ask.json("/auth/login", exactly + " ")).isProblem(413, "too-large");
  }

  @Tag("H-14")
  @Test
  void an_endless_body_is_cut_off() throws IOException {
    try (var wire = server.connect()) {
      wire.send(loginHead("Transfer-Encoding: chunked"));
      String chunk = "400\r\n" + " ".repeat(0x400) + "\r\n";
      for (int i = 0; i < 17; i++) {
        wire.send(chunk);
      }
      var reply = wire.reply().isProblem(413, "too-large");

      assertThat(reply.one("Connection")).isEqualTo("close");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Tag("H-14")
  @Tag("H-19")
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 16385", "Transfer-Encoding: chunked"})
  void what_follows_a_body_that_is_too_large_is_not_run(String framing) throws IOException {
    String body = " ".repeat(16_385);
    String sent = framing.endsWith("chunked") ? "4001\r\n" + body + "\r\n0\r\n\r\n" : body;
    try (var wire = server.connect()) {
      wire.send(loginHead(framing) + sent + here(SMUGGLED)).reply().isProblem(413, "too-large");

      assertThat(wire.isClosed()).as("closed, with no second answer").isTrue();
    }
  }

  @Test
  void a_body_that_stops_short_is_refused() throws IOException {
    for (String head :
        List.of(
            loginHead("Content-Length: 100") + "{}",
            loginHead("Transfer-Encoding: chunked") + "2\r\n{}\r\n")) {
      try (var wire = server.connect()) {
        wire.send(head).endOfSending().reply().isProblem(400, "invalid-request");
        assertThat(wire.isClosed()).isTrue();
      }
    }
  }

  @Tag("H-16")
  @Test
  void a_client_that_asks_first_is_refused_without_reading() throws IOException {
    try (var wire = server.connect()) {
      wire.send(loginHead("Expect: 100-continue", "Content-Length: 10000000"));

      wire.reply().isProblem(413, "too-large");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Tag("H-16")
  @Test
  void a_client_that_asks_first_may_send_what_is_small() throws IOException {
    String json = "{\"username\":\"alice\",\"password\":\"" + TestServer.PASSWORD + "\"}";
    try (var wire = server.connect()) {
      wire.send(loginHead("Expect: 100-continue", "Content-Length: " + json.length()));
      assertThat(wire.line()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(wire.line()).isEmpty();

      wire.send(json).reply().isOk();
    }
    assertThat(server.send(Ask.post("/auth/logout").with("Expect", "miracles")).status())
        .isEqualTo(400);
  }

  @Tag("H-15")
  @Test
  void a_get_has_no_body() throws IOException {
    for (String path : List.of("/auth/me", "/health", "/auth/csrf", "/.well-known/jwks.json")) {
      server.send(Ask.get(path).carrying("x")).isProblem(400, "invalid-request");
      server.send(Ask.get(path).carrying("x".repeat(20_000))).isProblem(413, "too-large");
    }
  }

  @Tag("H-17")
  @ParameterizedTest
  @ValueSource(strings = {"x", "0123456789abcdef", "a%0d%0ab", "<script>"})
  void the_request_id_is_always_ours(String id) throws IOException {
    var reply = server.send(Ask.get("/auth/me").with("X-Request-Id", id));

    assertThat(reply.one("X-Request-Id")).isNotEqualTo(id);
    assertThat(server.send(Ask.get("/auth/me")).one("X-Request-Id"))
        .isNotEqualTo(reply.one("X-Request-Id"));
  }

  @Tag("H-18")
  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "application/xml", "*/*;q=0", "image/*", "application/json;q=0", ""})
  void an_answer_is_json_whatever_was_hoped_for(String accept) throws IOException {
    server.send(Ask.get("/health").with("Accept", accept)).isOk();
    server.send(Ask.get("/auth/me").with("Accept", accept)).isProblem(401, "token-required");
    server.send(Ask.get("/nowhere").with("Accept", accept)).isProblem(404, "not-found");
    assertThat(
            server
                .send(Ask.of("PUT", "/health").with("Accept", accept).with("Content-Length", "0"))
                .isProblem(405, "method-not-allowed")
                .one("Allow"))
        .isEqualTo("GET, HEAD");
  }

  @Tag("H-19")
  @Test
  void requests_in_a_row_are_answered_in_a_row() throws IOException {
    try (var wire = server.connect()) {
      wire.send(Ask.get("/health").bytes(server.port, false));
      wire.send(Ask.get("/nowhere").bytes(server.port, false));
      wire.send(Ask.get("/health").bytes(server.port, true));

      wire.reply().isOk();
      wire.reply().isProblem(404, "not-found");
      wire.reply().isOk();
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Tag("H-19")
  @Test
  void a_body_that_was_refused_is_not_taken_for_a_request() throws IOException {
    String hidden = here(SMUGGLED);
    try (var wire = server.connect()) {
      wire.send(
          here(
              START
                  + "X-Method-Override: GET\r\nContent-Length: "
                  + hidden.length()
                  + "\r\n\r\n"
                  + hidden));
      wire.reply().isProblem(400, "invalid-request");
      wire.send(Ask.get("/nowhere").bytes(server.port, true));
      try {
        wire.reply().isProblem(404, "not-found");
      } catch (IOException closedInstead) {
        assertThat(closedInstead).hasMessageContaining("closed");
      }
    }
  }
}
