package dev.sallyport.adapters.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.function.Supplier;

/// What a client needs to know of this server before it can ask anything (RFC 8414, section 2).
///
/// The login with a password is no grant of OAuth, and so none is listed: neither grant nor
/// response types.
///
/// @param issuer `iss` of every token
/// @param publicUrl the origin that clients see, without a slash at its end
/// @param algorithms those that access tokens are signed with now, by their JWS names
public record ServerMetadata(String issuer, String publicUrl, Supplier<List<String>> algorithms) {

  private static final List<String> BASIC = List.of("client_secret_basic");

  /// In the order of the RFC. The last member is not in its registry, and none is for this.
  private record Members(
      String issuer,
      @JsonProperty("jwks_uri") String jwksUri,
      @JsonProperty("response_types_supported") List<String> responseTypes,
      @JsonProperty("grant_types_supported") List<String> grantTypes,
      @JsonProperty("revocation_endpoint") String revocation,
      @JsonProperty("revocation_endpoint_auth_methods_supported") List<String> revocationAuth,
      @JsonProperty("introspection_endpoint") String introspection,
      @JsonProperty("introspection_endpoint_auth_methods_supported") List<String> introspectionAuth,
      @JsonProperty("access_token_signing_alg_values_supported") List<String> algorithms) {}

  /// The document, which may be kept for as long as the keys.
  Answer document() {
    return Answer.ok(
            new Members(
                issuer,
                publicUrl + Routes.JWKS,
                List.of(),
                List.of(),
                publicUrl + Routes.REVOKE,
                BASIC,
                publicUrl + Routes.INTROSPECT,
                BASIC,
                algorithms.get()))
        .with("Cache-Control", Routes.FOR_FIVE_MINUTES);
  }
}
