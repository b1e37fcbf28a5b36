package dev.sallyport.application.port;

import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The sessions that Sallyport remembers. Implementations pass `SessionStoreContract`.
///
/// Every write is one atomic step, durable when it returns, and commits only against the versions
/// that its caller has seen: who loses reads again and judges afresh. A session's revocation is
/// part of its row. Thread-safe. Every method may throw [StoreUnavailableException]; a write that
/// throws may or may not have happened, never half.
public interface SessionStore {

  /// The session of this id, ended or not, until it is purged.
  Optional<Session> find(SessionId id);

  /// Adds a session, and ends those that it displaces, in one transaction.
  ///
  /// @param owner as it was read; nothing is written if it has changed or gone since
  /// @param replaced the session whose cookie the login came with, as seen and as ended; nothing is
  ///   written if it has moved since
  /// @param displaced a pure function, called within the transaction: from the owner's live
  ///   sessions (without `replaced` and `opened`) to those of them that end, each already ended
  /// @return what `displaced` returned; empty if nothing was written
  Optional<List<Session>> open(
      Session opened,
      User owner,
      Optional<Replacement> replaced,
      UnaryOperator<List<Session>> displaced);

  /// A session as it was seen, and as it is to be.
  record Replacement(Session seen, Session next) {}

  /// Swaps `seen` for `next` if nobody has changed it meanwhile.
  ///
  /// @return false if the stored session is no longer at `seen.version()`; nothing was written
  boolean replace(Session seen, Session next);

  /// Swaps `seen` for `next` if nobody has changed it, or its owner, meanwhile.
  ///
  /// @return false if the stored session is no longer at `seen.version()`, or the stored user no
  ///   longer at `owner.version()`; nothing was written
  boolean replace(Session seen, Session next, User owner);

  /// The sessions of a user, the newest first: all that have not been ended and are not past their
  /// absolute end, and the newest of the others that are still remembered.
  ///
  /// @param mostOver the most of those others, at least 0: there may be any number of them
  List<Session> ofUser(UserId user, int mostOver, Instant now);

  /// Ends in one transaction the sessions of a user that have not been ended and are not past their
  /// absolute end.
  ///
  /// @param ended a pure function, called within the transaction: from all of these to the same,
  ///   each of them ended
  /// @return what `ended` returned
  List<Session> endAll(UserId user, Instant now, UnaryOperator<List<Session>> ended);

  /// Sessions that have not been ended and are not past their absolute end, in the order of their
  /// ids.
  ///
  /// @param after where to go on; empty to begin
  /// @param atMost the most to return, at least 1
  List<Session> live(Optional<SessionId> after, int atMost, Instant now);

  /// Forgets sessions of which nothing depends any more: past their absolute end, and with no
  /// revocation in force.
  ///
  /// @param atMost the most to forget, at least 1: writers wait no longer than that takes
  /// @return how many were forgotten; less than `atMost` if none is left
  int purge(Instant now, int atMost);
}
