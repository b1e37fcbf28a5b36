package dev.sallyport.adapters.sql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.sql.WaitingLine.Held;
import dev.sallyport.application.port.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class GroupCommitTest {

  private static final Duration LONG = Duration.ofMinutes(2);

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private @Nullable WaitingLine opened;

  @BeforeEach
  void open() throws SQLException {
    temporary.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY CHECK (n < 1000), text TEXT)");
    var connections = SqliteConnections.writing(temporary.file(), Duration.ZERO);
    opened = new WaitingLine(GroupCommit.start(connections, LONG, () -> 0));
  }

  @AfterEach
  void close() {
    line().close();
    line().writer().close();
  }

  private WaitingLine line() {
    return requireNonNull(opened);
  }

  private static Optional<Integer> insert(Handle handle, int n) {
    handle.createUpdate("INSERT INTO numbers (n) VALUES (:n)").bind("n", n).execute();
    return Optional.of(n);
  }

  private <T> T write(Database.Work<T> statement) {
    return line().writer().write(WriteJob.inTransaction("test", statement, _ -> true));
  }

  private Held held() {
    return line().hold();
  }

  private <T> Future<Optional<T>> queued(Database.Work<Optional<T>> work) {
    return line().add(work);
  }

  private <T> Future<T> queuedOnce(Database.Work<T> statement) {
    return line().add(WriteJob.inTransaction("test", statement, _ -> true));
  }

  private Optional<Integer> inserted(int n) {
    return write(handle -> insert(handle, n));
  }

  private Future<Optional<Integer>> queuedInsert(int n) {
    return queued(handle -> insert(handle, n));
  }

  private static List<Integer> numbers(Handle handle) {
    return handle.createQuery("SELECT n FROM numbers ORDER BY n").mapTo(Integer.class).list();
  }

  /// What is committed, as another connection sees it.
  private List<Integer> committed() {
    return temporary.database().read("test", GroupCommitTest::numbers);
  }

  private static void assertRefused(Future<?> answer, String why) {
    assertThatThrownBy(answer::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessage("database: test")
        .hasStackTraceContaining(why);
  }

  @Test
  void who_waits_together_is_committed_together_and_sees_those_before() throws Exception {
    Held held = held();
    Future<Optional<Integer>> one = queuedInsert(1);
    var seen = queued(handle -> Optional.of(List.of(numbers(handle), committed())));
    Future<Optional<Integer>> two = queuedInsert(2);
    held.goOn();

    assertThat(seen.get()).contains(List.of(List.of(1), List.of()));
    assertThat(one.get()).contains(1);
    assertThat(two.get()).contains(2);
    assertThat(held.first().get()).contains(true);
    assertThat(committed()).containsExactly(1, 2);
  }

  @Test
  void whoever_is_answered_is_committed() {
    for (int n = 1; n <= 20; n++) {
      assertThat(inserted(n)).contains(n);
      assertThat(committed()).hasSize(n);
    }
  }

  @Test
  void the_order_of_coming_is_the_order_of_work_and_of_answers_even_if_it_is_done_again()
      throws Exception {
    List<Integer> order = new ArrayList<>();
    Held held = held();
    List<Future<Optional<Integer>>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int n = i;
      answers.add(
          queued(handle -> {
            order.add(n);
            insert(handle, n);
            return n == 30 ? Optional.empty() : Optional.of(numbers(handle).size());
          }));
    }
    held.goOn();

    for (int i = 0; i < 50; i++) {
      assertThat(answers.get(i).get())
          .isEqualTo(i == 30 ? Optional.empty() : Optional.of(i < 30 ? i + 1 : i));
    }
    assertThat(order)
        .containsExactlyElementsOf(
            IntStream.concat(IntStream.rangeClosed(0, 30), IntStream.range(0, 50))
                .boxed()
                .toList());
  }

  @Test
  void who_declines_or_throws_is_undone_alone() throws Exception {
    Held held = held();
    var one = queuedInsert(1);
    var declines = queued(handle -> insert(handle, 2).filter(_ -> false));
    var three = queuedInsert(3);
    var throwsUp =
        queued(handle -> {
          insert(handle, 4);
          throw new IllegalArgumentException("a rule");
        });
    var once =
        queuedOnce(handle -> {
          insert(handle, 5);
          throw new IllegalArgumentException("another rule");
        });
    var six = queuedInsert(6);
    held.goOn();

    assertThat(one.get()).contains(1);
    assertThat(declines.get()).isEmpty();
    assertThat(three.get()).contains(3);
    assertThatThrownBy(throwsUp::get).hasRootCauseMessage("a rule");
    assertThatThrownBy(once::get).hasRootCauseMessage("another rule");
    assertThat(six.get()).contains(6);
    assertThat(committed()).containsExactly(1, 3, 6);
  }

  @Test
  void a_statement_that_breaks_a_rule_of_the_tables_is_undone_alone_and_nobody_works_twice()
      throws Exception {
    var worked = new AtomicInteger();
    Held held = held();
    var one =
        queued(handle -> {
          worked.incrementAndGet();
          return insert(handle, 1);
        });
    var again = queuedInsert(1);
    var many =
        queuedOnce(handle -> handle.execute("INSERT INTO numbers (n) VALUES (2), (3), (1000)"));
    var four = queuedInsert(4);
    held.goOn();

    assertThat(one.get()).contains(1);
    assertRefused(again, "UNIQUE constraint");
    assertRefused(many, "CHECK constraint");
    assertThat(four.get()).contains(4);
    assertThat(committed()).containsExactly(1, 4);
    assertThat(worked).hasValue(1);
  }

  @Test
  void who_writes_and_then_breaks_a_rule_of_the_tables_is_undone_alone() throws Exception {
    Held held = held();
    var one = queuedInsert(1);
    var two =
        queued(handle -> {
          insert(handle, 2);
          return insert(handle, 1);
        });
    held.goOn();

    assertRefused(two, "UNIQUE constraint");
    assertThat(one.get()).contains(1);
    assertThat(committed()).containsExactly(1);
  }

  @Test
  void who_declines_without_having_written_costs_the_others_nothing() throws Exception {
    var worked = new AtomicInteger();
    Held held = held();
    var one =
        queued(handle -> {
          worked.incrementAndGet();
          return insert(handle, 1);
        });
    var declines = queued(handle -> Optional.of(numbers(handle)).filter(List::isEmpty));
    var throwsUp =
        queued(_ -> {
          throw new IllegalArgumentException("a rule");
        });
    held.goOn();

    assertThat(one.get()).contains(1);
    assertThat(declines.get()).isEmpty();
    assertThatThrownBy(throwsUp::get).hasRootCauseMessage("a rule");
    assertThat(worked).hasValue(1);
  }

  @Test
  void a_statement_that_is_none_is_refused_alone() throws Exception {
    Held held = held();
    var one = queuedInsert(1);
    var nonsense = queued(handle -> Optional.of(handle.execute("NONSENSE")));
    var two = queuedInsert(2);
    held.goOn();

    assertRefused(nonsense, "syntax error");
    assertThat(one.get()).contains(1);
    assertThat(two.get()).contains(2);
  }

  @Test
  void when_the_disk_is_full_nothing_of_the_group_is_there_and_the_next_is_served()
      throws Exception {
    Held held = held();
    var one = queuedInsert(1);
    var full =
        queued(handle -> {
          handle.execute("PRAGMA max_page_count = 1");
          return Optional.of(
              handle.execute("INSERT INTO numbers (n, text) VALUES (2, hex(zeroblob(1000000)))"));
        });
    var three = queuedInsert(3);
    held.goOn();

    assertRefused(held.first(), "full");
    assertRefused(one, "full");
    assertRefused(full, "full");
    assertThat(three.get()).contains(3);
    assertThat(committed()).containsExactly(3);
  }

  @Test
  void when_the_commit_fails_nobody_of_the_group_is_told_anything_else() throws Exception {
    temporary.execute(
        "CREATE TABLE parts (of INTEGER REFERENCES numbers (n) DEFERRABLE INITIALLY DEFERRED)");
    Held held = held();
    var one = queuedInsert(1);
    var two = queued(handle -> Optional.of(handle.execute("INSERT INTO parts VALUES (77)")));
    var taken = queued(handle -> Optional.of(numbers(handle)).filter(List::isEmpty));
    var throwsUp =
        queued(handle -> {
          throw new IllegalArgumentException("there is " + numbers(handle));
        });
    held.goOn();

    for (Future<?> answer : List.of(held.first(), one, two, taken, throwsUp)) {
      assertRefused(answer, "FOREIGN KEY");
    }
    assertThat(committed()).isEmpty();
    assertThat(inserted(3)).contains(3);
    assertThat(committed()).containsExactly(3);
  }

  @Test
  void while_another_process_writes_the_group_is_refused() throws Exception {
    try (Connection other = temporary.connect();
        Statement statement = other.createStatement()) {
      statement.executeUpdate("BEGIN IMMEDIATE");
      assertThatThrownBy(() -> inserted(1))
          .isInstanceOf(StoreUnavailableException.class)
          .hasStackTraceContaining("SQLITE_BUSY");
      var begun = new AtomicInteger();
      assertThatThrownBy(() -> write(_ -> begun.incrementAndGet()))
          .isInstanceOf(StoreUnavailableException.class);
      assertThat(begun).as("else it would read what the other is about to change").hasValue(0);
      statement.executeUpdate("ROLLBACK");
    }
    assertThat(inserted(2)).contains(2);
    assertThat(committed()).containsExactly(2);
  }

  @Test
  void a_transaction_that_got_lost_is_not_taken_for_a_commit() throws Exception {
    Held held = held();
    var one = queuedInsert(1);
    var lost =
        queued(handle -> {
          handle.execute("ROLLBACK");
          return Optional.of(true);
        });
    held.goOn();

    assertRefused(one, "no transaction is active");
    assertRefused(lost, "no transaction is active");
    assertThat(committed()).isEmpty();
    assertThat(inserted(2)).contains(2);
  }

  @Test
  void a_connection_that_broke_serves_nobody_else() throws Exception {
    Held held = held();
    var one = queuedInsert(1);
    var breaks =
        queued(handle -> {
          breakOff(handle.getConnection());
          return Optional.of(true);
        });
    held.goOn();

    assertThatThrownBy(one::get).cause().isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(breaks::get).cause().isInstanceOf(StoreUnavailableException.class);
    assertThat(inserted(2)).contains(2);
    assertThat(committed()).containsExactly(2);
  }

  private static void breakOff(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_transaction_that_got_lost_with_an_error_is_gone_on_with_by_nobody() throws Exception {
    Held held = held();
    var one = queuedInsert(1);
    var lost =
        queued(handle -> {
          handle.execute("ROLLBACK");
          return Optional.of(handle.execute("NONSENSE"));
        });
    var two = queuedInsert(2);
    held.goOn();

    assertRefused(one, "no such savepoint");
    assertRefused(lost, "no such savepoint");
    assertThat(two.get()).contains(2);
    assertThat(committed()).containsExactly(2);
  }
}
