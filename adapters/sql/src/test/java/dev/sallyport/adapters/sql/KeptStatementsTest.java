package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KeptStatementsTest {

  private static final String ECHO = "SELECT :word";

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private Handle open() throws SQLException {
    Jdbi jdbi = Jdbi.create(temporary.connect());
    return jdbi.setStatementBuilderFactory(_ -> new KeptStatements()).open();
  }

  /// Uses a statement, and within that does something else.
  private static PreparedStatement used(Handle handle, String sql, Runnable meanwhile) {
    var used = new ArrayList<PreparedStatement>();
    List<String> words =
        handle
            .createQuery(sql)
            .bind("word", "a secret")
            .map((row, context) -> {
              used.add(context.getStatement());
              meanwhile.run();
              return row.getString(1);
            })
            .list();
    assertThat(words).containsExactly("a secret");
    return used.getFirst();
  }

  private static PreparedStatement used(Handle handle, String sql) {
    return used(handle, sql, () -> {});
  }

  @Test
  void a_statement_is_prepared_once() throws SQLException {
    try (Handle handle = open()) {
      PreparedStatement first = used(handle, ECHO);

      assertThat(used(handle, ECHO)).isSameAs(first);
      assertThat(used(handle, ECHO + " AS other")).isNotSameAs(first);
      assertThat(used(handle, ECHO)).isSameAs(first);
    }
  }

  @Test
  void a_statement_at_work_is_not_given_to_another() throws SQLException {
    var inner = new ArrayList<PreparedStatement>();
    try (Handle handle = open()) {
      PreparedStatement outer = used(handle, ECHO, () -> inner.add(used(handle, ECHO)));

      assertThat(inner.getFirst()).isNotSameAs(outer);
      assertThat(used(handle, ECHO)).as("one of them was kept").isIn(outer, inner.getFirst());
      assertThat(outer.isClosed()).isNotEqualTo(inner.getFirst().isClosed());
    }
  }

  @Test
  void what_was_bound_is_not_kept() throws SQLException {
    try (Handle handle = open()) {
      PreparedStatement kept = used(handle, ECHO);

      try (ResultSet row = kept.executeQuery()) {
        assertThat(row.getString(1)).isNull();
      }
    }
  }

  @Test
  void no_more_are_kept_than_there_is_room_for() throws SQLException {
    try (Handle handle = open()) {
      PreparedStatement first = used(handle, ECHO);
      for (int i = 1; i < KeptStatements.MOST; i++) {
        assertThat(used(handle, ECHO + " AS word" + i).isClosed()).isFalse();
      }

      assertThat(used(handle, ECHO + " AS last").isClosed()).isTrue();
      assertThat(first.isClosed()).isFalse();
    }
  }

  @Test
  void they_end_with_the_connection() throws SQLException {
    PreparedStatement kept;
    try (Handle handle = open()) {
      kept = used(handle, ECHO);
    }
    assertThat(kept.isClosed()).isTrue();
  }
}
