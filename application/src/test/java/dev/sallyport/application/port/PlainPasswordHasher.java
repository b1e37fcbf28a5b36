package dev.sallyport.application.port;

import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// A hasher that does not hash, for tests that have better things to do than to wait.
public final class PlainPasswordHasher implements PasswordHasher {

  private static final String FRESH = "{plain}";
  private static final String OUTDATED = "{plain-outdated}";
  private static final String FOREIGN = "$foreign$";
  private static final String COSTLY = "$costly$";

  private final AtomicInteger verifications = new AtomicInteger();
  private final AtomicInteger hashings = new AtomicInteger();
  private volatile boolean full;
  private volatile Runnable whileVerifying = () -> {};

  /// From now on there is, or is not, any capacity.
  public void setFull(boolean full) {
    this.full = full;
  }

  /// Runs something in the middle of every verification: what another request does meanwhile.
  public void whileVerifying(Runnable other) {
    this.whileVerifying = other;
  }

  /// How many passwords were verified, those of nobody included.
  public int verifications() {
    return verifications.get();
  }

  /// How many passwords were hashed.
  public int hashings() {
    return hashings.get();
  }

  /// A hash that matches the password and should be made anew.
  public static PasswordHash outdated(String password) {
    return new PasswordHash(OUTDATED + password);
  }

  /// A hash that matches the password.
  public static PasswordHash fresh(String password) {
    return new PasswordHash(FRESH + password);
  }

  @Override
  public Hashing hash(Password password) {
    if (full) {
      return new NoCapacity(Duration.ofSeconds(1));
    }
    hashings.incrementAndGet();
    return new Hashed(new PasswordHash(FRESH + password.text()));
  }

  @Override
  public Verification verify(Password password, PasswordHash stored) {
    if (full) {
      return new NoCapacity(Duration.ofSeconds(1));
    }
    verifications.incrementAndGet();
    whileVerifying.run();
    if (!stored.encoded().equals(password.text())) {
      return new Differs();
    }
    return switch ('{' + stored.scheme() + '}') {
      case FRESH -> new Matches(false);
      case OUTDATED -> new Matches(true);
      default -> new Differs();
    };
  }

  /// A hash made elsewhere that matches the password.
  public static String foreign(String password) {
    return FOREIGN + password;
  }

  /// The same, of too high a cost.
  public static String costly(String password) {
    return COSTLY + password;
  }

  @Override
  public Adoption adopt(String foreign) {
    if (foreign.startsWith(COSTLY)) {
      return new NotAdopted(Objection.TOO_COSTLY);
    }
    return foreign.startsWith(FOREIGN)
        ? new Adopted(outdated(foreign.substring(FOREIGN.length())))
        : new NotAdopted(Objection.UNKNOWN_KIND);
  }

  @Override
  public PasswordHash decoy() {
    return new PasswordHash("{decoy}");
  }
}
