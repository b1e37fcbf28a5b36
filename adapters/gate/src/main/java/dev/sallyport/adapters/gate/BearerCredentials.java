package dev.sallyport.adapters.gate;

import java.util.List;

/// The reader of the `Authorization` lines of a request (RFC 6750, section 2.1), the only place
/// where an access token is looked for.
public final class BearerCredentials {

  private static final String SCHEME = "bearer";

  private BearerCredentials() {}

  /// What a request presented.
  public sealed interface Presented {}

  /// No line, or one of another scheme: the caller has yet to learn how to come in.
  public record Absent() implements Presented {}

  /// Two lines, or a Bearer line that is not one space and one token.
  public record Malformed() implements Presented {}

  /// One token, by its form alone.
  public record Token(String text) implements Presented {
    @Override
    public String toString() {
      return "Token[***]";
    }
  }

  /// Reads all lines of that name.
  public static Presented read(List<String> authorization) {
    if (authorization.isEmpty()) {
      return new Absent();
    }
    if (authorization.size() > 1) {
      return new Malformed();
    }
    String line = authorization.getFirst();
    if (!isBearer(line)) {
      return new Absent();
    }
    int start = SCHEME.length() + 1;
    return line.startsWith(" ", SCHEME.length()) && isToken(line, start)
        ? new Token(line.substring(start))
        : new Malformed();
  }

  /// The scheme in any case (RFC 9110, section 11.1), followed by what can't be part of its name.
  private static boolean isBearer(String line) {
    return line.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && (line.length() == SCHEME.length() || !isNameLetter(line.charAt(SCHEME.length())));
  }

  /// `tchar` (RFC 9110, section 5.6.2).
  private static boolean isNameLetter(char c) {
    return Base64Url.isLetter(c) || "!#$%&'*+.^`|~".indexOf(c) >= 0;
  }

  /// `b64token` (RFC 6750, section 2.1). By hand, since each request of each client comes by here.
  private static boolean isToken(String line, int start) {
    int end = line.length();
    while (end > start && line.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = start; i < end; i++) {
      char c = line.charAt(i);
      if (!Base64Url.isLetter(c) && c != '.' && c != '~' && c != '+' && c != '/') {
        return false;
      }
    }
    return end > start;
  }
}
