package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A real reverse proxy that runs with the file which `docs/examples` has for it. Only ports and
/// paths are others.
final class ReverseProxy implements AutoCloseable {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples");
  private static final long PATIENCE_SECONDS = 30;

  /// Whose it is.
  enum Kind {
    NGINX("nginx", "nginx.conf"),
    HAPROXY("haproxy", "haproxy.cfg");

    private final String program;
    private final String file;

    Kind(String program, String file) {
      this.program = program;
      this.file = file;
    }
  }

  /// Where a node listens: for browsers, and for the health check.
  record Node(int port, int adminPort) {

    /// One that is not there.
    static Node gone() {
      return new Node(freePort(), freePort());
    }
  }

  private final Process process;
  private final URI url;

  private ReverseProxy(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /// Starts it in front of three nodes, and waits until it listens. Where it is not installed the
  /// test is skipped, but not on a machine that runs all tests (`CI` is set).
  static ReverseProxy start(Kind kind, Path directory, List<Node> nodes) {
    Optional<Path> program = find(kind.program);
    Assumptions.assumeTrue(
        program.isPresent() || System.getenv("CI") != null,
        () -> kind.program + " is not installed");
    try {
      Path home = Files.createTempDirectory(directory, kind.program);
      certificate(home);
      int port = freePort();
      Path file = home.resolve(kind.file);
      Files.writeString(file, configuration(kind, home, port, nodes));
      String executable = program.orElseThrow().toString();
      List<String> command =
          kind == Kind.NGINX
              ? List.of(executable, "-c", file.toString(), "-g", "daemon off;")
              : List.of(executable, "-db", "-f", file.toString());
      File log = home.resolve("log").toFile();
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
      awaitListening(process, port, log.toPath());
      return new ReverseProxy(process, URI.create("https://localhost:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String configuration(Kind kind, Path home, int port, List<Node> nodes)
      throws IOException {
    String text = Files.readString(EXAMPLES.resolve(kind.file));
    for (int i = 1; i <= nodes.size(); i++) {
      text = replaced(text, "127.0.0.1:808" + i, "127.0.0.1:" + nodes.get(i - 1).port());
      if (kind == Kind.HAPROXY) {
        text = replaced(text, "port 909" + i, "port " + nodes.get(i - 1).adminPort());
      }
    }
    if (kind == Kind.HAPROXY) {
      // Whoever runs the tests may not be able to become somebody else.
      text = replaced(text, "  user haproxy\n  group haproxy\n", "");
      text = replaced(text, "bind :443", "bind 127.0.0.1:" + port);
      return replaced(text, "/etc/haproxy/auth.example.com.pem", home + "/both.pem");
    }
    text = replaced(text, "listen 443", "listen 127.0.0.1:" + port);
    text = replaced(text, "/etc/nginx/auth.example.com.crt", home + "/cert.pem");
    text = replaced(text, "/etc/nginx/auth.example.com.key", home + "/key.pem");
    text = replaced(text, "/run/nginx.pid", home + "/pid");
    text = text.replaceAll("/var/log/nginx/", home + "/");
    // Compiled into nginx otherwise, and not everybody's to write.
    var places = new StringBuilder("http {\n");
    for (String what : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      places.append(what).append("_temp_path ").append(home).append("/tmp;\n");
    }
    return replaced(text, "http {\n", places.toString());
  }

  private static String replaced(String text, String what, String with) {
    if (!text.contains(what)) {
      throw new AssertionError("the example has no " + what);
    }
    return text.replace(what, with);
  }

  private static void certificate(Path home) throws IOException {
    String script =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
            + " -subj /CN=localhost -addext subjectAltName=DNS:localhost"
            + " -keyout key.pem -out cert.pem && cat cert.pem key.pem > both.pem";
    Process process =
        new ProcessBuilder("bash", "-c", script)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!Files.exists(home.resolve("both.pem"))) {
      throw new AssertionError("no certificate: " + printed);
    }
  }

  private static Optional<Path> find(String program) {
    return Stream.concat(
            Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":")),
            Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void awaitListening(Process process, int port, Path log) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          process.destroyForcibly();
          throw new AssertionError("it does not listen: " + Files.readString(log), notYet);
        }
        Thread.onSpinWait();
      }
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where browsers find it.
  URI url() {
    return url;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
