package dev.sallyport.adapters.http;

import java.util.List;
import java.util.regex.Pattern;

/// What differs from answer to answer stands in an example as a word in angle brackets, the same
/// word wherever it comes again.
final class Placeholders {

  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z";
  private static final String UUID_OF_VERSION =
      "[0-9a-f]{8}-[0-9a-f]{4}-%d[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

  /// @param value what is replaced, and before it in a group what stays
  private record Rule(Pattern value, String word) {
    static Rule of(String start, String value, String word) {
      return new Rule(Pattern.compile("(" + start + ")" + value), "$1<" + word + ">");
    }

    String in(String text) {
      return value.matcher(text).replaceAll(word);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of("Authorization: Bearer ", "A{43}", "feed.secret"),
          Rule.of("Authorization: Bearer ", "[^<\\s]{8,}", "access token"),
          Rule.of("Authorization: Basic ", "\\S+", "client and secret, RFC 6749, 2.3.1"),
          Rule.of("\"access_token\":\"", "[^\"]+", "access token"),
          Rule.of("__Host-Http-refresh=|\"stolen_token\":\"", "[\\w-]{72}", "refresh token"),
          Rule.of(
              "__Host-csrf=|X-CSRF-Token: |\"csrf_token\":\"",
              "[\\w-]{22}\\.[\\w-]{43}",
              "CSRF token"),
          Rule.of("__Host-Http-device=", "[\\w-]{78}", "device token"),
          Rule.of("\"(?:reset_)?token\":\"", "[\\w-]{78}", "reset token"),
          Rule.of("\"temporary_password\":\"", "[^\"]+", "temporary password"),
          Rule.of("\"request_id\":\"|X-Request-Id: ", "[\\w-]{16}", "request id"),
          Rule.of("Date: ", ".+", "date"),
          Rule.of("", UUID_OF_VERSION.formatted(4), "user id"),
          Rule.of("", UUID_OF_VERSION.formatted(7), "session id"),
          Rule.of("", TIME, "time"),
          Rule.of("\"(?:iat|exp)\":", "\\d+", "seconds"),
          Rule.of("\"jti\":\"", "[^\"]+", "random"),
          Rule.of("(?:ETag|If-None-Match): ", "\"[^\"]+\"", "version"),
          Rule.of("\\btoken=", "[\\w.%-]{16,}", "token"));

  private Placeholders() {}

  /// The text of a request or of an answer, with words for what differs.
  static String in(String text) {
    String replaced = text;
    for (Rule rule : RULES) {
      replaced = rule.in(replaced);
    }
    return replaced;
  }
}
