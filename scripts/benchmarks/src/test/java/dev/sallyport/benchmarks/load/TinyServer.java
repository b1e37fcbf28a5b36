package dev.sallyport.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// A server of few words: it answers each request with what it is told to, in two pieces.
final class TinyServer implements AutoCloseable {

  private final ServerSocket socket;
  private final IntFunction<Optional<String>> answers;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();

  /// @param answers by the number of the request, from 1; empty to hang up
  TinyServer(IntFunction<Optional<String>> answers) {
    this.answers = answers;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  static String answer(int status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + " Whatever\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + headers
        + "\r\n"
        + body;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
  }

  int requests() {
    return requests.get();
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException closed) {
      // Nobody comes any more.
    }
  }

  private void serve(Socket connection) {
    try (connection;
        var in =
            new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1))) {
      while (true) {
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
          line = in.readLine();
        }
        if (line == null) {
          return;
        }
        Optional<String> answer = answers.apply(requests.incrementAndGet());
        if (answer.isEmpty()) {
          return;
        }
        byte[] bytes = answer.get().getBytes(ISO_8859_1);
        connection.getOutputStream().write(bytes, 0, bytes.length / 2);
        connection.getOutputStream().flush();
        connection
            .getOutputStream()
            .write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
        connection.getOutputStream().flush();
      }
    } catch (IOException gone) {
      // The client is.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
