package dev.sallyport.domain.user;

import dev.sallyport.domain.password.PasswordHash;
import java.time.Instant;
import java.util.Optional;

/// Somebody who can sign in.
///
/// @param passwordHash the hash of the one password
/// @param temporaryUntil present if the password was made by the system: it must be changed at the
///   next sign-in, and is worth nothing from this instant on
/// @param passwordVersion raised by every change of the password: what was given out to those who
///   knew an earlier one, such as a device token, is worth nothing then; not raised by a rehash
/// @param version raised by every change that decides what this user's tokens are worth; not by a
///   rehash of the same password
public record User(
    UserId id,
    Username username,
    PasswordHash passwordHash,
    long passwordVersion,
    Optional<Instant> temporaryUntil,
    Roles roles,
    boolean disabled,
    Instant createdAt,
    long version) {

  /// A new user, enabled, whose password the user chose.
  public static User create(
      UserId id, Username username, PasswordHash hash, Roles roles, Instant now) {
    return new User(id, username, hash, 1, Optional.empty(), roles, false, now, 1);
  }

  /// This user under another name; the identity stays.
  public User renamed(Username to) {
    return new User(
        id,
        to,
        passwordHash,
        passwordVersion,
        temporaryUntil,
        roles,
        disabled,
        createdAt,
        version + 1);
  }

  /// This user with exactly these roles.
  public User withRoles(Roles to) {
    return new User(
        id,
        username,
        passwordHash,
        passwordVersion,
        temporaryUntil,
        to,
        disabled,
        createdAt,
        version + 1);
  }

  /// This user with a password that the user chose.
  public User withPassword(PasswordHash to) {
    return withPassword(to, Optional.empty());
  }

  /// This user with a password that the system made and the user must change before `until`.
  public User withTemporaryPassword(PasswordHash to, Instant until) {
    return withPassword(to, Optional.of(until));
  }

  private User withPassword(PasswordHash to, Optional<Instant> until) {
    return new User(
        id, username, to, passwordVersion + 1, until, roles, disabled, createdAt, version + 1);
  }

  /// This user with another hash of the same password; nothing that depends on the user changes.
  public User rehashed(PasswordHash to) {
    return new User(
        id, username, to, passwordVersion, temporaryUntil, roles, disabled, createdAt, version);
  }

  /// This user, who can't sign in any more.
  public User disable() {
    return enabled(false);
  }

  /// This user, who can sign in again.
  public User enable() {
    return enabled(true);
  }

  private User enabled(boolean to) {
    return new User(
        id,
        username,
        passwordHash,
        passwordVersion,
        temporaryUntil,
        roles,
        !to,
        createdAt,
        version + 1);
  }

  /// Whether the password is a temporary one whose time has run out.
  public boolean passwordHasExpired(Instant now) {
    return temporaryUntil.isPresent() && !now.isBefore(temporaryUntil.get());
  }

  /// Whether the password must be changed before anything else.
  public boolean mustChangePassword() {
    return temporaryUntil.isPresent();
  }

  /// Whether a password that matched this hash, when it was verified, still signs this user in.
  public boolean stillAccepts(PasswordHash verified) {
    return !disabled && passwordHash.equals(verified);
  }
}
