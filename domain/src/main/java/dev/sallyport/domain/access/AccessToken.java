package dev.sallyport.domain.access;

/// A signed access token, ready to be sent: a JWS in compact form (RFC 7515, section 7.1). Whoever
/// holds it is let in, so it does not print.
public record AccessToken(String text) {

  @Override
  public String toString() {
    return "AccessToken[***]";
  }
}
