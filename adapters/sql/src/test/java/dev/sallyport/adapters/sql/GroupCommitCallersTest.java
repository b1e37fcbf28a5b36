package dev.sallyport.adapters.sql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.sql.WaitingLine.Held;
import dev.sallyport.application.port.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may wait for the writer, how long, and what reaches whom.
final class GroupCommitCallersTest {

  private static final Duration LONG = Duration.ofMinutes(2);

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private final AtomicLong clock = new AtomicLong();
  private @Nullable WaitingLine opened;

  @BeforeEach
  void open() {
    opened = new WaitingLine(started(LONG));
  }

  private GroupCommit started(Duration patience) {
    return GroupCommit.start(
        SqliteConnections.writing(temporary.file(), Duration.ZERO), patience, clock::get);
  }

  @AfterEach
  void close() {
    line().close();
    line().writer().close();
  }

  private WaitingLine line() {
    return requireNonNull(opened);
  }

  private GroupCommit writer() {
    return line().writer();
  }

  private <T> Optional<T> write(Database.Work<Optional<T>> work) {
    return writer().write(WaitingLine.job(work));
  }

  private static Optional<Boolean> happens(AtomicBoolean event) {
    event.set(true);
    return Optional.of(true);
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /// A caller on a thread that a test can interrupt.
  private static final class Caller {
    private final CompletableFuture<Optional<Boolean>> answer = new CompletableFuture<>();
    private final AtomicBoolean stillInterrupted = new AtomicBoolean();
    private final Thread thread;

    Caller(GroupCommit writer, Database.Work<Optional<Boolean>> work) {
      thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  answer.complete(writer.write(WaitingLine.job(work)));
                } catch (RuntimeException e) {
                  answer.completeExceptionally(e);
                }
                stillInterrupted.set(Thread.currentThread().isInterrupted());
              });
    }
  }

  @Test
  void who_is_interrupted_before_the_turn_gives_up_and_nothing_is_done() throws Exception {
    var done = new AtomicBoolean();
    Held held = line().hold();
    var caller = new Caller(writer(), _ -> happens(done));
    until(() -> writer().load() == 2);

    caller.thread.interrupt();

    caller.thread.join();
    assertThatThrownBy(caller.answer::get).cause().isInstanceOf(StoreUnavailableException.class);
    assertThat(caller.stillInterrupted).isTrue();
    assertThat(writer().load()).isEqualTo(1);
    held.goOn();
    held.first().get();
    write(_ -> Optional.of(true));
    assertThat(done).isFalse();
  }

  @Test
  void who_is_interrupted_when_the_work_has_begun_hears_what_came_of_it() throws Exception {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var caller =
        new Caller(
            writer(),
            _ -> {
              begun.countDown();
              WaitingLine.await(goOn);
              return Optional.of(true);
            });
    WaitingLine.await(begun);

    caller.thread.interrupt();
    goOn.countDown();

    caller.thread.join();
    assertThat(caller.answer.get()).contains(true);
    assertThat(caller.stillInterrupted).isTrue();
  }

  @Test
  void who_has_waited_too_long_gives_up_and_nothing_is_done() throws Exception {
    var done = new AtomicBoolean();
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (GroupCommit impatient = started(Duration.ofMillis(100));
        var other = new WaitingLine(impatient)) {
      Future<Optional<Boolean>> first =
          other.add(_ -> {
            begun.countDown();
            WaitingLine.await(goOn);
            return Optional.of(true);
          });
      WaitingLine.await(begun);

      assertThatThrownBy(() -> impatient.write(WaitingLine.job(_ -> happens(done))))
          .isInstanceOf(StoreUnavailableException.class)
          .hasStackTraceContaining("no turn to write in time");

      goOn.countDown();
      assertThat(first.get()).as("it had begun, and was waited for").contains(true);
      assertThat(impatient.write(WaitingLine.job(_ -> Optional.of(2)))).contains(2);
    }
    assertThat(done).isFalse();
  }

  @Test
  void an_interrupt_that_work_leaves_behind_does_not_reach_the_next() {
    write(_ -> {
      Thread.currentThread().interrupt();
      return Optional.of(true);
    });

    assertThat(write(_ -> Optional.of(true))).contains(true);
    assertThat(write(_ -> Optional.of(true))).contains(true);
  }

  @Tag("H-40")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void who_finds_a_long_line_does_not_join_it_and_a_shorter_one_if_nothing_moves(boolean still)
      throws Exception {
    Held held = line().hold();
    if (still) {
      clock.addAndGet(GroupCommit.STANDSTILL.toNanos());
    }
    int most = still ? GroupCommit.MOST_AT_STANDSTILL : GroupCommit.MOST;
    List<Future<Optional<Integer>>> waiting = new ArrayList<>();
    for (int i = 1; i < most; i++) {
      int n = i;
      waiting.add(line().add(_ -> Optional.of(n)));
    }

    assertThatThrownBy(() -> write(_ -> Optional.of(true)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasStackTraceContaining("too many wait for their turn to write");

    assertThat(writer().load()).isEqualTo(most);
    held.goOn();
    for (Future<Optional<Integer>> answer : waiting) {
      assertThat(answer.get()).isPresent();
    }
    until(() -> writer().load() == 0);
  }

  @Test
  void a_commit_ends_a_standstill() throws Exception {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Held held = line().hold();
    var behind =
        line()
            .add(
                WriteJob.outside(
                    "test",
                    _ -> {
                      begun.countDown();
                      WaitingLine.await(goOn);
                      return true;
                    }));
    clock.addAndGet(GroupCommit.STANDSTILL.toNanos());
    held.goOn();
    WaitingLine.await(begun);

    List<Future<Optional<Boolean>>> waiting = new ArrayList<>();
    for (int i = 0; i < GroupCommit.MOST_AT_STANDSTILL; i++) {
      waiting.add(line().add(_ -> Optional.of(true)));
    }

    goOn.countDown();
    assertThat(behind.get()).isTrue();
    for (Future<Optional<Boolean>> answer : waiting) {
      assertThat(answer.get()).contains(true);
    }
  }

  @Test
  void what_work_throws_reaches_its_own_caller_with_both_traces() throws Exception {
    Held held = line().hold();
    var fails =
        line()
            .add(_ -> {
              throw new AssertionError("a bug");
            });
    var overflows = line().add(_ -> Optional.of(deeper(1)));
    var next = line().add(_ -> Optional.of(true));
    held.goOn();

    assertThatThrownBy(fails::get)
        .cause()
        .isInstanceOf(AssertionError.class)
        .hasMessage("a bug")
        .hasStackTraceContaining("lambda$what_work_throws_reaches_its_own_caller")
        .hasStackTraceContaining("asked here to test")
        .hasStackTraceContaining("WaitingLine.lambda$add");
    assertThatThrownBy(overflows::get).hasRootCauseInstanceOf(StackOverflowError.class);
    assertThat(next.get()).contains(true);
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int deeper(int depth) {
    return deeper(depth + 1) + 1;
  }

  @Test
  void a_write_within_a_write_fails_at_once() {
    assertThatThrownBy(() -> write(_ -> write(_ -> Optional.of(true))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("to test within another write");
    assertThat(write(_ -> Optional.of(true))).contains(true);
  }

  @Test
  void who_needs_no_transaction_shares_none_and_keeps_the_place_in_the_line() throws Exception {
    Held held = line().hold();
    var counter = "UPDATE revocation_counter SET last = last + 1";
    var before = line().add(handle -> Optional.of(handle.execute(counter)));
    var outside =
        line()
            .add(
                WriteJob.outside(
                    "test",
                    handle ->
                        handle
                            .createQuery("PRAGMA wal_checkpoint(TRUNCATE)")
                            .map((row, _) -> row.getInt("busy") + row.getInt("log"))
                            .one()));
    var after = line().add(handle -> Optional.of(handle.execute(counter)));
    held.goOn();

    assertThat(outside.get()).as("all was written back").isZero();
    assertThat(before.get()).contains(1);
    assertThat(after.get()).contains(1);
    assertThat(temporary.number("SELECT last FROM revocation_counter")).isEqualTo(2);
  }

  @Test
  void those_who_wait_at_the_end_are_served_and_then_nobody() throws Exception {
    Held held = line().hold();
    var waiting = line().add(WriteJob.outside("test", _ -> 1));
    var behind = line().add(_ -> Optional.of(2));
    Thread closing = Thread.ofVirtual().start(writer()::close);
    until(() -> closing.getState() == Thread.State.TIMED_WAITING);

    assertThatThrownBy(() -> write(_ -> Optional.of(true)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasStackTraceContaining("the database is closed");
    held.goOn();

    assertThat(held.first().get()).contains(true);
    assertThat(waiting.get()).isEqualTo(1);
    assertThat(behind.get()).contains(2);
    closing.join();
    assertThatCode(writer()::close).doesNotThrowAnyException();
  }

  @Test
  void those_who_wait_behind_somebody_who_hangs_are_turned_away_at_the_end() throws Exception {
    var done = new AtomicBoolean();
    Held held = line().hold();
    var waiting = line().add(_ -> happens(done));

    Thread.currentThread().interrupt();
    writer().close();

    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(waiting::get)
        .cause()
        .isInstanceOf(StoreUnavailableException.class)
        .hasStackTraceContaining("the database is closed");
    held.goOn();
    assertThat(held.first().get()).contains(true);
    assertThat(done).isFalse();
  }
}
