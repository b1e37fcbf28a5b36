package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every request is counted once, by what the table calls it.
final class TrafficTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// The client has its answer a moment before it is counted.
  private void counted(String... requests) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (server.traffic.ended().size() < requests.length && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(server.traffic.ended()).containsExactlyInAnyOrder(requests);
  }

  @Tag("I-03")
  @Test
  void a_request_is_counted_by_route_method_and_status_and_nothing_that_it_says()
      throws IOException {
    Set<String> known = server.traffic.series();
    server.send(Ask.get("/auth/me"));
    server.send(Ask.of("HEAD", "/.well-known/jwks.json"));
    server.send(TestServer.login("alice", TestServer.PASSWORD));
    server.send(TestServer.login("../../metrics\"} 1", "x"));
    server.send(Ask.get("/auth/me/../../etc/passwd"));
    server.send(Ask.get("/nowhere/%22%7D"));
    server.send(Ask.of("BREW", "/auth/me"));
    server.send(Ask.post("/auth/me"));
    server.sendRaw("GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n");
    server.sendRaw("nonsense\r\n\r\n");

    counted(
        "GET /auth/me 401",
        "HEAD /.well-known/jwks.json 200",
        "POST /auth/login 200",
        "POST /auth/login 401",
        "other other 404",
        "other other 404",
        "other other 405",
        "other other 405",
        "other other 400",
        "other other 400");
    assertThat(server.traffic.series()).isEqualTo(known);
  }

  @Test
  void there_is_a_series_for_each_line_of_the_table_and_one_for_all_else() {
    Set<String> lines =
        server.table().stream()
            .flatMap(route ->
                route.method() == Route.Method.GET
                    ? List.of("GET " + route.path(), "HEAD " + route.path()).stream()
                    : List.of(route.method() + " " + route.path()).stream())
            .collect(Collectors.toSet());
    lines.add("other other");

    assertThat(server.traffic.series()).isEqualTo(lines);
  }

  @Test
  void what_there_is_to_do_is_told() throws IOException {
    try (var wire = server.connect()) {
      wire.send(Ask.get("/health").bytes(server.port, false)).reply();

      var load = server.load();
      assertThat(load.connections()).isEqualTo(1);
      assertThat(load.places()).isEqualTo(TestServer.THREADS * 3 / 4);
      assertThat(load.placesAwaited()).isZero();
      assertThat(load.turnedAway()).isZero();
      assertThat(load.connectionsClosed()).isZero();
    }
  }
}
