package dev.sallyport.domain.session;

/// The network address that a request came from, as text: an IPv4 or IPv6 literal, or `-` where
/// there was none, as for a command on the machine itself.
public record ClientAddress(String text) {

  /// The longest IPv6 literal with a mapped IPv4 address, and room for a zone.
  private static final int MAX_LENGTH = 64;

  /// No network was involved.
  public static final ClientAddress NONE = new ClientAddress("-");

  /// @throws IllegalArgumentException if this can't be an address
  public ClientAddress {
    boolean printable = text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    if (text.isEmpty() || text.length() > MAX_LENGTH || !printable) {
      throw new IllegalArgumentException("not an address");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
