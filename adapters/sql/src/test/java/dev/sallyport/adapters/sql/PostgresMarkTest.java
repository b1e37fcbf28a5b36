package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

final class PostgresMarkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @RegisterExtension private final TemporaryPostgres temporary = new TemporaryPostgres();

  /// Makes connections to the database of the test, unless something else is to happen.
  private final class Connections extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private transient Runnable before = () -> {};
    private int made;

    @Override
    public Connection getConnection() throws SQLException {
      before.run();
      made++;
      return temporary.connect();
    }
  }

  @Test
  @Timeout(60)
  void an_error_is_an_answer_too_and_the_next_one_asks_anew() {
    var connections = new Connections();
    try (var mark = new PostgresMark(connections, PATIENCE)) {
      connections.before =
          () -> {
            throw new OutOfMemoryError("for the test");
          };
      assertThatThrownBy(mark::read).isInstanceOf(StoreUnavailableException.class);

      connections.before = () -> {};
      assertThat(mark.read()).isEqualTo(mark.read());
    }
  }

  @Test
  @Timeout(60)
  void a_connection_that_took_all_the_time_to_make_serves_the_next_one_who_asks() {
    var connections = new Connections();
    try (var mark = new PostgresMark(connections, PATIENCE)) {
      connections.before = () -> letPass(PATIENCE.plusMillis(10));
      assertThatThrownBy(mark::read).isInstanceOf(StoreUnavailableException.class);

      assertThat(mark.read()).isEqualTo(mark.read());
      assertThat(connections.made).isEqualTo(1);
    }
  }

  private static void letPass(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
