package dev.sallyport.adapters.http;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// The headers that every answer carries, whoever gives it: a route, or the HTTP server itself.
///
/// They are the strictest that an API can have, since nothing here is a page: nothing may be run,
/// framed, embedded, guessed, remembered or sent on.
final class AnswerHeaders {

  static final String REQUEST_ID = "X-Request-Id";

  private static final List<HttpField> ALWAYS =
      List.of(
          // Two years, the least that browsers' preload lists take (RFC 6797).
          new HttpField("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
          new HttpField("X-Content-Type-Options", "nosniff"),
          new HttpField("Referrer-Policy", "no-referrer"),
          new HttpField(
              "Content-Security-Policy",
              "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none';"
                  + " form-action 'none'"),
          new HttpField("Cross-Origin-Resource-Policy", "same-origin"),
          new HttpField("Cache-Control", "no-store"));

  private final Cors cors;

  AnswerHeaders(Cors cors) {
    this.cors = cors;
  }

  /// Puts them on an answer that has no others yet.
  void put(HttpFields.Mutable answer, HttpFields request, String requestId) {
    ALWAYS.forEach(answer::put);
    answer.put(REQUEST_ID, requestId);
    cors.headersFor(request.getValuesList(HttpHeader.ORIGIN))
        .forEach(header -> answer.put(header.name(), header.value()));
  }
}
