package dev.sallyport.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/// Directories for one run, which are gone when it ends, however it ends but by SIGKILL.
public final class Scratch implements AutoCloseable {

  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path onDisk;
  private final Path inMemory;
  private final Runnable removing = this::remove;
  private int count;

  private Scratch(Path onDisk, Path inMemory) {
    this.onDisk = onDisk;
    this.inMemory = inMemory;
  }

  /// Makes them.
  public static Scratch make() {
    try {
      Path onDisk = Files.createTempDirectory("sallyport-bench");
      Path inMemory =
          Files.isWritable(MEMORY)
              ? Files.createTempDirectory(MEMORY, "sallyport-bench")
              : Files.createTempDirectory("sallyport-bench");
      var scratch = new Scratch(onDisk, inMemory);
      AtExit.remember(scratch.removing);
      return scratch;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A new directory on the disk, where commits have to wait for it.
  public Path onDisk() {
    return make(onDisk);
  }

  /// A new directory in memory, if the machine has such a place, for what is to be measured by its
  /// work alone.
  public Path inMemory() {
    return make(inMemory);
  }

  private synchronized Path make(Path in) {
    try {
      return Files.createDirectory(
          in.resolve(Integer.toString(count++)),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes a directory before the run ends.
  public static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remove() {
    remove(onDisk);
    remove(inMemory);
  }

  @Override
  public void close() {
    AtExit.forget(removing);
    remove();
  }
}
