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
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
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

  /// Nothing was changed.
  public sealed interface Refused extends Outcome {}

  /// No user has this name or id.
  public record NoSuchUser() implements Refused {}

  /// Another user has the new name.
  public record NameTaken() implements Refused {}

  /// Too many passwords are waiting to be hashed.
  public record NoCapacity() implements Refused {}

  /// An administrator would not be one any more, by their own hand; nothing was written.
  public record ShutsOneselfOut() implements Refused {}

  /// Others kept changing the user; nothing was written.
  public record Contended() implements Refused {}

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

  /// Erases the user's name and password for good, and from where they signed in, and ends every
  /// session.
  public Outcome delete(Username name, Caller caller) {
    return delete(() -> users.findByName(name), caller);
  }

  /// The same, by an administrator.
  public Outcome delete(UserId id, UserId by, Caller caller) {
    return id.equals(by) ? new ShutsOneselfOut() : delete(() -> users.find(id), caller);
  }

  private Outcome delete(Supplier<Optional<User>> find, Caller caller) {
    Instant now = clock.instant();
    var ending = ending(EndCause.USER_DELETED, now, caller);
    return commit(
        find,
        user -> user,
        (seen, _) -> users.delete(seen, now, ending),
        (_, _) -> List.of(Change.DELETED),
        now,
        caller);
  }

  /// What an administrator changes about a user; what is empty stays as it is.
  public record Amendment(
      Optional<Username> username, Optional<Roles> roles, Optional<Boolean> disabled) {

    private boolean endsAdministration() {
      return disabled.orElse(false)
          || roles.filter(to -> !to.contains(Role.ADMINISTRATOR)).isPresent();
    }

    private User of(User before) {
      User user = before;
      if (username.filter(to -> !to.equals(before.username())).isPresent()) {
        user = user.renamed(username.get());
      }
      if (roles.filter(to -> !to.equals(before.roles())).isPresent()) {
        user = user.withRoles(roles.get());
      }
      if (disabled.filter(to -> to != before.disabled()).isPresent()) {
        user = before.disabled() ? user.enable() : user.disable();
      }
      return user;
    }
  }

  /// Changes all of this at once, or nothing. Sessions are worth afterwards what they are after each
  /// of these changes alone; where nothing changes, they are left alone.
  ///
  /// Nobody takes the administration from themselves: so the last administrator stays one, but for
  /// two who take it from each other at the same moment.
  public Outcome amend(UserId id, Amendment amendment, UserId by, Caller caller) {
    if (id.equals(by) && amendment.endsAdministration()) {
      return new ShutsOneselfOut();
    }
    Instant now = clock.instant();
    var ending = ending(EndCause.USER_DISABLED, now, caller);
    UnaryOperator<Session> stale = session -> session.withStaleAccess(now, policy);
    return commit(
        () -> users.find(id),
        amendment::of,
        (seen, next) ->
            next.version() == seen.version()
                ? Write.DONE
                : users.replace(seen, next, now, next.disabled() ? ending : stale),
        ChangeUser::changes,
        now,
        caller);
  }

  private static List<Change> changes(User before, User after) {
    List<Change> changes = new ArrayList<>();
    if (!before.username().equals(after.username())) {
      changes.add(Change.RENAMED);
    }
    if (!before.roles().equals(after.roles())) {
      changes.add(Change.ROLES);
    }
    if (before.disabled() != after.disabled()) {
      changes.add(after.disabled() ? Change.DISABLED : Change.ENABLED);
    }
    return changes;
  }

  private Outcome change(
      Username name,
      UnaryOperator<User> change,
      UnaryOperator<Session> onLiveSession,
      Change what,
      Instant now,
      Caller caller) {
    return commit(
        () -> users.findByName(name),
        change,
        (seen, next) -> users.replace(seen, next, now, onLiveSession),
        (_, _) -> List.of(what),
        now,
        caller);
  }

  /// One write that depends on the user as seen.
  @FunctionalInterface
  private interface Commit {
    Write write(User seen, User next);
  }

  private Outcome commit(
      Supplier<Optional<User>> find,
      UnaryOperator<User> change,
      Commit commit,
      BiFunction<User, User, List<Change>> changes,
      Instant now,
      Caller caller) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<User> seen = find.get();
      if (seen.isEmpty()) {
        return new NoSuchUser();
      }
      User before = seen.get();
      User next = change.apply(before);
      Write written =
          CommitAndReport.run(
              () -> commit.write(before, next),
              done -> done == Write.DONE,
              () ->
                  changes
                      .apply(before, next)
                      .forEach(what -> log.record(new UserChanged(next.id(), what), caller, now)));
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
