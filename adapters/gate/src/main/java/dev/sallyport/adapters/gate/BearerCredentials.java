package dev.sallyport.adapters.gate;

import java.util.List;
import java.util.regex.Pattern;

/// The reader of the `Authorization` lines of a request (RFC 6750, section 2.1), the only place
/// where an access token is looked for.
public final class BearerCredentials {

  /// The scheme in any case (RFC 9110, section 11.1), followed by what can't be part of its name.
  private static final Pattern SCHEME =
      Pattern.compile("bearer(?![!#$%&'*+.^_`|~0-9A-Za-z-]).*", Pattern.CASE_INSENSITIVE);

  /// One space, one token (RFC 6750, section 2.1, `b64token`).
  private static final Pattern CREDENTIALS =
      Pattern.compile("bearer ([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

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
    if (!SCHEME.matcher(line).matches()) {
      return new Absent();
    }
    var credentials = CREDENTIALS.matcher(line);
    return credentials.matches() ? new Token(credentials.group(1)) : new Malformed();
  }
}
