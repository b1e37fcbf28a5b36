package dev.sallyport.adapters.guard;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// GET requests to the server, bounded in time and size. Redirects are not followed: a secret goes
/// along, and keys count only where we were told to look.
final class ServerFetch {

  private final HttpClient client;
  private final String base;

  /// @param server without the paths
  /// @param connectTimeout for the connection alone
  ServerFetch(URI server, Duration connectTimeout) {
    String text = server.toString();
    this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .build();
  }

  /// What came of it.
  sealed interface Outcome {}

  /// A whole answer of status 200.
  record Fetched(HttpResponse<byte[]> answer) implements Outcome {}

  /// Anything else.
  ///
  /// @param why for the log: nothing that the server sent but its status
  record Failed(String why) implements Outcome {}

  /// Begins to fetch; what it returns completes within the timeout, and never exceptionally.
  CompletableFuture<Outcome> get(
      String path, Map<String, String> headers, int maxBytes, Duration timeout) {
    var request = HttpRequest.newBuilder(URI.create(base + path)).GET();
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
    // The client's own timeout ends with the headers; a body may still trickle.
    CompletableFuture<Outcome> outcome =
        sent.handle(ServerFetch::judge)
            .completeOnTimeout(
                new Failed("no answer in time"), timeout.toMillis(), TimeUnit.MILLISECONDS);
    return outcome.whenComplete((_, _) -> sent.cancel(true));
  }

  private static Outcome judge(
      @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
    if (response == null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      return new Failed(
          cause instanceof IOException io ? io.getClass().getSimpleName() : "no answer");
    }
    return response.statusCode() == 200
        ? new Fetched(response)
        : new Failed("status " + response.statusCode());
  }
}
