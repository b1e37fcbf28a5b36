package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.SecurityEvent.ServiceRefused;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The revocation feed on the wire.
final class RevocationsTest {

  private static final String SECRET = "A".repeat(43);
  private static final String EPOCH = "the-first-epoch-of-all";

  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Ask feed(String query) {
    return Ask.get("/auth/revocations" + query).bearer(SECRET);
  }

  /// @return the number of the last revocation
  private String logOut() throws IOException {
    server.send(server.signIn().loggingOut());
    return server.send(feed("")).isOk().body().split(" ", -1)[2];
  }

  @Test
  void the_secret_opens_it_and_it_is_a_jwt_that_nobody_keeps() throws IOException {
    logOut();

    var reply = server.send(feed("")).isOk();

    assertThat(reply.body()).startsWith(EPOCH + " 0 ").endsWith(" 1");
    assertThat(reply.one("Content-Type")).isEqualTo("application/jwt");
    assertThat(reply.one("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void whoever_follows_gets_what_comes_after() throws IOException {
    String first = logOut();
    String second = logOut();

    assertThat(server.send(feed("?after=" + first + "&epoch=" + EPOCH)).isOk().body())
        .isEqualTo(EPOCH + " " + first + ' ' + second + " 1");
    assertThat(server.send(feed("?after=" + first)).isOk().body())
        .isEqualTo(EPOCH + " 0 " + second + " 2");
    assertThat(server.send(feed("?after=" + first + "&epoch=x")).isOk().body())
        .isEqualTo(EPOCH + " 0 " + second + " 2");
  }

  @Test
  void nothing_else_opens_it() throws IOException {
    String access = server.signIn().access();

    var none = server.send(Ask.get("/auth/revocations")).isProblem(401, "token-required");
    assertThat(none.one("WWW-Authenticate")).isEqualTo("Bearer realm=\"sallyport\"");
    for (String wrong : List.of(access, "A".repeat(42), "A".repeat(42) + "B", SECRET + "=")) {
      server.send(Ask.get("/auth/revocations").bearer(wrong)).isProblem(401, "invalid-token");
    }
    server.send(feed("").bearer(SECRET)).isProblem(400, "invalid-request");
    assertThat(server.log.events(ServiceRefused.class)).hasSize(4);
  }

  @Tag("N-10")
  @Test
  void the_secret_of_the_feed_is_no_access_token() throws IOException {
    server.send(Ask.get("/auth/me").bearer(SECRET)).isProblem(401, "invalid-token");
  }

  @Test
  void a_malformed_query_is_refused() throws IOException {
    for (String query :
        List.of(
            "?after=-1",
            "?after=01",
            "?after=1e3",
            "?after=",
            "?after",
            "?after=%2B1",
            "?after=+1",
            "?after=1+",
            "?after=%201",
            "?after=1%09",
            "?after=1%0A",
            "?after=0x1",
            "?after=1.0",
            "?after=1_0",
            "?after=%EF%BC%91",
            "?after=1%00",
            "?after=1000000000000000000",
            "?after=9223372036854775808",
            "?after=18446744073709551616",
            "?after=1&after=2",
            "?after=1&after=1",
            "?epoch=a&epoch=a",
            "?after=1&%61fter=2",
            "?After=1",
            "?since=1",
            "?access_token=" + SECRET,
            "?after=1&",
            "?&after=1",
            "?after=1;epoch=a",
            "?epoch=%FF",
            "?after=%31%")) {
      var reply = server.send(feed(query)).isProblem(400, "invalid-request");
      assertThat(reply.errors()).as(query).isSubsetOf("query:malformed", "after:malformed");
      assertThat(reply.body()).doesNotContain(SECRET);
    }
    assertThat(server.log.events(ServiceRefused.class)).isEmpty();
  }

  @Test
  void a_query_that_says_nothing_new_gets_everything() throws IOException {
    String last = logOut();

    for (String query :
        List.of(
            "?",
            "?after=0",
            "?after=%31",
            "?epoch=",
            "?epoch=" + EPOCH,
            "?after=999999999999999999&epoch=" + EPOCH,
            "?after=1&epoch=" + EPOCH + "x",
            "?after=1&epoch=%20" + EPOCH)) {
      assertThat(server.send(feed(query)).isOk().body())
          .as(query)
          .isEqualTo(EPOCH + " 0 " + last + " 1");
    }
  }

  @Test
  void a_preference_that_cannot_be_read_is_none() throws IOException {
    String last = logOut();
    for (String prefer :
        List.of("wait", "wait=", "wait=-1", "wait=1s", "wait=99999999999999999999", "WAIT x", "")) {
      var reply =
          server.send(feed("?after=" + last + "&epoch=" + EPOCH).with("Prefer", prefer)).isOk();
      assertThat(reply.body()).isEqualTo(EPOCH + " " + last + ' ' + last + " 0");
    }
  }

  @Test
  void an_etag_that_still_holds_gets_304() throws IOException {
    String tag = server.send(feed("")).isOk().one("ETag");
    assertThat(tag).startsWith("\"" + EPOCH + ".").endsWith("\"");

    for (String match : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
      var reply = server.send(feed("").with("If-None-Match", match));
      assertThat(reply.status()).isEqualTo(304);
      assertThat(reply.one("ETag")).isEqualTo(tag);
      assertThat(reply.body()).isEmpty();
    }
    logOut();
    assertThat(server.send(feed("").with("If-None-Match", tag)).isOk().one("ETag"))
        .isNotEqualTo(tag);
  }

  @Test
  void whoever_waits_in_vain_gets_a_fresh_feed_without_entries() throws IOException {
    String last = logOut();

    var reply =
        server
            .send(
                feed("?after=" + last + "&epoch=" + EPOCH).with("Prefer", "respond-async, wait=20"))
            .isOk();

    assertThat(reply.body()).isEqualTo(EPOCH + " " + last + ' ' + last + " 0");
  }

  @Test
  void a_store_that_is_down_is_a_503() throws IOException {
    server.database.takeDown();

    server.send(feed("")).isProblem(503, "unavailable");
  }
}
