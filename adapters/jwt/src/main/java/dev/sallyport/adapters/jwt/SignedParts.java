package dev.sallyport.adapters.jwt;

import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;

/// The three segments of a token as java-jwt's algorithms want them to check a signature.
///
/// The library would decode and parse a token, leniently, before it checks anything. The gate has
/// done that strictly, so this hands over the segments alone: whatever would have to be parsed is
/// refused.
record SignedParts(String header, String payload, String signature) implements DecodedJWT {

  /// @param signingInput header and payload with the dot between them, ASCII
  static SignedParts of(String signingInput, byte[] signature) {
    int dot = signingInput.indexOf('.');
    return new SignedParts(
        signingInput.substring(0, dot),
        signingInput.substring(dot + 1),
        Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
  }

  @Override
  public String getHeader() {
    return header;
  }

  @Override
  public String getPayload() {
    return payload;
  }

  @Override
  public String getSignature() {
    return signature;
  }

  @Override
  public String getToken() {
    return header + '.' + payload + '.' + signature;
  }

  /// The key was chosen by the gate; java-jwt's providers of a single key do not look at this.
  @Override
  public String getKeyId() {
    return "";
  }

  @Override
  public String getAlgorithm() {
    throw notParsed();
  }

  @Override
  public String getType() {
    throw notParsed();
  }

  @Override
  public String getContentType() {
    throw notParsed();
  }

  @Override
  public Claim getHeaderClaim(String name) {
    throw notParsed();
  }

  @Override
  public String getIssuer() {
    throw notParsed();
  }

  @Override
  public String getSubject() {
    throw notParsed();
  }

  @Override
  public List<String> getAudience() {
    throw notParsed();
  }

  @Override
  public Date getExpiresAt() {
    throw notParsed();
  }

  @Override
  public Date getNotBefore() {
    throw notParsed();
  }

  @Override
  public Date getIssuedAt() {
    throw notParsed();
  }

  @Override
  public String getId() {
    throw notParsed();
  }

  @Override
  public Claim getClaim(String name) {
    throw notParsed();
  }

  @Override
  public Map<String, Claim> getClaims() {
    throw notParsed();
  }

  private static IllegalStateException notParsed() {
    return new IllegalStateException("only the gate parses a token");
  }

  @Override
  public String toString() {
    return "SignedParts[***]";
  }
}
