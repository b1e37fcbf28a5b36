package dev.sallyport.application.port;

import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Instant;
import java.util.List;

/// The revocations in the order in which they were committed, so that a cache can follow the
/// database. Implementations pass `RevocationLogContract`.
///
/// Every transaction that revokes raises one number, so no entry can appear behind one that was
/// read already. Numbers are comparable within one epoch. Thread-safe. Every method may throw
/// [StoreUnavailableException].
public interface RevocationLog {

  /// A mark that differs from every earlier one of this process if anything was revoked, or the
  /// epoch renewed, in between, by whatever process: whatever was acknowledged before the call is in
  /// it. It may differ for other reasons too: on SQLite every commit changes it, on PostgreSQL a
  /// lost connection. Marks are only ever compared for equality, or by [#goesOn]. Cheap: asked at every
  /// protected request.
  long mark();

  /// Whether the numbers go on from one mark to a later one. If not, the database may have been
  /// exchanged in between, as by a failover, and numbers given out a second time: whoever follows
  /// this log reads it anew.
  boolean goesOn(long earlier, long later);

  /// The revocations numbered above `number` that are still in force at `now`, one entry a session,
  /// the oldest first.
  ///
  /// Revocations of one number come together: only if a single number has more entries than
  /// `atMost` does an answer have more.
  ///
  /// @param number the number of an earlier answer of the same epoch; 0 for all
  /// @param atMost the most entries of an answer, at least 1
  Revocations after(long number, Instant now, int atMost);

  /// Begins another epoch: whoever follows this log reads it anew. The numbers go on.
  void renewEpoch(FeedEpoch next);

  /// An answer.
  ///
  /// @param number the number of the last revocation that is in this answer, or before it
  /// @param more whether the answer was cut: the rest comes after `number`
  record Revocations(FeedEpoch epoch, long number, List<Entry> entries, boolean more) {}

  /// What is revoked of one session.
  record Entry(SessionId session, Revocation revocation) {}
}
