package dev.sallyport.bootstrap;

import dev.sallyport.adapters.bcrypt.BcryptPasswordHasher;
import dev.sallyport.adapters.jwt.CurrentKeyRing;
import dev.sallyport.adapters.jwt.JwtKeyGenerator;
import dev.sallyport.adapters.jwt.SignatureProvider;
import dev.sallyport.adapters.jwt.WeakKeyException;
import dev.sallyport.adapters.memory.BundledCommonPasswords;
import dev.sallyport.adapters.sql.Database;
import dev.sallyport.adapters.sql.DatabaseRefusedException;
import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.adapters.sql.SqlKeyStore;
import dev.sallyport.adapters.sql.SqlOAuthClientStore;
import dev.sallyport.adapters.sql.SqlRevocationLog;
import dev.sallyport.adapters.sql.SqlSessionStore;
import dev.sallyport.adapters.sql.SqlUserStore;
import dev.sallyport.adapters.telemetry.JsonSecurityLog;
import dev.sallyport.application.account.ChangeUser;
import dev.sallyport.application.account.CreateUser;
import dev.sallyport.application.account.ImportUsers;
import dev.sallyport.application.key.KeysInUse;
import dev.sallyport.application.key.OpenKeys;
import dev.sallyport.application.key.RotateRootSecret;
import dev.sallyport.application.key.RotateSigningKeys;
import dev.sallyport.application.key.RotateSigningKeys.GivenButRevoked;
import dev.sallyport.application.key.RotateSigningKeys.Rotated;
import dev.sallyport.application.key.RotateSigningKeys.Unchanged;
import dev.sallyport.application.oauth.ChangeClients;
import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent.MasterKeyChanged;
import dev.sallyport.application.session.EndSessions;
import dev.sallyport.application.session.ListSessions;
import dev.sallyport.bootstrap.config.Config;
import dev.sallyport.bootstrap.config.Origin;
import dev.sallyport.domain.key.Hmac;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.password.PasswordPolicy;
import dev.sallyport.domain.session.Client;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// One installation, open: its database, its keys, its users and sessions. The server stands on it,
/// and so does every command; any number of them may have it open at once.
final class Installation implements AutoCloseable {

  private static final int REQUEST_ID_BYTES = 12;

  final boolean isNew;
  final Database database;
  final Sharing sharing;
  final SqlUserStore users;
  final SqlSessionStore sessions;
  final KeysInUse keys;
  final RotateSigningKeys rotateSigningKeys;
  final RotateRootSecret rotateRootSecret;
  final JsonSecurityLog securityLog;
  final PasswordPolicy passwordPolicy;
  final int bcryptCost;
  final BcryptPasswordHasher hasher;
  final CreateUser createUser;
  final ChangeUser changeUser;
  final ImportUsers importUsers;
  final ListSessions listSessions;
  final EndSessions endSessions;
  final SqlOAuthClientStore clients;
  final ChangeClients changeClients;

  private final SecretGenerator secrets;
  private final JwtKeyGenerator keyGenerator;
  private final Closing closing;

  /// Who opens an installation, by which it is known where security events go.
  enum OpenedBy {
    /// A server: to its log.
    SERVER,
    /// A command: to the file beside the database.
    COMMAND
  }

  private Installation(
      Config config, Surroundings machine, OpenedBy who, LongConsumer hashed, Closing closing) {
    var storage = config.storage();
    var clock = machine.clock();
    this.closing = closing;
    secrets = machine.secrets();
    isNew = !Database.exists(storage.database());
    MasterKey master = masterKey(storage, isNew, secrets);
    // Before anything is changed, a new master key for one: what could leave no trace is not done.
    var log = securityLog(who, new DataDirectory(storage.directory()), machine.terminal());
    database = closing.add(Database.open(storage.database()));
    sharing =
        closing.add(
            switch (who) {
              case SERVER -> Sharing.ofServer(config.redis(), database, machine);
              case COMMAND -> Sharing.ofCommand(machine);
            });
    users = new SqlUserStore(database, sharing.spread());
    sessions = new SqlSessionStore(database, sharing.spread());
    var keyStore = new SqlKeyStore(database);
    var opened = open(new OpenKeys(keyStore, secrets, clock), master, storage);
    keys = opened.keys();
    securityLog = log.apply(keys.current().logKey());
    if (opened.rewrapped()) {
      securityLog.record(new MasterKeyChanged(), commandLine(), clock.instant());
    }
    keyGenerator = new JwtKeyGenerator(machine.random());
    rotateSigningKeys =
        new RotateSigningKeys(keyStore, master, keyGenerator, secrets, securityLog, clock);
    rotateRootSecret = new RotateRootSecret(keyStore, master, secrets, securityLog, clock);
    passwordPolicy =
        new PasswordPolicy(
            config.passwords().minLength(), new BundledCommonPasswords(), contextWords(config));
    bcryptCost = config.passwords().bcryptCost();
    hasher =
        closing.add(new BcryptPasswordHasher(bcryptCost, machine.cores(), hashed, keys, secrets));
    createUser = new CreateUser(users, hasher, secrets, securityLog, clock, passwordPolicy);
    changeUser = new ChangeUser(users, hasher, secrets, securityLog, clock, config.sessions());
    importUsers = new ImportUsers(users, hasher, secrets, securityLog, clock);
    listSessions = new ListSessions(sessions, clock);
    endSessions =
        new EndSessions(
            sessions,
            new SqlRevocationLog(database),
            secrets,
            securityLog,
            clock,
            config.sessions());
    clients = new SqlOAuthClientStore(database);
    changeClients = new ChangeClients(clients, secrets, securityLog, clock);
  }

  /// Opens the installation that exists.
  ///
  /// @throws CannotStartException if there is none, or it can't be opened
  static Installation open(Config config, Surroundings machine, OpenedBy who) {
    if (!exists(config.storage().database())) {
      throw new CannotStartException(
          "there is no installation: no database "
              + config.storage().database().name()
              + "; \"user add NAME\" and \"serve\" make one");
    }
    return openOrMake(config, machine, who);
  }

  private static boolean exists(DatabaseSettings database) {
    try {
      return Database.exists(database);
    } catch (DatabaseRefusedException e) {
      throw new CannotStartException("the database " + e.getMessage(), e);
    }
  }

  /// Opens the installation; makes it if there is none.
  ///
  /// @throws CannotStartException if it can't be opened or made
  static Installation openOrMake(Config config, Surroundings machine, OpenedBy who) {
    return openOrMake(config, machine, who, _ -> {});
  }

  /// Opens the installation; makes it if there is none.
  ///
  /// @param hashed is told how many nanoseconds each password hash took
  /// @throws CannotStartException if it can't be opened or made
  static Installation openOrMake(
      Config config, Surroundings machine, OpenedBy who, LongConsumer hashed) {
    var closing = new Closing();
    try {
      return new Installation(config, machine, who, hashed, closing);
    } catch (DatabaseRefusedException e) {
      closing.close();
      var directory = new DataDirectory(config.storage().directory());
      throw new CannotStartException(
          "the database "
              + e.getMessage()
              + (directory.hasRoom()
                  ? ""
                  : "; there is no room left on the disk of " + directory.path()),
          e);
    } catch (RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private Function<Hmac, JsonSecurityLog> securityLog(
      OpenedBy who, DataDirectory directory, Terminal terminal) {
    return switch (who) {
      case SERVER -> JsonSecurityLog::new;
      case COMMAND -> {
        var file = closing.add(SecurityFile.open(directory, terminal::complain));
        yield names -> new JsonSecurityLog(names, file::add);
      }
    };
  }

  /// The key that is set, or else the one in the directory, which is made for a new installation
  /// alone: beside a database that exists, a new key would open nothing.
  private static MasterKey masterKey(
      Config.Storage storage, boolean isNew, SecretGenerator secrets) {
    var directory = new DataDirectory(storage.directory());
    if (storage.masterKey().isPresent()) {
      if (storage.database() instanceof DatabaseSettings.Sqlite sqlite
          && sqlite.file().startsWith(storage.directory())) {
        directory.make();
      }
      return storage.masterKey().get();
    }
    directory.make();
    var file = new MasterKeyFile(storage.directory());
    Optional<MasterKey> found = file.read();
    // Asked again: a process that started together with us may have made the file since.
    if (found.isEmpty() && !(isNew && !Database.exists(storage.database()))) {
      // A process that started together with us may have made both since.
      return file.read()
          .orElseThrow(() ->
              new CannotStartException(
                  "the master key "
                      + file.path()
                      + " is gone, and the database "
                      + storage.database().name()
                      + " can't be read without it: put it back, or set master-key"
                      + forSeveralNodes(storage)));
    }
    return found.orElseGet(() -> file.make(secrets));
  }

  private static OpenKeys.Opened open(OpenKeys openKeys, MasterKey master, Config.Storage storage) {
    return switch (openKeys.open(master, storage.previousMasterKey())) {
      case OpenKeys.Opened opened -> opened;
      case OpenKeys.ForeignMasterKey() ->
          throw new CannotStartException(
              "the database "
                  + storage.database().name()
                  + " was made with another master key than the one "
                  + (storage.masterKey().isPresent()
                      ? "that master-key sets"
                      : "in " + new MasterKeyFile(storage.directory()).path())
                  + ", or was changed: set master-key to the one it was made with, or, to change"
                  + " it, that one as master-key.previous; nothing was changed"
                  + forSeveralNodes(storage));
    };
  }

  private static String forSeveralNodes(Config.Storage storage) {
    return storage.database() instanceof DatabaseSettings.Postgres
        ? " (several nodes on one database need the same master-key set)"
        : "";
  }

  /// Sees to it that the key which is set to sign does so, and makes the keys ready.
  ///
  /// @param provider computes the signatures
  /// @throws CannotStartException if it can't
  CurrentKeyRing readyToSign(Config.Signing signing, SignatureProvider provider) {
    Optional<OpenSigningKey> given =
        signing
            .hs256Secret()
            .map(keyGenerator::adopt)
            .or(() ->
                signing.keyFile().map(file -> SigningKeyFile.read(file, signing.algorithm())));
    Caller server = callerFor(Client.SERVER);
    return switch (rotateSigningKeys.prepare(signing.algorithm(), given, server)) {
      case Rotated _, Unchanged _ -> {
        keys.follow();
        yield ring(provider);
      }
      case GivenButRevoked(var id) ->
          throw new CannotStartException(
              (signing.keyFile().isPresent() ? "signing.key-file" : "hs256.secret")
                  + " holds the key "
                  + id
                  + ", which was revoked: set another one");
    };
  }

  private CurrentKeyRing ring(SignatureProvider provider) {
    try {
      return new CurrentKeyRing(keys::signing, provider);
    } catch (WeakKeyException e) {
      throw new CannotStartException("the signing keys can't be used: " + e.getMessage(), e);
    }
  }

  /// Words that everybody would guess here: the product, the host of the service, and the labels of
  /// that but the last.
  private static List<String> contextWords(Config config) {
    return Stream.concat(
            Stream.of("sallyport"),
            config.web().publicUrl().map(Origin::host).stream()
                .flatMap(host ->
                    Stream.concat(
                        Stream.of(host),
                        Stream.of(host.split("\\."))
                            .limit(Math.max(0, host.split("\\.").length - 1)))))
        .toList();
  }

  /// Who runs a command, as the security log tells it.
  Caller commandLine() {
    return callerFor(Client.COMMAND_LINE);
  }

  /// Somebody who sent no request, as the security log tells it.
  Caller callerFor(Client client) {
    String requestId =
        Base64.getUrlEncoder().withoutPadding().encodeToString(secrets.bytes(REQUEST_ID_BYTES));
    return new Caller(requestId, client);
  }

  @Override
  public void close() {
    closing.close();
  }
}
