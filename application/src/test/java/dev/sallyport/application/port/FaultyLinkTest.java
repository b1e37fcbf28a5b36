package dev.sallyport.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.FaultyLink.BlackHole;
import dev.sallyport.application.port.FaultyLink.CutAfter;
import dev.sallyport.application.port.FaultyLink.Delay;
import dev.sallyport.application.port.FaultyLink.LoseAnswers;
import dev.sallyport.application.port.FaultyLink.Refuse;
import dev.sallyport.application.port.FaultyLink.Reset;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whether the faults of the proxy are those that its name says: tests believe it.
class FaultyLinkTest {

  private ServerSocket echo;
  private FaultyLink link;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    link = new FaultyLink(echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    link.close();
    echo.close();
  }

  private void serve() {
    try {
      while (true) {
        Socket client = echo.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (client) {
                client.getInputStream().transferTo(client.getOutputStream());
              } catch (IOException gone) {
                // The client's affair.
              }
            });
      }
    } catch (IOException stopped) {
      // The test is over.
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
    socket.setSoTimeout(5_000);
    return socket;
  }

  private static String say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
  }

  @Test
  void without_a_fault_bytes_go_both_ways() throws IOException {
    try (Socket socket = connect()) {
      assertThat(say(socket, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void a_delayed_chunk_arrives_later_both_ways() throws IOException {
    link.set(new Delay(Duration.ofMillis(50)));
    try (Socket socket = connect()) {
      long before = System.nanoTime();
      assertThat(say(socket, "hello")).isEqualTo("hello");
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }
  }

  @Test
  void a_black_hole_holds_open_connections_and_lets_go_when_healed() throws IOException {
    try (Socket socket = connect()) {
      assertThat(say(socket, "a")).isEqualTo("a");
      link.set(new BlackHole());
      socket.setSoTimeout(100);
      assertThatThrownBy(() -> say(socket, "b")).isInstanceOf(SocketTimeoutException.class);
      link.heal();
      socket.setSoTimeout(5_000);
      assertThat(socket.getInputStream().read()).isEqualTo('b');
    }
  }

  @Test
  void a_black_hole_takes_new_connections_and_says_nothing() throws IOException {
    link.set(new BlackHole());
    try (Socket socket = connect()) {
      socket.setSoTimeout(100);
      assertThatThrownBy(() -> say(socket, "b")).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void lost_answers_are_those_to_requests_that_arrived() throws IOException {
    try (Socket socket = connect()) {
      link.set(new LoseAnswers());
      socket.setSoTimeout(100);
      assertThatThrownBy(() -> say(socket, "b")).isInstanceOf(SocketTimeoutException.class);
      link.heal();
      socket.setSoTimeout(5_000);
      assertThat(socket.getInputStream().read()).isEqualTo('b');
    }
  }

  @Test
  void a_reset_ends_open_and_new_connections_but_for_healing() throws IOException {
    try (Socket socket = connect()) {
      assertThat(say(socket, "a")).isEqualTo("a");
      link.set(new Reset());
      assertThatThrownBy(() -> failing(socket)).isInstanceOf(IOException.class);
    }
    try (Socket socket = connect()) {
      assertThatThrownBy(() -> failing(socket)).isInstanceOf(IOException.class);
    }
    link.heal();
    try (Socket socket = connect()) {
      assertThat(say(socket, "c")).isEqualTo("c");
    }
  }

  @Test
  void refused_is_what_a_dead_process_does_and_the_port_comes_back() throws IOException {
    link.set(new Refuse());
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    link.heal();
    try (Socket socket = connect()) {
      assertThat(say(socket, "c")).isEqualTo("c");
    }
  }

  @Test
  void a_cut_comes_in_the_middle_of_an_answer() throws IOException {
    try (Socket socket = connect()) {
      assertThat(say(socket, "a")).isEqualTo("a");
      link.set(new CutAfter(3));
      assertThatThrownBy(() -> failing(socket)).isInstanceOf(IOException.class);
    }
  }

  /// Ends by the exception of a reset; an orderly end is one here, too.
  private static void failing(Socket socket) throws IOException {
    String answer = say(socket, "hello");
    if (answer.length() < "hello".length()) {
      throw new IOException("cut");
    }
  }
}
