package dev.sallyport.bootstrap.endtoend;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/// Sends each request to one of the nodes, as a load balancer does: to another one where no
/// connection could be made, and never again once it may have arrived.
final class Balancer {

  private final List<Node> nodes;
  private final Duration patience;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final long begun = System.nanoTime();

  /// @param patience how long it waits for an answer
  Balancer(List<Node> nodes, Duration patience) {
    this.nodes = nodes;
    this.patience = patience;
  }

  /// What came of a request.
  ///
  /// @param node who was asked
  /// @param response the answer, if there was one
  /// @param why there was none
  record Sent(
      String node,
      Duration invoked,
      Duration answered,
      Optional<HttpResponse<String>> response,
      String why) {}

  /// The time, since this was made.
  Duration now() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /// Sends it to whoever takes it.
  ///
  /// @param random chooses who is asked first
  /// @param request makes the request for the server at that address
  Sent send(Random random, Function<URI, HttpRequest.Builder> request) {
    List<Node> order = new ArrayList<>(nodes);
    Collections.shuffle(order, random);
    for (Node node : order) {
      Optional<Sent> sent = sendTo(node, request);
      if (sent.isPresent()) {
        return sent.get();
      }
    }
    return new Sent("nobody", now(), now(), Optional.empty(), "no node takes it");
  }

  /// Sends it to that node; empty if it can't be reached.
  Optional<Sent> sendTo(Node node, Function<URI, HttpRequest.Builder> request) {
    Optional<URI> url = node.url();
    if (url.isEmpty()) {
      return Optional.empty();
    }
    Duration invoked = now();
    try {
      HttpResponse<String> response =
          http.send(request.apply(url.get()).timeout(patience).build(), BodyHandlers.ofString());
      return Optional.of(new Sent(node.name(), invoked, now(), Optional.of(response), ""));
    } catch (ConnectException | HttpConnectTimeoutException nobodyThere) {
      return Optional.empty();
    } catch (IOException noAnswer) {
      return Optional.of(
          new Sent(node.name(), invoked, now(), Optional.empty(), noAnswer.toString()));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
