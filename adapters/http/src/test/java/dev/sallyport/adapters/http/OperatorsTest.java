package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.http.Readiness.Phase;
import dev.sallyport.application.share.SharedState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the listener for operators says of a server.
final class OperatorsTest {

  private OperatorServer server;

  @BeforeEach
  void start() throws IOException {
    server = new OperatorServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void says(int status, String words, Readiness now) throws IOException {
    server.is(now);
    assertThat(server.get("/health/ready"))
        .startsWith("HTTP/1.1 " + status + ' ')
        .contains("Content-Type: application/json\r\n")
        .endsWith(
            """
            \r\n\r\n{"status":"%s","database":"%s","redis":"%s","revocations":"%s","limits":"%s"}\
            """
                .formatted((Object[]) words.split(" ", -1)));
    assertThat(server.get("/health/live")).as("it answers").startsWith("HTTP/1.1 200 ");
  }

  @Test
  void it_is_ready_while_it_serves_and_the_database_answers() throws IOException {
    says(
        200,
        "ready up off database local",
        new Readiness(Phase.SERVING, true, SharedState.OFF, false));
    says(
        503,
        "unavailable down off database local",
        new Readiness(Phase.SERVING, false, SharedState.OFF, false));
    says(
        503,
        "starting up off database local",
        new Readiness(Phase.STARTING, true, SharedState.OFF, false));
    says(
        503,
        "stopping up off database local",
        new Readiness(Phase.STOPPING, true, SharedState.OFF, false));
  }

  @Test
  void without_redis_it_is_ready_and_says_what_it_does_instead() throws IOException {
    says(
        200,
        "ready up up redis redis",
        new Readiness(Phase.SERVING, true, SharedState.SHARED, true));
    says(
        200,
        "ready up down database local",
        new Readiness(Phase.SERVING, true, SharedState.DATABASE_ONLY, false));
    says(
        200,
        "ready up up database redis",
        new Readiness(Phase.SERVING, true, SharedState.DATABASE_ONLY, true));
  }

  @Test
  void who_does_not_take_a_page_does_not_keep_others_from_theirs() throws IOException {
    var silent = new ArrayList<Wire>();
    try {
      for (int i = 0; i < 3; i++) {
        var wire = new Wire(server.port);
        silent.add(wire);
        wire.send(Ask.get("/metrics").bytes(server.port, false));
      }
      assertThat(server.get("/health/ready")).startsWith("HTTP/1.1 200 ");
      assertThat(server.get("/metrics")).hasSizeGreaterThan(100_000).endsWith("\nup 1\n");
    } finally {
      for (Wire wire : silent) {
        wire.close();
      }
    }
  }

  @Test
  void it_answers_while_the_public_server_has_no_place_left() throws Exception {
    var release = new CountDownLatch(1);
    var atWork = new CountDownLatch(TestServer.THREADS * 3 / 4);
    Route.Handler waits =
        _ -> {
          atWork.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Answer.noContent();
        };
    var wires = new ArrayList<Wire>();
    try (var open = TestServer.start(Route.get("/waits", Access.PUBLIC, waits))) {
      try {
        for (int i = 0; i < TestServer.THREADS * 3 / 4; i++) {
          var wire = open.connect();
          wires.add(wire);
          wire.send(Ask.get("/waits").bytes(open.port, false));
        }
        atWork.await();
        assertThat(open.load().placesTaken()).isEqualTo(open.load().places());
        for (String path : List.of("/health/live", "/health/ready", "/metrics")) {
          assertThat(server.get(path)).startsWith("HTTP/1.1 200 ");
        }
      } finally {
        release.countDown();
        for (Wire wire : wires) {
          wire.close();
        }
      }
    }
  }
}
