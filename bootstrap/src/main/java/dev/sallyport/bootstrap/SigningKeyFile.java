package dev.sallyport.bootstrap;

import dev.sallyport.adapters.jwt.OwnKey;
import dev.sallyport.adapters.jwt.WeakKeyException;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The file with a signing key of the operator's own, as `signing.key-file` names it.
final class SigningKeyFile {

  private static final int MAX_BYTES = 32 * 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private SigningKeyFile() {}

  /// Reads the key.
  ///
  /// @throws CannotStartException if the file can't be read, others can, or it holds anything else
  ///     than one key that is fit for the algorithm
  static OpenSigningKey read(Path file, SigningAlgorithm algorithm) {
    try (var in = Files.newInputStream(file)) {
      requireOwnerOnly(file);
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new CannotStartException("signing.key-file: " + file + " has more than 32 KiB");
      }
      return OwnKey.read(content, algorithm);
    } catch (WeakKeyException e) {
      throw new CannotStartException(
          "signing.key-file: "
              + file
              + " holds "
              + e.getMessage()
              + " (signing.algorithm is "
              + algorithm.text()
              + ")",
          e);
    } catch (NoSuchFileException e) {
      throw new CannotStartException("signing.key-file: there is no " + file, e);
    } catch (IOException e) {
      throw new CannotStartException(
          "signing.key-file: " + file + " can't be read: " + DataDirectory.reason(e), e);
    }
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null && !OWNER_ONLY.containsAll(view.readAttributes().permissions())) {
      throw new CannotStartException(
          "signing.key-file: "
              + file
              + " can be read by others (mode "
              + PosixFilePermissions.toString(view.readAttributes().permissions())
              + "): chmod 600 it, and consider who has read it");
    }
  }
}
