package dev.sallyport.adapters.sql;

import static java.nio.file.attribute.PosixFilePermission.GROUP_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// The file of a SQLite database, and those that SQLite puts beside it with the same mode: for the
/// eyes of their owner alone.
///
/// On a file system without POSIX permissions nothing is set and nothing is checked.
///
/// Nothing here, or anywhere in this process, may open the file while SQLite has it open: to close
/// any descriptor of a file drops every lock that the process holds on it (POSIX `fcntl`). Of `-shm`
/// [SharedIndexFile] has one.
record SqliteFile(Path path) {

  private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");

  private static final Set<PosixFilePermission> OTHERS_USE =
      Set.of(GROUP_READ, GROUP_WRITE, GROUP_EXECUTE, OTHERS_READ, OTHERS_WRITE, OTHERS_EXECUTE);
  private static final Set<PosixFilePermission> OTHERS_CHANGE = Set.of(GROUP_WRITE, OTHERS_WRITE);

  /// Makes the directory (0700) and an empty file (0600) if they are missing, before SQLite does,
  /// which would let everybody read.
  ///
  /// @throws DatabaseRefusedException if others may read what is there already, or change the
  ///     directory that it lies in
  void prepare() {
    try {
      boolean posix = makeDirectory();
      if (posix) {
        refuse(directory(), OTHERS_CHANGE, "may be changed by others: chmod 700");
      }
      makeFile(posix);
      if (posix) {
        refuseIfReadable(path);
        for (String suffix : BESIDE) {
          refuseIfReadable(path.resolveSibling(path.getFileName() + suffix));
        }
      }
    } catch (IOException e) {
      throw new DatabaseRefusedException(path + " can't be made or read", e);
    }
  }

  private Path directory() {
    Path parent = path.getParent();
    if (parent == null) {
      throw new DatabaseRefusedException(path + " is no file");
    }
    return parent;
  }

  /// Makes the directory if it is missing.
  ///
  /// @return whether the file system knows POSIX permissions
  private boolean makeDirectory() throws IOException {
    if (Files.isDirectory(directory())) {
      return isPosix();
    }
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(directory());
      return false;
    }
    Files.createDirectories(directory(), PosixFilePermissions.asFileAttribute(mode("rwx------")));
    return isPosix();
  }

  private boolean isPosix() throws IOException {
    return Files.getFileStore(directory()).supportsFileAttributeView("posix");
  }

  private void makeFile(boolean posix) throws IOException {
    try {
      if (posix) {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(mode("rw-------")));
      } else {
        Files.createFile(path);
      }
    } catch (FileAlreadyExistsException made) {
      if (!Files.isRegularFile(path)) {
        throw new DatabaseRefusedException(path + " is no file");
      }
    }
  }

  private static Set<PosixFilePermission> mode(String mode) {
    return PosixFilePermissions.fromString(mode);
  }

  private static void refuseIfReadable(Path file) throws IOException {
    if (Files.exists(file)) {
      refuse(file, OTHERS_USE, "may be read by others: chmod 600");
    }
  }

  private static void refuse(Path file, Set<PosixFilePermission> unwanted, String why)
      throws IOException {
    if (!Collections.disjoint(Files.getPosixFilePermissions(file), unwanted)) {
      throw new DatabaseRefusedException(file + " " + why);
    }
  }
}
