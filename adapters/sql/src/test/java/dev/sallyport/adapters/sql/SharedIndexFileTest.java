package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.adapters.sql.Migrations.Migration;
import dev.sallyport.application.port.StoreUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// SQLite's locks, which are gone if a descriptor is closed too early, and the file that is mapped.
final class SharedIndexFileTest {

  private static final String LAST = "SELECT last FROM revocation_counter";
  private static final String COMMIT = "UPDATE revocation_counter SET last = last + 1";

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  @Test
  void the_locks_of_a_database_stay_when_another_one_with_its_file_is_closed() throws Exception {
    temporary.another().close();

    assertThat(isLocked()).isTrue();
  }

  /// As one that opens while another one closes.
  @Test
  void they_stay_for_who_has_a_connection_and_has_not_looked_at_the_file_yet() throws Exception {
    var file = SharedIndexFile.use(temporary.file());
    try (Connection connection = temporary.connect()) {
      connection.createStatement().executeQuery(LAST).close();
      temporary.closeAll();

      assertThat(isLocked()).isTrue();
    } finally {
      file.leave();
    }
  }

  @Test
  void they_stay_for_who_still_reads_at_the_end() {
    boolean locked =
        temporary
            .database()
            .read(
                "read for long",
                handle -> {
                  handle.createQuery(LAST).mapTo(Long.class).one();
                  temporary.closeAll();
                  return isLocked();
                });

    assertThat(locked).isTrue();
  }

  /// Some seconds, which it has.
  @Test
  void who_writes_for_too_long_keeps_them_too() throws Exception {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var write =
          threads.submit(() ->
              temporary
                  .database()
                  .writeOnce(
                      "write for long",
                      handle -> {
                        handle.execute(COMMIT);
                        begun.countDown();
                        WaitingLine.await(goOn);
                        return true;
                      }));
      WaitingLine.await(begun);
      try {
        temporary.closeAll();

        assertThat(isLocked()).isTrue();
      } finally {
        goOn.countDown();
      }
      assertThat(write.get()).isTrue();
    }
  }

  @Test
  void a_reader_who_ends_in_time_leaves_nothing_behind() throws Exception {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Database database = temporary.database();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var read =
          threads.submit(() ->
              database.read(
                  "read for a while",
                  handle -> {
                    begun.countDown();
                    WaitingLine.await(goOn);
                    return handle.createQuery(LAST).mapTo(Long.class).one();
                  }));
      WaitingLine.await(begun);
      var close = threads.submit(database::close);
      try {
        await().until(() -> refuses(database));
      } finally {
        goOn.countDown();
      }

      assertThat(read.get()).isZero();
      close.get();
    }
    assertThat(temporary.directory().toFile().list()).containsExactly("sallyport.db");
  }

  @Test
  void they_stay_when_another_one_could_not_be_opened() throws Exception {
    Migration first = Migrations.ofSqlite().all().getFirst();
    var migrations =
        new Migrations(List.of(new Migration(first.name(), first.sql() + "-- changed\n")));

    assertThatThrownBy(() -> SqliteDatabase.open(temporary.settings(), migrations))
        .isInstanceOf(DatabaseRefusedException.class);

    assertThat(isLocked()).isTrue();
  }

  @Test
  void a_database_in_the_place_of_another_one_has_its_own() throws Exception {
    Path copy = temporary.directory().resolve("copy.db");
    Database.open(DatabaseSettings.Sqlite.ofFile(copy)).close();
    Files.move(copy, temporary.file(), StandardCopyOption.REPLACE_EXISTING);
    for (String beside : new String[] {"-shm", "-wal"}) {
      Files.delete(temporary.directory().resolve("sallyport.db" + beside));
    }

    Database after = temporary.another();
    temporary.execute(COMMIT);
    long mark = after.mark();
    assertThat(after.mark()).isEqualTo(mark);
    temporary.execute(COMMIT);

    assertThat(after.mark()).isNotEqualTo(mark);
  }

  /// As if one had closed while another one was about to open: SQLite has made another file.
  @Test
  void what_was_removed_in_between_is_not_looked_at_any_more() throws Exception {
    temporary.execute(COMMIT);
    var file = SharedIndexFile.use(temporary.file());
    try {
      temporary.closeAll();

      Database after = temporary.another();
      long mark = after.mark();
      temporary.execute(COMMIT);

      assertThat(after.mark()).isNotEqualTo(mark);
    } finally {
      file.leave();
    }
  }

  @Test
  void there_is_none_of_a_database_that_is_missing() {
    Path missing = temporary.directory().resolve("missing.db");

    assertThatThrownBy(() -> SharedIndexFile.use(missing)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void it_is_not_there_before_anybody_reads() throws Exception {
    temporary.closeAll();
    var file = SharedIndexFile.use(temporary.file());
    try {
      assertThatThrownBy(() -> file.memory(48)).isInstanceOf(NoSuchFileException.class);
    } finally {
      file.leave();
    }
  }

  /// Work with a channel closes it in an interrupted thread, and a closed one takes the locks along.
  @Test
  void it_is_mapped_in_an_interrupted_thread_too() throws Exception {
    temporary.closeAll();
    var file = SharedIndexFile.use(temporary.file());
    try (Connection connection = temporary.connect()) {
      connection.createStatement().executeQuery(LAST).close();
      Thread.currentThread().interrupt();

      long bytes = file.memory(48).byteSize();

      assertThat(Thread.interrupted()).isTrue();
      assertThat(bytes).isEqualTo(48);
      assertThat(isLocked()).isTrue();
    } finally {
      file.leave();
    }
  }

  private static boolean refuses(Database database) {
    try {
      return database.read("read", _ -> false);
    } catch (StoreUnavailableException closed) {
      return true;
    }
  }

  private boolean isLocked() {
    try {
      return new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  TryLock.class.getName(),
                  temporary.file() + "-shm")
              .inheritIO()
              .start()
              .waitFor()
          == TryLock.LOCKED;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Another process: it tries for the byte on which each process with the file holds a lock.
  static final class TryLock {

    private static final int LOCKED = 42;
    private static final long IN_USE = 128;

    private TryLock() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        System.exit(file.tryLock(IN_USE, 1, false) == null ? LOCKED : 0);
      }
    }
  }
}
