package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.StoreUnavailableException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqliteConnectionsTest {

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private static Optional<String> setting(Handle handle, String pragma) {
    return handle.createQuery("PRAGMA " + pragma).mapTo(String.class).findOne();
  }

  @ParameterizedTest
  @CsvSource({
    "journal_mode, wal",
    "synchronous, 2",
    "fullfsync, 1",
    "checkpoint_fullfsync, 1",
    "foreign_keys, 1",
    "trusted_schema, 0",
    "cell_size_check, 1",
    "secure_delete, 1",
    "temp_store, 2",
    "mmap_size, 0",
    "busy_timeout, 2000",
    "encoding, UTF-8"
  })
  void every_connection_is_strict(String pragma, String value) {
    Optional<String> ofReader = temporary.database().read("test", h -> setting(h, pragma));
    Optional<String> ofWriter = temporary.database().writeOnce("test", h -> setting(h, pragma));

    assertThat(ofReader).contains(value);
    assertThat(ofWriter).contains(value);
  }

  @Tag("ASVS-13.2.2")
  @Test
  void a_reader_can_not_write_even_if_it_says_that_it_may() {
    Optional<String> queryOnly = temporary.database().read("test", h -> setting(h, "query_only"));

    assertThat(queryOnly).contains("1");
    assertThatThrownBy(() ->
            temporary
                .database()
                .read(
                    "test",
                    handle -> {
                      handle.execute("PRAGMA query_only = OFF");
                      return handle.execute("DELETE FROM users");
                    }))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Tag("ASVS-13.2.5")
  @Test
  void no_other_file_can_be_attached() {
    assertThatThrownBy(() ->
            temporary
                .database()
                .writeOnce("test", handle -> handle.execute("ATTACH ':memory:' AS other")))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Tag("ASVS-13.2.5")
  @Test
  void no_extension_can_be_loaded() {
    assertThatThrownBy(() ->
            temporary
                .database()
                .writeOnce("test", handle -> handle.execute("SELECT load_extension('x')")))
        .isInstanceOf(StoreUnavailableException.class)
        .hasStackTraceContaining("not authorized");
  }
}
