package dev.sallyport.domain.session;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The network address that a request came from, as text: an IPv4 address in dotted decimal, an
/// IPv6 address as RFC 5952 spells it and without a zone, or `-` where there was none, as for a
/// command on the machine itself. One address has one text, so it can be counted by.
public record ClientAddress(String text) {

  /// The longest IPv6 literal, and room for the zones that former versions kept.
  private static final int MAX_LENGTH = 64;

  /// What is handed out to one household or office as one: a /24 of IPv4 at most, a /64 of IPv6.
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

  /// The part of it that one party can be taken to hold, for counting by: all of an IPv4 address, the
  /// first 64 bits of an IPv6 address, since that is what a single household or machine is given
  /// (RFC 6177), and within it anybody has as many addresses as they like.
  ///
  /// @return 4 or 8 bytes, or the text of what is no address
  public byte[] prefix() {
    byte[] bytes = bytes();
    return switch (bytes.length) {
      case 0 -> text.getBytes(StandardCharsets.US_ASCII);
      case IPV6_BYTES -> Arrays.copyOf(bytes, IPV6_NETWORK_BYTES);
      default -> bytes;
    };
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
