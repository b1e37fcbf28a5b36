package dev.sallyport.adapters.memory;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How [CachedRevocationList] follows a log that does what a database may do between two calls.
class RevocationRefreshTest {

  private static final Revocation ENDED =
      new Revocation(Revocation.NO_GENERATION, NOW.plusSeconds(960));

  private final SettableClock clock = new SettableClock(NOW);
  private final ScriptedLog log = new ScriptedLog();
  private final CachedRevocationList list = new CachedRevocationList(log, clock);

  @Test
  void nothing_is_read_twice_while_the_mark_stays() {
    log.add(session(1), ENDED);
    list.of(session(1));

    for (int i = 0; i < 100; i++) {
      assertThat(list.of(session(1))).isEqualTo(ENDED);
    }

    assertThat(log.asked).containsExactly(0L);
  }

  @Test
  void only_what_is_new_is_read_when_the_mark_moves() {
    log.add(session(1), ENDED);
    list.of(session(1));
    log.add(session(2), ENDED);

    assertThat(list.of(session(2))).isEqualTo(ENDED);
    assertThat(list.of(session(1))).isEqualTo(ENDED);
    assertThat(log.asked).containsExactly(0L, 1L);
  }

  @Test
  void what_is_committed_between_the_mark_and_the_entries_is_not_missed() {
    list.of(session(1));
    log.add(session(1), ENDED);
    // The other process commits right after our reading of the entries.
    log.afterRead = () -> log.add(session(2), ENDED);

    assertThat(list.of(session(1))).isEqualTo(ENDED);
    assertThat(list.of(session(2))).isEqualTo(ENDED);
  }

  @Test
  void two_revocations_of_one_session_add_up() {
    log.add(session(1), ENDED);
    list.of(session(1));
    log.add(session(1), new Revocation(2, NOW.plusSeconds(2_000)));

    assertThat(list.of(session(1)))
        .isEqualTo(new Revocation(Revocation.NO_GENERATION, NOW.plusSeconds(2_000)));
  }

  @Test
  void a_restored_database_is_read_from_its_beginning() {
    log.add(session(1), ENDED);
    log.add(session(2), ENDED);
    list.of(session(1));

    log.restoreTo(1);

    assertThat(list.of(session(1))).isEqualTo(ENDED);
    assertThat(list.of(session(2))).isEqualTo(Revocation.NONE);
    assertThat(log.asked).containsExactly(0L, 2L, 0L);
  }

  /// A failover to a replica that lagged: by the time that somebody asks, the numbers which it lost
  /// have been given out again.
  @Test
  void a_database_that_was_exchanged_while_nobody_asked_is_read_from_its_beginning() {
    log.add(session(1), ENDED);
    log.add(session(2), ENDED);
    list.of(session(1));

    log.exchange(1);
    log.add(session(3), ENDED);
    log.add(session(4), ENDED);

    assertThat(list.of(session(4))).isEqualTo(ENDED);
    assertThat(list.of(session(3))).isEqualTo(ENDED);
    assertThat(list.of(session(2))).isEqualTo(Revocation.NONE);
    assertThat(log.asked).containsExactly(0L, 0L);
  }

  @Test
  void another_epoch_is_read_from_its_beginning_although_the_numbers_fit() {
    log.add(session(1), ENDED);
    list.of(session(1));
    log.restoreTo(0);
    log.add(session(2), ENDED);
    log.add(session(3), ENDED);

    log.renewEpoch(new FeedEpoch("another-epoch-entirely"));

    assertThat(list.of(session(2))).isEqualTo(ENDED);
    assertThat(list.of(session(1))).isEqualTo(Revocation.NONE);
    assertThat(log.asked).containsExactly(0L, 1L, 0L);
  }

  @Test
  void a_list_that_comes_in_pages_is_read_to_its_end() {
    log.mostEntries = 2;
    for (int i = 1; i <= 5; i++) {
      log.add(session(i), ENDED);
    }

    assertThat(list.of(session(5))).isEqualTo(ENDED);
    assertThat(list.of(session(1))).isEqualTo(ENDED);
    assertThat(log.asked).containsExactly(0L, 2L, 4L);
  }

  @Test
  void after_a_mark_that_could_not_be_read_everything_is_read_anew() {
    log.add(session(1), ENDED);
    list.of(session(1));
    log.markFails = true;
    assertThatThrownBy(() -> list.of(session(1))).isInstanceOf(StoreUnavailableException.class);

    // As a reopened connection may do: other content under the old mark.
    log.markFails = false;
    log.addUnmarked(session(2), ENDED);

    assertThat(list.of(session(2))).isEqualTo(ENDED);
    assertThat(log.asked).containsExactly(0L, 0L);
  }

  @Test
  void after_entries_that_could_not_be_read_everything_is_read_anew() {
    log.add(session(1), ENDED);
    list.of(session(1));
    log.add(session(2), ENDED);
    log.entriesFail = Optional.of(new StoreUnavailableException("down"));
    assertThatThrownBy(() -> list.of(session(1))).isInstanceOf(StoreUnavailableException.class);

    log.entriesFail = Optional.empty();

    assertThat(list.of(session(2))).isEqualTo(ENDED);
    assertThat(list.of(session(1))).isEqualTo(ENDED);
    assertThat(log.asked).containsExactly(0L, 1L, 0L);
  }

  @Test
  void a_bug_below_is_no_answer_either() {
    log.entriesFail = Optional.of(new IllegalStateException("a bug"));
    assertThatThrownBy(() -> list.of(session(1))).isInstanceOf(IllegalStateException.class);

    log.entriesFail = Optional.empty();
    log.add(session(1), ENDED);

    assertThat(list.of(session(1))).isEqualTo(ENDED);
  }

  @Test
  void entries_whose_time_is_over_are_forgotten_bit_by_bit() {
    for (int i = 0; i < 1_000; i++) {
      log.add(session(i), ENDED);
    }
    list.of(session(1));
    assertThat(list.size()).isEqualTo(1_000);

    clock.advance(Duration.ofMinutes(16));
    log.touch();
    list.of(session(1));
    assertThat(list.size()).isBetween(900, 999);

    for (int i = 0; i < 100; i++) {
      log.touch();
      list.of(session(1));
    }
    assertThat(list.size()).isZero();
  }

  @Test
  void entries_that_still_count_are_kept_however_often_the_list_is_swept() {
    for (int i = 0; i < 100; i++) {
      log.add(session(i), ENDED);
    }
    for (int i = 0; i < 100; i++) {
      log.touch();
      list.of(session(1));
    }
    assertThat(list.size()).isEqualTo(100);
  }

  @Test
  @Timeout(30)
  void all_who_wait_for_one_refresh_share_what_it_finds() throws Exception {
    var hold = new CountDownLatch(1);
    var reading = new CountDownLatch(1);
    log.beforeRead =
        () -> {
          reading.countDown();
          awaitQuietly(hold);
        };
    log.add(session(1), ENDED);
    try (var threads = Executors.newCachedThreadPool()) {
      var first = CompletableFuture.supplyAsync(() -> list.of(session(1)), threads);
      reading.await();
      var waiting = new ArrayList<CompletableFuture<Revocation>>();
      for (int i = 0; i < 10; i++) {
        waiting.add(CompletableFuture.supplyAsync(() -> list.of(session(1)), threads));
      }
      while (list.waiting() < 10) {
        Thread.onSpinWait();
      }
      hold.countDown();

      assertThat(first.get()).isEqualTo(ENDED);
      for (var each : waiting) {
        assertThat(each.get()).isEqualTo(ENDED);
      }
    }
    // The first one's refresh began before the others called; theirs is one for all.
    assertThat(log.asked).hasSize(2);
  }

  private static SessionId session(int number) {
    return new SessionId(new UUID(7, number));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /// A log whose every step a test can spoil.
  private static final class ScriptedLog implements RevocationLog {
    private final List<Entry> entries = new ArrayList<>();
    private final List<Long> asked = new ArrayList<>();
    private FeedEpoch epoch = new FeedEpoch("the-first-epoch-of-all");
    private int mostEntries = Integer.MAX_VALUE;
    private long mark = 1;
    private long exchangedAt;
    private boolean markFails;
    private Optional<RuntimeException> entriesFail = Optional.empty();
    private Runnable beforeRead = () -> {};
    private Runnable afterRead = () -> {};

    synchronized void add(SessionId session, Revocation revocation) {
      addUnmarked(session, revocation);
      mark++;
    }

    synchronized void addUnmarked(SessionId session, Revocation revocation) {
      entries.add(new Entry(session, revocation));
    }

    synchronized void touch() {
      mark++;
    }

    synchronized void restoreTo(int number) {
      entries.subList(number, entries.size()).clear();
      mark++;
    }

    /// Another database takes its place, which has only so many of the entries.
    synchronized void exchange(int number) {
      restoreTo(number);
      exchangedAt = mark;
    }

    @Override
    public synchronized boolean goesOn(long earlier, long later) {
      return earlier >= exchangedAt || later < exchangedAt;
    }

    private int page(int atMost) {
      return Math.min(atMost, mostEntries);
    }

    @Override
    public synchronized void renewEpoch(FeedEpoch next) {
      epoch = next;
      mark++;
    }

    @Override
    public synchronized long mark() {
      if (markFails) {
        throw new StoreUnavailableException("down");
      }
      return mark;
    }

    @Override
    public Revocations after(long number, Instant now, int atMost) {
      Revocations answer;
      synchronized (this) {
        asked.add(number);
        if (entriesFail.isPresent()) {
          throw entriesFail.get();
        }
      }
      beforeRead.run();
      synchronized (this) {
        var later =
            entries.stream()
                .skip(number)
                .filter(entry -> now.isBefore(entry.revocation().until()))
                .toList();
        var page = later.stream().limit(page(atMost)).toList();
        boolean more = page.size() < later.size();
        answer = new Revocations(epoch, more ? number + page.size() : entries.size(), page, more);
      }
      Runnable then = afterRead;
      afterRead = () -> {};
      then.run();
      return answer;
    }
  }
}
