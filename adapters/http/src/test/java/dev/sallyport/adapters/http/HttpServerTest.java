package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The server's life, and a client that nobody here wrote.
final class HttpServerTest {

  @Test
  void a_client_of_everyday_gets_its_answer() throws Exception {
    try (var server = TestServer.start();
        var client = HttpClient.newHttpClient()) {
      var login =
          HttpRequest.newBuilder(URI.create("http://localhost:" + server.port + "/auth/login"))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"username\":\"alice\",\"password\":\"" + TestServer.PASSWORD + "\"}"))
              .build();

      var reply = client.send(login, BodyHandlers.ofString());

      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(reply.headers().allValues("Set-Cookie")).hasSize(3);
    }
  }

  @Test
  void a_request_that_runs_when_the_server_stops_is_answered() throws Exception {
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var route =
        Route.get(
            "/slow",
            Access.PUBLIC,
            _ -> {
              entered.countDown();
              await(leave);
              return Answer.noContent();
            });
    var server = TestServer.start(route);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var running = threads.submit(() -> server.send(Ask.get("/slow")));
      await(entered);
      var stopping = threads.submit(server::close);
      while (server.isListening()) {
        Thread.onSpinWait(); // a moment: closing the socket is the first thing that stopping does
      }
      leave.countDown();

      assertThat(running.get(10, TimeUnit.SECONDS).status()).isEqualTo(204);
      stopping.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void an_idle_connection_does_not_hold_the_server_up() throws IOException {
    var server = TestServer.start();
    try (var wire = server.connect()) {
      wire.send(Ask.get("/health").bytes(server.port, false)).reply().isOk();
      long start = System.nanoTime();

      server.close();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
      assertThat(wire.isClosed()).isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void a_stopped_server_listens_no_more() throws IOException {
    var server = TestServer.start();
    server.close();

    assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
  }

  @Test
  void settings_that_do_not_fit_are_refused() {
    Set<String> own = Set.of(TestServer.OWN_ORIGIN);
    assertThatThrownBy(() -> new HttpSettings(Set.of(), Set.of(), TrustedProxies.NONE, 2, 16))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HttpSettings(own, Set.of(), TrustedProxies.NONE, 0, 16))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HttpSettings(own, Set.of(), TrustedProxies.NONE, 2, 7))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HttpSettings(own, Set.of(), TrustedProxies.NONE, 17, 16))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
