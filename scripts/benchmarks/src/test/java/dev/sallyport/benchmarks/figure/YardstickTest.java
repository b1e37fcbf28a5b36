package dev.sallyport.benchmarks.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.sql.Database;
import dev.sallyport.adapters.sql.SqlRevocationLog;
import dev.sallyport.adapters.sql.SqlSessionStore;
import dev.sallyport.benchmarks.yardstick.GroupCommittingWriter;
import dev.sallyport.domain.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YardstickTest {

  private static final int COUNT = 100;

  @TempDir private Path directory;

  /// Else it would be measured by something that does less.
  @Test
  void the_bare_writer_does_what_the_store_does() throws Exception {
    Path file = directory.resolve("one.db");
    var sessions = Sessions.ofSomeone();
    SqliteFiles.fill(file, sessions, COUNT, Sessions.State.LIVE);
    Session seen = sessions.first(42);
    Session next =
        Sessions.rotated(seen, Instant.ofEpochMilli(seen.startedAt().toEpochMilli() + 5_000));

    try (GroupCommittingWriter writer = GroupCommittingWriter.open(file, sessions.owner())) {
      writer.rotate(seen, next);
      assertThatThrownBy(() -> writer.rotate(seen, next)).hasMessageContaining("as it was seen");
    }

    try (Database database = Database.open(SqliteFiles.settings(file))) {
      assertThat(new SqlSessionStore(database).find(seen.id()).orElseThrow().version())
          .isEqualTo(next.version());
      assertThat(new SqlSessionStore(database).find(seen.id()).orElseThrow().lastRotation())
          .isEqualTo(next.lastRotation());
    }
  }

  @Test
  void what_is_filled_in_is_what_the_stores_read() {
    Instant now = Instant.now();
    Path ofPast = directory.resolve("past.db");
    SqliteFiles.fill(ofPast, Sessions.ofSomeone(), COUNT, Sessions.State.PAST);
    try (Database database = Database.open(SqliteFiles.settings(ofPast))) {
      assertThat(new SqlSessionStore(database).purge(now, 1_000)).isEqualTo(COUNT);
    }
    Path ofRevoked = directory.resolve("revoked.db");
    SqliteFiles.fill(ofRevoked, Sessions.ofSomeone(), COUNT, Sessions.State.REVOKED);
    try (Database database = Database.open(SqliteFiles.settings(ofRevoked))) {
      var revocations = new SqlRevocationLog(database).after(0, now, 1_000);
      assertThat(revocations.entries()).hasSize(COUNT);
      assertThat(revocations.number()).isEqualTo(COUNT);
    }
  }

  @Test
  void callers_are_counted_and_a_failure_is_not_passed_over() {
    var done = new AtomicInteger();
    Callers.Result result = Callers.run(4, () -> done.get() < 100, _ -> done.incrementAndGet());

    assertThat(result.waits().count()).isEqualTo(done.get()).isBetween(100L, 103L);
    assertThatIllegalStateException()
        .isThrownBy(() ->
            Callers.run(
                2,
                Duration.ofSeconds(20),
                _ -> {
                  throw new IllegalStateException("broken");
                }));
  }
}
