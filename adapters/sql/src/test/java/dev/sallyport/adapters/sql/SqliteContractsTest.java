package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.KeyStore;
import dev.sallyport.application.port.KeyStoreContract;
import dev.sallyport.application.port.OAuthClientStore;
import dev.sallyport.application.port.OAuthClientStoreContract;
import dev.sallyport.application.port.RevocationCounter;
import dev.sallyport.application.port.RevocationCounterContract;
import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.RevocationListContract;
import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.application.port.RevocationLogContract;
import dev.sallyport.application.port.RevocationSpread;
import dev.sallyport.application.port.SessionStore;
import dev.sallyport.application.port.SessionStoreContract;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.application.port.UserStoreContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The stores keep the contracts of their ports, on a SQLite file.
final class SqliteContractsTest {

  @RegisterExtension final TemporaryDatabase temporary = new TemporaryDatabase();

  @Nested
  final class AsSessionStore extends SessionStoreContract {
    @Override
    protected SessionStore sessions() {
      return new SqlSessionStore(temporary.database());
    }

    @Override
    protected UserStore users() {
      return new SqlUserStore(temporary.database());
    }
  }

  @Nested
  final class AsUserStore extends UserStoreContract {
    @Override
    protected UserStore users() {
      return new SqlUserStore(temporary.database());
    }

    @Override
    protected SessionStore sessions() {
      return new SqlSessionStore(temporary.database());
    }
  }

  @Nested
  final class AsRevocationList extends RevocationListContract {
    @Override
    protected RevocationList revocations() {
      return new SqlRevocationList(temporary.database());
    }

    @Override
    protected UserStore users() {
      return new SqlUserStore(temporary.database());
    }

    @Override
    protected SessionStore sessions() {
      return new SqlSessionStore(temporary.database());
    }
  }

  @Nested
  final class AsRevocationCounter extends RevocationCounterContract {
    @Override
    protected RevocationCounter counter() {
      return new SqlRevocationCounter(temporary.database());
    }

    @Override
    protected RevocationLog log() {
      return new SqlRevocationLog(temporary.database());
    }

    @Override
    protected UserStore users() {
      return new SqlUserStore(temporary.database());
    }

    @Override
    protected SessionStore sessions(RevocationSpread spread) {
      return new SqlSessionStore(temporary.database(), spread);
    }
  }

  @Nested
  final class AsRevocationLog extends RevocationLogContract {
    @Override
    protected RevocationLog log() {
      return new SqlRevocationLog(temporary.database());
    }

    @Override
    protected UserStore users() {
      return new SqlUserStore(temporary.database());
    }

    @Override
    protected SessionStore sessions() {
      return new SqlSessionStore(temporary.database());
    }
  }

  @Nested
  final class AsKeyStore extends KeyStoreContract {
    @Override
    protected KeyStore keys() {
      return new SqlKeyStore(temporary.database());
    }
  }

  @Nested
  final class AsOAuthClientStore extends OAuthClientStoreContract {
    @Override
    protected OAuthClientStore clients() {
      return new SqlOAuthClientStore(temporary.database());
    }
  }
}
