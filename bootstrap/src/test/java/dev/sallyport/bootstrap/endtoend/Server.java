package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A running server process.
final class Server implements AutoCloseable {

  private static final String LISTENING = "listening on ";

  private final Process process;
  private final URI url;

  Server(Process process, Program program) {
    this.process = process;
    var listening = new CompletableFuture<URI>();
    follow(process.getInputStream(), program, listening);
    follow(process.getErrorStream(), program, listening);
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

  private static void follow(InputStream in, Program program, CompletableFuture<URI> listening) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            String line;
            while ((line = reader.readLine()) != null) {
              program.keep(line);
              int at = line.indexOf(LISTENING);
              if (at >= 0) {
                listening.complete(URI.create(line.substring(at + LISTENING.length()).trim()));
              }
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /// Where it listens, such as `http://127.0.0.1:40123`.
  URI url() {
    return url;
  }

  /// The number of its process.
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
    process.destroy();
    await();
  }

  private void await() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the server did not stop");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
