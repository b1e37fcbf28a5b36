package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What other users of the machine see of a running server: its arguments and its ports.
@EnabledOnOs(OS.LINUX)
final class ProcessIT {

  private static final String PASSWORD = "a long enough passphrase";
  private static final String MASTER_KEY = "kT3vW1-9mYz0QeXr5uBfJc7LhPa2NdGsVi8oRtUyE4M";
  private static final String FEED_SECRET = "Zp8sLk2vQx6nTb0wRj4yGd1hMf7cUa9eXo3iKq5tBv0";
  private static final String LISTEN = "0A";

  @TempDir private Path directory;

  @Test
  @Tag("I-25")
  void no_secret_is_in_the_arguments_nor_in_what_the_server_shows() throws Exception {
    Program program =
        new Program(directory)
            .with("SALLYPORT_MASTER_KEY", MASTER_KEY)
            .with("SALLYPORT_FEED_SECRET", FEED_SECRET);
    program.run(PASSWORD + "\n", "user", "add", "alice");
    program.run("", "config");
    try (Server server = program.serve()) {
      Path process = Path.of("/proc", Long.toString(server.pid()));
      String arguments = Files.readString(process.resolve("cmdline"), ISO_8859_1);
      assertThat(arguments)
          .contains("-jar")
          .endsWith("\0serve\0")
          .doesNotContain(MASTER_KEY, FEED_SECRET, PASSWORD, "com.sun.management", "jdwp");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(process.resolve("environ"))))
          .isEqualTo("r--------");

      var visitor = new Visitor(server.url());
      visitor.logIn("alice", PASSWORD).tokens();
      for (String path :
          List.of(
              "/health",
              "/nowhere",
              "/auth/me",
              "/auth/revocations",
              "/.well-known/jwks.json",
              "/.well-known/oauth-authorization-server")) {
        assertThat(visitor.get(path).body().toString())
            .doesNotContain(MASTER_KEY, FEED_SECRET, PASSWORD);
      }
    }
    assertThat(program.printed()).doesNotContain(MASTER_KEY, FEED_SECRET, PASSWORD);
  }

  @Test
  @Tag("I-25")
  void nothing_listens_but_the_port_that_is_told() throws Exception {
    try (Server server = new Program(directory).serve()) {
      new Visitor(server.url()).get("/health");

      assertThat(listeningPorts(server.pid())).containsExactly(server.url().getPort());
    }
  }

  @Test
  @Tag("I-25")
  void the_script_that_starts_it_adds_no_secret_to_the_arguments() throws Exception {
    Path root = Path.of("").toAbsolutePath().resolveSibling("scripts");
    String script = Files.readString(root.resolve("run"));

    assertThat(script.lines().filter(line -> line.contains("bin/java")))
        .containsExactly(
            "exec \"$home/bin/java\" \"${options[@]}\" -Dsallyport.started-as=\"$0\""
                + " -jar \"$jar\" \"$@\"");
    assertThat(script.lines().filter(line -> line.contains("options")))
        .containsExactly(
            "options=(\"@$root/scripts/java-options\")",
            "[ ! -f \"$archive\" ] || options+=(\"-XX:SharedArchiveFile=$archive\")",
            "exec \"$home/bin/java\" \"${options[@]}\" -Dsallyport.started-as=\"$0\""
                + " -jar \"$jar\" \"$@\"");
    assertThat(script).doesNotContain("SALLYPORT_");
  }

  /// Of one process, of its sockets that listen on TCP.
  private static List<Integer> listeningPorts(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      for (Path file : files.toList()) {
        try {
          sockets.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException closed) {
          // The server goes on while it is looked at: this one was no listener.
        }
      }
    }
    List<Integer> ports = new ArrayList<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(process.resolve(table))) {
        // Number, local address and port, remote ones, state, …, and the inode in the tenth place.
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9
            && fields[3].equals(LISTEN)
            && sockets.contains("socket:[" + fields[9] + "]")) {
          ports.add(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16));
        }
      }
    }
    return ports;
  }
}
