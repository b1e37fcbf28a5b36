package dev.sallyport.adapters.sql;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The file of a SQLite database's wal-index (`-shm`), as this process has it open beside SQLite: once,
/// for all databases of this process with that file.
///
/// To close any descriptor of a file drops every lock that the process has on it (POSIX `fcntl`), also
/// SQLite's. With those gone another process would take itself for the only one, and empty what this
/// one reads. So who opens connections says so before the first, and again after the last; other than
/// [InstallationMove], which has the file for itself.
///
/// Thread-safe.
final class SharedIndexFile {

  /// By the identity of the database's file (its inode), not by its path: another one may take its
  /// place.
  private static final ConcurrentMap<Object, SharedIndexFile> IN_USE = new ConcurrentHashMap<>();

  private final Object key;
  private final Path path;

  /// Changed inside of [ConcurrentMap#compute] alone, so that nobody finds one that is being closed.
  private int users;

  private final List<FileChannel> channels = new ArrayList<>();
  private @Nullable MemorySegment memory;

  /// Which file that is the memory of: SQLite removes it with its last connection.
  private @Nullable Object mappedFile;

  private SharedIndexFile(Object key, Path path) {
    this.key = key;
    this.path = path;
  }

  /// To be called before the first connection to the database is opened.
  ///
  /// @throws IOException if there is no such database
  static SharedIndexFile use(Path database) throws IOException {
    Path real = database.toRealPath();
    Object key = Objects.requireNonNullElse(fileKey(real), real);
    return IN_USE.compute(
        key,
        (_, before) -> {
          SharedIndexFile file =
              before == null
                  ? new SharedIndexFile(key, real.resolveSibling(real.getFileName() + "-shm"))
                  : before;
          file.users++;
          return file;
        });
  }

  /// To be called after the last connection was closed.
  void leave() {
    IN_USE.compute(
        key,
        (_, file) -> {
          users--;
          if (users > 0) {
            return file;
          }
          close();
          return null;
        });
  }

  /// The begin of the file. It is mapped once, since any work with a descriptor closes it if the
  /// thread is interrupted; or again, if it is another file by now. To be called while a connection
  /// is open that has read, so that it stays the same one.
  ///
  /// @param bytes how much of it
  /// @throws IOException if the file is not there, as before SQLite's first read, or is shorter
  synchronized MemorySegment memory(int bytes) throws IOException {
    Object there = fileKey(path);
    if (memory == null || !Objects.equals(there, mappedFile)) {
      memory = map(bytes);
      mappedFile = there;
    }
    return memory;
  }

  private MemorySegment map(int bytes) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      FileChannel channel = FileChannel.open(path, READ);
      channels.add(channel);
      return channel.map(READ_ONLY, 0, bytes, Arena.ofAuto());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static @Nullable Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private synchronized void close() {
    for (FileChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        // Only mapped memory was ever read through it.
      }
    }
  }
}
