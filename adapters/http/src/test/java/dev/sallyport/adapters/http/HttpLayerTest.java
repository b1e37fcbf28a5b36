package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
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
  @Tag("ASVS-4.2.1")
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

  /// Jetty takes the last coding of a list for the framing and forgets about the others, and takes
  /// chunks from HTTP/1.0, which has none (RFC 9112, section 6.1).
  @Tag("H-03")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1, Transfer-Encoding: gzip, chunked",
        "1.1, Transfer-Encoding: x, chunked",
        "1.1, Transfer-Encoding: identity, chunked",
        "1.1, Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
        "1.1, Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "1.1, Transfer-Encoding: chunked, chunked",
        "1.1, Transfer-Encoding: chunked;q=1",
        "1.1, Transfer-Encoding: \"chunked\"",
        "1.1, Transfer-Encoding:\r\n chunked",
        "1.1, Transfer-Encoding: chunked\r\nContent-Length: 0",
        "1.0, Transfer-Encoding: chunked"
      })
  void a_body_comes_in_chunks_or_with_its_length_and_coded_in_no_other_way(String variant)
      throws IOException {
    String version = variant.substring(0, 3);
    String lines = variant.substring(5);
    String json = "{\"username\":\"alice\",\"password\":\"" + TestServer.PASSWORD + "\"}";

    isRefusedAndClosed(
        "POST /auth/login HTTP/"
            + version
            + "\r\nHost: localhost:PORT\r\nConnection: keep-alive\r\nContent-Type: application/json\r\n"
            + lines
            + "\r\n\r\n"
            + Integer.toHexString(json.length())
            + "\r\n"
            + json
            + "\r\n0\r\n\r\n"
            + SMUGGLED);
    assertThat(server.hasher.verifications()).isZero();
  }

  @Test
  void a_proxy_that_speaks_http_1_0_is_answered_and_the_connection_closed() throws IOException {
    try (var wire = server.connect()) {
      wire.send(here("GET /health HTTP/1.0\r\nHost: localhost:PORT\r\n\r\n")).reply().isOk();
      assertThat(wire.isClosed()).isTrue();
    }
  }

  /// What comes behind the last chunk is no header of the request (RFC 9110, section 6.5.1).
  @Tag("H-04")
  @Test
  void a_trailer_is_no_header() throws IOException {
    var browser = server.signIn();
    String json = "{\"username\":\"alice\",\"password\":\"" + TestServer.PASSWORD + "\"}";
    String chunk = Integer.toHexString(json.length()) + "\r\n" + json + "\r\n0\r\n";
    try (var wire = server.connect()) {
      wire.send(
          loginHead("Transfer-Encoding: chunked")
              + chunk
              + here(
                  "Cookie: "
                      + browser.cookies()
                      + "\r\nOrigin: https://evil.example\r\nX-HTTP-Method-Override: GET\r\n"
                      + "Content-Length: 5\r\n\r\n"));
      wire.reply().isOk();
      wire.send(Ask.get("/health").bytes(server.port, true)).reply().isOk();
    }
    assertThat(server.isLive(browser)).as("no cookie came along").isTrue();
    for (String bad : List.of("no trailer\r\n", "X: " + "a".repeat(20_000) + "\r\n")) {
      try (var wire = server.connect()) {
        var reply =
            wire.send(loginHead("Transfer-Encoding: chunked") + chunk + bad + "\r\n").reply();
        assertThat(reply.status()).isIn(400, 413, 431);
        assertThat(wire.isClosed()).isTrue();
      }
    }
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
  @Tag("ASVS-4.4.1")
  @Tag("ASVS-15.2.3")
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
  @Tag("ASVS-4.2.1")
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
  @Tag("ASVS-1.2.2")
  @Tag("ASVS-4.1.3")
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

  /// Every answer that could hold a URL, a cookie or an issuer.
  @Tag("H-08")
  @Tag("H-09")
  @Test
  void no_answer_depends_on_where_the_caller_says_it_went() throws IOException {
    String[] lies = {
      "X-Forwarded-Host: evil.example",
      "X-Forwarded-Proto: http",
      "X-Forwarded-Port: 666",
      "X-Forwarded-Prefix: /evil",
      "X-Forwarded-Server: evil.example",
      "X-Forwarded-Ssl: off",
      "X-Original-URL: /evil",
      "X-Rewrite-URL: /evil",
      "X-Host: evil.example",
      "Forwarded: host=evil.example;proto=http",
      "Front-End-Https: off"
    };
    for (var behind : List.of(TestServer.start(), TestServer.startBehind("127.0.0.1"))) {
      try (var other = behind) {
        for (String path :
            List.of(
                "/.well-known/oauth-authorization-server",
                "/.well-known/jwks.json",
                "/health",
                "/auth/me",
                "/auth/csrf",
                "/nowhere")) {
          var honest = other.send(Ask.get(path));
          var lied =
              other.sendRaw(
                  "GET "
                      + path
                      + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n"
                      + String.join("\r\n", lies)
                      + "\r\n\r\n");

          assertThat(lied.status()).isEqualTo(honest.status());
          assertThat(lied.toString().replace(lied.one("X-Request-Id"), ""))
              .doesNotContain("evil", "666")
              .hasSameSizeAs(honest.toString().replace(honest.one("X-Request-Id"), ""));
        }
        Ask login = TestServer.login("alice", TestServer.PASSWORD);
        for (String lie : lies) {
          login = login.line(lie);
        }
        var browser = Browser.of(other.send(login).isOk());
        other.send(browser.me().line(lies[7])).isOk();
      }
    }
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
  @Tag("ASVS-4.1.4")
  @Tag("ASVS-13.4.4")
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
  @Tag("ASVS-2.4.1")
  @Tag("ASVS-15.2.2")
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
      for (String chunks : List.of("0\r\n\r\n", "1\r\nx\r\n0\r\n\r\n")) {
        server
            .send(new Ask("GET", path, List.of(), chunks).with("Transfer-Encoding", "chunked"))
            .isProblem(400, "invalid-request");
      }
    }
  }

  @Tag("H-17")
  @Tag("ASVS-1.2.1")
  @ParameterizedTest
  @ValueSource(strings = {"x", "0123456789abcdef", "a%0d%0ab", "<script>"})
  void the_request_id_is_always_ours(String id) throws IOException {
    var reply = server.send(Ask.get("/auth/me").with("X-Request-Id", id));

    assertThat(reply.one("X-Request-Id")).isNotEqualTo(id);
    assertThat(server.send(Ask.get("/auth/me")).one("X-Request-Id"))
        .isNotEqualTo(reply.one("X-Request-Id"));
  }

  @Tag("H-18")
  @Tag("ASVS-1.2.1")
  @Tag("ASVS-3.2.1")
  @Tag("ASVS-4.1.1")
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
  @Tag("ASVS-4.2.1")
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
      try {
        wire.send(Ask.get("/nowhere").bytes(server.port, true)).reply().isProblem(404, "not-found");
      } catch (SocketTimeoutException silent) {
        throw new AssertionError("neither answered nor closed", silent);
      } catch (IOException closedInstead) {
        assertThat(wire.isClosed()).isTrue();
      }
    }
  }
}
