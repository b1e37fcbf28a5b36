package dev.sallyport.bootstrap.browser;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// A port of this machine where a browser finds what a test puts there: pages, an API, or Sallyport
/// with a way to it on which things go wrong.
final class Site implements AutoCloseable {

  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade", "date");

  /// What came, and what was answered.
  ///
  /// @param status 0 if nothing was
  record Seen(String method, String path, Map<String, List<String>> headers, int status) {
    /// The lines of a header, with commas between them; empty if there is none.
    String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .flatMap(header -> header.getValue().stream())
          .collect(Collectors.joining(", "));
    }
  }

  /// Answers a request.
  @FunctionalInterface
  interface Handler {
    Reply handle(HttpExchange exchange) throws IOException;
  }

  /// An answer.
  ///
  /// @param status 0 for none: the connection is cut instead
  /// @param body a character for each byte
  record Reply(int status, Map<String, List<String>> headers, String body) {

    static Reply of(int status, String type, String text, String... headers) {
      Map<String, List<String>> all =
          new ConcurrentHashMap<>(Map.of("Content-Type", List.of(type)));
      for (int i = 0; i < headers.length; i += 2) {
        all.put(headers[i], List.of(headers[i + 1]));
      }
      return new Reply(status, all, text);
    }

    static Reply html(String text) {
      return of(200, "text/html", text);
    }

    /// The connection is cut instead.
    static Reply none() {
      return new Reply(0, Map.of(), "");
    }
  }

  private final HttpServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

  Site() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /// Answers a path, until it is told something else.
  ///
  /// @param path exact, or `/` for all others
  Site at(String path, Handler handler) {
    handlers.put(path, handler);
    return this;
  }

  /// Takes back what was said about a path.
  void forget(String path) {
    handlers.remove(path);
  }

  /// Where browsers find it: a path of `localhost`.
  URI url(String path) {
    return urlOn("localhost", path);
  }

  /// The same under another name of this machine.
  URI urlOn(String host, String path) {
    return URI.create("http://" + host + ':' + server.getAddress().getPort() + path);
  }

  String origin() {
    return url("").toString();
  }

  /// The requests so far that have been answered.
  List<Seen> seen() {
    return List.copyOf(seen);
  }

  /// Those to one path.
  List<Seen> seen(String method, String path) {
    return seen.stream().filter(s -> s.method().equals(method) && s.path().equals(path)).toList();
  }

  void forgetSeen() {
    seen.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    try (exchange) {
      Handler handler = handlers.get(path);
      if (handler == null) {
        handler = handlers.getOrDefault("/", _ -> Reply.of(404, "text/plain", "nothing"));
      }
      Reply reply = handler.handle(exchange);
      seen.add(
          new Seen(
              exchange.getRequestMethod(),
              path,
              Map.copyOf(exchange.getRequestHeaders()),
              reply.status()));
      if (reply.status() > 0) {
        exchange.getResponseHeaders().putAll(reply.headers());
        byte[] body = reply.body().getBytes(ISO_8859_1);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
          exchange.getResponseBody().write(body);
        }
      }
    }
  }

  /// Hands every other path on to a server, and its answer back.
  Site inFrontOf(URI backend) {
    return at("/", exchange -> forward(exchange, backend));
  }

  /// What a server answers.
  Reply forward(HttpExchange exchange, URI backend) throws IOException {
    var request =
        HttpRequest.newBuilder(backend.resolve(exchange.getRequestURI().toString()))
            .method(
                exchange.getRequestMethod(),
                BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString(ISO_8859_1));
      Map<String, List<String>> headers = new ConcurrentHashMap<>(answer.headers().map());
      headers.keySet().removeIf(name -> OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT)));
      return new Reply(answer.statusCode(), headers, answer.body());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    http.shutdownNow();
  }
}
