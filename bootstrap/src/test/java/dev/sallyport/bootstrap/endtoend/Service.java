package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/// Another service, which reads the revocation feed of a server, asks it about tokens and ends them.
final class Service {

  private static final String FEED = "/auth/revocations";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;

  Service(URI url) {
    this.url = url;
  }

  /// Asks for the feed.
  ///
  /// @param query as it is, with its `?`; empty without
  /// @param headers names and values by turns, at least one
  HttpResponse<String> feed(String query, String... headers) {
    return send(HttpRequest.newBuilder(url.resolve(FEED + query)).headers(headers).build());
  }

  /// Asks for the feed without a credential.
  HttpResponse<String> feedOfNobody() {
    return send(HttpRequest.newBuilder(url.resolve(FEED)).build());
  }

  /// Asks for the feed, and does not wait for the answer.
  CompletableFuture<HttpResponse<String>> feedLater(String query, String... headers) {
    return http.sendAsync(
        HttpRequest.newBuilder(url.resolve(FEED + query)).headers(headers).build(),
        BodyHandlers.ofString());
  }

  /// Presents a text as the access token of somebody who asks who they are.
  HttpResponse<String> me(String bearer) {
    return send(
        HttpRequest.newBuilder(url.resolve("/auth/me"))
            .header("Authorization", "Bearer " + bearer)
            .build());
  }

  /// Hands a token in at one of the routes of OAuth.
  HttpResponse<String> post(String path, String id, String secret, String token) {
    String basic = Base64.getEncoder().encodeToString((id + ':' + secret).getBytes(UTF_8));
    return send(
        HttpRequest.newBuilder(url.resolve(path))
            .header("Authorization", "Basic " + basic)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("token=" + URLEncoder.encode(token, UTF_8)))
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
