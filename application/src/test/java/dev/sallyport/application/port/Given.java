package dev.sallyport.application.port;

import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.session.SessionSalt;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// What tests start from: good values, made from a seed, so that a failure can be had again.
public final class Given {

  /// When every test begins: whole milliseconds, as a store keeps them.
  public static final Instant NOW = Instant.parse("2026-11-24T08:00:00.123Z");

  public static final SessionPolicy POLICY = SessionPolicy.DEFAULT;

  public static final Client CLIENT = new Client(new ClientAddress("192.0.2.7"), "Test/1.0");

  public static final Caller CALLER = new Caller("request-1", CLIENT);

  private final SecretGenerator secrets;

  private Given(SecretGenerator secrets) {
    this.secrets = secrets;
  }

  /// Values from this seed.
  public static Given seed(long seed) {
    return new Given(new SeededSecrets(seed));
  }

  /// Values from this generator.
  public static Given from(SecretGenerator secrets) {
    return new Given(secrets);
  }

  public static Username username(String text) {
    return new Username(text);
  }

  public static Roles roles(String... roles) {
    return new Roles(Stream.of(roles).map(Role::new).toList());
  }

  public User user(String name) {
    return User.create(
        UserId.create(secrets.bytes(UserId.RANDOM_BYTES)),
        username(name),
        new PasswordHash("{plain}of " + name),
        roles("reader"),
        NOW);
  }

  public Session session(User owner) {
    return session(owner, NOW);
  }

  public Session session(User owner, Instant at) {
    return Session.open(
        SessionId.create(at, secrets.bytes(SessionId.RANDOM_BYTES)),
        owner.id(),
        1,
        new SessionSalt(SecretBytes.copyOf(secrets.bytes(SessionSalt.LENGTH))),
        CLIENT,
        at,
        POLICY);
  }

  public RootSecrets roots() {
    return RootSecrets.of(
        List.of(new RootSecret(1, SecretBytes.copyOf(secrets.bytes(RootSecret.LENGTH)))));
  }
}
