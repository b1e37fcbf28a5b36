package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sallyport.adapters.http.Patience.Pace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that take their time, many at once, and what the others notice of it: nothing.
@Timeout(120)
final class SlowClientsTest {

  /// A test that takes longer than this has failed.
  private static final Duration LONG = Duration.ofSeconds(60);

  /// So long that whoever is served meanwhile is in time on a machine that stands still for a moment.
  private static final Duration SOON = Duration.ofSeconds(2);

  /// Deadlines that come soon; whoever is silent, or waits for a place, has long.
  private static final Patience SHORT =
      new Patience(
          SOON,
          LONG,
          new Pace(SOON, 1_000_000),
          new Pace(SOON, 100_000_000),
          LONG,
          Duration.ofMillis(50),
          1_000,
          1_000);

  private static final int PLACES = TestServer.THREADS * 3 / 4;

  private static final String HEAD = "GET /health HTTP/1.1\r\nHost: localhost\r\nX: ";

  /// Nobody is late here.
  private static Patience patient(Duration place, int connections) {
    var pace = new Pace(LONG, 1);
    return new Patience(LONG, LONG, pace, pace, place, SHORT.look(), connections, connections);
  }

  private static Patience withConnections(int most) {
    return patient(LONG, most);
  }

  private static void isServed(TestServer server) throws IOException {
    server.send(Ask.get("/health")).isOk();
  }

  private static List<Wire> connect(TestServer server, int count) throws IOException {
    var wires = new ArrayList<Wire>();
    for (int i = 0; i < count; i++) {
      wires.add(server.connect());
    }
    return wires;
  }

  private static void close(List<Wire> wires) throws IOException {
    for (Wire wire : wires) {
      wire.close();
    }
  }

  /// Sends a byte on each now and then, until the server has closed them all; others are served
  /// meanwhile.
  private static void areCutOff(TestServer server, List<Wire> wires) throws IOException {
    var open = new ArrayList<>(wires);
    long start = System.nanoTime();
    while (!open.isEmpty()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
      // Now and then: so many bytes that the head is too large must not come in the time that a
      // test has.
      for (int i = 0; i < 10; i++) {
        isServed(server);
      }
      open.removeIf(wire -> !takes(wire, "x"));
    }
  }

  private static boolean takes(Wire wire, String bytes) {
    try {
      wire.send(bytes);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Tag("H-20")
  @Tag("ASVS-2.4.1")
  @Tag("ASVS-15.4.4")
  @Test
  void heads_that_come_byte_by_byte_are_cut_off_and_others_are_served() throws IOException {
    try (var server = TestServer.start(SHORT)) {
      List<Wire> slow = connect(server, 200);
      for (Wire wire : slow) {
        wire.send(HEAD);
      }

      areCutOff(server, slow);
      close(slow);
    }
  }

  @Tag("H-20")
  @Test
  void the_head_of_a_later_request_has_a_deadline_too() throws IOException {
    try (var server = TestServer.start(SHORT);
        var wire = server.connect()) {
      wire.send(Ask.get("/health").bytes(server.port, false)).reply().isOk();
      wire.send(HEAD);

      areCutOff(server, List.of(wire));
    }
  }

  @Tag("H-20")
  @Test
  void a_connection_on_which_nothing_was_ever_sent_is_cut_off() throws IOException {
    try (var server = TestServer.start(SHORT);
        var wire = server.connect()) {
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void a_connection_between_two_requests_is_not_late() throws IOException {
    try (var server = TestServer.start(SHORT);
        var kept = server.connect();
        var late = server.connect()) {
      kept.send(Ask.get("/health").bytes(server.port, false)).reply().isOk();
      assertThat(late.isClosed()).isTrue();
      try (var later = server.connect()) {
        assertThat(later.isClosed()).isTrue();
      }

      kept.send(Ask.get("/health").bytes(server.port, false)).reply().isOk();
    }
  }

  @Test
  void a_request_that_takes_longer_than_every_deadline_is_answered() throws Exception {
    var patience =
        new Patience(
            SHORT.head(),
            SOON,
            SHORT.body(),
            SHORT.answer(),
            SHORT.place(),
            SHORT.look(),
            100,
            100);
    var leave = new CountDownLatch(1);
    var route = Route.get("/waits", Access.PUBLIC, _ -> afterwards(leave));
    try (var server = TestServer.start(patience, route);
        var waiting = server.connect()) {
      waiting.send(Ask.get("/waits").bytes(server.port, true));
      for (int i = 0; i < 3; i++) {
        try (var idle = server.connect()) {
          idle.send(Ask.get("/health").bytes(server.port, false)).reply().isOk();
          assertThat(idle.isClosed()).as("by the time-out for silence").isTrue();
        }
      }
      leave.countDown();

      assertThat(waiting.reply().status()).isEqualTo(204);
    }
  }

  private static Answer afterwards(CountDownLatch leave) {
    try {
      assertThat(leave.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return Answer.noContent();
  }

  @Tag("H-21")
  @Tag("ASVS-2.4.1")
  @Tag("ASVS-15.4.4")
  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 1000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n3E8\r\n"})
  void bodies_that_come_byte_by_byte_are_refused_and_hold_no_thread(String framing)
      throws IOException {
    try (var server = TestServer.start(SHORT)) {
      List<Wire> slow = connect(server, 3 * TestServer.THREADS);
      for (Wire wire : slow) {
        wire.send(
            "POST /auth/login HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\n"
                    .formatted(server.port)
                + framing
                + "{");
      }
      for (int round = 0; round < 5; round++) {
        isServed(server);
        for (Wire wire : slow) {
          takes(wire, " ");
        }
      }

      for (Wire wire : slow) {
        var reply = wire.reply().isProblem(408, "request-timeout");
        assertThat(reply.one("Connection")).isEqualTo("close");
        assertThat(wire.isClosed()).as("closed, with no second answer").isTrue();
      }
      close(slow);
    }
  }

  @Tag("H-21")
  @Test
  void what_follows_a_body_that_came_too_late_is_not_run() throws IOException {
    try (var server = TestServer.start(SHORT);
        var wire = server.connect()) {
      wire.send(
          "POST /auth/login HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\n"
                  .formatted(server.port)
              + "Content-Length: 1000\r\n\r\n{");

      wire.reply().isProblem(408, "request-timeout");
      takes(wire, " ".repeat(999) + HEAD + "\r\n\r\n");
      assertThat(wire.isClosed()).as("closed, with no second answer").isTrue();
    }
  }

  @Test
  void a_body_in_many_pieces_is_put_together() throws IOException {
    String json = "{\"username\":\"alice\",\"password\":\"" + TestServer.PASSWORD + "\"}";
    try (var server = TestServer.start();
        var wire = server.connect()) {
      for (int time = 0; time < 2; time++) {
        wire.send(
            "POST /auth/login HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\n"
                    .formatted(server.port)
                + "Content-Length: %d\r\n\r\n".formatted(json.length()));
        for (int i = 0; i < json.length(); i++) {
          wire.send(json.substring(i, i + 1));
        }
        wire.reply().isOk();
      }
    }
  }

  @Tag("H-22")
  @Test
  void who_does_not_take_a_large_answer_is_cut_off() throws IOException {
    int size = 16 * 1024 * 1024;
    String json = "\"" + "x".repeat(size) + "\"";
    var route = Route.get("/large", Access.PUBLIC, _ -> Answer.okText(json));
    try (var server = TestServer.start(SHORT, route)) {
      for (int time = 0; time < 2 * TestServer.THREADS; time++) {
        try (Socket socket = new Socket()) {
          socket.setReceiveBufferSize(4 * 1024);
          socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port));
          socket.setSoTimeout(30_000);
          socket.getOutputStream().write(Ask.get("/large").bytes(server.port, false));
          if (time % TestServer.THREADS == 0) {
            assertThat(takenByteByByte(server, socket)).isLessThan(size);
          } else {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
          }
        }
      }
      isServed(server);
    }
  }

  /// How many bytes came before the connection was closed.
  private static long takenByteByByte(TestServer server, Socket socket) throws IOException {
    long taken = 0;
    long start = System.nanoTime();
    while (true) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
      isServed(server);
      try {
        int more = socket.getInputStream().read(new byte[512]);
        if (more < 0) {
          return taken;
        }
        taken += more;
      } catch (IOException reset) {
        return taken;
      }
    }
  }

  @Tag("H-22")
  @Test
  void who_asks_and_never_reads_holds_no_thread_and_is_cut_off() throws IOException {
    byte[] asked = Ask.get("/.well-known/oauth-authorization-server").bytes(80, false);
    var requests = ByteBuffer.wrap(new String(asked, ISO_8859_1).repeat(200).getBytes(ISO_8859_1));
    try (var server = TestServer.start(SHORT)) {
      var deaf = new ArrayList<SocketChannel>();
      for (int i = 0; i < 3 * TestServer.THREADS; i++) {
        var channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port));
        channel.configureBlocking(false);
        deaf.add(channel);
      }
      var open = new ArrayList<>(deaf);
      long start = System.nanoTime();
      while (!open.isEmpty()) {
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
        isServed(server);
        open.removeIf(channel -> !takes(channel, requests));
      }
      for (SocketChannel channel : deaf) {
        channel.close();
      }
    }
  }

  private static boolean takes(SocketChannel channel, ByteBuffer bytes) {
    try {
      // From where the last one ended, so that each request stays whole.
      if (!bytes.hasRemaining()) {
        bytes.rewind();
      }
      channel.write(bytes.duplicate());
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Tag("H-23")
  @Test
  void idle_connections_give_way_to_those_who_come_after() throws IOException {
    try (var server = TestServer.start(withConnections(50))) {
      List<Wire> idle = connect(server, 200);

      isServed(server);
      int served = 0;
      for (Wire wire : idle) {
        served += answers(wire, server.port) ? 1 : 0;
      }
      assertThat(served).isBetween(1, 50);
      close(idle);
    }
  }

  /// Whether it does, or else was closed.
  private static boolean answers(Wire wire, int port) {
    try {
      wire.send(Ask.get("/health").bytes(port, true)).reply().isOk();
      return true;
    } catch (SocketTimeoutException silent) {
      throw new AssertionError("neither served nor closed", silent);
    } catch (IOException closed) {
      return false;
    }
  }

  @Tag("H-23")
  @Test
  void a_connection_with_a_request_at_work_gives_way_to_nobody() throws Exception {
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var route =
        Route.get(
            "/waits",
            Access.PUBLIC,
            _ -> {
              entered.countDown();
              return afterwards(leave);
            });
    try (var server = TestServer.start(withConnections(50), route);
        var working = server.connect()) {
      working.send(Ask.get("/waits").bytes(server.port, true));
      assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
      List<Wire> idle = connect(server, 200);
      isServed(server);
      leave.countDown();

      assertThat(working.reply().status()).isEqualTo(204);
      close(idle);
    }
  }

  @Tag("H-23")
  @Test
  void bodies_that_are_still_to_come_give_way_to_those_who_come_after() throws IOException {
    try (var server = TestServer.start(withConnections(50))) {
      List<Wire> slow = connect(server, 100);
      for (Wire wire : slow) {
        takes(
            wire,
            "POST /auth/login HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: 1000\r\n\r\n{"
                .formatted(server.port));
      }

      for (int i = 0; i < 50; i++) {
        isServed(server);
      }
      close(slow);
    }
  }

  @Tag("H-23")
  @Tag("ASVS-2.4.1")
  @Test
  void five_thousand_idle_connections_keep_nobody_out() throws IOException {
    try (var server = TestServer.start()) {
      List<Wire> idle = connect(server, Math.min(5_000, mostFiles() - 1_500));

      isServed(server);
      server.signIn();
      assertThat(server.connections()).isLessThanOrEqualTo(Patience.DEFAULT.mostPerPeer() + 1);
      close(idle);
    }
  }

  /// How many files this process may open: each connection takes one here, and one in the server.
  private static int mostFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? Math.clamp(system.getMaxFileDescriptorCount(), 2_000, 20_000)
        : 2_000;
  }

  @Tag("H-40")
  @Test
  void who_finds_all_places_taken_is_told_to_come_again_and_nothing_piles_up() throws Exception {
    var entered = new CountDownLatch(PLACES);
    var leave = new CountDownLatch(1);
    var route =
        Route.get(
            "/waits",
            Access.PUBLIC,
            _ -> {
              entered.countDown();
              return afterwards(leave);
            });
    try (var server = TestServer.start(patient(Duration.ofMillis(300), 500), route);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Reply>> working = new ArrayList<>();
      for (int i = 0; i < PLACES; i++) {
        working.add(threads.submit(() -> server.send(Ask.get("/waits"))));
      }
      assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();

      List<Future<Reply>> others = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        others.add(threads.submit(() -> server.send(Ask.get("/health"))));
      }
      for (Future<Reply> other : others) {
        var refused = other.get(30, TimeUnit.SECONDS).isProblem(503, "unavailable");
        assertThat(refused.one("Retry-After")).isEqualTo("1");
      }
      leave.countDown();

      for (Future<Reply> one : working) {
        assertThat(one.get(30, TimeUnit.SECONDS).status()).isEqualTo(204);
      }
      isServed(server);
    }
  }

  @Test
  void who_finds_all_places_taken_gets_the_next_that_is_free() throws Exception {
    var entered = new CountDownLatch(PLACES);
    var leave = new CountDownLatch(1);
    var route =
        Route.get(
            "/waits",
            Access.PUBLIC,
            _ -> {
              entered.countDown();
              return afterwards(leave);
            });
    try (var server = TestServer.start(patient(LONG, 500), route);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Reply>> all = new ArrayList<>();
      for (int i = 0; i < 5 * PLACES; i++) {
        all.add(threads.submit(() -> server.send(Ask.get("/waits"))));
      }
      assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
      leave.countDown();

      for (Future<Reply> one : all) {
        assertThat(one.get(30, TimeUnit.SECONDS).status()).isEqualTo(204);
      }
    }
  }
}
