package dev.sallyport.bootstrap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/// The security log of commands: `security.log` in the directory of the installation, to which each
/// command adds its lines, for its owner alone (mode 0600). A server writes to standard error, which
/// somebody collects; nobody collects what a person sees at a terminal.
///
/// It is opened before a command does anything: what could leave no trace is not done. It may be
/// moved away at any time; the next command makes another.
final class SecurityFile implements AutoCloseable {

  private static final String NAME = "security.log";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final FileChannel channel;
  private final Consumer<String> complaints;

  private SecurityFile(Path file, FileChannel channel, Consumer<String> complaints) {
    this.file = file;
    this.channel = channel;
    this.complaints = complaints;
  }

  /// Opens the file, which is made if there is none.
  ///
  /// @param complaints takes a line that can't be written after all
  /// @throws CannotStartException if it can't be written, or others can read it
  static SecurityFile open(DataDirectory directory, Consumer<String> complaints) {
    directory.make();
    Path file = directory.path().resolve(NAME);
    FileAttribute<?>[] attributes =
        DataDirectory.isPosix(file)
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    try {
      var channel =
          FileChannel.open(
              file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), attributes);
      try {
        check(file);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      return new SecurityFile(file, channel, complaints);
    } catch (IOException e) {
      throw new CannotStartException(
          "the security log "
              + file
              + " can't be written: "
              + DataDirectory.reason(e)
              + "; nothing was done",
          e);
    }
  }

  private static void check(Path file) throws IOException {
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null && !OWNER_ONLY.containsAll(view.readAttributes().permissions())) {
      throw new CannotStartException(
          "the security log "
              + file
              + " can be read or written by others (mode "
              + PosixFilePermissions.toString(view.readAttributes().permissions())
              + "): chmod 600 it; nothing was done");
    }
  }

  /// Adds a line, durably. What happened has happened: if the line can't be written, such as to a
  /// disk that is full, whoever runs the command gets to see it.
  void add(String line) {
    try {
      var bytes = ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      complaints.accept(
          "the security log "
              + file
              + " can't be written: "
              + DataDirectory.reason(e)
              + "; keep its line: "
              + line);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
