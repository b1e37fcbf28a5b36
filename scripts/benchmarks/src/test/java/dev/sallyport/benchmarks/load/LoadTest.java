package dev.sallyport.benchmarks.load;

import static dev.sallyport.benchmarks.load.TinyServer.answer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static List<Client> clients(int count) {
    return Collections.nCopies(count, Client.repeating(REQUEST, 200));
  }

  @Test
  void every_answer_is_counted_once_and_connections_are_kept() throws Exception {
    try (var server = new TinyServer(_ -> Optional.of(answer(200, "", "hello")))) {
      Load load = ClosedLoop.run(server.address(), clients(3), LONG, 100);

      assertThat(load.answers()).isEqualTo(100);
      assertThat(load.latencies().count()).isEqualTo(100);
      assertThat(load.perSecond()).isPositive();
      assertThat(server.requests()).isEqualTo(100);
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void it_ends_when_its_time_is_over() throws Exception {
    try (var server = new TinyServer(_ -> Optional.of(answer(200, "", "")))) {
      Load load = ClosedLoop.run(server.address(), clients(2), Duration.ofMillis(50));

      assertThat(load.answers()).isEqualTo(server.requests()).isPositive();
    }
  }

  @Test
  void one_answer_that_is_not_the_expected_one_spoils_all() throws Exception {
    try (var server =
        new TinyServer(n -> Optional.of(answer(n == 50 ? 503 : 200, "", "what went wrong")))) {
      assertThatThrownBy(() -> ClosedLoop.run(server.address(), clients(3), LONG, 100))
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContainingAll("not 200", "503", "what went wrong");
    }
  }

  @Test
  void a_refusal_that_is_expected_is_none() throws Exception {
    try (var server = new TinyServer(_ -> Optional.of(answer(401, "", "")))) {
      var refused = List.of(Client.repeating(REQUEST, 401));

      assertThat(ClosedLoop.run(server.address(), refused, LONG, 5).answers()).isEqualTo(5);
    }
  }

  @Test
  void a_server_that_hangs_up_spoils_all() throws Exception {
    try (var server =
        new TinyServer(n -> n == 5 ? Optional.empty() : Optional.of(answer(200, "", "")))) {
      assertThatThrownBy(() -> ClosedLoop.run(server.address(), clients(1), LONG, 100))
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("closed a connection");
    }
  }

  @Test
  void so_does_an_answer_that_does_not_say_how_long_it_is_or_has_more_behind_it() throws Exception {
    try (var server = new TinyServer(_ -> Optional.of("HTTP/1.1 200 OK\r\n\r\nhello"))) {
      assertThatThrownBy(() -> ClosedLoop.run(server.address(), clients(1), LONG, 1))
          .isInstanceOf(UnexpectedAnswerException.class);
    }
    try (var server = new TinyServer(_ -> Optional.of(answer(200, "", "one") + "more"))) {
      assertThatThrownBy(() -> ClosedLoop.run(server.address(), clients(1), LONG, 2))
          .isInstanceOf(UnexpectedAnswerException.class);
    }
  }

  @Test
  void no_content_needs_no_length() throws Exception {
    try (var server = new TinyServer(_ -> Optional.of("HTTP/1.1 204 No Content\r\n\r\n"))) {
      var clients = List.of(Client.repeating(REQUEST, 204));

      assertThat(ClosedLoop.run(server.address(), clients, LONG, 3).answers()).isEqualTo(3);
    }
  }

  /// What a refresh does: the next request carries what the last answer has set.
  @Test
  void a_client_reads_its_cookie() throws Exception {
    try (var server =
        new TinyServer(n -> Optional.of(answer(200, "Set-Cookie: t=" + n + "; Path=/\r\n", "x")))) {
      List<String> seen = new ArrayList<>();
      var client =
          new Client() {
            @Override
            public byte[] request() {
              return REQUEST.getBytes(ISO_8859_1);
            }

            @Override
            public int expectedStatus() {
              return 200;
            }

            @Override
            public void answered(Answer answer) {
              seen.add(answer.between("Set-Cookie: t=", ';').orElseThrow());
            }
          };
      Load _ = ClosedLoop.run(server.address(), List.of(client), LONG, 3);

      assertThat(seen).containsExactly("1", "2", "3");
    }
  }

  @Test
  void an_open_loop_asks_at_its_rate_whatever_the_answers() throws Exception {
    try (var server = new TinyServer(_ -> Optional.of(answer(200, "", "hello")))) {
      Load load = OpenLoop.run(server.address(), clients(4), 1_000, Duration.ofMillis(100));

      assertThat(load.answers()).isEqualTo(100);
      assertThat(server.requests()).isEqualTo(100);
      assertThat(server.connections()).isEqualTo(4);
    }
  }

  /// One answer that comes late makes those late that were due meanwhile.
  @Test
  void an_open_loop_charges_a_stall_with_all_who_would_have_asked() throws Exception {
    try (var server =
        new TinyServer(n -> {
          long until = n == 1 ? System.nanoTime() + 400_000_000 : 0;
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
          return Optional.of(answer(200, "", ""));
        })) {
      Load load = OpenLoop.run(server.address(), clients(1), 1_000, Duration.ofMillis(100));

      assertThat(load.answers()).isEqualTo(100);
      assertThat(load.latencies().percentile(0.01)).isGreaterThan(290_000_000);
    }
  }

  @Test
  void an_open_loop_is_spoilt_too() throws Exception {
    try (var server = new TinyServer(n -> Optional.of(answer(n == 7 ? 500 : 200, "", "")))) {
      assertThatThrownBy(
              () -> OpenLoop.run(server.address(), clients(2), 1_000, Duration.ofMillis(100)))
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("500");
    }
  }
}
