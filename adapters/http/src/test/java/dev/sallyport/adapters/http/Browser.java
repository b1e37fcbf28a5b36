package dev.sallyport.adapters.http;

import java.util.List;

/// What a browser keeps of a session.
record Browser(String access, String refresh, String csrf) {

  static Browser of(Reply reply) {
    return new Browser(
        reply.text("access_token"),
        reply.cookie(SessionCookies.REFRESH).orElseThrow(),
        reply.cookie(SessionCookies.CSRF).orElseThrow());
  }

  static String refreshCookie(String value) {
    return SessionCookies.REFRESH + "=" + value;
  }

  static String csrfCookie(String value) {
    return SessionCookies.CSRF + "=" + value;
  }

  /// Both cookies, in one line.
  String cookies() {
    return refreshCookie(refresh) + "; " + csrfCookie(csrf);
  }

  /// A refresh as the browser's page makes it.
  Ask refreshing() {
    return Ask.post("/auth/refresh").with("Cookie", cookies()).with("X-CSRF-Token", csrf);
  }

  Ask loggingOut() {
    return Ask.post("/auth/logout").with("Cookie", cookies()).with("X-CSRF-Token", csrf);
  }

  Ask me() {
    return Ask.get("/auth/me").bearer(access);
  }

  /// A refresh with these `Cookie` lines.
  Ask refreshingWith(List<String> cookieLines) {
    Ask ask = Ask.post("/auth/refresh").with("X-CSRF-Token", csrf);
    for (String line : cookieLines) {
      ask = ask.with("Cookie", line);
    }
    return ask;
  }
}
