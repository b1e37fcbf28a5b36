package dev.sallyport.bootstrap.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A web origin in exactly the spelling that browsers send (RFC 6454, section 6.2): scheme, host,
/// and the port unless it is the scheme's own. No path, not even a slash.
///
/// @param scheme `http` or `https`
/// @param host a name in lower case, an IPv4 literal, or an IPv6 literal in brackets
/// @param port 1 to 65535
public record Origin(String scheme, String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(https?)://(\\[[0-9a-f:]+]|[a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final int MAX_HOST_LENGTH = 253;
  private static final int MAX_PORT = 65_535;

  /// Empty if the text is not an origin, or not spelt as browsers spell it.
  public static Optional<Origin> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || !isHost(matcher.group(2))) {
      return Optional.empty();
    }
    String scheme = matcher.group(1);
    int port =
        Optional.ofNullable(matcher.group(3)).map(Integer::parseInt).orElse(defaultPort(scheme));
    return Optional.of(new Origin(scheme, matcher.group(2), port))
        .filter(origin -> origin.port <= MAX_PORT && origin.text().equals(text));
  }

  /// As browsers send it.
  public String text() {
    String authority = scheme + "://" + host;
    return port == defaultPort(scheme) ? authority : authority + ':' + port;
  }

  /// Whether the host is this machine and can be no other: `localhost`, names below it (RFC 6761,
  /// section 6.3), `127.0.0.0/8` and `[::1]`.
  public boolean isLoopback() {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || literal(host).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /// Whether a Strict cookie of the one is sent with a request from the other, as far as can be told
  /// without the list of public suffixes: the same scheme, and the same last two labels of the host.
  /// Below a suffix of two labels, such as `co.uk`, this takes strangers for neighbours.
  public boolean isSameSiteAs(Origin other) {
    return scheme.equals(other.scheme) && site().equals(other.site());
  }

  private String site() {
    List<String> labels = Arrays.asList(host.split("\\."));
    return literal(host).isPresent() || labels.size() < 2
        ? host
        : String.join(".", labels.subList(labels.size() - 2, labels.size()));
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static boolean isHost(String host) {
    if (host.startsWith("[")) {
      return literal(host)
          .map(address -> bracketed((Inet6Address) address))
          .equals(Optional.of(host));
    }
    String[] labels = host.split("\\.", -1);
    if (host.length() > MAX_HOST_LENGTH
        || !Arrays.stream(labels).allMatch(label -> LABEL.matcher(label).matches())) {
      return false;
    }
    // A name whose last label is a number is an IPv4 address to a browser, or nothing at all.
    boolean number = labels[labels.length - 1].chars().allMatch(c -> c >= '0' && c <= '9');
    return !number || literal(host).isPresent();
  }

  /// The address that a host spells out; empty for a name, and for what only resembles an address.
  private static Optional<InetAddress> literal(String host) {
    try {
      if (host.startsWith("[")) {
        return Optional.<InetAddress>of(Inet6Address.ofLiteral(host))
            .filter(Inet6Address.class::isInstance);
      }
      InetAddress address = Inet4Address.ofLiteral(host);
      return Optional.of(address).filter(a -> a.getHostAddress().equals(host));
    } catch (IllegalArgumentException notALiteral) {
      return Optional.empty();
    }
  }

  /// The address as RFC 5952 writes it: the longest run of zero groups, if of two or more, as `::`.
  private static String bracketed(Inet6Address address) {
    byte[] bytes = address.getAddress();
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < bytes.length; i += 2) {
      groups.add(Integer.toHexString((bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF)));
    }
    int start = 0;
    int length = 1;
    for (int i = 0; i < groups.size(); i++) {
      int end = i;
      while (end < groups.size() && groups.get(end).equals("0")) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    String text =
        length == 1
            ? String.join(":", groups)
            : String.join(":", groups.subList(0, start))
                + "::"
                + String.join(":", groups.subList(start + length, groups.size()));
    return '[' + text + ']';
  }
}
