package dev.sallyport.domain.oauth;

import java.util.Optional;
import java.util.regex.Pattern;

/// The name of a service: 1 to 64 of `[a-z0-9._-]`, a letter or digit first.
public record OAuthClientId(String text) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /// @throws IllegalArgumentException if the text has not the form of one
  public OAuthClientId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a client id");
    }
  }

  /// Empty if the text has not the form of one.
  public static Optional<OAuthClientId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new OAuthClientId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
