package dev.sallyport.adapters.http;

import dev.sallyport.domain.session.ClientAddress;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// An IP address, version 4 or 6, that can be spelt in one way only, so that whoever counts by its
/// text can't be told that one address is two.
///
/// An IPv6 address that stands for one of IPv4 (`::ffff:192.0.2.7`; RFC 4291, section 2.5.5.2) is
/// that one. A zone (RFC 4007), which names an interface of one machine, is not part of it.
record IpAddress(InetAddress inet) {

  private static final String OCTET = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
  private static final String DOTTED = OCTET + "(?:\\." + OCTET + "){3}";

  /// Without leading zeros: some take them for octal numbers.
  private static final Pattern V4 = Pattern.compile(DOTTED);

  /// What has colons and nothing in it that an address has not; the JDK does the rest.
  private static final Pattern V6 =
      Pattern.compile("(?:[0-9A-Fa-f]{0,4}:){2,8}(?:[0-9A-Fa-f]{0,4}|" + DOTTED + ")");

  private static final int V6_GROUPS = 8;

  /// Reads a literal. A name is none, and nothing is ever looked up for one: the form is checked
  /// before anything else, and `ofLiteral` asks nobody.
  ///
  /// @return empty for whatever is not exactly an address: another form that some C library takes
  ///     (`127.1`, `0x7f000001`, `010.0.0.1`), a zone, brackets, a port, a space
  static Optional<IpAddress> parse(String text) {
    if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new IpAddress(InetAddress.ofLiteral(text)));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /// In network byte order, 4 or 16.
  byte[] bytes() {
    return inet.getAddress();
  }

  /// The one spelling: dotted decimal, or as RFC 5952, section 4, says, which is in lower case and
  /// the longest run of zeros as `::`.
  String text() {
    byte[] bytes = bytes();
    return bytes.length == 2 * V6_GROUPS ? v6(bytes) : inet.getHostAddress();
  }

  ClientAddress toClientAddress() {
    return new ClientAddress(text());
  }

  private static String v6(byte[] bytes) {
    int[] groups = new int[V6_GROUPS];
    for (int i = 0; i < V6_GROUPS; i++) {
      groups[i] = ((bytes[2 * i] & 0xFF) << 8) | (bytes[2 * i + 1] & 0xFF);
    }
    int start = 0;
    int length = 0;
    for (int from = 0; from < V6_GROUPS; from++) {
      int to = from;
      while (to < V6_GROUPS && groups[to] == 0) {
        to++;
      }
      if (to - from > length) { // of two that are as long, the first
        start = from;
        length = to - from;
      }
    }
    return length < 2 // one group alone is not shortened
        ? hex(groups, 0, V6_GROUPS)
        : hex(groups, 0, start) + "::" + hex(groups, start + length, V6_GROUPS);
  }

  private static String hex(int[] groups, int from, int to) {
    var text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
