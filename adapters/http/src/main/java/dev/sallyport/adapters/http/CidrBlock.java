package dev.sallyport.adapters.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All addresses that begin with the same bits (RFC 4632 for IPv4, RFC 4291, section 2.3, for
/// IPv6).
///
/// @param network the first of them: every bit behind the prefix is 0
/// @param prefixLength how many bits they share: at least 1, for a block of all addresses would say
///     nothing of whoever is in it; at most 32 or 128, which is a single address
record CidrBlock(IpAddress network, int prefixLength) {

  private static final Pattern FORM = Pattern.compile("([^/]+)(?:/([1-9][0-9]{0,2}))?");

  /// @throws IllegalArgumentException if there is no such block
  CidrBlock {
    if (!isBlock(network, prefixLength)) {
      throw new IllegalArgumentException("not a block: " + network + "/" + prefixLength);
    }
  }

  /// Reads an address, or one with `/` and the length of the prefix.
  ///
  /// @return empty if the text is anything else, also where bits are set that the prefix does not
  ///     reach (somebody meant another block), and where an IPv4 address is written as IPv6 (it
  ///     would have two lengths)
  static Optional<CidrBlock> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String address = matcher.group(1);
    String length = matcher.group(2);
    return IpAddress.parse(address)
        .filter(network -> isV6(network) == address.contains(":"))
        .flatMap(network -> {
          int prefixLength = length == null ? bits(network) : Integer.parseInt(length);
          return isBlock(network, prefixLength)
              ? Optional.of(new CidrBlock(network, prefixLength))
              : Optional.empty();
        });
  }

  /// Whether the address is one of these.
  boolean contains(IpAddress address) {
    return bits(address) == bits(network) && sharesPrefix(address, network, prefixLength);
  }

  private static boolean isBlock(IpAddress network, int prefixLength) {
    if (prefixLength < 1 || prefixLength > bits(network)) {
      return false;
    }
    byte[] bytes = network.bytes();
    for (int bit = prefixLength; bit < bits(network); bit++) {
      if (isSet(bytes, bit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sharesPrefix(IpAddress one, IpAddress other, int length) {
    byte[] ones = one.bytes();
    byte[] others = other.bytes();
    for (int bit = 0; bit < length; bit++) {
      if (isSet(ones, bit) != isSet(others, bit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSet(byte[] bytes, int bit) {
    return ((bytes[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE)) & 1) == 1;
  }

  private static int bits(IpAddress address) {
    return address.bytes().length * Byte.SIZE;
  }

  private static boolean isV6(IpAddress address) {
    return bits(address) == 128;
  }

  @Override
  public String toString() {
    return prefixLength == bits(network) ? network.text() : network + "/" + prefixLength;
  }
}
