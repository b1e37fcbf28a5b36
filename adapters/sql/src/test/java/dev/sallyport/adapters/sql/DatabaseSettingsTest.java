package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "jdbc:sqlite:",
        "jdbc:sqlite: ",
        "jdbc:sqlite::memory:",
        "jdbc:sqlite::resource:http://192.0.2.1/a.db",
        "jdbc:sqlite:file:a.db",
        "jdbc:sqlite:FILE:a.db?mode=memory",
        "jdbc:sqlite:a.db?synchronous=OFF",
        "jdbc:sqlite:a.db?",
        "jdbc:sqlite:data/",
        "jdbc:sqlite:/",
        "jdbc:sqlite:a\0.db",
        "JDBC:sqlite:a.db",
        " jdbc:sqlite:a.db",
        "jdbc:postgresql://127.0.0.1/sallyport",
        "a.db"
      })
  void a_url_that_is_more_or_less_than_a_path_is_refused(String url) {
    assertThat(DatabaseSettings.Sqlite.parse(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":memory:", "file:a.db", "a.db?synchronous=OFF"})
  void a_path_that_the_driver_would_take_for_something_else_is_refused(String path) {
    assertThatThrownBy(() -> new DatabaseSettings.Sqlite(Path.of(path), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:sqlite:a.db", "jdbc:sqlite:data/a b.db", "jdbc:sqlite:/x/a%3F.db"})
  void the_path_of_a_file_is_taken_as_it_is(String url) {
    assertThat(DatabaseSettings.Sqlite.parse(url))
        .contains(Path.of(url.substring("jdbc:sqlite:".length())));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65})
  void readers_out_of_range_are_refused(int readers) {
    assertThatThrownBy(() -> new DatabaseSettings.Sqlite(Path.of("a.db"), readers))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_file_has_the_usual_number_of_readers() {
    assertThat(DatabaseSettings.Sqlite.ofFile(Path.of("a.db")).readers())
        .isEqualTo(DatabaseSettings.Sqlite.DEFAULT_READERS);
  }
}
