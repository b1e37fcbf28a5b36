package dev.sallyport.application.port;

import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A copy of the revocations that all nodes share, on a server that may be slow, cut off, emptied,
/// or replaced by another with an older state at any moment. Every method is one atomic step there,
/// and one that was sent may be carried out much later. Implementations pass
/// `RevocationCopyContract`; what follows from the steps is the business of `ShareRevocations`.
///
/// A copy is *whole* when its builder has finished it and the server is still the one on which it
/// was begun, in the same life as a master. It is *valid* for a bounded time, which the server
/// measures. Thread-safe. Every method may throw [StoreUnavailableException], and then it may have
/// been carried out, or be so later.
public interface RevocationCopy {

  /// How long a round lasts, and so how long a copy is valid without being renewed.
  Duration VALIDITY = Duration.ofMillis(1_500);

  /// What a copy says of a session: empty if it may not be believed, because it is not there, not
  /// whole or not valid.
  ///
  /// @param copy the one that the caller's database has named: another installation may have put its
  ///   own in the same place
  Optional<Revocation> look(CopyId copy, SessionId session);

  /// What is there.
  State state();

  /// Begins a round, which lasts for [#VALIDITY] by the clock of the server, and says what is there.
  /// What is read from the database after this has returned is good for the validity that the round
  /// still has.
  State open(Round round);

  /// Makes an empty copy in place of whatever is there. Its number is 0; it is neither whole nor
  /// valid. If this one was begun already, nothing happens: a step that was sent twice must not take
  /// away what was added in between.
  void begin(CopyId copy, FeedEpoch epoch);

  /// Adds entries to a copy that is being built.
  ///
  /// @return false if it is not there
  boolean add(CopyId copy, List<Entry> entries);

  /// Says that a copy has every revocation up to this number, and makes it valid for what is left of
  /// the round.
  ///
  /// @return false if it is not there, or the round is over
  boolean finish(CopyId copy, long number, Round round);

  /// Brings a whole copy from one number to another: each session keeps the greater least generation
  /// and the later end of both.
  ///
  /// @param from the entries are all those above this number; if the copy is not that far, nothing
  ///   happens
  /// @param to up to this number; equal to `from` if more are to follow before the number is true
  /// @param past entries that ended before this may be forgotten
  /// @return the number of the copy then; empty if nothing was done
  OptionalLong apply(CopyId copy, long from, long to, List<Entry> entries, Instant past);

  /// Makes a copy valid for what is left of the round, if it is whole, still valid, and has come to
  /// this number.
  ///
  /// @return false if it is not, or the round is over
  boolean renew(CopyId copy, long number, Round round);

  /// One attempt to make a copy valid.
  ///
  /// @param name unique: 16 hexadecimal digits or more
  record Round(String name) {}

  /// What is there.
  ///
  /// @param copy empty if nothing is
  /// @param epoch that with which it was begun
  /// @param number how far it has come
  record State(
      Optional<CopyId> copy, Optional<FeedEpoch> epoch, long number, boolean whole, boolean valid) {

    /// Nothing is there.
    public static final State NOTHING =
        new State(Optional.empty(), Optional.empty(), 0, false, false);
  }
}
