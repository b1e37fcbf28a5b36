package dev.sallyport.bootstrap;

import dev.sallyport.adapters.http.HttpServer;
import dev.sallyport.adapters.http.HttpSettings;
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
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.DescribeCaller;
import dev.sallyport.application.feed.ReadRevocations;
import dev.sallyport.application.limit.LimitRequests;
import dev.sallyport.application.login.LimitFailures;
import dev.sallyport.application.login.LogIn;
import dev.sallyport.application.oauth.AuthenticateClient;
import dev.sallyport.application.oauth.RevokeToken;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.ServerStarted;
import dev.sallyport.application.port.SecurityEvent.ServerStopped;
import dev.sallyport.application.session.IssueTokens;
import dev.sallyport.application.session.LogOut;
import dev.sallyport.application.session.OpenSession;
import dev.sallyport.application.session.PurgeSessions;
import dev.sallyport.application.session.ReadCsrfToken;
import dev.sallyport.application.session.RefreshSession;
import dev.sallyport.bootstrap.Installation.OpenedBy;
import dev.sallyport.bootstrap.config.Config;
import dev.sallyport.bootstrap.config.Origin;
import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.device.DeviceTokens;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.throttle.LimitKeys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The server: which parts there are, and who is given whom.
final class Sallyport implements AutoCloseable {

  /// Platform threads: a request waits for the disk or for a core, and either is soon busy.
  private static final int LEAST_THREADS = 8;

  private static final int MOST_THREADS = 200;

  /// Connections that the kernel keeps until they are accepted. Java's own 50 are gone with the
  /// first crowd, and who is dropped there tries again after a second.
  private static final int MOST_UNACCEPTED = 1_024;

  private final Closing closing;
  private final InetSocketAddress address;
  private final Installation installation;
  private final InstantSource clock;

  private Sallyport(Config config, Surroundings machine, Closing closing) {
    this.closing = closing;
    // Before anything is made: a port that is taken must not leave an installation behind, and
    // public-url, with it the issuer, defaults to the port that we got.
    var socket = closing.add(bind(config));
    address = addressOf(socket);
    installation = closing.add(Installation.openOrMake(config, machine, OpenedBy.SERVER));

    clock = machine.clock();
    var secrets = machine.secrets();
    var users = installation.users;
    var sessions = installation.sessions;
    var log = installation.securityLog;
    var roots = installation.keys;
    var lives = config.sessions();
    var claims = config.accessPolicyAt(address.getPort());

    var keyRing = installation.readyToSign(config.signing());
    var verifier = new JwtVerifier(keyRing, claims);
    var refreshTokens = new RefreshTokens(roots);
    var csrfTokens = new CsrfTokens(roots);
    var issue = new IssueTokens(refreshTokens, csrfTokens, new JwtIssuer(keyRing), claims, secrets);
    var revocations =
        installation.sharing.revocations(
            new CachedRevocationList(new SqlRevocationLog(installation.database), clock));

    var open = new OpenSession(sessions, users, refreshTokens, issue, secrets, log, lives);
    var limiter = installation.sharing.limiter(new MemoryRateLimiter());
    var limitKeys = new LimitKeys(roots);
    var limits = config.limits();
    var limitRequests = new LimitRequests(limiter, limitKeys, limits, log, clock);
    var limitFailures =
        new LimitFailures(limiter, limitKeys, limits, new DeviceTokens(roots), secrets, log);
    var logIn =
        new LogIn(
            users,
            installation.hasher,
            open,
            limitRequests,
            limitFailures,
            log,
            clock,
            installation.passwordPolicy,
            lives);
    var refresh =
        new RefreshSession(sessions, users, refreshTokens, issue, limitRequests, log, clock, lives);
    var logOut = new LogOut(sessions, refreshTokens, log, clock, lives);
    var readCsrf = new ReadCsrfToken(sessions, refreshTokens, csrfTokens, clock);
    var describe = new DescribeCaller(users);
    var authenticate = new AuthenticateRequest(verifier, revocations, sessions, users, clock);

    var housekeeping =
        closing.add(
            new Housekeeping(
                new PurgeSessions(sessions, clock),
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
            new SqlStoreHealth(installation.database),
            limitRequests,
            refreshTokens,
            csrfTokens);
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
                clock));
    // Closed before the server, which would wait for those who wait.
    closing.add(waiting);
    installation.sharing.start();
    housekeeping.start();
    http.start();
    record(new ServerStarted());
  }

  /// Starts to serve.
  ///
  /// @throws CannotStartException if it can't listen, or the installation can't be opened
  static Sallyport start(Config config, Surroundings machine) {
    var closing = new Closing();
    try {
      return new Sallyport(config, machine, closing);
    } catch (RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private static ServerSocketChannel bind(Config config) {
    var address = config.web().listen().socketAddress();
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
          "listen: "
              + text(address)
              + " can't be had: it is in use, is no address of this machine, or takes more rights",
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

  int port() {
    return address.getPort();
  }

  Installation installation() {
    return installation;
  }

  /// Takes no new request, lets those at work end for some seconds, and closes everything.
  @Override
  public void close() {
    try {
      closing.close();
    } finally {
      record(new ServerStopped());
    }
  }

  private void record(SecurityEvent event) {
    installation.securityLog.record(event, installation.callerFor(Client.SERVER), clock.instant());
  }
}
