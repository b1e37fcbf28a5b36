package dev.sallyport.bootstrap;

import dev.sallyport.domain.key.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// A file that holds one secret as base64url and a line end, for its owner alone (mode 0600).
final class SecretFile {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private SecretFile() {}

  /// Writes a secret to a new file, durably. A file that exists is left as it is.
  ///
  /// @return why it could not be written; empty if it was
  static Optional<String> write(Path file, SecretBytes secret) {
    try {
      create(file, secret);
      return Optional.empty();
    } catch (FileAlreadyExistsException exists) {
      return Optional.of(file + " exists already; nothing was written");
    } catch (NoSuchFileException noDirectory) {
      return Optional.of(file + " can't be made: there is no such directory");
    } catch (IOException e) {
      return Optional.of(file + " can't be made: " + DataDirectory.reason(e));
    }
  }

  /// @throws FileAlreadyExistsException if there is a file of this name
  static void create(Path file, SecretBytes secret) throws IOException {
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret.reveal()) + '\n';
    FileAttribute<?>[] attributes =
        DataDirectory.isPosix(file)
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    try (var channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
