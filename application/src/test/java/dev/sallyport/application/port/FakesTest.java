package dev.sallyport.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The fakes keep the contracts that the real adapters keep.
final class FakesTest {

  @Nested
  final class AsSessionStore extends SessionStoreContract {
    private final InMemoryDatabase database = new InMemoryDatabase();

    @Override
    protected SessionStore sessions() {
      return database.sessions();
    }

    @Override
    protected UserStore users() {
      return database.users();
    }
  }

  @Nested
  final class AsUserStore extends UserStoreContract {
    private final InMemoryDatabase database = new InMemoryDatabase();

    @Override
    protected UserStore users() {
      return database.users();
    }

    @Override
    protected SessionStore sessions() {
      return database.sessions();
    }
  }

  @Nested
  final class AsRevocationList extends RevocationListContract {
    private final InMemoryDatabase database = new InMemoryDatabase();

    @Override
    protected RevocationList revocations() {
      return database.revocationList();
    }

    @Override
    protected UserStore users() {
      return database.users();
    }

    @Override
    protected SessionStore sessions() {
      return database.sessions();
    }
  }

  @Nested
  final class AsRevocationCounter extends RevocationCounterContract {
    private final InMemoryDatabase database = new InMemoryDatabase();

    @Override
    protected RevocationCounter counter() {
      return database.revocationCounter();
    }

    @Override
    protected RevocationLog log() {
      return database.revocationLog();
    }

    @Override
    protected UserStore users() {
      return database.users();
    }

    @Override
    protected SessionStore sessions(RevocationSpread spread) {
      database.spreadBy(spread);
      return database.sessions();
    }
  }

  @Nested
  final class AsRevocationCopy extends RevocationCopyContract {
    private final TwinServer server = new TwinServer();

    @Override
    protected RevocationCopy copy() {
      return server;
    }

    @Override
    protected void elapse(Duration time) {
      server.elapse(time);
    }
  }

  @Nested
  final class AsRevocationLog extends RevocationLogContract {
    private final InMemoryDatabase database = new InMemoryDatabase();

    @Override
    protected RevocationLog log() {
      return database.revocationLog();
    }

    @Override
    protected UserStore users() {
      return database.users();
    }

    @Override
    protected SessionStore sessions() {
      return database.sessions();
    }
  }

  @Nested
  final class AsKeyStore extends KeyStoreContract {
    private final InMemoryDatabase database = new InMemoryDatabase();

    @Override
    protected KeyStore keys() {
      return database.keys();
    }
  }

  @Nested
  final class AccessTokens extends AccessTokenContract {
    private final FakeAccessTokens tokens = new FakeAccessTokens(POLICY);

    @Override
    protected AccessTokenIssuer issuer() {
      return tokens;
    }

    @Override
    protected AccessTokenVerifier verifier() {
      return tokens;
    }
  }

  @Nested
  final class OAuthClients extends OAuthClientStoreContract {
    private final InMemoryDatabase database = new InMemoryDatabase();

    @Override
    protected OAuthClientStore clients() {
      return database.oauthClients();
    }
  }

  @Nested
  final class AsRateLimiter extends RateLimiterContract {
    private final RateLimiter limiter = new PlainRateLimiter();

    @Override
    protected RateLimiter limiter() {
      return limiter;
    }
  }

  @Nested
  final class PlainHasher extends PasswordHasherContract {
    @Override
    protected PasswordHasher hasher() {
      return new PlainPasswordHasher();
    }

    @Override
    protected String foreign() {
      return PlainPasswordHasher.foreign("correct horse battery");
    }

    @Override
    protected String tooCostly() {
      return PlainPasswordHasher.costly("correct horse battery");
    }
  }

  @Test
  void a_database_that_is_down_says_so_until_it_is_up_again() {
    var database = new InMemoryDatabase();
    database.takeDown();

    assertThat(database.isUp()).isFalse();
    assertThatThrownBy(() -> database.users().list(Optional.empty(), 1))
        .isInstanceOf(StoreUnavailableException.class);

    database.bringUp();
    assertThat(database.isUp()).isTrue();
    assertThat(database.users().list(Optional.empty(), 1)).isEmpty();
  }

  @Test
  void a_lost_write_has_not_happened_and_a_lost_acknowledgement_has() {
    var database = new InMemoryDatabase();
    var alice = Given.seed(1).user("alice");

    database.failNextWrite(InMemoryDatabase.Fault.BEFORE_COMMIT);
    assertThatThrownBy(() -> database.users().add(alice))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(database.users().find(alice.id())).isEmpty();

    database.failNextWrite(InMemoryDatabase.Fault.AFTER_COMMIT);
    assertThatThrownBy(() -> database.users().add(alice))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(database.users().find(alice.id())).contains(alice);
  }
}
