package dev.sallyport.application.port;

import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.domain.session.FeedEpoch;
import java.time.Instant;
import java.util.List;

/// Signs what the revocation feed says, so that whoever reads it can tell it from a forgery.
public interface FeedIssuer {

  /// The ids of the keys that verify now, the one that signs first.
  List<String> kids();

  /// The signed text of a feed.
  String issue(Feed feed, Instant issuedAt);

  /// What a feed says.
  ///
  /// @param after every revocation numbered above this is in it, up to `number`
  /// @param number the number of the last revocation that is in it, or before it
  /// @param more whether it was cut: the rest comes after `number`
  /// @param kids the keys that verify now
  record Feed(
      FeedEpoch epoch,
      long after,
      long number,
      boolean more,
      List<String> kids,
      List<Entry> entries) {}
}
