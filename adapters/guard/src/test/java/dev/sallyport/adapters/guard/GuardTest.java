package dev.sallyport.adapters.guard;

import static dev.sallyport.adapters.guard.FakeSallyport.KEY;
import static dev.sallyport.adapters.guard.FakeSallyport.NOW;
import static dev.sallyport.adapters.guard.FakeSallyport.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.guard.Admission.Admitted;
import dev.sallyport.adapters.guard.Admission.Refused;
import dev.sallyport.adapters.guard.Admission.Unavailable;
import dev.sallyport.adapters.guard.FakeSallyport.Words;
import dev.sallyport.adapters.guard.GuardSettings.WhenStale;
import dev.sallyport.application.access.AuthenticateRequest.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the guard makes of what the server says, and of what it does not. The follower is made to
/// ask by the tests themselves.
final class GuardTest {

  private static final Instant LATE = NOW.plusSeconds(3_600);

  private volatile Instant now = NOW;
  private FakeSallyport server;
  private SallyportVerifier guard;

  @BeforeEach
  void start() throws IOException {
    server = new FakeSallyport();
    server.feed = Words.at(NOW, 0, 0).served();
    guard = guard(server.settings());
  }

  @AfterEach
  void stop() {
    guard.close();
    server.close();
  }

  private SallyportVerifier guard(GuardSettings settings) {
    return SallyportVerifier.of(settings, () -> now, new SplittableRandom(1));
  }

  private GuardSettings withoutFeed() {
    return GuardSettings.withoutRevocations(FakeSallyport.ISSUER).withServerUrl(server.url());
  }

  private Duration follow() throws InterruptedException {
    return guard.follower().step();
  }

  private void follow(Words words) throws InterruptedException {
    server.feed = words.served();
    follow();
  }

  private void isLetIn() {
    assertThat(guard.admit(FakeSallyport.token())).isInstanceOf(Admitted.class);
  }

  private void isRefused(Reason reason) {
    assertThat(guard.admit(FakeSallyport.token())).isEqualTo(new Refused(reason));
  }

  private void isUnavailable() {
    assertThat(guard.admit(FakeSallyport.token())).isEqualTo(new Unavailable());
  }

  @Test
  void nobody_is_let_in_before_the_first_complete_feed() throws InterruptedException {
    isUnavailable();

    follow(Words.at(NOW, 0, 5).more("true"));
    isUnavailable();

    follow(Words.at(NOW, 5, 9));
    isLetIn();
    assertThat(server.requests)
        .containsSubsequence(
            "/auth/revocations?after=0", "/auth/revocations?after=5&epoch=" + "A".repeat(22));
  }

  @Test
  void a_revocation_is_felt_at_the_answer_that_tells_it() throws InterruptedException {
    follow();
    isLetIn();

    follow(Words.at(NOW, 0, 1).revoking(2, LATE));

    isRefused(Reason.REVOKED);
    assertThat(server.requests).last().asString().endsWith("&epoch=" + "A".repeat(22) + " wait=10");
  }

  @Test
  void a_newer_generation_than_the_least_is_let_in() throws InterruptedException {
    follow(Words.at(NOW, 0, 1).revoking(1, LATE));

    isLetIn();
  }

  @Test
  void an_entry_stays_though_later_answers_do_not_repeat_it() throws InterruptedException {
    follow(Words.at(NOW, 0, 1).revoking(2, LATE));
    follow(Words.at(NOW, 1, 1));
    follow(Words.at(NOW, 0, 0).epoch("B".repeat(22)));

    isRefused(Reason.REVOKED);
  }

  @Tag("ASVS-16.5.2")
  @Test
  void stale_knowledge_lets_nobody_in_and_fresh_one_does_again() throws InterruptedException {
    follow();
    now = NOW.plusSeconds(30);
    isLetIn();

    now = NOW.plusSeconds(31);
    isUnavailable();

    follow(Words.at(now, 0, 0));
    isLetIn();
  }

  @Test
  void the_last_answer_again_proves_nothing_about_the_time_since() throws InterruptedException {
    follow();
    now = NOW.plusSeconds(25);
    follow();
    isLetIn();

    now = NOW.plusSeconds(31);

    isUnavailable();
  }

  @Test
  void knowledge_from_the_future_of_a_clock_set_back_lets_nobody_in() throws InterruptedException {
    follow();

    now = NOW.minusSeconds(1);

    isUnavailable();
  }

  @Test
  void only_by_name_is_a_guard_open_while_it_knows_nothing() {
    guard.close();
    guard = guard(server.settings().withWhenStale(WhenStale.ACCEPT));

    isLetIn();
  }

  @Test
  void a_guard_without_revocations_never_asks_for_them() {
    guard.close();
    guard =
        guard(GuardSettings.withoutRevocations(FakeSallyport.ISSUER).withServerUrl(server.url()));

    isLetIn();
    assertThat(server.count("/auth/revocations")).isZero();
  }

  @Test
  @Tag("J-33")
  void a_token_is_believed_30_seconds_after_its_end_and_no_longer() throws InterruptedException {
    String token = FakeSallyport.token(KEY, NOW.minusSeconds(900), NOW);
    follow();
    now = NOW.plusMillis(29_999);
    assertThat(guard.admit(token)).isInstanceOf(Admitted.class);

    now = NOW.plusSeconds(30);
    assertThat(guard.admit(token)).isEqualTo(new Refused(Reason.EXPIRED));
    now = NOW.plusSeconds(31);
    assertThat(guard.admit(token)).isEqualTo(new Refused(Reason.EXPIRED));
  }

  static Stream<Words> liesAfterNumber7() {
    Words good = Words.at(NOW, 7, 8);
    return Stream.of(
        Words.at(NOW.minusSeconds(1), 7, 8), // older than the last
        Words.at(NOW.plusSeconds(31), 7, 8),
        Words.at(NOW, 8, 8), // a gap
        Words.at(NOW, 0, 6), // goes back
        Words.at(NOW, 0, 7).more("true"),
        Words.at(NOW, 1, 8).epoch("B".repeat(22)),
        Words.at(NOW, 9, 8),
        Words.at(NOW, -1, 8),
        good.issuer("https://other.example.org"),
        good.life(31),
        good.life(3_600),
        good.more("null"),
        good.more("0"),
        good.epoch("A".repeat(21)),
        good.epoch("A".repeat(21) + "="),
        good.entries("[]"),
        good.entries("[\"x\",1,1]"),
        good.entries("[\"" + FakeSallyport.SESSION.text() + "\",-1,1]"),
        good.entries("[\"" + FakeSallyport.SESSION.text() + "\",1.0,1]"),
        good.entries("[\"" + FakeSallyport.SESSION.text() + "\",2147483648,1]"),
        good.entries("[\"" + FakeSallyport.SESSION.text() + "\",1,1,1]"));
  }

  @ParameterizedTest
  @MethodSource("liesAfterNumber7")
  void a_feed_that_is_not_exactly_right_changes_nothing(Words lie) throws InterruptedException {
    follow(Words.at(NOW, 0, 7));

    server.feed = lie.served();
    Duration pause = follow();

    assertThat(pause).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    now = NOW.plusSeconds(31);
    isUnavailable();
    follow(Words.at(now, 7, 9));
    isLetIn();
  }

  @Test
  void a_feed_that_is_over_is_refused() throws InterruptedException {
    now = NOW.plusSeconds(60);
    follow();
    isUnavailable();

    now = NOW.plusMillis(59_999);
    follow();
    isLetIn();
  }

  @Test
  void another_epoch_starts_from_the_beginning() throws InterruptedException {
    follow(Words.at(NOW, 0, 100));
    now = NOW.plusSeconds(20);

    follow(Words.at(now, 0, 3).epoch("B".repeat(22)));

    now = NOW.plusSeconds(40);
    isLetIn();
  }

  @Test
  @Tag("N-10")
  void a_feed_is_no_access_token_and_an_access_token_is_no_feed() throws InterruptedException {
    follow();
    String json = Words.at(NOW, 0, 0).json();

    assertThat(guard.admit(FakeSallyport.sign(KEY, FeedReader.TYP, json)))
        .isEqualTo(new Refused(Reason.INVALID));
    now = NOW.plusSeconds(31);
    server.feed = FakeSallyport.jwt(FakeSallyport.token());
    follow();
    server.feed = FakeSallyport.jwt(FakeSallyport.sign(KEY, "at+jwt", Words.at(now, 0, 0).json()));
    follow();
    isUnavailable();
  }

  @Test
  void a_feed_signed_by_another_key_is_refused() throws InterruptedException {
    server.feed =
        FakeSallyport.jwt(
            FakeSallyport.sign(OTHER_KEY, FeedReader.TYP, Words.at(NOW, 0, 0).json()));
    follow();

    isUnavailable();
  }

  static Stream<FakeSallyport.Behaviour> failures() {
    return Stream.of(
        FakeSallyport.status(401),
        FakeSallyport.status(404),
        FakeSallyport.status(503),
        FakeSallyport.status(204),
        FakeSallyport.jwt(""),
        FakeSallyport.jwt("\u00e9"),
        FakeSallyport.jwt("A".repeat(FeedReader.MAX_LENGTH + 1)),
        exchange -> exchange.close());
  }

  @Tag("ASVS-13.2.6")
  @Tag("ASVS-16.5.2")
  @ParameterizedTest
  @MethodSource("failures")
  void a_failure_is_survived_and_pauses(FakeSallyport.Behaviour failure)
      throws InterruptedException {
    server.feed = failure;

    assertThat(follow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    isUnavailable();
    follow(Words.at(NOW, 0, 0));
    isLetIn();
  }

  @Tag("ASVS-1.3.6")
  @Tag("ASVS-15.3.2")
  @Test
  void redirects_are_not_followed() throws IOException, InterruptedException {
    try (var elsewhere = new FakeSallyport()) {
      elsewhere.feed = Words.at(NOW, 0, 0).served();
      server.feed = FakeSallyport.redirect(elsewhere.url() + "/auth/revocations");
      follow();
      server.jwks = FakeSallyport.redirect(elsewhere.url() + "/.well-known/jwks.json");

      isUnavailable();
      assertThat(elsewhere.requests).isEmpty();
    }
  }

  @Test
  void keys_that_cannot_be_had_are_no_verdict_on_the_token() throws InterruptedException {
    server.jwks = FakeSallyport.status(503);

    follow();

    isUnavailable();
  }

  @Test
  void a_set_that_is_refused_leaves_the_old_keys() throws InterruptedException {
    follow();
    isLetIn();
    server.jwks = FakeSallyport.json("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}");
    now = NOW.plusSeconds(301);

    follow(Words.at(now, 0, 0));
    isLetIn();
    isLetIn();
  }

  @Test
  void keys_are_kept_for_a_day_of_outage_and_no_longer() throws InterruptedException {
    guard.close();
    guard = guard(server.settings().withWhenStale(WhenStale.ACCEPT));
    isLetIn();
    server.jwks = FakeSallyport.status(503);

    now = NOW.plus(KeyCache.MAX_OUTAGE);
    assertThat(guard.admit(FakeSallyport.token(KEY, now, now.plusSeconds(60))))
        .isInstanceOf(Admitted.class);
    now = now.plusSeconds(10);
    assertThat(guard.admit(FakeSallyport.token(KEY, now, now.plusSeconds(60))))
        .isEqualTo(new Unavailable());
  }

  @Test
  void keys_that_nobody_asked_for_in_a_while_are_fetched_before_they_are_believed() {
    guard.close();
    guard = guard(withoutFeed());
    isLetIn();
    server.jwks = FakeSallyport.keys(OTHER_KEY);

    now = NOW.plusSeconds(601);

    isRefused(Reason.INVALID);
  }

  @Test
  void keys_are_not_taken_from_a_cache_on_the_way() {
    guard.close();
    guard = guard(withoutFeed());
    var asked = new AtomicReference<String>();
    var served = server.jwks;
    server.jwks =
        exchange -> {
          asked.set(exchange.getRequestHeaders().getFirst("Cache-Control"));
          served.answer(exchange);
        };

    isLetIn();

    assertThat(asked).hasValue("no-cache");
  }

  @Test
  void unknown_keys_cause_one_fetch_in_five_seconds() throws InterruptedException {
    follow();
    isLetIn();
    String unknown = FakeSallyport.token(OTHER_KEY, NOW, LATE);
    now = NOW.plusSeconds(5);
    for (int i = 0; i < 20; i++) {
      assertThat(guard.admit(unknown)).isEqualTo(new Refused(Reason.INVALID));
    }
    assertThat(server.count("/.well-known")).isEqualTo(2);

    server.jwks = FakeSallyport.keys(KEY, OTHER_KEY);
    now = NOW.plusMillis(9_999);
    assertThat(guard.admit(unknown)).isEqualTo(new Refused(Reason.INVALID));
    now = NOW.plusSeconds(10);
    assertThat(guard.admit(unknown)).isInstanceOf(Admitted.class);
    assertThat(server.count("/.well-known")).isEqualTo(3);
  }

  @Test
  void a_key_that_the_feed_no_longer_lists_is_dropped_at_once_and_stays_dropped()
      throws InterruptedException {
    server.jwks = FakeSallyport.keys(KEY, OTHER_KEY);
    follow(Words.at(NOW, 0, 0).kidsOf(KEY, OTHER_KEY));
    String token = FakeSallyport.token(OTHER_KEY, NOW, LATE);
    assertThat(guard.admit(token)).isInstanceOf(Admitted.class);

    follow(Words.at(NOW, 0, 0).kidsOf(KEY));
    assertThat(guard.admit(token)).isEqualTo(new Refused(Reason.INVALID));

    now = NOW.plusSeconds(20); // a cache on the way still has the old set
    assertThat(guard.admit(token)).isEqualTo(new Refused(Reason.INVALID));
    isLetIn();
  }

  @Test
  void keys_that_arrive_while_a_feed_is_held_may_be_newer_than_it() throws InterruptedException {
    follow();
    String token = FakeSallyport.token(OTHER_KEY, NOW, LATE);
    var served = Words.at(NOW, 0, 0).kidsOf(KEY).served();
    server.feed =
        exchange -> {
          server.jwks = FakeSallyport.keys(KEY, OTHER_KEY);
          now = NOW.plusSeconds(6);
          assertThat(guard.admit(token)).isInstanceOf(Admitted.class);
          served.answer(exchange);
        };

    follow();

    assertThat(guard.admit(token)).isInstanceOf(Admitted.class);
  }

  @Test
  void a_new_key_that_signs_at_once_is_known_at_its_first_feed() throws InterruptedException {
    follow();
    server.jwks = FakeSallyport.keys(OTHER_KEY);
    now = NOW.plusSeconds(1);
    server.feed =
        FakeSallyport.jwt(
            FakeSallyport.sign(
                OTHER_KEY, FeedReader.TYP, Words.at(now, 0, 0).kidsOf(OTHER_KEY).json()));

    follow();

    assertThat(guard.admit(FakeSallyport.token(OTHER_KEY, NOW, LATE))).isInstanceOf(Admitted.class);
    isRefused(Reason.INVALID);
  }

  @Test
  void a_feed_of_ten_thousand_entries_is_taken() throws InterruptedException {
    var entries = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      entries
          .append(i == 0 ? "" : ",")
          .append("[\"01900000-0000-7000-8000-%012x\",2147483647,253402300799]".formatted(i));
    }
    follow(Words.at(NOW, 0, 10_000).entries(entries.toString()));

    isLetIn();
  }

  @Test
  void the_thread_of_the_follower_feels_a_logout() throws InterruptedException {
    var asked = new CountDownLatch(1);
    var loggedOut = new CountDownLatch(1);
    var told = new CountDownLatch(1);
    server.feed =
        exchange -> {
          if (exchange.getRequestURI().getQuery().startsWith("after=0&")) {
            asked.countDown();
            try {
              loggedOut.await();
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
            Words.at(NOW, 0, 1).revoking(2, LATE).served().answer(exchange);
          } else if (exchange.getRequestURI().getQuery().startsWith("after=1&")) {
            told.countDown();
            FakeSallyport.status(503).answer(exchange);
          } else {
            Words.at(NOW, 0, 0).served().answer(exchange);
          }
        };
    guard.close();
    guard = SallyportVerifier.start(server.settings(), () -> now, new SplittableRandom(1));

    asked.await();
    isLetIn();
    loggedOut.countDown();

    told.await();
    isRefused(Reason.REVOKED);
  }
}
