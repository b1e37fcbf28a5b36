package dev.sallyport.domain.user;

import java.util.Optional;

/// One role of a user, as it stands in `roles` of an access token (RFC 9068, section 2.2.3.1):
/// `[a-z0-9][a-z0-9:._-]{0,63}`.
public record Role(String text) implements Comparable<Role> {

  /// The most characters that a role may have.
  public static final int MAX_LENGTH = 64;

  /// Whoever has it may see and change all users, and so give it to others.
  public static final Role ADMINISTRATOR = new Role("sallyport-admin");

  /// @throws IllegalArgumentException if the text has not the form of a role; input goes through
  ///   [#parse(String)]
  public Role {
    if (!isRole(text)) {
      throw new IllegalArgumentException("not a role");
    }
  }

  /// Empty if the text has not the form of a role: nothing is trimmed and no case is folded.
  public static Optional<Role> parse(String text) {
    return isRole(text) ? Optional.of(new Role(text)) : Optional.empty();
  }

  private static boolean isRole(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != ':' && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  @Override
  public int compareTo(Role other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
