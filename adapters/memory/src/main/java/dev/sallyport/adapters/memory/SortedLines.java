package dev.sallyport.adapters.memory;

import java.io.IOException;
import java.io.InputStream;

/// Lines of ASCII in ascending order, kept as the bytes of their file, one a character, and searched
/// by halves.
///
/// There is no index and no object a line: a quarter of a million passwords take the 2.3 MB that
/// their file has, and a question touches some eighteen of them.
final class SortedLines {

  private final byte[] lines;

  private SortedLines(byte[] lines) {
    this.lines = lines;
  }

  /// Reads a file whose lines are in strictly ascending order of their bytes and all end with a line
  /// feed, the last one too.
  static SortedLines read(InputStream file) throws IOException {
    return new SortedLines(file.readAllBytes());
  }

  /// Whether this text is one of the lines.
  boolean contains(String text) {
    int low = 0;
    int high = lines.length;
    while (low < high) {
      int start = startOf((low + high) >>> 1, low);
      int order = compare(start, text);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = endOf(start) + 1;
      } else {
        high = start;
      }
    }
    return false;
  }

  private int startOf(int at, int least) {
    int start = at;
    while (start > least && lines[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private int endOf(int at) {
    int end = at;
    while (lines[end] != '\n') {
      end++;
    }
    return end;
  }

  /// The order of the line that begins here and a text: below, at or above zero.
  private int compare(int start, String text) {
    for (int i = 0; i < text.length(); i++) {
      byte inLine = lines[start + i];
      if (inLine == '\n') {
        return -1;
      }
      if (inLine != text.charAt(i)) {
        return inLine - text.charAt(i);
      }
    }
    return lines[start + text.length()] == '\n' ? 0 : 1;
  }
}
