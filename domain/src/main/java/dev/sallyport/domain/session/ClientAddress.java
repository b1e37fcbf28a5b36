package dev.sallyport.domain.session;

/// The network address that a request came from, as text: an IPv4 address in dotted decimal, an
/// IPv6 address as RFC 5952 spells it and without a zone, or `-` where there was none, as for a
/// command on the machine itself. One address has one text, so it can be counted by.
public record ClientAddress(String text) {

  /// The longest IPv6 literal, and room for the zones that former versions kept.
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
