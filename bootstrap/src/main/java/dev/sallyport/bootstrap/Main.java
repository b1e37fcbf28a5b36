package dev.sallyport.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.adapters.telemetry.ServerLog;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The program: takes clock, randomness, environment, terminal and the end of the process from the
/// JVM, and hands them on. Nothing else in Sallyport does.
public final class Main {

  /// How long a server that was asked to end may take; its requests end after five seconds at most.
  private static final long MILLISECONDS_TO_END = 20_000;

  private static final CountDownLatch TOLD_TO_END = new CountDownLatch(1);

  private Main() {}

  /// Runs one command and ends with its exit code.
  public static void main(String[] args) {
    int exitCode = Commands.run(surroundings(), args);
    if (TOLD_TO_END.getCount() > 0) {
      System.exit(exitCode);
    }
    // Else the JVM is ending already, and waits for this thread alone.
  }

  private static Surroundings surroundings() {
    var environment = System.getenv();
    var terminal = terminal();
    var format = terminal.dialogue().isPresent() ? ServerLog.Format.PLAIN : ServerLog.Format.JSON;
    return new Surroundings(
        environment,
        Path.of("").toAbsolutePath(),
        // Instants as the database keeps them.
        Clock.tickMillis(ZoneOffset.UTC),
        new SecureRandom(),
        Runtime.getRuntime().availableProcessors(),
        terminal,
        StartedAs.text(environment.getOrDefault("PATH", "")),
        () -> kept(ServerLog.start(format, System.err)),
        () ->
            kept(
                ServerLog.start(
                    format, new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))),
        Main::untilToldToEnd,
        Main::pause);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Surroundings.Log kept(ServerLog log) {
    return new Surroundings.Log() {
      @Override
      public long lost() {
        return log.lost();
      }

      @Override
      public void close() {
        log.close();
      }
    };
  }

  private static Terminal terminal() {
    return new Terminal(
        new PrintWriter(
            new UntilNobodyReads(new FileOutputStream(FileDescriptor.out)),
            true,
            System.out.charset()),
        writer(System.err),
        System.in,
        Optional.ofNullable(System.console()).filter(Console::isTerminal).map(Asking::new),
        Main::isStandardInputTerminal);
  }

  /// Java tells only whether standard input and output both are.
  private static boolean isStandardInputTerminal() {
    try {
      return new ProcessBuilder("test", "-t", "0")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /// Standard output. Who reads it may have seen enough, as `head` has after ten lines: that is no
  /// failure, and what comes then is for nobody.
  static final class UntilNobodyReads extends FilterOutputStream {
    UntilNobodyReads(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        if (!"Broken pipe".equals(e.getMessage())) {
          throw e;
        }
      }
    }
  }

  /// Returns when the process is asked to end, by SIGTERM or Ctrl-C, and lets it wait until what
  /// then follows on this thread is over.
  private static void untilToldToEnd() throws InterruptedException {
    Thread server = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("end")
                .unstarted(() -> {
                  TOLD_TO_END.countDown();
                  try {
                    server.join(MILLISECONDS_TO_END);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    TOLD_TO_END.await();
  }

  private record Asking(Console console) implements Terminal.Dialogue {
    @Override
    public Optional<String> ask(String question) {
      return Optional.ofNullable(console.readLine("%s", question));
    }

    @Override
    public Optional<String> askHidden(String question) {
      return Optional.ofNullable(console.readPassword("%s", question)).map(String::new);
    }
  }
}
