package dev.sallyport.domain.session;

/// Who used a session, as far as one can see: shown to its owner, and kept for the day when two
/// parties hold one token. It decides nothing, since both can be forged.
///
/// @param userAgent the `User-Agent` header (RFC 9110, section 10.1.5), printable, at most 256
///   characters
public record Client(ClientAddress address, String userAgent) {

  /// The most characters of a user agent that are kept.
  public static final int MAX_USER_AGENT = 256;

  /// A command on the machine itself.
  public static final Client COMMAND_LINE = new Client(ClientAddress.NONE, "command line");

  /// The server, of its own accord.
  public static final Client SERVER = new Client(ClientAddress.NONE, "server");

  /// Cuts the user agent to its length and puts `?` for what does not print, so that it can stand
  /// in a log or a list whatever was sent.
  public Client {
    String cut = userAgent.substring(0, Math.min(userAgent.length(), MAX_USER_AGENT));
    userAgent =
        cut.codePoints()
            .map(c -> c >= ' ' && c < 0x7F ? c : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /// Whether it looks like the other one: the same user agent, from an address near the other's.
  public boolean resembles(Client other) {
    return userAgent.equals(other.userAgent) && address.isNear(other.address);
  }
}
