package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A running server process.
public final class Server implements AutoCloseable {

  private static final String LISTENING = "listening on ";
  private static final String ADMIN = "metrics and health on ";

  private final Process process;
  private final URI url;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final Queue<URI> admin = new ConcurrentLinkedQueue<>();
  private final List<Thread> readers;

  Server(Process process, Program program) {
    this.process = process;
    var listening = new CompletableFuture<URI>();
    readers =
        List.of(
            follow(
                process.getInputStream(),
                line -> {
                  program.keep(line);
                  behind(ADMIN, line).ifPresent(admin::add);
                  behind(LISTENING, line).ifPresent(listening::complete);
                }),
            follow(
                process.getErrorStream(),
                line -> {
                  program.keep(line);
                  log.add(line);
                }));
    var _ =
        process
            .onExit()
            .thenRun(() -> listening.completeExceptionally(new IOException("it ended")));
    try {
      this.url = listening.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new AssertionError("the server did not start: " + program.printed(), e);
    }
  }

  private static Optional<URI> behind(String words, String line) {
    int at = line.indexOf(words);
    return at < 0
        ? Optional.empty()
        : Optional.of(URI.create(line.substring(at + words.length()).trim()));
  }

  /// Hands lines on as they are: a carriage return within one is part of it.
  private static Thread follow(InputStream in, Consumer<String> to) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (var scanner = new Scanner(in, UTF_8).useDelimiter("\n")) {
            scanner.forEachRemaining(to);
          }
        });
  }

  /// Where it listens, such as `http://127.0.0.1:40123`.
  public URI url() {
    return url;
  }

  /// Where its admin listener is; only if the program was told to have one.
  URI adminUrl() {
    return admin.element();
  }

  /// The lines that it has written to standard error; all of them once it is closed.
  public List<String> log() {
    return List.copyOf(log);
  }

  /// Its process id.
  long pid() {
    return process.pid();
  }

  /// `kill -9`: nothing gets a last word.
  void kill() {
    process.destroyForcibly();
    await();
  }

  /// SIGTERM: it may finish what it is at.
  @Override
  public void close() {
    // Process.destroy would close its streams too, and with them its last words.
    process.toHandle().destroy();
    await();
  }

  private void await() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the server did not stop");
      }
      for (Thread reader : readers) {
        reader.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
