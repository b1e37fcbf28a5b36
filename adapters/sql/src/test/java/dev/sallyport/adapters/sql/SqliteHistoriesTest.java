package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.session.SessionHistory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The random lives of sessions, on the fake and on SQLite side by side.
final class SqliteHistoriesTest {

  private static final int HISTORIES = Integer.getInteger("histories", 4_000);

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  @Test
  void every_history_has_the_same_verdicts_on_sqlite_as_on_the_fake() {
    var sessions = new SqlSessionStore(temporary.database());
    var users = new SqlUserStore(temporary.database());
    for (long seed = 0; seed < HISTORIES; seed++) {
      var fake = new InMemoryDatabase();
      assertThat(new SessionHistory(seed, sessions, users).play())
          .as("history %s", seed)
          .isEqualTo(new SessionHistory(seed, fake.sessions(), fake.users()).play());
    }
  }
}
