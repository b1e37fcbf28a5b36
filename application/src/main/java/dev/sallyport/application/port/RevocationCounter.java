package dev.sallyport.application.port;

import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import java.util.Optional;

/// The one row of the database that numbers the revocations, and names the shared copy of them that
/// may be believed. Implementations pass `RevocationCounterContract`. Thread-safe. Every method may
/// throw [StoreUnavailableException].
public interface RevocationCounter {

  /// What the row says: everything committed before the call is in it.
  Count read();

  /// Names another copy, if none was named meanwhile.
  ///
  /// @param seen the one that was read; empty for none
  /// @param next empty if none may be believed
  /// @return false if another one is named
  boolean name(Optional<CopyId> seen, Optional<CopyId> next);

  /// What the row says.
  ///
  /// @param number that of the last revocation
  /// @param copy the copy that may be believed
  record Count(FeedEpoch epoch, long number, Optional<CopyId> copy) {}
}
