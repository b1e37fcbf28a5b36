package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.ReverseProxy.Kind;
import dev.sallyport.bootstrap.endtoend.ReverseProxy.Node;
import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sallyport behind nginx and HAProxy, with the files that the documentation gives to operators.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReverseProxyIT {

  private static final String PASSWORD = "a long enough passphrase";

  /// Not where the proxies are, so that it can be told whose address was taken.
  private static final String BROWSER = "127.0.0.2";

  @TempDir private static Path directory;

  private Program program;
  private Server one;
  private Server two;
  private HttpClient http;

  @BeforeAll
  void two_nodes_on_one_database() throws Exception {
    program =
        new Program(directory)
            .withWideLimits()
            .with("SALLYPORT_ADMIN_LISTEN", "127.0.0.1:0")
            .with("SALLYPORT_PUBLIC_URL", "https://auth.example.com")
            .with("SALLYPORT_TRUSTED_PROXIES", "127.0.0.1");
    assertThat(program.run(PASSWORD + "\n", "user", "add", "alice").exit()).isZero();
    one = program.serve();
    two = program.serve();
    http =
        HttpClient.newBuilder()
            .sslContext(trustingEveryone())
            .localAddress(InetAddress.getAllByName(BROWSER)[0])
            .build();
  }

  @AfterAll
  void stop() {
    http.close();
    one.close();
    two.close();
  }

  private static Node node(Server server) {
    return new Node(server.url().getPort(), server.adminUrl().getPort());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @EnumSource
  void a_session_lives_and_ends_on_whatever_node_is_asked(Kind kind) {
    // The third node is not there, and nobody notices.
    try (var proxy =
        ReverseProxy.start(kind, directory, List.of(node(one), node(two), Node.gone()))) {
      var alice = new Visitor(proxy.url(), http);
      Held held = alice.logIn("alice", PASSWORD).tokens();
      for (int round = 0; round < 6; round++) {
        held = alice.refresh(held).tokens();
        assertThat(alice.me(held).status()).isEqualTo(200);
      }
      assertThat(alice.logOut(held).status()).isEqualTo(204);
      for (int round = 0; round < 6; round++) {
        assertThat(alice.me(held).reason()).isEqualTo("revoked");
      }
      assertThat(alice.refresh(held).reason()).isEqualTo("ended");
    }
  }

  @ParameterizedTest
  @EnumSource
  void who_calls_is_who_the_proxy_sees_and_cookies_come_through_as_they_are(Kind kind)
      throws Exception {
    try (var proxy =
        ReverseProxy.start(kind, directory, List.of(node(one), node(one), node(one)))) {
      HttpResponse<String> answer =
          send(
              logIn(proxy)
                  .header("X-Forwarded-For", "203.0.113.9")
                  .header("Origin", "https://auth.example.com"));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().allValues("Set-Cookie"))
          .anyMatch(line ->
              line.matches(
                  "__Host-Http-refresh=[\\w-]{72}; Path=/; Secure; HttpOnly; SameSite=Strict;"
                      + " Max-Age=\\d+"))
          .anyMatch(line ->
              line.matches("__Host-csrf=[\\w.-]+; Path=/; Secure; SameSite=Strict; Max-Age=\\d+"));
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
      awaitLogged(
          one,
          line ->
              line.contains("authn_login_success")
                  && line.contains(answer.headers().firstValue("X-Request-Id").orElseThrow())
                  && line.contains("\"address\":\"" + BROWSER + '"'));
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_refused_is_refused_by_us_and_the_admin_listener_is_not_there(Kind kind)
      throws Exception {
    try (var proxy =
        ReverseProxy.start(kind, directory, List.of(node(one), node(two), node(one)))) {
      HttpResponse<String> tooLarge =
          send(
              to(proxy, "/auth/login")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("x".repeat(20_000))));
      assertThat(tooLarge.statusCode()).isEqualTo(413);
      assertThat(tooLarge.body()).contains("urn:sallyport:problem:too-large");

      HttpResponse<String> headers =
          send(to(proxy, "/auth/me").header("X-Long", "x".repeat(9_000)));
      assertThat(headers.statusCode()).isEqualTo(431);
      assertThat(headers.body()).contains("urn:sallyport:problem:headers-too-large");

      for (String path : List.of("/metrics", "/health/live", "/health/ready")) {
        assertThat(send(to(proxy, path)).statusCode()).as(path).isEqualTo(404);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_node_that_is_killed_is_noticed_by_nobody(Kind kind) {
    Server third = program.serve();
    try (var proxy =
        ReverseProxy.start(kind, directory, List.of(node(one), node(two), node(third)))) {
      var alice = new Visitor(proxy.url(), http);
      Held held = alice.logIn("alice", PASSWORD).tokens();
      for (int round = 0; round < 6; round++) {
        held = alice.refresh(held).tokens();
      }
      third.kill();
      for (int round = 0; round < 12; round++) {
        held = alice.refresh(held).tokens();
        assertThat(alice.me(held).status()).isEqualTo(200);
      }
    } finally {
      third.kill();
    }
  }

  /// A refresh token is good once: a proxy that sends it twice makes a thief of its owner.
  @ParameterizedTest
  @EnumSource
  void a_request_that_a_node_may_have_seen_is_not_sent_to_another(Kind kind) throws Exception {
    try (var first = new Swallowing();
        var second = new Swallowing();
        var third = new Swallowing();
        var proxy =
            ReverseProxy.start(
                kind, directory, List.of(first.node(), second.node(), third.node()))) {
      HttpResponse<String> answer = send(to(proxy, "/auth/refresh").POST(BodyPublishers.noBody()));

      assertThat(answer.statusCode()).isIn(502, 503);
      assertThat(answer.body()).contains("urn:sallyport:problem:unavailable");
      assertThat(first.seen.size() + second.seen.size() + third.seen.size()).isEqualTo(1);
    }
  }

  private static HttpRequest.Builder to(ReverseProxy proxy, String path) {
    return HttpRequest.newBuilder(proxy.url().resolve(path));
  }

  private static HttpRequest.Builder logIn(ReverseProxy proxy) {
    return to(proxy, "/auth/login")
        .header("Content-Type", "application/json")
        .POST(
            BodyPublishers.ofString("{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\"}"));
  }

  private static void awaitLogged(Server server, Predicate<String> line) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (server.log().stream().noneMatch(line)) {
      assertThat(System.nanoTime()).as("%s", server.log()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /// A node that takes every request, answers health checks, and nothing else.
  private static final class Swallowing implements AutoCloseable {

    private final ServerSocket listening = listen();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    Swallowing() {
      Thread.ofPlatform().daemon().start(this::accept);
    }

    private static ServerSocket listen() {
      try {
        return new ServerSocket(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Node node() {
      return new Node(listening.getLocalPort(), listening.getLocalPort());
    }

    private void accept() {
      while (!listening.isClosed()) {
        try (Socket socket = listening.accept()) {
          byte[] head = new byte[8192];
          int length = socket.getInputStream().read(head);
          String request = new String(head, 0, Math.max(0, length), ISO_8859_1);
          if (request.startsWith("GET /health")) {
            socket
                .getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
          } else if (!request.isEmpty()) {
            seen.add(request);
          }
        } catch (IOException goneAgain) {
          // The next one.
        }
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  private static SSLContext trustingEveryone() throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
    return context;
  }

  /// Of the certificate that the test has just made nothing is to be learned.
  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
