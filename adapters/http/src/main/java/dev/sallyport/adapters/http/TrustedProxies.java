package dev.sallyport.adapters.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The machines in front of this server whose word counts for where a request came from.
///
/// `X-Forwarded-For` is a list to which each proxy adds, at the right, the address that it was
/// called from. So the right-most entries were written by our own proxies, and everything to the
/// left of the first address that is none of them may have been made up by the caller.
public final class TrustedProxies {

  /// Nobody's word counts: the address of the socket is the caller's.
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  /// An address as proxies write it: some add the port that they were called from, and then an IPv6
  /// address stands in brackets; some add the zone, which means something to them alone.
  private static final Pattern ENTRY =
      Pattern.compile(
          "(?<v4>[0-9.]+)(?::[0-9]{1,5})?"
              + "|\\[(?<bracketed>[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)(?:%[0-9A-Za-z._~-]+)?](?::[0-9]{1,5})?"
              + "|(?<v6>[0-9A-Fa-f:.]+)(?:%[0-9A-Za-z._~-]+)?");

  private final List<CidrBlock> blocks;

  private TrustedProxies(List<CidrBlock> blocks) {
    this.blocks = List.copyOf(blocks);
  }

  /// Reads addresses and CIDR blocks with commas between them, such as `10.0.0.0/8, ::1`.
  ///
  /// @return empty if one of them is not exactly that: a name, an empty entry, a leading zero, bits
  ///     behind the prefix, `/0`
  public static Optional<TrustedProxies> parse(String text) {
    List<CidrBlock> blocks = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      Optional<CidrBlock> block = CidrBlock.parse(one.strip());
      if (block.isEmpty()) {
        return Optional.empty();
      }
      blocks.add(block.get());
    }
    return Optional.of(new TrustedProxies(blocks));
  }

  /// Whether this is one of them.
  boolean trusts(IpAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  /// Where a request came from: the peer, unless that is one of these proxies; then the right-most
  /// entry that is none of them, or the left-most if all are.
  ///
  /// An entry that is no address (`unknown`, `_hidden`; RFC 7239, section 6) ends the search: who
  /// wrote it is known, whom it means is not, and what stands to the left of it is worth no more
  /// than what a caller writes. Then it is the last proxy that is known.
  ///
  /// @param peer the other end of the socket
  /// @param forwardedFor the lines of `X-Forwarded-For`, in order: together they are one list (RFC
  ///     9110, section 5.3), and empty elements of a list are none (section 5.6.1.2)
  IpAddress clientOf(IpAddress peer, List<String> forwardedFor) {
    if (!trusts(peer)) {
      return peer;
    }
    IpAddress client = peer;
    for (String entry : entries(forwardedFor).reversed()) {
      Optional<IpAddress> address = address(entry);
      if (address.isEmpty()) {
        return client;
      }
      client = address.get();
      if (!trusts(client)) {
        return client;
      }
    }
    return client;
  }

  private static List<String> entries(List<String> lines) {
    List<String> entries = new ArrayList<>();
    for (String line : lines) {
      for (String entry : line.split(",", -1)) {
        String trimmed = entry.strip();
        if (!trimmed.isEmpty()) {
          entries.add(trimmed);
        }
      }
    }
    return entries;
  }

  private static Optional<IpAddress> address(String entry) {
    Matcher matcher = ENTRY.matcher(entry);
    return matcher.matches()
        ? Stream.of("v4", "bracketed", "v6")
            .flatMap(group -> Optional.ofNullable(matcher.group(group)).stream())
            .findFirst()
            .flatMap(IpAddress::parse)
        : Optional.empty();
  }

  @Override
  public String toString() {
    return blocks.toString();
  }
}
