package dev.sallyport.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// An HTTP/1.1 answer as it comes in, and when all of it has: as much of RFC 9112 as servers need
/// that are measured here, which always say how long their answers are. One after the other, in the
/// same memory.
public final class Answer {

  private static final int MOST_BYTES = 64 * 1024;
  private static final byte[] END_OF_HEAD = bytes("\r\n\r\n");
  private static final byte[] LENGTH = bytes("\r\ncontent-length:");
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int NO_CONTENT = 204;

  private final byte[] bytes = new byte[MOST_BYTES];
  private final ByteBuffer in = ByteBuffer.wrap(bytes);
  private int head;
  private int length;

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /// Where to read to; emptied by [#next].
  ByteBuffer in() {
    return in;
  }

  /// Whether all of it is there.
  ///
  /// @throws UnexpectedAnswerException if it does not say how long it is, or is too long
  boolean isComplete() {
    if (head == 0) {
      int end = find(END_OF_HEAD, 0, in.position());
      if (end < 0) {
        requireRoom();
        return false;
      }
      head = end + END_OF_HEAD.length;
      length = head + bodyLength();
    }
    if (in.position() < length) {
      requireRoom();
      return false;
    }
    if (in.position() > length) {
      throw new UnexpectedAnswerException("more came than one answer", this);
    }
    return true;
  }

  private void requireRoom() {
    if (!in.hasRemaining()) {
      throw new UnexpectedAnswerException("it is longer than is believed", this);
    }
  }

  private int bodyLength() {
    int at = find(LENGTH, 0, head);
    if (at < 0) {
      if (status() == NO_CONTENT) {
        return 0;
      }
      throw new UnexpectedAnswerException("it does not say how long it is", this);
    }
    int length = 0;
    for (int i = at + LENGTH.length; bytes[i] != '\r'; i++) {
      length = bytes[i] == ' ' ? length : 10 * length + (bytes[i] - '0');
    }
    return length;
  }

  /// Forgets it: another one is to come.
  void next() {
    in.clear();
    head = 0;
    length = 0;
  }

  /// Its status code.
  public int status() {
    return 100 * (bytes[STATUS_AT] - '0')
        + 10 * (bytes[STATUS_AT + 1] - '0')
        + (bytes[STATUS_AT + 2] - '0');
  }

  /// All of its bytes, head and body.
  public int length() {
    return length;
  }

  /// What stands in it behind `before`, up to `end`; empty if there is no such thing. Case counts.
  public Optional<String> between(String before, char end) {
    byte[] wanted = bytes(before);
    int at = findExactly(wanted, 0, in.position());
    if (at < 0) {
      return Optional.empty();
    }
    int from = at + wanted.length;
    for (int to = from; to < in.position(); to++) {
      if (bytes[to] == end) {
        return Optional.of(new String(bytes, from, to - from, ISO_8859_1));
      }
    }
    return Optional.empty();
  }

  /// As far as it has come, for who has to find out what went wrong.
  public String text() {
    return new String(bytes, 0, in.position(), ISO_8859_1);
  }

  private int findExactly(byte[] wanted, int from, int to) {
    for (int at = from; at <= to - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  /// Whatever the case of ASCII letters; `wanted` is in lower case.
  private int find(byte[] wanted, int from, int to) {
    for (int at = from; at <= to - wanted.length; at++) {
      if (bytes[at] == wanted[0] && isAt(wanted, at)) {
        return at;
      }
    }
    return -1;
  }

  private boolean isAt(byte[] wanted, int at) {
    for (int i = 0; i < wanted.length; i++) {
      int b = bytes[at + i];
      if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "an answer of %d bytes", in.position());
  }
}
