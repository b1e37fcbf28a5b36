package dev.sallyport.adapters.http;

import dev.sallyport.adapters.http.Readiness.Phase;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.port.FakeAccessTokens;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.RecordingSecurityLog;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.share.SharedState;
import dev.sallyport.domain.access.AccessPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The listener for operators on a free port, of a server that is as ready as a test says.
final class OperatorServer implements AutoCloseable {

  static final Readiness READY = new Readiness(Phase.SERVING, true, SharedState.OFF, false);

  final int port;

  private final Routes routes;
  private final HttpServer server;
  private volatile Readiness readiness = READY;

  OperatorServer() throws IOException {
    var bound =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    port = ((InetSocketAddress) bound.getLocalAddress()).getPort();
    var database = new InMemoryDatabase();
    var clock = new SettableClock(Given.NOW);
    var access = new AccessPolicy("https://a", "https://a", "a", Given.POLICY.accessTtl());
    routes =
        Routes.forOperators(
            new Routes.Metrics(
                "text/plain; version=0.0.4",
                () -> "up 1\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII)),
            () -> readiness);
    server =
        HttpServer.forOperators(
            bound,
            routes,
            new AuthenticateRequest(
                new FakeAccessTokens(access),
                database.revocationList(),
                database.sessions(),
                database.users(),
                clock),
            new RecordingSecurityLog(),
            new SeededSecrets(1),
            clock);
    server.start();
  }

  /// From now on it is as ready as this.
  void is(Readiness now) {
    readiness = now;
  }

  List<Route> table() {
    return routes.table();
  }

  /// The whole answer, as it comes: a readiness that is refused is no problem document.
  String get(String path) throws IOException {
    return send(Ask.get(path));
  }

  String send(Ask ask) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(ask.bytes(port, true));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
