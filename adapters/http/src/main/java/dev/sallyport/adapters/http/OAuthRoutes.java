package dev.sallyport.adapters.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.AuthenticateRequest.Accepted;
import dev.sallyport.application.oauth.AuthenticateClient;
import dev.sallyport.application.oauth.RevokeToken;
import dev.sallyport.application.port.SecurityEvent.ServiceRefused;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.domain.access.AccessClaims;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// `POST /oauth/introspect` (RFC 7662) and `POST /oauth/revoke` (RFC 7009), for services that are
/// known by HTTP Basic. What these RFCs call errors is said in their words (RFC 6749, section 5.2).
final class OAuthRoutes {

  private final AuthenticateClient authenticateClient;
  private final AuthenticateRequest authenticateRequest;
  private final RevokeToken revokeToken;
  private final SecurityLog log;
  private final InstantSource clock;

  OAuthRoutes(
      AuthenticateClient authenticateClient,
      AuthenticateRequest authenticateRequest,
      RevokeToken revokeToken,
      SecurityLog log,
      InstantSource clock) {
    this.authenticateClient = authenticateClient;
    this.authenticateRequest = authenticateRequest;
    this.revokeToken = revokeToken;
    this.log = log;
    this.clock = clock;
  }

  /// All that is said of a token that is not accepted, whatever the cause.
  private record Inactive(boolean active) {}

  private record Active(
      boolean active,
      String iss,
      String aud,
      String sub,
      @JsonProperty("client_id") String clientId,
      long iat,
      long exp,
      String jti,
      String sid,
      List<String> roles,
      @JsonProperty("token_type") String tokenType) {}

  Answer introspect(Exchange exchange) {
    return withToken(
        Routes.INTROSPECT,
        exchange,
        (token, _) ->
            authenticateRequest
                .introspect(token)
                .map(OAuthRoutes::active)
                .orElseGet(() -> Answer.ok(new Inactive(false))));
  }

  /// The roles as they are in force: with HS256 those of the database.
  private static Answer active(Accepted accepted) {
    AccessClaims claims = accepted.claims();
    return Answer.ok(
        new Active(
            true,
            claims.issuer(),
            claims.audience(),
            claims.subject().text(),
            claims.clientId(),
            claims.issuedAt().getEpochSecond(),
            claims.expiresAt().getEpochSecond(),
            claims.id().text(),
            claims.session().text(),
            accepted.principal().roles().texts(),
            "Bearer"));
  }

  Answer revoke(Exchange exchange) {
    return withToken(
        Routes.REVOKE,
        exchange,
        (token, by) ->
            switch (revokeToken.revoke(token, by.caller())) {
              case REVOKED -> Answer.okEmpty();
              case CONTENDED -> Answer.unavailable(Failures.RETRY_AFTER);
            });
  }

  /// The token of a request from a client that we know. `token_type_hint` and whatever else is there
  /// changes nothing (RFC 7009, section 2.1; RFC 6749, section 3.2).
  private Answer withToken(
      String path, Exchange exchange, BiFunction<String, Exchange, Answer> answer) {
    boolean known =
        BasicCredentials.read(exchange.header("Authorization"))
            .flatMap(basic -> authenticateClient.authenticate(basic.id(), basic.secret()))
            .isPresent();
    if (!known) {
      log.record(new ServiceRefused("POST " + path), exchange.caller(), clock.instant());
      return Answer.oauthError(401, "invalid_client")
          .with("WWW-Authenticate", "Basic realm=\"sallyport\"");
    }
    Optional<String> token =
        exchange.form().flatMap(form -> form.get("token")).filter(text -> !text.isEmpty());
    return token
        .map(text -> answer.apply(text, exchange))
        .orElseGet(() -> Answer.oauthError(400, "invalid_request"));
  }
}
