package dev.sallyport.application.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/// A certificate that vouches for itself, and its key, as files of PEM.
///
/// @param key readable by its owner alone
public record SelfSigned(Path certificate, Path key) {

  private static final String PASSWORD = "changeit";

  /// Makes one.
  ///
  /// @param name of the files, and of its owner
  /// @param subject what it is good for, as in `ip:127.0.0.1` or `dns:db.example`
  public static SelfSigned in(Path directory, String name, String subject) {
    Path store = directory.resolve(name + ".p12");
    try {
      makeKeys(store, name, subject);
      var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      Path certificate = directory.resolve(name + ".pem");
      Path key = directory.resolve(name + ".key");
      write(certificate, "CERTIFICATE", keys.getCertificate("it").getEncoded());
      write(key, "PRIVATE KEY", keys.getKey("it", PASSWORD.toCharArray()).getEncoded());
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      return new SelfSigned(certificate, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void makeKeys(Path store, String name, String subject) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + subject,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    try {
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool has made no key");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String what, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }
}
