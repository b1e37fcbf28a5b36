package dev.sallyport.domain.session;

import java.net.InetAddress;
import java.util.Arrays;

/// The network address that a request came from, as text: an IPv4 or IPv6 literal, or `-` where
/// there was none, as for a command on the machine itself.
public record ClientAddress(String text) {

  /// The longest IPv6 literal with a mapped IPv4 address, and room for a zone.
  private static final int MAX_LENGTH = 64;

  /// What providers hand out to one household or office as one: a /24 of IPv4, a /64 of IPv6.
  private static final int IPV4_NETWORK_BYTES = 3;

  private static final int IPV6_NETWORK_BYTES = 8;
  private static final int IPV6_BYTES = 16;

  /// No network was involved.
  public static final ClientAddress NONE = new ClientAddress("-");

  /// @throws IllegalArgumentException if this can't be an address
  public ClientAddress {
    boolean printable = text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    if (text.isEmpty() || text.length() > MAX_LENGTH || !printable) {
      throw new IllegalArgumentException("not an address");
    }
  }

  /// Whether both are of one small network, a /24 of IPv4 or a /64 of IPv6; what is no address, is
  /// near itself alone.
  public boolean isNear(ClientAddress other) {
    if (text.equals(other.text)) {
      return true;
    }
    byte[] ours = bytes();
    byte[] theirs = other.bytes();
    int network = ours.length == IPV6_BYTES ? IPV6_NETWORK_BYTES : IPV4_NETWORK_BYTES;
    return ours.length > 0
        && ours.length == theirs.length
        && Arrays.equals(ours, 0, network, theirs, 0, network);
  }

  /// Empty if it is no literal; a literal never asks the network for a name.
  private byte[] bytes() {
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException noAddress) {
      return new byte[0];
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
