package dev.sallyport.bootstrap.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the server listens. Names are not looked up: which address a name stands for is nobody's
/// business but the operator's, and may be another one at the next start.
///
/// @param address of this machine, or `0.0.0.0` or `::` for all of them
/// @param port 0 for any free one
public record Listen(InetAddress address, int port) {

  private static final Pattern FORM =
      Pattern.compile("(localhost|[0-9]+(?:\\.[0-9]+){3}|\\[[0-9A-Fa-f:.]+]):(0|[1-9][0-9]{0,4})");
  static final int MAX_PORT = 65_535;

  /// Empty if the text is not an address and a port.
  public static Optional<Listen> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
      return Optional.empty();
    }
    try {
      InetAddress address =
          matcher.group(1).equals("localhost")
              ? InetAddress.getLoopbackAddress()
              : InetAddress.ofLiteral(matcher.group(1));
      return Optional.of(new Listen(address, Integer.parseInt(matcher.group(2))));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /// Whether nobody but this machine can connect.
  public boolean isLoopback() {
    return address.isLoopbackAddress();
  }

  /// To bind a socket to.
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(address, port);
  }
}
