package dev.sallyport.adapters.http;

import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.domain.csrf.CsrfToken;
import dev.sallyport.domain.device.DeviceToken;
import dev.sallyport.domain.device.DeviceTokens;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The two cookies of a session, and the one by which a browser is known, read from the raw `Cookie` lines and written as whole `Set-Cookie`
/// lines (RFC 6265bis).
///
/// No library reads them: those differ in which of two cookies of one name they take, in quotes and
/// in the case of names, and each difference lets a sibling host slip its own cookie in. Here names
/// are exact, pairs end at `;` alone, and every value of a name is kept, so that two are seen to be
/// two.
final class SessionCookies {

  static final String REFRESH = "__Host-Http-refresh";
  static final String CSRF = "__Host-csrf";
  static final String DEVICE = "__Host-Http-device";

  private static final String HTTP_ONLY_ATTRIBUTES =
      "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";
  private static final String CSRF_ATTRIBUTES = "; Path=/; Secure; SameSite=Strict; Max-Age=";

  private final List<String> refresh = new ArrayList<>();
  private final List<String> csrf = new ArrayList<>();
  private final List<String> device = new ArrayList<>();

  private SessionCookies() {}

  /// Reads the `Cookie` lines of a request.
  static SessionCookies read(List<String> lines) {
    var cookies = new SessionCookies();
    for (String line : lines) {
      for (String pair : line.split(";", -1)) {
        cookies.add(pair);
      }
    }
    return cookies;
  }

  private void add(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 0) {
      return; // a cookie without a name (RFC 6265bis, section 5.6)
    }
    String value = withoutBlanks(pair.substring(equals + 1));
    switch (withoutBlanks(pair.substring(0, equals))) {
      case REFRESH -> refresh.add(value);
      case CSRF -> csrf.add(value);
      case DEVICE -> device.add(value);
      default -> {
        // Somebody else's cookie.
      }
    }
  }

  /// `String.strip` would also take away other white space, and so turn a foreign name into ours.
  private static String withoutBlanks(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /// Whether a refresh cookie came along, of whatever form and however often.
  boolean haveRefresh() {
    return !refresh.isEmpty();
  }

  /// The refresh token; empty if it is missing, came twice, or has not the form of ours.
  Optional<RefreshToken> refreshToken(RefreshTokens tokens) {
    return refresh.size() == 1 ? tokens.parse(refresh.getFirst()) : Optional.empty();
  }

  /// The CSRF cookie; empty if it is missing or came twice.
  Optional<String> csrf() {
    return csrf.size() == 1 ? Optional.of(csrf.getFirst()) : Optional.empty();
  }

  /// The token by which the browser is known; empty if it is missing, came twice, or has not the
  /// form of ours: the browser is a stranger then.
  Optional<DeviceToken> device() {
    return device.size() == 1 ? DeviceToken.parse(device.getFirst()) : Optional.empty();
  }

  /// The line that makes the browser known. A logout leaves it, and the next login replaces it.
  static List<Header> known(DeviceToken token) {
    return List.of(line(DEVICE, token.text(), HTTP_ONLY_ATTRIBUTES, DeviceTokens.LIFE));
  }

  /// The lines that hand out, or renew, both cookies of a session.
  static List<Header> renewed(IssuedTokens tokens) {
    return List.of(
        line(REFRESH, tokens.refresh().text(), HTTP_ONLY_ATTRIBUTES, tokens.refreshTtl()),
        csrfLine(tokens.csrf(), tokens.refreshTtl()));
  }

  /// The line that hands out the CSRF cookie.
  static Header csrfLine(CsrfToken token, Duration ttl) {
    return line(CSRF, token.text(), CSRF_ATTRIBUTES, ttl);
  }

  /// The lines that take both cookies of a session away. All attributes are those of the handing out: a browser
  /// keeps a cookie of these prefixes if one is missing.
  static List<Header> cleared() {
    return List.of(
        line(REFRESH, "", HTTP_ONLY_ATTRIBUTES, Duration.ZERO),
        line(CSRF, "", CSRF_ATTRIBUTES, Duration.ZERO));
  }

  private static Header line(String name, String value, String attributes, Duration ttl) {
    return new Header("Set-Cookie", name + '=' + value + attributes + ttl.toSeconds());
  }

  @Override
  public String toString() {
    return "SessionCookies[***]";
  }
}
