package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.StoreUnavailableException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

final class CommitMarkTest {

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  /// Gives connections that a test can break.
  private final class Breakable extends SQLiteDataSource {
    private @Nullable SQLiteConnection last;

    @Override
    public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
        throws SQLException {
      setUrl("jdbc:sqlite:" + temporary.file());
      last = super.getConnection(user, password);
      return last;
    }

    void breakLast() throws SQLException {
      if (last != null) {
        last.close();
      }
    }
  }

  @Test
  void no_mark_comes_twice_after_the_connection_broke() throws SQLException {
    var connections = new Breakable();
    try (var mark = new CommitMark(connections)) {
      long before = mark.read();
      connections.breakLast();

      assertThatThrownBy(mark::read).isInstanceOf(StoreUnavailableException.class);

      long after = mark.read();
      assertThat(after).isNotEqualTo(before);
      assertThat(mark.read()).isEqualTo(after);
    }
  }

  @Test
  void a_closed_mark_is_unavailable() {
    var mark = new CommitMark(new Breakable());
    mark.read();
    mark.close();

    assertThatThrownBy(mark::read).isInstanceOf(StoreUnavailableException.class);
    mark.close();
  }
}
