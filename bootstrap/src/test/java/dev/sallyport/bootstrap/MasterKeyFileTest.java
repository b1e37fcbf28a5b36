package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.domain.key.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyFileTest {

  @TempDir Path directory;

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private MasterKey make() {
    return new MasterKeyFile(directory).make(MasterKeyFileTest::random);
  }

  private Path file() {
    return directory.resolve("master.key");
  }

  @Tag("ASVS-11.5.1")
  @Tag("ASVS-13.3.2")
  @Test
  void a_made_key_is_32_bytes_as_base64url_for_its_owner_alone() throws IOException {
    MasterKey key = make();
    String text = Files.readString(file());
    assertThat(text).hasSize(44).endsWith("\n");
    assertThat(Base64.getUrlDecoder().decode(text.strip())).isEqualTo(key.bytes().reveal());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void nothing_else_is_left_in_the_directory() throws IOException {
    make();
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void a_made_key_is_read_again() {
    MasterKey key = make();
    assertThat(new MasterKeyFile(directory).read()).contains(key);
  }

  @Test
  void there_may_be_none() {
    assertThat(new MasterKeyFile(directory).read()).isEmpty();
  }

  @Test
  void a_key_that_is_there_is_never_replaced() {
    MasterKey first = make();
    assertThat(make()).isEqualTo(first);
  }

  @Tag("ASVS-15.4.2")
  @Test
  void of_processes_that_start_together_one_makes_the_key_and_all_have_it() throws Exception {
    int many = 8;
    var barrier = new CyclicBarrier(many);
    Callable<MasterKey> start =
        () -> {
          barrier.await();
          return make();
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
      var keys = new HashSet<MasterKey>();
      for (Future<MasterKey> key :
          threads.invokeAll(IntStream.range(0, many).mapToObj(_ -> start).toList())) {
        keys.add(key.get());
      }
      assertThat(keys).hasSize(1);
    }
  }

  @Tag("ASVS-13.3.2")
  @Test
  void a_key_that_others_can_read_is_refused() throws IOException {
    make();
    for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));
      assertThatThrownBy(() -> new MasterKeyFile(directory).read())
          .isInstanceOf(CannotStartException.class)
          .hasMessage(
              "the master key "
                  + file()
                  + " can be read by others (mode "
                  + mode
                  + "): chmod 600 it, and consider who has read it");
    }
  }

  @Test
  void a_damaged_key_is_refused_without_showing_it() throws IOException {
    make();
    for (String text : new String[] {"", "\n", "abc\n", "A".repeat(43) + "\n", "x".repeat(2000)}) {
      Files.writeString(file(), text);
      assertThatThrownBy(() -> new MasterKeyFile(directory).read())
          .isInstanceOf(CannotStartException.class)
          .hasMessage(
              "the master key "
                  + file()
                  + " is damaged: it has not 32 bytes as base64url; put back a copy of it");
    }
  }

  @Test
  void a_data_directory_is_made_for_its_owner_alone() throws IOException {
    Path data = directory.resolve("deep/data");
    new DataDirectory(data).make();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
  }

  @Test
  void a_data_directory_that_others_can_enter_is_refused() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> new DataDirectory(directory).make())
        .isInstanceOf(CannotStartException.class)
        .hasMessage(
            "data.dir: others may enter "
                + directory
                + " (mode rwxr-xr-x): chmod 700 it, or name a directory in it that does not exist"
                + " yet");
  }

  @Test
  void a_file_is_no_data_directory() throws IOException {
    Path data = Files.createFile(directory.resolve("data"));
    assertThatThrownBy(() -> new DataDirectory(data).make())
        .isInstanceOf(CannotStartException.class)
        .hasMessage("data.dir: " + data + " is no directory");
  }
}
