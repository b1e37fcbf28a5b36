package dev.sallyport.application.port;

import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The users that can sign in. Implementations pass `UserStoreContract`.
///
/// Every write is one atomic step, durable when it returns. Thread-safe. Every method may throw
/// [StoreUnavailableException]; a write that throws may or may not have happened, never half.
public interface UserStore {

  /// What became of a write.
  enum Write {
    /// It is durable.
    DONE,
    /// The user has changed or gone since it was read; nothing was written.
    STALE,
    /// Another user has the name; nothing was written.
    NAME_TAKEN
  }

  /// Adds a user; never [Write#STALE].
  Write add(User user);

  /// Adds those of these users whose names are free, all in one step. No two have one name.
  ///
  /// @return those that were added, in the order given
  List<User> addAll(List<User> users);

  /// The user of this id; empty if there is none or it was deleted.
  Optional<User> find(UserId id);

  /// The user of this name.
  Optional<User> findByName(Username username);

  /// Users in the order of their names.
  ///
  /// @param after where to go on; empty to begin
  /// @param atMost the most to return, at least 1
  List<User> list(Optional<Username> after, int atMost);

  /// Users in the order of their ids, which nothing changes.
  ///
  /// @param after where to go on; empty to begin
  /// @param atMost the most to return, at least 1
  List<User> listById(Optional<UserId> after, int atMost);

  /// Swaps `seen` for `next` if nobody has changed it meanwhile, but for a hash that both have in
  /// common, which a rehash may have replaced; and in the same transaction writes
  /// what `onLiveSession` makes of each session of this user that has not been ended and is not
  /// past its absolute end.
  ///
  /// @param onLiveSession a pure function, called within the transaction; a session that it returns
  ///   as it was is not written
  Write replace(User seen, User next, Instant now, UnaryOperator<Session> onLiveSession);

  /// Puts another hash of the same password in the place of the one that was verified, if that one
  /// is still there. The version stays: nothing that depends on the user has changed.
  ///
  /// @return false if the stored hash is no longer `verified`; nothing was written
  boolean rehash(UserId id, PasswordHash verified, PasswordHash fresh);

  /// Erases the name and the hash of a user, for good; in the same transaction writes what
  /// `onLiveSession` makes of each live session, as [#replace] does, and erases from every session of
  /// theirs who used it and from where. The id is never used again.
  ///
  /// @return [Write#DONE] or [Write#STALE]
  Write delete(User seen, Instant now, UnaryOperator<Session> onLiveSession);
}
