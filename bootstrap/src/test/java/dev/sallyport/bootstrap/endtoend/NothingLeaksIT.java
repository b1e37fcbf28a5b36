package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files and the log of an installation hold no secret, and nobody else may read them.
final class NothingLeaksIT {

  private static final String PASSWORD = "a passphrase that leaks nowhere";
  private static final String WRONG_PASSWORD = "another passphrase that leaks nowhere";

  @TempDir private Path directory;

  @Test
  @Tag("I-23")
  @Tag("I-24")
  @Tag("R-25")
  @Tag("ASVS-13.3.1")
  @Tag("ASVS-14.2.4")
  @Tag("ASVS-16.2.5")
  void neither_the_files_nor_the_log_hold_a_secret() throws Exception {
    Program program = new Program(directory);
    program.run(PASSWORD + "\n", "user", "add", "alice");
    var temporary = program.run("", "user", "add", "bob", "--temporary");
    assertThat(temporary.exit()).isZero();
    Set<String> secrets;
    try (Server server = program.serve()) {
      var visitor = new Visitor(server.url());
      Held held = visitor.logIn("alice", PASSWORD).tokens();
      Held next =
          visitor.refresh(held, Optional.of("an-idempotency-key-that-leaks-nowhere")).tokens();
      visitor.me(next);
      visitor.logIn("alice", WRONG_PASSWORD);
      visitor.logIn(WRONG_PASSWORD, PASSWORD);
      visitor.refresh(held);
      Held second = visitor.logIn("alice", PASSWORD).tokens();
      visitor.logOut(second);
      secrets = new HashSet<>(visitor.secrets());
    }
    secrets.add("BEGIN PRIVATE KEY");

    for (String secret : secrets) {
      assertThat(program.printed()).as("the log").doesNotContain(secret);
    }
    for (Path file : files()) {
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (String secret : secrets) {
        for (String form : formsOf(secret)) {
          assertThat(content.contains(form)).as("%s holds a secret", file).isFalse();
        }
      }
      // The start of every RSA private key in PKCS#8, in the clear.
      assertThat(content).doesNotContain("*\u0086H\u0086\u00F7\r\u0001\u0001\u0001");
    }
  }

  /// A secret as itself, and its hashes as bytes, hexadecimal digits and base64.
  private static List<String> formsOf(String secret) throws Exception {
    List<String> forms = new ArrayList<>();
    forms.add(secret);
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    for (String algorithm : List.of("SHA-256", "SHA-1", "MD5", "SHA-512")) {
      if (secret.startsWith("an-idempotency-key")) {
        continue; // its digest is kept, as the contract says: it recognises the key, and is none
      }
      byte[] digest = MessageDigest.getInstance(algorithm).digest(bytes);
      forms.add(new String(digest, StandardCharsets.ISO_8859_1));
      forms.add(HexFormat.of().formatHex(digest));
      forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }
    return forms;
  }

  @Test
  @Tag("I-24")
  @Tag("ASVS-13.3.2")
  void nobody_but_the_owner_may_read_the_files() throws Exception {
    Program program = new Program(directory);
    try (Server server = program.serve()) {
      new Visitor(server.url()).get("/health");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
          .isEqualTo("rwx------");
      for (Path file : files()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(data())) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).isNotEmpty();
      return all;
    }
  }
}
