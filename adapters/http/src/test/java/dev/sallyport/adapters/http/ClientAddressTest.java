package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The address that the application counts by and a session remembers, over a real socket.
final class ClientAddressTest {

  /// Of every connection that a test makes.
  private static final String PEER = "127.0.0.1";

  private final HttpLog log = HttpLog.read();

  @AfterEach
  void leave_the_log() {
    log.close();
  }

  private static Route whoami() {
    return Route.get(
        "/whoami",
        Access.PUBLIC,
        exchange -> Answer.ok(List.of(exchange.caller().client().address().text())));
  }

  private static TestServer direct() throws IOException {
    return TestServer.start(whoami());
  }

  private static TestServer behindAProxy() throws IOException {
    return TestServer.startBehind(PEER + ", 10.0.0.0/8", whoami());
  }

  private static String whoami(TestServer server, Ask ask) throws IOException {
    return server.send(ask).isOk().json().get(0).textValue();
  }

  @Tag("T-06")
  @Tag("T-12")
  @Tag("ASVS-4.1.3")
  @Tag("ASVS-15.3.4")
  @Test
  void without_a_trusted_proxy_it_is_that_of_the_socket_whatever_the_header_says()
      throws IOException {
    try (var server = direct()) {
      for (int i = 1; i <= 20; i++) {
        var spoofing = Ask.get("/whoami").with("X-Forwarded-For", "203.0.113." + i);
        assertThat(whoami(server, spoofing)).isEqualTo(PEER);
      }
      var reply =
          server.send(
              TestServer.login("alice", TestServer.PASSWORD)
                  .with("X-Forwarded-For", "203.0.113.99"));

      var session = server.sessionOf(Browser.of(reply.isOk()));
      assertThat(session.lastRotation().by().address().text()).isEqualTo(PEER);
    }
  }

  @Tag("T-06")
  @Test
  void a_proxy_that_is_not_the_one_that_is_trusted_has_no_say() throws IOException {
    try (var server = TestServer.startBehind("127.0.0.2, 10.0.0.0/8, ::1", whoami())) {
      var spoofing = Ask.get("/whoami").with("X-Forwarded-For", "203.0.113.9, 127.0.0.2");

      assertThat(whoami(server, spoofing)).isEqualTo(PEER);
    }
  }

  @Tag("T-07")
  @ParameterizedTest
  @CsvSource({
    "Forwarded, for=203.0.113.9",
    "X-Real-IP, 203.0.113.9",
    "X-Client-IP, 203.0.113.9",
    "True-Client-IP, 203.0.113.9",
    "CF-Connecting-IP, 203.0.113.9",
    "X-Originating-IP, 203.0.113.9",
    "X-Cluster-Client-IP, 203.0.113.9",
    "X-Forwarded, for=203.0.113.9",
    "Forwarded-For, 203.0.113.9",
    "X_Forwarded_For, 203.0.113.9",
    "X-Forwarded-For-Original, 203.0.113.9",
    "Via, 1.1 203.0.113.9"
  })
  void no_other_header_names_an_address_from_a_trusted_proxy_either(String name, String value)
      throws IOException {
    for (boolean trusted : new boolean[] {false, true}) {
      try (var server = trusted ? behindAProxy() : direct()) {
        assertThat(whoami(server, Ask.get("/whoami").with(name, value))).isEqualTo(PEER);
      }
    }
    assertThat(log.records()).isEmpty();
  }

  @Tag("T-08")
  @Tag("ASVS-15.3.4")
  @Test
  void a_trusted_proxy_names_the_one_that_it_was_called_by() throws IOException {
    try (var server = behindAProxy()) {
      var asked = Ask.get("/whoami").with("X-Forwarded-For", "203.0.113.9, 198.51.100.7");
      assertThat(whoami(server, asked)).isEqualTo("198.51.100.7");
      assertThat(whoami(server, Ask.get("/whoami"))).isEqualTo(PEER);

      var reply =
          server.send(
              TestServer.login("alice", TestServer.PASSWORD)
                  .with("x-forwarded-for", "203.0.113.9, 2001:DB8::7, 10.1.2.3"));
      var session = server.sessionOf(Browser.of(reply.isOk()));
      assertThat(session.lastRotation().by().address().text()).isEqualTo("2001:db8::7");
    }
    assertThat(log.records()).as("nothing to tell of a trusted proxy").isEmpty();
  }

  @Tag("T-08")
  @Tag("T-09")
  @Test
  void several_lines_are_one_list() throws IOException {
    try (var server = behindAProxy()) {
      var ask =
          Ask.get("/whoami")
              .with("X-Forwarded-For", "203.0.113.9")
              .with("X-FORWARDED-FOR", "198.51.100.7")
              .with("X-Forwarded-For", "10.0.0.1");

      assertThat(whoami(server, ask)).isEqualTo("198.51.100.7");
    }
  }

  @Tag("T-09")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown | 127.0.0.1",
        "_x | 127.0.0.1",
        "'' | 127.0.0.1",
        "',,,' | 127.0.0.1",
        "localhost | 127.0.0.1",
        "evil.example | 127.0.0.1",
        "1.2.3.4:99 | 1.2.3.4",
        "[2001:db8::1]:1 | 2001:db8::1",
        "203.0.113.9, unknown | 127.0.0.1",
        "203.0.113.9, unknown, 10.0.0.1 | 10.0.0.1",
        "203.0.113.9, caf\u00e9 | 127.0.0.1"
      })
  void what_is_no_address_falls_back_to_the_last_proxy_that_is_known(String value, String expected)
      throws IOException {
    try (var server = behindAProxy()) {
      assertThat(whoami(server, Ask.get("/whoami").with("X-Forwarded-For", value)))
          .isEqualTo(expected);
    }
  }

  @Tag("T-09")
  @Test
  void a_list_that_is_too_long_is_a_header_that_is_too_long() throws IOException {
    try (var server = behindAProxy()) {
      server
          .send(Ask.get("/whoami").with("X-Forwarded-For", "1".repeat(10_240)))
          .isProblem(431, "headers-too-large");
      String thousand = "10.0.0.1,".repeat(800) + "1.1.1.1," + ",".repeat(199);
      assertThat(whoami(server, Ask.get("/whoami").with("X-Forwarded-For", thousand)))
          .isEqualTo("1.1.1.1");
      assertThat(whoami(server, Ask.get("/whoami").with("X-Forwarded-For", "::1,".repeat(1_000))))
          .isEqualTo("::1");
      assertThat(server.send(Ask.get("/health")).status()).isEqualTo(200);
    }
  }

  @Tag("T-11")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3.4",
        "::ffff:1.2.3.4",
        "::FFFF:1.2.3.4",
        "0:0:0:0:0:ffff:102:304",
        "[::ffff:1.2.3.4]:8"
      })
  void an_address_is_one_in_every_spelling(String spelling) throws IOException {
    try (var server = behindAProxy()) {
      assertThat(whoami(server, Ask.get("/whoami").with("X-Forwarded-For", spelling)))
          .isEqualTo("1.2.3.4");
    }
  }

  @Test
  void a_proxy_that_nobody_has_named_is_told_of_once_and_without_what_it_said() throws IOException {
    try (var server = direct()) {
      whoami(server, Ask.get("/whoami"));
      assertThat(log.records()).isEmpty();
      for (int i = 0; i < 3; i++) {
        whoami(server, Ask.get("/whoami").with("X-Forwarded-For", "203.0.113.9, S3cret"));
      }

      assertThat(log.records()).hasSize(1);
      assertThat(log.records().getFirst().getLevel()).isEqualTo(Level.WARNING);
      assertThat(log.records().getFirst().getMessage())
          .contains(PEER, "trusted-proxies")
          .doesNotContain("203.0.113.9", "S3cret");
    }
  }
}
