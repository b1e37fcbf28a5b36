package dev.sallyport.bootstrap.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// A small file of text, and who else may read or write it.
///
/// @param permissions empty where the file system knows none
record TextFile(String text, Optional<Set<PosixFilePermission>> permissions) {

  /// Settings and secrets are short: what is longer is another file.
  private static final int MAX_BYTES = 64 * 1024;

  /// Some editors put it there; it would become a part of the first name, or of a secret.
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /// What reading turns out to be.
  sealed interface Reading {}

  /// The file.
  record Found(TextFile file) implements Reading {}

  /// No file that can be read as text.
  ///
  /// @param why as a few words
  record NotFound(String why) implements Reading {}

  /// Reads a file. Never throws.
  static Reading read(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        return new NotFound("more than 64 KiB");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK)
          ? new NotFound("UTF-8 with a byte order mark in front")
          : new Found(new TextFile(text, permissionsOf(path)));
    } catch (NoSuchFileException missing) {
      return new NotFound("no such file");
    } catch (AccessDeniedException denied) {
      return new NotFound("no permission to read it");
    } catch (CharacterCodingException notText) {
      return new NotFound("not UTF-8");
    } catch (IOException e) {
      return new NotFound(Files.isDirectory(path) ? "a directory" : "a file that can't be read");
    }
  }

  /// Whether everybody on this machine can read it.
  boolean isReadableByAll() {
    return has(PosixFilePermission.OTHERS_READ);
  }

  /// Whether somebody else than owner and group can write it.
  boolean isWritableByAll() {
    return has(PosixFilePermission.OTHERS_WRITE);
  }

  private boolean has(PosixFilePermission permission) {
    return permissions.map(all -> all.contains(permission)).orElse(false);
  }

  private static Optional<Set<PosixFilePermission>> permissionsOf(Path path) throws IOException {
    var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    return view == null ? Optional.empty() : Optional.of(view.readAttributes().permissions());
  }
}
