package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir Path directory;

  /// `/proc` is a file system that never has any.
  @Test
  @EnabledOnOs(OS.LINUX)
  void a_disk_without_room_is_told_from_others() {
    assertThat(new DataDirectory(Path.of("/proc")).hasRoom()).isFalse();
    assertThat(new DataDirectory(directory).hasRoom()).isTrue();
    assertThat(new DataDirectory(directory.resolve("nothing")).hasRoom()).isTrue();
  }
}
