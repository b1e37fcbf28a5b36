package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqliteFileTest {

  @TempDir private Path directory;

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void setMode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static Database open(Path file) {
    return Database.open(DatabaseSettings.Sqlite.ofFile(file));
  }

  @Tag("ASVS-13.3.2")
  @Test
  void everything_that_is_made_is_for_the_owner_alone() throws IOException {
    Path file = directory.resolve("some/data/sallyport.db");
    try (Database database = open(file)) {
      new SqlUserStore(database).add(Given.seed(1).user("alice"));

      assertThat(mode(directory.resolve("some"))).isEqualTo("rwx------");
      assertThat(mode(directory.resolve("some/data"))).isEqualTo("rwx------");
      assertThat(mode(file)).isEqualTo("rw-------");
      assertThat(mode(file.resolveSibling("sallyport.db-wal"))).isEqualTo("rw-------");
      assertThat(mode(file.resolveSibling("sallyport.db-shm"))).isEqualTo("rw-------");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---"})
  void a_file_that_others_may_use_is_refused(String mode) throws IOException {
    Path file = directory.resolve("sallyport.db");
    open(file).close();
    setMode(file, mode);

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessage(file + " may be read by others: chmod 600");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-wal", "-shm", "-journal"})
  void a_file_beside_it_that_others_may_read_is_refused(String suffix) throws IOException {
    Path beside = Files.createFile(directory.resolve("sallyport.db" + suffix));
    setMode(beside, "rw-r--r--");

    assertThatThrownBy(() -> open(directory.resolve("sallyport.db")))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining(beside.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx---rwx"})
  void a_directory_that_others_may_change_is_refused(String mode) throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    setMode(data, mode);

    assertThatThrownBy(() -> open(data.resolve("sallyport.db")))
        .isInstanceOf(DatabaseRefusedException.class);
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void a_directory_in_the_place_of_the_file_is_refused() throws IOException {
    Path file = Files.createDirectory(directory.resolve("sallyport.db"));

    assertThatThrownBy(() -> open(file)).isInstanceOf(DatabaseRefusedException.class);
  }

  @Test
  void a_file_in_the_place_of_the_directory_is_refused() throws IOException {
    Path data = Files.createFile(directory.resolve("data"));

    assertThatThrownBy(() -> open(data.resolve("sallyport.db")))
        .isInstanceOf(DatabaseRefusedException.class);
  }

  @Test
  void a_file_that_is_no_database_is_refused_and_left_as_it_is() throws IOException {
    Path file = directory.resolve("sallyport.db");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String text = "the shopping list, and a good deal more of it".repeat(100);
    Files.writeString(file, text);

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).hasContent(text);
  }
}
