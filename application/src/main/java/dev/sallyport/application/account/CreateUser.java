package dev.sallyport.application.account;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.PasswordHasher;
import dev.sallyport.application.port.PasswordHasher.Hashed;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent.UserCreated;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.application.port.UserStore.Write;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.password.PasswordPolicy;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// Makes a user, with a password that somebody chose or with a temporary one that is made here.
public final class CreateUser {

  private final UserStore users;
  private final PasswordHasher hasher;
  private final SecretGenerator secrets;
  private final SecurityLog log;
  private final InstantSource clock;
  private final PasswordPolicy policy;

  public CreateUser(
      UserStore users,
      PasswordHasher hasher,
      SecretGenerator secrets,
      SecurityLog log,
      InstantSource clock,
      PasswordPolicy policy) {
    this.users = users;
    this.hasher = hasher;
    this.secrets = secrets;
    this.log = log;
    this.clock = clock;
    this.policy = policy;
  }

  /// How making a user ends.
  public sealed interface Outcome {}

  /// The user can sign in.
  ///
  /// @param temporary the password that was made here, to be told once
  public record Created(User user, Optional<TemporaryPassword> temporary) implements Outcome {}

  /// Another user has the name.
  public record NameTaken() implements Outcome {}

  /// The password can't be set.
  ///
  /// @param weaknesses why not, at least one
  public record PasswordRefused(Set<Weakness> weaknesses) implements Outcome {}

  /// Too many passwords are waiting to be hashed.
  public record NoCapacity() implements Outcome {}

  /// Makes a user with this password.
  public Outcome create(Username username, Password password, Roles roles, Caller caller) {
    Set<Weakness> weaknesses = policy.weaknessesOf(password, username.contextWords());
    if (!weaknesses.isEmpty()) {
      return new PasswordRefused(weaknesses);
    }
    Instant now = clock.instant();
    return switch (hasher.hash(password)) {
      case PasswordHasher.NoCapacity(_) -> new NoCapacity();
      case Hashed(var hash) -> {
        var user = newUser(username, hash, roles, now);
        yield add(user, Optional.empty(), now, caller);
      }
    };
  }

  /// Makes a user with a temporary password, which must be changed at the first login.
  public Outcome createTemporary(Username username, Roles roles, Caller caller) {
    Instant now = clock.instant();
    var temporary = TemporaryPassword.create(secrets, now);
    return switch (hasher.hash(temporary.password())) {
      case PasswordHasher.NoCapacity(_) -> new NoCapacity();
      case Hashed(var hash) -> {
        var user =
            newUser(username, hash, roles, now).withTemporaryPassword(hash, temporary.until());
        yield add(user, Optional.of(temporary), now, caller);
      }
    };
  }

  private User newUser(Username username, PasswordHash hash, Roles roles, Instant now) {
    UserId id = UserId.create(secrets.bytes(UserId.RANDOM_BYTES));
    return User.create(id, username, hash, roles, now);
  }

  private Outcome add(
      User user, Optional<TemporaryPassword> temporary, Instant now, Caller caller) {
    if (users.add(user) != Write.DONE) {
      return new NameTaken();
    }
    log.record(new UserCreated(user.id(), user.roles()), caller, now);
    return new Created(user, temporary);
  }
}
