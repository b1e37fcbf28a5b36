package dev.sallyport.application.port;

import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Instant;
import java.util.List;

/// The revocations in the order in which they were committed, so that a cache can follow the
/// database. Implementations pass `RevocationLogContract`.
///
/// Every transaction that revokes raises one number, so no entry can appear behind one that was
/// read already. Thread-safe. Every method may throw [StoreUnavailableException].
public interface RevocationLog {

  /// A mark that differs from every earlier one if anything at all was committed in between, by
  /// whatever process. Cheap: asked at every protected request.
  long mark();

  /// The revocations numbered above `number` that are still in force at `now`, one entry a session.
  ///
  /// @param number the number of an earlier answer; 0 for all
  Revocations after(long number, Instant now);

  /// An answer.
  ///
  /// @param number the number of the last revocation that is in this answer, or before it
  record Revocations(long number, List<Entry> entries) {}

  /// What is revoked of one session.
  record Entry(SessionId session, Revocation revocation) {}
}
