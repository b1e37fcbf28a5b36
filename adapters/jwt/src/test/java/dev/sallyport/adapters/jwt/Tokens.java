package dev.sallyport.adapters.jwt;

import static dev.sallyport.application.port.Given.NOW;

import dev.sallyport.application.port.Given;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.user.User;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.UnaryOperator;

/// Good tokens, and their parts.
final class Tokens {

  static final AccessPolicy POLICY =
      new AccessPolicy(
          "https://auth.example", "https://api.example", "sallyport", Duration.ofMinutes(15));

  private Tokens() {}

  static AccessClaims claims() {
    Given given = Given.seed(6);
    User user = given.user("alice").withRoles(Given.roles("reader"));
    return POLICY.claimsFor(given.session(user), user, TokenId.create(new byte[16]), NOW);
  }

  /// A good token by this key.
  static String good(OpenSigningKey key) {
    return new JwtIssuer(() -> TestKeys.ring(key)).issue(claims()).text();
  }

  static JwtVerifier verifier(OpenSigningKey... keys) {
    return new JwtVerifier(TestKeys.ring(keys), POLICY);
  }

  static String[] parts(String token) {
    return token.split("\\.", -1);
  }

  static byte[] signature(String token) {
    return Base64.getUrlDecoder().decode(parts(token)[2]);
  }

  /// What a token is signed over.
  static byte[] signed(String token) {
    return token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
  }

  /// The same token with another signature.
  static String withSignature(String token, byte[] signature) {
    return token.substring(0, token.lastIndexOf('.') + 1) + Forge.base64(signature);
  }

  /// The same token with another header, under the old signature.
  static String withHeader(String token, UnaryOperator<String> edit) {
    String[] parts = parts(token);
    String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
    return Forge.base64(edit.apply(header)) + '.' + parts[1] + '.' + parts[2];
  }
}
