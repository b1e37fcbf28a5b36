package dev.sallyport.bootstrap;

import dev.sallyport.adapters.http.HttpServer;
import dev.sallyport.adapters.http.HttpSettings;
import dev.sallyport.adapters.http.Readiness;
import dev.sallyport.adapters.http.Readiness.Phase;
import dev.sallyport.adapters.http.Routes;
import dev.sallyport.adapters.http.ServerMetadata;
import dev.sallyport.adapters.jwt.JwkSet;
import dev.sallyport.adapters.jwt.JwtFeedIssuer;
import dev.sallyport.adapters.jwt.JwtIssuer;
import dev.sallyport.adapters.jwt.JwtVerifier;
import dev.sallyport.adapters.memory.CachedRevocationList;
import dev.sallyport.adapters.memory.MemoryRateLimiter;
import dev.sallyport.adapters.sql.SqlRevocationLog;
import dev.sallyport.adapters.sql.SqlStoreHealth;
import dev.sallyport.adapters.telemetry.CountedSecurityLog;
import dev.sallyport.adapters.telemetry.Metrics;
import dev.sallyport.adapters.telemetry.StoreWatch;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.DescribeCaller;
import dev.sallyport.application.account.IssueResetToken;
import dev.sallyport.application.account.ListUsers;
import dev.sallyport.application.account.ResetPassword;
import dev.sallyport.application.account.SetPassword;
import dev.sallyport.application.feed.ReadRevocations;
import dev.sallyport.application.limit.LimitRequests;
import dev.sallyport.application.login.ChangePassword;
import dev.sallyport.application.login.LimitFailures;
import dev.sallyport.application.login.LogIn;
import dev.sallyport.application.oauth.AuthenticateClient;
import dev.sallyport.application.oauth.RevokeToken;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.ServerStarted;
import dev.sallyport.application.port.SecurityEvent.ServerStopped;
import dev.sallyport.application.session.EndSessions;
import dev.sallyport.application.session.IssueTokens;
import dev.sallyport.application.session.LogOut;
import dev.sallyport.application.session.OpenSession;
import dev.sallyport.application.session.PurgeSessions;
import dev.sallyport.application.session.ReadCsrfToken;
import dev.sallyport.application.session.RefreshSession;
import dev.sallyport.bootstrap.Installation.OpenedBy;
import dev.sallyport.bootstrap.config.Config;
import dev.sallyport.bootstrap.config.Listen;
import dev.sallyport.bootstrap.config.Origin;
import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.device.DeviceTokens;
import dev.sallyport.domain.key.WrappedKeys;
import dev.sallyport.domain.recovery.ResetTokens;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.throttle.LimitKeys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// The server: which parts there are, and who is given whom.
final class Sallyport implements AutoCloseable {

  /// Platform threads: a request waits for the disk or for a core, and either is soon busy.
  private static final int LEAST_THREADS = 8;

  private static final int MOST_THREADS = 200;

  /// Connections that the kernel keeps until they are accepted. Java's own 50 are gone with the
  /// first crowd, and who is dropped there tries again after a second.
  private static final int MOST_UNACCEPTED = 1_024;

  private static final String OR_ANOTHER =
      "; set another one, such as SALLYPORT_LISTEN=127.0.0.1:8081";

  private static final String OR_OFF =
      "; set another one, or off, which turns metrics and health off";

  private final Closing closing;
  private final InetSocketAddress address;
  private final Optional<InetSocketAddress> adminAddress;
  private final Installation installation;
  private final InstantSource clock;

  private volatile Phase phase = Phase.STARTING;

  private Sallyport(Config config, Surroundings machine, LongSupplier linesLost, Closing closing) {
    this.closing = closing;
    // Before anything is made: a port that is taken must not leave an installation behind, and
    // public-url, with it the issuer, defaults to the port that we got.
    var socket = closing.add(bind("listen", config.web().listen(), OR_ANOTHER));
    address = addressOf(socket);
    Optional<ServerSocketChannel> adminSocket =
        config.web().adminListen().map(where -> closing.add(bind("admin.listen", where, OR_OFF)));
    adminAddress = adminSocket.map(Sallyport::addressOf);
    var metrics = new Metrics();
    var measured = new ServerMetrics(metrics);
    installation =
        closing.add(
            Installation.openOrMake(config, machine, OpenedBy.SERVER, measured.hashes()::took));

    clock = machine.clock();
    var secrets = machine.secrets();
    var users = installation.users;
    var sessions = installation.sessions;
    var log = new CountedSecurityLog(installation.securityLog, metrics);
    var roots = installation.keys;
    var lives = config.sessions();
    var claims = config.accessPolicyAt(address.getPort());

    var signatures = new Signatures(config.signing().provider());
    var keyRing = installation.readyToSign(config.signing(), signatures.provider());
    var verifier = new JwtVerifier(keyRing, claims);
    var refreshTokens = new RefreshTokens(roots);
    var csrfTokens = new CsrfTokens(roots);
    var issue = new IssueTokens(refreshTokens, csrfTokens, new JwtIssuer(keyRing), claims, secrets);
    var sharing = installation.sharing;
    var known = new CachedRevocationList(new SqlRevocationLog(installation.database), clock);
    var revocations = sharing.revocations(known);

    var open = new OpenSession(sessions, users, refreshTokens, issue, secrets, log, lives);
    var limiter = sharing.limiter(new MemoryRateLimiter());
    var limitKeys = new LimitKeys(roots);
    var limits = config.limits();
    var limitRequests = new LimitRequests(limiter, limitKeys, limits, log, clock);
    var limitFailures =
        new LimitFailures(limiter, limitKeys, limits, new DeviceTokens(roots), secrets, log);
    var setPassword =
        new SetPassword(users, installation.hasher, log, installation.passwordPolicy, lives);
    var logIn =
        new LogIn(
            users,
            installation.hasher,
            setPassword,
            open,
            limitRequests,
            limitFailures,
            log,
            clock);
    var changePassword =
        new ChangePassword(
            users,
            installation.hasher,
            setPassword,
            open,
            limitRequests,
            limitFailures,
            log,
            clock);
    var refresh =
        new RefreshSession(sessions, users, refreshTokens, issue, limitRequests, log, clock, lives);
    var logOut = new LogOut(sessions, refreshTokens, log, clock, lives);
    var readCsrf = new ReadCsrfToken(sessions, refreshTokens, csrfTokens, clock);
    var describe = new DescribeCaller(users);
    var authenticate = new AuthenticateRequest(verifier, revocations, sessions, users, clock);

    var databaseHealth = new SqlStoreHealth(installation.database);
    var database = closing.add(new StoreWatch("the database", databaseHealth, System::nanoTime));
    var purge = new PurgeSessions(sessions, clock);
    var housekeeping =
        closing.add(
            new Housekeeping(
                purge,
                installation.rotateSigningKeys,
                config.signing().maxAge(),
                () -> installation.callerFor(Client.SERVER)));
    var routes =
        Routes.of(
            logIn,
            refresh,
            logOut,
            readCsrf,
            describe,
            () -> JwkSet.of(keyRing.get()),
            new ServerMetadata(
                claims.issuer(),
                config.web().publicUrlAt(address.getPort()).text(),
                () -> keyRing.get().algorithms()),
            databaseHealth,
            limitRequests,
            refreshTokens,
            csrfTokens);
    var endSessions =
        new EndSessions(
            sessions, new SqlRevocationLog(installation.database), secrets, log, clock, lives);
    routes =
        routes.withAccount(installation.listSessions, endSessions, changePassword, refreshTokens);
    var resetTokens = new ResetTokens(roots);
    routes =
        routes.withAdministration(
            installation.createUser,
            new ListUsers(users),
            installation.changeUser,
            new IssueResetToken(users, resetTokens, clock),
            new ResetPassword(users, resetTokens, setPassword, log, clock),
            endSessions,
            limitRequests,
            log,
            clock);
    routes =
        routes.withOAuth(
            new AuthenticateClient(installation.clients),
            authenticate,
            new RevokeToken(verifier, refreshTokens, sessions, log, clock, lives),
            log,
            clock);
    var waiting = new UntilStopped();
    if (config.feedSecret().isPresent()) {
      var feed =
          new ReadRevocations(
              new SqlRevocationLog(installation.database),
              new JwtFeedIssuer(keyRing, claims.issuer()),
              waiting,
              clock);
      routes = routes.withFeed(feed, config.feedSecret().get(), log, clock);
    }
    if (config.web().demo()) {
      routes = routes.withDemo(describe, refresh, refreshTokens, csrfTokens, secrets);
    }
    // Closed after the other, so that it tells that this one stops.
    var admin =
        adminSocket.map(bound ->
            closing.add(
                HttpServer.forOperators(
                    bound,
                    Routes.forOperators(
                        new Routes.Metrics(Metrics.MEDIA_TYPE, metrics::page),
                        () ->
                            new Readiness(
                                phase,
                                database.isUp(),
                                sharing.state(),
                                sharing.limitsAreShared())),
                    authenticate,
                    log,
                    secrets,
                    clock)));
    var requests = metrics.requests();
    var http =
        closing.add(
            new HttpServer(
                socket,
                new HttpSettings(
                    texts(config.web().ownOriginsAt(address.getPort())),
                    texts(config.web().allowedOrigins()),
                    config.web().trustedProxies(),
                    LEAST_THREADS,
                    MOST_THREADS),
                routes,
                authenticate,
                log,
                secrets,
                clock,
                (route, method) -> requests.of(route, method)::ended));
    measured.of(installation, linesLost);
    measured.of(
        () -> roots.lastRead().signing().signer(clock.instant()),
        () -> newestRoot(roots.lastRead()),
        config.signing().maxAge(),
        clock);
    measured.of(known, sharing, databaseHealth, purge);
    measured.of(database);
    measured.of(http::load);
    // Closed before the server, which would wait for those who wait.
    closing.add(waiting);
    database.start();
    admin.ifPresent(HttpServer::start);
    sharing.start();
    housekeeping.start();
    http.start();
    phase = Phase.SERVING;
    var _ = signatures.start(!keyRing.get().isSymmetric(), machine.pause());
    record(new ServerStarted());
  }

  /// Starts to serve.
  ///
  /// @param linesLost how many lines of the log there was no room for
  /// @throws CannotStartException if it can't listen, or the installation can't be opened
  static Sallyport start(Config config, Surroundings machine, LongSupplier linesLost) {
    var closing = new Closing();
    try {
      return new Sallyport(config, machine, linesLost, closing);
    } catch (RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  /// @param setting which one says where
  /// @param otherwise what else could be set, for who can't have that
  private static ServerSocketChannel bind(String setting, Listen where, String otherwise) {
    var address = where.socketAddress();
    try {
      var channel = ServerSocketChannel.open();
      try {
        return channel.bind(address, MOST_UNACCEPTED);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CannotStartException(
          setting
              + ": "
              + text(address)
              + " can't be had: it is in use, is no address of this machine, or takes more rights"
              + otherwise,
          e);
    }
  }

  private static InetSocketAddress addressOf(ServerSocketChannel socket) {
    try {
      return (InetSocketAddress) socket.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException("a bound socket has an address", e);
    }
  }

  private static Set<String> texts(List<Origin> origins) {
    return origins.stream().map(Origin::text).collect(Collectors.toUnmodifiableSet());
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + address.getPort();
  }

  /// Where it listens, as a URL.
  String url() {
    return "http://" + text(address);
  }

  /// Where metrics and health are, as a URL; empty for nowhere.
  Optional<String> adminUrl() {
    return adminAddress.map(where -> "http://" + text(where));
  }

  int port() {
    return address.getPort();
  }

  Installation installation() {
    return installation;
  }

  /// Is not ready any more, takes no new request, lets those at work end for some seconds, and closes everything.
  @Override
  public void close() {
    phase = Phase.STOPPING;
    try {
      closing.close();
    } finally {
      record(new ServerStopped());
    }
  }

  private static Optional<Instant> newestRoot(WrappedKeys keys) {
    return keys.roots().isEmpty()
        ? Optional.empty()
        : Optional.of(keys.roots().getLast().createdAt());
  }

  private void record(SecurityEvent event) {
    installation.securityLog.record(event, installation.callerFor(Client.SERVER), clock.instant());
  }
}
