package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.oauth.OAuthClientSecret;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The id and secret of a client, as HTTP Basic carries them: form-urlencoded each, a colon between
/// them, all in base64 (RFC 6749, section 2.3.1; RFC 7617).
record BasicCredentials(OAuthClientId id, OAuthClientSecret secret) {

  private static final Pattern LINE =
      Pattern.compile("basic ([A-Za-z0-9+/]+={0,2})", Pattern.CASE_INSENSITIVE);

  /// Reads the lines of `Authorization`; empty unless there is one, in its one canonical spelling.
  static Optional<BasicCredentials> read(List<String> authorization) {
    if (authorization.size() != 1) {
      return Optional.empty();
    }
    var line = LINE.matcher(authorization.getFirst());
    return line.matches() ? decode(line.group(1)) : Optional.empty();
  }

  private static Optional<BasicCredentials> decode(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
      return Optional.empty();
    }
    String pair = new String(bytes, ISO_8859_1);
    int colon = pair.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    Optional<OAuthClientId> id =
        Form.decode(pair.substring(0, colon)).flatMap(OAuthClientId::parse);
    Optional<OAuthClientSecret> secret =
        Form.decode(pair.substring(colon + 1)).map(OAuthClientSecret::presented);
    return id.isPresent() && secret.isPresent()
        ? Optional.of(new BasicCredentials(id.get(), secret.get()))
        : Optional.empty();
  }
}
