package dev.sallyport.adapters.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sallyport.application.session.IssuedTokens;

/// The answer to a login and to a refresh (RFC 6749, section 5.1): the access token in the body,
/// the refresh token in its cookie and nowhere else.
final class TokenAnswer {

  private TokenAnswer() {}

  private record Members(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn,
      @JsonProperty("csrf_token") String csrfToken) {

    @Override
    public String toString() {
      return "TokenAnswer[***]";
    }
  }

  static Answer of(IssuedTokens tokens) {
    var members =
        new Members(
            tokens.access().text(), "Bearer", tokens.accessTtl().toSeconds(), tokens.csrf().text());
    return Answer.ok(members).with(SessionCookies.renewed(tokens));
  }
}
