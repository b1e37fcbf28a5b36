package dev.sallyport.application.port;

import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.domain.session.FeedEpoch;
import java.time.Instant;
import java.util.List;

/// Signs what the revocation feed says, so that whoever reads it can tell it from a forgery.
public interface FeedIssuer {

  /// The keys in use now.
  Keys keys();

  /// The keys in use at one moment: what is signed with them names these and no others, whatever
  /// has become of them since.
  interface Keys {

    /// The ids of the keys that verify, the one that signs first.
    List<String> kids();

    /// The signed text of a feed, which says these ids too.
    String sign(Feed feed, Instant issuedAt);
  }

  /// What a feed says of sessions.
  ///
  /// @param after every revocation numbered above this is in it, up to `number`
  /// @param number the number of the last revocation that is in it, or before it
  /// @param more whether it was cut: the rest comes after `number`
  record Feed(FeedEpoch epoch, long after, long number, boolean more, List<Entry> entries) {}
}
