package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.jspecify.annotations.Nullable;

/// Jetty's parser, which does not take an `Authorization` line apart again that it has just had on
/// this connection: where the very bytes of the last one come again, its field is handed over once
/// more.
///
/// Who calls an API sends one token with every request. Of a thousand characters, which Jetty takes
/// one by one, that is a quarter of all the time of a request.
final class RepeatedLineParser extends HttpParser {

  private static final byte[] NAME = "authorization".getBytes(US_ASCII);

  /// What is shorter is as quick to parse; what is longer is no token of ours, and is not kept for
  /// as long as the connection is.
  private static final int SHORTEST = 64;

  private static final int LONGEST = 2_048;

  private @Nullable HttpField last;

  /// All of its line behind the name: `: `, the value, and the end of the line.
  private @Nullable ByteBuffer lastLine;

  /// What is being parsed; null while nothing is.
  private @Nullable ByteBuffer input;

  private boolean atLineStart = true;

  /// Whether the request has had its first `Authorization` line, or may have. Only that one is
  /// skipped: what is skipped is heard before the line ahead of it, which must be of another name,
  /// and is not counted in the size of the head, so that lines without end would be taken.
  private boolean authorizationSeen;

  RepeatedLineParser(RequestHandler handler, int maxHeaderBytes, HttpCompliance compliance) {
    super(handler, maxHeaderBytes, compliance);
  }

  /// Takes note of a field that the parser has handed over.
  void parsed(HttpField field) {
    String value = field.getValue();
    if (field.getHeader() == HttpHeader.AUTHORIZATION
        && !field.equals(last)
        && value.length() >= SHORTEST
        && value.length() <= LONGEST) {
      last = field;
      lastLine = ByteBuffer.wrap((": " + value + "\r\n").getBytes(ISO_8859_1));
    }
  }

  @Override
  protected boolean parseFields(ByteBuffer buffer) {
    input = buffer;
    try {
      if (atLineStart) {
        skip(buffer);
      }
      return super.parseFields(buffer);
    } finally {
      input = null;
    }
  }

  @Override
  protected void setState(FieldState state) {
    super.setState(state);
    atLineStart = state == FieldState.FIELD;
    if (atLineStart && input != null) {
      skip(input);
    }
  }

  @Override
  public void reset() {
    super.reset();
    authorizationSeen = false;
  }

  private void skip(ByteBuffer buffer) {
    if (authorizationSeen || !isState(State.HEADER)) {
      return;
    }
    int value = buffer.position() + NAME.length;
    if (value > buffer.limit()) {
      // Nobody knows what begins here; nor, by the next piece, whether Jetty has taken a CR of it.
      authorizationSeen = true;
    } else if (isNamed(buffer)) {
      authorizationSeen = true;
      if (last != null && lastLine != null && isNext(lastLine, buffer, value)) {
        buffer.position(value + lastLine.remaining());
        getHandler().parsedHeader(last);
      }
    }
  }

  /// The byte behind it has to be there: it tells whether the line ends where it seems to.
  private static boolean isNext(ByteBuffer line, ByteBuffer buffer, int at) {
    int end = at + line.remaining();
    return end < buffer.limit()
        && buffer.slice(at, line.remaining()).equals(line)
        && !isContinued(buffer.get(end));
  }

  private static boolean isNamed(ByteBuffer buffer) {
    for (int i = 0; i < NAME.length; i++) {
      // That of an upper-case letter is 0x20 less.
      if ((buffer.get(buffer.position() + i) | 0x20) != NAME[i]) {
        return false;
      }
    }
    return true;
  }

  /// Whether a line that begins like this belongs to the one before, or is taken for it by Jetty.
  private static boolean isContinued(byte first) {
    return first == ' ' || first == '\t' || first == ':';
  }
}
