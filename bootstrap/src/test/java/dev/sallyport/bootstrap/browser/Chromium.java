package dev.sallyport.bootstrap.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/// The Chromium of this machine, without a window: one process for all tests of a JVM, and a profile
/// of its own for each.
public final class Chromium {

  private static final List<String> OPTIONS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-extensions",
          "--remote-debugging-pipe");

  /// The pipe is at descriptors 3 and 4. It closes with this JVM, however that ends, and then the
  /// browser ends too.
  private static final String WITH_PIPE = "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>&2";

  private static final Optional<Path> PROGRAM = find();

  private static @Nullable Chromium running;
  private static boolean toldThatItIsMissing;

  private final DevTools devTools;

  private Chromium(DevTools devTools) {
    this.devTools = devTools;
  }

  /// A fresh profile: no cookie, no storage, no cache. Where Chromium is not installed the test is
  /// skipped, but not on a machine that runs all tests (`CI` is set).
  public static synchronized Profile newProfile() {
    Chromium browser = running;
    if (browser == null) {
      browser = start();
      running = browser;
    }
    return new Profile(browser.devTools);
  }

  private static Chromium start() {
    Path program = PROGRAM.orElseThrow(Chromium::missing);
    try {
      Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chromium");
      List<String> command = new ArrayList<>(List.of("sh", "-c", WITH_PIPE, program.toString()));
      command.addAll(OPTIONS);
      command.add("--user-data-dir=" + home);
      Process process =
          new ProcessBuilder(command).redirectError(home.resolve("log").toFile()).start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, home)));
      return new Chromium(new DevTools(process.getInputStream(), process.getOutputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(Process process, Path home) {
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
      try (Stream<Path> files = Files.walk(home)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
      }
    } catch (InterruptedException | IOException e) {
      // `mvn clean` takes what is left.
    }
  }

  private static RuntimeException missing() {
    if (System.getenv("CI") != null) {
      return new IllegalStateException("chromium is not installed");
    }
    if (!toldThatItIsMissing) {
      System.err.println("SKIPPED: all that happens in a browser, since chromium is not installed");
      toldThatItIsMissing = true;
    }
    return new TestAbortedException("chromium is not installed");
  }

  private static Optional<Path> find() {
    return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
        .flatMap(folder -> Stream.of("chromium", "chromium-browser").map(n -> Path.of(folder, n)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
