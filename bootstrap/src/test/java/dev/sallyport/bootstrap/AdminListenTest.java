package dev.sallyport.bootstrap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.sql.PostgresServer;
import dev.sallyport.application.port.FaultyLink;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The listener for those who run the server: metrics, and health.
class AdminListenTest {

  private static final Path PAGE = Path.of("../docs/metrics.md");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  Machine machine;
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  @BeforeEach
  void a_new_machine() {
    machine = new Machine(directory);
    machine.environment.put("SALLYPORT_ADMIN_LISTEN", "127.0.0.1:0");
    // Quick to make.
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "Ed25519");
  }

  private void serving(Surroundings.Lifetime test) {
    var ran = machine.whileServing(test).run(out, err, "serve");
    assertThat(err.toString()).isEmpty();
    assertThat(ran.exitCode()).isZero();
  }

  private int port(String line) {
    Matcher matcher =
        Pattern.compile("^" + line + " http://127\\.0\\.0\\.1:(\\d+)$", Pattern.MULTILINE)
            .matcher(out.toString());
    assertThat(matcher.find()).as(out.toString()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private int admin() {
    return port("metrics and health on");
  }

  /// Sends these bytes, and reads until the other side has nothing more to say.
  private static String send(int port, String bytes) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String get(int port, String path, String... lines) {
    return ask(port, "GET", path, "127.0.0.1:" + port, lines);
  }

  private static String ask(int port, String method, String path, String host, String... lines) {
    return send(
        port,
        method
            + ' '
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nConnection: close\r\n"
            + List.of(lines).stream().map(line -> line + "\r\n").collect(Collectors.joining())
            + "\r\n");
  }

  /// As somebody whom nobody knows; the status.
  private int logIn() {
    String json = "{\"username\":\"evil-9f3c\",\"password\":\"evil-9f3c\"}";
    String length = "Content-Length: " + json.length();
    return status(
        ask(
            port("listening on"),
            "POST",
            "/auth/login",
            "localhost",
            "Content-Type: application/json",
            length,
            "",
            json));
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring("HTTP/1.1 ".length()).substring(0, 3));
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private PrometheusText scrape() {
    String answer = get(admin(), "/metrics");
    assertThat(status(answer)).isEqualTo(200);
    assertThat(answer).contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n");
    return PrometheusText.parse(body(answer));
  }

  private PrometheusText scrapeUntil(Predicate<PrometheusText> condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    PrometheusText page = scrape();
    while (!condition.test(page)) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      page = scrape();
    }
    return page;
  }

  private static String row(PrometheusText.Family family) {
    String labels =
        family.labels.entrySet().stream()
            .map(label ->
                label.getKey().equals("version")
                    ? "`version`"
                    : "`%s`: %s"
                        .formatted(
                            label.getKey(),
                            label.getValue().stream()
                                .map(value -> '`' + value + '`')
                                .collect(Collectors.joining(", "))))
            .collect(Collectors.joining("; "));
    return "| `%s` | %s | %s | %s |".formatted(family.name, family.type, labels, family.help);
  }

  @Test
  void the_page_of_metrics_has_every_series_and_no_other() {
    machine.environment.put("SALLYPORT_FEED_SECRET", "Zp8sLk2vQx6nTb0wRj4yGd1hMf7cUa9eXo3iKq5tBv0");
    serving(() -> {
      List<String> rows = scrape().families().stream().map(AdminListenTest::row).toList();
      try {
        assertThat(
                Files.readString(PAGE)
                    .lines()
                    .filter(line -> line.matches("\\| `[a-z_]+` \\| (counter|gauge|histogram) .*")))
            .as(String.join("\n", rows))
            .containsExactlyElementsOf(rows);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
  }

  @Tag("I-03")
  @Test
  void nothing_from_outside_makes_a_series_or_stands_on_the_page() {
    serving(() -> {
      Set<String> known = scrape().series();
      int port = port("listening on");
      String evil = "evil-9f3c\"} 1 #";
      for (String method : List.of("GET", "POST", "BREW", "OPTIONS", "EVIL-9F3C")) {
        for (String path :
            List.of("/auth/me", "/evil-9f3c", "/auth/sessions/evil-9f3c", "/health")) {
          ask(
              port,
              method,
              path,
              "evil-9f3c",
              "User-Agent: " + evil,
              "Cookie: evil-9f3c=1",
              "X-Forwarded-For: 203.0.113.77",
              "Authorization: Bearer evil-9f3c",
              evil + ": 1",
              "Origin: https://evil-9f3c.example",
              "Content-Length: 0");
        }
      }
      for (int i = 0; i < 30; i++) {
        logIn();
      }
      send(port, "evil-9f3c\r\n\r\n");

      var page =
          scrapeUntil(one ->
              one.value("sallyport_logins_total{outcome=\"limited\"}") > 0
                  && one.value("sallyport_limit_refusals_total{limit=\"login-per-address\"}") > 0);
      assertThat(page.value("sallyport_logins_total{outcome=\"unknown_user\"}")).isPositive();
      assertThat(
              page.value(
                  "sallyport_http_requests_total{method=\"other\",route=\"other\",status=\"4xx\"}"))
          .isPositive();
      assertThat(page.series()).isEqualTo(known);
      assertThat(body(get(admin(), "/metrics")).toLowerCase(Locale.ROOT))
          .doesNotContain("evil", "203.0.113");
    });
  }

  @Test
  void it_shows_what_happens() {
    serving(() -> {
      assertThat(logIn()).isEqualTo(401);

      // The pool fills by and by.
      var page =
          scrapeUntil(one ->
              one.value("sallyport_logins_total{outcome=\"unknown_user\"}") == 1
                  && one.value("sallyport_database_connections") == 4);
      assertThat(page.value("sallyport_password_hash_seconds_count")).isPositive();
      assertThat(page.value("sallyport_database_up")).isEqualTo(1);
      assertThat(page.value("sallyport_revocations_looked_up_in{state=\"off\"}")).isEqualTo(1);
      assertThat(page.value("sallyport_signing_key_age_seconds")).isBetween(0.0, 600.0);
      assertThat(page.value("sallyport_signing_key_rotation_seconds"))
          .isBetween(89.9 * 86_400, 90.0 * 86_400);
      assertThat(page.value("sallyport_root_secret_age_seconds")).isBetween(0.0, 600.0);
      assertThat(page.value("sallyport_security_log_lines_total")).isPositive();
      assertThat(page.value("process_cpu_seconds_total")).isPositive();
    });
  }

  @Test
  void health_is_told_to_whoever_asks_here() {
    serving(() -> {
      assertThat(body(get(admin(), "/health/live"))).isEqualTo("{\"status\":\"live\"}");
      String ready = get(admin(), "/health/ready");
      assertThat(status(ready)).isEqualTo(200);
      assertThat(body(ready))
          .isEqualTo(
              "{\"status\":\"ready\",\"database\":\"up\",\"redis\":\"off\","
                  + "\"revocations\":\"database\",\"limits\":\"local\"}");
      assertThat(status(ask(admin(), "HEAD", "/health/ready", "localhost"))).isEqualTo(200);
    });
  }

  @Tag("I-03")
  @Test
  void the_public_listener_has_none_of_it() {
    serving(() -> {
      for (String path : List.of("/metrics", "/health/live", "/health/ready")) {
        assertThat(status(get(port("listening on"), path))).isEqualTo(404);
      }
      assertThat(status(get(admin(), "/auth/me"))).as("nor the other way round").isEqualTo(404);
    });
  }

  @Test
  void it_is_as_strict_as_the_public_one() {
    serving(() -> {
      String answer = get(admin(), "/metrics");
      assertThat(answer)
          .contains(
              "X-Content-Type-Options: nosniff\r\n",
              "Cross-Origin-Resource-Policy: same-origin\r\n",
              "Cache-Control: no-store\r\n",
              "X-Request-Id: ")
          .doesNotContain("Access-Control", "Server:");
      assertThat(ask(admin(), "POST", "/metrics", "localhost", "Content-Length: 0"))
          .startsWith("HTTP/1.1 405 ")
          .contains("Allow: GET, HEAD\r\n", "application/problem+json");
      assertThat(
              status(
                  ask(
                      admin(),
                      "OPTIONS",
                      "/metrics",
                      "localhost",
                      "Origin: https://a.example",
                      "Access-Control-Request-Method: GET")))
          .isEqualTo(405);
      assertThat(status(ask(admin(), "DELETE", "/health/live", "localhost"))).isEqualTo(405);
      assertThat(status(get(admin(), "/metrics", "Content-Length: 1", "", "x"))).isEqualTo(400);
      assertThat(status(get(admin(), "/metrics", "A: " + "a".repeat(9_000)))).isEqualTo(431);
      assertThat(status(send(admin(), "GET /metrics HTTP/1.1\r\n\r\n"))).isEqualTo(400);
      assertThat(status(get(admin(), "/nowhere"))).isEqualTo(404);
    });
  }

  @Test
  void no_page_in_a_browser_may_read_it() {
    serving(() -> {
      int port = admin();
      for (String path : List.of("/metrics", "/health/live", "/health/ready")) {
        assertThat(status(get(port, path, "Origin: https://evil.example"))).isEqualTo(403);
        assertThat(status(get(port, path, "Origin: http://127.0.0.1:" + port))).isEqualTo(403);
        for (String site : List.of("cross-site", "same-site", "same-origin")) {
          assertThat(status(get(port, path, "Sec-Fetch-Site: " + site))).isEqualTo(403);
        }
        // A name that was made to lead here.
        assertThat(status(ask(port, "GET", path, "evil.example:" + port))).isEqualTo(403);
        assertThat(status(ask(port, "GET", path, "localhost.evil.example"))).isEqualTo(403);

        assertThat(status(get(port, path, "Sec-Fetch-Site: none"))).isEqualTo(200);
        assertThat(status(ask(port, "GET", path, "LOCALHOST:" + port))).isEqualTo(200);
        assertThat(status(ask(port, "GET", path, "[::1]:" + port))).isEqualTo(200);
      }
    });
  }

  @Test
  void a_port_that_is_taken_is_one_line_that_says_how_to_do_without() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String where = "127.0.0.1:" + taken.getLocalPort();
      machine.environment.put("SALLYPORT_ADMIN_LISTEN", where);
      var ran = machine.run("serve");
      assertThat(ran.err())
          .isEqualToIgnoringNewLines(
              "sallyport: admin.listen: "
                  + where
                  + " can't be had: it is in use, is no address of this machine, or takes more"
                  + " rights; set another one, or off, which turns metrics and health off");
      assertThat(ran.exitCode()).isEqualTo(1);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_server_that_is_told_to_stop_says_so_before_it_stops_to_listen() throws Exception {
    var stopping = new CompletableFuture<String>();
    serving(() -> {
      int port = admin();
      try {
        var busy = new Socket(InetAddress.getLoopbackAddress(), port("listening on"));
        busy.setSoTimeout((int) PATIENCE.toMillis());
        // Once the server asks for the body, the request is at work, and it waits for that.
        String head =
            """
            POST /auth/login HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Content-Length: 2
            Expect: 100-continue

            """;
        busy.getOutputStream().write(head.replace("\n", "\r\n").getBytes(ISO_8859_1));
        assertThat(busy.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 100");
        var _ =
            Thread.ofPlatform()
                .start(() -> {
                  try (busy) {
                    String answer = get(port, "/health/ready");
                    while (status(answer) == 200) {
                      answer = get(port, "/health/ready");
                    }
                    stopping.complete(answer);
                    busy.getOutputStream().write("{}".getBytes(ISO_8859_1));
                    busy.getInputStream().readAllBytes();
                  } catch (IOException | AssertionError e) {
                    stopping.completeExceptionally(e);
                  }
                });
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });

    String answer = stopping.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(status(answer)).isEqualTo(503);
    assertThat(body(answer)).startsWith("{\"status\":\"stopping\",\"database\":\"up\"");
  }

  @Test
  void a_database_that_does_not_answer_is_down_until_it_does() {
    var postgres = PostgresServer.shared();
    String database = postgres.newDatabase();
    postgres.execute(
        PostgresServer.SUPERUSER,
        "CREATE ROLE watched LOGIN PASSWORD 'of-the-role'",
        "ALTER DATABASE " + database + " OWNER TO watched");
    try (var link = new FaultyLink(postgres.port())) {
      machine.environment.put(
          "SALLYPORT_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + link.port() + '/' + database);
      machine.environment.put("SALLYPORT_DATABASE_USER", "watched");
      machine.environment.put("SALLYPORT_DATABASE_PASSWORD", "of-the-role");
      serving(() -> {
        readyBecomes(200);
        link.set(new FaultyLink.BlackHole());
        assertThat(readyBecomes(503))
            .startsWith("{\"status\":\"unavailable\",\"database\":\"down\"");
        assertThat(status(get(port("listening on"), "/health"))).isEqualTo(503);
        assertThat(status(get(admin(), "/health/live"))).isEqualTo(200);
        assertThat(scrape().value("sallyport_database_up")).isZero();
        link.heal();
        readyBecomes(200);
      });
    }
  }

  private String readyBecomes(int status) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String answer = get(admin(), "/health/ready");
    while (status(answer) != status) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      answer = get(admin(), "/health/ready");
    }
    return body(answer);
  }
}
