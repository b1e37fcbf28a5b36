package dev.sallyport.domain.id;

/// The 64 characters of base64url (RFC 4648, section 5).
public final class Base64UrlAlphabet {

  private Base64UrlAlphabet() {}

  /// Whether this is one of `[A-Za-z0-9_-]`.
  public static boolean contains(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  /// Whether the text consists of these characters and nothing else, not even padding.
  public static boolean spells(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!contains(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
