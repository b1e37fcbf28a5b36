package dev.sallyport.adapters.http;

import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.DescribeCaller;
import dev.sallyport.application.account.ChangeUser;
import dev.sallyport.application.account.CreateUser;
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
import dev.sallyport.application.port.FakeAccessTokens;
import dev.sallyport.application.port.FeedIssuer;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.application.port.PlainRateLimiter;
import dev.sallyport.application.port.RecordingSecurityLog;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.session.EndSessions;
import dev.sallyport.application.session.IssueTokens;
import dev.sallyport.application.session.ListSessions;
import dev.sallyport.application.session.LogOut;
import dev.sallyport.application.session.OpenSession;
import dev.sallyport.application.session.ReadCsrfToken;
import dev.sallyport.application.session.RefreshSession;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.device.DeviceTokens;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.password.PasswordPolicy;
import dev.sallyport.domain.recovery.ResetTokens;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.throttle.LimitKeys;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.user.User;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// The server on a free port of the loopback interface, over fakes. One user, `alice`, with the
/// role `reader`.
final class TestServer implements AutoCloseable {

  static final String OWN_ORIGIN = "https://app.example";
  static final String ALLOWED_ORIGIN = "https://pages.app.example";
  static final String ISSUER = "urn:example:issuer";
  static final String PASSWORD = "correct horse battery";

  /// Of which three quarters are for requests.
  static final int THREADS = 16;

  /// As many as the real one has.
  private static final int MOST_UNACCEPTED = 1_024;

  /// The key of RFC 8037, appendix A, as the one of a server would be there.
  static final String JWKS =
      """
      {"keys":[{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",\
      "kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","use":"sig","alg":"Ed25519"}]}\
      """;

  final InMemoryDatabase database = new InMemoryDatabase();
  final PlainPasswordHasher hasher = new PlainPasswordHasher();
  final RecordingSecurityLog log = new RecordingSecurityLog();
  final SettableClock clock = new SettableClock(Given.NOW);
  final SeededSecrets secrets = new SeededSecrets(1);
  final RootSecrets roots = Given.from(secrets).roots();
  final RecordedTraffic traffic = new RecordedTraffic();
  final User alice;
  final int port;

  private final ServerSocketChannel bound;
  private final HttpServer server;
  private final Routes routes;

  /// What tests vary.
  private record Setup(
      LimitPolicy limits,
      Set<String> allowedOrigins,
      TrustedProxies proxies,
      Patience patience,
      boolean demo) {

    static final Setup DEFAULT =
        new Setup(LimitPolicy.unlimited(), Set.of(), TrustedProxies.NONE, Patience.DEFAULT, false);

    Setup with(LimitPolicy other) {
      return new Setup(other, allowedOrigins, proxies, patience, demo);
    }

    Setup with(TrustedProxies other) {
      return new Setup(limits, allowedOrigins, other, patience, demo);
    }

    Setup with(Patience other) {
      return new Setup(limits, allowedOrigins, proxies, other, demo);
    }

    Setup withAllowedOrigin(String origin) {
      return new Setup(limits, Set.of(origin), proxies, patience, demo);
    }

    Setup withDemo() {
      return new Setup(limits, allowedOrigins, proxies, patience, true);
    }
  }

  private TestServer(Setup setup, Route... more) throws IOException {
    LimitPolicy limits = setup.limits();
    alice = addUser("alice", "reader");

    var access = new AccessPolicy(OWN_ORIGIN, OWN_ORIGIN, "sallyport", Given.POLICY.accessTtl());
    var refreshTokens = new RefreshTokens(roots);
    var csrfTokens = new CsrfTokens(roots);
    var accessTokens = new FakeAccessTokens(access);
    var issue = new IssueTokens(refreshTokens, csrfTokens, accessTokens, access, secrets);
    var sessions = database.sessions();
    var users = database.users();
    var open = new OpenSession(sessions, users, refreshTokens, issue, secrets, log, Given.POLICY);
    var authenticate =
        new AuthenticateRequest(accessTokens, database.revocationList(), sessions, users, clock);
    var passwords = new PasswordPolicy(15, "commoncommoncommon"::equals, List.of("sallyport"));
    var limiter = new PlainRateLimiter();
    var limitKeys = new LimitKeys(roots);
    var devices = new DeviceTokens(roots);
    var limitRequests = new LimitRequests(limiter, limitKeys, limits, log, clock);
    var limitFailures = new LimitFailures(limiter, limitKeys, limits, devices, secrets, log);
    var endSessions =
        new EndSessions(sessions, database.revocationLog(), secrets, log, clock, Given.POLICY);
    var resetTokens = new ResetTokens(roots);
    var setPassword = new SetPassword(users, hasher, log, passwords, Given.POLICY);
    var describe = new DescribeCaller(users);
    var refresh =
        new RefreshSession(
            sessions, users, refreshTokens, issue, limitRequests, log, clock, Given.POLICY);
    Routes all =
        Routes.of(
                new LogIn(
                    users, hasher, setPassword, open, limitRequests, limitFailures, log, clock),
                refresh,
                new LogOut(sessions, refreshTokens, log, clock, Given.POLICY),
                new ReadCsrfToken(sessions, refreshTokens, csrfTokens, clock),
                describe,
                () -> JWKS,
                new ServerMetadata(ISSUER, OWN_ORIGIN, () -> List.of("RS256")),
                database,
                limitRequests,
                refreshTokens,
                csrfTokens)
            .withAdministration(
                new CreateUser(users, hasher, secrets, log, clock, passwords),
                new ListUsers(users),
                new ChangeUser(users, hasher, secrets, log, clock, Given.POLICY),
                new IssueResetToken(users, resetTokens, clock),
                new ResetPassword(users, resetTokens, setPassword, log, clock),
                endSessions,
                limitRequests,
                log,
                clock)
            .withAccount(
                new ListSessions(sessions, clock),
                endSessions,
                new ChangePassword(
                    users, hasher, setPassword, open, limitRequests, limitFailures, log, clock),
                refreshTokens)
            .withOAuth(
                new AuthenticateClient(database.oauthClients()),
                authenticate,
                new RevokeToken(accessTokens, refreshTokens, sessions, log, clock, Given.POLICY),
                log,
                clock)
            .withFeed(
                new ReadRevocations(database.revocationLog(), new PlainFeed(), _ -> true, clock),
                SecretBytes.copyOf(new byte[32]),
                log,
                clock)
            .with(more);
    routes =
        setup.demo() ? all.withDemo(describe, refresh, refreshTokens, csrfTokens, secrets) : all;
    bound =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MOST_UNACCEPTED);
    port = ((InetSocketAddress) bound.getLocalAddress()).getPort();
    server =
        new HttpServer(
            bound,
            new HttpSettings(
                Set.of(OWN_ORIGIN), setup.allowedOrigins(), setup.proxies(), 2, THREADS),
            setup.patience(),
            routes,
            authenticate,
            log,
            secrets,
            clock,
            traffic);
    server.start();
  }

  /// A feed that anybody can read, and nobody need verify.
  private record PlainFeed() implements FeedIssuer, FeedIssuer.Keys {
    @Override
    public Keys keys() {
      return this;
    }

    @Override
    public List<String> kids() {
      return List.of("key-1");
    }

    @Override
    public String sign(Feed feed, Instant issuedAt) {
      return feed.epoch() + " " + feed.after() + ' ' + feed.number() + ' ' + feed.entries().size();
    }
  }

  /// A server without CORS.
  static TestServer start(Route... more) throws IOException {
    return new TestServer(Setup.DEFAULT, more);
  }

  /// A server of another patience.
  static TestServer start(Patience patience, Route... more) throws IOException {
    return new TestServer(Setup.DEFAULT.with(patience), more);
  }

  /// A server whose API another origin may use.
  static TestServer startWithAllowedOrigin(Route... more) throws IOException {
    return new TestServer(Setup.DEFAULT.withAllowedOrigin(ALLOWED_ORIGIN), more);
  }

  /// A server with the demo page.
  static TestServer startWithDemo() throws IOException {
    return new TestServer(Setup.DEFAULT.withDemo());
  }

  /// A server with the demo page and these limits.
  static TestServer startWithDemo(LimitPolicy limits) throws IOException {
    return new TestServer(Setup.DEFAULT.withDemo().with(limits));
  }

  /// A server with these limits.
  static TestServer startWithLimits(LimitPolicy limits) throws IOException {
    return new TestServer(Setup.DEFAULT.with(limits));
  }

  /// A server behind these proxies.
  static TestServer startBehind(String proxies, Route... more) throws IOException {
    return startBehind(proxies, LimitPolicy.unlimited(), more);
  }

  /// A server behind these proxies, with these limits.
  static TestServer startBehind(String proxies, LimitPolicy limits, Route... more)
      throws IOException {
    var trusted = TrustedProxies.parse(proxies).orElseThrow();
    return new TestServer(Setup.DEFAULT.with(limits).with(trusted), more);
  }

  /// Sends one request on a connection of its own. The answer is one of those that are documented.
  Reply send(Ask ask) throws IOException {
    try (var wire = connect()) {
      Reply reply =
          wire.send(ask.bytes(port, true)).reply(!ask.method().equals("HEAD"), ask.path());
      DocumentedAnswers.check(ask, reply, routes.table());
      return reply;
    }
  }

  /// Sends bytes on a connection of their own.
  Reply sendRaw(String bytes) throws IOException {
    try (var wire = connect()) {
      return wire.send(bytes.replace("PORT", Integer.toString(port))).reply();
    }
  }

  /// How many connections are open.
  int connections() {
    return server.connections();
  }

  HttpServer.Load load() {
    return server.load();
  }

  boolean isListening() {
    return bound.isOpen();
  }

  List<Route> table() {
    return routes.table();
  }

  Wire connect() throws IOException {
    return new Wire(port);
  }

  static Ask login(String username, String password) {
    return Ask.json(
        "/auth/login",
        new String(JsonBytes.of(new Form(username, password)), StandardCharsets.UTF_8));
  }

  private record Form(String username, String password) {}

  /// A browser in which `alice` has signed in.
  Browser signIn() throws IOException {
    return signIn("alice");
  }

  /// A browser in which a user has signed in.
  Browser signIn(String name) throws IOException {
    return Browser.of(send(login(name, PASSWORD)).isOk());
  }

  /// One more user, with the same password.
  User addUser(String name, String... roles) {
    User user =
        User.create(
            Given.from(secrets).user(name).id(),
            Given.username(name),
            PlainPasswordHasher.fresh(PASSWORD),
            Given.roles(roles),
            Given.NOW);
    database.users().add(user);
    return user;
  }

  Session sessionOf(Browser browser) {
    var id = new RefreshTokens(roots).parse(browser.refresh()).orElseThrow().session();
    return session(id);
  }

  Session session(SessionId id) {
    return database.sessions().find(id).orElseThrow();
  }

  boolean isLive(Browser browser) {
    return sessionOf(browser).end().isEmpty();
  }

  void advance(Duration by) {
    clock.advance(by);
  }

  /// Lets running requests end, and stops.
  @Override
  public void close() {
    server.close();
  }
}
