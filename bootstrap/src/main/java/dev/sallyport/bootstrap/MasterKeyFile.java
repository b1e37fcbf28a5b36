package dev.sallyport.bootstrap;

import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// The master key that an installation made for itself: `master.key` in its directory, 32 bytes as
/// base64url and a line end, for its owner alone (mode 0600).
final class MasterKeyFile {

  private static final String NAME = "master.key";
  private static final int MAX_BYTES = 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path directory;
  private final Path file;

  MasterKeyFile(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(NAME);
  }

  Path path() {
    return file;
  }

  /// The key; empty if there is no file.
  ///
  /// @throws CannotStartException if the file can't be trusted or read
  Optional<MasterKey> read() {
    try {
      return Optional.of(parse(content()));
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CannotStartException(
          "the master key " + file + " can't be read: " + DataDirectory.reason(e), e);
    }
  }

  /// Makes a key, unless another process was first: then that one's. It is durable when this
  /// returns, so nothing is ever wrapped under a key that a power cut could still take.
  MasterKey make(SecretGenerator secrets) {
    var key = SecretBytes.copyOf(secrets.bytes(MasterKey.LENGTH));
    Path draft = directory.resolve(NAME + '.' + HexFormat.of().formatHex(secrets.bytes(8)));
    try {
      SecretFile.create(draft, key);
      try {
        // Unlike a move, a link never takes the place of a file that is there already.
        Files.createLink(file, draft);
      } catch (FileAlreadyExistsException otherProcessWasFirst) {
        // Its key is read below.
      } finally {
        Files.delete(draft);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new CannotStartException(
          "the master key "
              + file
              + " can't be made"
              + (e instanceof IOException failed ? ": " + DataDirectory.reason(failed) : "")
              + "; make one yourself and set master-key",
          e);
    }
    return read()
        .orElseThrow(() -> new CannotStartException("the master key " + file + " has vanished"));
  }

  /// Who reads the key makes its name durable too: the process that made it may not be done with
  /// that.
  private String content() throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null && !OWNER_ONLY.containsAll(view.readAttributes().permissions())) {
        throw new CannotStartException(
            "the master key "
                + file
                + " can be read by others (mode "
                + PosixFilePermissions.toString(view.readAttributes().permissions())
                + "): chmod 600 it, and consider who has read it");
      }
      var bytes = ByteBuffer.allocate(MAX_BYTES);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Until it is full or the file is at its end.
      }
      DataDirectory.force(directory);
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }
  }

  private MasterKey parse(String text) {
    String key = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(key);
      return new MasterKey(SecretBytes.copyOf(bytes));
    } catch (IllegalArgumentException notAKey) {
      throw new CannotStartException(
          "the master key "
              + file
              + " is damaged: it has not 32 bytes as base64url; put back a copy of it");
    }
  }
}
