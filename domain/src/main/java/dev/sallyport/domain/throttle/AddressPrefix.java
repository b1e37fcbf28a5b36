package dev.sallyport.domain.throttle;

import dev.sallyport.domain.session.ClientAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The part of a client address that one party can be taken to hold: all of an IPv4 address, the
/// first 64 bits of an IPv6 address, since a /64 is what a single household or machine is given
/// (RFC 6177), and within it anybody has as many addresses as they like.
final class AddressPrefix {

  private static final int IPV6_BYTES = 8;

  private AddressPrefix() {}

  /// The bytes of the prefix: 4 or 8 of them, or the text of what is no address.
  static byte[] of(ClientAddress address) {
    try {
      InetAddress literal = InetAddress.ofLiteral(address.text());
      byte[] bytes = literal.getAddress();
      return literal instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_BYTES) : bytes;
    } catch (IllegalArgumentException none) {
      return address.text().getBytes(StandardCharsets.US_ASCII);
    }
  }
}
