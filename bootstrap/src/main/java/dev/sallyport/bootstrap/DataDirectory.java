package dev.sallyport.bootstrap;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// The directory of an installation, for its owner alone (mode 0700).
record DataDirectory(Path path) {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /// What a change takes, and some more.
  private static final long LEAST_ROOM = 256 * 1024;

  /// Whether its disk has room for a change; also where that can't be told.
  boolean hasRoom() {
    try {
      return Files.getFileStore(path).getUsableSpace() >= LEAST_ROOM;
    } catch (IOException e) {
      return true;
    }
  }

  /// Makes the directory, if there is none. One that others may enter is refused, not changed: it
  /// may be somebody else's, such as a mount point.
  void make() {
    try {
      if (!Files.exists(path)) {
        Files.createDirectories(path, attributes(path));
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
          force(parent);
        }
      }
    } catch (IOException e) {
      throw new CannotStartException("data.dir: " + path + " can't be made: " + reason(e), e);
    }
    check();
  }

  /// Refuses what is not a directory of its owner alone.
  void check() {
    if (!Files.isDirectory(path)) {
      throw new CannotStartException("data.dir: " + path + " is no directory");
    }
    try {
      var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      if (view != null && !OWNER_ONLY.containsAll(view.readAttributes().permissions())) {
        throw new CannotStartException(
            "data.dir: others may enter "
                + path
                + " (mode "
                + PosixFilePermissions.toString(view.readAttributes().permissions())
                + "): chmod 700 it, or name a directory in it that does not exist yet");
      }
    } catch (IOException e) {
      throw new CannotStartException("data.dir: " + path + " can't be read: " + reason(e), e);
    }
  }

  /// Makes what was done in a directory durable: a new name in it as well as its removal.
  static void force(Path directory) throws IOException {
    if (isPosix(directory)) { // elsewhere a directory can't be opened
      try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /// Why a file operation failed, without the path, which the caller names.
  static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "no permission";
      case NoSuchFileException _ -> "no such file";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      case ClosedChannelException _ -> "it is closed already";
      // What the system says, such as that there is no space left.
      default -> Objects.requireNonNullElse(e.getMessage(), "it failed");
    };
  }

  private static FileAttribute<?>[] attributes(Path path) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(EnumSet.copyOf(OWNER_ONLY))}
        : new FileAttribute<?>[0];
  }
}
