package dev.sallyport.domain.password;

/// A stored password hash with its scheme in front: `{bcrypt-hmac:ROOT}$2a$12$…`.
///
/// The tag tells how the rest was made, so that another scheme can be added without touching what
/// is stored. `ROOT` is the number of the root secret whose pepper went into the hash. What stands
/// behind the tag is read by the adapter that made it alone.
public record PasswordHash(String text) {

  /// Longer than any scheme writes: what exceeds it did not come from us.
  private static final int MAX_LENGTH = 255;

  /// @throws IllegalArgumentException if there is no scheme tag in front, or the text is too long
  public PasswordHash {
    int end = text.indexOf('}');
    if (text.length() > MAX_LENGTH || !text.startsWith("{") || end < 2) {
      throw new IllegalArgumentException("not a password hash with its scheme in front");
    }
  }

  /// The text between the braces, such as `bcrypt-hmac:1`.
  public String scheme() {
    return text.substring(1, text.indexOf('}'));
  }

  /// What stands behind the scheme tag.
  public String encoded() {
    return text.substring(text.indexOf('}') + 1);
  }

  @Override
  public String toString() {
    return "PasswordHash[***]";
  }
}
