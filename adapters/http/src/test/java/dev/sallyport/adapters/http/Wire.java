package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A connection of a test: bytes out, answers in, each of them checked as every answer is.
final class Wire implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /// Sends bytes as they are.
  Wire send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /// Sends text, each character as one byte.
  Wire send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  /// Says that nothing more will be sent.
  Wire endOfSending() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// The next answer, to a request that was not a HEAD.
  Reply reply() throws IOException {
    return reply(true);
  }

  /// The next answer, which is none of those that only a few routes may give.
  Reply reply(boolean hasBody) throws IOException {
    return reply(hasBody, "");
  }

  /// The next answer, to a request for this path.
  Reply reply(boolean hasBody, String path) throws IOException {
    String statusLine = line();
    assertThat(statusLine).startsWith("HTTP/1.1 ");
    int status = Integer.parseInt(statusLine.substring(9, 12));
    var lines = new ArrayList<String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    byte[] body = hasBody && status != 204 ? body(lines) : new byte[0];
    return new Reply(status, List.copyOf(lines), new String(body, UTF_8)).checked(hasBody, path);
  }

  /// The status line and nothing of what follows, as for `100 Continue`.
  String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("closed after: " + line.toString(ISO_8859_1));
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  private byte[] body(List<String> lines) throws IOException {
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        return in.readNBytes(Integer.parseInt(lower.substring(15).strip()));
      }
      assertThat(lower).as("every answer knows its length").doesNotStartWith("transfer-encoding");
    }
    return in.readAllBytes();
  }

  /// Whether the server has closed the connection, with nothing more to read.
  boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
