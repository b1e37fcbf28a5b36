package dev.sallyport.application.feed;

import static dev.sallyport.application.port.Given.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.Installation;
import dev.sallyport.application.feed.ReadRevocations.Position;
import dev.sallyport.application.port.FeedIssuer;
import dev.sallyport.application.port.FeedIssuer.Feed;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.domain.session.FeedEpoch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ReadRevocationsTest {

  private static final Duration NOT_AT_ALL = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(15);

  private final Installation installation = new Installation();
  private final Issuer issuer = new Issuer();
  private final AtomicInteger waited = new AtomicInteger();
  private Runnable meanwhile = () -> {};
  private boolean stopping;
  private final ReadRevocations read =
      new ReadRevocations(
          installation.database.revocationLog(), issuer, this::elapse, installation.clock);

  ReadRevocationsTest() {
    installation.addUser("alice");
  }

  /// Signs nothing, and keeps what it was to sign.
  private static final class Issuer implements FeedIssuer {
    private volatile List<String> kids = List.of("key-1");
    private @Nullable Feed last;
    private List<String> lastKids = List.of();

    @Override
    public Keys keys() {
      return new OfOneMoment(kids);
    }

    private final class OfOneMoment implements Keys {
      private final List<String> kids;

      private OfOneMoment(List<String> kids) {
        this.kids = kids;
      }

      @Override
      public List<String> kids() {
        return kids;
      }

      @Override
      public String sign(Feed feed, Instant issuedAt) {
        last = feed;
        lastKids = kids;
        return "signed at " + issuedAt;
      }
    }
  }

  private boolean elapse(Duration time) {
    waited.incrementAndGet();
    meanwhile.run();
    return !stopping;
  }

  private Feed feed(Position position, Duration patience) {
    assertThat(read.read(position, patience).sign()).isEqualTo("signed at " + Given.NOW);
    return Objects.requireNonNull(issuer.last);
  }

  private Feed whole() {
    return feed(new Position(0, Optional.empty()), NOT_AT_ALL);
  }

  private static Position at(Feed feed) {
    return new Position(feed.number(), Optional.of(feed.epoch()));
  }

  private IssuedTokens loggedOut() {
    IssuedTokens tokens = installation.logIn("alice");
    installation.logOut.logOut(tokens.refresh(), CALLER);
    return tokens;
  }

  @Test
  void without_an_epoch_everything_comes_whatever_the_number() {
    loggedOut();

    Feed feed = feed(new Position(whole().number(), Optional.empty()), LONG);

    assertThat(feed.after()).isZero();
    assertThat(feed.entries()).hasSize(1);
    assertThat(waited).hasValue(0);
  }

  @Test
  void another_epoch_gets_everything() {
    loggedOut();
    var other = Optional.of(new FeedEpoch("not-the-epoch-that-is_"));

    Feed feed = feed(new Position(whole().number(), other), LONG);

    assertThat(feed.after()).isZero();
    assertThat(feed.entries()).hasSize(1);
    assertThat(waited).hasValue(0);
  }

  @Test
  void whoever_is_ahead_of_the_database_gets_everything() {
    loggedOut();
    Feed whole = whole();

    Feed feed = feed(new Position(whole.number() + 1, Optional.of(whole.epoch())), LONG);

    assertThat(feed.after()).isZero();
    assertThat(feed.number()).isEqualTo(whole.number());
    assertThat(feed.entries()).hasSize(1);
  }

  @Test
  void whoever_follows_gets_what_is_new() {
    loggedOut();
    Feed first = whole();
    IssuedTokens second = loggedOut();

    Feed feed = feed(at(first), NOT_AT_ALL);

    assertThat(feed.after()).isEqualTo(first.number());
    assertThat(feed.entries())
        .extracting(entry -> entry.session())
        .containsExactly(second.refresh().session());
    assertThat(issuer.lastKids).containsExactly("key-1");
  }

  @Test
  void with_nothing_new_it_waits_until_something_is() {
    Feed first = whole();
    meanwhile =
        () -> {
          if (waited.get() == 3) {
            loggedOut();
          }
        };

    assertThat(feed(at(first), LONG).entries()).hasSize(1);
    assertThat(waited).hasValue(3);
  }

  @Test
  void a_login_is_nothing_new() {
    Feed first = whole();
    meanwhile = () -> installation.logIn("alice");

    assertThat(feed(at(first), Duration.ofSeconds(1)).entries()).isEmpty();
    assertThat(waited).hasValue(6);
  }

  @Test
  void what_is_committed_right_after_a_look_is_found_at_the_next() {
    Position here = at(whole());
    for (int look : new int[] {1, 2}) {
      var looks = new AtomicInteger();
      var racing =
          new ReadRevocations(logAfterLook(looks, look), issuer, this::elapse, installation.clock);
      meanwhile = () -> installation.logIn("alice"); // so that there is a second look

      racing.read(here, LONG).sign();

      Feed feed = Objects.requireNonNull(issuer.last);
      assertThat(feed.entries()).hasSize(1);
      here = at(feed);
    }
  }

  /// The log; somebody logs out right after it was read that often.
  private RevocationLog logAfterLook(AtomicInteger looks, int look) {
    RevocationLog log = installation.database.revocationLog();
    return new RevocationLog() {
      @Override
      public long mark() {
        return log.mark();
      }

      @Override
      public boolean goesOn(long earlier, long later) {
        return log.goesOn(earlier, later);
      }

      @Override
      public Revocations after(long number, Instant now, int atMost) {
        Revocations seen = log.after(number, now, atMost);
        if (looks.incrementAndGet() == look) {
          loggedOut();
          meanwhile = () -> {};
        }
        return seen;
      }

      @Override
      public void renewEpoch(FeedEpoch next) {
        log.renewEpoch(next);
      }
    };
  }

  @Test
  void another_key_is_something_new() {
    Feed first = whole();
    meanwhile = () -> issuer.kids = List.of("key-2", "key-1");

    assertThat(feed(at(first), LONG).entries()).isEmpty();
    assertThat(issuer.lastKids).containsExactly("key-2", "key-1");
    assertThat(waited).hasValue(1);
  }

  @Test
  void a_reading_is_of_one_moment() {
    var reading = read.read(new Position(0, Optional.empty()), NOT_AT_ALL);
    String version = reading.version();
    issuer.kids = List.of("key-2");

    assertThat(reading.version()).isEqualTo(version);
    reading.sign();
    assertThat(issuer.lastKids).containsExactly("key-1");
  }

  @Test
  void another_epoch_is_something_new() {
    loggedOut();
    Feed first = whole();
    meanwhile = () -> installation.endSessions.endAll(CALLER);

    Feed feed = feed(at(first), LONG);

    assertThat(feed.epoch()).isNotEqualTo(first.epoch());
    assertThat(feed.after()).isZero();
    assertThat(feed.entries()).hasSize(1);
    assertThat(waited).hasValue(1);
  }

  @Test
  void nobody_waits_for_longer_than_is_allowed() {
    assertThat(feed(at(whole()), Duration.ofDays(1)).entries()).isEmpty();
    assertThat(waited).hasValue(133);
  }

  @Test
  void when_the_server_stops_all_are_answered_at_once() {
    stopping = true;

    assertThat(feed(at(whole()), LONG).entries()).isEmpty();
    assertThat(waited).hasValue(1);
  }

  @Test
  void a_store_that_goes_down_meanwhile_is_no_answer() {
    Position here = at(whole());
    meanwhile = installation.database::takeDown;

    assertThatThrownBy(() -> read.read(here, LONG)).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void the_version_tells_epoch_number_and_keys_apart() {
    Position start = new Position(0, Optional.empty());
    String first = read.read(start, NOT_AT_ALL).version();
    assertThat(read.read(start, NOT_AT_ALL).version()).isEqualTo(first).startsWith("the-first-");

    loggedOut();
    String second = read.read(start, NOT_AT_ALL).version();
    issuer.kids = List.of("key-2");
    String third = read.read(start, NOT_AT_ALL).version();
    installation.endSessions.endAll(CALLER);
    String fourth = read.read(start, NOT_AT_ALL).version();

    assertThat(List.of(first, second, third, fourth)).doesNotHaveDuplicates();
  }

  @Tag("ASVS-15.4.4")
  @Test
  @Timeout(30)
  void of_more_than_32_who_would_wait_the_others_are_answered_at_once() throws Exception {
    Position here = at(whole());
    var allWait = new CountDownLatch(ReadRevocations.MOST_WAITING);
    var release = new CountDownLatch(1);
    meanwhile =
        () -> {
          allWait.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (var threads = Executors.newCachedThreadPool()) {
      var waiting = new ArrayList<java.util.concurrent.Future<?>>();
      for (int i = 0; i < ReadRevocations.MOST_WAITING; i++) {
        waiting.add(threads.submit(() -> read.read(here, Duration.ofMillis(150))));
      }
      allWait.await();

      read.read(here, LONG);

      assertThat(waited).hasValue(ReadRevocations.MOST_WAITING);
      release.countDown();
      for (var each : waiting) {
        each.get();
      }
      // Whoever has waited makes room for the next.
      read.read(here, Duration.ofMillis(150));
      assertThat(waited).hasValue(ReadRevocations.MOST_WAITING + 1);
    }
  }
}
