package dev.sallyport.adapters.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sallyport.application.session.EndSessions;
import dev.sallyport.application.session.ListSessions;
import dev.sallyport.application.session.ListSessions.Listed;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `GET /auth/sessions`, `DELETE /auth/sessions/{sid}` and `POST /auth/logout-all`: where the caller
/// is signed in, and the end of it.
///
/// An access token lets one in here, which no other site can make a browser send, so there is no CSRF
/// token. Cookies are cleared if they are those of the session that has just ended, and then alone:
/// somebody else may have signed in with this browser since.
final class SessionsRoutes {

  private static final String EXPIRED = "expired";

  private final ListSessions listSessions;
  private final EndSessions endSessions;
  private final RefreshTokens refreshTokens;

  SessionsRoutes(ListSessions listSessions, EndSessions endSessions, RefreshTokens refreshTokens) {
    this.listSessions = listSessions;
    this.endSessions = endSessions;
    this.refreshTokens = refreshTokens;
  }

  private record Listing(List<Entry> sessions) {}

  private record Entry(
      String sid,
      boolean current,
      @JsonProperty("started_at") String startedAt,
      @JsonProperty("last_used_at") String lastUsedAt,
      @JsonProperty("ends_at") String endsAt,
      @JsonProperty("user_agent") String userAgent,
      String address,
      @Nullable Ended ended) {}

  private record Ended(String at, String cause, String address) {}

  Answer list(Exchange exchange) {
    Principal principal = exchange.principal();
    return Answer.ok(
        new Listing(
            listSessions.of(principal.user()).stream()
                .map(listed -> entry(listed, principal.session()))
                .toList()));
  }

  private static Entry entry(Listed listed, SessionId current) {
    Session session = listed.session();
    var last = session.lastRotation();
    return new Entry(
        session.id().text(),
        session.id().equals(current),
        session.startedAt().toString(),
        last.at().toString(),
        session.endsAt().toString(),
        last.by().userAgent(),
        last.by().address().text(),
        ended(listed));
  }

  private static @Nullable Ended ended(Listed listed) {
    Session session = listed.session();
    if (listed.expired()) {
      // Nobody did anything, so it was from nowhere.
      return new Ended(session.idleUntil().toString(), EXPIRED, ClientAddress.NONE.text());
    }
    return session
        .end()
        .map(end -> new Ended(end.at().toString(), end.cause().word(), end.by().text()))
        .orElse(null);
  }

  Answer endOne(Exchange exchange) {
    Principal principal = exchange.principal();
    Optional<SessionId> id = exchange.plainPathParameter("sid").flatMap(SessionId::parse);
    if (id.isEmpty()) {
      return Answer.of(Problem.NOT_FOUND);
    }
    return switch (endSessions.endOwn(id.get(), principal.user(), exchange.caller())) {
      case OVER -> done(exchange, id.get());
      case NOT_THEIRS -> Answer.of(Problem.NOT_FOUND);
    };
  }

  Answer endAll(Exchange exchange) {
    Principal principal = exchange.principal();
    endSessions.endAllOf(principal.user(), exchange.caller());
    return done(exchange, principal.session());
  }

  private Answer done(Exchange exchange, SessionId ended) {
    return exchange
            .cookies()
            .refreshToken(refreshTokens)
            .filter(token -> token.session().equals(ended))
            .isPresent()
        ? Answer.noContent().with(SessionCookies.cleared())
        : Answer.noContent();
  }
}
