package dev.sallyport.bootstrap.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// The Chrome DevTools Protocol over a pipe: each message is JSON and ends with NUL. Events are not
/// listened to: tests ask for what they wait for.
final class DevTools {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long PATIENCE_SECONDS = 30;

  private final OutputStream out;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

  /// @param in what the browser writes
  /// @param out what it reads; when this is closed, it ends
  DevTools(InputStream in, OutputStream out) {
    this.out = out;
    Thread.ofPlatform().daemon().start(() -> read(in));
  }

  /// The browser refused a command.
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RefusedException(String message) {
      super(message);
    }
  }

  /// Sends a command to the browser itself.
  ///
  /// @param parameters names and values by turns
  JsonNode send(String method, Object... parameters) {
    return send(Optional.empty(), method, parameters);
  }

  /// Sends a command, and waits for its result.
  ///
  /// @param session of a tab
  JsonNode send(Optional<String> session, String method, Object... parameters) {
    Map<String, Object> named = new HashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      named.put((String) parameters[i], parameters[i + 1]);
    }
    int id = ids.incrementAndGet();
    Map<String, Object> message =
        new HashMap<>(Map.of("id", id, "method", method, "params", named));
    session.ifPresent(text -> message.put("sessionId", text));
    var answer = new CompletableFuture<JsonNode>();
    waiting.put(id, answer);
    try {
      synchronized (out) {
        out.write(JSON.writeValueAsBytes(message));
        out.write(0);
        out.flush();
      }
      JsonNode read = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (read.has("error")) {
        throw new RefusedException(method + ": " + read.get("error"));
      }
      return read.get("result");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer to " + method, e);
    } finally {
      waiting.remove(id);
    }
  }

  private void read(InputStream in) {
    try (in) {
      var message = new ByteArrayOutputStream();
      byte[] buffer = new byte[64 * 1024];
      int length;
      while ((length = in.read(buffer)) >= 0) {
        for (int i = 0; i < length; i++) {
          if (buffer[i] == 0) {
            accept(JSON.readTree(message.toString(UTF_8)));
            message.reset();
          } else {
            message.write(buffer[i]);
          }
        }
      }
    } catch (IOException gone) {
      // The browser is, and whoever waits learns of it below.
    }
    waiting.values().forEach(answer -> answer.completeExceptionally(new IOException("it ended")));
  }

  private void accept(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = waiting.get(message.get("id").intValue());
      if (answer != null) {
        answer.complete(message);
      }
    }
  }
}
