package dev.sallyport.application.account;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.PasswordHasher;
import dev.sallyport.application.port.PasswordHasher.Hashed;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.application.port.SecurityEvent.UserChanged.Change;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.application.port.UserStore.Write;
import dev.sallyport.application.session.CommitAndReport;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Changes or removes a user, and in the same transaction what the user's sessions are worth: new
/// roles make the next request refresh, a new password and the end of a user end every session.
public final class ChangeUser {

  private static final int ATTEMPTS = 3;

  private final UserStore users;
  private final PasswordHasher hasher;
  private final SecretGenerator secrets;
  private final SecurityLog log;
  private final InstantSource clock;
  private final SessionPolicy policy;

  public ChangeUser(
      UserStore users,
      PasswordHasher hasher,
      SecretGenerator secrets,
      SecurityLog log,
      InstantSource clock,
      SessionPolicy policy) {
    this.users = users;
    this.hasher = hasher;
    this.secrets = secrets;
    this.log = log;
    this.clock = clock;
    this.policy = policy;
  }

  /// How a change ends.
  public sealed interface Outcome {}

  /// The change is durable.
  ///
  /// @param user as it is now; as it was last, if it was deleted
  /// @param temporary the password that was made, to be told once
  public record Changed(User user, Optional<TemporaryPassword> temporary) implements Outcome {}

  /// No user has this name.
  public record NoSuchUser() implements Outcome {}

  /// Another user has the new name.
  public record NameTaken() implements Outcome {}

  /// Too many passwords are waiting to be hashed.
  public record NoCapacity() implements Outcome {}

  /// Others kept changing the user; nothing was written.
  public record Contended() implements Outcome {}

  /// Gives the user another name; the identity and the sessions stay. Access tokens so far are
  /// refused at the next request: what was learnt of the user for them may be kept while they are let
  /// in.
  public Outcome rename(Username from, Username to, Caller caller) {
    Instant now = clock.instant();
    return change(
        from,
        user -> user.renamed(to),
        session -> session.withStaleAccess(now, policy),
        Change.RENAMED,
        now,
        caller);
  }

  /// Gives the user exactly these roles. Access tokens so far are refused at the next request; the
  /// refresh that follows carries the new roles.
  public Outcome setRoles(Username name, Roles roles, Caller caller) {
    Instant now = clock.instant();
    return change(
        name,
        user -> user.withRoles(roles),
        session -> session.withStaleAccess(now, policy),
        Change.ROLES,
        now,
        caller);
  }

  /// Ends every session, and lets the user open no other.
  public Outcome disable(Username name, Caller caller) {
    Instant now = clock.instant();
    return change(
        name,
        User::disable,
        ending(EndCause.USER_DISABLED, now, caller),
        Change.DISABLED,
        now,
        caller);
  }

  /// Lets the user sign in again; what was ended stays ended.
  public Outcome enable(Username name, Caller caller) {
    return change(
        name, User::enable, UnaryOperator.identity(), Change.ENABLED, clock.instant(), caller);
  }

  /// Makes a temporary password, which must be changed at the next login, and ends every session.
  public Outcome resetPassword(Username name, Caller caller) {
    Instant now = clock.instant();
    var temporary = TemporaryPassword.create(secrets, now);
    return switch (hasher.hash(temporary.password())) {
      case PasswordHasher.NoCapacity(_) -> new NoCapacity();
      case Hashed(var hash) -> {
        var outcome =
            change(
                name,
                user -> user.withTemporaryPassword(hash, temporary.until()),
                ending(EndCause.PASSWORD_RESET, now, caller),
                Change.PASSWORD_RESET,
                now,
                caller);
        yield outcome instanceof Changed(var user, _)
            ? new Changed(user, Optional.of(temporary))
            : outcome;
      }
    };
  }

  /// Erases the user's name and password for good, and ends every session.
  public Outcome delete(Username name, Caller caller) {
    Instant now = clock.instant();
    var ending = ending(EndCause.USER_DELETED, now, caller);
    return commit(
        name,
        user -> user,
        (seen, _) -> users.delete(seen, now, ending),
        Change.DELETED,
        now,
        caller);
  }

  private Outcome change(
      Username name,
      UnaryOperator<User> change,
      UnaryOperator<Session> onLiveSession,
      Change what,
      Instant now,
      Caller caller) {
    return commit(
        name,
        change,
        (seen, next) -> users.replace(seen, next, now, onLiveSession),
        what,
        now,
        caller);
  }

  /// One write that depends on the user as seen.
  @FunctionalInterface
  private interface Commit {
    Write write(User seen, User next);
  }

  private Outcome commit(
      Username name,
      UnaryOperator<User> change,
      Commit commit,
      Change what,
      Instant now,
      Caller caller) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<User> seen = users.findByName(name);
      if (seen.isEmpty()) {
        return new NoSuchUser();
      }
      User before = seen.get();
      User next = change.apply(before);
      Write written =
          CommitAndReport.run(
              () -> commit.write(before, next),
              done -> done == Write.DONE,
              () -> log.record(new UserChanged(next.id(), what), caller, now));
      switch (written) {
        case DONE -> {
          return new Changed(next, Optional.empty());
        }
        case NAME_TAKEN -> {
          return new NameTaken();
        }
        case STALE -> {
          // Somebody else was first: read again.
        }
      }
    }
    return new Contended();
  }

  private UnaryOperator<Session> ending(EndCause cause, Instant now, Caller caller) {
    return session -> session.ended(cause, caller.client().address(), now, policy);
  }
}
